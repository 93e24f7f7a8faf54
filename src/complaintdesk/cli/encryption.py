"""Encryption at rest: a store is encrypted, decrypted, and given another passphrase."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from complaintdesk import services
from complaintdesk.cli import start
from complaintdesk.cli.arguments import Json, Yes, agreed, asked
from complaintdesk.cli.words import REFUSED, document, say
from complaintdesk.rules.counting import counted

app = typer.Typer()

_LEFT = (
    "What was deleted may still be found on the disk for a while, and what you exported stays as it is.",
    "Backups elsewhere, made before, are not encrypted; make new ones.",
)


@app.command()
def encrypt(context: typer.Context, yes: Yes = False, as_json: Json = False) -> None:
    """Encrypt the store under a passphrase: the database, its backups and every kept file.

    The desk must be closed. Without the passphrase nobody can open it again.
    """
    options = asked(context)
    settings = start.settings_that_hold(options)
    told = (f"The store in {settings.places.store} will be encrypted.", *services.sealing.NO_WAY_BACK)
    if not agreed(told, yes, as_json):
        raise typer.Exit(REFUSED)
    done = services.sealing.encrypt(settings, start.new_passphrase(options))
    _tell(done, "Encrypted", _LEFT, as_json)


@app.command()
def decrypt(context: typer.Context, yes: Yes = False, as_json: Json = False) -> None:
    """Make a plain store of an encrypted one. The desk must be closed."""
    options = asked(context)
    settings = start.settings_that_hold(options)
    start.unlock(options)
    told = (f"The store in {settings.places.store} will be readable to whoever can read its files.",)
    if not agreed(told, yes, as_json):
        raise typer.Exit(REFUSED)
    _tell(services.sealing.decrypt(settings), "Decrypted", (), as_json)


@app.command()
def rekey(
    context: typer.Context,
    new_passphrase_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Its first line is the new passphrase.", show_default=False),
    ] = None,
    as_json: Json = False,
) -> None:
    """Give an encrypted store another passphrase.

    Its own backups open with it, too. A backup elsewhere keeps the passphrase it was
    made under.
    """
    options = asked(context)
    start.unlock(options)
    new = start.typed_twice() if new_passphrase_file is None else start.first_line(new_passphrase_file)
    services.sealing.rekey(start.settings_that_hold(options), new)
    if as_json:
        document({"rekeyed": True})
    else:
        say("The store has a new passphrase.")


def _tell(done: services.sealing.Converted, what: str, left: tuple[str, ...], as_json: bool) -> None:
    if as_json:
        document({"databases": done.databases, "files": done.files})
        return
    say(f"{what}: {counted(done.databases, 'database')}, {counted(done.files, 'file')}.")
    for sentence in left:
        say(sentence)
