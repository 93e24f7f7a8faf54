"""What one record of a file becomes: a draft of a complaint, or a problem with its remedy."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

DATE_FIELDS = ("received_on", "logged_on", "closed_on", "incident_on")
"""Fields that hold a local date."""

TEXT_FIELDS = (
    "source_id",
    "reference",
    "customer",
    "email",
    "phone",
    "channel",
    "product",
    "sub_product",
    "category",
    "sub_category",
    "cause",
    "about",
    "wants",
    "outcome",
    "remedy",
)
"""Fields that hold a short text; only blanks around it are taken off."""

FIELDS = (*TEXT_FIELDS, *DATE_FIELDS, "accepted", "satisfaction", "amount", "narrative")
"""Everything a column can be mapped to; the words of `--map FIELD=COLUMN`."""


class ComplaintDraft(NamedTuple):
    """One complaint as the file tells it, checked but not yet kept.

    A text that the file does not give is empty; a date, number or yes-or-no that
    it does not give is None. Nothing is filled in.
    """

    line: int
    """The line of the file on which the record starts; the first line is 1."""

    key: str
    """What the record is known by within its source: its own id or, in a file
    without ids, `c:<digest>:<n>` for the nth record with that content."""

    digest: str
    """SHA-256 of the content in a form that does not depend on how the file spells
    it (dates, column names, line ends), so that the same complaint is recognised."""

    received_on: date
    logged_on: date | None
    closed_on: date | None
    incident_on: date | None

    source_id: str
    reference: str
    customer: str
    email: str
    phone: str
    channel: str
    product: str
    sub_product: str
    category: str
    sub_category: str
    cause: str
    about: str
    wants: str
    outcome: str
    """In the source's own word."""

    remedy: str

    verdict: str
    """Our word for the outcome, where the preset or the handler gives one for the source's."""

    narrative: str
    """The customer's words as they stand in the cell, blanks and line ends included."""

    accepted: bool | None
    satisfaction: int | None
    """From 1 (very dissatisfied) to 5 (very satisfied)."""

    amount_minor: int | None
    """In minor units of the store's currency."""

    extra: dict[str, str]
    """What the preset does not know, by the name of its column; blank cells are left out."""


class Problem(NamedTuple):
    """One record that cannot become a complaint, with what to do about it."""

    line: int
    """The line of the file on which the record starts; the first line is 1."""

    reason: str
    """One sentence that names the field and the remedy."""

    cells: tuple[str, ...]
    """The record as it was read, for the rejects file."""


def shown(value: str, limit: int = 40) -> str:
    """Return a value in quotation marks for a sentence: on one line, cut to `limit` characters.

    What cannot be seen, such as a control character, is shown as U+FFFD.
    """
    flat = "".join(sign if sign.isprintable() else "\ufffd" for sign in " ".join(value[: 10 * limit].split()))
    return f"“{flat}”" if len(flat) <= limit else f"“{flat[: limit - 1]}…”"
