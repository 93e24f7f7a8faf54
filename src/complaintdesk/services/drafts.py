"""Drafts: what is typed into a form and not saved yet; nobody's act, so not journalled."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from complaintdesk.models import Draft
from complaintdesk.rules import foreign_text
from complaintdesk.store.connection import explain

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.unfinished import Road


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft that waits to be finished."""

    form: str
    values: dict[str, str]
    saved_at: datetime


class Whence(NamedTuple):
    """Where a draft is typed: what is said of it while it waits, and where it is found again."""

    title: str
    place: str
    complaint_id: int | None = None
    road: Road | None = None


_SEEN = "@seen"
"""Stands among the fields of a draft for the last step its form has seen; no field is called that.

What `Whence` says stands there as well, under its names: `store.due_list` reads it.
"""


def keep(
    desk: Desk, form: str, values: Mapping[str, str], seen: int | None = None, whence: Whence | None = None
) -> None:
    """Keep what stands in a form, durable.

    Args:
        desk: The desk.
        form: Which form of which record.
        values: What is typed, by field.
        seen: The last step of the journal that the form has seen; None where that does not matter.
        whence: Where it is typed; None for a form that tells by itself that something waits.

    Raises:
        StoreError: If the store could not be written; the message says why.
    """
    desk.store.require_writable()
    told: dict[str, object] = {_SEEN: seen}
    if whence is not None:
        road = None if whence.road is None else json.dumps(whence.road)
        told |= {f"@{name}": said for name, said in (whence._asdict() | {"road": road}).items()}
    typed = json.dumps(
        {name: foreign_text.storable(value)[0] for name, value in values.items()}
        | {name: str(said) for name, said in told.items() if said is not None}
    )
    with _writing(desk) as session:
        row = session.exec(select(Draft).where(Draft.form == form)).first()
        if row is None:
            row = Draft.model_validate({"form": form, "typed": typed, "saved_at": desk.now()})
        row.typed = typed
        row.saved_at = desk.now()
        session.add(row)
        session.commit()


def find(desk: Desk, form: str) -> dict[str, str]:
    """Return what was typed into a form last time and not saved, or nothing."""
    with desk.reading() as session:
        row = session.exec(select(Draft).where(Draft.form == form)).first()
        return _values(row.typed) if row else {}


def seen(desk: Desk, form: str) -> int | None:
    """Return the last step that the form of a draft had seen; None where there is no draft, or it does not say."""
    with desk.reading() as session:
        row = session.exec(select(Draft).where(Draft.form == form)).first()
        said = json.loads(row.typed).get(_SEEN) if row else None
        return None if said is None else int(said)


def another(desk: Desk, kind: str) -> str:
    """Return the name of one more form of a kind of which several may be begun side by side: `complaint.new#2`."""
    begun = (row.form.partition("#") for row in waiting(desk))
    numbers = [int(number) for name, _, number in begun if name == kind and number.isdecimal()]
    # Without a colon: the number is no record's, and goes with none that is erased.
    return f"{kind}#{max(numbers, default=0) + 1}"


def _values(typed: str) -> dict[str, str]:
    return {name: value for name, value in json.loads(typed).items() if not name.startswith("@")}


def forget(desk: Desk, form: str) -> None:
    """Forget a form's draft: it was saved or thrown away.

    Raises:
        StoreError: If the store could not be written; the message says why.
    """
    if desk.store.read_only:
        return
    with _writing(desk) as session:
        row = session.exec(select(Draft).where(Draft.form == form)).first()
        if row is not None:
            session.delete(row)
            session.commit()


def discard(desk: Desk, form: str) -> None:
    """Throw a form's draft away, with all that is typed in it.

    Raises:
        StoreError: If the store may not or could not be written; the message says why.
    """
    desk.store.require_writable()
    forget(desk, form)


def words(desk: Desk, form: str) -> str:
    """Return what a form's draft holds, a field on each line, to be read or put somewhere else."""
    typed = find(desk, form).items()
    return "\n".join(
        f"{name.replace('_', ' ').capitalize()}: {value}" for name, value in typed if value.strip()
    )


@contextmanager
def _writing(desk: Desk) -> Iterator[Session]:
    try:
        with Session(desk.store.engine) as session:
            yield session
    except DBAPIError as error:
        raise explain(error.orig or error) from error


def waiting(desk: Desk) -> tuple[Kept, ...]:
    """Return the drafts that wait to be finished, the newest first."""
    with desk.reading() as session:
        rows = session.exec(select(Draft).order_by(col(Draft.saved_at).desc())).all()
        return tuple(Kept(row.form, _values(row.typed), row.saved_at) for row in rows)
