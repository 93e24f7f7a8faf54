"""The portfolio: which criteria it is held against, and what a claim says in each test of evidence.

Columns are only added, each with a default, so nothing that was written before is touched.
"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ADDED = (
    ("profile", "criteria_set VARCHAR(60) NOT NULL DEFAULT 'unit-45'"),
    ("profile", "expectations VARCHAR NOT NULL DEFAULT ''"),
    ("claim", "witness_relation VARCHAR NOT NULL DEFAULT ''"),
    ("claim", "witness_contact VARCHAR NOT NULL DEFAULT ''"),
    ("claim", "why_valid VARCHAR NOT NULL DEFAULT ''"),
    ("claim", "why_authentic VARCHAR NOT NULL DEFAULT ''"),
    ("claim", "why_reliable VARCHAR NOT NULL DEFAULT ''"),
    ("claim", "why_current VARCHAR NOT NULL DEFAULT ''"),
    ("claim", "why_sufficient VARCHAR NOT NULL DEFAULT ''"),
)


def upgrade() -> None:
    """Add the columns."""
    for table, column in ADDED:
        op.execute(f'ALTER TABLE "{table}" ADD COLUMN {column}')
