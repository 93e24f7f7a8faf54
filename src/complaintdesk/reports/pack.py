"""The pack of a hand-over: what the next one needs to know, in one Markdown file."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from complaintdesk.reports import markdown
from complaintdesk.rules.dossier import AttachmentFacts, Dossier, EscalationFacts


def render(found: Dossier, handed: EscalationFacts, holds: Collection[str]) -> str:
    """Return the pack; files are listed by name, size and SHA-256, not put in.

    Args:
        found: The complaint, pseudonymised or not.
        handed: The hand-over, as `found` tells it.
        holds: The parts it has, of those a route can name.
    """
    environment = _environment()
    text = environment.get_template("pack.md.j2").render(
        found=found, to=handed.to, why=handed.why, holds=holds, files=files(found), money=markdown.money
    )
    return "\n".join(_spaced(text.split("\n"))).strip("\n") + "\n"


def files(found: Dossier) -> tuple[AttachmentFacts, ...]:
    """Return every file of the sources, actions and letters of a complaint, each once."""
    held = (
        *(source.attachment for source in found.sources),
        *(action.attachment for action in found.actions),
        *(letter.attachment for letter in found.letters),
    )
    known = {file.sha256: file for file in held if file is not None}
    return tuple(known.values())


def _spaced(lines: list[str]) -> list[str]:
    """Return the lines without a second blank line, but for those inside a fence."""
    kept: list[str] = []
    fence = ""
    for line in lines:
        if fence:
            fence = "" if line == fence else fence
        elif line.startswith("```"):
            fence = line.removesuffix("text")
        elif not line and kept and not kept[-1]:
            continue
        kept.append(line)
    return kept


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - it is Markdown, and every foreign value goes through a filter
    )
    environment.filters |= {
        "inline": markdown.inline,
        "paragraph": markdown.paragraph,
        "fenced": markdown.fenced,
        "day": markdown.date_in_full,
    }
    return environment
