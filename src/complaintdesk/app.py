"""The Textual app: goes from place to place, and ends without losing a word.

A crash prints no complaint text: the terminal gets one line, and the log the
place in the code without the values it was working on.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakKeyDictionary

from textual import events, on, work
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.filter import LineFilter
from textual.screen import Screen
from textual.widgets import Footer
from textual.worker import get_current_worker

from complaintdesk import services
from complaintdesk.errors import CancelledError, DeskError, ReadOnlyError, StoreError
from complaintdesk.screens import keymap
from complaintdesk.screens.commands import DeskCommands
from complaintdesk.screens.place import OF_A_COMPLAINT, PLACES, PlaceScreen
from complaintdesk.widgets import room, themes
from complaintdesk.widgets.foreign import VisibleControls, say
from complaintdesk.widgets.help_screen import HelpScreen, key_lines
from complaintdesk.widgets.type_ahead import TypeAhead

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from textual.actions import ActionParseResult
    from textual.dom import DOMNode

    from complaintdesk.screens.desk import QueueScreen
    from complaintdesk.screens.tour import Tour
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.unfinished import Unfinished
    from complaintdesk.widgets.forms import FormScreen


FIRST_DAY_CHECK_AFTER = 1.0
"""Seconds from the first frame to the first look at what day it is, and to the backup of the day."""

DAY_CHECKED_EVERY = 60.0
"""Seconds between two looks at what day it is."""

COLLECTED_EVERY, A_REST = 2.0, 1.0
"""Seconds between two looks at whether no hand is at the keys, and how long that must have been so."""

WORTH_COLLECTING = 10
"""Passes of the collector over what is young after which Python would have it look at everything."""

IDLE_AGAIN = 3.0
"""Seconds before the same is said again of a key that does nothing."""

IDLE_CHECKED_EVERY = 5.0
"""Seconds between two looks at how long no key was pressed."""

_VISIBLE_CONTROLS = VisibleControls()
"""One for all: a line remembers what a filter made of it, and knows the filter by its identity."""


class DeskApp(App[None]):
    """The desk in a terminal."""

    CSS_PATH = "desk.tcss"
    TITLE = "complaintdesk"
    COMMANDS: ClassVar = {DeskCommands}
    BINDINGS: ClassVar[list[BindingType]] = [*keymap.EVERYWHERE]

    def __init__(self, desk: Desk, tour: Path | None = None) -> None:
        """Prepare.

        Args:
            desk: The desk.
            tour: The file that says that the tour was ended; None where there is no tour.

        Raises:
            SettingsError: If the handler's own keys are wrong; before the terminal is taken over.
        """
        # With NO_COLOR the terminal's own colours are left alone; see widgets.themes.
        super().__init__(ansi_color=themes.ansi_color("NO_COLOR" in os.environ))
        self.desk = desk
        self._keys = keymap.chosen(desk.settings)
        self.crash_log = desk.settings.places.state / "crash.log"
        self._scored_on: date | None = None
        self._typed_at: WeakKeyDictionary[events.Key, Screen[object]] = WeakKeyDictionary()
        self._kept: dict[str, Any] = {}
        self._marks: dict[str, object] = {}
        """Place -> where in it one was when it was left."""

        """The screens of a complaint, by place, once they were gone to."""
        self._touched_at = monotonic()
        """When a key or the mouse was last used, by a clock that is never set."""

        self._idle = ("", 0.0)
        """What was said last of a key that does nothing, and when."""

        self._tour: Tour | None = None
        if tour is not None:
            from complaintdesk.screens.tour import Tour

            self._tour = Tour(tour)
        self._queue: QueueScreen | None = None
        """The first screen; it stays under all others, with its cursor, marks and filter."""
        for theme in themes.THEMES:
            self.register_theme(theme)
        # Set before the style sheets are read: they need not be read again for it.
        self.theme = desk.settings.theme

    async def on_event(self, event: events.Event) -> None:
        """Have a key that was overtaken by the screen it opened go to that screen.

        A key is handed to what has the focus, and comes back here where nothing took it. One that was
        typed right behind the key that opens a form comes back when the form is there, and belongs to it.
        """
        if isinstance(event, (events.Key, events.MouseEvent, events.Paste)):
            self._touched_at = monotonic()
        if isinstance(event, events.Key):
            if event.is_forwarded:
                typed_at = self._typed_at.pop(event, None)
                if typed_at is None or typed_at is self.screen:
                    await super().on_event(event)
                    return
                event = events.Key(event.key, event.character)
            screen = self.screen
            if isinstance(screen, TypeAhead) and not self._acts_everywhere(event.key) and screen.keeps(event):
                return
            self._typed_at[event] = screen
        await super().on_event(event)

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do what a key means; a place takes note of it, for the form that it may ask with."""
        if isinstance(default_namespace, PlaceScreen) and isinstance(action, str):
            default_namespace.sets_out(action)
        return await super().run_action(action, default_namespace, namespaces)

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        """Do what a key is bound to; where it does nothing on a place, say what it needs or where it works."""
        is_done = await super()._check_bindings(key, priority)
        screen = self.screen
        if not is_done and not priority and isinstance(screen, PlaceScreen):
            why = keymap.why_idle(key, screen, self._keys)
            # A key that is held down tells it once.
            if why and (why != self._idle[0] or monotonic() - self._idle[1] > IDLE_AGAIN):
                say(screen, why)
                self._idle = why, monotonic()
        return is_done

    def _acts_everywhere(self, key: str) -> bool:
        """Return whether a key of the app itself comes before all others, as the one that quits does."""
        return any(binding.priority for binding in self._bindings.key_to_bindings.get(key, ()))

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return the filters of every painted line; ours makes foreign control characters visible."""
        return [*super().get_line_filters(), _VISIBLE_CONTROLS]

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Yield Textual's own commands, without the one that would write the screen to a file."""
        for command in super().get_system_commands(screen):
            if command.title not in {"Screenshot", "Quit", "Keys", "Maximize", "Minimize"}:
                yield command

    def refresh_css(self, animate: bool = True) -> None:
        """Read the style sheets anew with the theme's colours, once something is there to be styled.

        Textual asks for it as soon as a theme is chosen; before the first screen that would only have
        every sheet read twice.
        """
        if self.children:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def on_mount(self) -> None:
        """Open on the queue, with the handler's keys."""
        self.set_keymap(self._keys)
        from complaintdesk.screens.desk import QueueScreen

        self._queue = QueueScreen(self.desk)
        self._queue.add_class(*room.classes(*self.size))
        self.push_screen(self._queue)
        self._listen_for_signals()
        self.call_after_refresh(self._settle)
        if self._tour is not None and self._tour.is_on:
            self.screen_change_signal.subscribe(self, lambda _: self.call_after_refresh(self._show_tour))
            self.call_after_refresh(self._show_tour)

    def _settle(self) -> None:
        """Spare the collector what start-up made: it lives as long as the desk, and a full pass is felt."""
        self._spare_the_collector()
        # A second later: what writes loads SQLModel, and the first keys should not wait for it.
        self.set_timer(FIRST_DAY_CHECK_AFTER, self._score_the_day)
        self._at_leisure(self._name_left_out)
        if left := services.unfinished.forms(self.desk):
            # Read now: what is typed from here on is in hand.
            self._at_leisure(partial(self._name_unfinished, left))
        if self.desk.store.read_only:
            # As an error, so that it stays: whoever is about to write should know before.
            self._at_leisure(self._say_reading_only)
        self.set_interval(DAY_CHECKED_EVERY, self._score_the_day)
        self.set_interval(COLLECTED_EVERY, self._collect_at_rest)
        if self.desk.settings.lock_minutes:
            self.set_interval(IDLE_CHECKED_EVERY, self._lock_if_idle)
            if not services.locking.is_ready(self.desk):
                say(
                    self.screen, "f8 chooses the phrase; until then the desk does not lock itself.", "warning"
                )

    def _at_leisure(self, tell: Callable[[], None]) -> None:
        """Tell something when the first frame is a second old, if the desk is not being left by then."""
        self.set_timer(1.0, lambda: tell() if self.screen_stack else None)

    def _say_reading_only(self) -> None:
        try:
            self.desk.store.require_writable()
        except ReadOnlyError as refusal:
            say(self.screen, str(refusal), severity="error", title=refusal.title)

    def _show_tour(self) -> None:
        """Have the line of the tour stand above the keys of the place in front, for as long as there is a tour."""
        from complaintdesk.screens.tour import TourLine

        screen, tour = self.screen, self._tour
        if tour is None or not isinstance(screen, PlaceScreen) or not screen.is_mounted:
            return
        tour.reached(screen.PLACE)
        lines = screen.query(TourLine)
        if not tour.is_on:
            lines.remove()
            return
        keys = {key.id: key.key.split()[0] for key in (*keymap.table(), *keymap.of_the_gate())}
        said = tour.words({**keys, **{act: key.split(",")[0] for act, key in self._keys.items()}})
        if lines:
            lines.first().say(said)
        else:
            line = TourLine()
            screen.mount(line, before=screen.query(Footer).first())
            line.say(said)

    def action_lock(self) -> None:
        """Hide the desk until its phrase is typed; what stands in open forms is kept first."""
        from complaintdesk.screens import locking

        self.keep_drafts()
        if isinstance(self.screen, locking.CoverScreen):
            return
        if locking.is_busy(self):
            self.push_screen(locking.CoverScreen(), lambda _: self.action_lock())
            return
        if not locking.lock(self, self.desk):
            self._leave()
        self._touched_at = monotonic()

    def _lock_if_idle(self) -> None:
        """Lock the desk where nobody has used it for as long as the settings say."""
        idle = monotonic() - self._touched_at
        is_busy = any(worker.is_running for worker in self.workers)
        if (
            idle >= self.desk.settings.lock_minutes * 60
            and not is_busy
            and services.locking.is_ready(self.desk)
        ):
            self.action_lock()

    def action_tour_on(self) -> None:
        """Go on to the next step of the tour."""
        if self._tour is not None:
            self._tour.go_on()
            self._show_tour()

    def action_tour_end(self) -> None:
        """Take the tour away for good."""
        if self._tour is not None:
            self._tour.end()
            self._show_tour()
            self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the keys of the tour only while there is one."""
        if action in {"tour_on", "tour_end"}:
            return self._tour is not None and self._tour.is_on
        return True

    @staticmethod
    def _spare_the_collector() -> None:
        gc.collect()
        gc.freeze()
        gc.enable()

    def _collect_at_rest(self) -> None:
        """Have the collector look at everything while no hand is at the keys: that takes longer than a frame."""
        if monotonic() - self._touched_at > A_REST and gc.get_count()[2] >= WORTH_COLLECTING:
            gc.collect()

    def on_unmount(self) -> None:
        """Let the collector have back what it was spared."""
        gc.unfreeze()

    def _name_left_out(self) -> None:
        """Say which of the handler's own files are wrong; the desk works without them."""
        for sentence in self.desk.left_out:
            say(self.screen, f"Left out: {sentence}", severity="warning", title="Your own files")

    def _name_unfinished(self, forms: Sequence[Unfinished]) -> None:
        """Say what was typed and not saved when the desk was left."""
        told = [one.name for one in forms[:3]]
        more = f", and {len(forms) - 3} more" if len(forms) > 3 else ""
        say(self.screen, f"Typed and not saved: {'; '.join(told)}{more}. D lists it.")

    def _score_the_day(self) -> None:
        """Have the triage scores follow the day: on opening, and once it is another day."""
        today = self.desk.today()
        if self._scored_on != today:
            self._scored_on = today
            self._rescore()

    @work(thread=True, exclusive=True, group="rescore")
    def _rescore(self) -> None:
        # Another command may be writing; the lists then sort by yesterday's scores until tomorrow.
        with suppress(StoreError):
            services.derived.rescore(self.desk)
        # It has brought SQLModel, whose hundred thousand objects live as long as the desk, too.
        self.call_from_thread(self._spare_the_collector)
        self._back_up()

    def _back_up(self) -> None:
        """Make the backup of the day, where one is due; only a failure is worth a word."""
        worker = get_current_worker()
        try:
            services.backups.daily(self.desk, lambda: worker.is_cancelled)
        except CancelledError:
            # The desk is being left; the next start makes it.
            return
        except StoreError as refusal:
            self.call_from_thread(say, self.screen, f"{refusal}", severity="warning", title="No backup today")

    def _listen_for_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGHUP, signal.SIGTERM):
            try:
                loop.add_signal_handler(number, self._leave)
            except (NotImplementedError, RuntimeError, ValueError):
                # Not the main thread, as under a test's pilot: whoever runs us handles signals.
                return

    def _leave(self) -> None:
        self.keep_drafts()
        self.exit()

    def keep_drafts(self) -> None:
        """Keep what stands in the open forms, whatever happens next."""
        for form in self._forms():
            form.keep_draft()

    def _forms(self) -> list[FormScreen]:
        from complaintdesk.widgets.forms import FormScreen

        return [screen for screen in self.screen_stack if isinstance(screen, FormScreen)]

    async def action_quit(self) -> None:
        """Leave; what was being typed is offered again next time. Where it cannot be kept, only the second time."""
        if all(form.may_be_left() for form in self._forms()):
            self._leave()

    @on(PlaceScreen.Going)
    def _go(self, message: PlaceScreen.Going) -> None:
        message.stop()
        self._remember()
        while len(self.screen_stack) > 1 and not isinstance(self.screen, PlaceScreen):
            self.pop_screen()
        if message.place == "desk":
            self._back_to_queue()
            if message.filter_text and self._queue is not None:
                self._queue.show_filter(message.filter_text)
            self._go_on(self._queue, message.waiting)
            return
        screen = self._place(message.place, message.complaint_id)
        screen.sought, screen.sought_opens = message.where, message.opens
        screen.sought_words = self._queue.words_of_filter() if self._queue is not None else ()
        if self.screen is self._queue:
            self.push_screen(screen)
        elif self.screen is screen:
            screen.reload()
        else:
            self.switch_screen(screen)
        self._go_on(screen, message.waiting)

    def _go_on(self, screen: PlaceScreen | None, waiting: Unfinished | None) -> None:
        """Open a form that waits, at the place that is gone to."""
        if screen is not None and waiting is not None:
            from complaintdesk.screens import going_on

            self.call_after_refresh(going_on.arrived, screen, waiting)

    def _place(self, place: str, complaint_id: int | None) -> PlaceScreen:
        """Return the screen of a place. Those of a complaint are kept: to lay one out takes longer than to fill it."""
        is_kept = place in OF_A_COMPLAINT and complaint_id is not None
        kept = self._kept.get(place) if is_kept else None
        if kept is not None and complaint_id is not None and kept.is_mounted and kept.size == self.size:
            kept.begin(complaint_id)
            same: PlaceScreen = kept
            return same
        screen = _screen(place)(self.desk, complaint_id) if is_kept else _screen(place)(self.desk)
        screen.go_on_from(self._marks.get(place))
        screen.add_class(*room.classes(*self.size))
        if is_kept and (kept is None or kept is not self.screen):
            if kept is not None:
                # The terminal has another size now: what was laid out for the old one is of no use.
                self.uninstall_screen(kept)
                kept.remove()
            self._kept[place] = screen
            self.install_screen(screen, place)
        return screen

    def _remember(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, PlaceScreen):
                self._marks[screen.PLACE] = screen.bookmark()

    def _back_to_queue(self) -> None:
        self._remember()
        while self.screen is not self._queue and len(self.screen_stack) > 2:
            self.pop_screen()

    @on(PlaceScreen.Stepping)
    def _step(self, message: PlaceScreen.Stepping) -> None:
        message.stop()
        screen = self.screen
        here = screen.complaint_in_hand() if isinstance(screen, PlaceScreen) else None
        if self._queue is None or here is None:
            return
        following = self._queue.neighbour(here, message.by)
        if following is not None:
            screen.open(following)  # type: ignore[attr-defined]  # only complaint screens post Stepping
        else:
            screen.notify("No more complaints in this view.", markup=False)

    @on(PlaceScreen.Asked)
    def _asked(self, message: PlaceScreen.Asked) -> None:
        message.stop()
        if message.what == "help":
            purpose: str = getattr(self.screen, "PURPOSE", "")
            self.push_screen(HelpScreen(self.screen.title or "Keys", key_lines(self.screen), purpose))
        elif message.what == "back":
            self._back_to_queue()

    def watch_theme(self, theme: str) -> None:
        """Keep the chosen theme for next time."""
        if self.is_running and theme != self.desk.settings.theme:
            try:
                services.own_settings.keep(self.desk, "theme", theme)
            except DeskError as refusal:
                self.notify(str(refusal), title=refusal.title, severity="warning", markup=False)

    def _handle_exception(self, error: Exception) -> None:
        self.keep_drafts()
        self._log_crash(error)
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        # Textual's own prints local variables: they would be a customer's words.
        self.bell()
        self._exit_renderables.append(
            f"complaintdesk stopped by a fault. Nothing saved was lost. The place is in {self.crash_log}"
        )
        self._close_messages_no_wait()

    def _log_crash(self, error: Exception) -> None:
        self.crash_log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        frames = traceback.extract_tb(error.__traceback__)
        lines = [f"{type(error).__module__}.{type(error).__qualname__}"]
        lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        handle = os.open(self.crash_log, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as log:
            log.write("\n".join(lines) + "\n\n")


def _screen(place: str) -> Callable[..., PlaceScreen]:
    """Return the class of a place's screen, loaded when it is first gone to."""
    module, _, name = PLACES[place][2].partition(":")
    kind: Callable[..., PlaceScreen] = getattr(import_module(module), name)
    return kind


def run(desk: Desk, tour: Path | None = None) -> int:
    """Open the desk in this terminal and return the exit code: 0, or 1 after a fault.

    The desk is closed whatever happens. `tour` is as for the app.
    """
    # Until the first frame is there: what start-up makes lives as long as the desk.
    gc.disable()
    usual = gc.get_threshold()
    # By itself only where the keys never rest; see `_collect_at_rest`.
    gc.set_threshold(*usual[:2], 20 * WORTH_COLLECTING)
    app = DeskApp(desk, tour)
    try:
        app.run(mouse=desk.settings.mouse)
    finally:
        gc.set_threshold(*usual)
        gc.enable()
        services.evidence.put_away(desk)
        desk.close()
    return app.return_code or 0
