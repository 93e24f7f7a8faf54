"""The check-up: everything that is looked at, each with a sign in words, a sentence and the remedy.

It never fails because a store does: whatever keeps a store from opening is itself
a finding, and what lies around it is looked at all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from complaintdesk.errors import DeskError, StoreError
from complaintdesk.rules.counting import counted
from complaintdesk.rules.findings import Finding, Sign, look, ok, wrong
from complaintdesk.services import care, mending, sealing, setup, surroundings
from complaintdesk.services.surroundings import Machine
from complaintdesk.store import backups, diagnosis, door, indexing, rotation
from complaintdesk.store.folder import DeskLock, Holder, StoreFolder
from complaintdesk.store.moments import stored_moment

if TYPE_CHECKING:
    from complaintdesk.config import Settings
    from complaintdesk.services.desk import Desk
    from complaintdesk.store.diagnosis import Diagnosis
    from complaintdesk.store.verifying import Problem

_OLD_DAYS = 7
_CLOCK_DAYS = 30
"""For how long a clock that was set back is told of."""
_SLACK_MINUTES = 2
_SLACK = timedelta(minutes=_SLACK_MINUTES)

RESTORE = "`complaintdesk restore` brings the newest sound backup back; what is there now is kept aside."
_BY_CHECK = {
    "schema": ("schema", "The text of the schema is the one this program makes."),
    "references": ("references", "Every record belongs to one that is there."),
    "chain": ("chain", "The chain of the journal holds."),
    "replay": ("replay", "Every row is what the journal says."),
    "attachments": ("files", "Every kept file is there, byte for byte."),
    "anchors": ("anchors", "The journal agrees with what was seen of it before."),
    "derived": ("lists", "What the lists sort by follows from the facts."),
}
"""Check of `verify` -> the finding's name, and what is said of it when it is in order."""


@dataclass(frozen=True, slots=True)
class CheckUp:
    """What was found, and what was mended."""

    findings: tuple[Finding, ...]
    mended: tuple[str, ...] = ()

    @property
    def is_well(self) -> bool:
        """Whether nothing is wrong; what should be looked at is not wrong."""
        return all(each.sign is not Sign.wrong for each in self.findings)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a check-up goes by."""

    settings: Settings
    """Those that hold."""

    wrong_settings: Sequence[str]
    """A sentence for each that does not."""

    machine: Machine
    """What the machine and its terminal say of themselves."""

    today: Callable[[], date]
    now: Callable[[], datetime]

    @property
    def folder(self) -> StoreFolder:
        """The folder of the store."""
        return StoreFolder(self.settings.places.store)

    def open_desk(self, *, read_only: bool = False) -> Desk:
        """Return the desk on the store; the caller closes it.

        Raises:
            StoreError: If it cannot be used.
        """
        return setup.open_desk(self.settings, self.today, self.now, read_only=read_only)


def look_at(by: Circumstances) -> CheckUp:
    """Look at everything; nothing is changed."""
    settings, folder = by.settings, by.folder
    found = [
        *surroundings.programs(),
        *surroundings.settings_found(settings, by.wrong_settings),
        *surroundings.anchors_found(settings),
        *surroundings.terminal_found(by.machine.terminal),
        *surroundings.folder_found(folder.path, by.machine),
    ]
    seen = diagnosis.diagnose(folder)
    holder = _holder(folder) if seen.can_be_read and seen.is_writable else None
    if seen.can_be_read and seen.is_writable:
        found.append(
            ok("holder", f"The desk is open: {holder}." if holder else "No desk has the store open.")
        )
    found += _store(folder, seen)
    found += _encryption(folder)
    if seen.kind == "sound":
        found += _opened(by, seen.is_writable and holder is None)
    found += _backups(folder, by.now)
    found += _aside(folder)
    return CheckUp(tuple(found))


def repair(by: Circumstances) -> CheckUp:
    """Mend what can be derived, put a damaged store aside, and look at everything again.

    Typed words are never touched. What could not be mended is found again, with its remedy.
    """
    before = look_at(by)
    names = {each.what for each in before.findings if each.sign is Sign.wrong}
    path = by.folder.path
    mended: list[str] = []

    def mend(act: Callable[[], str]) -> None:
        try:
            said = act()
        except StoreError as refusal:
            said = f"Not mended: {refusal}"
        if said:
            mended.append(said)

    if "permissions" in names:
        mend(lambda: mending.close_to_others(path))
    # Derived from rows that somebody has changed, it would only hide the trace.
    is_sound = not names & {"file", "store", "schema", "references", "chain", "replay"}
    if "lists" in names and is_sound:
        mend(lambda: _at_desk(by, mending.rescore))
    if "search" in names and is_sound:
        mend(lambda: _at_desk(by, mending.reindex))
    if "files" in names:
        mend(lambda: mending.bring_files(path, by.now))
    if "file" in names:
        mend(lambda: mending.put_aside(path, by.now))
    if not mended:
        return CheckUp(before.findings, ("There was nothing that could be mended.",) if names else ())
    return CheckUp(look_at(by).findings, tuple(mended))


def _at_desk(by: Circumstances, act: Callable[[Desk], str]) -> str:
    desk = by.open_desk()
    try:
        return act(desk)
    finally:
        desk.close()


def _holder(folder: StoreFolder) -> Holder | None:
    lock = DeskLock(folder)
    holder = lock.take()
    lock.release()
    return holder


def _store(folder: StoreFolder, seen: Diagnosis) -> Iterator[Finding]:
    if seen.kind == "sound" and seen.is_writable:
        yield ok("store", seen.sentence)
    elif seen.can_be_read and not seen.is_writable:
        yield look(
            "store",
            f"{seen.sentence.rstrip('.')}, for reading only: its folder or file cannot be written.",
            f"Make {folder.path} writable for you to work in it.",
        )
    elif seen.kind == "older":
        yield look("store", seen.sentence, "Open the desk, or run any command that writes.")
    elif seen.is_damaged:
        # Its name tells `repair` that another file should take its place.
        remedy = RESTORE if folder.has_backups() else _without_backups(seen)
        yield wrong("file", seen.sentence, remedy)
    else:
        yield wrong("store", seen.sentence, _REMEDIES[seen.kind](folder))


def _without_backups(seen: Diagnosis) -> str:
    if seen.kind == "empty":
        return "There are no backups here. `complaintdesk init` makes a new store of it."
    return "There are no backups here; name one that lies elsewhere: `complaintdesk restore FILE`."


def _encryption(folder: StoreFolder) -> Iterator[Finding]:
    """Say whether the store is encrypted; not of a file of which nobody can tell."""
    if folder.is_plain():
        yield ok("encryption", "The store is not encrypted; `complaintdesk encrypt` does that.")
    elif folder.is_encrypted():
        key = sealing.lying(folder, encrypted=True)
        said = f"The store is encrypted; {key.key_file} opens it, with the passphrase"
        if key.copy:
            yield ok("encryption", f"{said}. The same key lies beside its backups: {key.copy}.")
        else:
            yield look(
                "encryption",
                f"{said}, and no copy of that file is known: were it lost, nobody could open the store.",
                "`complaintdesk backup` puts one beside the backup; keep one where the machine is not, too.",
            )


_REMEDIES: dict[str, Callable[[StoreFolder], str]] = {
    "missing": lambda folder: (
        "Its backups are there: `complaintdesk restore` brings the newest back."
        if folder.has_backups()
        else "`complaintdesk init` makes one; --store names another folder."
    ),
    "unfinished": lambda _: "`complaintdesk init` sets it up.",
    "sealed": lambda _: "Call it again with --passphrase-file FILE, or where it can ask for the passphrase.",
    "foreign": lambda _: "Name the folder of your own store with --store; this file is left alone.",
    "newer": lambda _: "Install the newer complaintdesk; nothing was touched.",
    "locked": lambda _: "Wait until the other program is done, or end it; then look again.",
    "unreadable": lambda folder: f"Check that {folder.path} is yours and that its disk works.",
}


def _opened(by: Circumstances, is_free: bool) -> Iterator[Finding]:
    try:
        desk = by.open_desk(read_only=True)
        try:
            yield from _verified(desk)
            yield from _search(desk, is_free)
            yield from _clock(desk)
        finally:
            desk.close()
    except door.faults(UnicodeDecodeError, DeskError) as error:
        yield wrong("store", f"The store could not be looked at to the end: {error}", RESTORE)


def _verified(desk: Desk) -> Iterator[Finding]:
    folder = desk.store.folder
    if diagnosis.journal_mode(folder) != "delete":
        yield look(
            "sqlite", "Another program has put desk.db into WAL mode.", "Open the desk once; it puts it back."
        )
    found = care.verify(desk)
    by_check: dict[str, list[Problem]] = {}
    for problem in found.problems:
        by_check.setdefault(problem.check, []).append(problem)
    if "sqlite" in by_check:
        yield wrong("file", f"desk.db is damaged: {_few(by_check['sqlite'])}.", RESTORE)
        return
    for check, (name, said) in _BY_CHECK.items():
        if check in by_check:
            yield wrong(name, f"{_few(by_check[check])}.", _remedy(check, folder))
        elif check == "derived" and found.problems:
            yield look(name, "What the lists sort by was not looked at.", "Mend what is wrong above first.")
        else:
            yield ok(name, said)
    yield from (ok("restored", remark) for remark in found.remarks)


def _few(problems: Sequence[Problem]) -> str:
    more = (
        f"; and {len(problems) - 1:,} more, which `complaintdesk verify` names" if len(problems) > 1 else ""
    )
    return f"{problems[0]}{more}"


def _remedy(check: str, folder: StoreFolder) -> str:
    if check == "derived":
        return "`complaintdesk doctor --repair` computes it anew."
    if check == "attachments":
        return (
            "`complaintdesk doctor --repair` brings back what the backups have; else attach the original again."
            if folder.has_backups()
            else "Attach the original again."
        )
    return f"Somebody or something wrote past the journal. {RESTORE}"


def _search(desk: Desk, is_free: bool) -> Iterator[Finding]:
    if not is_free:
        # The full text checks itself under the lock of a writer, and an open desk would wait for it.
        yield look(
            "search",
            "The search index was not looked at: that needs a store that can be written and is not open.",
            "Close the desk and look again.",
        )
        return
    wrong_ones = indexing.problems(desk.store.folder)
    if wrong_ones:
        yield wrong(
            "search",
            f"The search index does not hold what the records say ({', '.join(wrong_ones)}).",
            "`complaintdesk doctor --repair` makes it anew.",
        )
    else:
        yield ok("search", "The search index holds every word.")


def _clock(desk: Desk) -> Iterator[Finding]:
    row = desk.reader.execute("SELECT at FROM journal_step ORDER BY number DESC LIMIT 1").fetchone()
    now = desk.now()
    last = datetime.fromisoformat(str(row[0])) if row else now
    if last > now + _SLACK:
        yield look(
            "clock",
            f"The last step was taken at {last:%Y-%m-%d %H:%M} UTC, which is still to come: it is"
            f" {now:%Y-%m-%d %H:%M} UTC now.",
            "Set the clock of this machine; the order of steps does not depend on it.",
        )
        return
    since = stored_moment(now - timedelta(days=_CLOCK_DAYS))
    # A store whose day is fixed, as the demo's, does not go by this machine's clock.
    is_fixed = desk.whose.fixed_today is not None
    back = None if is_fixed else diagnosis.set_back(desk.reader, since, _SLACK_MINUTES)
    if back is not None:
        number, at, before = back
        yield look(
            "clock",
            f"Step {number:,} was taken at {_minute(at)} UTC, and the one before it at {_minute(before)} UTC: the"
            " clock of this machine was set back between them, or was wrong before.",
            "Check the clock, and the dates of what was entered then; the order of steps does not depend on it.",
        )
    else:
        yield ok("clock", "No step of the journal is still to come, or was taken before an earlier one.")


def _minute(at: str) -> str:
    return f"{datetime.fromisoformat(at):%Y-%m-%d %H:%M}"


def _backups(folder: StoreFolder, now: Callable[[], datetime]) -> Iterator[Finding]:
    kept = rotation.listed(folder)
    if not folder.path.is_dir():
        return
    if not kept:
        yield look("backups", "There is no backup yet.", "`complaintdesk backup` makes one.")
        return
    newest = kept[-1]
    found = backups.examine(newest.path, backups.manifest_of(newest.path), backups.files_place(newest.path))
    age = (now().astimezone(UTC).date() - newest.made_at.date()).days
    said = f"{_many(len(kept), 'backup')}; the newest, {newest.path.name}, is {_days(age)} old"
    if found.problems:
        yield wrong(
            "backups",
            f"{said} and not sound: {found.problems[0]}.",
            "`complaintdesk backup` makes another; the older ones stay until then.",
        )
    elif found.lacking:
        yield look(
            "backups",
            f"{said} and sound, but {counted(len(found.lacking), 'kept file is', 'kept files are')} not beside it.",
            "`complaintdesk backup` brings them.",
        )
    elif age > _OLD_DAYS or age < -1:
        yield look("backups", f"{said} and sound.", "`complaintdesk backup` makes another.")
    else:
        yield ok("backups", f"{said} and verifies.")


def _many(count: int, noun: str) -> str:
    return f"one {noun}" if count == 1 else counted(count, noun)


def _days(age: int) -> str:
    return "less than a day" if age == 0 else _many(age, "day")


def _aside(folder: StoreFolder) -> Iterator[Finding]:
    if not folder.aside.is_dir():
        return
    stores = sorted(path for path in folder.aside.iterdir() if path.is_dir())
    size = sum(_size(path) for store in stores for path in store.rglob("*"))
    if stores:
        yield ok(
            "aside",
            f"Put aside in {folder.aside}: {_many(len(stores), 'store')}, {size / 1_000_000:,.1f} MB;"
            " delete what you no longer need.",
        )


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0
