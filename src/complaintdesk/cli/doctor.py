"""The check-up, as a command; what only the environment knows of the terminal is found out here."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from complaintdesk import config, services
from complaintdesk.cli import start
from complaintdesk.cli.arguments import Json, asked
from complaintdesk.cli.words import REFUSED, document, say
from complaintdesk.errors import LockedStoreError, SettingsError

if TYPE_CHECKING:
    from complaintdesk.services.doctor import CheckUp
    from complaintdesk.services.surroundings import Machine, Terminal

app = typer.Typer()


@app.command()
def doctor(
    context: typer.Context,
    repair: Annotated[
        bool, typer.Option("--repair", help="Mend what can be derived; put a damaged store aside.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Look at everything the desk rests on, and say what to do about what is not in order.

    Program, settings, terminal, disk, folder, the store with its journal, files and
    search, backups. Typed words are never touched.
    """
    options = asked(context)
    settings, wrong = config.read_what_holds(start.places(options))
    wrong = (*wrong, *_wrong_keys(settings))
    if wrong:
        # Keys are a table of the file; those that are wrong would stop whatever reads them.
        settings = replace(settings, keys={})
    with suppress(LockedStoreError):
        # What can be said of a locked store is said.
        start.unlock(options)
    clock = start.Clock(options.today)
    act = services.doctor.repair if repair else services.doctor.look_at
    found = act(services.doctor.Circumstances(settings, wrong, _machine(), clock.today, clock.now))
    _tell(found, as_json)
    if not found.is_well:
        raise typer.Exit(REFUSED)


def _tell(found: CheckUp, as_json: bool) -> None:
    if as_json:
        document(
            {
                "ok": found.is_well,
                "findings": [
                    {"what": each.what, "sign": each.sign.value, "says": each.says, "remedy": each.remedy}
                    for each in found.findings
                ],
                "mended": list(found.mended),
            }
        )
        return
    for each in found.findings:
        say(f"{each.sign.value:5} {each.what:12} {each.says}")
        if each.remedy:
            say(f"{'':18} {each.remedy}")
    for sentence in found.mended:
        say(sentence)
    wrong, look = (sum(each.sign.value == sign for each in found.findings) for sign in ("wrong", "look"))
    verdict = f"{wrong} wrong, {look} to look at" if wrong or look else "all in order"
    say(f"Looked at {len(found.findings)} things: {verdict}.")


def _wrong_keys(settings: config.Settings) -> tuple[str, ...]:
    if not settings.keys:
        return ()
    from complaintdesk.screens import keymap

    try:
        keymap.chosen(settings)
    except SettingsError as refusal:
        return (str(refusal),)
    return ()


def _machine() -> Machine:
    from complaintdesk.services.surroundings import Machine

    try:
        mounts = Path("/proc/self/mountinfo").read_text("utf-8", errors="replace").splitlines()
    except OSError:
        # Not a Linux; then only names of folders tell.
        mounts = []
    return Machine(_terminal(), tuple(mounts))


def _terminal() -> Terminal:
    from complaintdesk.services.surroundings import Terminal

    size = shutil.get_terminal_size()
    return Terminal(
        is_one=sys.stdin.isatty() and sys.stdout.isatty(),
        name=os.environ.get("TERM", ""),
        colours=_colours(),
        encoding=sys.stdout.encoding or "",
        columns=size.columns,
        lines=size.lines,
        is_tmux="TMUX" in os.environ,
    )


def _colours() -> str:
    if "NO_COLOR" in os.environ:
        return "none"
    if os.environ.get("COLORTERM", "").lower() in {"truecolor", "24bit"}:
        return "true colour"
    name = os.environ.get("TERM", "")
    if name in {"", "dumb"}:
        return "none"
    return "256" if "256" in name or "direct" in name else "16"
