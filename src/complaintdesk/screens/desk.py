"""The desk's first screen: views, the queue, and a preview of what the cursor is on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static

from complaintdesk import services
from complaintdesk.errors import DeskError, FilterError, StoreError
from complaintdesk.rules.counting import counted
from complaintdesk.screens.place import OF_A_COMPLAINT, PlaceScreen, place_tabs
from complaintdesk.screens.queue_rows import QueueRows, Wanted
from complaintdesk.screens.triage import TriageActs
from complaintdesk.services import queue
from complaintdesk.services.aside import Aside
from complaintdesk.widgets.filter_input import FilterInput, Offers
from complaintdesk.widgets.foreign import C, say
from complaintdesk.widgets.keys_footer import KeysFooter
from complaintdesk.widgets.queue import Queue
from complaintdesk.widgets.row_list import RowList
from complaintdesk.widgets.row_source import ListedRows
from complaintdesk.widgets.strip import Tab, TabStrip
from complaintdesk.widgets.symbols import named

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.history import Reversed
    from complaintdesk.services.queue import Elsewhere
    from complaintdesk.services.searching import Result
    from complaintdesk.widgets.columns import RowKey
    from complaintdesk.widgets.row_view import Condition

FILTER_AFTER = 0.15
"""Seconds after the last key until the filter is applied."""

REST_AFTER = 0.06
"""Seconds after the cursor's last move until the status and the preview follow."""

LOOKING_AFTER = 0.25
"""Seconds after which a filter that is still being looked up is said to be."""

SORT_COLUMNS = {"due": "due", "ref": "ref", "stage": "stage", "customer": "customer", "severity": "severity",
                "received": "received"}  # fmt: skip
"""Sort -> the column that shows it."""


SHORT_VIEWS = {"to_triage": "Triage", "waiting": "Wait", "checking": "Check"}
"""View -> its name where all of them are to fit on a narrow screen."""


class QueueScreen(TriageActs, PlaceScreen):
    """Shows the queue; every act works on the marked complaints, or on the one at the cursor."""

    PLACE = "desk"
    PURPOSE = (
        "The queue: what is due, what was promised and what came in, with the customer's own words beside "
        "it. Begin at the top, take on what was referred to you, and open one complaint at a time."
    )
    AUTO_FOCUS: ClassVar[str | None] = "Queue"
    NEEDS_COMPLAINT = PlaceScreen.NEEDS_COMPLAINT | {
        "accept", "triage", "date", "urgent", "edit", "pause", "link",
    }  # fmt: skip

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "accept", "Accept", id="complaint.accept"),
        Binding("t", "triage", "Triage", id="complaint.triage"),
        Binding("c", "new", "New", id="complaint.new"),
        Binding("slash", "filter", "Filter", id="queue.filter", key_display="/"),
        Binding("h", "view(-1)", "Previous view", id="view.previous", show=False),
        Binding("l", "view(1)", "Next view", id="view.next", show=False),
        Binding("V", "manage_view", "Save or change a view", id="view.manage", show=False),
        Binding("f", "narrow", "Narrow by a value", id="queue.narrow", show=False),
        Binding("F", "clear_filter", "Clear the filter", id="queue.filter-clear", show=False),
        Binding("s", "sort", "Sort", id="queue.sort", show=False),
        Binding("S", "reverse", "Reverse the sort", id="queue.reverse", show=False),
        Binding("p", "preview", "Preview", id="queue.preview", show=False),
        Binding("d", "date", "Promise or more time", id="complaint.date", show=False),
        Binding("exclamation_mark", "urgent", "Urgent flag", id="complaint.urgent", show=False),
        Binding("e", "edit", "Edit", id="record.edit", show=False),
        Binding("w", "pause", "Pause or resume", id="complaint.pause", show=False),
        Binding("M", "link", "Link or merge", id="complaint.link", show=False),
        Binding("I", "import", "Import a file", id="import", show=False),
    ]

    class Looked(Message):
        """A filter was looked up aside."""

        def __init__(self, number: int, wanted: Wanted, found: QueueRows | DeskError) -> None:
            super().__init__()
            self.number = number
            self.wanted = wanted
            self.found = found

    places = getters.query_one("#places", TabStrip)
    views_strip = getters.query_one("#views", TabStrip)
    queue = getters.query_one(Queue)
    words = getters.query_one("#preview-text", Static)
    preview_pane = getters.query_one("#preview", VerticalScroll)
    filter_box = getters.query_one("#filter", FilterInput)
    offers = getters.query_one(Offers)
    status = getters.query_one("#status", Static)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.symbols = named("ascii" if desk.settings.symbols == "ascii" else "drawn")
        self.view = "live"
        self.filter_text = ""
        self.sort = ""
        self.descending: bool | None = None
        self._typing: Timer | None = None
        self._resting: Timer | None = None
        self._was_empty = True
        self._acted_on: int | None = None
        self._aside = Aside(desk)
        self._looking: Wanted | None = None
        """What is being looked up in another thread."""

        self._elsewhere: Elsewhere | None = None
        self._held: dict[str, int] = {}
        """View -> how many complaints it holds."""

        self._sought: tuple[str, ...] = ()
        """The words that the filter on screen looks for."""

    def compose(self) -> ComposeResult:
        yield TabStrip("complaintdesk", id="places")
        yield TabStrip(id="views")
        with Container(id="queue-body"):
            yield Queue(symbols=self.symbols)
            with VerticalScroll(id="preview"):
                yield Static(id="preview-text")
        yield FilterInput(
            lambda text, cursor: services.filtering.offers(self.desk, text, cursor),
            lambda text, cursor: services.filtering.token_at(text, cursor),
            id="filter",
            placeholder="Filter: words, stage:live, due:<3d, product:repairs",
        )
        yield Offers()
        yield Static(id="status")
        yield KeysFooter()

    def on_mount(self) -> None:
        """Open on what is due today, or on all that is live where nothing is."""
        with self.showing_refusals():
            counts = {counted.view.key: counted.count for counted in queue.counts(self.desk)}
            self.view = "today" if counts["today"] else "live" if counts["live"] else "to_triage"
        self.query_one(Queue).focus()

    def complaint_in_hand(self) -> int | None:
        """Return the id of the complaint at the cursor, or None."""
        key = self.queue.cursor_key if self.is_mounted else None
        return int(key) if key is not None else None

    def action_go(self, place: str) -> None:
        """Go to another place; where the view has run empty, with the complaint that was acted on last."""
        if self.complaint_in_hand() is None and self._acted_on is not None and place in OF_A_COMPLAINT:
            self.post_message(self.Going(place, self._acted_on))
        else:
            super().action_go(place)

    def words_of_filter(self) -> tuple[str, ...]:
        """The words that the filter looks for in texts."""
        # The grammar is loaded with the first filter: the first frame has none.
        return services.filtering.words(self.desk, self.filter_text) if self.filter_text else ()

    def chosen(self) -> tuple[int, ...]:
        """Return the ids an act is for: the marked complaints, or the one at the cursor."""
        return tuple(int(key) for key in self.queue.chosen_keys)

    def neighbour(self, complaint_id: int, by: int) -> int | None:
        """Return the complaint so many rows further in this view, and put the cursor there."""
        source = self._rows()
        place = source.position(complaint_id)
        if place is None or not 0 <= place + by < source.total.count:
            return None
        found = source.keys(place + by, 1)
        if not found:
            return None
        self.queue.move_to(found[0])
        return int(found[0])

    def come_to(self, complaint_id: int) -> str:
        """Put the cursor on a complaint, in this view or else among those to triage; return that view's name."""
        if self._rows().position(complaint_id) is None:
            self.view, self.sort, self.descending = "to_triage", "", None
            self.filter_text = self.filter_box.value = ""
            self.filter_box.remove_class("-shown")
        self.show_rows(complaint_id)
        return queue.view(self.desk, self.view).name

    def reload(self) -> None:
        """Read views and rows anew; cursor and marks stay with their complaints."""
        if self._looking is None:
            self.show_rows()
            return
        # A filter that is slow to look up holds up no key, whatever else writes meanwhile.
        with services.faults.explained():
            self._show_strips()
        self._look_up()

    def show_rows(self, cursor: int | None = None) -> None:
        """Show the rows of the view, narrowed by the filter; a filter that is not understood leaves them."""
        self._stop_looking()
        try:
            with services.faults.explained():
                self._show_strips()
                source = self._rows()
        except DeskError as refusal:
            self._refused(refusal)
            return
        self._show_found(source, cursor)

    def _rows(self) -> QueueRows:
        return QueueRows(self.desk, self.symbols, self._wanted())

    def _wanted(self) -> Wanted:
        """Return what is to be shown; a reference alone means that complaint, wherever it is."""
        reference = queue.reference_meant(self.desk, self.filter_text)
        text = f"ref:{reference} origin:any" if reference else self.filter_text
        return Wanted(self.view, text, self.sort, self.descending)

    def _show_found(self, source: QueueRows, cursor: int | None = None) -> None:
        view = queue.view(self.desk, self.view)
        self._sought = self.words_of_filter()
        self.offers.clear_fault()
        self.queue.show_columns(view.columns)
        self._elsewhere = self._found_elsewhere(source)
        self.queue.say_instead(*self._when_empty())
        self.queue.show(source, cursor)
        down = view.descending if self.descending is None else self.descending
        self.queue.sort_shown(SORT_COLUMNS.get(self.sort or view.sort, ""), down)
        self._show_status()
        self._show_preview()

    def _refused(self, refusal: DeskError) -> None:
        """Say why there is nothing new to see: the filter is not understood, or the store cannot be read."""
        self.status.update(C(str(refusal), one_line=True))
        if isinstance(refusal, FilterError):
            self.offers.point_at(self.filter_box, refusal.at)
            if not self.filter_box.has_focus:
                # It was understood once: what it named has gone since, and so may the rows have.
                self.queue.say_instead(f"{refusal} F clears the filter.", "filtered")
                self.queue.show(ListedRows())
        elif isinstance(refusal, StoreError):
            self.queue.say_instead(f"{refusal} ctrl+r tries again.", "failed")
            self.queue.show(ListedRows())

    def _look_up(self) -> None:
        """Look up what the filter finds in another thread; what is typed next ends it."""
        wanted = self._wanted()
        number = self._aside.next()
        self._looking = wanted
        self.set_timer(LOOKING_AFTER, lambda: self._say_looking(number))
        self._look_aside(number, wanted, self.queue.cursor_key)

    @work(thread=True, group="filter")
    def _look_aside(self, number: int, wanted: Wanted, cursor: RowKey | None) -> None:
        def read(desk: Desk) -> QueueRows:
            rows = QueueRows(desk, self.symbols, wanted)
            rows.read_ahead(cursor)
            return rows

        try:
            found: QueueRows | DeskError | None = self._aside.ask(number, read)
        except DeskError as refusal:
            found = refusal
        if found is not None:
            self.post_message(self.Looked(number, wanted, found))

    def on_queue_screen_looked(self, message: Looked) -> None:
        """Show what a filter found, unless something else was asked meanwhile."""
        if not self._aside.is_wanted(message.number):
            return
        self._looking = None
        if isinstance(message.found, DeskError):
            self._refused(message.found)
        else:
            message.found.read_by(self.desk)
            self._show_found(message.found)

    def _say_looking(self, number: int) -> None:
        if self._looking is not None and self._aside.is_wanted(number):
            self.queue.say_instead(f"Looking for {self.filter_text!r}. esc gives up.", "loading")
            self.status.update(
                C(f"/ {self.filter_text}   looking; esc gives up", one_line=True), layout=False
            )

    def _stop_looking(self) -> None:
        self._aside.stop()
        self._looking = None

    def on_unmount(self) -> None:
        """Give the connection back."""
        self._aside.close()

    def _show_strips(self) -> None:
        counted = queue.counts(self.desk)
        self.views_strip.show(
            [
                Tab(each.view.key, each.view.name, SHORT_VIEWS.get(each.view.key, ""), each.count)
                for each in counted
            ],
            self.view,
            "h/l views",
        )
        self._held = {each.view.key: each.count for each in counted}
        self.places.show(place_tabs(), self.PLACE, f"{self._held['live']} live")

    def _found_elsewhere(self, source: QueueRows) -> Elsewhere | None:
        """Return what the filter finds in other views, where it finds nothing in this one."""
        if source.total.count or not self.filter_text or self.view == queue.EVERYTHING:
            return None
        found = queue.elsewhere(self.desk, self.filter_text)
        return found if found.total.count else None

    def _when_empty(self) -> tuple[str, Condition]:
        name = queue.view(self.desk, self.view).name
        if self.filter_text:
            words = f"No complaints in {name} match {self.filter_text!r}"
            if self._elsewhere is not None:
                count = self._elsewhere.total
                return f"{words}, {count} elsewhere: / and enter show them. F clears the filter.", "filtered"
            return f"{words}. F clears the filter, c adds one.", "filtered"
        live = self._held.get("live", 0)
        if self.view == "to_triage" and live:
            return f"Nothing waits for triage. l: Live has {live:,}. c adds a complaint.", "empty"
        if self.view in {"live", "to_triage"}:
            return "Nothing here yet. c adds a complaint, I imports a file, l shows the next view.", "empty"
        return f"Nothing in {name}. h and l show the other views.", "empty"

    def _show_status(self) -> None:
        applied = f"/ {self.filter_text}   " if self.filter_text else ""
        found = self._where_found()
        said = f"   {found.field}: {found.snippet}" if found is not None and found.snippet else ""
        self.status.update(C(f"{applied}{self.queue.where}{said}", one_line=True), layout=False)

    def _where_found(self) -> Result | None:
        """Return where the words of the filter stand in the complaint at the cursor."""
        complaint_id = self.complaint_in_hand()
        if not self._sought or complaint_id is None:
            return None
        return services.searching.where(self.desk, complaint_id, " ".join(self._sought))

    @on(RowList.Highlighted)
    def _follow_cursor(self, event: RowList.Highlighted) -> None:
        event.stop()
        # Where the cursor is, and the preview, are told when the hand rests: a held key must not wait for them.
        if self._resting is None:
            self._resting = self.set_timer(REST_AFTER, self._at_rest)
        else:
            self._resting.reset()
        # What the keys do depends on there being a complaint, not on which; a footer made anew is dear.
        if (self.complaint_in_hand() is None) is not self._was_empty:
            self._was_empty = not self._was_empty
            self.refresh_bindings()

    def _at_rest(self) -> None:
        self._resting = None
        self._show_status()
        self._show_preview()
        self.call_after_refresh(self.queue.make_ready)

    @on(RowList.MarksChanged)
    def _follow_marks(self) -> None:
        self._show_status()

    @on(RowList.Chosen)
    def _open(self) -> None:
        self.action_go("investigation")

    @on(TabStrip.Pressed, "#views")
    def _view_clicked(self, event: TabStrip.Pressed) -> None:
        self._go_to_view(event.key)

    @on(TabStrip.Pressed, "#places")
    def _place_clicked(self, event: TabStrip.Pressed) -> None:
        self.action_go(event.key)

    def _show_preview(self) -> None:
        complaint_id = self.complaint_in_hand()
        if not self.preview_pane.display:
            return
        if complaint_id is None:
            self.words.update(Content(""))
            return
        with self.showing_refusals():
            found = self._where_found()
            self.words.update(previewed(queue.preview(self.desk, complaint_id), found))
            self.preview_pane.scroll_home(animate=False)

    def action_preview(self) -> None:
        shown = self.preview_pane.display
        self.preview_pane.set_class(not shown, "-shown")
        self.preview_pane.set_class(shown, "-hidden")
        self.call_after_refresh(self._show_preview)

    def action_view(self, by: int) -> None:
        keys = [view.key for view in queue.views(self.desk)]
        place = keys.index(self.view) if self.view in keys else 0
        self._go_to_view(keys[(place + by) % len(keys)])

    def _go_to_view(self, key: str) -> None:
        self.view, self.sort, self.descending = key, "", None
        self.show_rows()

    def show_filter(self, filter_text: str) -> None:
        """Show every complaint that a filter finds, as a number on another screen asks for."""
        self.view, self.sort, self.descending = queue.EVERYTHING, "", None
        self.filter_text = filter_text
        self.filter_box.value = filter_text
        self.show_rows()

    def action_filter(self) -> None:
        self.filter_box.value = self.filter_text
        self.filter_box.add_class("-shown")
        self.filter_box.focus()

    @on(Input.Changed, "#filter")
    def _filter_typed(self) -> None:
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(FILTER_AFTER, self._filter_rested)

    def _filter_rested(self) -> None:
        self._typing = None
        if self.filter_box.value != self.filter_text:
            self.filter_text = self.filter_box.value
            self._look_up()

    @on(Input.Submitted, "#filter")
    def _filter_done(self) -> None:
        # Here and not aside: the next key may act on what the filter finds.
        if self._typing is not None:
            self._typing.stop()
            self._typing = None
        if self._looking is not None or self.filter_box.value != self.filter_text:
            self.filter_text = self.filter_box.value
            self.show_rows()
        if self._elsewhere is not None:
            self.show_filter(self._elsewhere.filter_text)
        self.filter_box.set_class(bool(self.filter_text), "-shown")
        self.queue.focus()

    def action_narrow(self) -> None:
        """Pick a field, then one of the values that the view's complaints have in it; the filter is written."""
        from complaintdesk.screens import narrowing

        def narrow(filter_text: str) -> None:
            self.filter_text = self.filter_box.value = filter_text
            self.filter_box.add_class("-shown")
            self.show_rows()

        narrowing.ask(self, self.view, self._wanted().filter_text, narrow)

    def action_clear_filter(self) -> None:
        self.filter_box.value = ""
        self.filter_text = ""
        self.filter_box.remove_class("-shown")
        if self.view == queue.EVERYTHING:
            self.view = "live"
        self.show_rows()
        self.queue.focus()

    def action_cancel(self) -> None:
        """Leave the filter box, or clear the filter."""
        if self.filter_box.has_focus or self.filter_text:
            self.action_clear_filter()

    def action_back(self) -> None:
        """Do nothing: this is the first screen, and `q` never quits."""

    def action_sort(self) -> None:
        from complaintdesk.widgets.dialogs import ChoiceScreen
        from complaintdesk.widgets.form_field import Choice

        def chosen(sort: str | None) -> None:
            if sort is not None:
                self.sort, self.descending = sort, sort == "score"
                self.show_rows()

        choices = [Choice(sort, sort) for sort in queue.SORTS]
        self.app.push_screen(ChoiceScreen("Sort by", choices), chosen)

    def action_reverse(self) -> None:
        wanted = queue.view(self.desk, self.view)
        self.sort = self.sort or wanted.sort
        self.descending = not (wanted.descending if self.descending is None else self.descending)
        self.show_rows()

    def after_act(self, done: str, acted_on: Sequence[int]) -> None:
        """Say what was done and go on to the next complaint."""
        self._acted_on = acted_on[-1]
        following = self.queue.key_after(acted_on)
        self.queue.set_marks(())
        say(self, f"{done} u undoes.")
        self._seen = self.desk.store.changes_elsewhere()
        self.show_rows(int(following) if following is not None else None)
        self.refresh_bindings()

    def after_reversal(self, step: Reversed) -> None:
        """Put the cursor on the complaint that is as it was, and mark all of them where there were several."""
        if len(step.complaints) > 1:
            self.queue.set_marks(step.complaints)
        for complaint_id in step.complaints[:1]:
            self.queue.move_to(complaint_id)

    def mark(self, ids: Sequence[int]) -> None:
        """Mark exactly these complaints."""
        self.queue.set_marks(ids)

    def action_manage_view(self) -> None:
        from complaintdesk.screens import view_forms

        view_forms.manage(self)


def previewed(found: queue.Preview, at: Result | None = None) -> Content:
    """Return the preview: what the customer said and wants, what is due, and why it stands where it does.

    `at` is where the words of the filter stand, if they stand anywhere.
    """
    lines: list[Content] = [
        Content.styled(C(f"{found.reference}  {found.customer}", one_line=True).plain, "bold"),
        C(found.about, one_line=True),
        *(_found_at(at) if at is not None and at.snippet and at.field not in _IN_SIGHT else ()),
        Content(""),
        C(found.words),
    ]
    if found.more_from is not None:
        lines.append(Content(f"... {found.words_in_all:,} characters in all; 2 shows the rest."))
    if found.wants:
        lines += [Content(""), Content.styled("Wants", "bold"), C(found.wants)]
    lines.append(Content(""))
    if found.next_due_on is not None:
        lines.append(C(f"Due {found.next_due_on:%a %d %b %Y}: {found.next_due_name}", one_line=True))
    if found.last_contact is not None:
        last = found.last_contact
        lines.append(
            C(f"Last contact {last.on:%d %b}, {last.side}: {last.summary}", one_line=True, limit=200)
        )
    if found.is_unanswered:
        lines.append(
            Content.styled("The customer wrote last and has no answer yet. 4, then b, logs one.", "bold")
        )
    if found.days_since_heard is not None:
        lines.append(Content(f"The customer last heard {counted(found.days_since_heard, 'day')} ago."))
    if found.reasons:
        lines.append(C(f"Triage {found.score}: {', '.join(found.reasons)}"))
    facts = ", ".join(filter(None, (found.stage.spoken, found.category, found.product, found.channel)))
    lines.append(C(facts, one_line=True))
    return Content("\n").join(lines)


_IN_SIGHT = frozenset({"about", "customer"})
"""Texts that the preview shows anyway."""


def _found_at(at: Result) -> tuple[Content, ...]:
    snippet = Content(at.snippet)  # cleaned where it was cut out
    for start, end in at.ranges:
        snippet = snippet.stylize("reverse", start, end)
    return Content(""), Content.styled(f"Found: {at.field.replace('_', ' ')}", "bold"), snippet
