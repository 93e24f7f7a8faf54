"""Care of the store: making one, the demo, whether it is sound, where things are, the keys."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from complaintdesk import services
from complaintdesk.cli import opening
from complaintdesk.cli.arguments import Json, asked
from complaintdesk.cli.start import Clock, new_passphrase, opened, places, settings
from complaintdesk.cli.words import REFUSED, document, plain, say, table
from complaintdesk.config import Settings
from complaintdesk.errors import StoreMissingError
from complaintdesk.rules.counting import counted

app = typer.Typer()


@app.command()
def demo(
    context: typer.Context,
    keep: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Make the demo's store there and keep it.", show_default=False),
    ] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Only make it.")] = False,
) -> None:
    """Open the desk on an invented organisation's complaints; nothing is kept unless you say where."""
    if not no_open:
        opening.require_terminal()
    plain_settings = settings(asked(context))
    tour = plain_settings.places.state / opening.TOUR
    if keep is not None:
        _demo(plain_settings, keep.expanduser().absolute(), no_open, tour)
        return
    scratch = Path(tempfile.mkdtemp(prefix="complaintdesk-demo-"))
    try:
        # Its anchors go with it: they would speak of a store that is no more.
        places = replace(plain_settings.places, state=scratch / "state")
        _demo(replace(plain_settings, places=places), scratch / "store", no_open, tour)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _demo(plain_settings: Settings, folder: Path, no_open: bool, tour: Path) -> None:
    from complaintdesk.services import demo as played

    places = replace(plain_settings.places, store=folder)
    say("Playing the demo's history ...")
    desk = played.create(replace(plain_settings, places=places))
    if no_open:
        desk.close()
        say(f"The demo is in {folder}; `complaintdesk --store {folder}` opens it.")
        return
    desk.store.claim()
    raise typer.Exit(opening.show(desk, tour))


@app.command()
def init(
    context: typer.Context,
    name: Annotated[str, typer.Option(help="The handler's name; it stands on the evidence.")] = "",
    role: Annotated[str, typer.Option(help="The handler's role.")] = "complaint_handler",
    organisation: Annotated[str, typer.Option(help="The organisation.")] = "",
    region: Annotated[str, typer.Option(help="Whose bank holidays: ENG, WLS, SCT, NIR.")] = "ENG",
    procedure: Annotated[str, typer.Option(metavar="ID", help="The usual procedure.")] = "uk-general",
    currency: Annotated[str, typer.Option(help="Three letters.")] = "GBP",
    encrypt: Annotated[
        bool,
        typer.Option("--encrypt", help="Ask for a passphrase; without it nobody can open the store again."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Make a store without asking anything; with --encrypt, a passphrase only."""
    from complaintdesk.services import setup

    options = asked(context)
    clock = Clock(options.today)
    answers = setup.Answers(name or _user(), role, organisation, region, procedure, currency)
    passphrase = None
    if encrypt:
        if not as_json:
            for sentence in services.sealing.NO_WAY_BACK:
                say(sentence)
        passphrase = new_passphrase(options)
    desk = setup.create(settings(options), answers, clock.today, clock.now, passphrase)
    whose, path = desk.whose, desk.store.folder.path
    desk.close()
    if as_json:
        made = {
            "store": path,
            "handler": whose.handler,
            "role": whose.role,
            "organisation": whose.organisation,
        }
        document({**made, "region": whose.region, "procedure": whose.procedure, "currency": whose.currency})
    else:
        say(f"The store is in {path}: the desk of {whose.handler}, {whose.procedure}, {whose.region}.")
        from_where = "" if name else "The name is the one by which this machine knows you. "
        say(
            f'{from_where}`complaintdesk profile --name "..."` changes whose it is; so does ctrl+p in the desk.'
        )


def _user() -> str:
    """Return the name this machine knows its user by."""
    import getpass

    return getpass.getuser()


@app.command()
def verify(context: typer.Context, as_json: Json = False) -> None:
    """Check the whole store: its journal, every row against it, the files kept, the anchors outside."""
    with opened(asked(context)) as desk:
        found = services.care.verify(desk)
    problems = [{"check": each.check, "where": each.where, "what": each.what} for each in found.problems]
    if as_json:
        told = {"ok": found.ok, "steps": found.steps, "head": found.head, "problems": problems}
        # Only where there are any: scripts know the four.
        document(told | ({"remarks": list(found.remarks)} if found.remarks else {}))
    else:
        for remark in found.remarks:
            say(remark)
        for each in found.problems:
            say(str(each))
        verdict = "sound" if found.ok else f"not sound: {counted(len(problems), 'problem')}"
        say(f"The store is {verdict}. {counted(found.steps, 'step')}, head {found.head}")
    if not found.ok:
        raise typer.Exit(REFUSED)


@app.command()
def info(context: typer.Context, as_json: Json = False) -> None:
    """Say where things are, how many there are, and which versions are at work."""
    try:
        with opened(asked(context)) as desk:
            found: Any = plain(asdict(services.care.info(desk)))
    except StoreMissingError:
        # Own files may be written before there is a store: their folder is named all the same.
        there = places(asked(context))
        for name in ("store", "config", "state", "data"):
            say(f"{name:16} {getattr(there, name)}")
        raise
    if as_json:
        document(found)
        return
    for name, value in found.items():
        shown = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
        say(
            f"{name.replace('_', ' '):16} {shown:,}"
            if type(shown) is int
            else f"{name.replace('_', ' '):16} {shown}"
        )


@app.command()
def keys(as_json: Json = False) -> None:
    """Print the key table of the desk."""
    from complaintdesk.screens import keymap

    found = keymap.table()
    if as_json:
        document(
            [
                {"id": key.id, "key": key.key, "description": key.description, "where": key.where}
                for key in found
            ]
        )
    else:
        table(
            ("Key", "Does", "Where", "Id"), [(key.key, key.description, key.where, key.id) for key in found]
        )
