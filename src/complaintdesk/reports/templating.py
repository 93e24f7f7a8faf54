"""Templates of reports: whatever they print that is not Markdown of ours is escaped, so a field cannot be forgotten."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from complaintdesk.reports import markdown
from complaintdesk.vocabulary import Known

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


def ours(text: str) -> Markup:
    """Return Markdown of our own making, which is not to be escaped again."""
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - it holds nothing foreign that `markdown` has not escaped


def finalised(value: object) -> Markup:
    """Return what a template prints: Markdown of ours as it is, all else escaped.

    Raises:
        TypeError: If there is nothing to print; the template must say so in words.
    """
    from markupsafe import Markup

    if isinstance(value, Markup):
        return value
    if value is None:
        raise TypeError("a report cannot print nothing; say what is missing")
    return ours(markdown.inline(str(value)))


def spoken(word: object) -> str:
    """Return a word of the trade, or of a vocabulary, as it is said; Markdown of ours."""
    if isinstance(word, Known):
        return _KNOWN[word]
    text = str(word)
    is_id = text.isascii() and text.replace("_", "").isalnum() and text == text.lower()
    return markdown.inline(text.replace("_", " ") if is_id else text)


_KNOWN = {Known.yes: "yes", Known.no: "no", Known.unknown: "not known"}


@cache
def environment() -> Environment:
    """Return the templates with their filters; Jinja is loaded with them, because nothing but a report needs it."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        finalize=finalised,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {
        "paragraph": lambda text: ours(markdown.paragraph(text)),
        "cell": lambda text: ours(markdown.cell(str(text))),
        "file_name": lambda name: ours(markdown.file_name(name)),
        "fenced": lambda text: ours(markdown.fenced(text)),
        "front_matter": lambda mapping: ours(markdown.front_matter(mapping)),
        "day": lambda day: ours(markdown.date_in_full(day)),
        "moment": lambda at: ours(markdown.moment_in_full(at)),
        "spoken": lambda word: ours(spoken(word)),
        "counted": lambda n, noun, plural="": ours(markdown.count(n, noun, plural)),
    }
    return made
