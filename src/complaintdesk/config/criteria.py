"""Criteria sets: the shipped one, and the organisation's or the candidate's own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import cast

from complaintdesk.config.tables import Table, choice, document
from complaintdesk.errors import SettingsError
from complaintdesk.rules.criteria import KINDS, KINDS_ELSEWHERE, CriteriaSet, Criterion, CriterionKind

DEFAULT = "unit-45"
"""The set a new store uses."""

_EVIDENCE = frozenset({*KINDS, *KINDS_ELSEWHERE})


def load_all(shipped: Path, own: Path | None = None) -> dict[str, CriteriaSet]:
    """Return every criteria set by its id; one of the own folder replaces the shipped one of its id.

    Args:
        shipped: The folder of the shipped sets.
        own: The folder of one's own sets; None or missing where there is none.

    Raises:
        SettingsError: If a file is wrong; the sentence names it, the key and the remedy.
    """
    sets = {}
    for folder in (shipped, own):
        if folder is not None and folder.is_dir():
            for path in sorted(folder.glob("*.toml")):
                found = load(path)
                sets[found.id] = found
    if not sets:
        raise SettingsError(f"{shipped}: there is no criteria set here; install complaintdesk again.")
    return sets


def load(path: Path) -> CriteriaSet:
    """Return the criteria set of one file.

    Raises:
        SettingsError: If the file is wrong.
    """
    whole = Table(document(path), str(path))
    whole.only(("id", "title", "groups", "criteria"))
    groups = {}
    for group in whole.tables("groups"):
        group.only(("id", "label"))
        groups[group.text("id")] = group.text("label")
    criteria = tuple(_criterion(table, groups) for table in whole.tables("criteria"))
    if not criteria:
        raise whole.wrong("there is no criterion; add one under [[criteria]]")
    return CriteriaSet(whole.text("id"), whole.text("title"), criteria)


def _criterion(table: Table, groups: Mapping[str, str]) -> Criterion:
    table.only(("id", "group", "kind", "label", "evidenced_by", "good_shows"))
    evidence = table.texts("evidenced_by")
    for kind in evidence:
        if kind not in _EVIDENCE:
            raise table.wrong(f"'evidenced_by' cannot have {kind!r}; {choice(kind, _EVIDENCE)}")
    return Criterion(
        id=table.text("id"),
        label=table.text("label"),
        group=groups[table.word("group", groups)],
        kind=cast(CriterionKind, table.word("kind", ("practical", "knowledge"))),
        evidenced_by=evidence,
        good_shows=table.text("good_shows", ""),
    )
