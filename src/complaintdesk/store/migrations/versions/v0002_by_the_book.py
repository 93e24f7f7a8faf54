"""By the book: what clocks, letters, informing and hand-overs need beside what they had.

Columns are only added, each with a default, so nothing that was written under
0001 is touched; `schema.LATER` tells the journal what older rows hold in them.
"""

from __future__ import annotations

from alembic import op

from complaintdesk.store import schema, words

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ADDED = (
    ("profile", "holidays_worked VARCHAR NOT NULL DEFAULT ''"),
    ("profile", "weekdays VARCHAR(7) NOT NULL DEFAULT '12345'"),
    ("profile", "cutoff VARCHAR(5) NOT NULL DEFAULT ''"),
    ("complaint", "received_time VARCHAR(5) NOT NULL DEFAULT ''"),
    ("complaint", "variant VARCHAR(40) NOT NULL DEFAULT ''"),
    ("milestone", "decided_by VARCHAR NOT NULL DEFAULT ''"),
    ("extension", "given VARCHAR NOT NULL DEFAULT ''"),
    ("contact", "preference_note VARCHAR NOT NULL DEFAULT ''"),
    ("letter", "stage VARCHAR(40) NOT NULL DEFAULT ''"),
    ("letter", "delivered_on DATE"),
    ("letter", "contact_id INTEGER REFERENCES contact (id)"),
    ("head", "proof_note VARCHAR NOT NULL DEFAULT ''"),
    ("source", "chased_on DATE"),
    ("source", "chases INTEGER NOT NULL DEFAULT 0"),
    ("implication", "aware_at VARCHAR(27)"),
    ("party", "complained_of BOOLEAN NOT NULL DEFAULT 0"),
    ("escalation", "route VARCHAR(60) NOT NULL DEFAULT ''"),
    ("escalation", "stage VARCHAR(40) NOT NULL DEFAULT ''"),
    ("escalation", "checklist VARCHAR NOT NULL DEFAULT ''"),
    ("escalation", "sent_on DATE"),
    ("escalation", "sent_by VARCHAR NOT NULL DEFAULT ''"),
    ("escalation", "returned_on DATE"),
    ("escalation", "pack_id INTEGER REFERENCES attachment (id)"),
)


def upgrade() -> None:
    """Add the columns, and make the full text anew, which now holds telephone numbers and approvers too."""
    for table, column in ADDED:
        op.execute(f'ALTER TABLE "{table}" ADD COLUMN {column}')
    op.execute("DROP TABLE customer_words")
    op.execute(next(made for made in schema.SEARCH if "TABLE customer_words" in made))
    op.execute("INSERT INTO customer_words(customer_words) VALUES ('rebuild')")
    words.index_notes(op.get_bind())
