"""Negotiation: nothing above authority is offered or agreed without an approval that covers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from complaintdesk import services
from complaintdesk.errors import (
    AuthorityError,
    GateError,
    InvalidInputError,
    NotFoundError,
    WrongStageError,
)
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import library, negotiation, options, progress
from complaintdesk.services.desk import Desk
from complaintdesk.services.negotiation import Acceptance, NewOffer
from complaintdesk.services.options import ApprovalRequest, NewOption, NewRemedy
from complaintdesk.vocabulary import Decision, LibraryKind, Maker, MoneyKind, OfferState, Stage
from tests.conftest import TODAY, AddComplaint, Now
from tests.refusing import Refusals, refused, refused_each

REFUND = NewRemedy("refund_full", 80_000, MoneyKind.refund)
GOODWILL = NewRemedy("goodwill", 50_000, MoneyKind.goodwill)
SMALL, LARGE = 0, 1
MANAGER = "complaints_manager"


def deciding(desk: Desk, complaint_id: int) -> Dossier:
    """Bring a complaint to where it is decided, with an option within authority and one above it."""
    services.triage.accept(desk, complaint_id)
    options.add(desk, complaint_id, NewOption("Refund the rent", (REFUND,)))
    options.add(desk, complaint_id, NewOption("Refund and make good", (REFUND, GOODWILL)))
    return progress.advance(desk, complaint_id, Stage.deciding, "The rest is in the case file.")


@pytest.fixture
def found(desk: Desk, add_complaint: AddComplaint) -> Dossier:
    return deciding(desk, add_complaint(email="ada@example.org", prior_decider="Pat Moor").id)


def large_offer(found: Dossier) -> NewOffer:
    return NewOffer("£1,300 in all", 130_000, found.options[LARGE].id)


def small_offer(found: Dossier) -> NewOffer:
    return NewOffer("The rent of May", 80_000, found.options[SMALL].id)


def approve(
    desk: Desk,
    found: Dossier,
    option: int = LARGE,
    approver: str = "Mo Lund",
    role: str = MANAGER,
    amount_minor: int | None = None,
    decision: Decision = Decision.approved,
    expires_on: date | None = None,
) -> int:
    request = ApprovalRequest(found.options[option].id, "Fair", approver, role, amount_minor)
    approval_id = options.ask_approval(desk, found.id, request).approvals[-1].id
    if decision is not Decision.asked:
        options.decide_approval(desk, found.id, approval_id, decision, "", expires_on)
    return approval_id


def test_an_offer_within_authority_is_put_and_begins_the_negotiation(desk: Desk, found: Dossier) -> None:
    entered = replace(small_offer(found), expires_on=TODAY + timedelta(days=14))

    after = negotiation.put(desk, found.id, entered)

    (offer,) = after.offers
    assert after.stage is Stage.negotiating
    assert (offer.number, offer.maker, offer.state) == (1, Maker.desk, OfferState.open)
    assert (offer.terms, offer.amount_minor, offer.made_on) == ("The rent of May", 80_000, TODAY)
    assert (offer.expires_on, offer.approval_id) == (TODAY + timedelta(days=14), None)
    assert after.options[SMALL].presented_on == TODAY


WORTHS = [
    (SMALL, 0, True),
    (SMALL, 80_000, True),
    # What goes beyond the option's own refund of 800 is goodwill, of which 250 may be given; and 1,000 in all.
    (SMALL, 100_000, True),
    (SMALL, 100_001, False),
    (None, 25_000, True),
    (None, 25_001, False),
    # An offer below the parts is held against the parts: waivers may be left out of an offered sum.
    (LARGE, 1, False),
]


def test_the_limit_itself_may_be_offered_and_not_a_penny_more(desk: Desk, found: Dossier) -> None:
    for option, amount_minor, is_within in WORTHS:
        entered = NewOffer("An offer", amount_minor, None if option is None else found.options[option].id)
        if is_within:
            assert negotiation.put(desk, found.id, entered).offers[-1].amount_minor == amount_minor
        else:
            with refused(desk, AuthorityError, "above your limit"):
                negotiation.put(desk, found.id, entered)


def test_an_offer_above_authority_is_refused_until_it_is_approved(desk: Desk, found: Dossier) -> None:
    with refused(desk, AuthorityError, "the complaints manager may approve it. No approval is recorded"):
        negotiation.put(desk, found.id, large_offer(found))

    approval_id = approve(desk, found)
    after = negotiation.put(desk, found.id, large_offer(found))

    assert after.offers[0].approval_id == approval_id


@dataclass(frozen=True)
class Approved:
    """An approval that does not do, and why."""

    because: str
    how: dict[str, object]
    decided_after: int = 0
    """Days between the offer and the approval; below nothing where it was decided before."""


APPROVALS = {
    "not decided": Approved("has not been decided", {"decision": Decision.asked}),
    "refused": Approved("was refused", {"decision": Decision.refused}),
    "expired": Approved("had expired", {"expires_on": TODAY - timedelta(days=1)}, -3),
    "for another option": Approved("for another option", {"option": SMALL, "amount_minor": 130_000}),
    "too small": Approved("It covers £1,299.99; £1,300.00 is offered", {"amount_minor": 129_999}),
    "dated later": Approved("dated after the offer", {}, 1),
    "by the handler himself": Approved("has a part in this complaint", {"approver": " robin HALE"}),
    "by who decided before": Approved("has a part in this complaint", {"approver": "Pat Moor"}),
    "by an equal": Approved("is not senior", {"role": "complaint_handler"}),
    "by a junior": Approved("is not senior", {"role": "supervisor"}),
    "above the approver's own limit": Approved(
        "above what complaints manager may approve", {"option": SMALL, "amount_minor": 500_000}
    ),
}


def test_approvals_that_do_not_cover_the_offer_do_not_open_it(desk: Desk, found: Dossier, now: Now) -> None:
    for approved in APPROVALS.values():
        now.day = TODAY + timedelta(days=approved.decided_after)
        approve(desk, found, **approved.how)  # type: ignore[arg-type]  # the table spells the keywords
        now.day = TODAY
        entered = large_offer(found)
        if "manager may" in approved.because:
            entered = NewOffer("Far too much", 500_000, found.options[SMALL].id)

        # The refusal goes through all approvals there are; the last one is the one in hand.
        with refused(desk, AuthorityError, f"does not cover it: [^:]*{approved.because}[^:]*$"):
            negotiation.put(desk, found.id, entered)


def test_of_several_approvals_the_one_that_covers_it_counts(desk: Desk, found: Dossier) -> None:
    approve(desk, found, decision=Decision.refused)
    approve(desk, found, amount_minor=1)
    good = approve(desk, found, role="director", approver="Di Rook")

    assert negotiation.put(desk, found.id, large_offer(found)).offers[0].approval_id == good


def test_a_departure_from_policy_is_approved_as_such(desk: Desk, found: Dossier) -> None:
    (clause,) = library.add(desk, LibraryKind.policy_clause, "REP-4", "Refunds", "Within 30 days.")
    departs = NewOption("Refund after all", (REFUND,), policy_clause_id=clause.id)
    after = options.add(desk, found.id, departs)
    entered = NewOffer("Refund after all", 80_000, after.options[-1].id)

    with refused(desk, AuthorityError, "departs from policy further than you may"):
        negotiation.put(desk, found.id, entered)

    approval_id = approve(desk, after, option=2)
    assert negotiation.put(desk, found.id, entered).offers[0].approval_id == approval_id


@pytest.mark.parametrize(
    ("days_ago", "turned_down", "counts"),
    [(10, False, True), (364, False, True), (365, False, False), (10, True, False)],
)
def test_what_the_same_customer_was_offered_elsewhere_counts_for_a_year(
    desk: Desk, add_complaint: AddComplaint, now: Now, days_ago: int, turned_down: bool, counts: bool
) -> None:
    now.day = TODAY - timedelta(days=days_ago)
    first = deciding(desk, add_complaint(email="ada@example.org", received_on=now.day).id)
    offered = negotiation.put(desk, first.id, NewOffer("Flowers", 20_000))
    if turned_down:
        negotiation.reject(desk, first.id, offered.offers[0].id, "No, thank you.")
    now.day = TODAY
    second = deciding(desk, add_complaint(email="ADA@example.org").id)
    entered = NewOffer("More flowers", 6_000)

    if counts:
        with refused(desk, AuthorityError, "of it in the last 12 months"):
            negotiation.put(desk, second.id, entered)
    else:
        assert len(negotiation.put(desk, second.id, entered).offers) == 1


def test_a_later_offer_takes_the_place_of_the_open_one(desk: Desk, found: Dossier, now: Now) -> None:
    negotiation.put(desk, found.id, small_offer(found))
    now.day = TODAY + timedelta(days=1)

    after = negotiation.put(desk, found.id, NewOffer("And a letter", 80_000, found.options[SMALL].id))

    assert [offer.state for offer in after.offers] == [OfferState.withdrawn, OfferState.open]
    assert (after.offers[0].response, after.offers[0].responded_on) == (
        "Replaced by a later offer.",
        now.day,
    )


def test_an_offer_that_was_answered_is_left_as_it_was(desk: Desk, found: Dossier) -> None:
    first = negotiation.put(desk, found.id, small_offer(found)).offers[0]
    rejected = negotiation.reject(desk, found.id, first.id, "Too little").offers[0]

    after = negotiation.put(desk, found.id, NewOffer("And a letter", 90_000, found.options[SMALL].id))

    assert (rejected.state, rejected.response) == (OfferState.rejected, "Too little")
    assert after.offers[0] == rejected


def countered(desk: Desk, found: Dossier, amount_minor: int) -> Dossier:
    offered = negotiation.put(desk, found.id, small_offer(found))
    wanted = NewOffer("I want more", amount_minor)
    return negotiation.counter(desk, found.id, offered.offers[0].id, wanted)


def test_a_counter_offer_answers_ours_and_stands_for_its_option(desk: Desk, found: Dossier) -> None:
    ours, theirs = countered(desk, found, 90_000).offers

    assert (ours.state, ours.response) == (OfferState.countered, "I want more")
    assert (theirs.maker, theirs.answers_id, theirs.option_id) == (Maker.customer, ours.id, ours.option_id)
    assert (theirs.number, theirs.state, theirs.amount_minor) == (2, OfferState.open, 90_000)


def test_a_counter_offer_above_authority_is_not_accepted_without_approval(desk: Desk, found: Dossier) -> None:
    after = countered(desk, found, 130_000)
    options.present(desk, found.id, [option.id for option in found.options])
    accept = Acceptance("By phone", override_reason="She will go to the papers.")

    with refused(desk, AuthorityError, "above your limit"):
        negotiation.agree(desk, found.id, after.offers[1].id, accept)

    approval_id = approve(desk, found, SMALL, amount_minor=130_000)
    agreed = negotiation.agree(desk, found.id, after.offers[1].id, accept)

    assert agreed.agreement is not None
    assert (agreed.agreement.amount_minor, agreed.agreement.approval_id) == (130_000, approval_id)
    assert "with the approval of Mo Lund (complaints manager)" in agreed.agreement.authority
    assert agreed.stage is Stage.implementing


def test_an_approval_for_a_counter_offer_must_hold_on_the_day_we_accept(
    desk: Desk, found: Dossier, now: Now
) -> None:
    after = countered(desk, found, 130_000)
    approve(desk, found, SMALL, amount_minor=130_000, expires_on=TODAY)
    now.day = TODAY + timedelta(days=1)

    with refused(desk, AuthorityError, "had expired"):
        negotiation.agree(desk, found.id, after.offers[1].id, Acceptance("By phone"))


def test_our_own_offer_binds_us_from_the_day_it_was_put(desk: Desk, found: Dossier, now: Now) -> None:
    approval_id = approve(desk, found, expires_on=TODAY)
    offer_id = negotiation.put(desk, found.id, large_offer(found)).offers[0].id
    options.present(desk, found.id, [found.options[SMALL].id])
    now.day = TODAY + timedelta(days=3)

    after = negotiation.agree(desk, found.id, offer_id, Acceptance("By letter"))

    assert after.agreement is not None
    assert after.agreement.approval_id == approval_id


def test_an_agreement_is_the_offer_with_its_terms_and_whose_authority(desk: Desk, found: Dossier) -> None:
    offer_id = negotiation.put(desk, found.id, small_offer(found)).offers[0].id
    options.present(desk, found.id, [found.options[LARGE].id])

    after = negotiation.agree(
        desk,
        found.id,
        offer_id,
        Acceptance(" By phone, to me ", final_settlement=True, by_on=TODAY, aim="Warm homes"),
    )

    agreement = after.agreement
    assert agreement is not None
    assert after.stage is Stage.implementing
    assert (after.offers[0].state, after.offers[0].responded_on) == (OfferState.accepted, TODAY)
    assert (agreement.how, agreement.terms, agreement.aim) == (
        "By phone, to me",
        "The rent of May",
        "Warm homes",
    )
    assert (agreement.final_settlement, agreement.by_on, agreement.accepted_on) == (True, TODAY, TODAY)
    assert agreement.authority == (
        "£800.00 agreed by Robin Hale within their own authority as complaint handler."
    )
    services.history.undo(desk)
    undone = services.dossier.load(desk, found.id)
    assert (undone.stage, undone.agreement) == (Stage.negotiating, None)
    assert undone.offers[0].state is OfferState.open


def test_an_agreement_waits_for_every_gate_and_an_override_keeps_its_reason(
    desk: Desk, found: Dossier
) -> None:
    offer_id = negotiation.put(desk, found.id, small_offer(found)).offers[0].id

    with refused(desk, GateError, "cannot become implementing yet") as caught:
        negotiation.agree(desk, found.id, offer_id, Acceptance("By phone"))

    assert isinstance(caught.value, GateError)
    assert caught.value.missing == ("Only one option was shown to the customer.",)
    reason = "She would hear of no other."
    after = negotiation.agree(desk, found.id, offer_id, Acceptance("By phone", override_reason=reason))
    assert after.stage is Stage.implementing
    last = after.overrides[-1]
    assert (last.rule, last.sentence, last.reason, last.happened_on) == (
        16,
        "Only one option was shown to the customer.",
        reason,
        TODAY,
    )


def test_a_departure_that_is_agreed_gives_its_reason(desk: Desk, found: Dossier) -> None:
    (clause,) = library.add(desk, LibraryKind.policy_clause, "REP-4", "Refunds", "Within 30 days.")
    departs = NewOption(
        "Refund", (REFUND,), policy_clause_id=clause.id, service_offer_fit="Fits", precedent="None"
    )
    option_id = options.add(desk, found.id, departs).options[-1].id
    options.present(desk, found.id, [found.options[SMALL].id])
    offer_id = negotiation.put(desk, found.id, NewOffer("Refund", 80_000, option_id)).offers[0].id

    with refused(desk, GateError, "not said: the reason, the aim it serves"):
        negotiation.agree(desk, found.id, offer_id, Acceptance("By phone"))

    after = negotiation.agree(
        desk, found.id, offer_id, Acceptance("By phone", aim="Warm homes", departure_reason="It was ours.")
    )
    assert after.agreement is not None
    assert after.agreement.policy_clause == "REP-4 Refunds (edition 1)"
    assert (after.agreement.departure_reason, after.options[-1].departure_reason) == ("It was ours.",) * 2


def _put(**changed: object) -> Callable[[Desk, Dossier], object]:
    return lambda desk, found: negotiation.put(
        desk,
        found.id,
        replace(small_offer(found), **changed),  # type: ignore[arg-type]  # names are checked by replace
    )


REFUSALS: Refusals = {
    "an offer without terms": (_put(terms=" "), InvalidInputError),
    "an offer of less than nothing": (_put(amount_minor=-1), InvalidInputError),
    "an offer that ran out yesterday": (_put(expires_on=TODAY - timedelta(days=1)), InvalidInputError),
    "an offer of an option that is not there": (_put(option_id=99), AuthorityError),
    "a cheap offer of an option that is not there": (_put(option_id=99, amount_minor=1), NotFoundError),
    "countering what was not offered": (
        lambda desk, found: negotiation.counter(desk, found.id, 99, NewOffer("More", 1)),
        NotFoundError,
    ),
    "turning down what was not offered": (
        lambda desk, found: negotiation.reject(desk, found.id, 99, "No"),
        NotFoundError,
    ),
    "agreeing to what was not offered": (
        lambda desk, found: negotiation.agree(desk, found.id, 99, Acceptance("By phone")),
        NotFoundError,
    ),
}


def test_a_refused_offer_leaves_everything_as_it_was(desk: Desk, found: Dossier) -> None:
    refused_each(desk, REFUSALS, found)


def _reply(**changed: object) -> NewOffer:
    return replace(NewOffer("More", 90_000), **changed)  # type: ignore[arg-type]  # names are checked by replace


REPLIES: Refusals = {
    "a rejection without words": (
        lambda desk, found, offer: negotiation.reject(desk, found.id, offer, " "),
        InvalidInputError,
    ),
    "a counter-offer without terms": (
        lambda desk, found, offer: negotiation.counter(desk, found.id, offer, _reply(terms="")),
        InvalidInputError,
    ),
    "a counter-offer of less than nothing": (
        lambda desk, found, offer: negotiation.counter(desk, found.id, offer, _reply(amount_minor=-1)),
        InvalidInputError,
    ),
    "a counter-offer of an option that is not there": (
        lambda desk, found, offer: negotiation.counter(desk, found.id, offer, _reply(option_id=99)),
        NotFoundError,
    ),
    "an agreement that says not how": (
        lambda desk, found, offer: negotiation.agree(desk, found.id, offer, Acceptance(" ")),
        InvalidInputError,
    ),
}


def test_a_refused_reply_leaves_everything_as_it_was(desk: Desk, found: Dossier) -> None:
    offer_id = negotiation.put(desk, found.id, small_offer(found)).offers[0].id

    refused_each(desk, REPLIES, found, offer_id)


def test_an_offer_is_answered_once(desk: Desk, found: Dossier) -> None:
    ours, theirs = countered(desk, found, 90_000).offers

    acts: list[Callable[[], object]] = [
        lambda: negotiation.counter(desk, found.id, ours.id, NewOffer("More", 1)),
        lambda: negotiation.reject(desk, found.id, ours.id, "No"),
        lambda: negotiation.agree(desk, found.id, ours.id, Acceptance("By phone")),
    ]
    for act in acts:
        with refused(desk, InvalidInputError, "Offer 1 is countered already"):
            act()
    with refused(desk, InvalidInputError, "the customer's own"):
        negotiation.counter(desk, found.id, theirs.id, NewOffer("More still", 95_000))


def test_one_complaint_s_offers_and_options_are_not_another_s(
    desk: Desk, found: Dossier, add_complaint: AddComplaint
) -> None:
    other = deciding(desk, add_complaint(customer="Bo Marsh").id)
    offer_id = negotiation.put(desk, found.id, small_offer(found)).offers[0].id

    with refused(desk, NotFoundError):
        negotiation.put(desk, other.id, replace(small_offer(found), amount_minor=0))
    with refused(desk, NotFoundError):
        negotiation.reject(desk, other.id, offer_id, "No")
    with refused(desk, NotFoundError):
        negotiation.counter(desk, found.id, offer_id, NewOffer("More", 1, option_id=other.options[SMALL].id))


def test_nothing_is_offered_before_there_is_something_to_decide(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = add_complaint().id

    for stage in ("referred", "investigating"):
        with refused(desk, WrongStageError, f"is {stage}; to put an offer"):
            negotiation.put(desk, complaint_id, NewOffer("Flowers", 0))
        if stage == "referred":
            services.triage.accept(desk, complaint_id)
