"""Saved views: a filter and a sort that the handler comes back to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, func, select

from complaintdesk.errors import InvalidInputError
from complaintdesk.models import SavedView
from complaintdesk.services import filtering
from complaintdesk.services.texts import needed
from complaintdesk.store import records

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


def save(desk: Desk, name: str, filter_text: str, sort: str, *, descending: bool = False) -> str:
    """Save a view under a name and return its key; a known name gets the new filter.

    Raises:
        InvalidInputError: If the name is empty or the filter does.
        FilterError: If the filter is not understood.
    """
    called = needed(name, "Name").strip()
    if not filter_text.strip():
        msg = "There is no filter to save. Type one with / first."
        raise InvalidInputError(msg, "filter")
    filtering.parse(desk, filter_text)
    with desk.step("save a view") as step:
        row = step.session.exec(
            select(SavedView).where(SavedView.name == called, col(SavedView.removed).is_(False))
        ).first()
        if row is None:
            last = step.session.exec(select(func.max(SavedView.position))).one()
            row = SavedView.model_validate({"name": called, "position": int(last or 0) + 1})
            step.session.add(row)
        row.filter = filter_text.strip()
        row.sort = sort
        row.descending = descending
        step.session.flush()
        return f"saved:{records.require_id(row)}"


def remove(desk: Desk, key: str) -> None:
    """Take a saved view away; undo brings it back.

    Raises:
        InvalidInputError: If the view is not one that was saved.
        NotFoundError: If there is no such view.
    """
    kind, _, number = key.partition(":")
    if kind != "saved" or not number.isdecimal():
        msg = "Only views that you saved can be removed."
        raise InvalidInputError(msg, "view")
    with desk.step("remove a view") as step:
        records.get(step.session, SavedView, int(number)).removed = True
