"""Unfinished: forms that were left with something typed and not saved, as the desk names and opens them again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from complaintdesk.store import due_list

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


class Road(NamedTuple):
    """How a form was come to, so that it can be come to again."""

    act: str
    """The act of its place that asked for it, as its key names it: `add`, `begin('complaint.new#2')`."""

    chosen: tuple[str, ...] = ()
    """What was chosen on the way, where the act asks first."""

    stand: tuple[str | int | None, ...] = ()
    """Where in its place one stood, as the place itself says it: the part, the row."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A form that waits to be finished."""

    form: str
    """Its name among the drafts."""

    title: str
    place: str
    """The screen where it is found again."""

    complaint_id: int | None
    reference: str
    """Of its complaint; empty where it is of none."""

    is_orphan: bool
    """Whether it is of a complaint that is not there any more."""

    typed_on: date
    typed_at: datetime
    """When something was typed in it last, by the clock of this machine."""

    road: Road | None
    """How it was come to; None where that is not known."""

    @property
    def name(self) -> str:
        """What it is called among others: `Log a contact, CD-2026-0003`."""
        return self.title if self.reference in self.title else f"{self.title}, {self.reference}"


def forms(desk: Desk) -> tuple[Unfinished, ...]:
    """Return the forms that wait, the one typed in last first."""
    return tuple(
        Unfinished(
            form=row["form"],
            title=row["title"].removesuffix(f", {row['reference']}"),
            place=row["place"],
            complaint_id=row["complaint_id"],
            reference=row["reference"],
            is_orphan=row["complaint_id"] is None and row["typed_for"] is not None,
            typed_on=min((at := datetime.fromisoformat(row["saved_at"]).astimezone()).date(), desk.today()),
            typed_at=at,
            road=_road(row["road"]),
        )
        for row in due_list.drafts(desk.reader)
    )


def begun(desk: Desk, kind: str) -> tuple[Unfinished, ...]:
    """Return those that wait of a kind of which several may be begun side by side."""
    return tuple(one for one in forms(desk) if one.form.partition("#")[0] == kind)


def find(desk: Desk, form: str) -> Unfinished | None:
    """Return one by its name; None where it waits no more."""
    return next((one for one in forms(desk) if one.form == form), None)


def _road(said: str | None) -> Road | None:
    if said is None:
        return None
    act, chosen, stand = json.loads(said)
    return Road(act, tuple(chosen), tuple(stand))
