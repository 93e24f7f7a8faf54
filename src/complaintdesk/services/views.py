"""Saved views: a filter, an order and columns that the handler comes back to."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from sqlmodel import Session, col, func, select

from complaintdesk.errors import InvalidInputError, NotFoundError
from complaintdesk.models import SavedView
from complaintdesk.services import filtering
from complaintdesk.services.queue import SORTS
from complaintdesk.services.texts import needed
from complaintdesk.store import records

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

COLUMNS = ("due", "ref", "stage", "customer", "about", "next", "severity", "received", "product")
"""What a view can show of its complaints, as a list names it."""


def save(
    desk: Desk, name: str, filter_text: str, sort: str, descending: bool = False, columns: str = ""
) -> str:
    """Save a view under a name and return its key; a known name gets the new filter, order and columns.

    Args:
        desk: The desk.
        name: What it is called.
        filter_text: As typed.
        sort: One of `queue.SORTS`.
        descending: Which way round.
        columns: Some of `COLUMNS`, with commas or blanks between them; "" for the usual ones.

    Raises:
        InvalidInputError: If the name or the filter is empty, or there is no such sort or column.
        FilterError: If the filter is not understood.
    """
    said = _checked(desk, name, filter_text, sort, descending, columns)
    with desk.step("save a view") as step:
        row = _named(step.session, str(said["name"]))
        if row is None:
            last = step.session.exec(select(func.max(SavedView.position))).one()
            row = SavedView.model_validate({"name": said["name"], "position": int(last or 0) + 1})
            step.session.add(row)
        for field, value in said.items():
            setattr(row, field, value)
        step.session.flush()
        return f"saved:{records.require_id(row)}"


def change(
    desk: Desk,
    key: str,
    name: str,
    filter_text: str,
    sort: str,
    descending: bool = False,
    columns: str = "",
) -> None:
    """Change a saved view; the arguments are those of `save`.

    Raises:
        InvalidInputError: As for `save`; also if the view is not one that was saved, or another has the name.
        FilterError: If the filter is not understood.
        NotFoundError: If there is no such view.
    """
    number = _number(key)
    said = _checked(desk, name, filter_text, sort, descending, columns)
    with desk.step("change a view") as step:
        namesake = _named(step.session, str(said["name"]))
        if namesake is not None and namesake.id != number:
            msg = f"Another view is called {said['name']} already; choose another name."
            raise InvalidInputError(msg, "name")
        row = records.get(step.session, SavedView, number)
        if row.removed:
            msg = "This view was removed meanwhile."
            raise NotFoundError(msg)
        for field, value in said.items():
            setattr(row, field, value)


def remove(desk: Desk, key: str) -> None:
    """Take a saved view away; undo brings it back.

    Raises:
        InvalidInputError: If the view is not one that was saved.
        NotFoundError: If there is no such view.
    """
    number = _number(key)
    with desk.step("remove a view") as step:
        records.get(step.session, SavedView, number).removed = True


def _number(key: str) -> int:
    kind, _, number = key.partition(":")
    if kind != "saved" or not number.isdecimal():
        msg = "Only views that you saved can be changed or removed."
        raise InvalidInputError(msg, "view")
    return int(number)


def _named(session: Session, name: str) -> SavedView | None:
    return session.exec(
        select(SavedView).where(SavedView.name == name, col(SavedView.removed).is_(False))
    ).first()


def _checked(
    desk: Desk, name: str, filter_text: str, sort: str, descending: bool, columns: str
) -> dict[str, object]:
    called = needed(name, "Name").strip()
    if not filter_text.strip():
        msg = "There is no filter to save. Type one with / first."
        raise InvalidInputError(msg, "filter")
    filtering.parse(desk, filter_text)
    if sort not in SORTS:
        msg = f"A view cannot be sorted by {sort!r}; it can by {', '.join(SORTS)}."
        raise InvalidInputError(msg, "sort")
    return {
        "name": called,
        "filter": filter_text.strip(),
        "sort": sort,
        "descending": descending,
        "columns": ",".join(_columns(columns)),
    }


def _columns(typed: str) -> tuple[str, ...]:
    named = tuple(dict.fromkeys(word for word in re.split(r"[\s,;]+", typed.casefold()) if word))
    for word in named:
        if word not in COLUMNS:
            near = get_close_matches(word, COLUMNS, 1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(COLUMNS)}."
            msg = f"There is no column {word!r}; {hint}"
            raise InvalidInputError(msg, "columns")
    return named
