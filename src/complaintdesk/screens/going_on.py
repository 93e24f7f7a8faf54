"""Going on with a form that waits: to its place, into the form by the act that asked for it, or what is left to do."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from complaintdesk import services
from complaintdesk.rules.foreign_text import clean
from complaintdesk.screens.asking import Awaited
from complaintdesk.screens.place import PLACES
from complaintdesk.screens.sheet import day
from complaintdesk.widgets.dialogs import ChoiceScreen, ConfirmScreen, TextScreen
from complaintdesk.widgets.foreign import say
from complaintdesk.widgets.form_field import Choice

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.screen import Screen

    from complaintdesk.screens.place import PlaceScreen
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.unfinished import Unfinished

LOOKED_EVERY = 0.05
"""Seconds between two looks at whether a place, or a form that another thread prepares, is there."""

PATIENCE = 400
"""Looks after which what does not come is given up."""


def set_out(screen: PlaceScreen, one: Unfinished) -> None:
    """Go to the place of a form that waits, and into it; where it is of nothing any more, say what is left to do."""
    if not screen.may_write():
        return
    if one.is_orphan or one.place not in PLACES:
        left_over(screen, one, "The complaint it was typed for is not there any more")
        return
    words = one.reference if one.place == "desk" else ""
    screen.post_message(screen.Going(one.place, one.complaint_id, words, waiting=one))


def arrived(screen: PlaceScreen, one: Unfinished) -> None:
    """Open a form that waits, once its place is there, as it was opened first."""
    _once_ready(screen, partial(_stand, screen, one))


def _stand(screen: PlaceScreen, one: Unfinished) -> None:
    if one.road is None or not one.road.act:
        left_over(screen, one, "How it was opened is not known")
        return
    with screen.showing_refusals():
        screen.stand_at(one.road.stand)
        _once_ready(screen, partial(_act, screen, one))


def _act(screen: PlaceScreen, one: Unfinished) -> None:
    assert one.road is not None, "it was stood there by it"
    screen.awaited = Awaited(one.form, list(one.road.chosen))
    screen.sets_out(one.road.act)
    # The same act may mean another thing by now: to resume what was to be paused.
    with screen.showing_refusals(), screen.desk.looking():
        screen.act_again(one.road.act)
    _until_there(screen, one, PATIENCE)


def _once_ready(screen: PlaceScreen, then: Callable[[], None], looks: int = PATIENCE) -> None:
    if screen.is_ready:
        then()
    elif looks and screen.is_attached:
        screen.set_timer(LOOKED_EVERY, lambda: _once_ready(screen, then, looks - 1))


def _until_there(screen: PlaceScreen, one: Unfinished, looks: int) -> None:
    """Wait for a form that another thread prepares; where none comes, say what is left to do."""
    awaited = screen.awaited
    if awaited is None:
        return
    if not awaited.is_there and looks and any(worker.is_running for worker in screen.workers):
        screen.set_timer(LOOKED_EVERY, lambda: _until_there(screen, one, looks - 1))
        return
    screen.awaited = None
    if not awaited.is_there:
        left_over(screen, one, "What it was typed for has gone, or is not as it was")


def left_over(screen: PlaceScreen, one: Unfinished, why: str) -> None:
    """Say why a form that waits cannot be opened, and ask what becomes of the words in it."""
    desk = screen.desk

    def chosen(value: str | None) -> None:
        if value == "read":
            text = services.drafts.words(desk, one.form)
            screen.app.copy_to_clipboard(clean(text))
            screen.app.push_screen(TextScreen(f"{one.name}, copied to the clipboard", text))
        elif value == "discard":
            ask_discard(screen, desk, one)

    screen.app.push_screen(
        ChoiceScreen(
            f"{one.name}. {why}, so its form cannot be opened from here. What was typed in it is kept.",
            (
                Choice("read", "Read it, and copy it to the clipboard"),
                Choice("keep", "Leave it as it is", "It comes back when its own key opens its form"),
                Choice("discard", "Discard it ..."),
            ),
        ),
        chosen,
    )


def ask_discard(
    screen: Screen[Any], desk: Desk, one: Unfinished, then: Callable[[], None] = lambda: None
) -> None:
    """Ask, with what is typed in it in sight, whether a form that waits is thrown away."""

    def answered(is_sure: bool | None) -> None:
        if is_sure:
            services.drafts.discard(desk, one.form)
            say(screen.app, f"Discarded: {one.name}.")
            then()

    words = services.drafts.words(desk, one.form)
    question = ConfirmScreen(
        f"Discard what was typed? {one.name}, {typed_when(desk, one)}", words, yes="Discard", no="Keep it"
    )
    screen.app.push_screen(question, answered)


def typed_when(desk: Desk, one: Unfinished) -> str:
    """Return when something was typed in a form that waits: `typed today at 09:14`."""
    on = "today" if one.typed_on == desk.today() else day(one.typed_on)
    return f"typed {on} at {one.typed_at:%H:%M}"
