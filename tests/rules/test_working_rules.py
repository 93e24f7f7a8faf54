"""Each working rule has a case in which it speaks and one in which it is silent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from complaintdesk.rules import working_rules
from complaintdesk.rules.authority import Worth
from complaintdesk.rules.dossier import (
    AttachmentFacts,
    EscalationFacts,
    LikeComplaint,
    OptionFacts,
    RemedyFacts,
)
from complaintdesk.rules.letter_checks import Doubt
from complaintdesk.rules.procedure_grammar import Limit
from complaintdesk.rules.rule_book import RULES, Effect
from complaintdesk.rules.working_days import DayOff, WorkingCalendar
from complaintdesk.vocabulary import (
    Known,
    LetterState,
    MoneyKind,
    OfferState,
    PartyRole,
    PromiseState,
    Side,
    Stage,
)
from tests.rules.dossiers import (
    a_clock,
    a_contact,
    a_dossier,
    a_finished_dossier,
    a_head,
    a_letter,
    a_party,
    a_promise,
    a_source,
    an_action,
    an_agreement,
    an_implication,
    an_offer,
    an_option,
)

ACK = a_clock(id="ack", due_on=date(2026, 11, 24), share_used=0.5)
DP = a_clock(id="dp_ack", due_on=date(2026, 12, 2), share_used=0.1)
ESCALATION = EscalationFacts(
    1, "Ombudsman", True, "Unhappy", "", datetime(2026, 11, 19, tzinfo=UTC), date(2026, 11, 19)
)
SOURCES = (a_source(), a_source(id=2, number=2, heard_side=Side.colleague))
LEGAL = (an_implication(kind="legal_claim"),)


def a_draft(body: str) -> dict[str, Any]:
    return {"letters": (a_letter(kind="holding", body=body, state=LetterState.draft),)}


def a_like(amount_minor: int | None) -> LikeComplaint:
    return LikeComplaint(9, "CD-2026-0001", "Boiler", date(2026, 5, 1), "upheld", "goodwill", amount_minor)


SPEAKS: list[tuple[int, dict[str, Any], list[str]]] = [
    (1, {"clocks": (ACK,)}, ["The acknowledgement is due by Tue 24 Nov."]),
    (
        1,
        {"clocks": (a_clock(id="s1_ack", status="missed", due_on=date(2026, 11, 9)),)},
        ["The acknowledgement was due on Mon 9 Nov."],
    ),
    (
        2,
        {"letters": (a_letter(kind="acknowledgement", checklist={"owner": True, "next_date": False}),)},
        ["The acknowledgement lacks 1 of 2 points."],
    ),
    (
        5,
        {"sources": (a_source(heard_side=None), a_source(id=2, number=2, obtained_on=None))},
        ["The customer's account is not among the sources.", "The staff's account is not among the sources."],
    ),
    (
        7,
        {"parties": (a_party(role=PartyRole.representative),)},
        ["A representative has no authority on file: ask, tell nothing yet."],
    ),
    (
        8,
        {"promises": (a_promise(state=PromiseState.open, due_on=date(2026, 11, 19)),)},
        ["A promise was due on Thu 19 Nov and is not kept."],
    ),
    (
        9,
        {"contacts": (a_contact(on=date(2026, 11, 6)),), "letters": ()},
        ["The customer has heard nothing since Fri 6 Nov: 10 working days."],
    ),
    (
        9,
        {"contacts": (), "letters": (), "update_working_days": 3},
        ["The customer has heard nothing since Tue 3 Nov: 13 working days."],
    ),
    (
        10,
        {"stage": Stage.deciding, "clocks": (a_clock(wd_left=2, due_on=date(2026, 11, 24)),)},
        ["Answer is due on Tue 24 Nov: if it will be late, say so and why now."],
    ),
    (
        12,
        {
            "implications": (
                an_implication(responded_on=None),
                an_implication(id=2, alerted_on=None, due_on=date(2026, 11, 21)),
                an_implication(id=3, alerted_on=None),
            )
        },
        [
            "Implication 1: alerted on Thu 5 Nov, no answer.",
            "Implication 2: nobody was alerted; do it by Sat 21 Nov.",
            "Implication 3: nobody was alerted; do it now.",
        ],
    ),
    (13, {"safety": True}, ["Somebody may be in danger: alert who must act today, and note whom."]),
    (
        13,
        {"safety": True, "stage": Stage.referred, "implications": ()},
        ["Somebody may be in danger: alert who must act today, and note whom."],
    ),
    (
        14,
        {"heads": (a_head(about_data_protection=True),), "clocks": (DP,)},
        ["Data protection (head 1) has its own clock and its own answer, next due on Wed 2 Dec."],
    ),
    (
        14,
        {"heads": (a_head(about_data_protection=True), a_head(id=2, number=2, about_data_protection=True))},
        ["Data protection (heads 1 and 2) has its own clock and its own answer."],
    ),
    (15, {"vulnerable": Known.unknown}, ["Nobody has asked yet whether the customer is vulnerable."]),
    (15, {"vulnerable": Known.yes}, ["The customer is vulnerable, and no adjustment is noted."]),
    (
        17,
        {"options": (an_option(explain_only=True, benefit_customer=" ", drawback_organisation=""),)},
        ["Option 1 leaves 2 of 4 benefits and drawbacks open."],
    ),
    (18, {"options": (an_option(),)}, ["Explaining well and changing nothing is not among the options."]),
    (
        23,
        {
            "offers": (
                an_offer(
                    state=OfferState.open, terms="", expires_on=None, stays_open_if_referred=Known.unknown
                ),
            )
        },
        ["Offer 1 does not say what it gives, until when it stands, whether it outlives a referral."],
    ),
    (
        24,
        {"stage": Stage.negotiating, "contacts": (a_contact(),)},
        ["No word with a colleague is on record."],
    ),
    (
        25,
        {"implications": LEGAL, **a_draft("We were\nnegligent in the matter.")},
        [
            (
                'The holding letter ("negligent") speaks of legal liability while a claim is threatened; '
                "an apology or an offer admits nothing."
            )
        ],
    ),
    (
        26,
        a_draft("We are sorry if you feel let down."),
        ['The holding letter ("sorry if you feel") is sorry for a feeling; say what we are sorry for.'],
    ),
    (
        31,
        {"actions": (an_action(done_on=None, due_on=date(2026, 12, 1)),)},
        ["The answer is sent and 1 action is still to do."],
    ),
    (32, {"actions": (an_action(done_on=None),)}, ["Action 1 was due on Thu 19 Nov."]),
    (32, {"actions": (an_action(proof=" "),)}, ["Action 1 is done without proof."]),
    (33, {"actions": (an_action(is_payment=False),)}, ["Money was agreed, and no action pays it."]),
    (
        36,
        {"reopened_on": date(2026, 11, 16)},
        ["It was reopened and counts one graver: see first what did not hold."],
    ),
    (42, {"escalations": (ESCALATION,)}, ["The outside body waits for its file: send it."]),
    (
        49,
        {"clocks": (a_clock(met_by=("final_response", "closed")),), "stage": Stage.checking},
        ["Answer: nothing on record meets it; it is due Mon 30 Nov."],
    ),
    (
        49,
        {
            "clocks": (a_clock(kind="code", met_by=("final_response", "resolved"), status="missed"),),
            "stage": Stage.checking,
        },
        ["Answer: nothing on record meets it; it was due Mon 30 Nov."],
    ),
    (
        42,
        {"escalations": (replace(ESCALATION, due_on=date(2026, 11, 20)),)},
        ["The outside body waits for its file: send it by Fri 20 Nov."],
    ),
    (
        42,
        {"escalations": (replace(ESCALATION, sent_on=date(2026, 11, 19)),)},
        ["The outside body has not acknowledged the file of Thu 19 Nov."],
    ),
    *(
        (
            50,
            {"stage": stage, "severity": 0},
            ["Its severity is not rated, so the queue ranks it as the least grave."],
        )
        for stage in (Stage.referred, Stage.investigating)
    ),
]

SILENT: list[tuple[int, dict[str, Any]]] = [
    (1, {"clocks": (a_clock(id="ack", share_used=0.4),)}),
    (1, {"clocks": (a_clock(id="ack", status="met", share_used=0.9),)}),
    (1, {"clocks": (a_clock(id="pack", share_used=0.9),)}),
    (1, {"clocks": (ACK,), "stage": Stage.closed}),
    (2, {"letters": (a_letter(kind="acknowledgement", checklist={"owner": True}),)}),
    (2, {"letters": (a_letter(kind="update", checklist={"owner": False}),)}),
    (5, {"sources": SOURCES}),
    (5, {"sources": (), "stage": Stage.referred}),
    (7, {"parties": (a_party(role=PartyRole.representative, authority_to_act=Known.yes),)}),
    (8, {"promises": (a_promise(state=PromiseState.open, due_on=date(2026, 11, 20)),)}),
    (8, {"promises": (a_promise(state=PromiseState.missed, due_on=date(2026, 11, 19)),)}),
    (8, {"promises": (a_promise(state=PromiseState.open),), "stage": Stage.merged}),
    (9, {"contacts": (a_contact(on=date(2026, 11, 9)),), "letters": ()}),
    (9, {"contacts": (), "letters": (a_letter(sent_on=date(2026, 11, 18)),)}),
    (9, {"contacts": (), "letters": (), "stage": Stage.closed}),
    (10, {"stage": Stage.deciding, "clocks": (a_clock(wd_left=3),)}),
    (10, {"stage": Stage.implementing, "clocks": (a_clock(wd_left=1),)}),
    (10, {"stage": Stage.deciding, "clocks": (a_clock(id="update", wd_left=1), ACK)}),
    (10, {"stage": Stage.deciding, "clocks": (a_clock(kind="reporting", wd_left=1),)}),
    (10, {"stage": Stage.deciding, "clocks": (a_clock(status="missed", wd_left=-1),)}),
    (12, {"implications": (an_implication(),)}),
    (12, {"implications": (an_implication(alerted_on=None),), "stage": Stage.returned}),
    (13, {"safety": True, "implications": (an_implication(kind="safeguarding"),)}),
    (13, {"safety": False}),
    (14, {"heads": (a_head(about_data_protection=True),), "clocks": (a_clock(id="dp_ack", status="met"),)}),
    (14, {"heads": (a_head(),)}),
    (15, {"vulnerable": Known.unknown, "stage": Stage.referred}),
    (15, {"vulnerable": Known.yes, "adjustments": "Large print"}),
    (17, {"options": (an_option(explain_only=True),)}),
    (17, {"options": (an_option(benefit_customer=""),), "stage": Stage.closed}),
    (18, {"options": ()}),
    (23, {"offers": (an_offer(state=OfferState.open),)}),
    (23, {"offers": (an_offer(state=OfferState.rejected, expires_on=None),)}),
    (24, {"stage": Stage.negotiating, "contacts": (a_contact(side=Side.colleague),)}),
    (24, {"stage": Stage.investigating, "contacts": ()}),
    (25, a_draft("We were negligent.")),
    (25, {"implications": LEGAL, **a_draft("We are sorry for the delay and offer £80.")}),
    (25, {"implications": LEGAL, "letters": (a_letter(body="We were negligent."),)}),
    (26, a_draft("We are sorry that the boiler failed twice. If you feel cold, call us.")),
    (31, {"actions": (an_action(done_on=None),), "letters": ()}),
    (32, {"actions": (an_action(done_on=None, due_on=date(2026, 11, 20)),)}),
    (
        32,
        {"actions": (an_action(proof="", attachment=AttachmentFacts(1, "0" * 64, "p.pdf", 1, "x/y")),)},
    ),
    (33, {"actions": (an_action(done_on=None, due_on=date(2027, 11, 26)),)}),
    (33, {"actions": (), "agreement": an_agreement(amount_minor=0)}),
    (33, {"actions": (), "agreement": None}),
    (36, {"reopened_on": date(2026, 11, 16), "stage": Stage.closed}),
    (42, {"escalations": (replace(ESCALATION, external=False),)}),
    (49, {"clocks": (a_clock(met_by=("final_response",)),), "stage": Stage.implementing}),
    (49, {"clocks": (a_clock(kind="code", met_by=("final_response",)),), "stage": Stage.checking}),
    (49, {"clocks": (a_clock(met_by=("closed", "withdrawn")),), "stage": Stage.checking}),
    (49, {"clocks": (a_clock(kind="optional", met_by=("sent",)),), "stage": Stage.checking}),
    (42, {"escalations": (replace(ESCALATION, acknowledged_on=date(2026, 11, 20)),)}),
    (50, {"stage": Stage.referred, "severity": 1}),
    (50, {"stage": Stage.closed, "severity": 0}),
    (50, {"stage": Stage.returned, "severity": 0}),
]


def sentences(rule: int, facts: dict[str, Any]) -> list[str]:
    dossier = a_finished_dossier(**facts)
    noticed = (*working_rules.warnings(dossier), *working_rules.reminders(dossier))
    return [notice.sentence for notice in noticed if notice.rule == rule]


@pytest.mark.parametrize(("rule", "facts", "expected"), SPEAKS)
def test_a_rule_speaks(rule: int, facts: dict[str, Any], expected: list[str]) -> None:
    assert sentences(rule, facts) == expected


@pytest.mark.parametrize(("rule", "facts"), SILENT)
def test_a_rule_is_silent(rule: int, facts: dict[str, Any]) -> None:
    assert sentences(rule, facts) == []


def test_earlier_offers_are_named_where_money_is_weighed() -> None:
    earlier = (Worth(MoneyKind.goodwill, 9_000), Worth(None, 1_000))
    free = a_finished_dossier(options=(an_option(remedies=()),))

    (notice,) = working_rules.warnings(a_finished_dossier(), earlier=earlier)
    assert notice.rule == 20
    assert notice.sentence == (
        "This customer was offered £100.00 in the last 12 months; it counts towards your limit."
    )
    assert working_rules.warnings(free, earlier=earlier)[0].rule != 20
    assert working_rules.warnings(a_finished_dossier(), earlier=()) == ()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((8_000,), []),
        ((5_000, 9_000), []),
        ((None, None), []),
        ((), []),
        ((5_000, 6_000, None, 7_000, 8_000), ["like complaints (the last 3) were given £50.00 to £70.00"]),
        ((9_000,), ["like complaints (the last 1) were given £90.00. Say why"]),
    ],
)
def test_an_option_is_held_against_the_last_like_complaints(
    given: tuple[int | None, ...], expected: list[str]
) -> None:
    noticed = working_rules.warnings(a_finished_dossier(), like=[a_like(amount) for amount in given])

    assert len(noticed) == len(expected)
    for notice, words in zip(noticed, expected, strict=True):
        assert notice.rule == 22
        assert words in notice.sentence


def test_a_difference_that_is_explained_is_not_warned_of() -> None:
    option = an_option(precedent="Six weeks, not two")
    other = an_option(id=2, number=2, explain_only=True, remedies=(RemedyFacts(1, "explanation"),))

    assert working_rules.warnings(a_finished_dossier(options=(option, other)), like=[a_like(1)]) == ()


def test_silence_is_counted_in_the_days_of_the_calendar() -> None:
    strike = WorkingCalendar("custom", added=(DayOff(date(2026, 11, 16), "Strike"),))
    dossier = a_finished_dossier(contacts=(a_contact(on=date(2026, 11, 6)),), letters=())

    assert [notice.rule for notice in working_rules.reminders(dossier)] == [9]
    assert working_rules.reminders(dossier, strike) == ()


def test_a_finished_complaint_brings_no_notice() -> None:
    assert working_rules.warnings(a_finished_dossier()) == ()
    assert working_rules.reminders(a_finished_dossier()) == ()


def test_a_referred_complaint_is_not_nagged_about_work_not_begun() -> None:
    assert working_rules.warnings(a_dossier(severity=2)) == ()
    assert working_rules.reminders(a_dossier(severity=2)) == ()


def test_the_rules_of_the_book_are_numbered_in_order_and_said_in_words() -> None:
    assert list(RULES) == list(range(1, len(RULES) + 1))
    assert all(rule.sentence.endswith(".") and len(rule.sentence) < 200 for rule in RULES.values())
    assert len({rule.sentence for rule in RULES.values()}) == len(RULES)


def test_what_warns_and_what_reminds_is_what_the_rule_book_says() -> None:
    assert {RULES[number].effect for number in working_rules.WARNINGS} == {Effect.warns}
    assert {RULES[number].effect for number in working_rules.REMINDERS} == {Effect.reminds}


def test_every_judged_rule_has_a_case_that_speaks_and_one_that_is_silent() -> None:
    judged = {*working_rules.WARNINGS, *working_rules.REMINDERS} - {20, 22, 29, 30, 43, 44, 45}

    assert {rule for rule, _, _ in SPEAKS} == judged
    assert {rule for rule, _ in SILENT} == judged


@pytest.mark.parametrize(
    ("changed", "kept_until", "is_reminded"),
    [
        ({}, date(2026, 11, 17), True),
        ({}, date(2099, 1, 1), False),
        ({}, None, False),
        ({"legal_hold": True}, date(2026, 11, 17), False),
        ({"disposed_on": date(2026, 11, 18)}, date(2026, 11, 17), False),
    ],
)
def test_what_was_kept_long_enough_is_to_be_disposed_of_unless_it_is_held(
    changed: dict[str, Any], kept_until: date | None, is_reminded: bool
) -> None:
    dossier = replace(a_finished_dossier(stage=Stage.closed), today=date(2026, 11, 18), **changed)

    rules = [notice.rule for notice in working_rules.reminders(dossier, kept_until=kept_until)]

    assert (45 in rules) is is_reminded


@pytest.mark.parametrize("rule", [29, 30])
def test_what_is_doubted_in_a_draft_is_warned_of_with_its_words(rule: int) -> None:
    letter = a_letter(state=LetterState.draft)
    doubts = {letter.id: (Doubt(rule, "It names somebody else."),)}

    told = working_rules.warnings(a_finished_dossier(letters=(letter,)), doubts=doubts)

    (notice,) = [each for each in told if each.rule in {29, 30}]
    assert (notice.rule, notice.where.record_id) == (rule, letter.id)
    assert notice.sentence.endswith("It names somebody else.")
    assert not [
        each for each in working_rules.warnings(a_finished_dossier(letters=(letter,))) if each.rule == rule
    ]


def test_each_notice_names_its_criteria_and_where_to_go() -> None:
    for rule, facts, _ in SPEAKS:
        dossier = a_finished_dossier(**facts)
        for notice in (*working_rules.warnings(dossier), *working_rules.reminders(dossier)):
            assert notice.criteria == RULES[notice.rule].criteria
            assert notice.where.screen in {"desk", "investigation", "options", "negotiation", "resolution"}
            assert notice.where.action.count(".") == 1
        assert rule in RULES


REFUND = Limit("refund", "Paid back", "agreeing", 14, "cd", "Act, section 20", date(2026, 6, 30))
REFUNDED = an_option(remedies=(RemedyFacts(1, "part_refund", 8_000, MoneyKind.refund),))


@pytest.mark.parametrize(
    ("option", "due_on", "limit", "told"),
    [
        (REFUNDED, date(2026, 11, 27), REFUND, ["Action 1 pays later than Thu 26 Nov (Act, section 20)."]),
        (REFUNDED, date(2026, 11, 26), REFUND, []),
        (
            REFUNDED,
            date(2026, 11, 26),
            replace(REFUND, count="inclusive"),
            ["Action 1 pays later than Wed 25 Nov (Act, section 20)."],
        ),
        (REFUNDED, date(2026, 11, 27), None, []),
        (an_option(), date(2026, 11, 27), REFUND, []),  # no refund is part of it
    ],
)
def test_a_refund_is_paid_within_the_time_of_its_procedure(
    option: OptionFacts, due_on: date, limit: Limit | None, told: list[str]
) -> None:
    dossier = a_finished_dossier(
        options=(option,), actions=(an_action(done_on=None, due_on=due_on),), stage=Stage.implementing
    )

    noticed = working_rules.reminders(dossier, refund=limit)

    assert [notice.sentence for notice in noticed if notice.rule == 33] == told
