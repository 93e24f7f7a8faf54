"""Links in somebody's words: what they name of the portfolio becomes a link, and all else stays as it is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from complaintdesk.reports import markdown

if TYPE_CHECKING:
    from markupsafe import Markup


def names_in(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return which of some names, in any case, stand in a text as words of their own, in its order."""
    pattern = _pattern(names)
    if pattern is None:
        return ()
    return tuple(dict.fromkeys(found[0].casefold() for found in pattern.finditer(text)))


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    longest_first = sorted({name for name in names if name}, key=lambda name: (-len(name), name))
    if not longest_first:
        return None
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])", re.IGNORECASE)


def linked_in(links: Mapping[str, Markup]) -> Callable[[str], str]:
    """Return what makes Markdown of a block of words, with what it names made links.

    With a thousand complaints the pattern of their names is long: it is made once.
    """
    pattern = _pattern(links)

    def linked(text: str) -> str:
        if pattern is None:
            return markdown.paragraph(text)
        # What stands for a link while the rest is escaped must be letters that nobody wrote.
        mark = "Q"
        while mark in text:
            mark += "Q"
        named: list[str] = []

        def hide(found: re.Match[str]) -> str:
            named.append(found[0])
            return f"{mark}{len(named)}{mark}"

        escaped = markdown.paragraph(pattern.sub(hide, text))
        for number, name in enumerate(named, start=1):
            link = links[name.casefold()]
            escaped = escaped.replace(
                f"{mark}{number}{mark}", f"[{markdown.inline(name)}]{link.partition(']')[2]}"
            )
        return escaped

    return linked
