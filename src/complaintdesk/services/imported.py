"""What a record of a file becomes in the tables: stored values of a complaint and of its customer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from json.encoder import encode_basestring
from typing import Any

from sqlmodel import SQLModel

from complaintdesk.importers.drafts import DATE_FIELDS, ComplaintDraft
from complaintdesk.models import Complaint, Customer
from complaintdesk.rules import references
from complaintdesk.services.intake import in_a_line
from complaintdesk.store import journal
from complaintdesk.vocabulary import Origin, Outcome

LONGEST_REFERENCE = 80
LONGEST_KEY = 200
"""As the tables have them."""

CONTENT = (
    "source_digest",
    "customer_id",
    "received_on",
    "logged_on",
    "incident_on",
    "closed_on",
    "channel",
    "product",
    "sub_product",
    "category",
    "sub_category",
    "cause",
    "about",
    "narrative",
    "wants",
    "outcome",
    "source_outcome",
    "remedy",
    "accepted",
    "satisfaction",
    "amount_minor",
    "extra",
)
"""The columns of a complaint that its file fills, and may change when it comes again."""

CUSTOMER = ("id", "identity", "name", "email", "phone")
"""The columns in which imported customers differ."""

_OUTCOMES = {outcome.spoken: outcome.name for outcome in Outcome}


def content(
    draft: ComplaintDraft, origin: Origin, customer_id: int | None, reference: str
) -> tuple[Any, ...]:
    """Return the stored values of `CONTENT` for one record; see `contents`."""
    return tuple(column[0] for column in contents([draft], origin, [customer_id], [reference]))


def contents(
    drafts: Sequence[ComplaintDraft],
    origin: Origin,
    customer_ids: Sequence[int | None],
    references: Sequence[str],
    wanted: Sequence[str] = CONTENT,
) -> list[Sequence[Any]]:
    """Return the stored values of `wanted`, column by column, of records with these customers and references.

    A referred complaint is open here, whatever its file says of an end or an
    outcome; those stay with it among what is only kept.
    """
    # What a column says is worked out once for each different value.
    columns = dict(zip(ComplaintDraft._fields, zip(*drafts, strict=True), strict=True))
    verdicts = list(zip(columns["verdict"], columns["outcome"], strict=True))
    outcomes = _each(verdicts, lambda said: outcome_of(said[0] or said[1]) if said[1] else None)
    told = {
        **columns,
        "source_digest": columns["digest"],
        "customer_id": customer_ids,
        **{name: _each(columns[name], _day) for name in DATE_FIELDS},
        "source_outcome": columns["outcome"],
        "outcome": outcomes,
        "accepted": _each(columns["accepted"], lambda yes: None if yes is None else int(yes)),
    }
    extras: Sequence[Mapping[str, str]] = columns["extra"]
    if any(columns["reference"]):
        extras = [
            {"reference": own, **extra} if own and own != reference else extra
            for extra, own, reference in zip(extras, columns["reference"], references, strict=True)
        ]
    if origin is Origin.referred:
        extras = [
            {"closed_on": day, **extra} if day else extra
            for extra, day in zip(extras, told["closed_on"], strict=True)
        ]
        told["closed_on"] = told["outcome"] = [None] * len(drafts)
        told["about"] = [
            draft.about or in_a_line(draft.narrative) or draft.category or draft.product for draft in drafts
        ]
    told["extra"] = list(map(_extra_text, extras))
    return [told[name] for name in wanted]


def _each(column: Sequence[Any], said: Callable[[Any], Any]) -> list[Any]:
    found = {value: said(value) for value in set(column)}
    return [found[value] for value in column]


def _extra_text(extra: Mapping[str, str]) -> str:
    if not extra:
        return ""
    parts = [f"{encode_basestring(name)}: {encode_basestring(text)}" for name, text in extra.items()]
    return f"{{{', '.join(parts)}}}"


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def outcome_of(word: str) -> str | None:
    """Return the name of the outcome that a word says; None where it is none of ours."""
    return _OUTCOMES.get(_plain(word))


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())


def complaint_defaults() -> dict[str, Any]:
    """Return what a complaint's columns hold where nothing is said of them, as stored."""
    return _stored(Complaint.model_validate({"reference": "-", "received_on": date.min}))


def customer_defaults() -> dict[str, Any]:
    """Return what a customer's columns hold where nothing is said of them, as stored."""
    return _stored(Customer.model_validate({"name": "-"}))


def _stored(row: SQLModel) -> dict[str, Any]:
    return {name: _as_stored(value) for name, value in row.model_dump().items() if name != "id"}


def _as_stored(value: object) -> object:
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, datetime):
        return journal.stored_moment(value)
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def identity(draft: ComplaintDraft) -> str:
    """Return what a file knows a customer by: the e-mail address, else the name; empty where it names nobody."""
    if draft.email:
        return draft.email.casefold()
    return f"name:{' '.join(draft.customer.casefold().split())}" if draft.customer else ""


def wished_references(source: str, drafts: Sequence[ComplaintDraft]) -> list[str]:
    """Return what each record of history is called where nothing else has that name.

    That is the source's own reference, unless it reads as one of ours; else the
    source's name and id, or a part of the content's digest.
    """
    start = _start(source)
    return [
        next(_candidates(source, draft))
        if draft.reference or len(made := _made(start, draft)) > LONGEST_REFERENCE
        else made
        for draft in drafts
    ]


def free_references(
    source: str, drafts: Collection[ComplaintDraft], taken: Callable[[Collection[str]], Collection[str]]
) -> dict[str, str]:
    """Return a free reference for each record of history, by its key: the wished one, or one like it.

    Args:
        source: Within which the keys are unique.
        drafts: The records.
        taken: Tells which of some references are not free.
    """
    wanted = {draft.key: list(_candidates(source, draft)) for draft in drafts}
    used = set(taken([one for candidates in wanted.values() for one in candidates]))
    found = {}
    for key, candidates in wanted.items():
        reference = next((one for one in candidates if one not in used), candidates[-1])
        used.add(reference)
        found[key] = reference
    return found


def _candidates(source: str, draft: ComplaintDraft) -> Iterator[str]:
    start = _start(source)
    own = draft.reference
    # One that reads as ours would be found instead of ours, or push our numbers up.
    if own and len(own) <= LONGEST_REFERENCE and references.read(own) is None:
        yield own
    made = _made(start, draft)
    if len(made) <= LONGEST_REFERENCE:
        yield made
    whole = hashlib.sha256(f"{source}\0{draft.key}".encode()).hexdigest().upper()
    yield f"{start[:40]}-{whole[:16]}"
    yield f"{start[:15]}-{whole}"


def _start(source: str) -> str:
    return source.upper().replace(":", "-")


def _made(start: str, draft: ComplaintDraft) -> str:
    if draft.source_id:
        return f"{start}-{draft.key}"
    _, digest, turn = draft.key.split(":")
    return f"{start}-{digest[:12].upper()}" + (f"-{turn}" if turn != "1" else "")


_GIVEN_BY = {
    "source_outcome": ("outcome",),
    "amount_minor": ("amount",),
    "customer_id": ("customer", "email"),
}
"""Column -> the fields of a file that fill it, where they have other names."""


def given(fields: Collection[str]) -> list[str]:
    """Return the columns of `CONTENT` that a file with these fields fills; the others stay as they begin."""
    return [
        column
        for column in CONTENT
        if column in ("extra", "source_digest")
        or not set(_GIVEN_BY.get(column, (column,))).isdisjoint(fields)
    ]


class Update:
    """What a file that comes again may change in a complaint.

    Only columns the file has: an extract without the customers' words does not
    wipe them; and of a complaint on the desk neither the end nor the outcome, which
    are the desk's own.
    """

    def __init__(self, fields: Collection[str], extras: Collection[str]) -> None:
        """Prepare.

        Args:
            fields: What the file's columns and its preset's constants give.
            extras: The names of the columns that are only kept.
        """
        self._columns = frozenset(given(fields)) - {"extra", "source_digest"}
        self._extras = frozenset(extras)

    def of(self, row: Mapping[str, Any], values: tuple[Any, ...]) -> dict[str, Any]:
        """Return what the file tells otherwise of one complaint; nothing where it says the same.

        Args:
            row: As stored.
            values: Its `CONTENT`, as the file has it.
        """
        told = dict(zip(CONTENT, values, strict=True))
        ours = ("closed_on", "outcome") if row["origin"] == Origin.referred.name else ()
        wanted = {
            column: told[column]
            for column in self._columns
            if column not in ours and told[column] != row[column]
        }
        kept = json.loads(row["extra"]) if row["extra"] else {}
        fresh = json.loads(told["extra"]) if told["extra"] else {}
        merged = {name: text for name, text in kept.items() if name not in self._extras} | fresh
        if merged != kept:
            wanted["extra"] = _extra_text(merged)
        return {**wanted, "source_digest": told["source_digest"]} if wanted else {}
