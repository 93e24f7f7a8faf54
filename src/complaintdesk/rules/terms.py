"""Terms: what is promised in an agreement, a line each, and by when."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from complaintdesk.errors import InvalidInputError, TypedDateError
from complaintdesk.rules import typed_dates
from complaintdesk.rules.money import SYMBOLS, shown
from complaintdesk.vocabulary import MoneyKind

if TYPE_CHECKING:
    from complaintdesk.rules.dossier import OfferFacts, OptionFacts
    from complaintdesk.rules.procedure_grammar import Limit
    from complaintdesk.rules.working_days import WorkingCalendar

_BY = re.compile(r"(?P<what>.+)\s+by\s+(?P<day>[^\s].{0,30})", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
_QUOTED = 40


class Term(NamedTuple):
    """One thing promised."""

    text: str
    by_on: date
    is_payment: bool


def read(
    typed: str,
    today: date,
    add_working_days: Callable[[date, int], date],
    by_on: date | None,
    currency: str,
) -> tuple[Term, ...]:
    """Return what is promised in lines such as `Pay £385 by 30 Nov`; a line that names an amount is a payment.

    Args:
        typed: A promise a line; blank lines and what marks the items of a list are left out.
        today: The day of the agreement.
        add_working_days: Returns the nth working day after a date.
        by_on: The day for lines that name none.
        currency: By whose sign or code an amount is known.

    Raises:
        InvalidInputError: If a line has no day, or one that has passed; names the line.
    """
    lines = [_BULLET.sub("", line).strip() for line in typed.splitlines()]
    return tuple(
        _term(line, place, today, add_working_days, by_on, currency)
        for place, line in enumerate(lines, start=1)
        if line
    )


def proposed(
    option: OptionFacts | None,
    offer: OfferFacts,
    names: Mapping[str, str],
    currency: str,
    refund_by: date | None,
) -> str:
    """Return the lines of what an offer promises: the remedies of its option, else its own terms.

    Args:
        option: The option that was offered, if it was one.
        offer: The offer that is accepted.
        names: Remedy -> how it is said.
        currency: Of the amounts.
        refund_by: By when a refund must be paid; None where no such time is set.
    """
    if option is None or option.total_minor != offer.amount_minor or not option.remedies:
        return offer.terms
    lines = []
    for remedy in option.remedies:
        name = names.get(remedy.remedy, remedy.remedy.replace("_", " "))
        line = name[:1].upper() + name[1:]
        if remedy.amount_minor:
            line += f" {shown(remedy.amount_minor, currency)}"
        if remedy.money_kind is MoneyKind.refund and refund_by is not None:
            line += f" by {refund_by.isoformat()}"
        lines.append(line)
    return "\n".join(lines)


def refund_by(agreed_on: date, limit: Limit, calendar: WorkingCalendar) -> date:
    """Return the last day in time for a refund, by the limit of a procedure in days or working days."""
    n = limit.n - 1 if limit.count == "inclusive" else limit.n
    return calendar.add(agreed_on, n) if limit.unit == "wd" else agreed_on + timedelta(days=n)


def _term(
    line: str,
    place: int,
    today: date,
    add_working_days: Callable[[date, int], date],
    by_on: date | None,
    currency: str,
) -> Term:
    quoted = line if len(line) <= _QUOTED else f"{line[:_QUOTED]}…"
    what, day = line, by_on
    found = _BY.fullmatch(line.rstrip("."))
    if found is not None:
        # "by the plumber" is no day; the words stay as they are.
        with suppress(TypedDateError):
            day, what = typed_dates.parse(found["day"], today, add_working_days), found["what"]
    if day is None:
        msg = f"Line {place} ({quoted}) has no day: end it with by and a date, or say by when all is done."
        raise InvalidInputError(msg, "promised")
    if day < today:
        raise InvalidInputError(f"Line {place} ({quoted}) was to be done before today.", "promised")
    what = what.rstrip(" ,;")
    return Term(what, day, names_amount(what, currency))


def names_amount(words: str, currency: str) -> bool:
    """Return whether an amount of the currency stands in some words: `Pay £385`, `385 CHF`."""
    signs = "|".join(re.escape(sign) for sign in {SYMBOLS.get(currency, currency), currency})
    return re.search(rf"(?:{signs})\s?\d|\d\s?(?:{signs})(?!\w)", words) is not None
