"""Backups: making one, bringing one back, and rehearsing that."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from complaintdesk import services
from complaintdesk.cli.arguments import Json, Yes, agreed, asked
from complaintdesk.cli.start import Asked, Clock, opened, places, settings_that_hold, unlock
from complaintdesk.cli.words import REFUSED, document, say

if TYPE_CHECKING:
    from complaintdesk.services.restoring import Proof

app = typer.Typer()

File = Annotated[
    Path | None,
    typer.Argument(
        metavar="[FILE]", help="The backup; the newest sound one of the store.", show_default=False
    ),
]


@app.command()
def backup(
    context: typer.Context,
    to: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Where it goes; among the store's own, which are thinned.",
            show_default=False,
        ),
    ] = None,
    if_changed: Annotated[
        bool, typer.Option("--if-changed", help="Only where the newest backup does not hold everything.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Copy the store with its files, verified, while the desk may be open.

    The copy is FILE, what it held is FILE.json, and its files are in `attachments/`
    beside it.
    """
    with opened(asked(context)) as desk:
        if if_changed and to is None and not services.backups.has_changed(desk):
            made = None
        else:
            made = services.backups.make(desk, to)
    if as_json:
        document(
            {"file": None}
            if made is None
            else {
                "file": str(made.path),
                "bytes": made.path.stat().st_size,
                "complaints": made.complaints,
                "files": made.files,
                "steps": made.steps,
                "lacking": list(made.lacking),
                "removed": [str(path) for path in made.removed],
            }
        )
    elif made is None:
        say("The newest backup holds everything; no other was made.")
    else:
        # Other programs take the path from there.
        for sentence in made.sentences if sys.stdout.isatty() or made.lacking else ():
            say(sentence)
        say(str(made.path))


@app.command()
def restore(context: typer.Context, file: File = None, yes: Yes = False, as_json: Json = False) -> None:
    """Bring a backup back: checked first, proved, and the present store kept aside.

    What will be done is said first; in a terminal it is asked for. The desk must be
    closed.
    """
    options = asked(context)
    backup = file.expanduser().absolute() if file is not None else None
    _unlock(options, backup)
    done = services.restoring.restore(
        settings_that_hold(options),
        Clock(options.today).now,
        backup,
        lambda plan: agreed(plan.sentences, yes, as_json),
    )
    if done is None:
        raise typer.Exit(REFUSED)
    if as_json:
        document(
            {
                **_as_document(done.plan.proof),
                "aside": str(done.aside) if done.aside else None,
                "erasures_since": done.plan.erasures_since,
                "ok": done.verified.ok,
                "problems": [str(each) for each in done.verified.problems],
            }
        )
    else:
        for sentence in done.sentences:
            say(sentence)
        if options.store is not None:
            say(f"`complaintdesk --store {options.store}` opens it.")
    if not done.verified.ok:
        raise typer.Exit(REFUSED)


@app.command("restore-drill")
def restore_drill(context: typer.Context, file: File = None, as_json: Json = False) -> None:
    """Rehearse a restore: bring the newest backup back in a scratch folder, and compare it.

    Nothing is changed; the scratch folder is gone afterwards.
    """
    backup = file.expanduser().absolute() if file is not None else None
    _unlock(asked(context), backup)
    found = services.restoring.rehearse(settings_that_hold(asked(context)), backup)
    if as_json:
        document({**_as_document(found), "ok": not found.lacking})
    else:
        say(f"Restored to a scratch folder: {found.sentence}")
    if found.lacking:
        raise typer.Exit(REFUSED)


def _unlock(options: Asked, backup: Path | None) -> None:
    """Unlock the store; where there is none, what a backup of an encrypted one holds."""
    here = services.setup.is_there(places(options).store)
    key = None if backup is None or here else services.sealing.key_of_backup(backup)
    unlock(options, key)


def _as_document(found: Proof) -> dict[str, object]:
    return {
        "file": str(found.backup),
        "complaints": found.complaints,
        "files": found.files,
        "steps": found.steps,
        "head": found.head,
        "compared": found.is_compared,
        "lacking": found.lacking,
        "passed_over": list(found.passed_over),
    }
