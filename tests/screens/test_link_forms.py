"""Linking, grouping, merging and parting by keys, with what may be a double offered."""

from __future__ import annotations

from complaintdesk import services
from complaintdesk.app import DeskApp
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import LinkKind, Stage
from complaintdesk.widgets.dialogs import ChoiceScreen
from complaintdesk.widgets.fields import Field
from complaintdesk.widgets.forms import FormScreen
from tests.conftest import AddComplaint
from tests.screens.filling import fill
from tests.screens.stage import notices, shown
from tests.services.test_doubles import WORDS


async def test_a_double_is_offered_merged_and_parted_again(desk: Desk, add_complaint: AddComplaint) -> None:
    add_complaint(narrative=WORDS, about="Boiler")
    second = add_complaint(narrative=WORDS, about="Heating").id
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        app._queue._go_to_view("to_triage")  # type: ignore[union-attr]  # mounted by now
        await pilot.pause()
        app._queue.queue.move_to(second)  # type: ignore[union-attr]  # mounted by now
        await pilot.press("M")
        await pilot.pause()
        form = app.screen
        assert isinstance(form, FormScreen)
        assert next(field.raw for field in form.query(Field) if field.spec.id == "other") == "CD-2026-0001"
        assert "May be the same as CD-2026-0001" in shown(pilot)
        await fill(pilot, kind="is the same: merge into it", reason="One boiler")
        assert notices(pilot)[-1] == "CD-2026-0002 linked. u undoes."
        assert services.dossier.load(desk, second).stage is Stage.merged

        app._queue.show_filter("ref:CD-2026-0002 origin:any")  # type: ignore[union-attr]  # mounted by now
        await pilot.pause()
        await pilot.press("M")
        await fill(pilot, reason="Two boilers")
        assert services.dossier.load(desk, second).stage is Stage.referred


async def test_marked_complaints_become_a_group_and_each_customer_is_informed(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    ids = [add_complaint(customer=name).id for name in ("Ada Quill", "Bo Marsh")]
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        await pilot.press("*", "M")
        await fill(pilot, reason="One boiler for the house")
        assert "2 complaints are one group" in notices(pilot)[-1]
        await pilot.press("M")
        await pilot.pause()
        assert isinstance(app.screen, ChoiceScreen)
        await pilot.press(*"inform", "enter")
        await fill(pilot, summary="We found the fault.")
        assert "Logged on CD-2026-0001, CD-2026-0002." in notices(pilot)[-1]

    for complaint_id in ids:
        found = services.dossier.load(desk, complaint_id)
        assert [link.kind for link in found.links] == [LinkKind.part_of_group]
        assert [contact.summary for contact in found.contacts] == ["We found the fault."]


async def test_a_new_complaint_that_may_be_a_double_is_cautioned_against(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    add_complaint(narrative=WORDS, about="Boiler")
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        await pilot.press("c")
        await fill(pilot, customer="Bo Marsh", narrative=WORDS)
        assert isinstance(app.screen, ChoiceScreen)
        assert "It may be the same as CD-2026-0001" in " ".join(shown(pilot).split())
        await pilot.press(*"save it", "enter")
        await pilot.pause()

    assert services.dossier.by_reference(desk, "CD-2026-0002").customer == "Bo Marsh"


async def test_accepting_names_a_double(desk: Desk, add_complaint: AddComplaint) -> None:
    add_complaint(narrative=WORDS, about="Boiler")
    add_complaint(narrative=WORDS, about="Heating")
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        await pilot.press("a")
        await pilot.pause()
        assert "May be the same as CD-2026-000" in notices(pilot)[-1]
