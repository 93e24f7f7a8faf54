"""An encrypted store: nothing of it can be read, all of it works, and it can be made plain again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.config import Settings
from complaintdesk.errors import DamagedStoreError, LockedStoreError, StoreBusyError, StoreError
from complaintdesk.rules.findings import Finding
from complaintdesk.services import backup_process, care, doctor, restoring, sealing, setup
from complaintdesk.services.desk import Desk
from complaintdesk.services.investigation import NewSource
from complaintdesk.services.surroundings import Machine
from complaintdesk.store import content, converting, door
from complaintdesk.store import sealing as keys
from complaintdesk.store.folder import StoreFolder
from complaintdesk.vocabulary import SourceKind
from tests.conftest import AddComplaint, Now

pytestmark = pytest.mark.skipif(
    not (find_spec("sqlcipher3") and find_spec("cryptography")),
    reason="the extra `encrypted` is not installed",
)

PHRASE, OTHER = "correct horse battery", "a staple of another kind"
SECRET = b"The moonstone was never found"


@pytest.fixture(autouse=True)
def quick_and_locked_again(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Passphrases are tried quickly, and no key outlives its test."""
    monkeypatch.setattr(keys, "COST", 1 << 4)
    yield
    door.unlock(None)


@pytest.fixture
def closed(desk: Desk, add_complaint: AddComplaint, settings: Settings, tmp_path: Path) -> Settings:
    """A store with a complaint, a kept file and a backup, which nobody has open."""
    found = add_complaint(narrative=SECRET.decode())
    services.triage.accept(desk, found.id)
    file = tmp_path / "letter.txt"
    file.write_bytes(SECRET * 10_000)
    source = NewSource(SourceKind.document, "A letter", obtained_on=desk.today(), file=file)
    services.investigation.add_source(desk, found.id, source)
    services.backups.make(desk)
    desk.close()
    return settings


def opened(settings: Settings, now: Now) -> Desk:
    return setup.open_desk(settings, now.today, now.moment)


def plain_words(folder: Path) -> list[str]:
    """Return which files hold the secret for everybody to read."""
    return [str(each) for each in folder.rglob("*") if each.is_file() and SECRET in each.read_bytes()]


def held(settings: Settings, now: Now) -> object:
    desk = opened(settings, now)
    try:
        return content.measure(desk.reader), content.files_of(desk.reader)
    finally:
        desk.close()


def test_nothing_can_be_read_and_everything_works(closed: Settings, now: Now, tmp_path: Path) -> None:
    before = held(closed, now)
    assert len(plain_words(closed.places.store)) == 4

    done = sealing.encrypt(closed, PHRASE)

    assert (done.databases, done.files) == (2, 2)
    assert plain_words(closed.places.store) == []
    assert plain_words(closed.places.state) == []
    assert held(closed, now) == before
    desk = opened(closed, now)
    assert care.verify(desk).problems == ()
    found = services.dossier.load(desk, 1)
    assert found.narrative == SECRET.decode()
    assert services.searching.search(desk, "moonstone").total == 1
    file = found.sources[0].attachment
    assert file is not None
    assert services.evidence.state(desk, file.sha256, file.size) == "sound"
    assert services.evidence.lay_out(desk, file.sha256, file.name).read_bytes() == SECRET * 10_000
    services.evidence.put_away(desk)
    services.triage.describe(desk, 1, {"about": "After it was encrypted"})
    services.backups.make(desk)
    desk.close()
    assert restoring.rehearse(closed).is_compared
    assert plain_words(tmp_path / "store") == []


def test_without_its_passphrase_it_stays_shut(closed: Settings, now: Now) -> None:
    sealing.encrypt(closed, PHRASE)
    door.unlock(None)
    database = closed.places.store / "desk.db"
    before = database.read_bytes()

    with pytest.raises(LockedStoreError, match="Its passphrase opens it"):
        opened(closed, now)
    key_file = setup.key_needed(closed.places.store)
    assert key_file is not None
    with pytest.raises(LockedStoreError, match="not the passphrase"):
        setup.unlock(key_file, "something else entirely")
    assert database.read_bytes() == before
    setup.unlock(key_file, PHRASE)
    opened(closed, now).close()
    assert setup.key_needed(closed.places.store) is None


def test_without_the_extra_one_sentence_says_what_is_missing(
    closed: Settings, now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealing.encrypt(closed, PHRASE)
    door.unlock(None)
    key_file = setup.key_needed(closed.places.store)
    assert key_file is not None

    for module in ("sqlcipher3", "cryptography.hazmat.primitives.ciphers.aead"):
        with monkeypatch.context() as without:
            without.setitem(sys.modules, module, None)
            with pytest.raises(LockedStoreError, match=r"pip install 'complaintdesk\[encrypted\]'"):
                setup.unlock(key_file, PHRASE)
    assert door.keys() is None


def test_it_can_be_made_plain_again(closed: Settings, now: Now) -> None:
    before = held(closed, now)
    sealing.encrypt(closed, PHRASE)

    sealing.decrypt(closed)

    assert held(closed, now) == before
    assert not list(closed.places.store.rglob("*.key"))
    assert len(plain_words(closed.places.store)) == 4
    desk = opened(closed, now)
    assert care.verify(desk).problems == ()
    desk.close()
    assert restoring.rehearse(closed).is_compared
    with pytest.raises(StoreError, match="not encrypted"):
        sealing.decrypt(closed)
    with pytest.raises(StoreError, match="not encrypted"):
        sealing.rekey(closed, OTHER)


def test_another_passphrase_opens_the_store_and_its_own_backups(closed: Settings, now: Now) -> None:
    sealing.encrypt(closed, PHRASE)
    sealing.rekey(closed, OTHER)
    door.unlock(None)
    for key_file in closed.places.store.rglob("*.key"):
        with pytest.raises(LockedStoreError):
            setup.unlock(key_file, PHRASE)
        setup.unlock(key_file, OTHER)

    assert restoring.restore(closed, now.moment) is not None
    assert held(closed, now)


def test_a_backup_is_brought_back_on_another_machine(closed: Settings, now: Now, tmp_path: Path) -> None:
    sealing.encrypt(closed, PHRASE)
    desk = opened(closed, now)
    to = tmp_path / "stick" / "mine.db"
    services.backups.make(desk, to)
    desk.close()
    door.unlock(None)
    there = Settings(type(closed.places)(tmp_path / "new", *list(_rest(closed))))

    key_file = sealing.key_of_backup(to)
    assert key_file is not None
    assert plain_words(tmp_path / "stick") == []
    setup.unlock(key_file, PHRASE)
    done = restoring.restore(there, now.moment, to)

    assert done is not None
    assert done.verified.ok
    door.unlock(None)
    assert setup.key_needed(there.places.store) == there.places.store / "desk.key"


def _rest(settings: Settings) -> Iterator[Path]:
    places = settings.places
    yield from (places.config, places.state.parent / "state2", places.data)


def test_a_plain_backup_is_not_brought_into_an_encrypted_store(
    closed: Settings, now: Now, tmp_path: Path
) -> None:
    desk = opened(closed, now)
    services.backups.make(desk, tmp_path / "plain.db")
    desk.close()
    sealing.encrypt(closed, PHRASE)

    with pytest.raises(StoreError, match="is not encrypted, and the store is"):
        restoring.restore(closed, now.moment, tmp_path / "plain.db")


def test_what_goes_wrong_before_the_store_gives_way_leaves_it_as_it_was(
    closed: Settings, now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = held(closed, now)

    def fails(*_: object) -> None:
        raise DamagedStoreError("no")

    with monkeypatch.context() as broken:
        broken.setattr(converting, "convert_database", fails)
        with pytest.raises(DamagedStoreError):
            sealing.encrypt(closed, PHRASE)

    assert not (closed.places.store / "desk.key").exists()
    assert held(closed, now) == before
    assert not list(converting.files(StoreFolder(closed.places.store), sealed=True))


def test_what_was_interrupted_is_gone_on_with(
    closed: Settings, now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = held(closed, now)
    real = converting.convert_database

    def dies_at_the_second(database: Path, *keys_: object) -> None:
        if database.name != "desk.db":
            raise DamagedStoreError("killed")
        real(database, *keys_)  # type: ignore[arg-type]

    with monkeypatch.context() as broken:
        broken.setattr(converting, "convert_database", dies_at_the_second)
        with pytest.raises(DamagedStoreError):
            sealing.encrypt(closed, PHRASE)
    assert plain_words(closed.places.store)
    sealing.encrypt(closed, PHRASE)

    assert plain_words(closed.places.store) == []
    assert held(closed, now) == before
    with pytest.raises(StoreError, match="encrypted already"):
        sealing.encrypt(closed, PHRASE)


def test_no_second_store_is_made_over_an_encrypted_one(closed: Settings, now: Now) -> None:
    sealing.encrypt(closed, PHRASE)
    door.unlock(None)

    with pytest.raises(StoreError, match="There is a store"):
        setup.create(closed, setup.Answers("Ann Other"), now.today, now.moment)


def test_a_desk_that_is_open_is_left_alone(closed: Settings, now: Now) -> None:
    desk = opened(closed, now)
    desk.store.claim()

    with pytest.raises(StoreBusyError, match="The desk is open"):
        sealing.encrypt(closed, PHRASE)
    desk.close()


def test_an_altered_kept_file_is_noticed(closed: Settings, now: Now) -> None:
    sealing.encrypt(closed, PHRASE)
    kept = next((closed.places.store / "attachments").glob("??/*"))
    kept.chmod(0o600)
    raw = bytearray(kept.read_bytes())
    raw[-1] ^= 1
    kept.write_bytes(raw)

    desk = opened(closed, now)
    found = care.verify(desk).problems
    desk.close()

    assert ["its file is altered" in str(each) for each in found] == [True]


def test_the_backup_of_the_day_may_be_made_by_another_process(closed: Settings, now: Now) -> None:
    sealing.encrypt(closed, PHRASE)
    desk = opened(closed, now)

    made = backup_process.run(desk, "daily", lambda: False)

    assert not door.is_plain(made.path)
    assert made.complaints == 1
    desk.close()


def test_where_the_key_lies_is_told_and_whether_a_copy_is_known(closed: Settings, now: Now) -> None:
    plain = told(closed, now)
    sealing.encrypt(closed, PHRASE)
    (backup,) = (closed.places.store / "backups").glob("*.db")
    copy = backup.with_name(f"{backup.name}.key")

    known = told(closed, now)
    copy.write_text(copy.read_text() + " ")
    another = told(closed, now)

    key = str(closed.places.store / "desk.key")
    assert plain == (False, "", "")
    assert known == (True, key, str(copy))
    assert another == (True, key, "")


def told(settings: Settings, now: Now) -> tuple[bool, str, str]:
    """Return what `info` says of encryption."""
    desk = opened(settings, now)
    found = care.info(desk)
    desk.close()
    return found.encrypted, found.key_file, found.key_copy


def test_the_doctor_says_whether_it_is_encrypted_and_where_its_key_lies(closed: Settings, now: Now) -> None:
    plain = looked_at(closed, now)
    sealing.encrypt(closed, PHRASE)
    known = looked_at(closed, now)
    for copy in (closed.places.store / "backups").glob("*.key"):
        copy.unlink()
    alone = looked_at(closed, now)

    key = closed.places.store / "desk.key"
    assert (plain.sign.value, "not encrypted" in plain.says) == ("ok", True)
    assert known.sign.value == "ok"
    assert known.says.startswith(
        f"The store is encrypted; {key} opens it, with the passphrase. The same key lies"
    )
    assert (alone.sign.value, "no copy of that file is known" in alone.says) == ("look", True)
    assert "`complaintdesk backup`" in alone.remedy


def looked_at(settings: Settings, now: Now) -> Finding:
    """Return what the doctor says of encryption."""
    found = doctor.look_at(doctor.Circumstances(settings, (), Machine(), now.today, now.moment))
    return next(each for each in found.findings if each.what == "encryption")
