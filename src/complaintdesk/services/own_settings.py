"""Settings that are changed at the desk: kept in the handler's own `config.toml`, beside what they wrote there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from complaintdesk.config import setting_lines
from complaintdesk.errors import SettingsError
from complaintdesk.services.texts import text
from complaintdesk.store import files

if TYPE_CHECKING:
    from pathlib import Path

    from complaintdesk.services.desk import Desk


def reach(desk: Desk, contact: str) -> bool:
    """Have letters say from now on how customers reach the handler, and return whether that is new.

    It is no part of the store, so that nothing takes it back.

    Raises:
        SettingsError: If the file cannot be written, or nothing can be put into it; it is as it was.
    """
    said = " ".join(text(contact, "How customers reach you").split())
    if said == desk.settings.contact:
        return False
    keep(desk, "contact", said)
    desk.settings = replace(desk.settings, contact=said)
    return True


def keep(desk: Desk, name: str, value: str) -> None:
    """Write one setting of words into the settings file, whole or not at all, leaving everything else as it is.

    Raises:
        SettingsError: If the file cannot be written, or nothing can be put into it; it is as it was.
    """
    path = desk.settings.places.config / "config.toml"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Where the name leads elsewhere, it goes on leading there.
        place = path.resolve()
        before = _read(place)
        after = setting_lines.changed(before, name, value)
        if after is None:
            raise SettingsError(f"{path} cannot be changed as it stands; put {name} into it by hand.")
        mode = place.stat().st_mode if place.exists() else None
        files.write_whole(place, after)
        if mode is not None:
            place.chmod(mode)
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}. {name} stays as it was.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not UTF-8; put {name} into it by hand.") from error


def _read(place: Path) -> str:
    # Bytes, so that its own line ends stay.
    return place.read_bytes().decode("utf-8") if place.exists() else ""
