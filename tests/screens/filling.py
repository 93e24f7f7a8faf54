"""Filling forms in the tests of screens, as a handler would: field by field, then save."""

from __future__ import annotations

from textual.pilot import Pilot
from textual.widgets import Input

from complaintdesk.widgets.fields import Field
from complaintdesk.widgets.forms import FormScreen
from complaintdesk.widgets.note_area import NoteArea


async def fill(pilot: Pilot[None], **values: str) -> None:
    """Fill the open form and save it; a choice is named as the form shows it."""
    await pilot.pause()
    form = pilot.app.screen
    assert isinstance(form, FormScreen)
    fields = {field.spec.id: field for field in form.query(Field)}
    for name, value in values.items():
        control = fields[name].control
        control.focus()
        await pilot.pause()
        if isinstance(control, NoteArea):
            control.replace(value, (0, 0), control.document.end)
        else:
            assert isinstance(control, Input)
            control.value = value
        await pilot.pause()
    await pilot.press("ctrl+s")
    await pilot.pause()
