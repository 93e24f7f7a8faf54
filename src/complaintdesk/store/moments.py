"""Moments as the tables store them, for those who write without SQLModel."""

from __future__ import annotations

from datetime import UTC, datetime


def stored_moment(moment: datetime) -> str:
    """Return a moment as the tables store it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
