"""Timeline: every step of a complaint, the latest first, and what each of them changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Footer, Input

from complaintdesk import services
from complaintdesk.rules import typed_dates
from complaintdesk.rules.dossier import Dossier, StepFacts
from complaintdesk.screens.complaint import ComplaintScreen, Part
from complaintdesk.widgets.columns import Cell, Column, Row, RowKey
from complaintdesk.widgets.foreign import C
from complaintdesk.widgets.line_input import LineInput
from complaintdesk.widgets.symbols import Symbols

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.timeline import Changed, Entry

LONGEST_VALUE = 2000
"""Characters of one value that are shown."""

ACTS = {
    "insert": "added",
    "update": "changed",
    "delete": "removed",
    "load": "imported",
    "unload": "taken back",
}
"""What a step did to a record, in words."""


class TimelineScreen(ComplaintScreen):
    """Shows the journal of one complaint; nothing can be changed here, but anything undone."""

    PLACE = "timeline"
    PURPOSE = (
        "Everything that was done on one complaint, step by step, from the journal. Nothing can be "
        "changed here, but the record behind a step can be opened, and the last step undone."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter", id="timeline.filter", key_display="/"),
        Binding("F", "clear_filter", "Clear the filter", id="timeline.filter-clear", show=False),
        Binding("u", "undo", "Undo", id="undo"),
        Binding("U", "redo", "Redo", id="redo"),
    ]

    filter_box = getters.query_one("#filter", LineInput)

    def __init__(self, desk: Desk, complaint_id: int) -> None:
        super().__init__(desk, complaint_id)
        self.filter_text = ""
        part = Part(
            "steps",
            "Steps",
            (
                Column("No", "number", 4, align="right", priority=2),
                Column("When", "when", 17),
                Column("What was done", "label", 28, least=16, grow=3),
                Column("To what", "records", 24, least=10, priority=1, grow=3),
                Column("By", "actor", 14, priority=2),
            ),
            self._rows,
            self._detail,
            "Nothing was done on the desk yet: it came with the history. b logs a contact.",
        )
        self.PARTS = (part,)

    def begin(self, complaint_id: int) -> None:
        """Be as a new screen for a complaint: all its steps, without a filter."""
        self.filter_text = self.filter_box.value = ""
        self.filter_box.remove_class("-shown")
        super().begin(complaint_id)

    def compose(self) -> ComposeResult:
        """Lay out a line to filter with beneath the list."""
        for widget in super().compose():
            if isinstance(widget, Footer):
                yield LineInput(id="filter", placeholder="Words of a step: accept, source, offer")
            yield widget

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to read only: steps are neither added nor edited."""
        if action in {"add", "edit", "remove", "part"}:
            return False
        return super().check_action(action, parameters)

    def action_add(self) -> None:
        """Do nothing: what is done elsewhere appears here."""

    def action_edit(self) -> None:
        """Give the keys to what the step changed."""
        self.detail_pane.focus()

    def action_remove(self) -> None:
        """Do nothing: the journal keeps every step."""

    def action_filter(self) -> None:
        """Ask for words that the steps shown must have."""
        self.filter_box.add_class("-shown")
        self.filter_box.focus()

    @on(Input.Changed, "#filter")
    def _filter_typed(self, event: Input.Changed) -> None:
        event.stop()
        self._narrow(event.value)

    @on(Input.Submitted, "#filter")
    def _filter_done(self, event: Input.Submitted) -> None:
        event.stop()
        self.filter_box.set_class(bool(self.filter_text.strip()), "-shown")
        self.rows.focus()

    def action_clear_filter(self) -> None:
        """Show every step again."""
        self.filter_box.value = ""
        self.filter_box.remove_class("-shown")
        self._narrow("")
        self.rows.focus()

    def action_cancel(self) -> None:
        """Leave the filter, else the pane, else the screen."""
        if self.filter_box.has_focus or self.filter_text:
            self.action_clear_filter()
        elif self.detail_pane.has_focus:
            self.rows.focus()
        else:
            super().action_cancel()

    def _narrow(self, words: str) -> None:
        if words != self.filter_text:
            self.filter_text = words
            self.rows.say_instead(
                f"No step has {words!r} in it. F shows all of them." if words.strip() else self.part.empty,
                "filtered" if words.strip() else "empty",
            )
            self.show_rows()

    def _rows(self, found: Dossier) -> list[Row]:
        words = self.filter_text.casefold().split()
        return [
            _row(step, self.symbols)
            for step in reversed(found.steps)
            if all(word in f"{step.label} {records(step)} {step.actor}".casefold() for word in words)
        ]

    def _detail(self, found: Dossier, key: RowKey) -> Content:
        step = next((step for step in found.steps if step.number == key), None)
        if step is None:
            return Content("")
        lines = [
            C(f"{step.number} {step.label}", one_line=True).stylize("bold"),
            C(f"{_when(step)}, by {step.actor}", one_line=True),
        ]
        if step.undone:
            lines.append(Content(f"{self.symbols.none} undone: it no longer holds"))
        for entry in services.timeline.entries(self.desk, step.number):
            lines += [Content(""), *_told(entry, self.symbols)]
        return Content("\n").join(lines)


def records(step: StepFacts) -> str:
    """Return what a step touched in words: `complaint`, `2 actions and agreement`."""
    counted: dict[str, int] = {}
    for record in step.records:
        kind = record.rpartition(" ")[0].replace("_", " ")
        counted[kind] = counted.get(kind, 0) + 1
    return ", ".join(kind if count == 1 else f"{count} x {kind}" for kind, count in counted.items())


def _row(step: StepFacts, symbols: Symbols) -> Row:
    label = Cell(f"undone: {step.label}", symbols.none, "muted") if step.undone else step.label
    return Row(
        step.number,
        {
            "number": str(step.number),
            "when": f"{step.at.astimezone():%d %b %Y %H:%M}",
            "label": label,
            "records": records(step),
            "actor": step.actor,
        },
        "muted" if step.undone else "",
    )


def _when(step: StepFacts) -> str:
    at = step.at.astimezone()
    return f"{typed_dates.in_full(at.date())}, {at:%H:%M}"


def _told(entry: Entry, symbols: Symbols) -> list[Content]:
    head = f"{entry.record}: {ACTS.get(entry.act, entry.act)}"
    lines = [Content.styled(C(head, one_line=True).plain, "underline")]
    if entry.is_erased:
        return [*lines, Content("The values are gone: the person was erased.")]
    return [*lines, *(_value(changed, symbols) for changed in entry.changed)]


def _value(changed: Changed, symbols: Symbols) -> Content:
    name = changed.name.removesuffix("_id").replace("_", " ")
    before, after = (_shown(value) for value in (changed.before, changed.after))
    told = f"{before} {symbols.arrow} {after}" if changed.before else after
    return Content.assemble((f"  {name}: ", "bold"), C(told))


def _shown(value: str | None) -> str:
    if not value:
        return "(nothing)"
    return value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]} ..."
