"""A refusal leaves everything as it was: every row of every table, and the dossier made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from complaintdesk import services
from complaintdesk.errors import DeskError
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services.desk import Desk


def tables(desk: Desk) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table of the store, the journal and the full text among them."""
    names = [
        str(name)
        for (name,) in desk.reader.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        )
    ]
    return {name: [tuple(row) for row in desk.reader.execute(f'SELECT * FROM "{name}"')] for name in names}


def dossiers(desk: Desk) -> list[Dossier]:
    """Return the dossier of every complaint of the store."""
    ids = [int(row[0]) for row in desk.reader.execute("SELECT id FROM complaint ORDER BY id")]
    return [services.dossier.load(desk, complaint_id) for complaint_id in ids]


@contextmanager
def refused(
    desk: Desk, kind: type[DeskError], match: str | None = None
) -> Iterator[pytest.ExceptionInfo[DeskError]]:
    """Expect a refusal that leaves everything as it was."""
    before = tables(desk), dossiers(desk)
    with pytest.raises(kind, match=match) as caught:
        yield caught
    assert (tables(desk), dossiers(desk)) == before


Refusals = Mapping[str, tuple[Callable[..., object], type[DeskError]]]
"""What is tried -> the act, given the desk and more, and the kind of refusal."""


def refused_each(desk: Desk, cases: Refusals, *given: Any) -> None:
    """Expect every act to be refused and to leave everything as it was, so that all can be tried on one desk."""
    before = tables(desk), dossiers(desk)
    wrong = {}
    for name, (act, kind) in cases.items():
        try:
            act(desk, *given)
        except DeskError as error:
            if not isinstance(error, kind):
                wrong[name] = repr(error)
        else:
            wrong[name] = "not refused"
        if (tables(desk), dossiers(desk)) != before:
            wrong[name] = "something was changed"
            break
    assert wrong == {}
