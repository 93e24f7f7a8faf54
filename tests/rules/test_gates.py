"""Gates show all that is missing at once, and one thing that nobody can override."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from complaintdesk.errors import GateError, WrongStageError
from complaintdesk.rules import gates
from complaintdesk.rules.authority import Worth
from complaintdesk.rules.authority_matrix import parse_limits
from complaintdesk.rules.dossier import AttachmentFacts, Dossier, EscalationFacts, OfferFacts, RemedyFacts
from complaintdesk.rules.gates import Gate
from complaintdesk.rules.rule_book import RULES, Where
from complaintdesk.vocabulary import (
    Decision,
    Finding,
    Known,
    LetterState,
    Maker,
    MoneyKind,
    OfferState,
    PromiseState,
    Stage,
)
from tests.rules.dossiers import (
    a_check,
    a_clock,
    a_dossier,
    a_finished_dossier,
    a_head,
    a_letter,
    a_party,
    a_promise,
    a_source,
    an_action,
    an_agreement,
    an_approval,
    an_offer,
    an_option,
)

SHIPPED = Path(__file__).parents[2] / "data" / "authority.toml"
LIMITS = parse_limits(tomllib.loads(SHIPPED.read_text(encoding="utf-8")))
WITHDRAWN = (a_head(finding=Finding.withdrawn, source_ids=()),)


def missing(dossier: Dossier, gate: Gate, earlier: Sequence[Worth] = ()) -> list[tuple[int, str]]:
    return [(gap.rule, gap.sentence) for gap in gates.missing(dossier, gate, LIMITS, earlier)]


@pytest.mark.parametrize("gate", list(Gate))
def test_nothing_is_missing_from_a_finished_complaint(gate: Gate) -> None:
    assert missing(a_finished_dossier(), gate) == []


def test_a_bare_complaint_can_be_accepted_at_once() -> None:
    assert missing(a_dossier(), Gate.accept) == []


CASES: list[tuple[Gate, dict[str, Any], list[tuple[int, str]]]] = [
    (
        Gate.accept,
        {"conflict": Known.yes},
        [(6, "You have a conflict of interest: someone else must take this on.")],
    ),
    (
        Gate.accept,
        {"prior_decider": "robin hale"},
        [(6, "You decided this at an earlier stage: someone else must take this on.")],
    ),
    (Gate.accept, {"prior_decider": "Someone Else"}, []),
    (
        Gate.accept,
        {"parties": (a_party(name="robin hale ", complained_of=True),)},
        [(6, "You are complained of: someone else must take this on.")],
    ),
    (
        Gate.accept,
        {"referral_reason": "stage_two", "letters": (a_letter(signatory="Robin Hale"),)},
        [(6, "You signed the answer of an earlier stage: someone else must take this on.")],
    ),
    (Gate.investigate, {"conflict": Known.unknown}, [(6, "Say whether you have a conflict of interest.")]),
    (
        Gate.investigate,
        {"conflict": Known.yes},
        [(6, "You have a conflict of interest: someone else must take this on.")],
    ),
    (Gate.investigate, {"wants": "  "}, [(3, "What the customer wants is not written down.")]),
    (Gate.investigate, {"heads": ()}, [(4, "No head is set out: say what is complained of.")]),
    (Gate.investigate, {"heads": (a_head(finding=None),)}, [(4, "Head 1 has no finding.")]),
    (
        Gate.investigate,
        {"heads": (a_head(reasons=" "),)},
        [(4, "The finding on head 1 has no reasons.")],
    ),
    (
        Gate.investigate,
        {"heads": (a_head(), a_head(id=2, number=2, source_ids=()))},
        [(4, "Head 2 rests on no source.")],
    ),
    (
        Gate.investigate,
        {
            "heads": (a_head(finding=None), a_head(id=2, number=2, finding=None)),
            "sources": (),
        },
        [
            (4, "Head 1 rests on no source."),
            (4, "Head 1 has no finding."),
            (4, "Head 2 rests on no source."),
            (4, "Head 2 has no finding."),
        ],
    ),
    (
        Gate.investigate,
        {"heads": (a_head(source_ids=()),), "sources": (a_source(head_ids=(1,)),)},
        [],
    ),
    (
        Gate.investigate,
        {"sources": (a_source(obtained_on=None),)},
        [(4, "Head 1 rests on no source.")],
    ),
    (
        Gate.investigate,
        {"heads": (a_head(finding=Finding.outside_scope, source_ids=()),), "sources": ()},
        [],
    ),
    (Gate.decide, {"options": ()}, [(16, "No option is set out.")]),
    (
        Gate.decide,
        {"options": (an_option(),)},
        [(16, "Only one option is set out; add another, or say why there is no other.")],
    ),
    (Gate.decide, {"options": (an_option(),), "one_option_reason": "The law leaves one"}, []),
    (Gate.decide, {"options": (), "heads": WITHDRAWN}, []),
    (
        Gate.agree,
        {"options": (an_option(), an_option(id=2, number=2, presented_on=None))},
        [(16, "Only one option was shown to the customer.")],
    ),
    (
        Gate.agree,
        {"options": (an_option(presented_on=None), an_option(id=2, number=2, presented_on=None))},
        [(16, "No option was shown to the customer.")],
    ),
    (
        Gate.agree,
        {"options": (an_option(),), "one_option_reason": "The law leaves one"},
        [],
    ),
    (
        Gate.agree,
        {"agreement": None, "letters": ()},
        [(27, "No acceptance is recorded, and no final letter was sent.")],
    ),
    (Gate.agree, {"agreement": None}, []),
    (
        Gate.agree,
        {"agreement": None, "letters": (a_letter(state=LetterState.draft),)},
        [(27, "No acceptance is recorded, and no final letter was sent.")],
    ),
    (Gate.agree, {"agreement": None, "letters": (), "offers": (), "options": (), "heads": WITHDRAWN}, []),
    (
        Gate.agree,
        {"agreement": an_agreement(how=" ", terms="")},
        [
            (27, "How the customer accepted is not recorded."),
            (27, "What the customer accepted is not recorded."),
        ],
    ),
    (Gate.implement, {"letters": ()}, []),
    (
        Gate.implement,
        {"letters": (a_letter(checklist={"decision": True, "reasons": False, "body": False}),)},
        [(28, "The final letter lacks 2 of 3 points.")],
    ),
    (
        Gate.implement,
        {"letters": (a_letter(kind="stage_response", signatory="", state=LetterState.draft),)},
        [
            (28, "The stage response letter has no signatory."),
            (28, "The stage response letter is written and not sent."),
        ],
    ),
    (Gate.implement, {"letters": (a_letter(kind="update", checklist={"date": False}),)}, []),
    (Gate.implement, {"actions": (an_action(done_on=None),)}, [(32, "Action 1 is not done.")]),
    (Gate.implement, {"actions": (an_action(proof=""),)}, [(32, "Action 1 is done without proof.")]),
    (
        Gate.implement,
        {"actions": (an_action(proof="", attachment=AttachmentFacts(1, "0" * 64, "p.pdf", 1, "x/y")),)},
        [],
    ),
    (Gate.implement, {"actions": ()}, [(32, "Money was agreed and nothing is set down to be done.")]),
    (Gate.implement, {"actions": (), "agreement": an_agreement(amount_minor=0)}, []),
    (
        Gate.check,
        {"satisfaction": ()},
        [(34, "The customer was not asked, and no reason is given for it.")],
    ),
    (
        Gate.check,
        {"satisfaction": (a_check(handling_score=None),)},
        [(34, "The customer's word on the handling is not recorded.")],
    ),
    (
        Gate.check,
        {"satisfaction": (a_check(handling_score=None, outcome_score=None),)},
        [(34, "The customer's word on the outcome and the handling is not recorded.")],
    ),
    (
        Gate.check,
        {
            "satisfaction": (
                a_check(handling_score=None, outcome_score=None, not_asked_reason="She asked for peace"),
            )
        },
        [],
    ),
    (
        Gate.check,
        {"satisfaction": (a_check(outcome_score=2),)},
        [(35, "The customer is dissatisfied: reopen the complaint, or escalate it.")],
    ),
    (
        Gate.check,
        {"satisfaction": (a_check(handling_score=1),)},
        [(35, "The customer is dissatisfied: reopen the complaint, or escalate it.")],
    ),
    (Gate.check, {"satisfaction": (a_check(outcome_score=1), a_check(id=2))}, []),
    (
        Gate.close,
        {
            "cause": "",
            "root_cause": "",
            "heads": (a_head(cause="", root_cause=""),),
            "affects_others": Known.unknown,
        },
        [
            (38, "The cause is not recorded."),
            (38, "The root cause is not recorded."),
            (38, "Say whether it could happen to others."),
        ],
    ),
    (Gate.close, {"cause": "", "root_cause": ""}, []),
    (
        Gate.close,
        {"promises": (a_promise(state=PromiseState.open),)},
        [(8, "The promise due on Mon 9 Nov is still open.")],
    ),
    (
        Gate.close,
        {
            "clocks": (
                a_clock(name="Stage 1 acknowledgement", kind="code", met_by=("s1_ack_sent", "closed")),
                a_clock(name="Outcome", kind="statutory", met_by=("told",), status="missed"),
                a_clock(name="Six months", kind="statutory", met_by=("told",), due_on=None, status="paused"),
            )
        },
        [
            (48, "Stage 1 acknowledgement: nothing on record meets it; it is due Mon 30 Nov."),
            (48, "Outcome: nothing on record meets it; it was due Mon 30 Nov."),
            (48, "Six months: nothing on record meets it."),
        ],
    ),
    (
        Gate.close,
        {
            "clocks": (
                a_clock(kind="code", met_by=("s1_ack_sent", "closed"), status="met"),
                a_clock(kind="code", met_by=("s1_ack_sent", "closed"), status="waiting"),
                a_clock(kind="code", met_by=("answer", "resolved")),
                a_clock(kind="policy", met_by=("answer",)),
                a_clock(kind="code", met_by=("closed", "withdrawn")),
            )
        },
        [],
    ),
    (
        Gate.close,
        {
            "heads": WITHDRAWN,
            "clocks": (
                a_clock(kind="code", met_by=("answer", "withdrawn")),
                a_clock(name="Outcome", kind="code", met_by=("told",)),
            ),
        },
        [(48, "Outcome: nothing on record meets it; it is due Mon 30 Nov.")],
    ),
    (
        Gate.close,
        {"satisfaction": (), "affects_others": Known.unknown},
        [
            (34, "The customer was not asked, and no reason is given for it."),
            (38, "Say whether it could happen to others."),
        ],
    ),
]


@pytest.mark.parametrize(("gate", "facts", "expected"), CASES)
def test_a_gate_names_all_that_is_missing(
    gate: Gate, facts: dict[str, Any], expected: list[tuple[int, str]]
) -> None:
    assert missing(a_finished_dossier(**facts), gate) == expected


def test_an_escalation_after_the_check_shows_the_way_on() -> None:
    escalation = EscalationFacts(
        1, "Ombudsman", True, "Unhappy", "", datetime(2026, 11, 19, tzinfo=UTC), date(2026, 11, 19)
    )
    unhappy = a_finished_dossier(satisfaction=(a_check(outcome_score=1),), escalations=(escalation,))

    assert missing(unhappy, Gate.close) == []
    assert missing(
        replace(unhappy, escalations=(replace(escalation, on=date(2026, 11, 1)),)), Gate.close
    ) == [(35, "The customer is dissatisfied: reopen the complaint, or escalate it.")]


DEAR = an_option(remedies=(RemedyFacts(1, "goodwill", 60_000, MoneyKind.goodwill),))


def dear(offer: OfferFacts | None = None, **facts: Any) -> Dossier:
    """Return a finished complaint whose agreement is £600 goodwill: above the handler's limit."""
    return a_finished_dossier(
        options=(DEAR, an_option(id=2, number=2, explain_only=True, remedies=())),
        offers=(offer or an_offer(amount_minor=60_000),),
        **{"agreement": an_agreement(amount_minor=60_000), "approvals": (an_approval(),), **facts},
    )


def test_an_offer_above_authority_with_its_approval_passes() -> None:
    assert missing(dear(), Gate.agree) == []


@pytest.mark.parametrize(
    "facts",
    [
        {"approvals": ()},
        {"approvals": (an_approval(decision=Decision.refused),)},
        {"approvals": (an_approval(decided_on=date(2026, 11, 12)),)},
        {"approvals": (an_approval(expires_on=date(2026, 11, 10)),)},
        {"approvals": (an_approval(amount_minor=59_999),)},
        {"approvals": (an_approval(option_id=2),)},
        {"approvals": (an_approval(approver="Robin Hale"),)},
        {"approvals": (an_approval(approver="Alex Stone"),), "prior_decider": "Alex Stone"},
        {"agreement": an_agreement(amount_minor=70_000)},
        {"agreement": None, "approvals": ()},
    ],
)
def test_an_offer_above_authority_without_approval_cannot_be_overridden(facts: dict[str, Any]) -> None:
    (gap,) = gates.missing(dear(**facts), Gate.agree, LIMITS)

    assert gap.rule == 19
    assert not gap.overridable
    assert gap.sentence.startswith("Offer 1 has no approval that covers it. £")
    assert gap.where.record_id == 1


@pytest.mark.parametrize("state", [OfferState.rejected, OfferState.withdrawn, OfferState.expired])
def test_an_offer_that_binds_nobody_needs_no_approval(state: OfferState) -> None:
    dossier = dear(an_offer(amount_minor=60_000, state=state), agreement=None, approvals=())

    assert missing(dossier, Gate.agree) == []


def test_an_open_offer_of_ours_needs_its_approval_already() -> None:
    dossier = dear(an_offer(amount_minor=60_000, state=OfferState.open), agreement=None, approvals=())

    assert [rule for rule, _ in missing(dossier, Gate.agree)] == [19]


def test_a_counter_offer_is_approved_by_the_day_we_accept_it() -> None:
    counter = an_offer(
        maker=Maker.customer,
        amount_minor=60_000,
        made_on=date(2026, 11, 6),
        responded_on=date(2026, 11, 12),
    )
    approved = an_approval(decided_on=date(2026, 11, 12))

    assert missing(dear(counter, approvals=(approved,)), Gate.agree) == []
    late = replace(approved, decided_on=date(2026, 11, 13))
    assert [rule for rule, _ in missing(dear(counter, approvals=(late,)), Gate.agree)] == [19]


def test_a_counter_offer_without_an_option_counts_as_goodwill() -> None:
    counter = an_offer(option_id=None, maker=Maker.customer, amount_minor=26_000)
    dossier = a_finished_dossier(offers=(counter,), agreement=an_agreement(amount_minor=26_000))

    assert [rule for rule, _ in missing(dossier, Gate.agree)] == [19]
    cheap = replace(dossier, offers=(replace(counter, amount_minor=25_000),), agreement=an_agreement())
    assert missing(cheap, Gate.agree) == []


def test_what_was_offered_before_counts() -> None:
    earlier = (Worth(MoneyKind.other_loss, 45_000),)

    assert [rule for rule, _ in missing(a_finished_dossier(), Gate.agree, earlier)] == [19]


def test_without_a_matrix_nothing_that_costs_money_passes() -> None:
    (gap,) = gates.missing(a_finished_dossier(), Gate.agree)

    assert (gap.rule, gap.overridable) == (19, False)


def test_a_departure_from_policy_says_why_and_what_for() -> None:
    bent = an_option(policy_clause_id=4, policy_clause="4.2", service_offer_fit="One-off")
    other = an_option(id=2, number=2, explain_only=True, remedies=())
    dossier = a_finished_dossier(options=(bent, other))

    unsaid = "the reason, the aim it serves, what it means as a precedent"
    assert missing(dossier, Gate.agree) == [(21, f"Option 1 departs from policy; not said: {unsaid}.")]
    said = replace(bent, departure_reason="Six weeks cold", aim_ids=(1,), precedent="One-off")
    assert missing(replace(dossier, options=(said, other)), Gate.agree) == []
    agreed = an_agreement(departure_reason="Six weeks cold", aim="Warm homes")
    partly = replace(bent, precedent="One-off")
    assert missing(replace(dossier, options=(partly, other), agreement=agreed), Gate.agree) == []


@pytest.mark.parametrize(
    ("current", "wanted", "passed"),
    [
        (Stage.referred, Stage.investigating, (Gate.accept,)),
        (Stage.checking, Stage.closed, (Gate.close,)),
        (Stage.deciding, Stage.checking, (Gate.decide, Gate.agree, Gate.implement)),
        (Stage.negotiating, Stage.deciding, ()),
        (Stage.referred, Stage.merged, ()),
        (Stage.closed, Stage.negotiating, ()),
    ],
)
def test_a_move_passes_every_gate_on_its_way(current: Stage, wanted: Stage, passed: tuple[Gate, ...]) -> None:
    assert gates.gates_between(current, wanted) == passed


def test_what_two_gates_miss_is_named_once() -> None:
    dossier = a_finished_dossier(stage=Stage.deciding, options=(), offers=(), agreement=None)

    gaps = gates.missing_for(dossier, Stage.checking, LIMITS)
    assert [(gap.rule, gap.sentence) for gap in gaps] == [(16, "No option is set out.")]


def test_a_shut_gate_refuses_with_every_reason() -> None:
    dossier = a_dossier(stage=Stage.investigating)

    with pytest.raises(GateError) as refusal:
        gates.require(dossier, Stage.deciding, LIMITS)

    assert refusal.value.missing == (
        "What the customer wants is not written down.",
        "No head is set out: say what is complained of.",
        "Say whether you have a conflict of interest.",
    )
    assert str(refusal.value).startswith("CD-2026-0007 cannot become deciding yet.\n- What")


def test_a_written_reason_opens_a_gate_and_what_was_overridden_is_returned() -> None:
    dossier = a_dossier(stage=Stage.investigating, wants="Heat", conflict=Known.no)

    overridden = gates.require(dossier, Stage.deciding, LIMITS, override_reason="Judge's order")
    assert [gap.rule for gap in overridden] == [4]
    with pytest.raises(GateError):
        gates.require(dossier, Stage.deciding, LIMITS, override_reason="  ")


def test_no_reason_opens_the_gate_for_an_offer_above_authority() -> None:
    dossier = replace(dear(approvals=(), agreement=an_agreement(how="")), stage=Stage.negotiating)

    with pytest.raises(GateError) as refusal:
        gates.require(dossier, Stage.implementing, LIMITS, override_reason="The chief wants it")

    assert len(refusal.value.missing) == 1
    assert "£600.00 goodwill is above your limit" in refusal.value.missing[0]


def test_an_open_gate_lets_through() -> None:
    assert gates.require(a_finished_dossier(), Stage.closed, LIMITS) == ()


def test_the_order_of_the_stages_comes_first() -> None:
    with pytest.raises(WrongStageError):
        gates.require(a_dossier(), Stage.closed, LIMITS, override_reason="Quick")


def test_each_gap_names_its_criterion_and_where_to_go() -> None:
    bare = a_dossier(offers=(an_offer(),), letters=(a_letter(signatory=""),))

    gaps = [gap for gate in Gate for gap in gates.missing(bare, gate, LIMITS)]

    assert len({gap.rule for gap in gaps}) >= 5
    for gap in gaps:
        assert gap.criterion in RULES[gap.rule].criteria
        assert gap.where.screen in {"investigation", "options", "negotiation", "resolution"}
        assert gap.where.action.count(".") == 1


def test_an_acceptance_comes_from_the_newest_open_offer_or_from_a_new_one() -> None:
    offers = tuple(
        an_offer(id=10 + number, number=number, state=state)
        for number, state in enumerate((OfferState.open, OfferState.open, OfferState.rejected), start=1)
    )

    def way(*waiting: OfferFacts) -> Where:
        dossier = a_finished_dossier(agreement=None, letters=(), offers=waiting)
        return next(gap.where for gap in gates.missing(dossier, Gate.agree) if gap.rule == 27)

    assert way(*offers) == Where("negotiation", "offer.reply", "offer", 12)
    assert way(offers[-1]) == Where("negotiation", "offer.put")
