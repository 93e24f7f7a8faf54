"""Narrowing: a field is picked, then one of the values that the complaints have in it; the filter is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from complaintdesk.services import queue
from complaintdesk.widgets.dialogs import ChoiceScreen
from complaintdesk.widgets.foreign import say
from complaintdesk.widgets.form_field import Choice

if TYPE_CHECKING:
    from complaintdesk.screens.asking import Asking

FIELD_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "root": "root cause",
        "flag": "flag: urgent, safety, vulnerable",
        "due": "due: today, overdue",
    }
)
"""Field -> how it is offered, where its name does not say enough."""


def ask(screen: Asking, view: str, filter_text: str, narrow: Callable[[str], None]) -> None:
    """Ask for a value to narrow by, and hand the filter that has it to `narrow`.

    Args:
        screen: Where it is asked.
        view: The view whose complaints are counted.
        filter_text: The filter so far.
        narrow: Called with the filter that also asks for the value.
    """

    def valued(field: str) -> Callable[[str | None], None]:
        def picked(value: str | None) -> None:
            if value is not None:
                narrow(queue.narrowed(filter_text, field, value))

        return picked

    def chosen(field: str | None) -> None:
        if field is None:
            return
        name = FIELD_NAMES.get(field, field)
        with screen.showing_refusals():
            found = queue.values(screen.desk, field, view, filter_text)
            if not found:
                say(screen, f"No complaint here has a {name}.")
                return
            choices = [Choice(value, value if n is None else f"{value}  {n:,}") for value, n in found]
            screen.app.push_screen(ChoiceScreen(f"Narrow by {name}", choices), valued(field))

    fields = [Choice(field, FIELD_NAMES.get(field, field)) for field in queue.NARROWED_BY]
    screen.app.push_screen(ChoiceScreen("Narrow by", fields), chosen)
