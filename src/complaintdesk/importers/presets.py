"""Presets: which columns of another system mean what, and how a header tells the system.

A preset is a TOML file and nothing else. Names of columns are compared in lower
case and without signs and blanks, so that `Date received`, `date_received` and
`DATE RECEIVED` are one name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import lru_cache
from typing import NamedTuple

from complaintdesk.errors import ImportRefusedError
from complaintdesk.importers.drafts import FIELDS, shown

MAP = "map"
"""The preset of a file whose columns the handler mapped by hand."""

_LISTED = 30


def document(preset: Preset) -> dict[str, object]:
    """Return a preset as its file would say it."""
    said: dict[str, object] = {"id": preset.id, "title": preset.title}
    if preset.note:
        said["note"] = preset.note
    if preset.guarded:
        said["guarded"] = True
    if preset.date_order:
        said["date_order"] = preset.date_order
    said["fingerprints"] = [list(prints) for prints in preset.fingerprints]
    for name in ("extras", "comments", "ignored"):
        said[name] = list(getattr(preset, name))
    said["blanks"] = sorted(preset.blanks)
    said["renamed"] = dict(preset.renamed)
    said["columns"] = {name: list(aliases) for name, aliases in preset.columns.items()}
    said["constants"] = dict(preset.constants)
    said["values"] = {name: dict(words) for name, words in preset.values.items()}
    return {name: value for name, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class Preset:
    """What is known of one system's exports."""

    id: str
    title: str
    columns: Mapping[str, tuple[str, ...]]
    """For each field the names its column goes by, the best first."""

    fingerprints: tuple[tuple[str, ...], ...] = ()
    """Sets of columns; a header that has all of one set may come from this system."""

    extras: tuple[str, ...] = ()
    """Columns it knows without using them, as they are to be spelled."""

    comments: tuple[str, ...] = ()
    """Columns with a comment in each cell, as `comments` tells it; they are kept."""

    renamed: Mapping[str, str] = field(default_factory=dict)
    """Other names of such columns, each with the one it is kept by."""

    ignored: tuple[str, ...] = ()
    """Columns that say nothing of a complaint, such as the running number of an export; they are not kept."""

    note: str = ""
    """What the handler should know of every file of this system, in a sentence."""

    guarded: bool = False
    """Whether the system writes what a spreadsheet would take for a formula behind an apostrophe."""

    date_order: str | None = None
    """Its usual order of day and month, `dmy` or `mdy`; asked only where a column does not tell."""

    blanks: frozenset[str] = frozenset()
    """Texts that stand for an empty cell."""

    constants: Mapping[str, str] = field(default_factory=dict)
    """Texts for fields that no column gives."""

    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """For a text field, our word for the system's word; another word stays as it is. Of the outcome the
    system's word is kept beside ours."""


class Match(NamedTuple):
    """How well a preset fits a header."""

    preset: Preset
    known: int
    named: int

    @property
    def share(self) -> float:
        """The share of the named columns that the preset knows."""
        return self.known / self.named if self.named else 0.0


class Detection(NamedTuple):
    """The presets that fit a header; the best is None where none is recognised."""

    best: Match | None
    runner_up: Match | None


class ColumnMap(NamedTuple):
    """Which column gives which field, by position."""

    fields: Mapping[str, int]
    extras: tuple[tuple[str, int], ...]
    """What the preset does not use: the name it is kept by, and the column."""


@lru_cache(4096)
def folded(name: str) -> str:
    """Return a column's name without case, signs and blanks; a name of signs only stays."""
    name = name.strip()
    return re.sub(r"[\W_]+", "", name.casefold()) or name


def listed(header: Sequence[str]) -> str:
    """Return a sentence with the names of the columns, the first ones of very many."""
    names = [shown(name) for name in header if name]
    more = f" and {len(names) - _LISTED:,} more" if len(names) > _LISTED else ""
    return f"The columns are: {', '.join(names[:_LISTED])}{more}."


def parse_mapping(items: Iterable[str]) -> dict[str, str]:
    """Return the columns by field from words such as `received_on=Date received`.

    An empty column, as in `closed_on=`, says that no column gives the field.

    Raises:
        ImportRefusedError: If one has no `=`, or names no field.
    """
    mapping = {}
    for item in items:
        name, sign, column = item.partition("=")
        if not sign:
            raise ImportRefusedError(
                f"{shown(item)} is no map; write it as FIELD=COLUMN, such as received_on=Date."
            )
        require_field(name.strip())
        mapping[name.strip()] = column.strip()
    return mapping


def require_field(name: str) -> None:
    """Refuse a word that is no field, naming the nearest.

    Raises:
        ImportRefusedError: If there is no such field.
    """
    if name not in FIELDS:
        raise ImportRefusedError(
            f"There is no field {shown(name)}{nearest(name, FIELDS)}; fields are {', '.join(FIELDS)}."
        )


def detect(header: Sequence[str], presets: Mapping[str, Preset]) -> Detection:
    """Return the preset whose fingerprint a header has, and the next best one.

    Among several the one that knows the largest share of the columns is best. The
    runner-up may have no fingerprint in the header; it is None where no other preset
    knows any column.
    """
    names = {folded(name) for name in header if name}
    matches = []
    for preset in presets.values():
        fit = match(preset, header)
        sure = any(names >= {folded(name) for name in prints} for prints in preset.fingerprints)
        if fit.known:
            matches.append((sure, fit))
    matches.sort(key=lambda found: (found[0], found[1].share, found[1].preset.id), reverse=True)
    best = matches[0][1] if matches and matches[0][0] else None
    others = [fit for _, fit in matches if fit is not best]
    return Detection(best, others[0] if others else None)


def match(preset: Preset, header: Sequence[str]) -> Match:
    """Return how well one preset fits a header."""
    names = {folded(name) for name in header if name}
    aliases = {folded(alias) for aliases in preset.columns.values() for alias in aliases}
    others = {folded(name) for name in (*preset.extras, *preset.renamed, *preset.ignored)}
    return Match(preset, len(names & (aliases | others)), len(names))


def by_hand(header: Sequence[str]) -> tuple[Preset, str]:
    """Return an empty preset for columns mapped by hand, and the name of the source it stands for.

    The source carries a digest of the header, so that ids of two unlike files are
    never taken for the same complaint.
    """
    digest = hashlib.sha256("\0".join(map(folded, header)).encode("utf-8", "surrogatepass")).hexdigest()
    return Preset(MAP, "Mapped by hand", {}), f"{MAP}:{digest[:8]}"


def with_words(preset: Preset, words: Mapping[str, Mapping[str, str]]) -> Preset:
    """Return a preset with more words of ours for the system's; they outrank its own."""
    if not words:
        return preset
    values = {
        name: {**preset.values.get(name, {}), **words.get(name, {})} for name in {**preset.values, **words}
    }
    return replace(preset, values=values)


def columns_of(preset: Preset, header: Sequence[str], mapping: Mapping[str, str]) -> ColumnMap:
    """Return which column gives which field.

    Args:
        preset: Whose names are looked for.
        header: The file's columns.
        mapping: The handler's own map, column by field; it outranks the preset.

    Raises:
        ImportRefusedError: If a mapped field or column does not exist, or no column
            gives the day of receipt.
    """
    fields = fields_of(preset, header, mapping)
    if "received_on" not in fields:
        raise ImportRefusedError(
            "No column is known to hold the day on which a complaint came in; say which with "
            f"--map received_on=COLUMN. {listed(header)}"
        )
    return ColumnMap(fields, _extras(preset, header, set(fields.values())))


def fields_of(preset: Preset, header: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    """Return which field is given by which column, whether or not that is enough to import.

    Raises:
        ImportRefusedError: If a mapped field or column does not exist.
    """
    places: dict[str, int] = {}
    for place, name in enumerate(header):
        if name:
            places.setdefault(folded(name), place)
    for name in mapping:
        require_field(name)
    fields = {name: _place(column, header, places) for name, column in mapping.items() if column}
    taken = set(fields.values())
    for name in FIELDS:
        for alias in preset.columns.get(name, ()):
            at = places.get(folded(alias))
            if name not in fields and name not in mapping and at is not None and at not in taken:
                fields[name] = at
                taken.add(at)
    return fields


def _extras(preset: Preset, header: Sequence[str], taken: set[int]) -> tuple[tuple[str, int], ...]:
    spelled = {folded(name): name for name in preset.extras}
    spelled |= {folded(other): name for other, name in preset.renamed.items()}
    ignored = {folded(name) for name in preset.ignored}
    found: dict[str, int] = {}
    for place, name in enumerate(header):
        # A first column without a name is the running number of a data frame.
        if place in taken or (place == 0 and not name) or folded(name) in ignored:
            continue
        wanted = spelled.get(folded(name), name) if name else f"Column {place + 1}"
        kept, turn = wanted, 2
        while kept in found:
            kept, turn = f"{wanted} ({turn})", turn + 1
        found[kept] = place
    return tuple(sorted(found.items()))


def _place(column: str, header: Sequence[str], places: Mapping[str, int]) -> int:
    if column in header:
        return header.index(column)
    found = places.get(folded(column))
    if found is None:
        raise ImportRefusedError(
            f"The file has no column {shown(column)}{nearest(column, [name for name in header if name])}."
        )
    return found


def nearest(word: str, words: Iterable[str]) -> str:
    """Return the likest of some words in brackets, for a sentence; empty where none is like it."""
    near = get_close_matches(word, list(words), n=1, cutoff=0.5)
    return f" (the nearest is {shown(near[0])})" if near else ""
