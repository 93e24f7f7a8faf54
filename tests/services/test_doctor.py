"""The check-up of a store that opens: what is in order, what is not, and what is mended; never a typed word."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from complaintdesk import config, services
from complaintdesk.config import Settings
from complaintdesk.rules.findings import Finding, Sign
from complaintdesk.services import doctor, surroundings
from complaintdesk.services.desk import Desk
from complaintdesk.services.doctor import Circumstances
from complaintdesk.services.surroundings import Machine, Terminal
from complaintdesk.store import content, indexing
from complaintdesk.vocabulary import Direction, Side
from tests.conftest import AddComplaint, Now

UTF8 = Terminal(True, "tmux-256color", "256", "utf-8", 120, 40, True)


class Doctor(NamedTuple):
    """The doctor of the test's store."""

    look: Callable[[], dict[str, Finding]]
    repair: Callable[[], doctor.CheckUp]


@pytest.fixture
def asked(desk: Desk, add_complaint: AddComplaint, settings: Settings, now: Now) -> Doctor:
    """A doctor asked about a store with a complaint and a backup."""
    add_complaint()
    services.backups.make(desk)

    def look() -> dict[str, Finding]:
        found = doctor.look_at(Circumstances(settings, (), Machine(UTF8), now.today, now.moment))
        return {each.what: each for each in found.findings}

    return Doctor(
        look, lambda: doctor.repair(Circumstances(settings, (), Machine(UTF8), now.today, now.moment))
    )


def spoil(desk: Desk, *statements: str) -> None:
    shell = sqlite3.connect(desk.store.folder.database)
    for statement in statements:
        shell.execute(statement)
    shell.commit()
    shell.close()


def test_a_sound_store_is_in_order_in_every_respect(asked: Doctor) -> None:
    found = asked.look()

    assert {each.sign for each in found.values()} == {Sign.ok}, [
        each for each in found.values() if each.sign is not Sign.ok
    ]
    assert found.keys() >= {
        "version", "sqlite", "settings", "terminal", "place", "disk", "permissions", "holder", "store", "schema",
        "references", "chain", "replay", "files", "anchors", "lists", "search", "clock", "backups",
    }  # fmt: skip
    assert (
        "in tmux, 120x40, colours 256, utf-8; whether it takes what the desk copies" in found["terminal"].says
    )
    assert "less than a day old and verifies" in found["backups"].says


def test_looking_changes_nothing(asked: Doctor, desk: Desk) -> None:
    desk.store.claim()
    desk.close()
    folder = desk.store.folder.path
    before = {
        path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "desk.lock"
    }
    asked.look()

    assert before == {
        path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "desk.lock"
    }


DERIVED = {
    "lists": "UPDATE complaint SET triage_score = 99, next_due_name = 'Nothing'",
    "search": "DELETE FROM note_words",
}


@pytest.mark.parametrize(("name", "harm"), DERIVED.items(), ids=DERIVED.keys())
def test_what_follows_from_the_facts_is_mended_and_nothing_else_changes(
    asked: Doctor, desk: Desk, name: str, harm: str
) -> None:
    services.contacts.log(
        desk,
        1,
        services.contacts.NewContact(
            Side.customer,
            Direction.outward,
            "phone",
            "Rang about the damp.",
        ),
    )
    before = content.measure(desk.reader)
    spoil(desk, harm)
    found = asked.look()[name]
    mended = asked.repair()

    assert (found.sign, "--repair" in found.remedy) == (Sign.wrong, True)
    assert mended.is_well
    assert len(mended.mended) == 1
    assert content.measure(desk.reader) == before
    assert asked.look()[name].sign is Sign.ok


@pytest.mark.parametrize(
    "harm",
    [
        "INSERT INTO complaint_words(complaint_words) VALUES ('delete-all')",
        "INSERT INTO customer_words(customer_words) VALUES ('delete-all')",
        "INSERT INTO note_words(rowid, words, kind, complaint_id) VALUES (7777, 'ghost', 'head', 1)",
    ],
)
def test_a_search_index_that_lacks_words_or_has_too_many_is_found(
    asked: Doctor, desk: Desk, harm: str
) -> None:
    before = indexing.problems(desk.store.folder)
    spoil(desk, harm)
    found = indexing.problems(desk.store.folder)
    indexing.rebuild(desk.store.engine)

    assert (before, indexing.problems(desk.store.folder)) == ((), ())
    assert len(found) == 1
    assert services.searching.search(desk, "boiler").total == 1


def test_typed_words_are_never_mended(asked: Doctor, desk: Desk) -> None:
    spoil(desk, "UPDATE complaint SET narrative = 'All is well.'")
    mended = asked.repair()
    found = {each.what: each for each in mended.findings}

    assert mended.mended == ("There was nothing that could be mended.",)
    assert found["replay"].sign is Sign.wrong
    assert "complaint 1 (CD-2026-0001), narrative: it is not what the journal says" in found["replay"].says
    assert "`complaintdesk restore`" in found["replay"].remedy
    assert found["lists"].sign is Sign.look
    assert desk.reader.execute("SELECT narrative FROM complaint").fetchone()[0] == "All is well."


def test_what_others_may_read_is_closed(asked: Doctor, desk: Desk) -> None:
    loose = desk.store.folder.database
    loose.chmod(0o644)
    desk.store.folder.backups.chmod(0o755)
    found = asked.look()["permissions"]
    mended = asked.repair()

    assert (found.sign, "and 1 more" in found.says) == (Sign.wrong, True)
    assert mended.mended == ("Closed to others: 2 files and folders.",)
    assert loose.stat().st_mode & 0o777 == 0o600
    assert mended.is_well


def test_kept_files_come_back_from_the_backups(worked_desk: Desk, settings: Settings, now: Now) -> None:
    services.backups.make(worked_desk)
    first, second = sorted(worked_desk.store.folder.attachments.glob("??/*"))
    first.unlink()
    second.chmod(0o600)
    second.write_bytes(b"altered")

    mended = doctor.repair(Circumstances(settings, (), Machine(), now.today, now.moment))

    assert mended.mended == ("Brought back from the backups: 2 kept files.",)
    assert mended.is_well
    assert [path.read_bytes() for path in worked_desk.store.folder.aside.glob("*/*")] == [b"altered"]


def test_a_step_that_is_still_to_come_tells_of_a_wrong_clock(asked: Doctor, now: Now) -> None:
    now.day -= timedelta(days=3)
    found = asked.look()

    assert found["clock"].sign is Sign.look
    assert (
        "2026-11-18 09:00 UTC, which is still to come: it is 2026-11-15 09:00 UTC now" in found["clock"].says
    )
    assert found["backups"].sign is Sign.look


def test_backups_are_looked_at(asked: Doctor, desk: Desk, now: Now) -> None:
    now.day += timedelta(days=9)
    old = asked.look()["backups"]
    (copy,) = desk.store.folder.backups.glob("*.db")
    copy.write_bytes(copy.read_bytes()[:-1])
    bad = asked.look()["backups"]
    copy.unlink()
    none = asked.look()["backups"]

    assert (old.sign, "9 days old and sound" in old.says) == (Sign.look, True)
    assert (bad.sign, "not sound: its bytes are not those that were written" in bad.says) == (
        Sign.wrong,
        True,
    )
    assert (none.sign, none.remedy) == (Sign.look, "`complaintdesk backup` makes one.")


def test_every_wrong_setting_and_own_file_is_named(settings: Settings, now: Now) -> None:
    folder = settings.places.config
    (folder / "procedures").mkdir(parents=True)
    (folder / "procedures" / "ours.toml").write_text("id = 7\n")
    (folder / "config.toml").write_text('them = "x"\nmouse = 1\nsymbols = "ascii"\ndaily_backups = -1\n')

    held, wrong = config.read_what_holds(settings.places)
    found = list(surroundings.settings_found(held, wrong))

    assert held.symbols == "ascii"
    assert [each.what for each in found] == ["settings"] * 3 + ["own files"]
    for name in ("'them'", "mouse must be a bool", "daily_backups must be 0 or more"):
        assert any(name in each.says for each in found)
    assert "ours.toml" in found[-1].says


@pytest.mark.parametrize(
    ("terminal", "sign", "said"),
    [
        (Terminal(), Sign.ok, "There is no terminal here"),
        (replace(UTF8, columns=60), Sign.look, "smaller than the desk is made for"),
        (replace(UTF8, encoding="ascii"), Sign.look, "some signs cannot be shown"),
    ],
)
def test_a_terminal_is_told_by_what_it_can_show(terminal: Terminal, sign: Sign, said: str) -> None:
    (found,) = surroundings.terminal_found(terminal)

    assert found.sign is sign
    assert said in found.says


def test_a_folder_in_step_with_other_machines_and_a_full_disk_are_warned_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 150_000_000}))
    found = {each.what: each for each in surroundings.folder_found(tmp_path / "Dropbox" / "desk", Machine())}

    assert (found["place"].sign, "Dropbox keeps it in step" in found["place"].says) == (Sign.look, True)
    assert (found["disk"].sign, found["disk"].says) == (Sign.look, "Only 150 MB are free on the disk.")
