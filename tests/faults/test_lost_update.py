"""Two desks on one store: who saves last does not take away what the other saved, and loses nothing typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from textual.pilot import Pilot

from complaintdesk import services
from complaintdesk.config import Settings
from complaintdesk.errors import StaleError
from complaintdesk.screens.investigation import InvestigationScreen
from complaintdesk.services import calendars, corrections, investigation, setup, triage
from complaintdesk.services.corrections import SourceWords
from complaintdesk.services.desk import Desk
from complaintdesk.services.investigation import NewParty, NewSource
from complaintdesk.vocabulary import PartyRole, SourceKind
from complaintdesk.widgets.forms import FormScreen
from complaintdesk.widgets.merging import MergeScreen, ValueChoice
from tests.conftest import TODAY, AddComplaint, Now
from tests.screens.filling import fill
from tests.screens.stage import NARROW, WIDE, lines, notices, opened, shown, until

FIRST, MINE, THEIRS = "The repair was late", "Mine, typed at length", "Theirs, from the other desk"


@pytest.fixture
def other(desk: Desk, settings: Settings, now: Now) -> Iterator[Desk]:
    """A second desk, or a command, on the same store."""
    second = setup.open_desk(settings, now.today, now.moment)
    yield second
    second.close()


def test_what_was_changed_meanwhile_is_refused_and_both_are_named(
    desk: Desk, other: Desk, add_complaint: AddComplaint
) -> None:
    complaint, seen = add_complaint(), desk.last_step()
    triage.describe(other, complaint.id, {"about": THEIRS})
    triage.flag(other, complaint.id, urgent=True)

    with desk.as_seen(seen), pytest.raises(StaleError) as refused:
        triage.describe(desk, complaint.id, {"about": MINE})

    (clash,) = refused.value.clashes
    assert str(refused.value) == (
        "The complaint was changed meanwhile (about). Nothing was saved; look at it again."
    )
    assert (clash.before, clash.theirs, clash.mine) == (complaint.about, THEIRS, MINE)
    assert refused.value.who == "You, at another desk or by a command: edit the complaint"
    assert services.dossier.load(desk, complaint.id).about == THEIRS


@pytest.mark.parametrize(
    ("whose", "who"),
    [
        ("command", "A command"),
        ("own", "You, at this desk"),
        ("earlier", "You, at another desk or by a command"),
        ("another's", "Robin Hale"),
    ],
)
def test_whose_change_it_was_is_told_as_far_as_it_is_known(
    desk: Desk, other: Desk, add_complaint: AddComplaint, whose: str, who: str
) -> None:
    complaint, seen = add_complaint(), desk.last_step()
    if whose == "command":
        assert desk.store.claim() is None
    triage.describe(desk if whose == "own" else other, complaint.id, {"about": THEIRS})
    if whose == "earlier":
        assert desk.store.claim() is None
    if whose == "another's":
        desk._whose = replace(desk.whose, handler="Kit Moss")

    with desk.as_seen(seen), pytest.raises(StaleError) as refused:
        triage.describe(desk, complaint.id, {"about": MINE})

    assert refused.value.who == f"{who}: edit the complaint"


def test_another_value_of_the_same_row_is_no_clash(
    desk: Desk, other: Desk, add_complaint: AddComplaint
) -> None:
    complaint, seen = add_complaint(), desk.last_step()
    triage.describe(other, complaint.id, {"about": THEIRS, "wants": "x"})
    triage.describe(other, complaint.id, {"wants": complaint.wants})

    with desk.as_seen(seen):
        triage.rate(desk, complaint.id, 4)
        # Its own step before is none of somebody else, and what is as it was again was not changed.
        triage.rate(desk, complaint.id, 3)
        triage.describe(desk, complaint.id, {"wants": "A plain word"})

    after = services.dossier.load(desk, complaint.id)
    assert (after.about, after.severity, after.wants) == (THEIRS, 3, "A plain word")


def test_a_day_off_that_another_desk_added_stays(desk: Desk, other: Desk) -> None:
    """All days off stand in one column, which each desk has read before."""
    theirs, mine = date(2026, 12, 1), date(2026, 12, 2)
    assert not desk.own_days.added

    calendars.add_day_off(other, theirs, "Closed")
    calendars.add_day_off(desk, mine, "A strike")

    assert [off.on for off in desk.own_days.added] == [theirs, mine]


def test_what_another_desk_made_of_the_calendar_is_seen_and_reckoned_by(
    desk: Desk, other: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = add_complaint(received_on=TODAY).id
    due = services.dossier.load(desk, complaint_id).clocks[0].due_on
    days = [TODAY + timedelta(days=ahead) for ahead in range(1, 20)]
    for day in (one for one in days if desk.calendar("ENG").is_working(one)):
        calendars.add_day_off(other, day, "Closed")

    triage.rate(desk, complaint_id, 4)
    verified = services.care.verify(desk)
    calendars.set_week(other, "1234567")
    desk.look_again()

    assert verified.problems == ()
    assert due is not None
    assert (services.dossier.load(desk, complaint_id).clocks[0].due_on or due) > due
    assert calendars.view(desk).weekdays == "1234567"


def test_a_list_that_is_set_anew_clashes_where_it_differs(
    desk: Desk, other: Desk, add_complaint: AddComplaint
) -> None:
    """Heads that a source bears on are rows of their own, taken off and added."""
    complaint_id = add_complaint().id
    triage.accept(desk, complaint_id)
    for words in ("one", "two"):
        found = investigation.add_head(desk, complaint_id, words)
    heads = [head.id for head in found.heads]
    found = investigation.add_source(
        desk, complaint_id, NewSource(SourceKind.document, "A letter", obtained_on=desk.today())
    )
    said = SourceWords(SourceKind.document, "A letter", "", "", ())
    seen, source = desk.last_step(), found.sources[0].id
    corrections.source(other, complaint_id, source, replace(said, head_ids=(heads[0],)))

    with desk.as_seen(seen), pytest.raises(StaleError, match="source head") as refused:
        corrections.source(desk, complaint_id, source, replace(said, head_ids=(heads[1],)))
    with desk.as_seen(seen):
        corrections.source(desk, complaint_id, source, replace(said, head_ids=(heads[0],), shows="Late"))

    (clash,) = refused.value.clashes
    assert (clash.column, clash.theirs) == ("", f"source id {source}, head id {heads[0]}")
    assert clash.mine in {None, f"source id {source}, head id {heads[1]}"}, (
        "a new row may take the old one's number"
    )


def front(pilot: Pilot[None]) -> object:
    """Return the screen in front."""
    return pilot.app.screen


async def edited(pilot: Pilot[None], row: str) -> None:
    """Open the form of a row of the overview."""
    screen = pilot.app.screen
    assert isinstance(screen, InvestigationScreen)
    assert screen.rows.move_to(row)
    await pilot.press("e")
    await pilot.pause()


@pytest.mark.parametrize("size", [NARROW, WIDE])
@pytest.mark.parametrize(
    ("key", "kept"),
    [("t", THEIRS), ("m", MINE), ("b", f"{THEIRS}\n\n{MINE}")],
    ids=["theirs", "mine", "both"],
)
async def test_whose_words_stay_is_asked_where_both_changed_them(
    desk: Desk, other: Desk, add_complaint: AddComplaint, key: str, kept: str, size: tuple[int, int]
) -> None:
    complaint_id = add_complaint(wants=FIRST).id

    async with opened(desk, "investigation", complaint_id, size) as pilot:
        await edited(pilot, "wish")
        triage.describe(other, complaint_id, {"wants": THEIRS})
        await fill(pilot, wants=MINE)
        assert isinstance(front(pilot), MergeScreen)
        said = shown(pilot)
        assert all(words in said for words in ("or by a command: edit the complaint", FIRST, THEIRS, MINE))
        assert "t takes theirs, m mine, b both where it is a note." in said
        await pilot.press("ctrl+s")
        assert isinstance(front(pilot), MergeScreen), "it was saved undecided"
        await pilot.press(key, "ctrl+s")
        await pilot.pause()
        await pilot.pause()
        assert isinstance(front(pilot), InvestigationScreen), shown(pilot)

    assert services.dossier.load(desk, complaint_id).wants == kept
    assert services.drafts.waiting(desk) == ()


async def test_going_back_saves_nothing_and_keeps_what_was_typed(
    desk: Desk, other: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = add_complaint(about=FIRST).id

    async with opened(desk, "investigation", complaint_id) as pilot:
        await edited(pilot, "about")
        triage.describe(other, complaint_id, {"about": THEIRS})
        await fill(pilot, about=MINE)
        await pilot.press("b")
        assert notices(pilot)[-1] == "Only a note can hold both: t takes theirs, m mine."
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(front(pilot), FormScreen)
        assert any(MINE in line for line in lines(pilot))
        # Not to have decided is not to have agreed.
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert isinstance(front(pilot), MergeScreen)

    assert services.drafts.find(desk, f"describe.about:{complaint_id}") == {"about": MINE}
    assert services.dossier.load(desk, complaint_id).about == THEIRS


async def test_what_the_form_left_alone_is_taken_over_without_a_question(
    desk: Desk, other: Desk, add_complaint: AddComplaint
) -> None:
    complaint = add_complaint()
    assert complaint.customer_id is not None

    async with opened(desk, "investigation", complaint.id) as pilot:
        await edited(pilot, "customer")
        services.intake.correct_customer(other, complaint.id, complaint.customer, "new@example.org", "")
        await fill(pilot, phone="0123 456")
        await pilot.pause()
        await pilot.pause()
        assert "Theirs is kept: E-mail." in notices(pilot)

    after = services.dossier.load(desk, complaint.id)
    assert (after.customer_email, after.customer_phone) == ("new@example.org", "0123 456")


async def test_a_draft_of_yesterday_does_not_write_over_what_came_since(
    desk: Desk, other: Desk, add_complaint: AddComplaint
) -> None:
    """A resumed draft fills the form whole; only what was typed in it is one's own."""
    complaint_id = add_complaint().id
    triage.accept(desk, complaint_id)
    party = NewParty(PartyRole.colleague, "Ann Other", position="Clerk", phone="1")
    party_id = investigation.add_party(desk, complaint_id, party).parties[0].id
    form = f"party.edit:{party_id}"

    async with opened(desk, "investigation", complaint_id) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, InvestigationScreen)
        screen.part_index = [part.id for part in screen.PARTS].index("parties")
        await pilot.pause()
        await pilot.press("e")
        await pilot.pause()
        await pilot.press("end")
        await pilot.press("x", "escape")
        await pilot.pause()
        assert services.drafts.find(desk, form)["name"] == "Ann Otherx"
        corrections.party(other, complaint_id, party_id, replace(party, position="Manager"))
        await pilot.press("f5", "e")
        await pilot.pause()
        await fill(pilot, phone="2")
        await until(pilot, lambda: not isinstance(pilot.app.screen, FormScreen), "the form's end")

    after = services.dossier.load(desk, complaint_id).parties[0]
    assert (after.name, after.position, after.phone) == ("Ann Otherx", "Manager", "2")


async def test_a_value_without_a_field_is_kept_or_left(
    desk: Desk, other: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = add_complaint().id
    triage.accept(desk, complaint_id)
    for words in ("one", "two"):
        found = investigation.add_head(desk, complaint_id, words)
    source = investigation.add_source(
        desk, complaint_id, NewSource(SourceKind.document, "A letter", obtained_on=desk.today())
    ).sources[0]

    async with opened(desk, "investigation", complaint_id) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, InvestigationScreen)
        screen.part_index = [part.id for part in screen.PARTS].index("sources")
        await pilot.pause()
        await pilot.press("e")
        await pilot.pause()
        said = SourceWords(SourceKind.document, "A letter", "", "", (found.heads[0].id,))
        corrections.source(other, complaint_id, source.id, said)
        await fill(pilot, heads="2")
        assert isinstance(front(pilot), MergeScreen)
        await pilot.press("t")
        assert "No field of this form shows it" in notices(pilot)[-1]
        assert not pilot.app.screen.query_one(ValueChoice).choice
        await pilot.press("m", "ctrl+s")
        await pilot.pause()
        await pilot.pause()

    assert services.dossier.load(desk, complaint_id).sources[0].head_ids == (found.heads[1].id,)
