"""The lock of the screen: what opens it, in an encrypted store its passphrase, else a phrase chosen for it."""

from __future__ import annotations

import hmac
import json
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from complaintdesk.errors import InvalidInputError
from complaintdesk.store import door, sealing
from complaintdesk.store.files import write_whole

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

FILE = "lock.json"
"""In the state folder. Who can take it away can read the store as well: the lock is against looks, not thieves."""

SHORTEST = 4
"""Characters of a lock phrase at least."""

COST = 1 << 15
"""Of scrypt: a guess takes about a tenth of a second."""


def is_ready(desk: Desk) -> bool:
    """Return whether there is something that opens the lock again."""
    return is_the_passphrase() or _place(desk).is_file()


def is_the_passphrase() -> bool:
    """Return whether it is the passphrase of the store that opens the lock."""
    return door.keys() is not None


def choose(desk: Desk, phrase: str) -> None:
    """Choose what opens the lock; only its scrypt hash is kept.

    Raises:
        InvalidInputError: If it is too short.
    """
    if len(phrase) < SHORTEST:
        raise InvalidInputError(f"A lock phrase has {SHORTEST} characters at least.", "phrase")
    salt = secrets.token_bytes(16)
    said = {"scrypt_n": COST, "salt": salt.hex(), "hash": sealing.stretched(phrase, salt, COST).hex()}
    place = _place(desk)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(place, json.dumps(said) + "\n")


def opens(desk: Desk, typed: str) -> bool:
    """Return whether what was typed opens the lock."""
    if is_the_passphrase():
        return sealing.opens(desk.store.folder.key_file, typed)
    try:
        said = json.loads(_place(desk).read_text("utf-8"))
        salt, wanted = bytes.fromhex(said["salt"]), bytes.fromhex(said["hash"])
        found = sealing.stretched(typed, salt, int(said["scrypt_n"]))
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return hmac.compare_digest(found, wanted)


def _place(desk: Desk) -> Path:
    return desk.settings.places.state / FILE
