"""What all screens of one complaint share: the strip, what is next, parts, panes, and the way between complaints."""

from __future__ import annotations

import pytest
from textual.widgets import Static

from complaintdesk import services
from complaintdesk.rules.rule_book import Where
from complaintdesk.screens.complaint import ComplaintScreen
from complaintdesk.screens.complaint_strip import strip_facts, whats_next
from complaintdesk.screens.desk import QueueScreen
from complaintdesk.screens.place import OF_A_COMPLAINT, PlaceScreen
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import Known
from complaintdesk.widgets.fields import Field
from complaintdesk.widgets.forms import FormScreen
from complaintdesk.widgets.symbols import DRAWN
from tests import journey
from tests.conftest import AddComplaint
from tests.screens.stage import NARROW, WIDE, footer_width, lines, opened, settled, shown
from tests.stock import FIRST

PLACES = sorted(OF_A_COMPLAINT)


@pytest.fixture
def stocked_as(request: pytest.FixtureRequest) -> str:
    return "investigated" if "worked" in request.fixturenames else "blank"


@pytest.fixture
def worked(desk: Desk) -> int:
    """A complaint with heads, sources, an implication, contacts and a promise."""
    return services.dossier.load(desk, FIRST).id


def front(screen: object) -> ComplaintScreen:
    assert isinstance(screen, ComplaintScreen)
    return screen


def test_the_strip_says_who_how_far_and_what_is_due(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint().id
    found = services.triage.accept(desk, complaint_id)
    services.triage.flag(desk, complaint_id, urgent=True)
    found = services.triage.describe(desk, complaint_id, {"vulnerable": Known.yes.name})

    facts = strip_facts(found, desk, DRAWN)

    assert (facts.reference, facts.customer, facts.stage) == (found.reference, "Ada Quill", "investigating")
    assert facts.owner == "Robin Hale"
    assert facts.flags == ("urgent", "vulnerable")
    assert facts.clock
    assert facts.due is not None
    assert facts.due_on


def test_what_is_next_names_what_is_missing_and_then_the_way_on(desk: Desk, worked: int) -> None:
    referred = journey.referred(desk)
    assert "nothing is missing; m, then a accepts it." in whats_next(referred, desk).plain

    found = services.dossier.load(desk, worked)
    assert whats_next(found, desk).plain == "Next: No option is set out. (m)"


def test_what_is_next_says_how_a_complaint_ended(desk: Desk, add_complaint: AddComplaint) -> None:
    first, second = add_complaint().id, add_complaint(customer="Bo Marsh").id
    merged = services.links.merge(desk, second, "CD-2026-0001", "Twice")
    returned = services.triage.send_back(desk, first, "Not ours")

    assert whats_next(returned, desk).plain == "Returned on Wed 18 Nov 2026: Not ours"
    assert whats_next(merged, desk).plain == f"Merged into {returned.reference}."


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_every_part_of_every_screen_has_a_footer_that_fits(
    desk: Desk, worked: int, place: str, size: tuple[int, int]
) -> None:
    async with opened(desk, place, worked, size) as pilot:
        screen = front(pilot.app.screen)
        for _ in screen.PARTS:
            await pilot.pause()
            entries, width = footer_width(pilot)
            assert entries <= 7
            assert width <= size[0]
            assert screen.part.title.split()[0][:5] in shown(pilot)
            await pilot.press("right_square_bracket")


@pytest.mark.parametrize("place", PLACES)
async def test_every_key_is_known_by_an_id_and_says_what_it_does(desk: Desk, worked: int, place: str) -> None:
    async with opened(desk, place, worked) as pilot:
        own = [
            active.binding
            for active in pilot.app.screen.active_bindings.values()
            if type(active.node).__module__.startswith("complaintdesk.screens")
        ]

        assert own
        assert [binding.key for binding in own if not binding.description] == []
        assert [
            binding.key
            for binding in own
            if not binding.id and not binding.key.startswith(("ctrl+c", "super"))
        ] == []


async def test_brackets_go_round_the_parts_and_each_keeps_its_cursor(desk: Desk, worked: int) -> None:
    async with opened(desk, "investigation", worked) as pilot:
        screen = front(pilot.app.screen)
        await pilot.press("right_square_bracket", "j")
        second_head = screen.record_id
        await pilot.press("left_square_bracket", "left_square_bracket")
        assert screen.part.id == "like"
        await pilot.press("right_square_bracket", "right_square_bracket")

        assert screen.part.id == "heads"
        assert screen.record_id == second_head
        assert screen.rows.has_focus


async def test_the_cursor_stays_with_its_record_through_an_undo(desk: Desk, worked: int) -> None:
    async with opened(desk, "investigation", worked) as pilot:
        screen = front(pilot.app.screen)
        await pilot.press("right_square_bracket", "j")
        kept = screen.record_id
        services.investigation.add_head(desk, worked, "A third")
        await pilot.press("f5", "u")
        await pilot.pause()

        assert screen.record_id == kept


async def test_a_wide_screen_has_the_detail_beside_the_list(desk: Desk, worked: int) -> None:
    async with opened(desk, "investigation", worked, WIDE) as pilot:
        screen = front(pilot.app.screen)
        assert screen.detail_pane.region.x > screen.rows.region.x
        assert screen.detail_pane.region.y == screen.rows.region.y
    async with opened(desk, "investigation", worked, NARROW) as pilot:
        screen = front(pilot.app.screen)
        assert screen.detail_pane.region.y > screen.rows.region.y


@pytest.mark.parametrize("back", ["escape", "z"])
async def test_z_gives_all_the_room_to_the_pane_with_the_keys_and_escape_or_z_takes_it_back(
    desk: Desk, worked: int, back: str
) -> None:
    async with opened(desk, "investigation", worked) as pilot:
        screen = front(pilot.app.screen)
        await pilot.press("tab", "z")
        await pilot.pause()
        assert screen.switcher.region.height == 0
        assert screen.detail_pane.region.height > 12
        await pilot.press(back)
        await pilot.pause()
        assert screen.switcher.region.height > 0
        assert pilot.app.screen is screen


async def test_the_next_complaint_of_the_view_is_shown_on_the_same_part(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    for name in ("Ada Quill", "Bo Marsh"):
        services.triage.accept(desk, add_complaint(customer=name).id)
    first, second = (int(key) for key in services.queue.keys(desk, "live", "", "", None, 0, 2))

    async with opened(desk, "investigation", first) as pilot:
        screen = front(pilot.app.screen)
        await pilot.press("right_square_bracket", "J")
        await pilot.pause()
        assert screen.complaint_id == second
        assert screen.part.id == "heads"
        await pilot.press("J")
        assert screen.complaint_id == second
        await pilot.press("K")
        await pilot.pause()
        assert screen.complaint_id == first


async def test_digits_go_between_the_places_of_one_complaint_and_q_goes_back(desk: Desk, worked: int) -> None:
    async with opened(desk, "investigation", worked) as pilot:
        for digit, place in (
            ("4", "negotiation"),
            ("6", "timeline"),
            ("3", "options"),
            ("2", "investigation"),
        ):
            await pilot.press(digit)
            await pilot.pause()
            screen = front(pilot.app.screen)
            assert (screen.PLACE, screen.complaint_id) == (place, worked)
        await pilot.press("q")
        await pilot.pause()

        assert isinstance(pilot.app.screen, QueueScreen)
        assert pilot.app.screen.complaint_in_hand() == worked


async def test_undoing_the_complaint_itself_goes_back_to_the_queue(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    async with opened(desk, "investigation", add_complaint().id) as pilot:
        await pilot.press("u")
        await pilot.pause()
        await pilot.pause()

        assert isinstance(pilot.app.screen, QueueScreen)


async def test_where_something_is_missing_is_gone_to_across_screens(desk: Desk, worked: int) -> None:
    promise = services.dossier.load(desk, worked).promises[0]
    where = Where("negotiation", "promise.settle", "promise", promise.id)

    async with opened(desk, "investigation", worked) as pilot:
        pilot.app.screen.post_message(PlaceScreen.Going(where.screen, worked, where=where))
        await pilot.pause()
        await pilot.pause()
        screen = front(pilot.app.screen)

        assert screen.PLACE == "negotiation"
        assert screen.part.id == "promises"
        assert screen.record_id == promise.id


async def test_what_has_no_row_any_more_is_only_gone_to(desk: Desk, worked: int) -> None:
    promise = services.dossier.load(desk, worked).promises[-1]
    gone = Where("negotiation", "promise.settle", "promise", promise.id + 1)

    async with opened(desk, "investigation", worked) as pilot:
        pilot.app.screen.post_message(PlaceScreen.Going("negotiation", worked, where=gone, opens=True))
        await settled(pilot)

        assert front(pilot.app.screen).part.id == "promises"


@pytest.mark.parametrize(
    ("place", "action", "kind", "field", "begun"),
    [
        ("investigation", "head.find", "head", "reasons", "reasons"),
        ("investigation", "head.edit", "head", "reasons", "text"),  # another form, which asks no reasons
        ("resolution", "learning.edit", "", "affects_others", "affects_others"),
    ],
)
async def test_the_form_begins_at_the_field_that_lacks(
    desk: Desk, worked: int, place: str, action: str, kind: str, field: str, begun: str
) -> None:
    record_id = services.dossier.load(desk, worked).heads[0].id if kind else None
    lacking = Where(place, action, kind, record_id, field)

    async with opened(desk, "timeline", worked) as pilot:
        pilot.app.screen.post_message(PlaceScreen.Going(place, worked, where=lacking, opens=True))
        await settled(pilot)
        form = pilot.app.screen
        assert isinstance(form, FormScreen)

        assert [each.spec.id for each in form.query(Field) if each.control is form.focused] == [begun]
        assert form.focused is not None
        assert form.region.contains_region(form.focused.region), "it is in sight"


async def test_a_change_by_another_command_is_seen_on_refresh(desk: Desk, worked: int) -> None:
    async with opened(desk, "investigation", worked) as pilot:
        services.triage.describe(desk, worked, {"about": "Heating, third time"})
        await pilot.press("f5")
        await pilot.pause()

        assert "Heating, third time" in shown(pilot)


async def test_there_is_one_line_about_too_little_room(desk: Desk, worked: int) -> None:
    async with opened(desk, "investigation", worked, (50, 12)) as pilot:
        assert len(pilot.app.screen.query(".too-small")) == 1
        assert "Too small" in lines(pilot)[0]
        assert isinstance(pilot.app.screen.query_one("#next"), Static)
