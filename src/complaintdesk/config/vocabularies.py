"""Vocabularies: the words an organisation may choose for itself.

Causes, root causes, remedies, implications, channels and the words to be wary of in a
note are data files: the shipped ones, and the organisation's own beside or instead of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from complaintdesk.config.places_in_toml import placed
from complaintdesk.config.tables import Table, document
from complaintdesk.errors import SettingsError, left_out
from complaintdesk.rules.counting import counted
from complaintdesk.vocabulary import MoneyKind

NAMES = (
    "causes",
    "root_causes",
    "remedies",
    "implications",
    "channels",
    "insults",
    "health_words",
    "escalations",
)
"""The vocabularies there are; each is a file of this name."""

UNITS = ("hour", "day", "working_day", "week", "month")
"""What an implication's clock counts in."""


@dataclass(frozen=True, slots=True)
class DutyClock:
    """How long there is to do what an implication asks for, and who says so."""

    n: int
    """How many units; 0 is the same day, at once."""
    unit: str
    starts: str
    duty: str
    source: str
    as_of: date

    @property
    def time_allowed(self) -> str:
        """The time in words: `72 hours`, `the same day`."""
        unit = self.unit.replace("_", " ")
        return "the same day" if self.n == 0 else counted(self.n, unit)


@dataclass(frozen=True, slots=True)
class Route:
    """How a complaint is handed over."""

    to: str
    """Which role takes it; "" where the procedure's outside body does, or it must be named."""
    external: bool
    due_wd: int
    """By when it is to be sent, in working days; 0 is the same day."""
    criterion: str
    holds: tuple[str, ...]
    """What the pack holds."""
    steps: Mapping[str, str]
    """Step of the hand-over -> the sentence that is ticked off."""


PACK_PARTS = ("summary", "words", "findings", "offers", "clocks", "files")
"""What a pack can hold, in the order in which it tells it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of a vocabulary."""

    id: str
    label: str
    definition: str
    money_kind: MoneyKind | None = None
    """For a remedy: against which limit of authority its sum counts."""
    alert: tuple[str, ...] = ()
    """For an implication: who must know."""
    clock: DutyClock | None = None
    """For an implication: how long there is."""
    route: Route | None = None
    """For a hand-over: to whom, with what, by when."""
    retired: bool = False
    """No longer to be chosen, but still to be understood where it was."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One list of words, in the order in which they are offered."""

    name: str
    title: str
    entries: tuple[Entry, ...]

    @property
    def choices(self) -> tuple[Entry, ...]:
        """The words to choose from today."""
        return tuple(entry for entry in self.entries if not entry.retired)

    def find(self, id: str) -> Entry | None:  # noqa: A002 - it is the entry's id
        """Return the entry of that id; None where there is none."""
        return next((entry for entry in self.entries if entry.id == id), None)

    def label(self, id: str) -> str:  # noqa: A002 - it is the entry's id
        """Return how an id is said, also where blanks are written in it; another word is said as it stands."""
        entry = self.find(id) or self.find(id.lower().replace(" ", "_"))
        return entry.label if entry else id


@dataclass(frozen=True, slots=True)
class Vocabularies:
    """All the words an organisation may choose for itself."""

    causes: Vocabulary
    root_causes: Vocabulary
    remedies: Vocabulary
    implications: Vocabulary
    channels: Vocabulary
    insults: Vocabulary
    health_words: Vocabulary
    escalations: Vocabulary


class Loaded(NamedTuple):
    """The words there are, and what is wrong with those of one's own that were left out."""

    lists: Vocabularies
    problems: tuple[str, ...] = ()
    """One sentence a file: where, what, and the remedy."""


def load(shipped: Path, own: Path | None = None) -> Loaded:
    """Return every vocabulary, the organisation's own words added or in place of the shipped ones.

    A file of one's own that is wrong is left out and named; the shipped list of its name stands.

    Args:
        shipped: The folder of the shipped files.
        own: The folder of one's own files; None or missing where there is none.

    Raises:
        SettingsError: If a shipped file is wrong or missing.
    """
    lists = {name: Vocabulary(name, *_read(shipped / f"{name}.toml")[:2]) for name in NAMES}

    def take(path: Path) -> None:
        if path.stem not in NAMES:
            raise SettingsError(f"{path}: there is no vocabulary of this name; name it {_files()}.")
        shipped_list = lists[path.stem]
        title, entries, replaces = _read(path, shipped_list.title)
        kept = () if replaces else shipped_list.entries
        both = {entry.id: entry for entry in (*kept, *entries)}
        lists[path.stem] = Vocabulary(path.stem, title, tuple(both.values()))

    ours = sorted(own.glob("*.toml")) if own is not None and own.is_dir() else ()
    problems = left_out(ours, take, SettingsError)
    return Loaded(Vocabularies(**lists), problems)


def load_all(shipped: Path, own: Path | None = None) -> Vocabularies:
    """Return every vocabulary, as `load` does, but refuse what is wrong.

    Raises:
        SettingsError: If a file is wrong; the sentence names it, the line, the key and the remedy.
    """
    loaded = load(shipped, own)
    if loaded.problems:
        raise SettingsError(loaded.problems[0])
    return loaded.lists


def _read(path: Path, title: str | None = None) -> tuple[str, tuple[Entry, ...], bool]:
    """Return the title and the entries of one file, and whether it drops the shipped ones.

    Raises:
        SettingsError: If the file is wrong; names the line where it can be told.
    """
    whole = Table(document(path), str(path))
    try:
        whole.only(("title", "replace", "entries"))
        entries = tuple(map(_entry, whole.tables("entries")))
        if not entries:
            raise whole.wrong("there is no word in it; add one under [[entries]]")
        return whole.text("title", title), entries, whole.flag("replace")
    except SettingsError as wrong:
        raise placed(wrong, path) from wrong


def _entry(table: Table) -> Entry:
    table.only(("id", "label", "definition", "money_kind", "alert", "clock", "route", "retired"))
    kind = table.word("money_kind", [one.value for one in MoneyKind], "")
    return Entry(
        id=table.text("id"),
        label=table.text("label"),
        definition=table.text("definition"),
        money_kind=MoneyKind(kind) if kind else None,
        alert=table.texts("alert"),
        clock=_clock(table),
        route=_route(table),
        retired=table.flag("retired"),
    )


def _clock(table: Table) -> DutyClock | None:
    """Return an implication's clock; a number without its source and date is refused."""
    clock = table.table("clock")
    if clock is None:
        return None
    clock.only(("n", "unit", "starts", "duty", "source", "as_of"))
    return DutyClock(
        n=clock.number("n"),
        unit=clock.word("unit", UNITS),
        starts=clock.text("starts"),
        duty=clock.text("duty"),
        source=clock.text("source"),
        as_of=clock.day("as_of"),
    )


def _route(table: Table) -> Route | None:
    """Return how a complaint is handed over; a part that no pack can hold is refused."""
    route = table.table("route")
    if route is None:
        return None
    route.only(("to", "external", "due_wd", "criterion", "holds", "steps"))
    holds = route.texts("holds")
    unknown = [part for part in holds if part not in PACK_PARTS]
    if unknown:
        raise route.wrong(f"a pack cannot hold {unknown[0]!r}; it holds {', '.join(PACK_PARTS)}")
    steps = route.table("steps")
    return Route(
        to=route.text("to", ""),
        external=route.flag("external"),
        due_wd=route.number("due_wd"),
        criterion=route.text("criterion", ""),
        holds=holds,
        steps={key: steps.text(key) for key in steps.values} if steps else {},
    )


def _files() -> str:
    return ", ".join(f"{name}.toml" for name in NAMES)
