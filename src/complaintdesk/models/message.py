"""E-mails that were taken in: what tells them apart, what they answer, and what in them is not the writer's own."""

from datetime import datetime

from sqlmodel import Field

from complaintdesk.models.record import ComplaintRecord, Moment


class Message(ComplaintRecord, table=True):
    """One e-mail on the complaint it belongs to; the original lies among the attachments, byte for byte."""

    batch_id: int | None = Field(default=None, foreign_key="import_batch.id", index=True)
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    """The contact that it is; empty where the complaint itself came by it."""

    attachment_id: int = Field(foreign_key="attachment.id")
    digest: str = Field(max_length=64, index=True)
    """SHA-256 of what stays the same however often the message is copied, so that it is known again."""

    message_id: str = Field(default="", index=True)
    answers: str = ""
    """The Message-IDs it answers or refers to, one a line."""

    subject: str = ""
    sender_name: str = ""
    sender_address: str = ""
    recipients: str = ""
    sent_at: datetime | None = Field(default=None, sa_type=Moment)
    quoted: str = ""
    """What it quotes of earlier messages."""

    signature: str = ""
    automatic: bool = False
    """Whether a machine sent it: an absence note, a receipt, a message that could not be delivered."""

    notices: str = ""
    """What was noticed while it was read, a sentence a line."""

    merged_from_id: int | None = Field(default=None, foreign_key="complaint.id")
