"""References: how a complaint is called, and how people write it.

The one form is `CD-2026-0007`: the year it reached the desk and its number in
that year, four digits at least.
"""

from __future__ import annotations

import re
import unicodedata

PREFIX = "CD"
CENTURY = 2000
"""A year of two digits is one of this century."""

MOST_DIGITS = 9
"""A number has no more; a longer one is another system's."""

_LONGEST = 40
"""No spelling is longer; a longer text is not looked at."""

_GAP = r"[\s\-_./\\:\u2010-\u2015\u2212]*"
_BREAK = r"[\s\-_./\\:\u2010-\u2015\u2212]+"
_SPELT = re.compile(
    rf"#?(?:CD{_GAP})?(?P<year>\d{{4}}|\d{{2}}){_BREAK}(?P<number>\d{{1,{MOST_DIGITS}}})",
    re.IGNORECASE | re.ASCII,
)
_RUN_TOGETHER = re.compile(
    rf"#?CD{_GAP}(?P<year>\d{{4}})(?P<number>\d{{4,{MOST_DIGITS}}})", re.IGNORECASE | re.ASCII
)

_NUMBER = re.compile(rf"#(\d{{1,{MOST_DIGITS}}})|(\d{{4,{MOST_DIGITS}}})", re.ASCII)


def make(year: int, number: int) -> str:
    """Return the reference of the `number`th complaint of `year`.

    Raises:
        ValueError: If the year has not four digits or the number is not positive.
    """
    if not 1000 <= year <= 9999 or number < 1:
        raise ValueError(f"there is no reference for complaint {number} of {year}")
    return f"{PREFIX}-{year}-{number:04d}"


def read(text: str) -> str | None:
    """Return the reference that `text` spells; None where it spells none.

    Small letters, a year of two digits, missing noughts and any sign or blank
    between the parts are understood: `cd 2026 7`, `2026-0007`, `26-0007`.
    """
    if len(text) > _LONGEST:
        return None
    # Wide digits and signs, as some keyboards and mail programs write them, become plain ones.
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _SPELT.fullmatch(plain) or _RUN_TOGETHER.fullmatch(plain)
    if found is None:
        return None
    year, number = int(found["year"]), int(found["number"])
    if len(found["year"]) == 2:
        year += CENTURY
    return make(year, number) if year >= 1000 and number else None


def read_number(text: str) -> int | None:
    """Return the number that `text` gives without a year: `#7`, `0107`; None where it is none.

    A number of fewer than four digits needs the sign, for `7` may be anything.
    """
    found = _NUMBER.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    return int(found[1] or found[2]) or None if found else None


def shortened(reference: str) -> str:
    """Return a reference as lists show it: `26-0007` for ours, another system's as it stands.

    `read` understands the short form.
    """
    found = re.fullmatch(rf"{PREFIX}-\d\d(\d\d-\d+)", reference)
    return found[1] if found else reference
