"""Arguments and options that several commands have, spelled once."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from complaintdesk.cli.start import Asked, day
from complaintdesk.cli.words import UsageError, refuse, say
from complaintdesk.vocabulary import Word

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Reference = Annotated[str, typer.Argument(metavar="REF", help="A complaint's reference, in any spelling.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask; for scripts.")]
Force = Annotated[bool, typer.Option("--force", help="Replace what is there.")]
Filter = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[FILTER]", help="As in the desk's filter box: stage:referred due:<=+3d", show_default=False
    ),
]

WordType = TypeVar("WordType", bound=Word)


def asked(context: typer.Context) -> Asked:
    """Return the global options of a call."""
    assert isinstance(context.obj, Asked)
    return context.obj


def filter_text(parts: list[str] | None) -> str:
    """Return a filter given as one word or as several."""
    return " ".join(parts or [])


def day_or_none(text: str, option: str) -> date | None:
    """Return the day of an option, or None where it is not given.

    Raises:
        UsageError: If it is no day.
    """
    return day(text, option) if text else None


def word(kind: type[WordType], text: str, option: str) -> WordType:
    """Return one of the words of the trade.

    Raises:
        UsageError: If it is none of them; the message lists them.
    """
    short = {"in": "inward", "out": "outward"}
    try:
        return kind[short.get(text, text).replace("-", "_")]
    except KeyError as error:
        back = {name: said for said, name in short.items()}
        choices = ", ".join(back.get(each.name, each.name) for each in kind)
        raise UsageError(f"{option} {text!r} is none of {choices}.") from error


def text_or_file(given: str) -> str:
    """Return a text given as it is, as `@FILE`, or as `-` for what comes in.

    Raises:
        UsageError: If the file cannot be read as text.
    """
    if given != "-" and not given.startswith("@"):
        return given
    path = Path(given[1:]).expanduser()
    where = "What comes in" if given == "-" else str(path)
    try:
        # As bytes: reading as text would turn the customer's line ends into others.
        raw = sys.stdin.buffer.read() if given == "-" else path.read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{where} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{where} is not UTF-8 text.") from error


def agreed(sentences: Sequence[str], yes: bool, quiet: bool, *, for_good: bool = False) -> bool:
    """Say what will be done and ask for it; where nobody can be asked, the call itself is the word.

    What is `for_good`, so that nothing brings it back, wants the whole word, or `--yes` where nobody can be asked.
    """
    if not quiet:
        for sentence in sentences:
            say(sentence)
    if yes:
        return True
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        if for_good:
            refuse(
                "Nothing was changed: it cannot be undone, and nobody is here to be asked. --yes agrees to it."
            )
        return not for_good
    sys.stdout.write("It is for good. Type yes: " if for_good else "Go on? y or n: ")
    sys.stdout.flush()
    if sys.stdin.readline().strip().lower() in ({"yes"} if for_good else {"y", "yes"}):
        return True
    refuse("Nothing was changed.")
    return False
