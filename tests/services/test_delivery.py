"""Delivery: actions and their proof, the customer's word, learning, letters, closing and opening again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.errors import GateError, InvalidInputError, NotFoundError, WrongStageError
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import delivery, progress
from complaintdesk.services.delivery import Asked, Learned
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import Known, Stage
from tests.conftest import TODAY, AddComplaint, Now
from tests.refusing import Refusals, refused, refused_each
from tests.rows import put_complaint
from tests.stock import FIRST

DUE = TODAY + timedelta(days=10)


@pytest.fixture
def found(desk: Desk, add_complaint: AddComplaint) -> Dossier:
    """A complaint that is being implemented, with one action to do."""
    complaint_id = add_complaint().id
    for stage in (Stage.investigating, Stage.deciding, Stage.negotiating, Stage.implementing):
        progress.advance(desk, complaint_id, stage, "Agreed on paper before the desk began.")
    return delivery.add_action(desk, complaint_id, " Pay £800 ", "Finance", DUE, is_payment=True)


def test_an_action_says_what_by_whom_and_by_when(desk: Desk, found: Dossier) -> None:
    (action,) = found.actions
    row = desk.reader.execute("SELECT next_due_name FROM complaint").fetchone()

    assert (action.number, action.text, action.owner) == (1, "Pay £800", "Finance")
    assert (action.due_on, action.is_payment, action.done_on) == (DUE, True, None)
    assert row is not None


def test_an_action_is_changed_until_it_is_done(desk: Desk, found: Dossier) -> None:
    action_id = found.actions[0].id
    (changed,) = delivery.change_action(desk, found.id, action_id, "Pay £900", "Ann", DUE).actions
    (proved,) = delivery.prove(desk, found.id, action_id, "Seen in the ledger").actions

    assert (changed.text, changed.owner, changed.is_payment) == ("Pay £900", "Ann", False)
    assert (proved.done_on, proved.proof) == (TODAY, "Seen in the ledger")
    with refused(desk, InvalidInputError, "what was proved stays"):
        delivery.change_action(desk, found.id, action_id, "Pay £1", "Ann", DUE)


def test_what_is_proved_is_not_proved_again(desk: Desk, found: Dossier) -> None:
    action_id = found.actions[0].id
    delivery.prove(desk, found.id, action_id, "Seen in the ledger")

    with refused(desk, InvalidInputError, "Action 1 was done on 2026-11-18 and has its proof already"):
        delivery.prove(desk, found.id, action_id, "Something else")


def test_a_file_is_proof_enough(desk: Desk, found: Dossier, tmp_path: Path) -> None:
    file = tmp_path / "ledger.txt"
    file.write_text("800.00")

    (proved,) = delivery.prove(desk, found.id, found.actions[0].id, "", TODAY, file).actions

    assert proved.attachment is not None
    assert (proved.attachment.name, proved.proof) == ("ledger.txt", "")


def test_an_action_is_taken_off_and_its_number_is_not_given_again(desk: Desk, found: Dossier) -> None:
    action_id = found.actions[0].id
    removed = delivery.remove_action(desk, found.id, action_id)
    added = delivery.add_action(desk, found.id, "Write", "Robin", DUE)

    assert removed.actions == ()
    assert [action.number for action in added.actions] == [2]
    with refused(desk, NotFoundError):
        delivery.prove(desk, found.id, action_id, "Seen")


def test_the_customer_s_word_is_kept_or_why_there_is_none(desk: Desk, found: Dossier) -> None:
    delivery.ask_satisfaction(desk, found.id, Asked(not_asked_reason="She has moved away."))
    given = delivery.ask_satisfaction(desk, found.id, Asked("phone", 1, 5, "Good in the end."))

    assert [(one.outcome_score, one.handling_score, one.not_asked_reason) for one in given.satisfaction] == [
        (None, None, "She has moved away."),
        (1, 5, ""),
    ]


def test_what_was_learned_is_kept_and_an_empty_cause_leaves_the_known_one(desk: Desk, found: Dossier) -> None:
    services.triage.describe(desk, found.id, {"cause": "delay_service"})

    after = delivery.learn(desk, found.id, Learned("no_parts", Known.yes, "", "Stock them", "Tell buyers"))

    assert (after.root_cause, after.affects_others, after.cause) == ("no_parts", Known.yes, "delay_service")
    assert (after.local_fix, after.systemic_fix) == ("Stock them", "Tell buyers")


def test_closing_lists_all_that_is_missing_and_an_override_keeps_its_reason(
    desk: Desk, found: Dossier
) -> None:
    with refused(desk, GateError, "cannot become checking yet") as caught:
        delivery.close(desk, found.id)

    assert isinstance(caught.value, GateError)
    assert caught.value.missing == ("Action 1 is not done.",)
    after = delivery.close(desk, found.id, "Settled at the door.", "He paid in cash before me.")
    assert (after.stage, after.closed_on, after.outcome_reason) == (
        Stage.closed,
        TODAY,
        "Settled at the door.",
    )
    overridden = {one.rule for one in after.overrides if one.reason == "He paid in cash before me."}
    assert {32, 34, 38} <= overridden


def test_a_closed_complaint_is_opened_again_for_investigation(worked_desk: Desk, now: Now) -> None:
    desk = worked_desk
    closed = services.dossier.load(desk, FIRST)
    now.day = TODAY + timedelta(days=30)

    with refused(desk, InvalidInputError, "Reason is needed"):
        delivery.reopen(desk, closed.id, " ")
    after = delivery.reopen(desk, closed.id, "It leaks.")

    assert closed.stage is Stage.closed
    assert (after.stage, after.reopened_on, after.closed_on) == (Stage.investigating, now.day, None)
    assert after.agreement == closed.agreement
    assert (after.severity, after.severity_reason) == (closed.severity + 1, "Reopened: It leaks.")
    clock = next(clock for clock in after.clocks if clock.id == "reopened")
    assert (clock.name, clock.start_on, clock.status) == ("Answer after it was reopened", now.day, "running")
    with refused(desk, WrongStageError, "to reopen it it must be closed"):
        delivery.reopen(desk, closed.id, "It still leaks.")


def test_a_dissatisfied_customer_s_complaint_is_opened_again_before_it_is_closed(
    desk: Desk, found: Dossier, now: Now
) -> None:
    progress.advance(desk, found.id, Stage.checking, "Paid in cash before me.")
    delivery.ask_satisfaction(desk, found.id, Asked("phone", 4, 4))
    with refused(desk, WrongStageError, "must be closed"):
        delivery.reopen(desk, found.id, "It leaks.")

    now.day += timedelta(days=2)
    delivery.ask_satisfaction(desk, found.id, Asked("phone", 2, 4, "It leaks again."))
    with refused(desk, GateError, "cannot become closed yet") as caught:
        delivery.close(desk, found.id)
    assert "The customer is dissatisfied: reopen the complaint, or escalate it." in str(caught.value)

    now.day += timedelta(days=1)
    after = delivery.reopen(desk, found.id, "It leaks.")

    assert (after.stage, after.reopened_on) == (Stage.investigating, now.day)
    assert len(after.satisfaction) == 2, "what was asked before stays on record"
    assert any(
        "was not asked since it was reopened" in gap.sentence
        for gap in services.progress.missing(desk, found.id, Stage.closed)
    )


def test_the_gravest_and_the_unrated_keep_their_severity_when_reopened(desk: Desk, found: Dossier) -> None:
    for severity in (0, 5):
        if severity:
            services.triage.rate(desk, found.id, severity)
        delivery.close(desk, found.id, override_reason="Settled on paper.")
        assert delivery.reopen(desk, found.id, "It leaks.").severity == severity
        progress.advance(desk, found.id, Stage.checking, "Settled on paper again.")


def test_history_is_referred_and_not_reopened(desk: Desk) -> None:
    complaint_id = put_complaint(desk, "LOG-7", stage="closed", origin="history")

    with refused(desk, WrongStageError, "Refer it to the desk instead"):
        delivery.reopen(desk, complaint_id, "It leaks.")


REFUSALS: Refusals = {
    "an action without words": (
        lambda desk, found: delivery.add_action(desk, found.id, "", "Ann", DUE),
        InvalidInputError,
    ),
    "an action of nobody": (
        lambda desk, found: delivery.add_action(desk, found.id, "Pay", " ", DUE),
        InvalidInputError,
    ),
    "changing what is not there": (
        lambda desk, found: delivery.change_action(desk, found.id, 99, "Pay", "Ann", DUE),
        NotFoundError,
    ),
    "proof of nothing": (
        lambda desk, found: delivery.prove(desk, found.id, found.actions[0].id, " "),
        InvalidInputError,
    ),
    "proof from tomorrow": (
        lambda desk, found: delivery.prove(
            desk, found.id, found.actions[0].id, "Seen", TODAY + timedelta(days=1)
        ),
        InvalidInputError,
    ),
    "proof that is not there": (
        lambda desk, found: delivery.prove(desk, found.id, found.actions[0].id, "", file=Path("/no/such")),
        NotFoundError,
    ),
    "neither a score nor a reason": (
        lambda desk, found: delivery.ask_satisfaction(desk, found.id, Asked("phone", words="Hm")),
        InvalidInputError,
    ),
    "a score of nought": (
        lambda desk, found: delivery.ask_satisfaction(desk, found.id, Asked("phone", 0)),
        InvalidInputError,
    ),
    "a score of six": (
        lambda desk, found: delivery.ask_satisfaction(desk, found.id, Asked("phone", 5, 6)),
        InvalidInputError,
    ),
    "learning nothing": (
        lambda desk, found: delivery.learn(desk, found.id, Learned(" ", Known.no)),
        InvalidInputError,
    ),
}


def test_a_refused_act_of_delivery_leaves_everything_as_it_was(desk: Desk, found: Dossier) -> None:
    refused_each(desk, REFUSALS, found)


EARLY: dict[str, Callable[[Desk, int], object]] = {
    "add an action": lambda desk, one: delivery.add_action(desk, one, "Pay", "Ann", DUE),
    "change an action": lambda desk, one: delivery.change_action(desk, one, 1, "Pay", "Ann", DUE),
    "prove an action": lambda desk, one: delivery.prove(desk, one, 1, "Seen"),
    "remove an action": lambda desk, one: delivery.remove_action(desk, one, 1),
    "check satisfaction": lambda desk, one: delivery.ask_satisfaction(desk, one, Asked("phone", 5, 5)),
    "reopen it": lambda desk, one: delivery.reopen(desk, one, "It leaks."),
    "be closed": lambda desk, one: delivery.close(desk, one),
}


def test_nothing_is_delivered_before_it_is_agreed(desk: Desk, add_complaint: AddComplaint) -> None:
    refused_each(desk, {name: (act, WrongStageError) for name, act in EARLY.items()}, add_complaint().id)
