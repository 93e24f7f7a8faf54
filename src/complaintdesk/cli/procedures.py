"""Procedures: which there are, what one asks for, and whether the organisation's own files are in order."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from complaintdesk import services
from complaintdesk.cli.arguments import Json, asked
from complaintdesk.cli.start import settings
from complaintdesk.cli.words import REFUSED, UsageError, document, plain, refuse, say, table

if TYPE_CHECKING:
    from complaintdesk.config import Settings
    from complaintdesk.rules.procedure_grammar import Procedure

app = typer.Typer()


@app.command("procedures")
def procedures_(
    context: typer.Context,
    procedure: Annotated[
        str, typer.Argument(metavar="[ID]", help="One of them, to explain it.", show_default=False)
    ] = "",
    check: Annotated[
        bool, typer.Option("--check", help="Check your own files; with a file's name, that one.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List the procedures, explain one, or check your own files; no store is needed."""
    places = settings(asked(context))
    if check:
        _check(places, procedure, as_json)
    elif procedure:
        _explain(services.reckoning.find(places, procedure), as_json)
    else:
        _list(places, as_json)


def _list(places: Settings, as_json: bool) -> None:
    loaded = services.reckoning.load(places)
    if as_json:
        document([_in_short(each) for each in loaded.procedures.values()])
    else:
        table(
            ("Id", "Name", "Region", "Clocks", "As of"),
            [
                (each.id, each.name, each.region, str(len(each.clocks)), str(each.as_of))
                for each in loaded.procedures.values()
            ],
        )
    for problem in loaded.problems:
        refuse(f"left out: {problem.sentence}")


def _in_short(each: Procedure) -> object:
    return plain(
        {
            "id": each.id,
            "name": each.name,
            "region": each.region,
            "kind": each.kind,
            "overlay": each.overlay,
            "base": each.base or None,
            "external": each.external.name if each.external else None,
            "clocks": [rule.id for rule in each.clocks],
            "source": each.source,
            "as_of": each.as_of,
        }
    )


def _explain(found: Procedure, as_json: bool) -> None:
    if as_json:
        document(plain(asdict(found)))
        return
    from complaintdesk.rules import procedure_words

    say(f"{found.name} ({found.id})")
    for part in procedure_words.explained(found):
        say()
        say(part.heading)
        for line in part.lines:
            say(f"  {line}")


def _check(places: Settings, name: str, as_json: bool) -> None:
    """Check one file, or all of the handler's own; what is wrong is named on stderr.

    Raises:
        Exit: With 1 if something is wrong.
        UsageError: If there is no such file.
    """
    if name:
        path = Path(name).expanduser()
        if not path.exists():
            raise UsageError(f"There is no file {name}.")
        checked = {path: services.reckoning.check(places, path)}
    else:
        checked = services.reckoning.check_own(places)
    wrong = {path: sentence for path, sentence in checked.items() if sentence is not None}
    if as_json:
        document(
            [
                {"file": str(path), "ok": sentence is None, "problem": sentence}
                for path, sentence in checked.items()
            ]
        )
    for sentence in wrong.values():
        refuse(sentence)
    if not as_json:
        for path in checked:
            if path not in wrong:
                say(f"{path.name} is in order.")
        if not checked:
            say(f"No procedures of your own in {places.procedures_folder}; the shipped ones are at work.")
    if wrong:
        raise typer.Exit(REFUSED)
