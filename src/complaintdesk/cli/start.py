"""What every start needs: the global options, the places, the clock, and the open desk."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from complaintdesk import config
from complaintdesk.cli.words import UsageError, say
from complaintdesk.errors import LockedStoreError

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

PROGRAM = "complaintdesk"
PASSPHRASE = "COMPLAINTDESK_PASSPHRASE"  # noqa: S105 - where it is, not what it is
"""The environment's word for the passphrase of an encrypted store; `--passphrase-file` outranks it."""

TRIES = 3
"""Times a passphrase is asked for."""

STORE = "COMPLAINTDESK_STORE"
"""The environment's word on where the store is; `--store` outranks it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The global options, as given before or after the command."""

    store: Path | None = None
    today: date | None = None
    passphrase_file: Path | None = None
    """Whose first line is the passphrase of an encrypted store."""


def read_words(words: Sequence[str]) -> tuple[Asked, list[str]]:
    """Return the global options among the words of the command line, and the words left.

    What comes after `--` is left alone.

    Raises:
        UsageError: If one has no value, or the day is none.
    """
    given: dict[str, str] = {}
    rest: list[str] = []
    waiting = iter(words)
    for word in waiting:
        name, sign, value = word.partition("=")
        if word == "--":
            rest += [word, *waiting]
        elif name in {"--store", "--today", "--passphrase-file"}:
            said = value if sign else next(waiting, "")
            if not said:
                raise UsageError(f"{name} needs a value.")
            given[name] = said
        else:
            rest.append(word)
    store = Path(given["--store"]).expanduser() if "--store" in given else None
    passphrase = Path(given["--passphrase-file"]).expanduser() if "--passphrase-file" in given else None
    return Asked(store, day(given["--today"], "--today") if "--today" in given else None, passphrase), rest


def day(text: str, option: str) -> date:
    """Return a day given as YYYY-MM-DD.

    Raises:
        UsageError: If it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option} {text!r} is no day; write it as YYYY-MM-DD.") from error


class Clock:
    """The real clock, or another day with the real time of day."""

    def __init__(self, fixed: date | None = None) -> None:
        self.fixed = fixed

    def today(self) -> date:
        """Return the local date."""
        return self.fixed or date.today()  # noqa: DTZ011 - the date on the handler's wall

    def now(self) -> datetime:
        """Return the moment in UTC; on a fixed day, at the time of day it is now."""
        now = datetime.now().astimezone()
        if self.fixed is not None:
            # Built anew rather than moved, so that the offset is that of the day.
            now = datetime.combine(self.fixed, now.time()).astimezone()
        return now.astimezone(UTC)


def settings(asked: Asked) -> config.Settings:
    """Return the settings, with the store where the option, the environment or the platform says.

    Raises:
        SettingsError: If the settings file is wrong.
    """
    return config.read(places(asked))


def settings_that_hold(asked: Asked) -> config.Settings:
    """Return the settings without those that are wrong, for commands that must work whatever the file says."""
    return config.read_what_holds(places(asked))[0]


def places(asked: Asked) -> config.Places:
    """Return where things lie."""
    named = asked.store or (Path(os.environ[STORE]).expanduser() if os.environ.get(STORE) else None)
    return config.Places(
        store=(named or platformdirs.user_data_path(PROGRAM)).absolute(),
        config=platformdirs.user_config_path(PROGRAM),
        state=platformdirs.user_state_path(PROGRAM),
        data=config.shipped_data(),
    )


def unlock(asked: Asked, key_file: Path | None = None) -> None:
    """Unlock the store where it is encrypted: by the option, the environment, or a question in the terminal.

    Raises:
        LockedStoreError: If there is no passphrase to be had, or it is not the one.
    """
    from complaintdesk.services import setup

    needed = key_file or setup.key_needed(places(asked).store)
    if needed is None:
        return
    given = given_passphrase(asked)
    for left in range(TRIES if given is None else 1, 0, -1):
        try:
            setup.unlock(needed, typed_passphrase("Passphrase: ") if given is None else given)
        except LockedStoreError as refusal:
            if left == 1:
                raise
            say(str(refusal))
        else:
            return


def given_passphrase(asked: Asked) -> str | None:
    """Return the passphrase that the option's file or the environment gives, or None.

    Raises:
        UsageError: If the file cannot be read.
    """
    if asked.passphrase_file is None:
        return os.environ.get(PASSPHRASE)
    return first_line(asked.passphrase_file)


def new_passphrase(asked: Asked) -> str:
    """Return a passphrase to be: from the option's file, from the environment, or typed twice.

    Raises:
        UsageError: If the file cannot be read.
        LockedStoreError: If the two that were typed differ, or there is nobody to ask.
    """
    given = given_passphrase(asked)
    return typed_twice() if given is None else given


def typed_twice() -> str:
    """Ask for a new passphrase twice.

    Raises:
        LockedStoreError: If they differ, or there is nobody to ask.
    """
    from complaintdesk.services import sealing

    if not sys.stdin.isatty():
        msg = f"A new passphrase is needed: give a file with it, or {PASSPHRASE} in the environment."
        raise LockedStoreError(msg)
    typed = typed_passphrase(f"New passphrase ({sealing.SHORTEST} characters at least): ")
    sealing.require_long_enough(typed)
    if typed != typed_passphrase("Once more: "):
        raise LockedStoreError("The two were not the same. Nothing was changed.")
    return typed


def first_line(file: Path) -> str:
    """Return the first line of a file; `/dev/fd/3` is one, too.

    Raises:
        UsageError: If it cannot be read.
    """
    try:
        with file.open(encoding="utf-8") as reading:
            return reading.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read for a passphrase.") from error


def typed_passphrase(question: str) -> str:
    """Ask for a passphrase in the terminal, and show nothing of it.

    Raises:
        LockedStoreError: If there is no terminal.
    """
    if not sys.stdin.isatty():
        msg = f"The store is encrypted: give --passphrase-file FILE, or {PASSPHRASE} in the environment."
        raise LockedStoreError(msg)
    from getpass import getpass

    return getpass(question)


def open_desk(asked: Asked, *, read_only: bool = False) -> Desk:
    """Return the desk on the store; the caller closes it.

    Without `--today` a store with a day of its own stands on that day.

    Raises:
        StoreError: If there is no store, or it cannot be used.
    """
    from complaintdesk.services import setup

    clock = Clock(asked.today)
    unlock(asked)
    desk = setup.open_desk(settings(asked), clock.today, clock.now, read_only=read_only)
    clock.fixed = asked.today or desk.whose.fixed_today
    return desk


@contextmanager
def opened(asked: Asked, *, read_only: bool = False) -> Iterator[Desk]:
    """Open the desk for one command and close it again, whatever happens.

    Raises:
        StoreError: If there is no store, or it cannot be used.
    """
    from complaintdesk.services import faults

    with faults.explained():
        desk = open_desk(asked, read_only=read_only)
        try:
            yield desk
        finally:
            desk.close()
