"""Letters: filled from what is known, looked through, sent once what is missing is settled, and kept as sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from complaintdesk import services
from complaintdesk.config import shipped_data
from complaintdesk.errors import GateError, InvalidInputError, NotFoundError, SettingsError, WrongStageError
from complaintdesk.reports import letter as writing
from complaintdesk.rules import letters as rules
from complaintdesk.rules.authority_matrix import Limit
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import delivery, history, investigation, letters, triage
from complaintdesk.services.desk import Desk
from complaintdesk.services.letters import Sent, Written
from complaintdesk.store import attachments
from complaintdesk.vocabulary import Direction, LetterState, Side
from tests import journey
from tests.conftest import TODAY, AddComplaint, Now
from tests.hostile import STRINGS
from tests.refusing import Refusals, refused, refused_each
from tests.rows import put_complaint
from tests.stock import FIRST

BY_EMAIL = Sent("Robin Hale", "email")


@pytest.fixture
def found(desk: Desk, add_complaint: AddComplaint) -> Dossier:
    """A complaint under the general procedure, taken on today."""
    return triage.accept(desk, add_complaint(received_on=TODAY, about="Boiler cold again").id)


@pytest.fixture
def housed(desk: Desk, found: Dossier) -> Dossier:
    """The same under the housing code."""
    triage.assign_procedure(desk, found.id, "eng-hos-2024")
    return services.dossier.load(desk, found.id)


def test_the_letter_whose_clock_runs_out_first_is_at_the_top(desk: Desk, housed: Dossier) -> None:
    first, *others = letters.to_write(desk, housed.id)

    assert (first.kind, first.stage, first.name) == ("acknowledgement", "s1", "Stage 1 acknowledgement")
    assert first.due_on == next(clock.due_on for clock in housed.clocks if clock.id == "s1_ack")
    assert [each.kind for each in others if not each.is_prescribed][-1] == "summary_resolution"
    journey.write(desk, housed.id, "acknowledgement", "We have it", "Dear Ms Quill")
    journey.send(desk, housed.id)
    assert {each.kind for each in letters.to_write(desk, housed.id)[:2]} == {"stage_response", "update"}


def test_an_acknowledgement_names_the_dates_that_hold_once_it_is_sent(desk: Desk, housed: Dossier) -> None:
    investigation.add_head(desk, housed.id, "Cold in November", "leak")
    draft = letters.draft(desk, housed.id, "acknowledgement")
    seen = letters.review(
        desk, services.dossier.load(desk, housed.id), draft.kind, draft.stage, draft.subject, draft.body
    )

    assert "1. Cold in November" in draft.body
    assert "you would like: A warm flat and an apology." in draft.body
    assert "expect our answer by 2 December 2026" in draft.body
    assert "hear from me by 2 December 2026" in draft.body
    assert seen.placeholders == ("how to reach you",)
    assert [point.id for point in seen.points if not point.passage] == ["our_part", "owner"]
    letters.keep(desk, housed.id, Written("acknowledgement", draft.subject, draft.body, draft.stage))
    with refused(desk, InvalidInputError, "Still to be put in: how to reach you."):
        journey.send(desk, housed.id)
    told = draft.body.replace("[[how to reach you]]", "020 7946 0000")
    kept = services.dossier.load(desk, housed.id).letters[0]
    letters.keep(desk, housed.id, Written("acknowledgement", draft.subject, told), kept.id)
    sent = journey.send(desk, housed.id)
    assert next(clock.due_on for clock in sent.clocks if clock.id == "s1") == date(2026, 12, 2)


def test_sending_is_one_step_a_contact_the_events_and_a_copy_that_stays(
    desk: Desk, housed: Dossier, now: Now
) -> None:
    journey.write(desk, housed.id, "acknowledgement", "We have it", "Dear Ms Quill,\r\nwe have it.")
    before, steps = services.dossier.load(desk, housed.id), services.care.last_step(desk)
    now.day = TODAY + timedelta(days=2)

    sent = letters.send(
        desk,
        housed.id,
        before.letters[0].id,
        Sent(" Robin Hale ", "letter", TODAY, TODAY + timedelta(days=1)),
    )

    (letter,) = sent.letters
    assert services.care.last_step(desk) == steps + 1
    assert (letter.state, letter.sent_on, letter.delivered_on) == (
        LetterState.sent, TODAY, TODAY + timedelta(days=1),
    )  # fmt: skip
    assert letter.signatory == "Robin Hale"
    assert letter.attachment is not None
    place = attachments.place(desk.store.folder.attachments, letter.attachment.sha256)
    assert place.read_bytes() == b"Dear Ms Quill,\r\nwe have it."
    contact = next(each for each in sent.contacts if each.id == letter.contact_id)
    assert (contact.side, contact.direction, contact.channel, contact.on, contact.summary) == (
        Side.customer, Direction.outward, "letter", TODAY, "Sent: We have it",
    )  # fmt: skip
    clocks = {clock.id: clock for clock in sent.clocks}
    assert (clocks["s1_ack"].status, clocks["s1"].start_on) == ("met", TODAY)
    assert services.care.verify(desk).problems == ()
    history.undo(desk)
    now.day = TODAY
    after = services.dossier.load(desk, housed.id)
    assert replace(after, version=0, steps=()) == replace(before, version=0, steps=())


def test_a_sent_letter_stays_as_it_was(desk: Desk, found: Dossier) -> None:
    letter_id = journey.write(desk, found.id, "update", "News", "Still at it.").letters[0].id
    journey.send(desk, found.id)

    acts: list[Callable[[], object]] = [
        lambda: letters.keep(desk, found.id, Written("update", "x", "Not so."), letter_id),
        lambda: letters.send(desk, found.id, letter_id, BY_EMAIL),
    ]
    for act in acts:
        with refused(desk, InvalidInputError, "was sent"):
            act()


@pytest.mark.parametrize(
    ("kind", "clock"),
    [("acknowledgement", "ack"), ("final", "target"), ("deadlock", "final"), ("update", "")],
)
def test_a_letter_that_is_sent_meets_the_clock_that_waits_for_it(
    desk: Desk, found: Dossier, kind: str, clock: str
) -> None:
    draft = journey.write(desk, found.id, kind, "Subject", "Dear Ms Quill")
    before = {one.id for one in draft.clocks if one.met_on is not None}

    met = {one.id for one in journey.send(desk, found.id).clocks if one.met_on is not None} - before

    assert clock in met if clock else not met


def test_an_answer_that_lacks_a_point_goes_out_only_with_a_reason_that_is_kept(
    desk: Desk, found: Dossier
) -> None:
    draft = journey.write(desk, found.id, "final", "Our answer", "We are sorry.", is_complete=False)
    letter_id = draft.letters[0].id

    with refused(desk, GateError, "The final letter lacks 7 of 7 points."):
        letters.send(desk, found.id, letter_id, BY_EMAIL)
    sent = letters.send(desk, found.id, letter_id, BY_EMAIL, "Told on the phone, point by point")

    assert [(each.rule, each.reason) for each in sent.overrides] == [
        (28, "Told on the phone, point by point")
    ]
    gaps = [gap.sentence for gap in services.progress.missing(desk, found.id)]
    assert not any("lacks" in gap for gap in gaps)


def test_a_letter_that_the_handler_s_role_does_not_sign_is_signed_by_another_or_for_a_reason(
    desk: Desk, found: Dossier
) -> None:
    draft = journey.write(desk, found.id, "deadlock", "Deadlock", "We cannot agree.")
    letter_id = draft.letters[0].id

    with refused(desk, InvalidInputError, "your role does not sign it; complaints manager or above does"):
        letters.send(desk, found.id, letter_id, BY_EMAIL)
    sent = letters.send(desk, found.id, letter_id, BY_EMAIL, "The manager is away, and it is due today")
    history.undo(desk)
    by_another = letters.send(desk, found.id, letter_id, replace(BY_EMAIL, signatory="Mo Lund"))

    assert "does not sign it" in sent.overrides[0].sentence
    assert sent.overrides[0].reason == "The manager is away, and it is due today"
    assert (by_another.letters[0].signatory, by_another.overrides) == ("Mo Lund", ())


@pytest.mark.parametrize(("worth", "may"), [(0, True), (25_000, True), (25_001, False)])
def test_a_final_answer_is_the_handler_s_to_sign_up_to_a_sum(worth: int, may: bool) -> None:
    handler, manager = (
        Limit("complaint_handler", 3, signs=("final_up_to_250",)),
        Limit("m", 4, signs=("final",)),
    )

    assert (rules.signers("final", worth, (handler, manager), "complaint_handler") is None) is may


def test_an_acknowledgement_that_lacks_a_point_goes_out_and_is_warned_of(desk: Desk, found: Dossier) -> None:
    journey.write(desk, found.id, "acknowledgement", "We have it", "Dear Ms Quill", is_complete=False)

    sent = journey.send(desk, found.id)

    assert sent.letters[0].state is LetterState.sent
    assert any(each.rule == 2 for each in services.advice.warnings(desk, sent))


def test_the_handler_s_word_on_a_point_stands_against_the_text(desk: Desk, found: Dossier) -> None:
    kept = letters.keep(
        desk,
        found.id,
        Written(
            "final", "Our answer", "We uphold your complaint.", said={"decision": False, "reasons": True}
        ),
    )

    assert kept.letters[0].checklist["decision"] is False
    assert kept.letters[0].checklist["reasons"] is True
    assert kept.letters[0].checklist["all_points"] is False


def test_a_checklist_is_told_in_the_order_of_the_letter_and_by_what_each_point_is_ticked(
    desk: Desk, found: Dossier
) -> None:
    body = "Because you rang, we uphold your complaint.\n\nYou can ask for a review.\n\nRobin Hale"
    kept = letters.keep(
        desk,
        found.id,
        Written("final", "Our answer", body, said={"all_points": True, "how_to_ask_review": False}),
    )

    told = letters.checklist(desk, kept, kept.letters[0])
    by_text = {point.sentence: point.passage for point in told if point.passage}
    by_hand = [point.sentence for point in told if point.is_ticked and not point.passage]

    assert next(iter(by_text)).startswith("Gives a decision")
    assert by_hand == ["Answers every point complained of"]
    assert letters.lacking(desk, kept, kept.letters[0]) == tuple(
        point.sentence for point in told if not point.is_ticked
    )
    assert "Says how to ask for a review by someone else, and by when" in letters.lacking(
        desk, kept, kept.letters[0]
    )
    stored = [point.partition(":")[0] for point in kept.letters[0].checklist]
    assert stored.index("decision") < stored.index("how_to_ask_review")


@pytest.mark.parametrize(
    ("narrative", "said"),
    [
        ("The boiler is cold.", "The boiler is cold."),
        (
            "I was charged twice for the same visit, and the refund never came. I want it now.",
            "I was charged twice for the same visit, and the refund never came.",
        ),
        ("I was charged twice\nfor the same visit, and nobody has ever rung me back about it",
         "I was charged twice for the same visit, and nobody has ever rung me back about it"),
        ("cold " * 200, "[[what the complaint is about]]"),
    ],
)  # fmt: skip
def test_a_letter_does_not_cut_what_the_customer_wrote(
    desk: Desk, add_complaint: AddComplaint, narrative: str, said: str
) -> None:
    complaint = add_complaint(narrative=narrative, received_on=TODAY)
    triage.accept(desk, complaint.id)

    draft = letters.draft(desk, complaint.id, "acknowledgement")
    seen = letters.review(
        desk, services.dossier.load(desk, complaint.id), draft.kind, draft.stage, draft.subject, draft.body
    )

    assert f"\n{said}\n" in draft.body
    assert "…" not in draft.body
    understanding = next(point for point in seen.points if point.id == "understanding")
    assert bool(understanding.passage) is not said.startswith("[[")


def test_a_point_about_data_protection_is_acknowledged_along_with_it(desk: Desk, found: Dossier) -> None:
    investigation.add_head(
        desk, found.id, "My file was sent to a neighbour", "leak", about_data_protection=True
    )
    draft = journey.write(desk, found.id, "acknowledgement", "We have it", "Dear Ms Quill")

    sent = letters.send(
        desk, found.id, draft.letters[0].id, replace(BY_EMAIL, also=("dp_acknowledged", "closed"))
    )

    met = {clock.id for clock in sent.clocks if clock.met_on == TODAY}
    assert "dp_ack" in met
    assert "final" not in met


def test_warnings_show_the_words_until_the_letter_is_sent(desk: Desk, housed: Dossier) -> None:
    draft = journey.write(
        desk,
        housed.id,
        "update",
        "News",
        "You may go to the Financial Ombudsman Service. I am sorry that you feel so.",
    )

    rules = {each.rule: each.sentence for each in services.advice.warnings(desk, draft)}
    assert "Financial Ombudsman Service" in rules[29]
    assert "sorry that you feel" in rules[26]
    sent = journey.send(desk, housed.id)
    assert not {26, 29} & {each.rule for each in services.advice.warnings(desk, sent)}


REFUSALS: Refusals = {
    "an empty letter": (
        lambda desk, found: letters.keep(desk, found.id, Written("final", "Answer", " ")),
        InvalidInputError,
    ),
    "a letter of no kind": (
        lambda desk, found: letters.keep(desk, found.id, Written("", "Answer", "Dear")),
        InvalidInputError,
    ),
    "sending what was not written": (
        lambda desk, found: letters.send(desk, found.id, 99, BY_EMAIL),
        NotFoundError,
    ),
    "a letter signed by nobody": (
        lambda desk, found: letters.send(desk, found.id, found.letters[0].id, Sent(" ", "email")),
        InvalidInputError,
    ),
    "a letter sent tomorrow": (
        lambda desk, found: letters.send(
            desk, found.id, found.letters[0].id, replace(BY_EMAIL, sent_on=TODAY + timedelta(days=1))
        ),
        InvalidInputError,
    ),
    "a letter sent before the complaint came": (
        lambda desk, found: letters.send(
            desk, found.id, found.letters[0].id, replace(BY_EMAIL, sent_on=TODAY - timedelta(days=1))
        ),
        InvalidInputError,
    ),
    "a letter delivered before it was sent": (
        lambda desk, found: letters.send(
            desk, found.id, found.letters[0].id, replace(BY_EMAIL, delivered_on=TODAY - timedelta(days=1))
        ),
        InvalidInputError,
    ),
    "a letter nobody knows": (
        lambda desk, found: letters.draft(desk, found.id, "love"),
        NotFoundError,
    ),
}


def test_a_refused_letter_leaves_everything_as_it_was(desk: Desk, found: Dossier) -> None:
    refused_each(desk, REFUSALS, journey.write(desk, found.id, "update", "News", "We are at it."))


def test_the_history_is_written_to_nobody(desk: Desk) -> None:
    old = put_complaint(desk, "OLD-1", origin="history")

    with pytest.raises(WrongStageError, match="is from the history"):
        letters.keep(desk, old, Written("update", "x", "y"))


def test_every_letter_of_every_procedure_is_filled_from_a_whole_complaint(desk: Desk, found: Dossier) -> None:
    for procedure in desk.procedures.values():
        if procedure.overlay:
            continue
        triage.assign_procedure(desk, found.id, procedure.id)
        to_write = letters.to_write(desk, found.id)
        assert bool(to_write) is bool(procedure.letters), procedure.id
        for each in to_write:
            draft = letters.draft(desk, found.id, each.kind, each.stage)
            assert "{{" not in draft.body
            assert "An ADR provider" not in draft.body
            assert "  " not in draft.subject


@pytest.mark.parametrize("string", STRINGS.values(), ids=STRINGS.keys())
def test_whatever_people_wrote_stands_in_the_letter_as_text(desk: Desk, found: Dossier, string: str) -> None:
    triage.describe(desk, found.id, {"wants": string, "about": string})
    investigation.add_head(desk, found.id, f"{string} [[the reason]] {{{{ 7*7 }}}}", "leak")

    draft = letters.draft(desk, found.id, "acknowledgement")

    assert "{{ 7*7 }}" in draft.body
    assert not any(ord(sign) < 32 and sign != "\n" for sign in draft.body)
    assert draft.body.count("\nYours sincerely,\n") == 1


class TestTemplates:
    """Templates of one's own."""

    def own(self, desk: Desk, name: str, text: str) -> Desk:
        folder = desk.settings.places.config / "letters"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
        return desk

    def test_one_of_the_organisation_s_own_takes_the_shipped_one_s_place(
        self, desk: Desk, found: Dossier
    ) -> None:
        self.own(desk, "update.md", "Subject: Hello {{ customer }}\n\nWait. [[my own gap]]\n")

        draft = letters.draft(desk, found.id, "update")
        seen = letters.review(desk, found, "update", "", draft.subject, draft.body)

        assert (draft.subject, draft.body) == ("Hello Ada Quill", "Wait. [[my own gap]]\n")
        assert seen.placeholders == ("my own gap",)

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("Dear\n", "update.md, line 1: a letter begins with a line `Subject: ...`."),
            ("Subject: x\n\n{{ custmer }}\n", "update.md, line 3: 'custmer' is no word of a letter"),
            ("Subject: x\n\n{% if %}\n", "update.md, line 3: "),
        ],
    )
    def test_a_wrong_one_is_left_out_and_named(self, desk: Desk, text: str, sentence: str) -> None:
        self.own(desk, "update.md", text)

        assert desk.left_out[0].startswith(sentence)
        assert "Since you last heard" in desk.letters.texts["update"]

    def test_a_template_reaches_nothing_but_its_words(self) -> None:
        for text in (
            "{{ customer.__class__.__mro__ }}",
            "{% for x in heads.__class__.__bases__ %}{% endfor %}",
        ):
            with pytest.raises(SettingsError):
                writing.fill(f"Subject: x\n\n{text}", {"customer": "Ada", "heads": ()})

    def test_the_shipped_ones_are_in_order(self) -> None:
        shipped = sorted((shipped_data() / "letters").glob("*.md"))

        assert shipped
        for path in shipped:
            writing.check(path.read_text("utf-8"))


def test_the_answer_tells_findings_reasons_and_what_is_done_by_when(worked_desk: Desk) -> None:
    found = services.dossier.load(worked_desk, FIRST)
    again = delivery.reopen(worked_desk, found.id, "The cheque bounced")

    draft = letters.draft(worked_desk, again.id, "final")

    assert found.heads
    for head in found.heads:
        assert head.text in draft.body
        assert head.reasons.split("\n")[0][:40] in draft.body
