"""Sealing: the keys of an encrypted store, and files that are encrypted piece by piece.

A random data key opens everything; it lies in `desk.key`, wrapped by a key that
scrypt makes of the passphrase. Files are sealed as the tool `age` does it: a key
of its own for each, pieces of 64 KiB, each authenticated with its number and
whether it is the last. See docs/decisions/017-encryption.md.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO

from complaintdesk.errors import LockedStoreError

EXTRA = "complaintdesk[encrypted]"

SHORTEST = 12
"""Characters of a passphrase at least."""

COST, BLOCK = 1 << 17, 8
"""Of scrypt: a guess takes about half a second and 128 MB."""

MAGIC = b"complaintdesk sealed 1\n"
PIECE = 1 << 16
_TAG, _SALT, _NONCE = 16, 32, 12


@dataclass(frozen=True, slots=True)
class Keys:
    """What opens an encrypted store."""

    data: bytes

    @property
    def database(self) -> str:
        """The key of the database, in hexadecimal."""
        return self._derived("database").hex()

    def name(self, sha256: str) -> str:
        """Return what a kept file is called, so that its name does not tell who has the same file."""
        return hmac.digest(self._derived("names"), sha256.encode(), "sha256").hex()

    def of_file(self, salt: bytes) -> bytes:
        """Return the key of one file."""
        return hmac.digest(self._derived("files"), salt, "sha256")

    def _derived(self, what: str) -> bytes:
        return hmac.digest(self.data, f"complaintdesk {what}".encode(), "sha256")


def make() -> Keys:
    """Return new keys."""
    return Keys(secrets.token_bytes(32))


def wrapped(keys: Keys, passphrase: str) -> str:
    """Return what stands in the key file: the keys, to be had with the passphrase only.

    Raises:
        LockedStoreError: If the passphrase is too short, or the extra is not installed.
    """
    require_long_enough(passphrase)
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    sealed = _cipher()(stretched(passphrase, salt, COST)).encrypt(nonce, keys.data, MAGIC)
    said = {
        "scrypt_n": COST,
        "scrypt_r": BLOCK,
        "salt": salt.hex(),
        "nonce": nonce.hex(),
        "key": sealed.hex(),
    }
    return json.dumps({"complaintdesk": "key 1", **said}, indent=2) + "\n"


def require_long_enough(passphrase: str) -> None:
    """Check that a passphrase can be kept.

    Raises:
        LockedStoreError: If it is too short.
    """
    if len(passphrase) < SHORTEST:
        raise LockedStoreError(
            f"A passphrase has {SHORTEST} characters at least; four or five words are good."
        )


def unwrapped(key_file: Path, passphrase: str) -> Keys:
    """Return the keys that a key file holds.

    Raises:
        LockedStoreError: If the passphrase is not the one, the file is damaged, or the extra is not installed.
    """
    cipher = _cipher()
    try:
        said = json.loads(key_file.read_text("utf-8"))
        salt, nonce, sealed = (bytes.fromhex(said[name]) for name in ("salt", "nonce", "key"))
        cost = int(said["scrypt_n"])
        wrapping = stretched(passphrase, salt, cost)
    except (OSError, ValueError, KeyError, TypeError) as error:
        msg = f"{key_file} cannot be read as a key file; a backup has a copy of it, beside it as FILE.key."
        raise LockedStoreError(msg) from error
    from cryptography.exceptions import InvalidTag

    try:
        return Keys(cipher(wrapping).decrypt(nonce, sealed, MAGIC))
    except InvalidTag as error:
        raise LockedStoreError(
            "That is not the passphrase of this store. Without it nobody can open it."
        ) from error


def opens(key_file: Path, passphrase: str) -> bool:
    """Return whether this is the passphrase of a key file."""
    try:
        unwrapped(key_file, passphrase)
    except LockedStoreError:
        return False
    return True


def stretched(passphrase: str, salt: bytes, cost: int) -> bytes:
    """Return what scrypt makes of a passphrase; to try many takes long."""
    most = 256 * cost * BLOCK
    return hashlib.scrypt(passphrase.encode(), salt=salt, n=cost, r=BLOCK, p=1, maxmem=most, dklen=32)


def _cipher() -> Callable[[bytes], Any]:
    try:
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
    except ImportError as error:
        raise missing() from error
    return ChaCha20Poly1305


def missing() -> LockedStoreError:
    """Return the refusal of who lacks what an encrypted store needs."""
    msg = f"An encrypted store needs an extra that is not installed: `pip install '{EXTRA}'` brings it."
    return LockedStoreError(msg)


def is_sealed(path: Path) -> bool:
    """Return whether a kept file is sealed."""
    with path.open("rb") as reading:
        return reading.read(len(MAGIC)) == MAGIC


def size_of(sealed: int) -> int:
    """Return how many bytes a sealed file of this size holds; -1 where it can be none."""
    body = sealed - len(MAGIC) - _SALT
    pieces = -(-body // (PIECE + _TAG))
    return body - pieces * _TAG if pieces > 0 else -1


class Sealer:
    """Writes what it is given into another stream, sealed; it must be finished."""

    def __init__(self, keys: Keys, into: IO[bytes]) -> None:
        salt = secrets.token_bytes(_SALT)
        self._into = into
        self._cipher = _cipher()(keys.of_file(salt))
        self._waiting = bytearray()
        self._number = 0
        into.write(MAGIC + salt)

    def write(self, content: bytes) -> None:
        """Seal more bytes."""
        self._waiting += content
        # The last piece is marked as such, so a full one waits until there is more.
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), is_last=False)
            del self._waiting[:PIECE]

    def finish(self) -> None:
        """Seal the rest."""
        self._put(bytes(self._waiting), is_last=True)

    def _put(self, piece: bytes, *, is_last: bool) -> None:
        self._into.write(self._cipher.encrypt(_nonce(self._number, is_last), piece, None))
        self._number += 1


class Unsealed(io.RawIOBase):
    """Reads what is in a sealed file.

    What was altered, cut or put in another order cannot be read: OSError.
    """

    def __init__(self, keys: Keys, sealed: BinaryIO) -> None:
        self._sealed = sealed
        head = sealed.read(len(MAGIC) + _SALT)
        if not head.startswith(MAGIC) or len(head) != len(MAGIC) + _SALT:
            sealed.close()
            raise OSError(5, "it is not sealed as the others are")
        self._cipher = _cipher()(keys.of_file(head[len(MAGIC) :]))
        self._next: bytes = sealed.read(PIECE + _TAG)
        self._number = 0
        self._is_over = False
        self._piece = b""

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read the next bytes."""
        if not self._piece and not self._is_over:
            self._piece = self._open_next()
        count = min(len(buffer), len(self._piece))
        buffer[:count] = self._piece[:count]
        self._piece = self._piece[count:]
        return count

    def close(self) -> None:
        """Close both."""
        self._sealed.close()
        super().close()

    def _open_next(self) -> bytes:
        from cryptography.exceptions import InvalidTag

        piece, self._next = self._next, self._sealed.read(PIECE + _TAG)
        self._is_over = not self._next
        try:
            content: bytes = self._cipher.decrypt(_nonce(self._number, self._is_over), piece, None)
        except InvalidTag as error:
            raise OSError(5, "it was altered") from error
        self._number += 1
        return content


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(_NONCE - 1, "big") + bytes([is_last])
