"""Words of a source that are none of ours: shown, matched once by the handler, and remembered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from sqlmodel import Session, select

from complaintdesk.errors import ImportRefusedError
from complaintdesk.importers.drafts import TEXT_FIELDS, ComplaintDraft, shown
from complaintdesk.importers.presets import nearest
from complaintdesk.models import ImportMapping
from complaintdesk.services import imported
from complaintdesk.vocabulary import Outcome

if TYPE_CHECKING:
    from complaintdesk.config.vocabularies import Vocabularies
    from complaintdesk.services.desk import Desk

FIELDS = ("outcome", "channel")
"""Fields that are compared with words of ours."""

MAPPED = tuple(
    name for name in TEXT_FIELDS if name not in {"source_id", "reference", "customer", "email", "phone"}
)
"""Fields whose words can be matched to ours."""

LISTED = 40
"""Unknown words of a field that are shown; a field with more of them is free text."""

Words = Mapping[str, Mapping[str, str]]
"""Field -> a source's word in lower case -> ours."""


class Unknown(NamedTuple):
    """A word of a source that is none of ours; it is kept as it stands."""

    field: str
    value: str
    rows: int


def remembered(session: Session, source: str) -> dict[str, dict[str, str]]:
    """Return what the handler has matched before, for one source."""
    found: dict[str, dict[str, str]] = {}
    for row in session.exec(select(ImportMapping).where(ImportMapping.preset == source)):
        found.setdefault(row.field, {})[row.source_value.casefold()] = row.our_value
    return found


def remember(session: Session, source: str, words: Words) -> None:
    """Keep what the handler has matched, as part of the step that is being taken."""
    known = {
        (row.field, row.source_value.casefold()): row
        for row in session.exec(select(ImportMapping).where(ImportMapping.preset == source))
    }
    for field, pairs in words.items():
        for theirs, ours in pairs.items():
            row = known.get((field, theirs.casefold()))
            if row is not None:
                row.our_value = ours
                session.add(row)
            else:
                session.add(
                    ImportMapping.model_validate(
                        {"preset": source, "field": field, "source_value": theirs, "our_value": ours}
                    )
                )
    session.flush()


def together(first: Words, then: Words) -> dict[str, dict[str, str]]:
    """Return two sets of words as one, in lower case; the second outranks the first."""
    found = {field: dict(pairs) for field, pairs in first.items()}
    for field, pairs in then.items():
        found.setdefault(field, {}).update({theirs.casefold(): ours for theirs, ours in pairs.items()})
    return found


def choices(field: str, vocabularies: Vocabularies) -> dict[str, str]:
    """Return our words for a field, with how each is said; empty where any word will do."""
    if field == "outcome":
        return {outcome.name: outcome.spoken for outcome in Outcome}
    if field == "channel":
        return {entry.id: entry.label for entry in vocabularies.channels.choices}
    return {}


def checked(desk: Desk, words: Words) -> dict[str, dict[str, str]]:
    """Return words as they are kept: those of ours by their ids.

    Raises:
        ImportRefusedError: If a field has no words, or a word is none of ours.
    """
    return {
        field: {theirs: _ours(desk, field, ours) for theirs, ours in pairs.items()}
        for field, pairs in words.items()
    }


def _ours(desk: Desk, field: str, word: str) -> str:
    if field not in MAPPED:
        raise ImportRefusedError(
            f"The words of {shown(field)} cannot be matched{nearest(field, MAPPED)}; those of "
            f"{', '.join(MAPPED)} can."
        )
    known = choices(field, desk.vocabularies)
    found = next(
        (
            name
            for name, said in known.items()
            if word.strip().casefold() in {name.casefold(), said.casefold()}
        ),
        None if known else word.strip(),
    )
    if not found:
        raise ImportRefusedError(
            f"{shown(word)} is no {field} of ours{nearest(word, known)}; there are {', '.join(known) or 'none'}."
        )
    return found


def parse(items: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return words from `outcome:Closed with explanation=not_upheld` and the like.

    Raises:
        ImportRefusedError: If one is written in another way.
    """
    found: dict[str, dict[str, str]] = {}
    for item in items:
        field, colon, rest = item.partition(":")
        theirs, sign, ours = rest.rpartition("=")
        if not colon or not sign or not theirs.strip():
            raise ImportRefusedError(
                f"{shown(item)} matches no word; write FIELD:THEIRS=OURS, such as outcome:Partly founded=partly_upheld."
            )
        found.setdefault(field.strip(), {})[theirs.strip()] = ours.strip()
    return found


class Gathering:
    """Counts the words of a file that are none of ours."""

    def __init__(self, desk: Desk) -> None:
        self._outcomes: Counter[tuple[str, str]] = Counter()
        self._channels: Counter[str] = Counter()
        self._our_channels = {
            word.casefold()
            for entry in desk.vocabularies.channels.choices
            for word in (entry.id, entry.label)
        }

    def add(self, drafts: Iterable[ComplaintDraft]) -> None:
        """Take in some records."""
        drafts = list(drafts)
        self._outcomes.update((draft.outcome, draft.verdict) for draft in drafts)
        self._channels.update(draft.channel for draft in drafts)
        for counter in (self._outcomes, self._channels):
            if len(counter) > _MOST:
                # Free text: what is rare is not asked about, and a million of them are not held.
                for key in [key for key, rows in counter.items() if rows == 1]:
                    del counter[key]

    @property
    def unknown(self) -> tuple[Unknown, ...]:
        """The commonest of them, field by field."""
        outcomes: Counter[str] = Counter()
        for (word, verdict), rows in self._outcomes.items():
            if word and not verdict and imported.outcome_of(word) is None:
                outcomes[word] += rows
        channels = Counter(
            {
                word: rows
                for word, rows in self._channels.items()
                if word and word.casefold() not in self._our_channels
            }
        )
        return tuple(
            Unknown(field, word, rows)
            for field, counter in (("outcome", outcomes), ("channel", channels))
            for word, rows in counter.most_common(LISTED)
        )


_MOST = 2_000
