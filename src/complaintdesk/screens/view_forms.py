"""Saved views: one is made of the filter on screen, changed, or taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintdesk import services
from complaintdesk.screens.asking import Values
from complaintdesk.services.queue import SORTS
from complaintdesk.widgets.foreign import say
from complaintdesk.widgets.form_field import Choice, FormField

if TYPE_CHECKING:
    from complaintdesk.screens.desk import QueueScreen

_COLUMNS = f"Any of {', '.join(services.views.COLUMNS)}; empty for the usual ones"


def manage(screen: QueueScreen) -> None:
    """Ask for a new view, or what to do with the saved one on screen."""
    if not screen.view.startswith("saved:"):
        _ask_new(screen)
        return
    name = services.queue.view(screen.desk, screen.view).name

    def picked(what: str) -> None:
        if what == "change":
            _ask_changed(screen)
        elif what == "new":
            _ask_new(screen)
        elif what == "remove":
            with screen.showing_refusals():
                services.views.remove(screen.desk, screen.view)
                screen.view = "live"
                say(screen, f"The view {name} is removed. u undoes.")
                screen.reload()

    choices = (
        Choice("change", "Change its name, filter, order or columns"),
        Choice("new", "Save another view"),
        Choice("remove", "Remove it"),
    )
    screen.choose(f"The view {name}", choices, picked)


def _ask_new(screen: QueueScreen) -> None:
    sort = screen.sort or services.queue.view(screen.desk, screen.view).sort
    fields = _fields("", screen.filter_text, sort, is_descending=bool(screen.descending), columns="")

    def act(values: Values) -> None:
        screen.view = services.views.save(screen.desk, *_said(values))
        screen.filter_text, screen.sort, screen.descending = "", "", None

    screen.ask("view.save", "Save a view", fields, act, "View saved.")


def _ask_changed(screen: QueueScreen) -> None:
    shown = services.queue.view(screen.desk, screen.view)
    narrowed = f"{shown.filter} {screen.filter_text}".strip()
    fields = _fields(
        shown.name,
        narrowed,
        screen.sort or shown.sort,
        is_descending=shown.descending if screen.descending is None else screen.descending,
        columns=", ".join(shown.columns),
    )

    def act(values: Values) -> None:
        services.views.change(screen.desk, screen.view, *_said(values))
        screen.filter_text, screen.sort, screen.descending = "", "", None

    screen.ask(f"view.change:{shown.key}", f"The view {shown.name}", fields, act, "View changed.")


def _fields(
    name: str, filter_text: str, sort: str, *, is_descending: bool, columns: str
) -> tuple[FormField, ...]:
    return (
        FormField("name", "Name of the view", "text", required=True, value=name),
        FormField("filter", "Filter", "text", required=True, value=filter_text),
        FormField(
            "sort",
            "Sorted by",
            "choice",
            required=True,
            choices=[Choice(one, one) for one in SORTS],
            value=sort,
        ),
        FormField("descending", "Downwards", "yesno", value=is_descending),
        FormField("columns", "Columns", "text", value=columns, help=_COLUMNS),
    )


def _said(values: Values) -> tuple[str, str, str, bool, str]:
    return values["name"], values["filter"], values["sort"], bool(values["descending"]), values["columns"]
