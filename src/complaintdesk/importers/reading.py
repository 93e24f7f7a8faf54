"""Reading a file of complaints from end to end: what it is, then each of its records."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TextIO

from complaintdesk.errors import ImportRefusedError
from complaintdesk.importers import dates, objects, presets, records
from complaintdesk.importers.dates import DATE_ORDERS, DateForm, Evidence
from complaintdesk.importers.drafts import DATE_FIELDS, ComplaintDraft, Problem, shown
from complaintdesk.importers.files import Limits
from complaintdesk.importers.objects import ObjectReader
from complaintdesk.importers.presets import ColumnMap, Detection, Match, Preset
from complaintdesk.importers.records import Layout, Record, RecordReader, Run
from complaintdesk.importers.rejects import REJECT_COLUMNS
from complaintdesk.importers.survey import Survey, opened, survey
from complaintdesk.importers.table import Money, Plan
from complaintdesk.rules.counting import counted
from complaintdesk.rules.spreadsheet import OWN_TABLE, unguarded

_SAMPLE = 5_000
"""Records looked at for the form of the dates; where they do not tell, all are."""

_HEAD_CHARS = 1 << 20
_MANY_LINES = 200
"""Lines of one record from which on its quotation marks are looked at."""

_NO_TEXT = {
    (True, True): re.compile("[\0\ud800-\udfff]"),
    (True, False): re.compile("[\ud800-\udfff]"),
    (False, True): re.compile("\0"),
}


class Reading:
    """A file that can be imported; iterating reads it and yields a draft or a problem a record.

    The counts and `bytes_done` grow while it is iterated, so that another thread
    can show progress. Nothing of the records is kept: memory does not grow with
    the file, except for some 30 bytes a record where the file has no ids.
    """

    def __init__(
        self,
        path: Path,
        found: Survey,
        layout: Layout,
        preset: Preset,
        source: str,
        detection: Detection,
        columns: ColumnMap,
        forms: Mapping[str, DateForm],
        *,
        limits: Limits,
        money: Money,
    ) -> None:
        self.path = path
        self.preset = preset
        self.source = source
        """Within this a record's key is unique: the preset's id or, for columns
        mapped by hand, `map:` and a digest of the header."""
        self.header = layout.header
        self.delimiter = layout.delimiter
        self.encoding = found.encoding
        self.encoding_guessed = found.encoding_guessed
        self.sha256 = found.sha256
        """Of the file as it lies on the disk."""
        self.detection = detection
        self.columns = columns
        self.forms = forms
        """How each field of dates is read, and what decided it."""
        self.lines = found.lines
        """Lines of the file; never fewer than its records, unless it is JSON."""
        self.bytes_total = found.bytes_total
        self.bytes_done = 0
        self.rows = 0
        """Drafts and problems yielded so far."""
        self.problems = 0
        self.shortened = 0
        """Records with a date that says more or less than one day, such as a month or a remark."""
        self._longest_record = (0, 0)
        self._footer: tuple[str, ...] = ()
        self._found = found
        self._layout = layout
        self._limits = limits
        self._money = money

    @property
    def has_ids(self) -> bool:
        """Whether the file gives each record an id; without, content is its identity."""
        return "source_id" in self.columns.fields

    @property
    def own_header(self) -> tuple[str, ...]:
        """The file's columns without those that a rejects file puts before them."""
        return _own_columns(self.header)

    @property
    def runner_up(self) -> Match | None:
        """The next best preset, for the handler to judge by."""
        return self.detection.runner_up

    @property
    def counts_objects(self) -> bool:
        """Whether the place of a record is its number in an array and not its line."""
        return not self._layout.line

    @property
    def suspicions(self) -> tuple[str, ...]:
        """Why dates of the file are not to be believed, a sentence each."""
        return tuple(form.suspicion for form in self.forms.values() if form.suspicion)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the handler should know before trusting the result, a sentence each."""
        return (*self.suspicions, *(form.sentence + "." for form in self.forms.values()), *self._remarks())

    def _remarks(self) -> Iterator[str]:
        if self.preset.note:
            yield self.preset.note
        if self.encoding_guessed:
            yield f"The encoding is guessed ({self.encoding}); look at names and signs such as £ and é."
        if self._found.damaged and self.encoding.startswith("utf-8"):
            yield "Some bytes are not UTF-8; the records they are in are rejected."
        if self._layout.above:
            yield f"Above the header and passed over: {shown(' / '.join(self._layout.above), 120)}."
        if self._footer:
            yield f"Below the table and passed over: {shown(' / '.join(self._footer), 120)}."
        if self.shortened:
            yield (
                f"{counted(self.shortened, 'record has', 'records have')} a date that is a month, a period or has"
                " a remark; its first "
                "day is taken, and the cell is kept as it stands."
            )
        lines, line = self._longest_record
        if lines >= _MANY_LINES:
            yield f"The record on line {line:,} takes {lines:,} lines; look whether its quotation marks are right."
        if not self._found.ends_with_newline and self._layout.line:
            yield "The last line has no line end; if the file was cut, its last cell may be short."
        if not self.has_ids:
            yield "No column holds ids; a record is known by its content and how often it occurs."

    def __iter__(self) -> Iterator[ComplaintDraft | Problem]:
        """Read the file from its beginning.

        Raises:
            ImportRefusedError: If the file was changed since it was opened, or an
                unclosed quotation mark swallows records. What was yielded before is
                void then: take all of a file or nothing.
        """
        plan = Plan(
            self.preset, self.header, self.columns, self.forms,
            money=self._money, guarded=_is_guarded(self.header), records=self._found.lines,
        )  # fmt: skip
        self.bytes_done = self.rows = self.problems = 0
        with opened(self.path, self._found) as (raw, text):
            items = _records(text, self._found, self._layout, self.columns, self._limits)
            for item in items.runs():
                self.bytes_done = raw.tell()
                for made in plan.drafts(*item) if isinstance(item, Run) else (item,):
                    self.rows += 1
                    self.problems += isinstance(made, Problem)
                    yield made
        if isinstance(items, RecordReader):
            self._longest_record, self._footer = items.longest, items.footer
        self.shortened = plan.shortened
        self.bytes_done = self.bytes_total


def read(
    path: str | os.PathLike[str],
    known: Mapping[str, Preset],
    *,
    preset: str | None = None,
    mapping: Mapping[str, str] | None = None,
    date_order: str | None = None,
    encoding: str | None = None,
    money: Money | None = None,
    words: Callable[[str], Mapping[str, Mapping[str, str]]] | None = None,
    limits: Limits | None = None,
) -> Reading:
    """Return a file ready to be read, with what was found out about it.

    The whole file is gone through once before this returns.

    Args:
        path: A file of a table or of JSON, gzip-compressed or not.
        known: Every preset by its id.
        preset: The id of the one to use; without it, the header tells.
        mapping: The handler's own map, column by field; it outranks the preset, and
            where no preset fits it stands alone.
        date_order: `dmy`, `mdy` or `ymd`, the handler's word on all columns of dates.
        encoding: The handler's word on the encoding.
        money: The store's currency, for amounts.
        words: Returns, for a source, what the handler has matched: field -> its word in lower case -> ours.
        limits: How much is let in.

    Raises:
        ImportRefusedError: If the file, the preset, the map or the order of dates will not do.
    """
    path, limits, mapping = Path(path), limits or Limits(), mapping or {}
    if date_order not in {None, *DATE_ORDERS}:
        raise ImportRefusedError(f"{shown(str(date_order))} is no order of dates; it is dmy, mdy or ymd.")
    for name in mapping:
        presets.require_field(name)
    found = survey(path, limits, encoding)
    layout = _layout(path, found, limits)
    header = _own_columns(layout.header)
    detection = presets.detect(header, known)
    chosen, source = _choose(preset, known, detection, header, by_hand=bool(mapping))
    if words is not None:
        chosen = presets.with_words(chosen, words(source))
    columns = presets.columns_of(chosen, layout.header, mapping)
    columns = columns._replace(
        extras=tuple(extra for extra in columns.extras if extra[0] not in REJECT_COLUMNS)
    )
    forms = _forms(
        path, found, layout, columns, limits,
        blanks=chosen.blanks, asked=date_order, usual=chosen.date_order,
    )  # fmt: skip
    return Reading(
        path, found, layout, chosen, source, detection, columns, forms, limits=limits, money=money or Money()
    )


class Glance(NamedTuple):
    """What a file looks like, whether or not it can be imported as it stands."""

    header: tuple[str, ...]
    delimiter: str
    """Empty for JSON."""

    encoding: str
    encoding_guessed: bool
    bytes_total: int
    preset: Preset
    """The one that is asked for or that fits; an empty one where none does."""

    detection: Detection
    fields: Mapping[str, int]
    """Field -> place of its column."""

    samples: tuple[tuple[str, ...], ...]
    """The cells of the first records."""


def glance(
    path: Path,
    known: Mapping[str, Preset],
    *,
    preset: str | None = None,
    mapping: Mapping[str, str] | None = None,
    encoding: str | None = None,
    most: int = 5,
) -> Glance:
    """Return what a file looks like, with the cells of its first records.

    Raises:
        ImportRefusedError: If it is no file of records.
    """
    limits, mapping = Limits(), mapping or {}
    found = survey(path, limits, encoding)
    layout = _layout(path, found, limits)
    header = _own_columns(layout.header)
    detection = presets.detect(header, known)
    try:
        chosen, _ = _choose(preset, known, detection, header, by_hand=True)
    except ImportRefusedError:
        chosen, _ = presets.by_hand(header)
    fields = presets.fields_of(chosen, layout.header, mapping)
    columns = ColumnMap({"received_on": 0, **fields}, ())
    with opened(path, found) as (_, text):
        records_ = (
            item for item in _records(text, found, layout, columns, limits) if isinstance(item, Record)
        )
        samples = tuple(tuple(item.cells) for item in islice(records_, most))
    return Glance(
        layout.header, layout.delimiter, found.encoding, found.encoding_guessed, found.bytes_total, chosen,
        detection, fields, samples,
    )  # fmt: skip


def _choose(
    asked: str | None,
    known: Mapping[str, Preset],
    detection: Detection,
    header: tuple[str, ...],
    *,
    by_hand: bool,
) -> tuple[Preset, str]:
    """Return the preset to use and the name of the source."""
    if asked == presets.MAP:
        return presets.by_hand(header)
    if asked is not None:
        if asked not in known:
            raise ImportRefusedError(
                f"There is no preset {shown(asked)}; there are {', '.join(sorted(known))}."
            )
        return known[asked], asked
    if detection.best is not None:
        return detection.best.preset, detection.best.preset.id
    if by_hand:
        return presets.by_hand(header)
    near = detection.runner_up
    nearest = (
        f" The nearest is {near.preset.id}, which knows {near.known} of {near.named} columns." if near else ""
    )
    raise ImportRefusedError(
        "No preset knows this header; choose one with --preset, or say what the columns mean with "
        f"--map received_on=COLUMN and so on.{nearest} {presets.listed(header)}"
    )


def _layout(path: Path, found: Survey, limits: Limits) -> Layout:
    with opened(path, found) as (_, text):
        head = text.read(_HEAD_CHARS)
    if objects.is_json(head):
        with opened(path, found) as (_, text):
            layout = objects.layout(text, limits.field_chars)
    else:
        layout = records.find_layout(head, limits.field_chars)
    if _NO_TEXT[True, True].search("".join(layout.header)):
        raise ImportRefusedError(
            f"A name of a column of {path.name} holds bytes that are no text; correct it."
        )
    return layout


def _own_columns(header: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns without those that a rejects file puts before them."""
    return header[len(REJECT_COLUMNS) :] if _is_rejects(header) else header


def _is_rejects(header: tuple[str, ...]) -> bool:
    return header[: len(REJECT_COLUMNS)] == REJECT_COLUMNS


def _is_guarded(header: tuple[str, ...]) -> bool:
    """Return whether the desk itself has written the file, with apostrophes before formulas."""
    return _is_rejects(header) or _own_columns(header)[: len(OWN_TABLE)] == OWN_TABLE


def _records(
    text: TextIO, found: Survey, layout: Layout, columns: ColumnMap, limits: Limits
) -> RecordReader | ObjectReader:
    if not layout.line:
        return ObjectReader(text, layout.header, limits.field_chars)
    received = columns.fields["received_on"]
    return RecordReader(
        text,
        layout,
        field_chars=limits.field_chars,
        ends_with_newline=found.ends_with_newline,
        starts_a_record=lambda cells: dates.looks_like_a_date(cells[received]),
        no_text=_NO_TEXT.get((found.damaged, found.has_nul)),
    )


def _forms(
    path: Path,
    found: Survey,
    layout: Layout,
    columns: ColumnMap,
    limits: Limits,
    *,
    blanks: frozenset[str],
    asked: str | None,
    usual: str | None,
) -> dict[str, DateForm]:
    """Return the form of each field of dates that has a value anywhere in the file.

    The first records are weighed, and all of them where those do not tell.
    """
    places = {name: columns.fields[name] for name in DATE_FIELDS if name in columns.fields}
    guarded = _is_guarded(layout.header)
    gathered: dict[str, Evidence] = {}
    for most in (_SAMPLE, None):
        gathered = {name: Evidence() for name in places}
        with opened(path, found) as (_, text):
            for item in islice(_records(text, found, layout, columns, limits), most):
                if isinstance(item, Record):
                    for name, place in places.items():
                        cell = unguarded(item.cells[place]) if guarded else item.cells[place]
                        if cell.strip() not in blanks:
                            gathered[name].add(cell)
        if all(evidence.settled for evidence in gathered.values()):
            break
    # Who writes one column with the day first does so in all.
    proven = {evidence.proven for evidence in gathered.values()} - {""}
    beside = next(iter(proven)) if len(proven) == 1 else None
    return {
        name: dates.choose(
            evidence,
            layout.header[places[name]],
            asked=asked,
            beside=beside,
            usual=usual,
        )
        for name, evidence in gathered.items()
        if evidence.weighed
    }
