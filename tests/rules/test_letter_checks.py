"""Letter checks: what a text is seen to say, what it is not, and what in it to think twice about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintdesk.config import procedures, shipped_data
from complaintdesk.rules import letters
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.letter_checks import doubts, points
from complaintdesk.rules.letter_judges import Reading, signed_by
from complaintdesk.vocabulary import Finding
from tests.rules.dossiers import a_clock, a_dossier, a_head, an_action, an_implication

ALL = procedures.load(shipped_data() / "procedures", None).procedures
BODIES = {each.external.name for each in ALL.values() if each.external}


def found() -> Dossier:
    return a_dossier(
        wants="A warm flat and an apology.",
        about="Boiler cold again",
        heads=(
            a_head(text="The boiler was not mended", finding=Finding.upheld, reasons="Three visits failed."),
            a_head(
                id=2, text="Nobody rang back", finding=Finding.not_upheld, reasons="The log shows two calls."
            ),
        ),
        actions=(an_action(text="New boiler", due_on=date(2026, 12, 1), done_on=None),),
    )


def seen(point: str, text: str, procedure: str = "eng-hos-2024", sentence: str = "Says it") -> str:
    (only,) = points({point: sentence}, Reading(text, found(), ALL[procedure]))
    assert only.is_judged
    return only.passage


@pytest.mark.parametrize(
    ("point", "says", "does_not"),
    [
        ("owner", "I am Robin Hale and own this.", "I own this."),
        ("contact", "See https://www.housing-ombudsman.org.uk for more.", "You can reach me at 020 7946 0000."),
        ("answer_by", "You can expect our answer by 1 December 2026.", "You can expect our answer soon."),
        ("answer_by", "We answer within eight weeks of hearing from you, our answer takes at most 8 weeks.", "Soon."),
        ("next_date", "You will hear from me by 24 November 2026.", "The boiler came on 24 November 2026."),
        ("new_date", "Our answer now comes by 1 December 2026.", "It will be later."),
        ("outcome_sought", 'You would like: "A  warm flat\nand an apology".', "You would like it warm."),
        ("definition", "1. The boiler was not mended 2. Nobody rang back", "1. The boiler was not mended"),
        ("all_points", "1. The boiler was not mended 2. Nobody rang back\nWe uphold 1.\nWe do not uphold 2.",
         "1. The boiler was not mended 2. Nobody rang back\nWe uphold your complaint."),
        ("decision", "We uphold your complaint in part.", "We looked at your complaint."),
        ("reasons", "Because: Three visits failed. And: The log shows two calls.", "Because: Three visits failed."),
        ("reasons", "We uphold 1 because the visits failed.\nNot 2, because two calls were made.", "Because of 1."),
        ("remedy_what_by_when", "- New boiler, by 1 December 2026", "- New boiler, soon"),
        ("remedy_what_by_when", "It was mended on 27 November. We will put in a new one by 1 December.",
         "We will put in a new one by 2 December."),
        ("remedy_what_by_when", "We will put in a new boiler by Tuesday.", "You will hear from us by Tuesday."),
        ("remedies", "It can ask us to apologise and to pay you.", "We will pay you by 1 December 2026."),
        ("signatory", "We uphold it.\n\nYours sincerely,\n\nRobin Hale", "I am Robin Hale.\nWe uphold it.\nYours,"),
        ("signatory", "We uphold it.\n\nKind regards\nMo Lund, manager", "Robin Hale decided it, and we uphold it."),
        ("external_right", "You may go to the Housing Ombudsman.", "You may go elsewhere."),
        ("external_body_details", "See https://www.housing-ombudsman.org.uk for more", "See their website"),
        ("apology", "I am sorry that we let you down.", "It went wrong."),
        ("stage", "This is our stage 1 answer.", "This is our answer."),
        ("offer_stays_open", "The offer stays open until 1 December 2026.", "The offer was fair."),
        ("interval", "You will hear from us every 5 working days.", "You will hear from us."),
    ],
)  # fmt: skip
def test_a_point_is_found_where_the_text_makes_it_and_only_there(
    point: str, says: str, does_not: str
) -> None:
    assert seen(point, says)
    assert seen(point, does_not) == ""


@pytest.mark.parametrize(
    ("point", "sentence", "says", "does_not"),
    [
        ("owner", "Names the person who owns the complaint and how to reach them",
         "I am Robin Hale. You can reach me at 020 7946 0000.",
         "I am Robin Hale. You can reach me at [[how to reach you]]."),
        ("owner", "Names the person who owns the complaint and how to reach them",
         "I am Robin Hale.\nMy direct line is 020 7946 0000.", "I am Robin Hale. I will contact you at once."),
        ("owner", "Names who deals with it and how to reach them",
         "Robin Hale deals with it.\nE-mail: r.hale@northmoor.example", "Robin Hale deals with it."),
        ("stage", "Says that this is the stage 1 answer", "This is our stage 1 answer.",
         "This is our answer. You can ask for stage 2."),
        ("decision", "Gives a decision on each point", "We uphold 1. We do not uphold 2.", "We uphold 1."),
        ("next_step", "Says how to take it to the Housing Ombudsman, and until when",
         "If you disagree, go to the Housing Ombudsman within 12 months.", "If you disagree, ask for a review."),
        ("external_right", "Says how to take it to the ombudsman, and until when",
         "You may go to the Housing Ombudsman within 12 months.", "You may go to the Housing Ombudsman."),
    ],
)  # fmt: skip
def test_a_point_is_made_only_where_all_that_its_sentence_asks_for_is_there(
    point: str, sentence: str, says: str, does_not: str
) -> None:
    assert seen(point, says, sentence=sentence)
    assert seen(point, does_not, sentence=sentence) == ""


@pytest.mark.parametrize(
    ("point", "sentence"),
    [
        ("all_points", "Answers every point, with the policy, law or practice it rests on"),
        ("owner", "Names the person who will decide, and that they did not decide stage 1"),
        ("identity", "Asks for proof of identity only where it is needed"),
        ("outcome", "Gives the outcome on the data-protection point"),
        ("waiver", "Has the waiver wording that fits: within time, out of time, or waived"),
    ],
)
def test_what_no_text_can_show_is_asked_of_the_handler(point: str, sentence: str) -> None:
    text = "1. The boiler was not mended. 2. Nobody rang back. We uphold 1. We do not uphold 2. Robin Hale"

    (only,) = points({point: sentence}, Reading(text, found(), ALL["eng-hos-2024"]))

    assert (only.passage, only.is_judged) == ("", False)


def test_a_placeholder_meets_no_point_of_any_letter() -> None:
    """Whatever stands in double brackets, the same words outside them would have made the point."""
    said_ = (
        "We uphold it; Robin Hale, 020 7946 0000, will pay 1 pound by 1 December 2026, because A warm flat."
    )
    for procedure in ALL.values():
        for letter in procedure.letters:
            made = points(letter.items, Reading(f"[[{said_}]]", found(), procedure))
            assert [point.id for point in made if point.passage] == []


def test_a_name_is_at_the_end_of_a_letter_or_it_does_not_sign_it() -> None:
    end = "Yours sincerely,\n\nRobin  Hale\nNorthmoor Homes\n"

    assert signed_by(f"Dear Ms Quill,\n\nI am sorry.\n\n{end}", "robin hale")
    assert not signed_by("I am Robin Hale and own your complaint.\n" + "We are sorry.\n" * 9, "Robin Hale")
    assert not signed_by("I, Robin Hale, am sorry that we came late.", "Robin Hale")
    assert not signed_by(end, "Mo Lund")
    assert not signed_by(end, " ")


def test_a_letter_without_a_name_below_it_is_doubted() -> None:
    text = "Dear Ms Quill,\n\nwe uphold your complaint.\n\n"

    assert [each.rule for each in doubts(Reading(text, found(), None))] == [28]
    assert [
        each.rule for each in doubts(Reading(f"{text}Yours sincerely,\nHarbour Homes", found(), None))
    ] == [28]
    assert doubts(Reading(f"{text}Yours sincerely,\nMo Lund", found(), None)) == ()
    assert doubts(Reading(f"{text}Robin Hale", found(), None)) == ()


def test_what_is_still_to_be_put_in_says_nothing_yet() -> None:
    assert seen("reason", "The reason is: [[the reason]]") == ""
    assert seen("answer_by", "Our answer comes by [[the date of our answer]].") == ""


def test_a_point_without_a_judge_is_left_to_the_handler() -> None:
    (point,) = points({"our_part": "Says what is ours"}, Reading("All of it is ours.", found(), None))

    assert (point.passage, point.is_judged) == ("", False)


def test_the_points_come_in_the_order_of_the_letter() -> None:
    """What is not in it stays behind what the procedure lists before it; numbers are the procedure's."""
    items = {
        "decision": "Decides",
        "our_part": "Says what is ours",
        "apology": "Says sorry",
        "made": "Says of what",
    }
    text = "You made a complaint.\nI am sorry.\nWe uphold it."

    found_ = points(items, Reading(text, found(), None))

    assert [point.id for point in found_] == ["made", "apology", "decision", "our_part"]
    assert [point.number for point in found_] == [3, 2, 0, 1]


def test_every_point_of_every_procedure_can_be_put_to_the_judges() -> None:
    for procedure in ALL.values():
        for letter in procedure.letters:
            assert len(points(letter.items, Reading("", found(), procedure))) == len(letter.items)


@given(text=st.text(), procedure=st.sampled_from(sorted(ALL)))
def test_any_text_can_be_looked_through(text: str, procedure: str) -> None:
    reading = Reading(text, found(), ALL[procedure])
    for letter in ALL[procedure].letters:
        for point in points(letter.items, reading):
            assert len(point.passage) <= 90
    doubts(reading, BODIES, {"ec.europa.eu/consumers/odr": "it was closed."})


def said(text: str, procedure: str = "eng-hos-2024", dossier_: Dossier | None = None) -> list[int]:
    reading = Reading(f"{text}\n\nRobin Hale", dossier_ or found(), ALL[procedure])
    own = ALL[procedure].external
    return [
        doubt.rule
        for doubt in doubts(
            reading, BODIES - {own.name if own else ""}, {"ec.europa.eu/consumers/odr": "closed."}
        )
    ]


def test_liability_words_are_doubted_only_while_a_claim_is_threatened() -> None:
    claim = an_implication(kind="legal_claim")
    words = "We accept liability: it was negligence."

    assert said(words) == []
    assert said(words, dossier_=replace(found(), implications=(claim,))) == [25]
    assert said(words, dossier_=replace(found(), legal_hold=True)) == [25]
    assert said("We are sorry.", dossier_=replace(found(), legal_hold=True)) == []


@pytest.mark.parametrize(
    ("procedure", "text", "rules"),
    [
        ("eng-hos-2024", "You may go to the Housing Ombudsman.", []),
        ("eng-hos-2024", "You may go to the Financial Ombudsman Service.", [29]),
        ("eng-hos-2024", "See https://ec.europa.eu/consumers/odr/", [29]),
        ("uk-fca-disp", "You may go to the Financial Ombudsman Service.", []),
        ("uk-general", "You may go to an ombudsman.", [30]),
        ("uk-general", "I am sorry that you feel let down.", [26]),
        ("uk-general", "I am sorry that we let you down.", []),
    ],
)
def test_wrong_bodies_dead_links_and_unpromised_schemes_are_doubted(
    procedure: str, text: str, rules: list[int]
) -> None:
    assert said(text, procedure) == rules


@pytest.mark.parametrize(
    ("procedure", "kind", "stage", "events"),
    [
        ("uk-general", "acknowledgement", "", ("acknowledged",)),
        ("uk-general", "final", "", ("final_response",)),
        ("eng-hos-2024", "acknowledgement", "s1", ("acknowledged", "s1_ack_sent")),
        ("eng-hos-2024", "acknowledgement", "s2", ("s2_ack_sent",)),
        ("eng-hos-2024", "stage_response", "s1", ("s1_response_sent",)),
        ("eng-hos-2024", "final", "s2", ("final_response", "s2_response_sent")),
        ("uk-fca-disp", "summary_resolution", "", ("summary_sent",)),
        ("uk-telecoms", "adr", "", ("adr_letter_sent",)),
        ("uk-general", "update", "", ()),
        ("no-such", "deadlock", "", ("final_response",)),
    ],
)
def test_sending_a_letter_is_the_events_its_stage_makes_it(
    procedure: str, kind: str, stage: str, events: tuple[str, ...]
) -> None:
    assert letters.meets(kind, stage, ALL.get(procedure)) == events


@pytest.mark.parametrize(
    ("procedure", "stage", "dues", "wanted"),
    [
        ("uk-general", "answer", {"ack": 4, "update": 9, "target": 11, "final": 30},
         {"acknowledgement": 4, "update": 9, "final": 11, "deadlock": 11}),
        ("uk-general", "answer", {"ack": 4}, {"acknowledgement": 4, "final": None, "update": None}),
        ("eng-hos-2024", "s1", {"s1_ack": 4, "s1": 11}, {"acknowledgement": 4, "stage_response": 11}),
        ("eng-hos-2024", "s1", {"s1_ack": 4}, {"acknowledgement": 4, "stage_response": None}),
        ("eng-hos-2024", "s2", {"s2_ack": 4, "s2": 18}, {"acknowledgement": 4, "final": 18}),
    ],
)  # fmt: skip
def test_a_letter_is_due_when_its_own_clock_runs_out_and_not_the_acknowledgement_s(
    procedure: str, stage: str, dues: dict[str, int], wanted: dict[str, int | None]
) -> None:
    clocks = [a_clock(id=id_, due_on=date(2026, 12, day)) for id_, day in dues.items()]

    told = {each.kind: each for each in letters.to_write([ALL[procedure]], stage, clocks, ())}

    dates = {kind: told[kind].due_on for kind in wanted}
    assert dates == {kind: day and date(2026, 12, day) for kind, day in wanted.items()}
