"""What leaves the desk, and what ends: choices about doubtful words, why a complaint is held, when it was disposed of.

Columns and one table are only added, so nothing that was written before is touched.
"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ADDED = (
    ("complaint", "legal_hold_reason VARCHAR NOT NULL DEFAULT ''"),
    ("complaint", "disposed_on DATE"),
)

PSEUDONYM_CHOICE = """
    CREATE TABLE pseudonym_choice (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        complaint_id INTEGER NOT NULL,
        word VARCHAR NOT NULL,
        place VARCHAR NOT NULL,
        hidden BOOLEAN NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(complaint_id) REFERENCES complaint (id)
    )
    """


def upgrade() -> None:
    """Add the columns and the table of choices."""
    for table, column in ADDED:
        op.execute(f'ALTER TABLE "{table}" ADD COLUMN {column}')
    op.execute(PSEUDONYM_CHOICE)
    op.execute("CREATE INDEX ix_pseudonym_choice_complaint_id ON pseudonym_choice (complaint_id)")
