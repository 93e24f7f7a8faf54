"""Settings and shipped data files, read once.

Shipped data lies in the wheel as `complaintdesk/data`; an editable install finds
the project's own folder. What the user's configuration folder holds in
`procedures/`, `presets/`, `vocabularies/` and `letters/` adds to it or overrides it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from complaintdesk.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Places:
    """Where things lie on this machine."""

    store: Path
    config: Path
    state: Path
    data: Path


@dataclass(frozen=True)
class Settings:
    """What the handler may tune in `config.toml`."""

    places: Places
    theme: str = "complaintdesk-dark"
    """Name of the theme the desk opens with."""

    symbols: str = "plain"
    """`plain` for single-width signs, `ascii` for terminals without them."""

    mouse: bool = True
    """Whether the desk takes the mouse; without it the terminal's own selection works."""

    lock_minutes: int = 0
    """After how many minutes without a key the desk locks itself; 0 for never."""

    contact: str = ""
    """How customers reach the handler, as letters say it: a number, an address, the hours."""

    name_colleagues: bool = False
    """Whether exports with pseudonyms name colleagues and approvers as they are."""

    name_organisation: bool = True
    """Whether exports with pseudonyms name the organisation."""

    retention_months: int = 72
    """How many months after it ended a complaint is kept, unless its procedure asks for longer."""

    daily_backups: int = 12
    """How many backups are kept, one a day, beyond all those of today and yesterday."""

    weekly_backups: int = 10
    """How many backups are kept, one a week, beyond those."""

    monthly_backups: int = 9
    """How many backups are kept, one a month, beyond those."""

    addresses: list[str] = field(default_factory=list)
    """The e-mail addresses of the desk: a message from one of them was sent by us."""

    keys: dict[str, str] = field(default_factory=dict)
    """Binding id -> key, for keys the handler has changed."""

    @cached_property
    def procedures_folder(self) -> Path:
        """Where the handler's own procedures lie."""
        return self.places.config / "procedures"


def shipped_data() -> Path:
    """Return the folder of the shipped data.

    Raises:
        SettingsError: If it is missing from the installation.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "data", package.parent.parent / "data"):
        if (folder / "procedures").is_dir():
            return folder
    msg = "The data that comes with complaintdesk is missing. Install it again."
    raise SettingsError(msg)


_KINDS: dict[str, type] = {
    "theme": str,
    "symbols": str,
    "mouse": bool,
    "lock_minutes": int,
    "contact": str,
    "addresses": list,
    "keys": dict,
    "name_colleagues": bool,
    "name_organisation": bool,
    "retention_months": int,
    "daily_backups": int,
    "weekly_backups": int,
    "monthly_backups": int,
}


def read(places: Places) -> Settings:
    """Return the settings in `config.toml`; what it leaves out has its default.

    Raises:
        SettingsError: If the file is not TOML, or a setting is unknown or of the wrong kind.
    """
    said, wrong = _read(places)
    if wrong:
        raise SettingsError(next(iter(wrong.values())))
    return Settings(places, **said)


def read_what_holds(places: Places) -> tuple[Settings, tuple[str, ...]]:
    """Return the settings that are in order, and a sentence for each that is not."""
    said, wrong = _read(places)
    held = {name: value for name, value in said.items() if name not in wrong}
    return Settings(places, **held), tuple(wrong.values())


def _read(places: Places) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what the settings file says, and by setting what is wrong with it."""
    path = places.config / "config.toml"
    if not path.is_file():
        return {}, {}
    try:
        said = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return {}, {"": f"{path} is not a settings file: {error}."}
    except OSError as error:
        return {}, {"": f"{path} cannot be read: {error.strerror}."}
    found = ((name, _wrong(name, value)) for name, value in said.items())
    return said, {name: f"{path}: {wrong}" for name, wrong in found if wrong}


def _wrong(name: str, value: object) -> str:
    """Return what is wrong with one setting; "" for nothing."""
    if name not in _KINDS:
        return f"there is no setting {name!r}; known are {', '.join(sorted(_KINDS))}."
    kind = _KINDS[name]
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        return f"{name} must be a {kind.__name__}."
    if name == "retention_months" and isinstance(value, int) and value < 1:
        return "retention_months must be at least 1; nothing is disposed of the day it ends."
    if (name.endswith("_backups") or name == "lock_minutes") and isinstance(value, int) and value < 0:
        return f"{name} must be 0 or more."
    return ""
