"""Encryption from the command line: by file, by environment, by a question; nothing is opened without."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from complaintdesk.cli import encryption, start
from complaintdesk.store import door, sealing
from tests.cli.conftest import Call

pytestmark = pytest.mark.skipif(
    not (find_spec("sqlcipher3") and find_spec("cryptography")),
    reason="the extra `encrypted` is not installed",
)

PHRASE, OTHER = "correct horse battery", "a staple of another kind"
NEW = ("new", "--customer", "Ada", "--received", "2026-11-17", "--channel", "phone", "--narrative", "x")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "COST", 1 << 4)


@pytest.fixture
def locked(on: Call) -> Iterator[Call]:
    """Calls the program as a new process would: with no key left from before."""

    def run(*words: object) -> object:
        door.unlock(None)
        return on(*words)

    yield run  # type: ignore[misc]  # it is a Call
    door.unlock(None)


@pytest.fixture
def phrase(tmp_path: Path) -> Path:
    file = tmp_path / "phrase.txt"
    file.write_text(f"{PHRASE}\nnot this line\n")
    return file


def test_a_store_is_encrypted_opened_rekeyed_and_made_plain(
    locked: Call, store: Path, phrase: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_file = ("--passphrase-file", phrase)
    assert locked(*NEW).code == 0

    done = locked(*by_file, "encrypt", "--json")
    shut = locked("list")
    listed = locked(*by_file, "list", "--json")
    other = tmp_path / "other.txt"
    other.write_text(OTHER)
    rekeyed = locked(*by_file, "rekey", "--new-passphrase-file", other)
    old = locked(*by_file, "list")
    monkeypatch.setenv(start.PASSPHRASE, OTHER)
    verified = locked("verify")
    checked = locked("doctor", "--json")
    plain = locked("decrypt")
    monkeypatch.delenv(start.PASSPHRASE)
    after = locked("list", "--json")

    assert (done.code, done.document) == (0, {"databases": 1, "files": 0})
    assert (shut.code, shut.err) == (
        1,
        "complaintdesk: The store is encrypted: give --passphrase-file FILE,"
        " or COMPLAINTDESK_PASSPHRASE in the environment.\n",
    )
    assert [each["customer"] for each in listed.document] == ["Ada"]
    assert (rekeyed.code, rekeyed.out) == (0, "The store has a new passphrase.\n")
    assert (old.code, old.err) == (
        1,
        "complaintdesk: That is not the passphrase of this store. Without it nobody can open it.\n",
    )
    assert verified.code == 0
    assert {each["sign"] for each in checked.document["findings"] if each["what"] in {"store", "file"}} == {
        "ok"
    }
    assert (plain.code, plain.out.splitlines()[-1]) == (0, "Decrypted: 1 database, 0 files.")
    assert after.document == listed.document


def test_what_is_told_before_and_after(locked: Call, phrase: Path) -> None:
    done = locked("--passphrase-file", phrase, "encrypt")

    assert (
        "There is no way back to what is in it without the passphrase: not by us, not by anybody." in done.out
    )
    assert "Backups elsewhere, made before, are not encrypted; make new ones." in done.out


def test_the_doctor_says_what_can_be_said_of_a_locked_store_and_leaves_it(
    locked: Call, phrase: Path, store: Path
) -> None:
    locked("--passphrase-file", phrase, "encrypt")
    before = (store / "desk.db").read_bytes()

    looked = locked("doctor", "--repair")

    assert looked.code == 1
    assert "The store is encrypted; without its passphrase nothing can be said of it." in looked.out
    assert (store / "desk.db").read_bytes() == before


def test_a_passphrase_is_asked_for_three_times(
    locked: Call, phrase: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked("--passphrase-file", phrase, "encrypt")
    typed = iter(["wrong wrong wrong", PHRASE, *["wrong wrong wrong"] * 3])
    monkeypatch.setattr(start, "typed_passphrase", lambda _question: next(typed))

    second, never = locked("list"), locked("list")

    assert (second.code, never.code) == (0, 1)
    assert second.out.startswith("That is not the passphrase")


def test_a_new_passphrase_is_typed_twice(locked: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", type("Tty", (), {"isatty": staticmethod(lambda: True)})())
    monkeypatch.setattr(encryption, "agreed", lambda *_: True)
    typed = iter([PHRASE, OTHER, "short", PHRASE, PHRASE])
    monkeypatch.setattr(start, "typed_passphrase", lambda _question: next(typed))

    differing, short, done = (locked("encrypt") for _ in range(3))

    assert (differing.code, differing.err) == (
        1,
        "complaintdesk: The two were not the same. Nothing was changed.\n",
    )
    assert (short.code, short.err) == (
        1,
        "complaintdesk: A passphrase has 12 characters at least; four or five words are good.\n",
    )
    assert done.code == 0


@pytest.mark.parametrize("words", [("encrypt",), ("rekey",)])
def test_without_a_passphrase_nothing_is_done(locked: Call, store: Path, words: tuple[str, ...]) -> None:
    ended = locked(*words)

    assert ended.code == 1
    assert "A new passphrase is needed" in ended.err
    assert not (store / "desk.key").exists()


def test_a_file_that_is_not_there_is_a_wrong_call(locked: Call, phrase: Path, tmp_path: Path) -> None:
    locked("--passphrase-file", phrase, "encrypt")

    assert locked("--passphrase-file", tmp_path / "none", "list").code == 2


def test_a_backup_of_an_encrypted_store_is_restored_elsewhere(
    locked: Call, call: Call, phrase: Path, tmp_path: Path
) -> None:
    locked(*NEW)
    by_file = ("--passphrase-file", phrase)
    locked(*by_file, "encrypt")
    locked(*by_file, "backup", "--to", tmp_path / "stick.db")
    door.unlock(None)

    shut = call("--store", tmp_path / "new", "restore", tmp_path / "stick.db")
    done = call("--store", tmp_path / "new", *by_file, "restore", tmp_path / "stick.db")

    assert (shut.code, done.code) == (1, 0)
    assert len(call("--store", tmp_path / "new", "list", "--json").document) == 1


def test_a_store_is_encrypted_from_its_first_byte(
    call: Call, locked: Call, phrase: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "private"
    on = ("--store", folder, "--passphrase-file", phrase)

    made = call(*on, "init", "--name", "Robin Hale", "--encrypt")
    entered = call(*on, "new", "--customer", "Quillon Ashgrove", "--received", "2026-11-17", "--channel", "phone",
                   "--narrative", "Quillon Ashgrove has no heat")  # fmt: skip
    backed_up = call(*on, "backup")
    door.unlock(None)
    shut = call("--store", folder, "list")
    again = call(*on, "init", "--encrypt")
    verified = call(*on, "verify")

    assert [each.code for each in (made, entered, backed_up, verified)] == [0, 0, 0, 0]
    assert "There is no way back" in made.out
    assert (shut.code, again.code) == (1, 1)
    assert f"There is a store in {folder} already" in again.err
    written = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert len(written) > 3
    assert not [one for one in written if b"Quillon" in one or b"Robin Hale" in one]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--encrypt",), "A passphrase has 12 characters at least"),
        (("--encrypt", "--region", "XX"), "XX"),
        (("--encrypt", "--role", "king"), "There is no role 'king'"),
    ],
)
def test_of_a_store_that_cannot_be_made_nothing_is_left(
    call: Call, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    phrase = tmp_path / "short.txt"
    phrase.write_text("short" if len(words) == 1 else PHRASE)

    ended = call("--store", tmp_path / "private", "--passphrase-file", phrase, "init", *words)

    assert ended.code == 1
    assert said in ended.err
    assert not (tmp_path / "private").exists()
    assert door.keys() is None


def test_the_key_of_backups_that_lie_there_is_not_written_over(
    locked: Call, store: Path, phrase: Path
) -> None:
    by_file = ("--passphrase-file", phrase)
    locked(*by_file, "encrypt")
    locked(*by_file, "backup")
    key = (store / "desk.key").read_bytes()
    (store / "desk.db").unlink()

    ended = locked(*by_file, "init", "--encrypt")

    assert ended.code == 1
    assert "desk.key opens the backups that lie there" in ended.err
    assert (store / "desk.key").read_bytes() == key


@pytest.mark.parametrize("words", [("list",), ("verify",), ("encrypt",), ("init", "--encrypt"), ("rekey",)])
def test_a_lost_key_file_is_named_with_where_its_copy_lies_and_no_key_is_written_over(
    locked: Call, store: Path, phrase: Path, words: tuple[str, ...]
) -> None:
    by_file = ("--passphrase-file", phrase)
    locked(*NEW)
    locked(*by_file, "encrypt")
    locked(*by_file, "backup")
    (copy,) = (store / "backups").glob("*.db.key")
    key = copy.read_bytes()
    (store / "desk.key").unlink()

    ended = locked(*by_file, *words)

    assert ended.code == 1
    assert "desk.key is missing, and without it nobody can open the store. The same key lies" in ended.err
    assert str(copy) in ended.err
    assert (copy.read_bytes(), (store / "desk.key").exists()) == (key, False)
    (store / "desk.key").write_bytes(key)
    assert locked(*by_file, "verify").code == 0


def test_what_is_no_plain_store_is_not_encrypted_though_no_copy_of_its_key_is_there(
    locked: Call, store: Path, phrase: Path
) -> None:
    locked("--passphrase-file", phrase, "encrypt")
    before = (store / "desk.db").read_bytes()
    (store / "desk.key").unlink()

    ended = locked("--passphrase-file", phrase, "encrypt")

    assert ended.code == 1
    assert "is no plain store. If it is encrypted" in ended.err
    assert not (store / "desk.key").exists()
    assert (store / "desk.db").read_bytes() == before


def test_info_of_an_encrypted_store_tells_its_size(locked: Call, store: Path, phrase: Path) -> None:
    locked("--passphrase-file", phrase, "encrypt")

    told = locked("--passphrase-file", phrase, "info", "--json").document

    assert told["bytes"] == (store / "desk.db").stat().st_size
