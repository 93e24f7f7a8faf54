"""Markdown that a stranger can read and no renderer can break.

Everything that a person or a file supplied goes through `paragraph`, `inline`,
`cell` or `fenced`; what they return shows the same words in CommonMark and in
GitHub's dialect, and is never taken for structure, link, image or HTML. Only
the signs that could be taken for more than themselves are escaped, so that the
file is also readable as it stands.
"""

from __future__ import annotations

import json
import re
import string
from collections.abc import Mapping
from datetime import date, datetime

from complaintdesk.rules import money as rules_money
from complaintdesk.rules.counting import counted
from complaintdesk.rules.foreign_text import clean

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)

_ENTITIES = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "|": "&#124;",
    "@": "&#64;",
    ".": "&#46;",
    ":": "&#58;",
}
"""Signs that some renderer reads before it undoes backslashes: tables, links, addresses."""

_ALWAYS = frozenset("\\`*_{}[]#~$^")
"""Signs that mean something anywhere in a line: emphasis, code, links, mathematics, attributes."""

_NUMBERED = re.compile(r"(\d+)([.)])(?=\s|$)")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][\w.,()+ -]*[\w)]", re.ASCII)
_BACKTICKS = re.compile(r"`+")


def paragraph(text: str, indent: int = 0) -> str:
    """Return foreign text as one Markdown block, its line breaks kept.

    Blank lines at either end are dropped.

    Args:
        text: What a person or a file supplied.
        indent: Blanks before every line but the first, for text inside a list item.
    """
    lines = clean(text).strip("\n").split("\n")
    return ("\\\n" + " " * indent).join(map(_escaped, lines))


def inline(text: str) -> str:
    """Return foreign text for the middle of a line: breaks, tabs and runs of blanks become one blank."""
    return _escaped(" ".join(clean(text, one_line=True).split()))


def cell(text: str) -> str:
    """Return foreign text for a cell of a table, its line breaks kept as `<br>`."""
    return "<br>".join(map(_escaped, clean(text).strip("\n").split("\n")))


def file_name(name: str) -> str:
    """Return a file's name for the middle of a line or a cell: as code where it is a plain one, else escaped."""
    return f"`{name}`" if _PLAIN_NAME.fullmatch(name) else cell(" ".join(clean(name, one_line=True).split()))


def fenced(text: str) -> str:
    r"""Return foreign text as it was written, in a fence that nothing in it can close.

    A line that ends in `\r\n` keeps both; every other control character becomes
    a sign that can be seen.
    """
    kept = "\r\n".join(map(clean, text.split("\r\n")))
    longest = max(map(len, _BACKTICKS.findall(kept)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{kept}\n{fence}"


def front_matter(mapping: Mapping[str, object]) -> str:
    """Return YAML front matter in which every value is written as JSON, which YAML reads too."""
    lines = [f"{key}: {_json(value)}" for key, value in mapping.items()]
    return "\n".join(["---", *lines, "---"])


def date_in_full(day: date) -> str:
    """Return a date as people say it, in English wherever the program runs: `Thursday 24 December 2026`."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def moment_in_full(at: datetime) -> str:
    """Return a moment in UTC: `Thursday 24 December 2026, 14:05 UTC`."""
    return f"{date_in_full(at.date())}, {at:%H:%M} UTC"


def money(minor: int, currency: str) -> str:
    """Return an amount as the desk shows it: `£1,250.50`, `CHF 80.00`."""
    return rules_money.shown(minor, currency)


def count(n: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: `1 contact`, `3 contacts`, `no contacts`."""
    return counted(n, noun, plural) if n else f"no {plural or f'{noun}s'}"


def _escaped(line: str) -> str:
    """Return one line in which nothing is taken for Markdown."""
    bare = line.strip()
    if not bare:
        return "".join(map(_blank, line))
    start = line.index(bare)
    numbered = _NUMBERED.match(bare)
    numbering = numbered.start(2) if numbered else -1
    escaped = [_sign(bare, place, at_start=place == 0 or place == numbering) for place in range(len(bare))]
    return "".join([*map(_blank, line[:start]), *escaped, *map(_blank, line[start + len(bare) :])])


def _sign(line: str, place: int, at_start: bool) -> str:
    """Return one character of a line, escaped if it could mean something there."""
    character = line[place]
    if character not in string.punctuation:
        return character
    if character in ".:" and not at_start and not _joins(line, place):
        return character
    if character in _ENTITIES:
        return _ENTITIES[character]
    return f"\\{character}" if at_start or character in _ALWAYS else character


def _joins(line: str, place: int) -> bool:
    """Return whether a point or colon may be part of an address: letters or signs on both sides of it.

    `10:30` and `2.50` are not; `www.example`, `http://` and `:smile:` are.
    """
    before, after = line[place - 1], line[place + 1 : place + 2]
    if not after or after.isspace():
        return False
    return not (before.isdigit() and after.isdigit())


def _blank(character: str) -> str:
    """Return a blank at the end of a line, where Markdown would drop it or take it for an indent."""
    return "&nbsp;" if character in " \u00a0" else f"&#{ord(character)};"


def _json(value: object) -> str:
    if isinstance(value, str):
        value = clean(str(value))
    elif isinstance(value, date):
        value = value.isoformat()
    return json.dumps(value, ensure_ascii=False)
