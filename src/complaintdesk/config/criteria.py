"""Criteria sets: the shipped ones, and the organisation's or the candidate's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from complaintdesk.config.places_in_toml import placed
from complaintdesk.config.tables import Table, choice, document
from complaintdesk.errors import SettingsError, left_out
from complaintdesk.rules.criteria import KINDS, KINDS_ELSEWHERE, CriteriaSet, Criterion, CriterionKind

DEFAULT = "unit-45"
"""The set a new store uses."""

_EVIDENCE = frozenset({*KINDS, *KINDS_ELSEWHERE})


@dataclass(frozen=True, slots=True)
class Loaded:
    """The sets there are, and what is wrong with those of one's own that were left out."""

    sets: Mapping[str, CriteriaSet]
    problems: tuple[str, ...] = ()
    """One sentence a file: where, what, and the remedy."""

    def require(self, set_id: str) -> CriteriaSet:
        """Return the set of this id.

        Raises:
            SettingsError: If there is none; says what was left out, and which there are.
        """
        found = self.sets.get(set_id)
        if found is None:
            left_out = f" Left out: {'; '.join(self.problems)}" if self.problems else ""
            raise SettingsError(
                f"There is no criteria set {set_id!r}; {choice(set_id, self.sets)}."
                f" Put its file into the criteria folder, or choose another set.{left_out}"
            )
        return found


def load(shipped: Path, own: Path | None = None) -> Loaded:
    """Return every criteria set by its id; one of the own folder replaces the shipped one of its id.

    A file of one's own that is wrong is left out and named; the desk works without it.

    Args:
        shipped: The folder of the shipped sets.
        own: The folder of one's own sets; None or missing where there is none.

    Raises:
        SettingsError: If a shipped file is wrong or there is none.
    """
    sets = {found.id: found for found in map(read, _files(shipped))}
    if not sets:
        raise SettingsError(f"{shipped}: there is no criteria set here; install complaintdesk again.")
    ours: dict[str, Path] = {}

    def take(path: Path) -> None:
        found = read(path)
        if found.id in ours:
            raise SettingsError(
                f"{path}: has the id {found.id!r}, as {ours[found.id].name} has; give it another."
            )
        ours[found.id] = path
        sets[found.id] = found

    return Loaded(sets, left_out(_files(own), take, SettingsError))


def load_all(shipped: Path, own: Path | None = None) -> Mapping[str, CriteriaSet]:
    """Return every criteria set, as `load` does, but refuse what is wrong.

    Raises:
        SettingsError: If a file is wrong; the sentence names it, the line, the key and the remedy.
    """
    loaded = load(shipped, own)
    if loaded.problems:
        raise SettingsError(loaded.problems[0])
    return loaded.sets


def _files(folder: Path | None) -> Iterator[Path]:
    if folder is not None and folder.is_dir():
        yield from sorted(folder.glob("*.toml"))


def read(path: Path) -> CriteriaSet:
    """Return the criteria set of one file.

    Raises:
        SettingsError: If the file is wrong; names the line where it can be told.
    """
    whole = Table(document(path), str(path))
    try:
        return _set(whole)
    except SettingsError as wrong:
        raise placed(wrong, path) from wrong


def _set(whole: Table) -> CriteriaSet:
    whole.only(("id", "title", "source", "as_of", "note", "groups", "criteria"))
    groups = {}
    for group in whole.tables("groups"):
        group.only(("id", "label"))
        groups[group.text("id")] = group.text("label")
    criteria = tuple(_criterion(table, groups) for table in whole.tables("criteria"))
    if not criteria:
        raise whole.wrong("there is no criterion; add one under [[criteria]]")
    return CriteriaSet(
        whole.text("id"),
        whole.text("title"),
        criteria,
        source=whole.text("source", ""),
        as_of=whole.day("as_of") if "as_of" in whole.values else None,
        note=whole.text("note", ""),
    )


def _criterion(table: Table, groups: Mapping[str, str]) -> Criterion:
    table.only(("id", "group", "kind", "label", "evidenced_by", "good_shows", "questions", "uncertain"))
    evidence = table.texts("evidenced_by")
    for kind in evidence:
        if kind not in _EVIDENCE:
            raise table.wrong(f"'evidenced_by' cannot have {kind!r}; {choice(kind, _EVIDENCE)}")
    kind = cast(CriterionKind, table.word("kind", ("practical", "knowledge")))
    if kind == "practical" and table.texts("questions"):
        raise table.wrong("'questions' guide a statement; take them out, or make its 'kind' knowledge")
    return Criterion(
        id=table.text("id"),
        label=table.text("label"),
        group=groups[table.word("group", groups)],
        kind=kind,
        evidenced_by=evidence,
        good_shows=table.text("good_shows", ""),
        questions=table.texts("questions"),
        uncertain=table.flag("uncertain"),
    )
