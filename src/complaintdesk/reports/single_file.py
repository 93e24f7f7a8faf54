"""A portfolio in one file: every part beneath its own heading, and the links between files made links within."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from complaintdesk.reports.portfolio import INDEX
from complaintdesk.rules.exhibits import anchor

if TYPE_CHECKING:
    pass

_LINK = re.compile(r"\]\((?P<file>[^)#\s]*)(?:#(?P<anchor>[^)\s]*))?\)")


_FENCE = re.compile(r"(`{3,})")


_IMAGE = re.compile(r"^!\[(.*)\]\([^()]+\.svg\)$")


def made_of(files: Mapping[str, str]) -> str:
    """Return the whole portfolio as one file: the index first, links from file to file made links within it.

    What a picture shows stands in words in its place.

    Args:
        files: Name -> text, as they would be written side by side; the index is among them.
    """
    starts = {name: _first_anchor(text) for name, text in files.items()}
    parts = [_within(INDEX, files[INDEX], starts, demoted=False)]
    parts += [
        _within(name, _without_front_matter(text), starts, demoted=True)
        for name, text in files.items()
        if name != INDEX
    ]
    return "\n".join(parts)


def _within(name: str, text: str, starts: Mapping[str, str], demoted: bool) -> str:
    """Return one file as a part of the single one: headings one lower, links made links within."""
    folder = name.rpartition("/")[0]
    lines = []
    fence = ""
    for line in text.split("\n"):
        opened = _FENCE.match(line)
        if fence or opened:
            if opened and not fence:
                fence = opened[1]
            elif line == fence:
                fence = ""
            lines.append(line)
            continue
        if demoted and line.startswith("#"):
            line = f"#{line}"
        # A picture is a file of its own; in a single one its words stand for it.
        line = _IMAGE.sub(r"*Picture: \1*", line)
        lines.append(_LINK.sub(lambda found: _inward(found, folder, starts), line))
    return "\n".join(lines)


def _inward(found: re.Match[str], folder: str, starts: Mapping[str, str]) -> str:
    file = found["file"]
    if not file:
        return found[0]
    target = posixpath.normpath(posixpath.join(folder, file))
    return f"](#{found['anchor'] or starts[target]})" if target in starts else found[0]


def _first_anchor(text: str) -> str:
    """Return the anchor of the first heading of a file."""
    heading = next((line for line in text.split("\n") if line.startswith("# ")), "# ")
    return anchor(heading.removeprefix("# "))


def _without_front_matter(text: str) -> str:
    if not text.startswith("---\n"):
        return text
    return text[text.index("\n---\n", 3) + 5 :].lstrip("\n")
