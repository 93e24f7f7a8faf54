"""Where the handler began new limits on a chart, and an index that covers what a review counts.

One table is added, so nothing that was written before is touched.
"""

from __future__ import annotations

from alembic import op

from complaintdesk.store import schema

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CHART_BASE = """
    CREATE TABLE chart_base (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        filter VARCHAR NOT NULL,
        period VARCHAR(10) NOT NULL,
        cause VARCHAR NOT NULL,
        removed BOOLEAN NOT NULL,
        PRIMARY KEY (id)
    )
    """


def upgrade() -> None:
    """Add the table of chart bases, and make the index of months anew."""
    op.execute(CHART_BASE)
    op.execute("DROP INDEX complaint_months")
    op.execute(next(made for made in schema.INDEXES if "INDEX complaint_months" in made))
