"""Limits and weights: what authority, the balance and the triage score are held against.

Columns and one table are only added, so nothing that was written before is touched.
"""

from __future__ import annotations

from alembic import op

from complaintdesk.store import schema

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ADDED = (
    ("authority_limit", "cumulative_minor INTEGER"),
    ("option", "admits_liability BOOLEAN NOT NULL DEFAULT 0"),
    ("profile", "balance_weights VARCHAR NOT NULL DEFAULT ''"),
    ("profile", "triage_weights VARCHAR NOT NULL DEFAULT ''"),
)

REMEDY_BAND = """
    CREATE TABLE remedy_band (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        scale VARCHAR(120) NOT NULL,
        level VARCHAR NOT NULL,
        least_minor INTEGER,
        most_minor INTEGER,
        year INTEGER NOT NULL,
        source VARCHAR NOT NULL,
        note VARCHAR NOT NULL,
        removed BOOLEAN NOT NULL,
        PRIMARY KEY (id)
    )
    """


def upgrade() -> None:
    """Add the columns and the table of remedy bands."""
    for table, column in ADDED:
        op.execute(f'ALTER TABLE "{table}" ADD COLUMN {column}')
    op.execute(REMEDY_BAND)
    # It now covers what lists of history and of everything are sorted by, too.
    op.execute("DROP INDEX complaint_by_day")
    op.execute(next(made for made in schema.INDEXES if "INDEX complaint_by_day" in made))
