"""A place: one of the numbered screens, with the keys that mean the same on all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

from textual import actions, events
from textual.binding import Binding, BindingType
from textual.message import Message

from complaintdesk import services
from complaintdesk.rules.foreign_text import clean
from complaintdesk.screens.asking import Asking
from complaintdesk.widgets.foreign import say
from complaintdesk.widgets.strip import Tab

if TYPE_CHECKING:
    from complaintdesk.rules.rule_book import Where
    from complaintdesk.services.derived import Recount
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.drafts import Whence
    from complaintdesk.services.due import DueItem
    from complaintdesk.services.history import Reversed
    from complaintdesk.services.unfinished import Unfinished

PLACES: Mapping[str, tuple[str, str, str]] = {
    "desk": ("1", "Desk", "complaintdesk.screens.desk:QueueScreen"),
    "investigation": ("2", "Investigation", "complaintdesk.screens.investigation:InvestigationScreen"),
    "options": ("3", "Options", "complaintdesk.screens.options:OptionsScreen"),
    "negotiation": ("4", "Negotiation", "complaintdesk.screens.negotiation:NegotiationScreen"),
    "resolution": ("5", "Resolution", "complaintdesk.screens.resolution:ResolutionScreen"),
    "timeline": ("6", "Timeline", "complaintdesk.screens.timeline:TimelineScreen"),
    "trends": ("7", "Trends", "complaintdesk.screens.trends:TrendsScreen"),
    "recommendations": (
        "8",
        "Recommendations",
        "complaintdesk.screens.recommendations:RecommendationsScreen",
    ),
    "portfolio": ("9", "Portfolio", "complaintdesk.screens.portfolio:PortfolioScreen"),
    "library": ("0", "Library", "complaintdesk.screens.library:LibraryScreen"),
}
"""Place -> its digit, its name, and where its screen is; a screen is loaded when it is first gone to."""

_SHORT = {
    "investigation": "Invest",
    "negotiation": "Negot",
    "resolution": "Resolve",
    "options": "Opts",
    "timeline": "Time",
    "portfolio": "Folio",
    "library": "Lib",
    "recommendations": "Recs",
}
"""What a place is called where there is little room."""

OF_A_COMPLAINT = frozenset({"investigation", "options", "negotiation", "resolution", "timeline"})
"""The places that show one complaint."""


def place_tabs() -> tuple[Tab, ...]:
    """Return the places for the strip at the top, each with its digit."""
    return tuple(
        Tab(place, f"{digit} {name}", f"{digit} {_SHORT.get(place, name)}")
        for place, (digit, name, _) in PLACES.items()
    )


OPEN = "choose"
"""What a list calls the act of `enter`."""


class PlaceScreen(Asking):
    """A numbered screen. What is shown is read anew whenever the screen comes to the front."""

    PLACE: ClassVar[str] = ""
    PURPOSE: ClassVar[str] = ""
    """What the screen is for and what to do on it, in two sentences; its help begins with them."""

    NEEDS_COMPLAINT: ClassVar[frozenset[str]] = frozenset(
        {"copy", "copy_summary", "export", "hiding", "log_contact", "escalate", "letter"}
    )
    """Acts that are about the complaint in hand."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(digit, f"go('{place}')", f"Go to {name}", id=f"go.{place}", show=False)
            for place, (digit, name, _) in PLACES.items()
        ),
        Binding("tab", "app.focus_next", "Next pane", id="pane.next", show=False),
        Binding("shift+tab", "app.focus_previous", "Previous pane", id="pane.previous", show=False),
        Binding("q", "back", "Back", id="back", show=False),
        Binding("escape", "cancel", "Cancel or back", id="cancel", show=False),
        Binding("u", "undo", "Undo", id="undo", show=False),
        Binding("U", "redo", "Redo", id="redo", show=False),
        Binding("f5,ctrl+r", "refresh", "Refresh", id="refresh", show=False),
        Binding("question_mark,f1", "help", "Help", id="help", key_display="?"),
        Binding("y", "copy", "Copy the reference", id="copy.reference", show=False),
        Binding("Y", "copy_summary", "Copy a summary in Markdown", id="copy.summary", show=False),
        Binding("E", "export", "Export the report", id="export", show=False),
        Binding("H", "hiding", "What an export hides", id="export.preview", show=False),
        Binding("b", "log_contact", "Log a contact", id="contact.log", show=False),
        Binding("ctrl+o", "jump", "Jump to a place on the screen", id="jump", show=False),
        Binding("z", "zoom", "Give one pane all the room", id="pane.zoom", show=False),
        Binding("D", "due", "What is due", id="due.list", show=False),
        Binding("Z", "retention", "What is due for disposal", id="retention.list", show=False),
        Binding("f9", "profile", "Your profile: name, role, region", id="profile.edit", show=False),
        Binding("X", "escalate", "Escalate", id="complaint.escalate", show=False),
        Binding("L", "letter", "Write a letter", id="letter.write", show=False),
    ]

    class Going(Message):
        """The handler wants to go to another place.

        With a filter, to the complaints it finds on the queue; with `where`, to
        the part and the record of a complaint that something is to be done about,
        and with `opens` into its form; with `waiting`, into a form that waits to be finished.
        """

        def __init__(
            self,
            place: str,
            complaint_id: int | None,
            filter_text: str = "",
            where: Where | None = None,
            waiting: Unfinished | None = None,
            *,
            opens: bool = False,
        ) -> None:
            super().__init__()
            self.place = place
            self.complaint_id = complaint_id
            self.filter_text = filter_text
            self.where = where
            self.waiting = waiting
            self.opens = opens

    class Stepping(Message):
        """The handler wants the next or previous complaint of the view, on the same screen."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    class Asked(Message):
        """The handler asked for something that belongs to the whole desk: `back` or `help`."""

        def __init__(self, what: str) -> None:
            super().__init__()
            self.what = what

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = PLACES[self.PLACE][1] if self.PLACE else None
        self.sought_words: tuple[str, ...] = ()
        """The words by which the queue was filtered when this was gone to."""
        self.sought: Where | None = None
        """What to go to as soon as it is on screen."""
        self.sought_opens = False
        """Whether its form is opened there."""
        self._seen = -1
        self._styled_with = ""
        """The theme in which this screen was styled last."""

    def complaint_in_hand(self) -> int | None:
        """Return the id of the open or highlighted complaint, or None."""
        return None

    @property
    def is_ready(self) -> bool:
        """Whether what is shown is there to be acted on."""
        return self.is_current

    def stand_at(self, stand: tuple[str | int | None, ...]) -> None:
        """Stand where `stand` said one stood, as far as that is there."""

    def act_again(self, act: str) -> None:
        """Do what a key of this place does, if it does that now; `enter` opens what the cursor is on."""
        _, name, parameters = actions.parse(act)
        if name == OPEN:
            self.open_record()
        elif hasattr(self, f"action_{name}") and self.check_action(name, parameters):
            getattr(self, f"action_{name}")(*parameters)

    def open_record(self) -> None:
        """Do what `enter` does on a row, where that opens a form."""

    def bookmark(self) -> object:
        """Return where in this place one is, for when it is gone to again; None where it always begins anew."""
        return None

    def go_on_from(self, mark: object) -> None:
        """Begin where one was, as `bookmark` said it; None where one was never here."""

    def whence(self, form: str, title: str) -> Whence:
        """Return what is said of a form that was left with something typed, and where it is found again."""
        # With a colon it is of a record; what is still to be made belongs to no complaint yet.
        is_of_one = ":" in form and self.PLACE in {"desk", *OF_A_COMPLAINT}
        return services.drafts.Whence(title, self.PLACE, self.complaint_in_hand() if is_of_one else None)

    def reload(self) -> None:
        """Read anew what is shown; the cursor stays with what it is on."""
        raise NotImplementedError

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Show what holds now: something may have been done on the screen above.

        Textual would match every part with every rule of the style sheet again, half of what it takes to
        open a complaint; only another theme changes what comes of it.
        """
        event.refresh_styles = event.refresh_styles and self._styled_with != self.app.theme
        self._styled_with = self.app.theme
        self._refresh()

    def on_mount(self) -> None:
        """Notice what another command writes beside this desk."""
        # Textual calls the handler of every ancestor by itself.
        self.set_interval(2, self._look_around)

    def _look_around(self) -> None:
        if self.is_current and self.desk.store.changes_elsewhere() != self._seen:
            self._refresh()

    def _refresh(self) -> None:
        with self.showing_refusals():
            self._seen = self.desk.store.changes_elsewhere()
            self.desk.look_again()
            self.read_at = self.desk.last_step()
            self.reload()
            self.refresh_bindings()

    def action_go(self, place: str) -> None:
        """Go to another place, taking the complaint in hand along."""
        if place == self.PLACE:
            return
        complaint_id = self.complaint_in_hand()
        if place in OF_A_COMPLAINT and complaint_id is None:
            say(self, "Put the cursor on a complaint first; this screen shows one.", "warning")
            return
        self.post_message(self.Going(place, complaint_id))

    def action_back(self) -> None:
        """Go back to the queue."""
        self.post_message(self.Asked("back"))

    def action_cancel(self) -> None:
        """Go back; where something is open, a screen closes that first."""
        self.post_message(self.Asked("back"))

    def action_help(self) -> None:
        """Show every key that works here."""
        self.post_message(self.Asked("help"))

    def action_refresh(self) -> None:
        """Read anew what is shown."""
        self._refresh()
        say(self, "Refreshed.")

    def action_undo(self) -> None:
        """Take the last step back, whatever complaint it was about."""
        self._reverse("Undone", services.history.next_undo(self.desk), services.history.undo, "U redoes it.")

    def action_redo(self) -> None:
        """Restore what was undone last."""
        self._reverse(
            "Done again", services.history.next_redo(self.desk), services.history.redo, "u undoes it."
        )

    def _reverse(
        self, done: str, step: Reversed | None, act: Callable[[Desk, Recount | None], Reversed], back: str
    ) -> None:
        """Undo or redo a step; one that moves every clock with its progress and what it moves in sight."""
        if step is not None and step.moves_calendar:
            self.recount(str(step), lambda recount: f"{done}: {act(self.desk, recount)}.", back=back)
            return
        if step is not None and step.is_import:
            from complaintdesk.screens.working import WorkingScreen  # an import is seldom taken back

            title = f"{done}: {step} ..."
            self.app.push_screen(WorkingScreen(title, lambda: f"{done}: {act(self.desk, None)}. {back}"))
            return
        with self.showing_refusals():
            say(self, f"{done}: {act(self.desk, None)}. {back}")
        self._refresh()
        if step is not None:
            self.after_reversal(step)

    def after_reversal(self, step: Reversed) -> None:
        """Go to what was undone or done again, where the place lists it."""

    def recount(
        self, title: str, act: Callable[[Recount], str], *, seen: int | None = None, back: str = "u undoes."
    ) -> None:
        """Do what moves every open complaint's clocks, and go to the one that is then chosen of those moved.

        Args:
            title: What is being done.
            act: Does it, in another thread, and returns the notice that it is done, without a word of undoing.
            seen: The last step that whoever asks for it has seen; what was changed since is not written over.
            back: How it is taken back.
        """
        from complaintdesk.screens.recount import RecountScreen  # its progress bar is seldom needed

        def after(complaint_id: int | None) -> None:
            if complaint_id is not None:
                self.post_message(self.Going("investigation", complaint_id))

        self.app.push_screen(
            RecountScreen(self.desk, title, act, self.desk.last_step() if seen is None else seen, back), after
        )

    def action_copy(self) -> None:
        """Copy the reference of the complaint in hand."""
        complaint_id = self.complaint_in_hand()
        if complaint_id is None:
            return
        with self.showing_refusals():
            reference = services.dossier.load(self.desk, complaint_id).reference
            self.app.copy_to_clipboard(clean(reference, one_line=True))
            say(self, f"Copied: {reference}")

    def action_copy_summary(self) -> None:
        """Copy a summary of the complaint in hand, in Markdown."""
        complaint_id = self.complaint_in_hand()
        if complaint_id is None:
            return
        with self.showing_refusals():
            found = services.dossier.load(self.desk, complaint_id)
            self.app.copy_to_clipboard(services.exporting.summary(self.desk, found))
            say(self, f"Copied: a summary of {found.reference} in Markdown")

    def action_export(self) -> None:
        """Ask where the report goes, and write it."""
        complaint_id = self.complaint_in_hand()
        if complaint_id is not None:
            self.ask_export(complaint_id)

    def action_hiding(self) -> None:
        """Show what an export of the complaint in hand hides, and which words are doubtful."""
        complaint_id = self.complaint_in_hand()
        if complaint_id is not None:
            self.ask_hidden(complaint_id)

    def action_log_contact(self) -> None:
        """Ask for a contact to log."""
        complaint_id = self.complaint_in_hand()
        if complaint_id is not None:
            self.ask_contact(complaint_id)

    def action_escalate(self) -> None:
        """Ask to whom the complaint is handed over."""
        complaint_id = self.complaint_in_hand()
        if complaint_id is not None:
            self.ask_escalation(complaint_id)

    def action_due(self) -> None:
        """List every single thing that is due, and go to the one that is chosen."""
        from complaintdesk.screens.due_list import DueScreen  # seldom the first thing painted

        def after(chosen: tuple[DueItem, Where] | Unfinished | None) -> None:
            if isinstance(chosen, tuple):
                item, where = chosen
                words = item.reference if where.screen == "desk" else ""
                self.post_message(self.Going(where.screen, item.complaint_id, words, where))
            elif chosen is not None:
                from complaintdesk.screens import going_on

                going_on.set_out(self, chosen)

        self.app.push_screen(DueScreen(self.desk), after)

    def action_retention(self) -> None:
        """List what has been kept for as long as it may be, and go to the complaint that is chosen."""
        from complaintdesk.screens.retention import RetentionScreen

        def after(complaint_id: int | None) -> None:
            if complaint_id is not None:
                self.post_message(self.Going("investigation", complaint_id))
            else:
                self._refresh()

        self.app.push_screen(RetentionScreen(self.desk), after)

    def action_profile(self) -> None:
        """Ask whose desk it is from now on."""
        from complaintdesk.screens import profile_form

        profile_form.ask(self)

    def action_jump(self) -> None:
        """Put a letter on every place of this screen, and go where the one pressed stands."""
        from complaintdesk.widgets.jump import JumpScreen, Target, targets

        def after(chosen: Target | None) -> None:
            if chosen is not None:
                chosen.go()

        self.app.push_screen(JumpScreen(targets(self)), after)

    def action_zoom(self) -> None:
        """Have the pane in hand fill the screen, or give the others their room back."""
        if self.maximized is not None:
            self.minimize()
        elif self.focused is not None:
            self.maximize(self.focused)

    def action_letter(self) -> None:
        """Ask for a letter."""
        complaint_id = self.complaint_in_hand()
        if complaint_id is not None:
            self.ask_letter(complaint_id)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what needs a complaint where there is none."""
        if action in self.NEEDS_COMPLAINT and self.complaint_in_hand() is None:
            return None
        return True
