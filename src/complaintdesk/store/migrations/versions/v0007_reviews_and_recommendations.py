"""Reviews and recommendations: what their road needs beside what its tables had.

Columns are only added, so nothing that was written before is touched.
"""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ADDED = (
    ("review", "again_on DATE"),
    ("pattern", "value VARCHAR NOT NULL DEFAULT ''"),
    ("pattern", "whys VARCHAR NOT NULL DEFAULT ''"),
    ("pattern", "removed BOOLEAN NOT NULL DEFAULT 0"),
    ("recommendation", "figures VARCHAR NOT NULL DEFAULT ''"),
    ("recommendation", "cause_method VARCHAR(60) NOT NULL DEFAULT ''"),
    ("recommendation", "cause_confirmed VARCHAR NOT NULL DEFAULT ''"),
    ("recommendation", "procedure_entry_id INTEGER REFERENCES library_entry (id)"),
    ("recommendation", "override_reason VARCHAR NOT NULL DEFAULT ''"),
    ("recommendation", "acknowledged_by VARCHAR NOT NULL DEFAULT ''"),
    ("recommendation", "chased_on DATE"),
    ("recommendation", "chases INTEGER NOT NULL DEFAULT 0"),
    ("recommendation", "decided_by VARCHAR NOT NULL DEFAULT ''"),
    ("recommendation", "deferred_until DATE"),
    ("recommendation", "implementation VARCHAR NOT NULL DEFAULT ''"),
    ("recommendation", "proof VARCHAR NOT NULL DEFAULT ''"),
    ("recommendation", "withdrawn_on DATE"),
    ("recommendation", "withdrawn_reason VARCHAR NOT NULL DEFAULT ''"),
    ("change_option", "reversibility VARCHAR(40) NOT NULL DEFAULT ''"),
    ("change_option", "new_text VARCHAR NOT NULL DEFAULT ''"),
    ("change_option", "look_again_on DATE"),
    ("effect_check", "kind VARCHAR(12) NOT NULL DEFAULT 'number'"),
    ("effect_check", "grouping VARCHAR NOT NULL DEFAULT 'category'"),
    ("effect_check", "value VARCHAR NOT NULL DEFAULT ''"),
    ("effect_check", "exposure VARCHAR NOT NULL DEFAULT ''"),
    ("effect_check", "written_on DATE"),
    ("effect_check", "planned_change_on DATE"),
    ("effect_check", "window_months INTEGER NOT NULL DEFAULT 0"),
    ("effect_check", "smallest_percent INTEGER NOT NULL DEFAULT 0"),
    ("effect_check", "review_on DATE"),
    ("effect_check", "plan VARCHAR NOT NULL DEFAULT ''"),
    ("effect_check", "found VARCHAR NOT NULL DEFAULT ''"),
    ("effect_check", "sentence VARCHAR NOT NULL DEFAULT ''"),
)


def upgrade() -> None:
    """Add the columns."""
    for table, column in ADDED:
        op.execute(f'ALTER TABLE "{table}" ADD COLUMN {column}')
