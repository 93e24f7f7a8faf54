"""The Investigation screen, by keys: heads, sources and gaps, findings, implications, people, promises, likes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from complaintdesk import services
from complaintdesk.rules.dossier import Dossier
from complaintdesk.screens.gate import GateScreen
from complaintdesk.screens.investigation import InvestigationScreen
from complaintdesk.screens.numbers import numbered, read
from complaintdesk.services import investigation
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import (
    Direction,
    Finding,
    Known,
    Likelihood,
    PartyRole,
    PromiseState,
    Side,
    SourceKind,
)
from complaintdesk.widgets.dialogs import ChoiceScreen, TextScreen
from complaintdesk.widgets.forms import FormScreen
from complaintdesk.widgets.note_area import NoteArea
from tests import journey
from tests.conftest import AddComplaint
from tests.rows import put_complaint
from tests.screens.filling import fill
from tests.screens.stage import WIDE, lines, notices, opened, settled, shown, type_in
from tests.stock import FIRST

PARTS = ("complaint", "heads", "sources", "implications", "parties", "contacts", "promises", "like")


@pytest.fixture
def taken_on(desk: Desk, add_complaint: AddComplaint) -> int:
    """A complaint just accepted."""
    complaint_id = add_complaint(narrative=journey.NARRATIVE, wants="", about="").id
    services.triage.accept(desk, complaint_id)
    return complaint_id


async def go_to(pilot: Pilot[None], part: str) -> InvestigationScreen:
    screen = pilot.app.screen
    assert isinstance(screen, InvestigationScreen)
    screen.part_index = PARTS.index(part)
    await pilot.pause()
    return screen


def now(desk: Desk, complaint_id: int) -> Dossier:
    return services.dossier.load(desk, complaint_id)


async def go_to_row(pilot: Pilot[None], key: str) -> None:
    screen = pilot.app.screen
    assert isinstance(screen, InvestigationScreen)
    assert screen.rows.move_to(key), key
    await pilot.pause()


async def test_every_empty_part_names_the_key_that_helps(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint(channel="letter").id
    services.triage.accept(desk, complaint_id)

    async with opened(desk, "investigation", complaint_id) as pilot:
        for part, key in (
            ("heads", "+ sets out a point"),
            ("sources", "+ adds one that came"),
            ("implications", "+ says what"),
            ("parties", "+ adds a representative"),
            ("contacts", "b logs a contact"),
            ("promises", "+ notes one made elsewhere"),
        ):
            await go_to(pilot, part)
            assert key in " ".join(shown(pilot).split())


async def test_the_overview_shows_the_customers_words_as_they_stand(desk: Desk, taken_on: int) -> None:
    async with opened(desk, "investigation", taken_on) as pilot:
        await go_to_row(pilot, "narrative")
        text = shown(pilot)
        assert 'They said "no" twice.' in text
        assert "The [boiler] is cold *again*, since <Monday> & it is 9°." in text

        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, TextScreen)
        assert pilot.app.screen.query_one(NoteArea).text == journey.NARRATIVE
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("e")
        assert isinstance(pilot.app.screen, InvestigationScreen)


async def test_the_first_row_says_what_is_to_do_and_enter_opens_the_gate(desk: Desk, taken_on: int) -> None:
    async with opened(desk, "investigation", taken_on) as pilot:
        assert "To do" in shown(pilot)
        assert "Missing before the next stage" in shown(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, GateScreen)


@pytest.mark.parametrize(
    ("row", "answers", "expected"),
    [
        ("wish", {"wants": "A warm [flat]"}, {"wants": "A warm [flat]"}),
        ("about", {"about": "Boiler"}, {"about": "Boiler"}),
        (
            "matter",
            {"product": "Heating", "category": "repairs"},
            {"product": "Heating", "category": "repairs"},
        ),
        ("came", {"prior_decider": "Pat Lee"}, {"prior_decider": "Pat Lee"}),
        ("conflict", {"conflict": "no", "conflict_note": "Never met"}, {"conflict_note": "Never met"}),
        (
            "vulnerability",
            {"vulnerable": "yes", "adjustments": "Large print"},
            {"adjustments": "Large print"},
        ),
        (
            "reach",
            {"contact_method": "By letter", "contact_plan": "One call a week, until 1 May"},
            {"contact_method": "By letter", "contact_plan": "One call a week, until 1 May"},
        ),
        (
            "held",
            {"legal_hold": "yes", "legal_hold_reason": "Court", "privileged": "no"},
            {"legal_hold": True, "legal_hold_reason": "Court", "privileged": False},
        ),
        ("gravity", {"severity": "4 severe", "reason": "No heating"}, {"severity": 4}),
    ],
)
async def test_e_asks_about_the_row_at_the_cursor(
    desk: Desk, taken_on: int, row: str, answers: dict[str, str], expected: dict[str, object]
) -> None:
    async with opened(desk, "investigation", taken_on) as pilot:
        await go_to_row(pilot, row)
        await pilot.press("e")
        await fill(pilot, **answers)

        found = now(desk, taken_on)
        assert {name: getattr(found, name) for name in expected} == expected
        screen = pilot.app.screen
        assert isinstance(screen, InvestigationScreen)
        assert screen.rows.cursor_key == row

        await pilot.press("u")
        assert getattr(now(desk, taken_on), next(iter(expected))) != next(iter(expected.values()))


async def test_clocks_show_their_worked_sum_and_more_time_can_be_asked_for(desk: Desk, taken_on: int) -> None:
    clock = next(clock for clock in now(desk, taken_on).clocks if clock.id == "target")

    async with opened(desk, "investigation", taken_on, WIDE) as pilot:
        await go_to_row(pilot, f"clock-{clock.id}")
        text = " ".join(" ".join(line[82:] for line in lines(pilot)).split())
        assert clock.sum[:40] in text
        await pilot.press("e")
        await pilot.pause()
        assert isinstance(pilot.app.screen, FormScreen)
        assert "Why more time is needed" in shown(pilot)


async def test_a_head_is_added_found_on_and_changed(desk: Desk, taken_on: int) -> None:
    investigation.add_source(
        desk, taken_on, investigation.NewSource(SourceKind.document, "Job sheet", obtained_on=desk.today())
    )

    async with opened(desk, "investigation", taken_on) as pilot:
        screen = await go_to(pilot, "heads")
        await pilot.press("plus")
        await fill(pilot, text="Not [/mended]", cause="late service")
        (head,) = now(desk, taken_on).heads
        assert head.text == "Not [/mended]"
        assert head.cause
        assert screen.record_id == head.id

        await pilot.press("enter")
        await fill(pilot, finding="upheld", sources="9", reasons="Two visits failed.")
        assert "There is no 9 here." in shown(pilot)
        await fill(pilot, sources="1")
        head = now(desk, taken_on).heads[0]
        assert (head.finding, head.reasons) == (Finding.upheld, "Two visits failed.")
        assert head.source_ids == (now(desk, taken_on).sources[0].id,)
        assert "✓ upheld" in shown(pilot)

        await pilot.press("e")
        await fill(pilot, text="Not mended twice")
        head = now(desk, taken_on).heads[0]
        assert (head.text, head.finding) == ("Not mended twice", Finding.upheld)


async def test_a_finding_without_a_source_is_refused_and_nothing_typed_is_lost(
    desk: Desk, taken_on: int
) -> None:
    investigation.add_head(desk, taken_on, "Not mended")

    async with opened(desk, "investigation", taken_on) as pilot:
        await go_to(pilot, "heads")
        await pilot.press("f")
        await fill(pilot, finding="upheld", reasons="They said so")

        assert isinstance(pilot.app.screen, FormScreen)
        assert pilot.app.screen.typed["reasons"] == "They said so"
        assert "needs at least one source" in " ".join(n.message for n in pilot.app._notifications)
        assert now(desk, taken_on).heads[0].finding is None


async def test_x_removes_what_the_cursor_is_on_and_undo_brings_it_back(desk: Desk, taken_on: int) -> None:
    investigation.add_head(desk, taken_on, "First")
    investigation.add_head(desk, taken_on, "Second")

    async with opened(desk, "investigation", taken_on) as pilot:
        screen = await go_to(pilot, "heads")
        first = screen.record_id
        await pilot.press("x")
        await pilot.pause()
        assert [head.text for head in now(desk, taken_on).heads] == ["Second"]
        assert screen.record_id is not None
        assert screen.record_id != first
        await pilot.press("u")
        await pilot.pause()
        assert [head.text for head in now(desk, taken_on).heads] == ["First", "Second"]


async def test_a_source_comes_with_its_file_and_bears_on_heads(
    desk: Desk, taken_on: int, tmp_path: Path
) -> None:
    investigation.add_head(desk, taken_on, "First")
    investigation.add_head(desk, taken_on, "Second")
    file = tmp_path / "photo.png"
    file.write_bytes(b"cold")

    async with opened(desk, "investigation", taken_on) as pilot:
        await go_to(pilot, "sources")
        await pilot.press("plus")
        await fill(
            pilot, what="Photo", kind="photo", shows="Cold", heads="2, 1", where_kept="Drawer", file=str(file)
        )
        (source,) = now(desk, taken_on).sources
        assert source.attachment is not None
        assert source.attachment.name == "photo.png"
        assert (source.kind, source.obtained_on) == (SourceKind.photo, desk.today())
        assert set(source.head_ids) == {head.id for head in now(desk, taken_on).heads}
        await pilot.press("tab", "z")
        await pilot.pause()
        assert source.attachment.sha256 in shown(pilot)
        await pilot.press("z", "shift+tab")

        await pilot.press("e")
        await fill(pilot, what="Photo of the hall", heads="2")
        (source,) = now(desk, taken_on).sources
        assert (source.what, source.head_ids) == ("Photo of the hall", (now(desk, taken_on).heads[1].id,))

        other = tmp_path / "other.png"
        other.write_bytes(b"colder")
        await pilot.press("A")
        await fill(pilot, file=str(tmp_path / "none.png"))
        assert isinstance(pilot.app.screen, FormScreen)
        await fill(pilot, file=str(other))
        attachment = now(desk, taken_on).sources[0].attachment
        assert attachment is not None
        assert attachment.name == "other.png"


async def test_a_gap_is_asked_for_and_received(desk: Desk, taken_on: int) -> None:
    async with opened(desk, "investigation", taken_on) as pilot:
        await go_to(pilot, "sources")
        await pilot.press("plus")
        await fill(
            pilot, what="Call recording", kind="call", obtained_on="", asked_of="Call store", due_on="+3d"
        )
        (source,) = now(desk, taken_on).sources
        assert source.is_gap
        assert (source.asked_of, source.asked_on) == ("Call store", desk.today())
        assert source.due_on == desk.today() + timedelta(days=3)
        assert "● 3d" in shown(pilot)

        await pilot.press("r")
        await fill(pilot, shows="She was told no")
        (source,) = now(desk, taken_on).sources
        assert (source.obtained_on, source.shows) == (desk.today(), "She was told no")

        await pilot.press("r")
        await pilot.pause()
        assert isinstance(pilot.app.screen, InvestigationScreen)


async def test_a_gap_is_chased_with_a_new_date(desk: Desk, taken_on: int) -> None:
    asked = investigation.NewSource(
        SourceKind.call, "Recording", asked_of="Call store", asked_on=desk.today(), due_on=desk.today()
    )
    investigation.add_source(desk, taken_on, asked)

    async with opened(desk, "investigation", taken_on) as pilot:
        await go_to(pilot, "sources")
        await pilot.press("r")
        await fill(pilot, became="was chased")
        assert "Say what was said." in shown(pilot)
        await fill(pilot, words="Rang [them].")
        assert "Say by when it is to come now." in shown(pilot)
        await fill(pilot, due_on="+3wd", side="someone else")
        found = now(desk, taken_on)
        assert (found.sources[0].chases, found.sources[0].is_gap) == (1, True)
        assert (found.contacts[0].side, found.contacts[0].summary) == (Side.third, "Rang [them].")
        assert "Chased: once" in " ".join(shown(pilot).split())

        await pilot.press("r")
        await fill(pilot, became="came today")
        assert "Say what it shows." in shown(pilot)


async def test_the_line_above_the_sources_ticks_whose_account_is_there(desk: Desk, taken_on: int) -> None:
    async with opened(desk, "investigation", taken_on) as pilot:
        await go_to(pilot, "sources")
        assert "Heard: ○ the customer   ○ staff" in shown(pilot)
        assert "Next: " in shown(pilot), "what is next stays in sight"
        await pilot.press("plus")
        await fill(pilot, what="Her account", heard_side="customer")
        assert "Heard: ✓ the customer   ○ staff" in shown(pilot)
        await go_to(pilot, "heads")
        assert "Heard:" not in shown(pilot)


@pytest.mark.parametrize(
    ("part", "key", "values"),
    [
        ("heads", "+", {"text": "A third point"}),
        ("sources", "+", {"what": "A third paper"}),
        ("contacts", "b", {"summary": "Rang once more"}),
        ("promises", "+", {"text": "Ring on Friday", "due_on": "+9wd"}),
    ],
)
async def test_the_cursor_goes_to_what_was_added_to_the_list_in_hand(
    desk: Desk, taken_on: int, part: str, key: str, values: dict[str, str]
) -> None:
    said = services.contacts.NewContact(Side.customer, Direction.outward, "phone", "Rang")
    for number in range(2):
        investigation.add_head(desk, taken_on, f"Point {number}")
        investigation.add_source(
            desk,
            taken_on,
            investigation.NewSource(SourceKind.call, f"Call {number}", obtained_on=desk.today()),
        )
        services.contacts.log(desk, taken_on, said)
        services.contacts.promise(desk, taken_on, "Ring", "Ada", desk.today() + timedelta(days=number))

    async with opened(desk, "investigation", taken_on) as pilot:
        screen = await go_to(pilot, part)
        before = set(screen.rows.keys_in_order)
        await pilot.press("j", key)
        await fill(pilot, **values)
        await settled(pilot)

        (added,) = set(screen.rows.keys_in_order) - before
        assert screen.rows.cursor_key == added

        await pilot.press("g")
        at_top = screen.rows.cursor_key
        await pilot.press(key, "escape")
        assert screen.rows.cursor_key == at_top


async def test_awaited_sources_stand_above_those_that_came(desk: Desk, taken_on: int) -> None:
    today = desk.today()
    for what, given in (
        ("Arrived", {"obtained_on": today}),
        ("Late", {"asked_of": "IT", "asked_on": today, "due_on": today + timedelta(days=9)}),
        ("Soon", {"asked_of": "IT", "asked_on": today, "due_on": today + timedelta(days=2)}),
    ):
        investigation.add_source(
            desk,
            taken_on,
            investigation.NewSource(SourceKind.document, what, **given),
        )

    async with opened(desk, "investigation", taken_on) as pilot:
        await go_to(pilot, "sources")
        text = shown(pilot)

        assert text.index("Soon") < text.index("Late") < text.index("Arrived")


async def test_an_implication_is_added_alerted_to_and_answered(desk: Desk, taken_on: int) -> None:
    async with opened(desk, "investigation", taken_on) as pilot:
        await go_to(pilot, "implications")
        await pilot.press("plus")
        kind = desk.vocabularies.implications.label("safety")
        await fill(pilot, kind=kind, text="Gas left on", severity="5 grave", likelihood="likely")
        (one,) = now(desk, taken_on).implications
        assert (one.kind, one.likelihood, one.severity) == ("safety", Likelihood.likely, 5)
        assert "! nobody yet" in shown(pilot)

        await pilot.press("r")
        await fill(pilot, alerted="Gas lead")
        assert "● Gas lead" in shown(pilot)
        await pilot.press("r")
        await fill(pilot, response="Valve shut")
        (one,) = now(desk, taken_on).implications
        assert (one.alerted, one.response, one.responded_on) == ("Gas lead", "Valve shut", desk.today())

        await pilot.press("e")
        await fill(pilot, text="Gas left on for a day")
        assert now(desk, taken_on).implications[0].text == "Gas left on for a day"


async def test_a_kind_of_implication_says_whom_to_alert_and_starts_its_clock(
    desk: Desk, taken_on: int
) -> None:
    async with opened(desk, "investigation", taken_on, WIDE) as pilot:
        await go_to(pilot, "implications")
        await pilot.press("plus")
        await pilot.pause()
        await type_in(pilot, "personal data")
        await pilot.pause()
        assert "72 hours from when somebody here becomes aware of it" in " ".join(shown(pilot).split())
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, FormScreen)
        assert pilot.app.screen.typed["alerted"] == "data protection officer"
        await fill(pilot, text="Sent to the wrong flat", severity="4 serious", aware_hour="25:00")
        assert "Type the hour as 09:30." in shown(pilot)
        await fill(pilot, aware_on="yesterday", aware_hour="14:30")
        (one,) = now(desk, taken_on).implications
        assert (one.alerted, one.alerted_on) == ("", None)
        assert one.aware_at == datetime(2026, 11, 17, 14, 30, tzinfo=UTC)
        assert one.due_on == desk.today() + timedelta(days=2)
        assert "Fri 20 Nov 2026, 14:30" in " ".join(shown(pilot).split()) or "14:30" in shown(pilot)


async def test_who_was_told_already_is_noted_with_the_implication(desk: Desk, taken_on: int) -> None:
    async with opened(desk, "investigation", taken_on) as pilot:
        await go_to(pilot, "implications")
        for kind, answers in (
            ("media", {"told": "yes"}),
            ("fraud", {"told": "no", "alerted": "Kay"}),
            ("supplier", {"alerted": "Lee"}),
        ):
            await pilot.press("plus")
            await fill(pilot, kind=desk.vocabularies.implications.label(kind), **answers)

    assert [one.alerted for one in now(desk, taken_on).implications] == ["communications", "", "Lee"]


async def test_an_hour_that_has_not_come_is_refused(desk: Desk, taken_on: int) -> None:
    async with opened(desk, "investigation", taken_on) as pilot:
        await go_to(pilot, "implications")
        await pilot.press("plus")
        await fill(pilot, kind="media", aware_hour="23:59")
        assert "later than now" in shown(pilot)
        await fill(pilot, aware_hour="")

    assert now(desk, taken_on).implications[0].aware_at == desk.now()


async def test_a_party_is_added_and_changed(desk: Desk, taken_on: int) -> None:
    async with opened(desk, "investigation", taken_on) as pilot:
        await go_to(pilot, "parties")
        await pilot.press("plus")
        await fill(pilot, name="Sol [b]Birch", role="representative")
        assert "tell nothing yet" in " ".join(shown(pilot).split())
        await pilot.press("e")
        await fill(pilot, position="Niece", authority="yes", note="Letter of 2 May", complained_of="yes")
        assert now(desk, taken_on).parties[0].complained_of
        (party,) = now(desk, taken_on).parties

        assert (party.name, party.role, party.position) == ("Sol [b]Birch", PartyRole.representative, "Niece")
        assert (party.authority_to_act, party.authority_note) == (Known.yes, "Letter of 2 May")
        assert "Sol [b]Birch" in shown(pilot)


async def test_the_call_that_began_the_complaint_is_in_the_log_and_no_record_of_its_own(
    desk: Desk, taken_on: int
) -> None:
    services.contacts.log(
        desk,
        taken_on,
        services.contacts.NewContact(
            Side.customer, Direction.outward, "phone", "Told her who looks after it"
        ),
    )

    async with opened(desk, "investigation", taken_on) as pilot:
        screen = await go_to(pilot, "contacts")
        await pilot.press("G")
        await pilot.pause()

        assert [row.key for row in screen.part.rows(now(desk, taken_on))] == [1, "narrative"]
        assert "Log 2" in shown(pilot)
        assert "the complaint itself" in shown(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, TextScreen)
        assert pilot.app.screen.query_one(NoteArea).text == journey.NARRATIVE
    assert len(now(desk, taken_on).contacts) == 1


async def test_a_contact_is_logged_with_a_promise_and_read_whole(desk: Desk, taken_on: int) -> None:
    async with opened(desk, "investigation", taken_on) as pilot:
        screen = await go_to(pilot, "contacts")
        await pilot.press("b")
        await fill(pilot, summary="Told her who looks after it.", promise="Ring back", promise_due_on="+2d")
        (contact,) = now(desk, taken_on).contacts
        assert (contact.side, contact.summary) == (Side.customer, "Told her who looks after it.")
        assert screen.record_id == contact.id
        await pilot.press("j")
        assert screen.rows.cursor_key == "narrative", "what they told us by phone began the log"
        await pilot.press("k")
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, TextScreen)
        await pilot.press("escape")
        await pilot.pause()

        await go_to(pilot, "promises")
        await pilot.press("r")
        await fill(pilot, state="missed")
        assert isinstance(pilot.app.screen, FormScreen)
        await fill(pilot, reason="Ill")
        (promise,) = now(desk, taken_on).promises
        assert (promise.state, promise.reason) == (PromiseState.missed, "Ill")
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, InvestigationScreen)


async def test_another_promise_takes_the_place_of_one(desk: Desk, taken_on: int) -> None:
    services.contacts.promise(desk, taken_on, "Ring", "Ada Quill", desk.today())

    async with opened(desk, "investigation", taken_on) as pilot:
        await go_to(pilot, "promises")
        await pilot.press("r")
        await fill(pilot, state="superseded", reason="The part is late")
        assert "Say by when the new promise must be kept." in shown(pilot)
        await fill(pilot, instead="Write", instead_due_on="+3d")
        was, instead = now(desk, taken_on).promises
        assert (was.state, was.superseded_by_id) == (PromiseState.superseded, instead.id)
        await pilot.press("G")
        await pilot.pause()
        assert "Instead: Write" in shown(pilot)


async def test_how_often_they_hear_is_agreed_on_the_overview(desk: Desk, taken_on: int) -> None:
    async with opened(desk, "investigation", taken_on) as pilot:
        await go_to_row(pilot, "heard")
        await pilot.press("e")
        await fill(pilot, working_days="weekly")
        assert "Type a number of working days" in shown(pilot)
        await fill(pilot, working_days="5")
        assert now(desk, taken_on).update_working_days == 5
        await pilot.press("e")
        await fill(pilot, working_days="")
        assert now(desk, taken_on).update_working_days is None


async def test_another_procedure_says_which_clocks_it_moves(desk: Desk, taken_on: int) -> None:
    async with opened(desk, "investigation", taken_on) as pilot:
        await go_to_row(pilot, "procedure")
        await pilot.press("e")
        await pilot.pause()
        await fill(pilot, procedure=desk.procedures["eng-hos-2024"].name)

        (told,) = notices(pilot)
        assert told.startswith("Procedure assigned. Stage 1 acknowledgement is due ")
        assert "Acknowledgement no longer runs" in told
        assert told.endswith("u undoes.")


async def test_less_than_proposed_needs_a_reason_in_the_form(desk: Desk, taken_on: int) -> None:
    services.triage.flag(desk, taken_on, safety=True)

    async with opened(desk, "investigation", taken_on) as pilot:
        await go_to_row(pilot, "gravity")
        await pilot.press("e")
        await pilot.pause()
        text = " ".join(shown(pilot).split())
        assert "At least 5 of 5, because somebody may be in danger." in text
        assert "5 grave Safety or safeguarding: act the same day" in text
        await fill(pilot, severity="3 serious")
        assert isinstance(pilot.app.screen, FormScreen)
        await fill(pilot, reason="Capped")

    assert now(desk, taken_on).severity == 3


async def test_a_promise_made_elsewhere_is_noted(desk: Desk, taken_on: int) -> None:
    async with opened(desk, "investigation", taken_on) as pilot:
        await go_to(pilot, "promises")
        await pilot.press("plus")
        await fill(pilot, text="Send the plumber", due_on="+3d")

        (promise,) = now(desk, taken_on).promises
        assert (promise.text, promise.made_to) == ("Send the plumber", "Ada Quill")


async def test_plus_on_the_overview_asks_what_to_add(desk: Desk, taken_on: int) -> None:
    async with opened(desk, "investigation", taken_on) as pilot:
        await pilot.press("plus")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ChoiceScreen)
        await type_in(pilot, "source")
        await pilot.press("enter")
        await pilot.pause()

        assert isinstance(pilot.app.screen, FormScreen)
        assert "Add a source" in lines(pilot)[0]


async def test_like_complaints_are_listed_and_read_without_leaving(desk: Desk, taken_on: int) -> None:
    put_complaint(
        desk,
        "CD-2025-0007",
        narrative="The boiler was cold again on Monday.",
        about="Cold [boiler]",
        stage="closed",
        origin="history",
        outcome="upheld",
        remedy="goodwill",
        amount_minor=5_000,
    )

    async with opened(desk, "investigation", taken_on) as pilot:
        screen = await go_to(pilot, "like")
        assert "1 like; 1 was given £50.00; done: goodwill payment 1." in shown(pilot)
        assert screen.rows.total.count == 1
        assert "Cold [boiler]" in shown(pilot)
        assert "£50.00" in shown(pilot)
        await pilot.press("plus", "e", "x", "f", "r")
        assert pilot.app.screen is screen
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, TextScreen)
        assert "CD-2025-0007" in shown(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert pilot.app.screen is screen
        assert screen.complaint_id == taken_on


async def test_what_is_typed_is_there_again_after_leaving_the_form(desk: Desk, taken_on: int) -> None:
    async with opened(desk, "investigation", taken_on) as pilot:
        await go_to(pilot, "heads")
        await pilot.press("plus")
        await pilot.pause()
        await type_in(pilot, "x1?/ndq!bE")
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("plus")
        await pilot.pause()

        assert isinstance(pilot.app.screen, FormScreen)
        assert pilot.app.screen.typed["text"] == "x1?/ndq!bE"


async def test_a_closed_complaint_can_be_read_but_its_heads_stay(worked_desk: Desk) -> None:
    async with opened(worked_desk, "investigation", FIRST) as pilot:
        assert "Closed on Wed 18 Nov 2026, partly upheld." in shown(pilot)
        await go_to(pilot, "heads")
        await pilot.press("x")
        await pilot.pause()

        assert len(now(worked_desk, FIRST).heads) == 2
        assert pilot.app._notifications


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [("1 3", (1, 3)), ("1,3;2", (1, 3, 2)), ("2 2", (2,)), ("", ()), (None, ())],
)
def test_numbers_are_read_as_typed(typed: str | None, numbers: tuple[int, ...]) -> None:
    assert read(typed) == numbers


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("1", None),
        ("1, 2", None),
        ("3", "There is no 3 here."),
        ("3 4", "There is no 3 or 4 here."),
        ("Job sheet", "Type numbers only, such as 1 3."),
    ],
)
def test_numbers_that_name_nothing_are_refused(typed: str, problem: str | None) -> None:
    field = numbered("sources", "Sources", {1: "Job sheet", 2: "Call"}, [1])

    assert field.check is not None
    assert field.check(typed) == problem
    assert field.value == "1"
    assert "1 Job sheet; 2 Call" in field.help
