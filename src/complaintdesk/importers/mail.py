"""What an e-mail is once it is read: values only, which may come from another process."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class Limits(NamedTuple):
    """How much of a message is let in."""

    message_bytes: int = 25 << 20
    """A longer message is kept, and only its head is read."""

    parts: int = 50
    depth: int = 10
    field_bytes: int = 1 << 20
    """Of one header; the head of a message that is too large is read as far as twice that."""

    text_chars: int = 200_000
    addresses: int = 50
    memory_bytes: int = 512 << 20
    seconds: int = 10
    """Of the processor, for one message."""


class Address(NamedTuple):
    """Somebody's name, as far as it is said, and their address."""

    name: str
    address: str

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else self.address


class Enclosure(NamedTuple):
    """A file that came with a message."""

    name: str
    """Fit to be shown; never a place on a disk."""

    media_type: str
    size: int
    sha256: str
    is_inline: bool
    """Whether it stands within the text, as pictures do."""

    content: bytes = b""
    """Empty where only a look was taken."""


class Inner(NamedTuple):
    """A message within a message: what somebody forwarded."""

    sender: Address | None
    subject: str
    sent_at: datetime | None
    text: str


class Mail(NamedTuple):
    """One message as it was read; texts as they came, and nothing filled in."""

    digest: str
    """SHA-256 of what stays the same in every copy of the message: not of the way it took."""

    message_id: str = ""
    answers: tuple[str, ...] = ()
    """The Message-IDs it answers or refers to."""

    subject: str = ""
    sender: Address | None = None
    recipients: tuple[Address, ...] = ()
    sent_at: datetime | None = None
    """When it was sent, by its writer's clock, in UTC."""

    received_at: datetime | None = None
    """When the last server had it."""

    text: str = ""
    enclosures: tuple[Enclosure, ...] = ()
    automatic: str = ""
    """What says that a machine sent it; empty where nothing does."""

    inner: Inner | None = None
    notices: tuple[str, ...] = ()
    """What to know of the reading, a sentence each."""

    is_read: bool = True
    """Whether its text could be read; if not, the original has it."""
