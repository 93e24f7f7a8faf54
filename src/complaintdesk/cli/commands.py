"""The commands, put together from their rooms, and how a call of one ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer
from typer.exceptions import TyperException

from complaintdesk import __version__
from complaintdesk.cli import (
    backups,
    calendar,
    doctor,
    encryption,
    ending,
    examples,
    files,
    letter,
    library,
    portfolio,
    procedures,
    profile,
    reading,
    start,
    store_care,
    trends,
    work,
)
from complaintdesk.cli.words import USAGE, refuse, say

HELP = """The desk of the person to whom difficult complaints are referred.

Without a command it opens the desk in this terminal. --store and --today may
stand before or after the command.
"""

app = typer.Typer(
    name=start.PROGRAM,
    help=HELP,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)
ROOMS = (
    store_care.app,
    profile.app,
    doctor.app,
    backups.app,
    encryption.app,
    ending.app,
    files.app,
    work.app,
    reading.app,
    letter.app,
    procedures.app,
    trends.app,
)
for room in ROOMS:
    examples.give(room)
    # Without a name, a room's commands stand beside those of the others.
    app.add_typer(room)
GROUPS = {
    "export": files.export,
    "calendar": calendar.app,
    "library": library.app,
    "portfolio": portfolio.app,
}
for name, group in GROUPS.items():
    examples.give(group, name)
    app.add_typer(group, name=name, epilog=examples.epilog(name))


def _version(wanted: bool) -> None:
    if wanted:
        say(f"complaintdesk {__version__}")
        raise typer.Exit


@app.callback()
def options(
    store: Annotated[
        str, typer.Option("--store", metavar="FOLDER", help="Where the store is.", show_default=False)
    ] = "",
    passphrase_file: Annotated[
        str,
        typer.Option(
            "--passphrase-file",
            metavar="FILE",
            help="Its first line opens an encrypted store.",
            show_default=False,
        ),
    ] = "",
    today: Annotated[
        str, typer.Option("--today", metavar="YYYY-MM-DD", help="The day to work on.", show_default=False)
    ] = "",
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and end.")
    ] = False,
) -> None:
    """Keep the global options in the help; `start.read_words` has taken them out of the call before."""


def run(asked: start.Asked, words: Sequence[str]) -> int:
    """Run one command and return its exit code.

    Raises:
        DeskError: If the command is refused.
    """
    try:
        code = app(list(words), prog_name=start.PROGRAM, standalone_mode=False, obj=asked)
    except TyperException as misuse:
        said = " ".join(misuse.format_message().split())
        end = "" if said.endswith((".", "?", "!")) else "."
        refuse(f"{said}{end} `complaintdesk {_command(words)}--help` says how.")
        return USAGE
    return code if isinstance(code, int) else 0


def _command(words: Sequence[str]) -> str:
    first = words[0] if words and not words[0].startswith("-") else ""
    return f"{first} " if first in {*(command.name for command in _named()), *GROUPS} else ""


def _named() -> Iterator[typer.models.CommandInfo]:
    for room in ROOMS:
        yield from room.registered_commands
