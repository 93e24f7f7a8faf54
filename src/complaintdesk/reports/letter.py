"""A letter from its template: plain text, with what is not known yet standing in double brackets."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache
from typing import NamedTuple

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, meta
from jinja2.sandbox import SandboxedEnvironment

from complaintdesk.errors import SettingsError
from complaintdesk.rules.letter_words import ASKED, LISTS

PLACEHOLDER = re.compile(r"\[\[([^\[\]\n]{1,200})\]\]")
_HEAD = "Subject:"


class Filled(NamedTuple):
    """A letter as its template has it."""

    subject: str
    body: str


def check(template: str) -> None:
    """Make sure that a template can be filled.

    Raises:
        SettingsError: Naming the line and the remedy.
    """
    if not template.startswith(_HEAD):
        raise SettingsError(f"line 1: a letter begins with a line `{_HEAD} ...`.")
    try:
        tree = _environment().parse(template)
    except TemplateSyntaxError as error:
        raise SettingsError(f"line {error.lineno}: {error.message}.") from error
    unknown = sorted(meta.find_undeclared_variables(tree) - {*ASKED, *LISTS})
    if unknown:
        line = next((number for number, text in enumerate(template.splitlines(), 1) if unknown[0] in text), 1)
        raise SettingsError(
            f"line {line}: {unknown[0]!r} is no word of a letter; there are {', '.join((*ASKED, *LISTS))}."
        )


def fill(template: str, words: Mapping[str, object]) -> Filled:
    """Return the letter with every word put in as text.

    Raises:
        SettingsError: If the template cannot be filled.
    """
    try:
        text = _environment().from_string(template).render(words)
    except TemplateError as error:
        raise SettingsError(f"The letter's template cannot be filled: {error}.") from error
    head, _, body = text.partition("\n")
    spaced = re.sub(r"\n{3,}", "\n\n", body.strip("\n"))
    return Filled(head.removeprefix(_HEAD).strip(), spaced + "\n")


def placeholders(text: str, template: str = "") -> tuple[str, ...]:
    """Return what still has to be put into a letter, each once.

    Only what a template asks for counts: brackets in the customer's own words do not.
    """
    asked: Collection[str] = {*ASKED.values(), *PLACEHOLDER.findall(template)}
    return tuple(dict.fromkeys(each for each in PLACEHOLDER.findall(text) if each in asked))


@cache
def _environment() -> SandboxedEnvironment:
    # A letter is plain text: there is nothing that a word in it could be taken for.
    return SandboxedEnvironment(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
