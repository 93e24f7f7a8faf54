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

    contact: str = ""
    """How customers reach the handler, as letters say it: a number, an address, the hours."""

    name_colleagues: bool = False
    """Whether exports with pseudonyms name colleagues and approvers as they are."""

    name_organisation: bool = True
    """Whether exports with pseudonyms name the organisation."""

    retention_months: int = 72
    """How many months after it ended a complaint is kept, unless its procedure asks for longer."""

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


def read(places: Places) -> Settings:
    """Return the settings in `config.toml`; what it leaves out has its default.

    Raises:
        SettingsError: If the file is not TOML, or a setting is unknown or of the wrong kind.
    """
    path = places.config / "config.toml"
    if not path.is_file():
        return Settings(places)
    try:
        said = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = f"{path} is not a settings file: {error}."
        raise SettingsError(msg) from error
    kinds = {
        "theme": str,
        "symbols": str,
        "mouse": bool,
        "contact": str,
        "addresses": list,
        "keys": dict,
        "name_colleagues": bool,
        "name_organisation": bool,
        "retention_months": int,
    }
    for name, value in said.items():
        if name not in kinds:
            msg = f"{path}: there is no setting {name!r}; known are {', '.join(sorted(kinds))}."
            raise SettingsError(msg)
        if not isinstance(value, kinds[name]) or (kinds[name] is int and isinstance(value, bool)):
            msg = f"{path}: {name} must be a {kinds[name].__name__}."
            raise SettingsError(msg)
    if said.get("retention_months", 1) < 1:
        msg = f"{path}: retention_months must be at least 1; nothing is disposed of the day it ends."
        raise SettingsError(msg)
    return Settings(places, **said)
