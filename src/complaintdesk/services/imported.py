"""What a record of a file becomes in the tables: stored values of a complaint and of its customer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlmodel import SQLModel

from complaintdesk.importers.drafts import ComplaintDraft
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
    """Return the stored values of `CONTENT`.

    A referred complaint is open here, whatever its file says of an end or an
    outcome; those stay with it among what is only kept.
    """
    extra = dict(draft.extra)
    if draft.reference and draft.reference != reference:
        extra.setdefault("reference", draft.reference)
    closed_on, about = draft.closed_on, draft.about
    outcome = outcome_of(draft.verdict or draft.outcome) if draft.outcome else None
    if origin is Origin.referred:
        if closed_on is not None:
            extra.setdefault("closed_on", closed_on.isoformat())
        closed_on = outcome = None
        about = about or in_a_line(draft.narrative) or draft.category or draft.product
    return (
        draft.digest,
        customer_id,
        draft.received_on.isoformat(),
        _day(draft.logged_on),
        _day(draft.incident_on),
        _day(closed_on),
        draft.channel,
        draft.product,
        draft.sub_product,
        draft.category,
        draft.sub_category,
        draft.cause,
        about,
        draft.narrative,
        draft.wants,
        outcome,
        draft.outcome,
        draft.remedy,
        None if draft.accepted is None else int(draft.accepted),
        draft.satisfaction,
        draft.amount_minor,
        _EXTRA.encode(extra) if extra else "",
    )


_EXTRA = json.JSONEncoder(ensure_ascii=False)


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


def history_references(
    source: str, drafts: Collection[ComplaintDraft], taken: Callable[[Collection[str]], Collection[str]]
) -> dict[str, str]:
    """Return a free reference for each record of history, by its key.

    It is the source's own where it gives one that nobody has and that is none of
    ours; else the source's name and id. A record without an id is called by a part
    of its content's digest.

    Args:
        source: Within which the keys are unique.
        drafts: The records.
        taken: Tells which of some references are not free.
    """
    wanted = {draft.key: _candidates(source, draft) for draft in drafts}
    used = set(taken([one for candidates in wanted.values() for one in candidates]))
    found = {}
    for key, candidates in wanted.items():
        reference = next((one for one in candidates if one not in used), candidates[-1])
        used.add(reference)
        found[key] = reference
    return found


def _candidates(source: str, draft: ComplaintDraft) -> list[str]:
    start = source.upper().replace(":", "-")
    own = draft.reference
    # One that reads as ours would be found instead of ours, or push our numbers up.
    candidates = [own] if own and references.read(own) is None else []
    if draft.source_id:
        candidates.append(f"{start}-{draft.key}")
    else:
        _, digest, turn = draft.key.split(":")
        candidates.append(f"{start}-{digest[:12].upper()}" + (f"-{turn}" if turn != "1" else ""))
    whole = hashlib.sha256(f"{source}\0{draft.key}".encode()).hexdigest().upper()
    candidates += [f"{start[:40]}-{whole[:16]}", f"{start[:15]}-{whole}"]
    return [one for one in candidates if len(one) <= LONGEST_REFERENCE]


_GIVEN_BY = {
    "source_outcome": ("outcome",),
    "amount_minor": ("amount",),
    "customer_id": ("customer", "email"),
}
"""Column -> the fields of a file that fill it, where they have other names."""


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
        self._columns = frozenset(
            column
            for column in CONTENT
            if column not in ("extra", "source_digest")
            and not set(_GIVEN_BY.get(column, (column,))).isdisjoint(fields)
        )
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
            wanted["extra"] = _EXTRA.encode(merged) if merged else ""
        return {**wanted, "source_digest": told["source_digest"]} if wanted else {}
