"""What every table has in common.

No `from __future__ import annotations` in this room: SQLModel reads the
annotations when a table is made, and needs the types rather than their names.
"""

from datetime import UTC, datetime

from sqlalchemy import String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel


class Record(SQLModel):
    """A row the handler can change; every change of it is journalled."""

    id: int | None = Field(default=None, primary_key=True)
    version: int = 1
    """Counts the changes, so that an edit of a stale view is noticed."""


class ComplaintRecord(Record):
    """A row that belongs to one complaint."""

    complaint_id: int = Field(foreign_key="complaint.id", index=True)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, stored as sortable text: `2026-11-22T09:05:00.000000Z`.

    SQLite has no type for it, and SQLAlchemy's own drops the zone on the way.
    """

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Return the stored text.

        Raises:
            ValueError: If the moment has no zone; guessing one would move it.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a moment needs a zone"
            raise ValueError(msg)
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Return the moment, in UTC."""
        return None if value is None else datetime.fromisoformat(value)
