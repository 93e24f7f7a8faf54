"""Sealed files: every size comes back, and what was altered, cut or moved is never read."""

from __future__ import annotations

import io
from importlib.util import find_spec
from pathlib import Path

import pytest

from complaintdesk.errors import LockedStoreError
from complaintdesk.store import sealing
from complaintdesk.store.sealing import PIECE, Keys, Sealer, Unsealed

pytestmark = pytest.mark.skipif(
    find_spec("cryptography") is None, reason="the extra `encrypted` is not installed"
)

KEYS = Keys(bytes(range(32)))
PHRASE = "correct horse battery"


@pytest.fixture(autouse=True)
def quick_stretching(monkeypatch: pytest.MonkeyPatch) -> None:
    """To try a passphrase takes half a second, as it must; tests need not wait for it."""
    monkeypatch.setattr(sealing, "COST", 1 << 4)


def sealed(content: bytes) -> bytes:
    into = io.BytesIO()
    sealer = Sealer(KEYS, into)
    sealer.write(content[:10])
    sealer.write(content[10:])
    sealer.finish()
    return into.getvalue()


def opened(raw: bytes, keys: Keys = KEYS) -> bytes:
    return io.BufferedReader(Unsealed(keys, io.BytesIO(raw))).read()


@pytest.mark.parametrize("size", [0, 1, 11, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7])
def test_what_was_sealed_comes_back(size: int) -> None:
    content = bytes(number % 251 for number in range(size))
    raw = sealed(content)

    assert opened(raw) == content
    assert sealing.size_of(len(raw)) == size
    assert content[:64] not in raw or size < 8


def test_the_same_file_is_sealed_anew_each_time() -> None:
    assert sealed(b"the same words") != sealed(b"the same words")


def pieces(raw: bytes) -> tuple[bytes, list[bytes]]:
    start, step = len(sealing.MAGIC) + 32, PIECE + 16
    return raw[:start], [raw[at : at + step] for at in range(start, len(raw), step)]


@pytest.mark.parametrize(
    "how",
    [
        "cut at a piece",
        "cut in a piece",
        "pieces swapped",
        "a bit flipped",
        "a piece more",
        "other salt",
        "empty",
    ],
)
def test_what_was_altered_is_not_read(how: str) -> None:
    raw = sealed(bytes(3 * PIECE))
    head, body = pieces(raw)
    altered = {
        "cut at a piece": head + b"".join(body[:-1]),
        "cut in a piece": raw[:-1],
        "pieces swapped": head + body[1] + body[0] + body[2],
        "a bit flipped": raw[:-40] + bytes([raw[-40] ^ 1]) + raw[-39:],
        "a piece more": raw + body[0],
        "other salt": head[:-1] + bytes([head[-1] ^ 1]) + raw[len(head) :],
        "empty": b"",
    }[how]

    with pytest.raises(OSError, match=r"altered|not sealed"):
        opened(altered)


def test_other_keys_do_not_open_it() -> None:
    with pytest.raises(OSError, match="altered"):
        opened(sealed(b"x"), Keys(bytes(32)))


def test_the_keys_come_back_with_the_passphrase_only(tmp_path: Path) -> None:
    key_file = tmp_path / "desk.key"
    key_file.write_text(sealing.wrapped(KEYS, PHRASE))

    assert sealing.unwrapped(key_file, PHRASE) == KEYS
    assert KEYS.data.hex() not in key_file.read_text()
    with pytest.raises(LockedStoreError, match="not the passphrase"):
        sealing.unwrapped(key_file, PHRASE + " ")
    with pytest.raises(LockedStoreError, match="12 characters at least"):
        sealing.wrapped(KEYS, "too short")


@pytest.mark.parametrize("said", ["", "[]", "{}", '{"salt": "zz"}'])
def test_a_damaged_key_file_is_said_to_be_one(tmp_path: Path, said: str) -> None:
    key_file = tmp_path / "desk.key"
    key_file.write_text(said)

    with pytest.raises(LockedStoreError, match="cannot be read as a key file"):
        sealing.unwrapped(key_file, PHRASE)
