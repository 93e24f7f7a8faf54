"""Acts on several complaints: one step, an answer for each, and no trace of those that refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from complaintdesk import services
from complaintdesk.errors import DeskError, InvalidInputError, WrongStageError
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import timekeeping, triage
from complaintdesk.services.bulk import Result
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import Complexity, Known, Stage
from tests.conftest import AddComplaint
from tests.refusing import dossiers as versioned
from tests.refusing import refused, tables


def three(add_complaint: AddComplaint) -> list[int]:
    return [add_complaint(customer=f"Customer {number}").id for number in range(3)]


def dossiers(desk: Desk) -> list[Dossier]:
    """Return every dossier without its version and its steps: undoing is a change, too."""
    return [replace(found, version=0, steps=()) for found in versioned(desk)]


def steps(desk: Desk) -> int:
    return int(desk.reader.execute("SELECT count(*) FROM journal_step").fetchone()[0])


def test_each_is_accepted_or_says_why_not_and_undo_takes_all_back(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    ids = three(add_complaint)
    triage.accept(desk, ids[1])
    before, taken = dossiers(desk), steps(desk)

    results = triage.accept_all(desk, ids)

    assert [(result.reference, bool(result.refusal)) for result in results] == [
        ("CD-2026-0001", False),
        ("CD-2026-0002", True),
        ("CD-2026-0003", False),
    ]
    assert "investigating already" in results[1].refusal
    assert steps(desk) == taken + 1
    assert {found.stage for found in dossiers(desk)} == {Stage.investigating}
    assert services.history.undo(desk).label == "accept 3 complaints"
    assert dossiers(desk) == before
    assert services.care.verify(desk).problems == ()


def test_where_all_refuse_nothing_is_written(desk: Desk, add_complaint: AddComplaint) -> None:
    ids = three(add_complaint)
    triage.accept_all(desk, ids)

    with refused(desk, WrongStageError, "CD-2026-0001 is investigating already"):
        triage.accept_all(desk, ids)


def test_what_one_had_changed_before_it_refused_is_gone(desk: Desk, add_complaint: AddComplaint) -> None:
    calm, grave, other = three(add_complaint)
    triage.flag(desk, grave, safety=True)

    results = triage.triage_all(desk, [calm, grave, other], severity=1, complexity=Complexity.high)

    assert [bool(result.refusal) for result in results] == [False, True, False]
    found = {each.id: each for each in dossiers(desk)}
    assert (found[grave].severity, found[grave].complexity) == (0, None)
    assert (found[calm].severity, found[other].complexity) == (1, Complexity.high)
    assert services.care.verify(desk).problems == ()


def test_triage_leaves_alone_what_is_not_said(desk: Desk, add_complaint: AddComplaint) -> None:
    ids = three(add_complaint)
    triage.triage_all(desk, ids, severity=4, reason="No heating", vulnerable=Known.yes)
    triage.triage_all(desk, ids[:2], complexity=Complexity.low, safety=True)

    assert [
        (each.severity, each.severity_reason, each.complexity, each.safety) for each in dossiers(desk)
    ] == [
        (4, "No heating", Complexity.low, True),
        (4, "No heating", Complexity.low, True),
        (4, "No heating", None, False),
    ]


ACTS: dict[str, Callable[[Desk, Sequence[int]], Sequence[Result]]] = {
    "return to sender 3 complaints": lambda desk, ids: triage.send_back_all(desk, ids, "Not ours"),
    "flag as urgent 3 complaints": lambda desk, ids: triage.flag_all(desk, ids, urgent=True),
    "pause 3 complaints": lambda desk, ids: timekeeping.pause_all(desk, ids, "Waiting for the surveyor"),
}


@pytest.mark.parametrize("label", ACTS)
def test_one_step_is_undone_and_done_again_as_one(
    desk: Desk, add_complaint: AddComplaint, label: str
) -> None:
    ids = three(add_complaint)
    before = dossiers(desk)
    assert not [result.refusal for result in ACTS[label](desk, ids) if result.refusal]
    after = dossiers(desk)

    assert services.history.undo(desk).label == label
    undone = dossiers(desk)
    services.history.redo(desk)

    assert (undone, dossiers(desk)) == (before, after)
    assert all(was != now for was, now in zip(before, after, strict=True))


def test_the_paused_are_resumed_together(desk: Desk, add_complaint: AddComplaint) -> None:
    ids = three(add_complaint)
    timekeeping.pause_all(desk, ids[:2], "Waiting")

    assert [bool(result.refusal) for result in timekeeping.resume_all(desk, ids)] == [False, False, True]
    assert not any(found.paused for found in dossiers(desk))


@pytest.mark.parametrize(
    "act",
    [
        lambda desk, ids: triage.triage_all(desk, ids),
        lambda desk, ids: triage.triage_all(desk, ids, severity=6),
        lambda desk, ids: triage.triage_all(desk, ids, procedure_id="none"),
        lambda desk, ids: timekeeping.pause_all(desk, ids, " "),
        lambda desk, ids: triage.send_back_all(desk, ids, ""),
    ],
)
def test_what_cannot_be_said_is_refused_before_anything_changes(
    desk: Desk, add_complaint: AddComplaint, act: Callable[[Desk, Sequence[int]], object]
) -> None:
    ids = three(add_complaint)
    before = tables(desk)

    with pytest.raises(DeskError) as caught:
        act(desk, ids)

    assert tables(desk) == before
    assert str(caught.value)
    assert isinstance(caught.value, InvalidInputError) or "procedure" in str(caught.value)
