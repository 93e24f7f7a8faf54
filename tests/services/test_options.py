"""Options and approvals: what is recorded with each, and that what the customer saw stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from complaintdesk import services
from complaintdesk.errors import AuthorityError, InvalidInputError, NotFoundError, StaleError, WrongStageError
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import authority, library, negotiation, options
from complaintdesk.services.desk import Desk
from complaintdesk.services.options import ApprovalRequest, NewOption, NewRemedy
from complaintdesk.vocabulary import Decision, LibraryKind, MoneyKind, Stage
from tests.conftest import TODAY, AddComplaint, Now
from tests.refusing import Refusals, refused, refused_each

REFUND = NewRemedy("refund_full", 80_000, MoneyKind.refund)
GOODWILL = NewRemedy("goodwill", 50_000, MoneyKind.goodwill)
SMALL = NewOption("Refund the rent", (REFUND,), scores={"wish": 3})
LARGE = NewOption("Refund and make good", (REFUND, GOODWILL))


@pytest.fixture
def found(desk: Desk, add_complaint: AddComplaint) -> Dossier:
    """A complaint with an option within the handler's authority and one above it."""
    complaint_id = add_complaint().id
    services.triage.accept(desk, complaint_id)
    options.add(desk, complaint_id, SMALL)
    return options.add(desk, complaint_id, LARGE)


def verdicts(found: Dossier) -> list[tuple[str, str]]:
    return [(one.verdict.verdict, one.verdict.approver_role) for one in found.options if one.verdict]


def test_an_option_is_kept_with_all_that_is_said_of_it(desk: Desk, found: Dossier) -> None:
    (aim,) = library.add(desk, LibraryKind.aim, "AIM-1", "Warm homes", "")
    full = replace(
        SMALL,
        benefit_customer="Warm",
        drawback_customer="Waits",
        benefit_organisation="Ends it",
        drawback_organisation="Costs",
        service_offer_fit="Fits",
        aim_ids=(aim.id,),
        departure_reason="Ours",
        precedent="None",
        days_to_deliver=7,
    )

    kept = options.add(desk, found.id, full).options[-1]

    names = [*options.TEXTS, "days_to_deliver", "aim_ids", "scores", "text", "explain_only"]
    assert {name: getattr(kept, name) for name in names} == {name: getattr(full, name) for name in names}
    assert [(one.remedy, one.amount_minor, one.money_kind) for one in kept.remedies] == [
        ("refund_full", 80_000, MoneyKind.refund)
    ]
    assert kept.number == 3
    assert kept.balance is not None


def test_what_authority_says_is_recorded_with_the_limits_as_they_stood(desk: Desk, found: Dossier) -> None:
    limit = next(each for each in authority.view(desk) if each.role == "complaint_handler")
    authority.amend(desk, replace(limit, goodwill_minor=60_000))

    limits = json.loads(desk.reader.execute("SELECT verdict_limits FROM option WHERE id = 2").fetchone()[0])
    after = options.add(desk, found.id, LARGE)

    assert verdicts(found) == [("within", ""), ("needs_approval", "complaints_manager")]
    assert [each["goodwill_minor"] for each in limits if each["role"] == "complaint_handler"] == [25_000]
    # The refund of 800 and goodwill of 500 are 1,300 in all, which is above the largest own limit.
    assert verdicts(after) == [*verdicts(found), ("needs_approval", "complaints_manager")]


@pytest.mark.parametrize(
    ("option", "verdict"),
    [
        (NewOption("Explain", explain_only=True), ("within", "")),
        (NewOption("Redo", (NewRemedy("redo", 60_000),)), ("needs_approval", "complaints_manager")),
        (NewOption("Much", (replace(GOODWILL, amount_minor=10**9),)), ("needs_approval", "director")),
    ],
)
def test_every_kind_of_worth_is_held_against_a_limit(
    desk: Desk, found: Dossier, option: NewOption, verdict: tuple[str, str]
) -> None:
    assert verdicts(options.add(desk, found.id, option))[-1] == verdict


def test_a_departure_from_policy_needs_somebody_who_may_depart(desk: Desk, found: Dossier) -> None:
    (clause,) = library.add(desk, LibraryKind.policy_clause, "REP-4", "Refunds", "Within 30 days.")
    departs = replace(SMALL, policy_clause_id=clause.id)

    after = options.add(desk, found.id, departs)
    fitting = options.add(desk, found.id, replace(departs, service_offer_fit="Within our offer."))

    assert after.options[-1].policy_clause == "REP-4 Refunds (edition 1)"
    assert verdicts(after)[-1] == ("needs_approval", "complaints_manager")
    assert verdicts(fitting)[-1] == ("within", "")


def test_an_option_is_changed_whole_and_judged_anew(desk: Desk, found: Dossier) -> None:
    first = found.options[0]

    after = options.edit(desk, found.id, first.id, LARGE)

    assert verdicts(after) == [("needs_approval", "complaints_manager")] * 2
    assert (after.options[0].number, after.options[0].total_minor) == (1, 130_000)
    assert after.options[0].scores == {}
    services.history.undo(desk)
    assert services.dossier.load(desk, found.id).options == found.options


def test_an_option_that_was_changed_meanwhile_is_not_written_over(desk: Desk, found: Dossier) -> None:
    first, seen = found.options[0].id, desk.last_step()
    options.edit(desk, found.id, first, replace(LARGE, text="Theirs", benefit_customer="Quick"))

    with desk.as_seen(seen), refused(desk, StaleError, "text, benefit customer"):
        options.edit(desk, found.id, first, LARGE)
    assert services.dossier.load(desk, found.id).options[0].text == "Theirs"


def test_options_are_ranked_presented_and_viewed(desk: Desk, found: Dossier) -> None:
    small, large = (option.id for option in found.options)

    ranked = options.rank(desk, found.id, [large, small])
    shown = options.present(desk, found.id, [small])
    viewed = options.view(desk, found.id, small, "Too little", "She wants the letter too")

    assert [option.rank for option in ranked.options] == [2, 1]
    assert [option.presented_on for option in shown.options] == [TODAY, None]
    assert (viewed.options[0].customer_view, viewed.options[0].rejected_reason) == (
        "Too little",
        "She wants the letter too",
    )


def test_what_the_customer_saw_stays_as_it_was(desk: Desk, found: Dossier) -> None:
    small = found.options[0].id
    options.present(desk, found.id, [small])

    with refused(desk, InvalidInputError, "put to the customer as it stands"):
        options.edit(desk, found.id, small, LARGE)
    with refused(desk, InvalidInputError, "put to the customer and stays"):
        options.remove(desk, found.id, small)


def test_an_option_that_was_removed_is_gone_for_every_act(desk: Desk, found: Dossier) -> None:
    small = found.options[0].id
    after = options.remove(desk, found.id, small)

    assert [option.number for option in after.options] == [2]
    acts: list[Callable[[], object]] = [
        lambda: options.present(desk, found.id, [small]),
        lambda: options.edit(desk, found.id, small, LARGE),
        lambda: options.rank(desk, found.id, [small]),
        lambda: options.view(desk, found.id, small, "Good"),
        lambda: options.ask_approval(desk, found.id, ApprovalRequest(small, "Fair", "Mo", "director")),
        lambda: options.remove(desk, found.id, small),
    ]
    for act in acts:
        with refused(desk, NotFoundError):
            act()
    services.history.undo(desk)
    assert services.dossier.load(desk, found.id).options == found.options


def test_an_approval_is_asked_for_the_whole_option_and_decided_once(
    desk: Desk, found: Dossier, now: Now
) -> None:
    request = ApprovalRequest(found.options[1].id, "Fair", " Mo Lund ", "complaints_manager")
    asked = options.ask_approval(desk, found.id, request).approvals[0]
    now.day = TODAY + timedelta(days=1)
    until = TODAY + timedelta(days=9)

    decided = options.decide_approval(desk, found.id, asked.id, Decision.approved, "Once", until).approvals[0]

    assert (asked.what, asked.amount_minor) == ("Option 2: Refund and make good", 130_000)
    assert (asked.approver, asked.decision) == ("Mo Lund", Decision.asked)
    assert "above your limit" in asked.limit_breached
    assert not asked.covers_policy_departure
    assert (decided.decision, decided.decided_on) == (Decision.approved, now.day)
    assert (decided.conditions, decided.expires_on) == ("Once", until)
    with refused(desk, InvalidInputError, "approved already"):
        options.decide_approval(desk, found.id, asked.id, Decision.refused)


def test_a_yes_by_word_of_mouth_holds_till_the_next_working_day_and_then_only_in_writing(
    desk: Desk, found: Dossier, now: Now
) -> None:
    request = ApprovalRequest(found.options[1].id, "Fair", "Mo Lund", "complaints_manager")
    asked = options.ask_approval(desk, found.id, request).approvals[0]
    given = options.decide_approval(desk, found.id, asked.id, Decision.approved, verbal=True)
    (approval,) = given.approvals
    tomorrow = TODAY + timedelta(days=1)

    assert (approval.verbal, approval.written_due_on, approval.awaits_writing) == (True, tomorrow, True)
    assert [item.what for item in services.due.morning(desk) if item.kind == "approval"] == [
        "In writing: Option 2: Refund and make good, by Mo Lund"
    ]
    offer = negotiation.NewOffer("All of it", 130_000, found.options[1].id)
    services.progress.advance(desk, found.id, Stage.deciding, "Said so")
    now.day = TODAY + timedelta(days=2)
    with refused(desk, AuthorityError, "by word of mouth and not confirmed in writing by Thu 19 Nov"):
        negotiation.put(desk, found.id, offer)
    with refused(desk, InvalidInputError, "lies before the word was given"):
        options.confirm_in_writing(desk, found.id, approval.id, TODAY - timedelta(days=1))
    with refused(desk, InvalidInputError, "lies after today"):
        options.confirm_in_writing(desk, found.id, approval.id, now.day + timedelta(days=1))

    confirmed = options.confirm_in_writing(desk, found.id, approval.id)

    assert confirmed.approvals[0].written_on == now.day
    assert not [item for item in services.due.morning(desk) if item.kind == "approval"]
    with refused(desk, InvalidInputError, "no word of mouth"):
        options.confirm_in_writing(desk, found.id, approval.id)
    assert negotiation.put(desk, found.id, offer).offers
    assert services.care.verify(desk).problems == ()


def test_a_refusal_by_word_of_mouth_needs_no_writing(desk: Desk, found: Dossier) -> None:
    request = ApprovalRequest(found.options[1].id, "Fair", "Mo Lund", "complaints_manager")
    asked = options.ask_approval(desk, found.id, request).approvals[0]

    refusal = options.decide_approval(desk, found.id, asked.id, Decision.refused, verbal=True)

    assert not refusal.approvals[0].verbal


def test_words_that_are_no_decision_are_refused(desk: Desk, found: Dossier) -> None:
    request = ApprovalRequest(found.options[1].id, "Fair", "Mo Lund", "complaints_manager")
    approval_id = options.ask_approval(desk, found.id, request).approvals[0].id

    with refused(desk, InvalidInputError, "approved or refused"):
        options.decide_approval(desk, found.id, approval_id, Decision.asked)
    with refused(desk, InvalidInputError, "lies before today"):
        options.decide_approval(
            desk, found.id, approval_id, Decision.approved, expires_on=TODAY - timedelta(days=1)
        )
    with refused(desk, NotFoundError):
        options.decide_approval(desk, found.id, 999, Decision.approved)


def _asking(option: int = 0, **changed: object) -> ApprovalRequest:
    return replace(ApprovalRequest(option or 2, "Fair", "Mo", "director"), **changed)  # type: ignore[arg-type]  # names are checked by replace


REFUSALS: Refusals = {
    "an option without words": (lambda desk, one: options.add(desk, one, NewOption(" ")), InvalidInputError),
    "a remedy worth less than nothing": (
        lambda desk, one: options.add(desk, one, NewOption("x", (NewRemedy("refund_full", -1),))),
        InvalidInputError,
    ),
    "a remedy without a name": (
        lambda desk, one: options.add(desk, one, NewOption("x", (NewRemedy(""),))),
        InvalidInputError,
    ),
    "less than no days": (
        lambda desk, one: options.add(desk, one, NewOption("x", days_to_deliver=-1)),
        InvalidInputError,
    ),
    "a score of nothing known": (
        lambda desk, one: options.add(desk, one, NewOption("x", scores={"luck": 3})),
        InvalidInputError,
    ),
    "a score of six": (
        lambda desk, one: options.edit(desk, one, 1, NewOption("x", scores={"wish": 6})),
        InvalidInputError,
    ),
    "a clause that is not there": (
        lambda desk, one: options.add(desk, one, NewOption("x", policy_clause_id=99)),
        NotFoundError,
    ),
    "an aim that is not there": (
        lambda desk, one: options.add(desk, one, NewOption("x", aim_ids=(99,))),
        NotFoundError,
    ),
    "a change of what is not there": (lambda desk, one: options.edit(desk, one, 99, SMALL), NotFoundError),
    "a rank of what is not there": (lambda desk, one: options.rank(desk, one, [1, 99]), NotFoundError),
    "an approval of what is not there": (
        lambda desk, one: options.ask_approval(desk, one, _asking(99)),
        NotFoundError,
    ),
    "an approval for no reason": (
        lambda desk, one: options.ask_approval(desk, one, _asking(why=" ")),
        InvalidInputError,
    ),
    "an approval by nobody": (
        lambda desk, one: options.ask_approval(desk, one, _asking(approver="")),
        InvalidInputError,
    ),
    "an approval by a role that is not there": (
        lambda desk, one: options.ask_approval(desk, one, _asking(approver_role="king")),
        InvalidInputError,
    ),
    "an approval of less than nothing": (
        lambda desk, one: options.ask_approval(desk, one, _asking(amount_minor=-1)),
        InvalidInputError,
    ),
}


def test_a_refused_option_leaves_everything_as_it_was(desk: Desk, found: Dossier) -> None:
    refused_each(desk, REFUSALS, found.id)


def test_options_are_made_while_there_is_something_to_decide(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint().id

    with refused(desk, WrongStageError, "to add an option it must be investigating"):
        options.add(desk, complaint_id, SMALL)
