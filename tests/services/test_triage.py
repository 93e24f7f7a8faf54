"""Triage: what each act changes, and that a refused one changes nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from complaintdesk import services
from complaintdesk.errors import (
    GateError,
    InvalidInputError,
    NotFoundError,
    ProcedureError,
    WrongStageError,
)
from complaintdesk.rules.clocks import Clock
from complaintdesk.services import links, timekeeping, triage
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import Complexity, Known, Stage
from tests.conftest import TODAY, AddComplaint, Now
from tests.refusing import Refusals, refused, refused_each


def clock(desk: Desk, complaint_id: int, clock_id: str) -> Clock:
    return next(one for one in services.dossier.load(desk, complaint_id).clocks if one.id == clock_id)


def test_accepting_makes_the_handler_the_owner_as_of_today(desk: Desk, add_complaint: AddComplaint) -> None:
    found = triage.accept(desk, add_complaint().id)

    assert (found.stage, found.owner, found.accepted_on) == (Stage.investigating, "Robin Hale", TODAY)


def test_sending_back_keeps_the_reason_and_ends_the_work(desk: Desk, add_complaint: AddComplaint) -> None:
    found = triage.send_back(desk, add_complaint().id, "Not ours: the council's road.")

    assert (found.stage, found.returned_on) == (Stage.returned, TODAY)
    assert found.returned_reason == "Not ours: the council's road."
    assert found.triage_score == 0


def test_rating_says_how_grave_why_and_how_complex(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint().id
    found = triage.rate(desk, complaint_id, 4, "No heating", Complexity.high)

    assert (found.severity, found.severity_reason, found.complexity) == (4, "No heating", Complexity.high)
    assert triage.rate(desk, complaint_id, 2).complexity is Complexity.high


def test_triage_says_all_in_one_step(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint().id
    triage.rate(desk, complaint_id, 3)
    steps = services.care.last_step(desk)

    found = triage.triage(
        desk,
        complaint_id,
        severity=None,
        reason="Asthma",
        complexity=Complexity.low,
        procedure_id="eng-hos-2024",
        vulnerable=Known.yes,
        safety=True,
    )

    assert (found.severity, found.severity_reason, found.complexity) == (3, "Asthma", Complexity.low)
    assert (found.procedure, found.vulnerable, found.safety) == ("eng-hos-2024", Known.yes, True)
    assert services.care.last_step(desk) == steps + 1


def test_a_flag_that_is_not_named_stays(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint().id
    triage.flag(desk, complaint_id, urgent=True)
    found = triage.flag(desk, complaint_id, safety=True)

    assert (found.urgent, found.safety) == (True, True)
    assert not triage.flag(desk, complaint_id, urgent=False).urgent


def test_another_procedure_or_region_reckons_the_clocks_anew(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint(received_on=date(2026, 11, 13)).id
    england = clock(desk, complaint_id, "target")

    triage.assign_procedure(desk, complaint_id, "uk-general", "SCT")
    scotland = clock(desk, complaint_id, "target")
    housing = triage.assign_procedure(desk, complaint_id, "eng-hos-2024", "ENG")

    assert england.due_on == date(2026, 12, 11)
    # St Andrew's Day is a holiday in Scotland only.
    assert scotland.due_on == date(2026, 12, 14)
    assert {one.id for one in housing.clocks} >= {"s1_ack", "s1"}
    assert housing.region == "ENG"


def test_whatever_may_be_described_is_kept_and_shown(desk: Desk, add_complaint: AddComplaint) -> None:
    said = {
        name: f"Said anew [b] of {name}"
        for name in triage.DESCRIBED
        - {"vulnerable", "conflict", "about_vulnerability", "legal_hold", "privileged"}
    }

    found = triage.describe(desk, add_complaint().id, said)

    assert {name: getattr(found, name) for name in said} == said


def test_what_is_held_and_privileged_is_yes_or_no(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint().id
    held = triage.describe(
        desk, complaint_id, {"legal_hold": "yes", "legal_hold_reason": "Court", "privileged": "yes"}
    )
    freed = triage.describe(
        desk, complaint_id, {"legal_hold": "no", "legal_hold_reason": "Over", "about_vulnerability": "no"}
    )

    assert (held.legal_hold, held.privileged, held.about_vulnerability) == (True, True, Known.unknown)
    assert (freed.legal_hold, freed.privileged, freed.about_vulnerability) == (False, True, Known.no)
    with refused(desk, InvalidInputError, "Legal hold is yes, no or unknown, not 'later'"):
        triage.describe(desk, complaint_id, {"legal_hold": "later"})


def test_less_than_what_is_known_asks_for_needs_a_reason(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint().id
    triage.flag(desk, complaint_id, safety=True)

    with refused(desk, InvalidInputError, "At least 5 of 5, because somebody may be in danger"):
        triage.rate(desk, complaint_id, 3)

    assert triage.rate(desk, complaint_id, 5).severity == 5
    assert triage.rate(desk, complaint_id, 3, "The gas is off and capped").severity == 3


def test_triage_judges_by_what_it_says_itself(desk: Desk, add_complaint: AddComplaint) -> None:
    said = {"complexity": None, "procedure_id": "uk-general", "vulnerable": Known.no, "safety": True}

    complaint_id = add_complaint().id

    with refused(desk, InvalidInputError, "somebody may be in danger"):
        triage.triage(desk, complaint_id, severity=2, reason=" ", **said)  # type: ignore[arg-type]


def test_yes_no_and_unknown_are_kept_as_such(desk: Desk, add_complaint: AddComplaint) -> None:
    found = triage.describe(desk, add_complaint().id, {"vulnerable": "yes", "conflict": "no"})

    assert (found.vulnerable, found.conflict) == (Known.yes, Known.no)


def test_a_pause_stands_until_it_is_resumed(desk: Desk, add_complaint: AddComplaint, now: Now) -> None:
    complaint_id = add_complaint().id
    due = clock(desk, complaint_id, "target").due_on

    paused = timekeeping.pause(desk, complaint_id, "Waiting for the surveyor")
    now.day = TODAY + timedelta(days=7)
    resumed = timekeeping.resume(desk, complaint_id)
    moved = clock(desk, complaint_id, "target").due_on

    assert (paused.paused, paused.paused_reason) == (True, "Waiting for the surveyor")
    assert not resumed.paused
    assert due is not None
    assert moved is not None
    assert moved > due, "the target's clock stops while the desk waits"


def test_an_extension_that_gives_all_that_is_demanded_moves_the_clock(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = add_complaint().id
    to_on = date(2027, 1, 15)

    timekeeping.extend(desk, complaint_id, "target", to_on, "The surveyor is ill", notified_on=TODAY)

    assert clock(desk, complaint_id, "target").due_on == to_on


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"to_on": None, "reason": "", "notified_on": None}, 4),
        ({"to_on": None, "reason": "Ill", "notified_on": TODAY}, 2),
        ({"to_on": date(2027, 1, 15), "reason": " ", "notified_on": TODAY}, 1),
        ({"to_on": date(2027, 1, 15), "reason": "Ill", "notified_on": None}, 1),
    ],
)
def test_an_extension_lists_all_that_is_missing(
    desk: Desk, add_complaint: AddComplaint, given: dict[str, Any], missing: int
) -> None:
    complaint_id = add_complaint().id

    with refused(desk, GateError, "cannot be extended like this") as caught:
        timekeeping.extend(desk, complaint_id, "target", **given)

    assert isinstance(caught.value, GateError)
    assert len(caught.value.missing) == missing


def test_a_clock_is_extended_no_oftener_than_its_procedure_allows(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = add_complaint().id
    timekeeping.extend(desk, complaint_id, "target", date(2027, 1, 15), "Ill", notified_on=TODAY)

    with refused(desk, GateError, "can be extended once, and has been"):
        timekeeping.extend(desk, complaint_id, "target", date(2027, 2, 15), "Ill again", notified_on=TODAY)


def test_linked_complaints_stay_apart_and_merged_ones_become_a_signpost(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    first, second = add_complaint().id, add_complaint(customer="Bo Marsh")

    linked = links.link(desk, first, "26-2", "Same boiler")
    merged = links.merge(desk, first, "cd 2026 0002", "Same complaint")

    assert (linked.stage, linked.merged_into) == (Stage.referred, "")
    assert (merged.stage, merged.merged_into) == (Stage.merged, second.reference)
    with refused(desk, InvalidInputError, "CD-2026-0001 was merged itself"):
        links.merge(desk, second.id, "CD-2026-0001", "Back")
    with refused(desk, WrongStageError):
        links.merge(desk, first, second.reference, "Again")


REFUSALS: Refusals = {
    "accepting what is not there": (lambda desk, _: triage.accept(desk, 4711), NotFoundError),
    "sending back without a reason": (lambda desk, one: triage.send_back(desk, one, " "), InvalidInputError),
    "a severity of nought": (lambda desk, one: triage.rate(desk, one, 0), InvalidInputError),
    "a severity of six": (lambda desk, one: triage.rate(desk, one, 6), InvalidInputError),
    "a severity of nine in triage": (
        lambda desk, one: triage.triage(
            desk, one, severity=9, reason="", complexity=None, procedure_id="uk-general",
            vulnerable=Known.no, safety=False,
        ),
        InvalidInputError,
    ),
    "a procedure that is not there": (
        lambda desk, one: triage.assign_procedure(desk, one, "uk-generl"),
        NotFoundError,
    ),
    "a region that is not there": (
        lambda desk, one: triage.assign_procedure(desk, one, "uk-general", "Narnia"),
        ProcedureError,
    ),
    "changing the customer's own words": (
        lambda desk, one: triage.describe(desk, one, {"about": "Good", "narrative": "All is well."}),
        InvalidInputError,
    ),
    "neither yes nor no": (
        lambda desk, one: triage.describe(desk, one, {"about": "Good", "vulnerable": "perhaps"}),
        InvalidInputError,
    ),
    "a text too long to keep": (
        lambda desk, one: triage.describe(desk, one, {"about": "x" * 200_001}),
        InvalidInputError,
    ),
    "a pause without a reason": (lambda desk, one: timekeeping.pause(desk, one, ""), InvalidInputError),
    "resuming what is not paused": (lambda desk, one: timekeeping.resume(desk, one), InvalidInputError),
    "extending a clock that is not there": (
        lambda desk, one: timekeeping.extend(desk, one, "nope", TODAY, "Ill", notified_on=TODAY),
        ProcedureError,
    ),
    "extending a clock that cannot be": (
        lambda desk, one: timekeeping.extend(desk, one, "ack", TODAY, "Ill", notified_on=TODAY),
        GateError,
    ),
    "a link with itself": (lambda desk, one: links.link(desk, one, "26-1", "Me"), InvalidInputError),
    "a link with nothing": (lambda desk, one: links.link(desk, one, "26-99", "Who"), NotFoundError),
}  # fmt: skip


def test_a_refused_act_of_triage_leaves_everything_as_it_was(desk: Desk, add_complaint: AddComplaint) -> None:
    refused_each(desk, REFUSALS, add_complaint().id)


def test_a_complaint_is_not_paused_twice(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint().id
    timekeeping.pause(desk, complaint_id, "Surveyor")

    with refused(desk, InvalidInputError, "paused already"):
        timekeeping.pause(desk, complaint_id, "Also the plumber")


def test_a_procedure_that_is_misspelt_is_named_with_the_nearest(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    with pytest.raises(NotFoundError, match="Did you mean uk-general"):
        triage.assign_procedure(desk, add_complaint().id, "uk-generl")
