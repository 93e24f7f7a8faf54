"""Whatever is done in whatever order, and whenever the desk dies: the store is sound and says what was done.

A machine does what a handler may do over months - enter, work, undo, import, erase,
back up, restore - and what happens to a desk: another one beside it, its death in
the middle of a step. After each act it holds the store against all that must be so.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from complaintdesk import services
from complaintdesk.errors import DeskError, NotFoundError, StaleError, StoreError
from complaintdesk.services import (
    calendars,
    care,
    contacts,
    derived,
    erasing,
    history,
    importing,
    investigation,
    restoring,
    setup,
    timekeeping,
    triage,
)
from complaintdesk.services.desk import Desk
from complaintdesk.services.intake import NewComplaint
from complaintdesk.store import backups, indexing
from complaintdesk.vocabulary import Direction, Origin, Side, SourceKind
from tests.conftest import TODAY
from tests.faults.counts import RELEASE, rounds, tell
from tests.faults.walking import (
    PEOPLE,
    RECORDS,
    WHICH,
    WORDS,
    Clock,
    DiedError,
    Rows,
    fingerprint,
    log_file,
    rows_of,
    settings_in,
)

WALKS = rounds("machine")
"""How many desks are walked over."""
STEPS = 100 if RELEASE else 50
"""Acts on each of them."""


class DeskWalk(RuleBasedStateMachine):
    """A handler at work, and what happens to the desk meanwhile."""

    begun: ClassVar[Path]
    """A store with two complaints, in the folder of all walks."""

    def __init__(self) -> None:
        super().__init__()
        self.scratch = Path(tempfile.mkdtemp(dir=self.begun.parent))
        self.lives = 0
        self.root = self.scratch / "0"
        shutil.copytree(self.begun, self.root)
        self.clock = Clock()
        self.desk = self._opened()
        self.before: dict[int, Rows] = {}
        """Step -> what the tables held before it."""

        self.head = care.verify(self.desk).head
        self.last: tuple[str, Rows] = "", {}
        """A head, and what the tables held at it: as long as it is the head, they hold that, as the invariants show."""

        self.sound = "", ""
        """What was found sound last, and its head."""

        self.copied = ""
        """The head that the newest backup holds; a second one of it would show nothing new."""

        self.survived = ""
        """The head after which the desk died last."""

    def teardown(self) -> None:
        """Take the stores away."""
        self.desk.close()
        shutil.rmtree(self.scratch)

    # What a handler does

    @rule(person=PEOPLE, words=WORDS)
    def new(self, person: tuple[str, str], words: str) -> None:
        """Enter a complaint."""
        name, email = person
        entered = NewComplaint(name, self.clock.day, "phone", words, email=email, account_ref="A 77")
        self._do(lambda: services.intake.new(self.desk, entered))

    @rule(on=WHICH, words=WORDS, by=st.none() | st.integers(0, 9))
    def note(self, on: int, words: str, by: int | None) -> None:
        """Log a contact, perhaps with a promise."""
        day = None if by is None else self.clock.day + timedelta(days=by)
        said = contacts.NewContact(
            Side.customer,
            Direction.outward,
            "phone",
            words,
            promise="Ring" if day else "",
            promise_due_on=day,
        )
        self._on(on, lambda found: contacts.log(self.desk, found, said))

    @rule(on=WHICH, words=WORDS, field=st.sampled_from(["about", "wants", "product"]))
    def edit(self, on: int, words: str, field: str) -> None:
        """Edit what is said of a complaint."""
        self._on(on, lambda found: triage.describe(self.desk, found, {field: words[:60].splitlines()[0]}))

    @rule(on=WHICH, severity=st.integers(1, 5))
    def rate(self, on: int, severity: int) -> None:
        """Say how grave it is."""
        self._on(on, lambda found: triage.rate(self.desk, found, severity, "So it seems"))

    @rule(on=WHICH, words=WORDS)
    def point(self, on: int, words: str) -> None:
        """Note a point complained of."""
        self._on(on, lambda found: investigation.add_head(self.desk, found, words))

    @rule(on=WHICH, content=st.sampled_from(["Visited twice.", "A picture of Ada Quill"]))
    def attach(self, on: int, content: str) -> None:
        """Add a source with its file."""
        path = self.scratch / "job-sheet.txt"
        path.write_text(content, "utf-8")
        source = investigation.NewSource(
            SourceKind.document, "Job sheet", obtained_on=self.clock.day, file=path
        )
        self._on(on, lambda found: investigation.add_source(self.desk, found, source))

    @rule(some=st.sets(WHICH, min_size=2, max_size=5), act=st.sampled_from(["accept", "urgent", "pause"]))
    def bulk(self, some: set[int], act: str) -> None:
        """Do one thing to several complaints."""
        ids = [found for found in self._ids() if found % 8 in some]
        if not ids:
            return
        if act == "accept":
            self._do(lambda: triage.accept_all(self.desk, ids))
        elif act == "urgent":
            self._do(lambda: triage.flag_all(self.desk, ids, urgent=True))
        else:
            self._do(lambda: timekeeping.pause_all(self.desk, ids, "Waits for the surveyor"))

    @rule(on=WHICH, other=WHICH)
    def merge(self, on: int, other: int) -> None:
        """Merge one complaint into another."""
        references = self._references()
        if references:
            into = references[other % len(references)]
            self._on(on, lambda found: services.links.merge(self.desk, found, into, "The same"))

    @rule(ahead=st.integers(1, 20))
    def day_off(self, ahead: int) -> None:
        """Add a day off, which moves the clocks of all complaints."""
        day = self.clock.day + timedelta(days=ahead)
        self._do(lambda: calendars.add_day_off(self.desk, day, "Closed"))

    @rule(days=st.sampled_from([1, 3, 40]))
    def wait(self, days: int) -> None:
        """Time goes by, and the scores follow."""
        self.clock.day += timedelta(days=days)
        derived.rescore(self.desk)

    # Files in, and out again

    @rule(records=RECORDS, load_as=st.sampled_from([Origin.history, Origin.referred]))
    def import_(self, records: list[Any], load_as: Origin) -> None:
        """Import a file, parts of which may be there already."""
        path = log_file(self.scratch, records)
        self._do(lambda: importing.run(self.desk, importing.Request(path, "log", load_as=load_as)))

    @rule(which=st.integers(0, 3))
    def undo_import(self, which: int) -> None:
        """Take a whole import back."""
        batches = [row[0] for row in self.desk.reader.execute("SELECT id FROM import_batch ORDER BY id")]
        if batches:
            self._do(lambda: history.take_back_import(self.desk, batches[which % len(batches)]))

    # Back and forth

    @rule()
    def undo(self) -> None:
        """Take the last step back: everything is as it was before it."""
        last = history.next_undo(self.desk)
        if self._did(lambda: history.undo(self.desk)) and last is not None and last.number in self.before:
            assert rows_of(self.desk) == self.before[last.number]

    @rule()
    def redo(self) -> None:
        """Restore what was undone last."""
        self._did(lambda: history.redo(self.desk))

    @rule(times=st.integers(1, 3))
    def undo_and_redo(self, times: int) -> None:
        """Take some steps back and restore them: everything is as it was."""
        rows = self._rows()
        undone = sum(self._did(lambda: history.undo(self.desk)) for _ in range(times))
        for _ in range(undone):
            history.redo(self.desk)
        self.head = self._head()

        assert rows_of(self.desk) == rows

    # The end of data

    @precondition(lambda self: self._ids())
    @rule(on=WHICH)
    def erase(self, on: int) -> None:
        """Erase a customer: nothing of before can be undone any more."""
        customers = [
            row[0] for row in self.desk.reader.execute("SELECT id FROM customer WHERE NOT erased ORDER BY id")
        ]
        if not customers:
            return
        number = customers[on % len(customers)]
        if self._did(lambda: erasing.erase(self.desk, number, "Asked for")):
            self.before.clear()
            assert history.next_undo(self.desk) is None
            assert history.next_redo(self.desk) is None

    # Copies, deaths, and others

    @precondition(lambda self: self.copied != self.head)
    @rule()
    def back_up(self) -> None:
        """Make a backup; its manifest has the head."""
        made = services.backups.make(self.desk)
        manifest = backups.manifest_of(made.path)
        assert manifest is not None
        assert manifest.head == self.head
        assert made.lacking == ()
        self.copied = self.head

    @rule()
    def restore(self) -> None:
        """Bring the newest backup back: the store is what it was then."""
        self.desk.close()
        with suppress(NotFoundError):
            restored = restoring.restore(settings_in(self.root), self.clock.moment)
            assert restored is not None
            assert restored.verified.problems == ()
            self.head = restored.plan.proof.head
            self.before.clear()
        self.desk = self._opened()
        derived.rescore(self.desk)

    @rule(words=WORDS, spills=st.booleans())
    def die_in_a_step(self, words: str, spills: bool) -> None:
        """The desk dies while a step is open: nothing of it is there."""
        rows, root = self._rows(), self._next_root()
        ids = self._ids()
        with suppress(DiedError), self.desk.step("a step of no end") as step:
            connection = step.session.connection()
            if spills:
                # Without room in memory, what is not committed lies in the file, and what was there in its journal.
                connection.exec_driver_sql("PRAGMA cache_size=1")
            for found in ids:
                connection.exec_driver_sql(
                    "UPDATE complaint SET narrative = ? WHERE id = ?", (words * 200, found)
                )
            connection.exec_driver_sql("UPDATE profile SET organisation = ?", (words,))
            self._copy(root)
            raise DiedError
        self._go_on_in(root)

        assert rows_of(self.desk) == rows

    @rule(records=RECORDS)
    def die_in_an_import(self, records: list[Any]) -> None:
        """The desk dies while it imports: nothing of the file is there."""
        rows, root = self._rows(), self._next_root()

        def die(_done: int, _total: int) -> None:
            self._copy(root)
            raise DiedError

        with suppress(DiedError):
            importing.run(self.desk, importing.Request(log_file(self.scratch, records), "log"), die)
        self._go_on_in(root)

        assert rows_of(self.desk) == rows

    @precondition(lambda self: self.survived != self.head)
    @rule()
    def die_between_steps(self) -> None:
        """The desk dies right after a step: the step is there."""
        self.survived = self.head
        rows, root = self._rows(), self._next_root()
        self._copy(root)
        self._go_on_in(root)

        assert rows_of(self.desk) == rows

    @rule(on=WHICH, words=WORDS)
    def stale(self, on: int, words: str) -> None:
        """Another desk saves first: what this one saw before is refused, and it sees the other's words."""
        ids = self._ids()
        if not ids:
            return
        found = ids[on % len(ids)]
        seen, before = self.desk.last_step(), services.dossier.load(self.desk, found)
        other = self._opened()
        try:
            theirs = f"{words[:20].splitlines()[0]} {self.clock.moment():%f%S}"
            self._do(lambda: triage.describe(other, found, {"about": theirs}))
            is_changed = services.dossier.load(other, found).about != before.about
            rows = rows_of(other)
            try:
                with self.desk.as_seen(seen):
                    triage.describe(self.desk, found, {"about": "Mine"})
            except StaleError:
                assert is_changed
                assert services.dossier.load(self.desk, found).about == theirs
            except DeskError:
                pass
            else:
                assert not is_changed
            if is_changed:
                assert rows_of(self.desk) == rows
            self.head = self._head()
        finally:
            other.close()

    # What must be so

    @invariant()
    def it_is_sound(self) -> None:
        """The chain holds, replaying it gives the tables, files and anchors agree, what is sorted by and found follows.

        Half of all acts are refused or change nothing; what is as it was to the byte was looked at then.
        """
        is_so = fingerprint(self.desk, self.root)
        if is_so != self.sound[0]:
            found = care.verify(self.desk)
            assert found.problems == ()
            assert indexing.problems(self.desk.store.folder) == ()
            self.sound = is_so, found.head
        assert self.sound[1] == self.head, "a step that nobody took, or one that is lost"

    # How it is done

    def _do(self, act: Callable[[], object]) -> None:
        """Take one new step and remember what was before it; one that is refused leaves no trace."""
        rows, last = self._rows(), care.last_step(self.desk)
        if self._did(act) and care.last_step(self.desk) == last + 1:
            self.before[last + 1] = rows

    def _did(self, act: Callable[[], object]) -> bool:
        """Do it and return whether it was done; of what is refused no step is there, and so, it being sound, no row."""
        try:
            act()
        except StoreError:
            raise
        except DeskError as refusal:
            assert str(refusal)
            assert self._head() == self.head
            return False
        self.head = self._head()
        return True

    def _on(self, on: int, act: Callable[[int], object]) -> None:
        ids = self._ids()
        if ids:
            self._do(lambda: act(ids[on % len(ids)]))

    def _ids(self) -> list[int]:
        return [int(row[0]) for row in self.desk.reader.execute("SELECT id FROM complaint ORDER BY id")]

    def _references(self) -> list[str]:
        return [
            str(row[0]) for row in self.desk.reader.execute("SELECT reference FROM complaint ORDER BY id")
        ]

    def _rows(self) -> Rows:
        """Return what the tables hold between two acts."""
        if self.last[0] != self.head:
            self.last = self.head, rows_of(self.desk)
        return self.last[1]

    def _head(self) -> str:
        row = self.desk.reader.execute(
            "SELECT hash FROM journal_step ORDER BY number DESC LIMIT 1"
        ).fetchone()
        return str(row[0])

    def _opened(self) -> Desk:
        return setup.open_desk(settings_in(self.root), self.clock.today, self.clock.moment)

    def _next_root(self) -> Path:
        self.lives += 1
        return self.scratch / str(self.lives)

    def _copy(self, root: Path) -> None:
        """Copy all files as they lie, by another process: closing one of them here would drop SQLite's locks."""
        subprocess.run(["cp", "-a", self.root, root], check=True)

    def _go_on_in(self, root: Path) -> None:
        self.desk.close()
        shutil.rmtree(self.root)
        self.root = root
        self.desk = self._opened()


def test_whatever_is_done_in_whatever_order_the_store_is_sound(blank: Path, tmp_path: Path) -> None:
    DeskWalk.begun = tmp_path / "begun"
    shutil.copytree(blank, DeskWalk.begun)
    clock = Clock()
    desk = setup.open_desk(settings_in(DeskWalk.begun), clock.today, clock.moment)
    for name, email in (("Ada Quill", "ada@example.org"), ("Bea Heath", "")):
        services.intake.new(
            desk, NewComplaint(name, TODAY, "phone", "No heat, and Ada Quill is ill.", email=email)
        )
    desk.close()
    run_state_machine_as_test(
        DeskWalk,
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=STEPS,
            deadline=None,
            # A failing walk is told in full; making it shorter would take minutes.
            phases=(Phase.generate,),
            derandomize=not RELEASE,
            suppress_health_check=list(HealthCheck),
        ),
    )
    tell("machine", WALKS, acts=WALKS * STEPS)
