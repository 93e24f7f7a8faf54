"""The parts of an import: what it comes to, its columns, problems, changes and words, each as rows and in full."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from complaintdesk.importers.dates import looks_like_a_date
from complaintdesk.rules.counting import counted
from complaintdesk.services.import_changes import KEPT, SUPERSEDED, UPDATED
from complaintdesk.services.import_presets import Sight
from complaintdesk.vocabulary import Origin
from complaintdesk.widgets.columns import Cell, Column, Row
from complaintdesk.widgets.file_picker import size_in_words

if TYPE_CHECKING:
    from complaintdesk.services.import_report import Report
    from complaintdesk.services.importing import Request

SUMMARY, COLUMNS, PROBLEMS, CHANGES, WORDS = "summary", "columns", "problems", "changes", "words"


@dataclass(frozen=True, slots=True)
class State:
    """What is known of the file at the moment."""

    sight: Sight | None = None
    report: Report | None = None
    refusal: str = ""
    is_done: bool = False
    """Whether it was imported, and not only looked at."""

    matched: tuple[tuple[str, str, str], ...] = ()
    """Words that the handler has matched just now: field, theirs, ours."""

    suggested: Mapping[str, str] = field(default_factory=dict)
    """What the columns of a header that no preset knows give by their plain names, column by field."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the screen."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: Callable[[State], list[Row]]
    detail: Callable[[State, int], str]
    empty: str


def _summary_rows(state: State) -> list[Row]:
    report = state.report
    if report is None:
        return []
    ends = "" if state.is_done else "would be "
    said = (
        ("new", report.new, f"{ends}added"),
        ("updated", report.updated, f"{ends}changed to what the file says now; see Changes"),
        (
            "known",
            report.known,
            "there already" + (f"; {report.kept} were worked on and stay" if report.kept else ""),
        ),
        ("duplicate", report.duplicate, "followed by another record with the same id in this file"),
        ("invalid", report.invalid, "cannot be taken; see Problems" if report.invalid else "cannot be taken"),
    )
    rows = [
        Row(number, {"what": name, "count": f"{count:,}", "means": means})
        for number, (name, count, means) in enumerate(said)
    ]
    return [
        *rows,
        Row(len(said), {"what": "rows", "count": f"{report.rows:,}", "means": "in the file, the sum"}),
    ]


def summary(state: State, request: Request) -> str:
    """Return what is to be known before the file is trusted, in paragraphs."""
    sight, report = state.sight, state.report
    said = [str(request.path)]
    if sight is not None:
        form = "JSON" if not sight.delimiter else f"table, columns parted by {_SEPARATORS[sight.delimiter]}"
        guess = " (guessed)" if sight.encoding_guessed else ""
        said.append(f"{size_in_words(sight.bytes_total)}, {sight.encoding}{guess}, {form}.")
        if sight.preset == "map":
            near = f" The nearest is {sight.runner_up}." if sight.runner_up else ""
            if not request.mapping:
                said.append(f"No preset knows this header.{near} Say in Columns ([ ]) what they mean.")
            elif request.mapping == state.suggested:
                said.append(
                    "No preset knows this header; the columns are read by their names. Look at each in Columns ([ ]); "
                    "+ keeps that as a preset."
                )
            else:
                said.append(
                    "No preset knows this header; the columns mean what you said of them. + keeps that as a preset."
                )
        else:
            named = sum(bool(name) for name in sight.header)
            near = f"; the next best is {sight.runner_up}" if sight.runner_up else ""
            said.append(
                f"Preset {sight.preset}: {sight.title}. It knows {sight.known} of {named} columns{near}."
            )
    if state.refusal:
        said.append(f"! {state.refusal}")
        said.append("Nothing was taken. e changes how it is read, ] goes to the columns.")
    if report is not None:
        if not state.is_done:
            said.append(_AS[request.load_as])
        said += report.notes
        if report.rejects is not None and report.invalid:
            said.append(f"The rejected rows are in {report.rejects}.")
        said.append(_next(state, report))
    return "\n\n".join(said)


_AS = {
    Origin.history: "They come in as history: found, counted and compared with, not worked. e changes that.",
    Origin.referred: "They come in as referred to you: each starts its clocks and is to be worked. e changes that.",
}
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


def _next(state: State, report: Report) -> str:
    if state.is_done:
        return f"Imported as step {report.step}. u takes it back as one, esc leaves."
    if report.new or report.updated:
        return "y imports them as one step, n leaves it."
    return "There is nothing new in it. n leaves."


def _column_rows(state: State) -> list[Row]:
    if state.sight is None:
        return []
    return [
        Row(
            column.place,
            {
                "column": column.name or "(no name)",
                "field": Cell(
                    column.field.replace("_", " "),
                    tone="muted" if column.field in {"kept", "left out"} else "strong",
                ),
                "samples": " | ".join(column.samples),
            },
        )
        for column in state.sight.columns
    ]


def _column_detail(state: State, key: int) -> str:
    assert state.sight is not None
    column = next(column for column in state.sight.columns if column.place == key)
    said = {
        "kept": "It gives no field: it stays with the complaint as it is, and the search finds it.",
        "left out": "It is left out: it says nothing of a complaint.",
    }
    asks = ""
    if state.sight.of_field("received_on") is None:
        asks = (
            "Which column holds the day on which a complaint came in? Move to it, press e and choose "
            "“received on”. Then say in the same way which one holds the ids, the words, the customer ...\n\n"
        )
    samples = "\n".join(f"  {sample[:300]}" for sample in column.samples) or "  (blank in the first records)"
    gives = said.get(column.field, f"It gives {column.field.replace('_', ' ')}.")
    return f"{asks}{column.name or '(no name)'}\n\n{gives} e changes that.\n\nIts first values:\n{samples}"


def _problem_rows(state: State) -> list[Row]:
    if state.report is None:
        return []
    return [
        Row(number, {"line": f"{each.line:,}", "reason": each.reason})
        for number, each in enumerate(state.report.rejected)
    ]


def _problem_detail(state: State, key: int) -> str:
    assert state.report is not None
    each = state.report.rejected[key]
    cells = "\n".join(f"  {name or '(no column)'}: {cell}" for name, cell in each.cells)
    return f"{state.report.place_word.capitalize()} {each.line:,}\n\n{each.reason}\n\nThe record:\n{cells}"


_KINDS = {
    UPDATED: "updated",
    KEPT: "stays, was worked on",
    SUPERSEDED: "told again in the file",
}


def _change_rows(state: State) -> list[Row]:
    if state.report is None:
        return []
    return [
        Row(
            number,
            {
                "reference": change.reference or change.source_id,
                "kind": _KINDS[change.kind],
                "fields": ", ".join(name for name, _, _ in change.fields),
            },
        )
        for number, change in enumerate(state.report.changes)
    ]


def _change_detail(state: State, key: int) -> str:
    assert state.report is not None
    change = state.report.changes[key]
    fields = "\n\n".join(
        f"{name}\n  was:  {before or '(nothing)'}\n  file: {after or '(nothing)'}"
        for name, before, after in change.fields
    )
    return (
        f"{change.reference or change.source_id}, {state.report.place_word} {change.line:,}: "
        f"{_KINDS[change.kind]}\n\n{fields}"
    )


def words_of(state: State) -> list[tuple[str, str, str, int | None]]:
    """Return the words to be shown: field, theirs, ours where it was matched just now, and how often it occurs."""
    unknown = state.report.unknown if state.report is not None else ()
    matched = [(field, theirs, ours, None) for field, theirs, ours in state.matched]
    return [*matched, *((each.field, each.value, "", each.rows) for each in unknown)]


def _word_rows(state: State) -> list[Row]:
    return [
        Row(
            number,
            {
                "field": field,
                "theirs": theirs,
                "ours": Cell(ours or "kept as it stands", tone="strong" if ours else "muted"),
                "rows": "" if rows is None else f"{rows:,}",
            },
        )
        for number, (field, theirs, ours, rows) in enumerate(words_of(state))
    ]


def _word_detail(state: State, key: int) -> str:
    field, theirs, ours, rows = words_of(state)[key]
    often = "" if rows is None else f" It occurs in {counted(rows, 'row')}."
    if ours:
        return f"{field}: {theirs}\n\nFrom now on it is {ours} here. The import remembers it for this source."
    return f"{field}: {theirs}\n\nIt is none of our words and is kept as it stands.{often} e says what it is here."


PARTS = (
    Part(
        SUMMARY,
        "Summary",
        (
            Column("Rows", "what", 10),
            Column("Count", "count", 10, align="right"),
            Column("", "means", 40, priority=2, least=10, grow=1),
        ),
        _summary_rows,
        lambda _state, _key: "",
        "Nothing is known of the file yet.",
    ),
    Part(
        COLUMNS,
        "Columns",
        (
            Column("Column", "column", 24, least=14, grow=1),
            Column("Gives", "field", 14),
            Column("First values", "samples", 30, least=10, priority=1, grow=2),
        ),
        _column_rows,
        _column_detail,
        "The file has no columns that can be read.",
    ),
    Part(
        PROBLEMS,
        "Problems",
        (Column("Line", "line", 9, align="right"), Column("What is wrong", "reason", 60, least=20, grow=1)),
        _problem_rows,
        _problem_detail,
        "No row is rejected.",
    ),
    Part(
        CHANGES,
        "Changes",
        (
            Column("Complaint", "reference", 18, least=12, grow=1),
            Column("What becomes of it", "kind", 22),
            Column("In", "fields", 30, least=10, grow=2),
        ),
        _change_rows,
        _change_detail,
        "The file changes nothing that is there.",
    ),
    Part(
        WORDS,
        "Words",
        (
            Column("Field", "field", 9),
            Column("Their word", "theirs", 30, least=14, grow=1),
            Column("Ours", "ours", 18),
            Column("Rows", "rows", 9, align="right"),
        ),
        _word_rows,
        _word_detail,
        "Every outcome and channel is one of our words.",
    ),
)


NOT_READ = "The file is not read yet: see Summary and Columns."


def likely_day(state: State) -> int | None:
    """Return the place of the first column that holds dates and gives no field yet."""
    columns = state.sight.columns if state.sight is not None else ()
    return next(
        (
            column.place
            for column in columns
            if column.field == "kept" and column.samples and all(map(looks_like_a_date, column.samples))
        ),
        None,
    )


def count(part: Part, state: State) -> int | None:
    """Return the number beside the title of a part; None where a number says nothing."""
    report = state.report
    if part.id == SUMMARY or (report is None and part.id != COLUMNS):
        return None
    if part.id == PROBLEMS and report is not None:
        return report.invalid
    return len(part.rows(state))


def find(part_id: str) -> Part:
    """Return a part by its id."""
    return next(part for part in PARTS if part.id == part_id)


def ids() -> Sequence[str]:
    """Return the ids of the parts, in their order."""
    return [part.id for part in PARTS]
