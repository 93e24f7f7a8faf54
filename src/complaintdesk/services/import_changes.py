"""What a file that comes again tells otherwise: a list of changes that can be shown, field by field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from complaintdesk.importers.drafts import ComplaintDraft

REMEMBERED = 1000
"""Changes that a report names; the others are counted."""

UPDATED, KEPT, SUPERSEDED = "updated", "kept", "superseded"
"""A row of history that follows its file; one that was worked on and stays; an earlier record of the same file."""


class Difference(NamedTuple):
    """One field of a complaint, as it was and as the file has it."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changed:
    """One complaint of which a record tells otherwise."""

    line: int
    """The record's place in the file."""

    reference: str
    """Empty for a complaint that the file itself brings."""

    source_id: str
    kind: str
    """`updated`, `kept` or `superseded`."""

    fields: tuple[Difference, ...]


class Changes:
    """Gathers changes: the first of them in full, all of them by number."""

    def __init__(self) -> None:
        self.listed: list[Changed] = []
        self.counts: dict[str, int] = {UPDATED: 0, KEPT: 0, SUPERSEDED: 0}
        self._customers: list[tuple[int, int, int | None, str]] = []

    @property
    def unnamed(self) -> set[int]:
        """The customers in the list whose names are not known yet."""
        return {number for _, before, _, _ in self._customers for number in (before,) if number}

    def add(
        self, row: Mapping[str, Any], told: Mapping[str, Any], draft: ComplaintDraft, *, is_kept: bool
    ) -> None:
        """Take in what a record tells otherwise of a complaint, given as stored.

        Args:
            row: The complaint as it stands.
            told: Column -> what the file has.
            draft: The record.
            is_kept: Whether the complaint stays as it is, because it was worked on.
        """
        kind = KEPT if is_kept else UPDATED
        self.counts[kind] += 1
        if len(self.listed) >= REMEMBERED:
            return
        fields: list[Difference] = []
        for column, value in told.items():
            if column == "customer_id":
                self._customers.append(
                    (len(self.listed), row[column] or 0, value, draft.customer or draft.email)
                )
            elif column == "extra":
                fields += _in_extras(row[column], value)
            elif column != "source_digest":
                fields.append(Difference(column, _shown(row[column]), _shown(value)))
        self.listed.append(
            Changed(draft.line, str(row["reference"]), draft.source_id, kind, tuple(sorted(fields)))
        )

    def supersede(self, earlier: ComplaintDraft, later: ComplaintDraft) -> None:
        """Take in that a record of a file is followed by another one with its id and other content."""
        self.counts[SUPERSEDED] += 1
        if len(self.listed) >= REMEMBERED:
            return
        fields = [
            Difference(name, _shown(before), _shown(after))
            for name, before, after in zip(ComplaintDraft._fields, earlier, later, strict=True)
            if before != after and name not in {"line", "key", "digest", "extra", "verdict"}
        ]
        fields += _differing(earlier.extra, later.extra)
        self.listed.append(Changed(later.line, "", later.source_id, SUPERSEDED, tuple(sorted(fields))))

    def name(self, customers: Mapping[int, str]) -> None:
        """Put names in the place of customers' numbers."""
        for place, before, after, named in self._customers:
            change = self.listed[place]
            difference = Difference("customer", customers.get(before, ""), named if after is not None else "")
            self.listed[place] = Changed(
                change.line,
                change.reference,
                change.source_id,
                change.kind,
                tuple(sorted((*change.fields, difference))),
            )
        self._customers.clear()


def _in_extras(before: str, after: str) -> list[Difference]:
    return _differing(json.loads(before) if before else {}, json.loads(after) if after else {})


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> list[Difference]:
    return [
        Difference(name, before.get(name, ""), after.get(name, ""))
        for name in {**before, **after}
        if before.get(name) != after.get(name)
    ]


def _shown(value: object) -> str:
    return "" if value is None else str(value)
