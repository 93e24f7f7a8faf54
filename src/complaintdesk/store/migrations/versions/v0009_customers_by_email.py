"""A customer is found by the e-mail address, without reading all the others.

Nothing that was written before is touched.
"""

from __future__ import annotations

from alembic import op

from complaintdesk.store import schema

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    # A new store has it from the start.
    op.execute("DROP INDEX IF EXISTS customer_by_email")
    op.execute(next(made for made in schema.INDEXES if "INDEX customer_by_email" in made))
