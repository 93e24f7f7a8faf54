"""E-mails, and merging that can be taken back: one table, a mark of origin, and the journal found by row.

Nothing that was written before is touched.
"""

from __future__ import annotations

from alembic import op

from complaintdesk.store import schema

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MARKED = ("contact", "promise", "source", "head", "implication", "party")
"""Tables whose rows go over to another complaint when theirs is merged into it."""

MESSAGE = (
    """
    CREATE TABLE message (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        complaint_id INTEGER NOT NULL,
        batch_id INTEGER,
        contact_id INTEGER,
        attachment_id INTEGER NOT NULL,
        digest VARCHAR(64) NOT NULL,
        message_id VARCHAR NOT NULL,
        answers VARCHAR NOT NULL,
        subject VARCHAR NOT NULL,
        sender_name VARCHAR NOT NULL,
        sender_address VARCHAR NOT NULL,
        recipients VARCHAR NOT NULL,
        sent_at VARCHAR(27),
        quoted VARCHAR NOT NULL,
        signature VARCHAR NOT NULL,
        automatic BOOLEAN NOT NULL,
        notices VARCHAR NOT NULL,
        merged_from_id INTEGER,
        PRIMARY KEY (id),
        FOREIGN KEY(complaint_id) REFERENCES complaint (id),
        FOREIGN KEY(batch_id) REFERENCES import_batch (id),
        FOREIGN KEY(contact_id) REFERENCES contact (id),
        FOREIGN KEY(attachment_id) REFERENCES attachment (id),
        FOREIGN KEY(merged_from_id) REFERENCES complaint (id)
    )
    """,
    "CREATE INDEX ix_message_complaint_id ON message (complaint_id)",
    "CREATE INDEX ix_message_batch_id ON message (batch_id)",
    "CREATE INDEX ix_message_digest ON message (digest)",
    "CREATE INDEX ix_message_message_id ON message (message_id)",
)


def upgrade() -> None:
    """Add the table, the marks of origin and the indexes."""
    for statement in MESSAGE:
        op.execute(statement)
    for table in MARKED:
        op.execute(f'ALTER TABLE "{table}" ADD COLUMN merged_from_id INTEGER REFERENCES complaint (id)')
    for name in ("journal_entry_by_row", "complaint_link_other"):
        # A new store has them from the start.
        op.execute(f"DROP INDEX IF EXISTS {name}")
        op.execute(next(made for made in schema.INDEXES if f"INDEX {name}" in made))
