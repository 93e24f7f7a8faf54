"""Every form that a key opens takes exactly what is typed into its fields."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from complaintdesk.screens.place import PLACES
from complaintdesk.services.desk import Desk
from complaintdesk.widgets.dialogs import ChoiceScreen
from complaintdesk.widgets.fields import Field
from complaintdesk.widgets.forms import FormScreen
from tests.conftest import AddComplaint
from tests.screens.stage import opened, type_in

JUNK = "x1?/ndq!bE"

KEYS = ("plus", "e", "t", "c", "b", "d", "w", "M", "X", "L", "A", "r", "P", "E", "f", "V")


Fields = tuple[type[object], *tuple[str | None, ...]]


@pytest.fixture(scope="session")
def typed_into() -> set[Fields]:
    """The forms already typed into: many open from every place, with the same fields."""
    return set()


async def walk(pilot: Pilot[None], form: FormScreen, called: str) -> None:
    """Go through the fields by `tab`: each is in sight while it has the keys, its label and its message too."""
    room = form.query_one(".form-fields")
    for _ in form.query(Field):
        held = form.focused.parent if form.focused is not None else None
        if isinstance(held, Field):
            is_small = held.region.height <= room.size.height
            for part in held.query(".label, .message, LineInput, .choices" if is_small else ".label"):
                assert not part.display or room.region.contains_region(part.region), (
                    f"{called}: {held.spec.label}, {part}"
                )
        await pilot.press("tab")


@pytest.mark.parametrize("place", PLACES)
async def test_every_form_takes_exactly_what_is_typed(
    desk: Desk, add_complaint: AddComplaint, typed_into: set[Fields], place: str
) -> None:
    from complaintdesk import services

    complaint = add_complaint()
    services.triage.accept(desk, complaint.id)
    opened_forms = 0

    async with opened(desk, place, complaint.id) as pilot:
        for key in KEYS:
            await pilot.press(key)
            await pilot.pause()
            if isinstance(pilot.app.screen, ChoiceScreen):
                await pilot.press("enter")
                await pilot.pause()
            if isinstance(form := pilot.app.screen, FormScreen):
                opened_forms += 1
                fields = list(form.query("Input, TextArea"))
                known: Fields = (type(form), *(field.id for field in fields))
                if known not in typed_into:
                    await walk(pilot, form, f"{place} {key}")
                for field in fields if known not in typed_into else ():
                    field.focus()
                    await pilot.pause()
                    if isinstance(field, Input):
                        field.value = ""
                    elif isinstance(field, TextArea):
                        field.text = ""
                    await type_in(pilot, JUNK)
                    typed = field.value if isinstance(field, Input) else getattr(field, "text", "")
                    assert typed == JUNK, f"{place} {key}: {field.id}"
                    assert pilot.app.screen is form
                typed_into.add(known)
            while len(pilot.app.screen_stack) > (2 if place == "desk" else 3):
                await pilot.press("escape")
                await pilot.pause()

    assert opened_forms or place in {"timeline", "trends", "library", "recommendations"}
