"""How much there was to complain about, as a handler types or pastes it: a period and an amount a line."""

from __future__ import annotations

import re
from math import isfinite

from complaintdesk.errors import InvalidInputError
from complaintdesk.rules import periods

_LINE = re.compile(r"^(?P<period>\S+?)[\s,;:]+(?P<amount>[\d.,\s]+)$")


def parse(text: str) -> dict[str, float]:
    """Return period -> amount, from lines such as `2026-03 12,400`; a line of titles at the top is passed over.

    Raises:
        InvalidInputError: If a line is not understood, or a period comes twice or in two kinds; names the line.
    """
    found: dict[str, float] = {}
    lines = [
        (number, line.strip().replace('"', ""))
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip()
    ]
    if lines and not any(character.isdigit() for character in lines[0][1]):
        lines = lines[1:]
    for number, line in lines:
        period, amount = _read(number, line)
        if period in found:
            raise InvalidInputError(f"Line {number}: {period} was there before.", "amounts")
        found[period] = amount
    if not found:
        raise InvalidInputError("Type a period and an amount on each line, such as 2026-03 12400.", "amounts")
    if len({periods.kind_of(period) for period in found}) > 1:
        raise InvalidInputError("Use one kind of period: months, weeks or quarters.", "amounts")
    return found


def written(amounts: dict[str, float]) -> str:
    """Return amounts as `parse` reads them."""
    return "\n".join(f"{period} {amount:g}" for period, amount in sorted(amounts.items()))


def _read(number: int, line: str) -> tuple[str, float]:
    match = _LINE.match(line)
    if match is None:
        raise InvalidInputError(
            f"Line {number}: {line[:40]!r} is no period and amount, such as 2026-03 12400.", "amounts"
        )
    period = match["period"].rstrip(",;:").upper()
    try:
        periods.kind_of(period)
    except ValueError as error:
        raise InvalidInputError(
            f"Line {number}: {period!r} is no period; one is written 2026-03, 2026-W12 or 2026-Q1.", "amounts"
        ) from error
    try:
        amount = float(re.sub(r"[\s,]", "", match["amount"]))
    except ValueError as error:
        raise InvalidInputError(f"Line {number}: {match['amount']!r} is no amount.", "amounts") from error
    if not isfinite(amount) or amount <= 0:
        raise InvalidInputError(f"Line {number}: an amount is more than 0.", "amounts")
    return period, amount
