"""What is measured: each case returns its figures beside those of a yardstick of the same run."""

from __future__ import annotations

import itertools
import random
import re
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from benchmarks import made_up, measuring, real_files, stores, terminal
from benchmarks.measuring import PYTHON, Times
from complaintdesk import services
from complaintdesk.services.desk import Desk
from complaintdesk.services.intake import NewComplaint

APPS = Path(__file__).parent / "apps"
PROGRAM = (PYTHON, "-m", "complaintdesk")
SIZE, LARGE = (140, 42), (200, 60)


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    target: str
    """What is to be reached, as PERFORMANCE states it."""
    ours: str
    yardstick: str
    found: float
    """The ratio or the milliseconds that are compared with the limit."""
    limit: float | None = None
    """What is to be kept; None where the figure is told and nothing is asked of it."""

    unit: str = "x"
    at_least: bool = False
    note: str = ""
    pace: float = 1.0
    """How many times as long as where the limits were set this machine took for the same, in the same minute."""

    @property
    def compared(self) -> float:
        """What is held against the limit: a ratio as it is, milliseconds at the pace the limits were set at."""
        return self.found / self.pace if self.unit == "ms" else self.found

    @property
    def is_reached(self) -> bool:
        """Whether the limit is kept."""
        if self.limit is None:
            return True
        return self.compared >= self.limit if self.at_least else self.compared <= self.limit


@dataclass(frozen=True, slots=True)
class Bench:
    """The stores to measure on."""

    small: Path
    large: Path
    rounds: int
    """How often programs are started; calls are made many times more often."""

    root: Path


def desk_on(folder: Path) -> tuple[str, ...]:
    """Return the command that opens the desk on a store."""
    return (*PROGRAM, "--store", str(folder / "store"), "--today", stores.TODAY.isoformat())


def table(rows: int) -> tuple[str, ...]:
    """Return the command that opens the bare app with so many rows."""
    return (PYTHON, str(APPS / "table.py"), str(rows))


MARK = "26-00"
"""What the queue's first frame shows of a real complaint."""


def first_frame(bench: Bench) -> Iterator[Figure]:
    """From the start of the program to the first frame with complaints in it."""
    commands = [(desk_on(bench.large), MARK), (desk_on(bench.small), MARK), (table(50), "row-1")]
    (large, small, bare), memory = terminal.first_frames(commands, SIZE, bench.rounds)
    yield Figure(
        "first painted queue, largest store, against a bare app with a table of 50 rows",
        f"{large} ms", f"{bare} ms", large.median / bare.median, 0.95,
    )  # fmt: skip
    yield Figure(
        "first painted queue, largest store against the smallest",
        f"{large} ms", f"{small} ms", large.median / small.median, 1.05,
    )  # fmt: skip
    yield Figure(
        "memory at the first frame, against the bare app",
        f"{memory[0]:.0f} MB", f"{memory[2]:.0f} MB", memory[0] / memory[2], 1.15,
    )  # fmt: skip


def commands(bench: Bench) -> Iterator[Figure]:
    """`--version` and `--help`."""
    version, nothing = measuring.programs_in_turn(
        [(*PROGRAM, "--version"), (PYTHON, "-c", "pass")], bench.rounds
    )
    yield Figure("`--version`, against a Python that does nothing", f"{version} ms", f"{nothing} ms",
                 version.median / nothing.median, 1.5)  # fmt: skip
    ours, typer = measuring.programs_in_turn(
        [(*PROGRAM, "--help"), (PYTHON, str(APPS / "commands.py"), "--help")], bench.rounds
    )
    yield Figure("`--help`, against a bare Typer app of three commands", f"{ours} ms", f"{typer} ms",
                 ours.median / typer.median, 1.15)  # fmt: skip


def _into_history(program: terminal.Program) -> None:
    """Go to the view that holds everything, where paging is over the whole store."""
    program.settle(0.3)
    for _ in range(10):
        program.painted = b""
        program.key("l")
        if b"[History" in program.painted:
            return
    raise TimeoutError("the view of the history was not reached")


def moving(bench: Bench) -> Iterator[Figure]:
    """Cursor and pages in the queue against those of a table of a thousand rows."""
    # The collector's rest is frozen a second after the first frame, and the scores follow; wait for both.
    for size, named in ((SIZE, "140x42"), (LARGE, "200x60")):
        ours = terminal.Program(desk_on(bench.large), size)
        small = terminal.Program(desk_on(bench.small), size)
        theirs = terminal.Program(table(1000), size)
        try:
            for program, mark in ((ours, MARK), (small, MARK), (theirs, "row-1")):
                program.wait_for(mark)
                time.sleep(2)
            _into_history(ours)
            _into_history(small)
            rows = size[1] - 12
            found: dict[str, list[Times]] = {}
            for what, press in (
                ("cursor down", [DOWN] * 20),
                ("scrolling down", [DOWN] * (rows + 20)),
                ("page down", [PAGE] * PAGES),
            ):
                found[what] = [
                    _last(terminal.keys(program, press)[0], 20) for program in (ours, small, theirs)
                ]
            # Enough of them for a ninety-fifth.
            many = terminal.keys(ours, [PAGE] * 5 * PAGES)[0]
        finally:
            for program in (ours, small, theirs):
                program.end()
        if named == "140x42":
            for what, limit in (("cursor down", 0.5), ("scrolling down", 0.3), ("page down", 0.15)):
                mine, _, table_ = found[what]
                yield Figure(f"{what}, largest store, against a table of 1,000 rows", f"{mine} ms", f"{table_} ms",
                             mine.median / table_.median, limit)  # fmt: skip
            mine, few, _ = found["page down"]
            yield Figure("page down, largest store against the smallest", f"{mine} ms", f"{few} ms",
                         mine.median / few.median, 1.2)  # fmt: skip
        yield Figure(f"page down to the painted frame at {named}, ninety-fifth", f"{many} ms", "",
                     many.at(0.95), 12, "ms")  # fmt: skip
        yield Figure(f"page down to the painted frame at {named}, ninety-ninth", f"{many.at(0.99):.1f} ms", "",
                     many.at(0.99), 16, "ms")  # fmt: skip


DOWN, PAGE = "\x1b[B", "\x1b[6~"
PAGES = 20
"""As many as a table of a thousand rows has on a large screen."""


def _last(times: Times, count: int) -> Times:
    return Times(times.ms[-count:])


def typing(bench: Bench) -> Iterator[Figure]:
    """A letter of a new complaint, from the key to its frame: into a line, and into the customer's words."""
    _discard_drafts(bench.large)
    program = terminal.Program(desk_on(bench.large), SIZE)
    try:
        program.wait_for(MARK)
        program.rest()
        found = {}
        for keys, into in (("c", "a line"), ("\t", "a note")):
            program.key(keys)
            program.wait_for("Save (ctrl+s)")
            # Not until it rests: a cursor that blinks never does.
            time.sleep(2)
            found[into] = terminal.keys(program, LETTERS)[0]
    finally:
        program.end()
        _discard_drafts(bench.large)
    for into, taken in found.items():
        yield Figure(
            f"a letter typed into {into} at 140x42, ninety-fifth", f"{taken} ms", "", taken.at(0.95), 12, "ms"
        )


def _discard_drafts(folder: Path) -> None:
    """Have no new complaint wait half typed; the desk would ask whether to go on with it."""
    desk = stores.opened(folder)
    for kept in services.drafts.waiting(desk):
        services.drafts.discard(desk, kept.form)
    desk.close()


LETTERS = "The lift has been out of order since Friday."


def beside_an_import(bench: Bench) -> Iterator[Figure]:
    """Keys while another command imports into the same store."""
    with tempfile.TemporaryDirectory() as scratch:
        path = made_up.write(Path(scratch) / "more.csv", 40_000, seed=int(time.time()))
        program = terminal.Program(desk_on(bench.small), SIZE)
        try:
            program.wait_for(MARK)
            time.sleep(2)
            _into_history(program)
            idle, _ = terminal.keys(program, ["\x1b[6~", "\x1b[5~"] * 20)
            store = str(bench.small / "store")
            importing = subprocess.Popen(
                [*PROGRAM, "--store", store, "--today", stores.TODAY.isoformat(), "import",
                 str(path), "--preset", "log"],
                stdout=subprocess.DEVNULL, env=measuring.clean_env(),
            )  # fmt: skip
            busy, _ = terminal.keys(program, ["\x1b[6~", "\x1b[5~"] * 20)
            importing.wait()
        finally:
            program.end()
        subprocess.run([*PROGRAM, "--store", store, "undo-import", _batch(bench.small)], check=True,
                       stdout=subprocess.DEVNULL, env=measuring.clean_env())  # fmt: skip
    yield Figure("a key while another command imports, ninety-fifth, against idle", f"{busy} ms", f"{idle} ms",
                 busy.at(0.95) / idle.at(0.95), 2.0)  # fmt: skip


def _batch(folder: Path) -> str:
    with sqlite3.connect(folder / "store" / "desk.db") as reader:
        return str(reader.execute("SELECT max(id) FROM import_batch").fetchone()[0])


def opening(bench: Bench) -> Iterator[Figure]:
    """From the key to a complaint's content, against pushing a bare screen."""
    ours = terminal.Program(desk_on(bench.large), SIZE)
    theirs = terminal.Program(table(50), SIZE)
    try:
        ours.wait_for(MARK)
        theirs.wait_for("row-1")
        time.sleep(2)
        mine, bare = [], []
        for _ in range(6 + bench.rounds):
            mine.append(ours.key("2")[0])
            ours.key("q")
            bare.append(theirs.key("o")[0])
            theirs.key("\x1b")
            time.sleep(0.2)
    finally:
        ours.end()
        theirs.end()
    # The first ones load what a complaint needs, once.
    warm, pushed = Times(tuple(mine[3:])), Times(tuple(bare[3:]))
    yield Figure("opening a complaint, against pushing a bare screen", f"{warm} ms", f"{pushed} ms",
                 warm.median / pushed.median, 1.2)  # fmt: skip
    yield Figure("opening a complaint, ninety-fifth", f"{warm} ms", "", warm.at(0.95), 25, "ms")


def pages(bench: Bench) -> Iterator[Figure]:
    """A page of the queue at any depth, and the worst of many filters."""
    desk = stores.opened(bench.large)
    try:
        reader, history = desk.reader, services.queue.EVERYTHING
        count = int(reader.execute("SELECT count(*) FROM complaint WHERE origin = 'history'").fetchone()[0])
        middle = reader.execute(
            "SELECT received_on, id FROM complaint WHERE origin = 'history' ORDER BY received_on DESC, id DESC"
            " LIMIT 1 OFFSET ?", (count // 2,),
        ).fetchone()  # fmt: skip

        def raw() -> object:
            return reader.execute(
                "SELECT * FROM complaint WHERE origin = 'history' AND (received_on, id) < (?, ?)"
                " ORDER BY received_on DESC, id DESC LIMIT 50", tuple(middle),
            ).fetchall()  # fmt: skip

        view = "history"
        first = lambda: services.queue.page(desk, view, sort="received", descending=True, start=0, count=50)  # noqa: E731
        half = count // 2
        (beside,) = services.queue.keys(desk, view, sort="received", descending=True, start=half - 1, count=1)
        # As the list asks for it, which remembers the ends of the pages it has read.
        near = services.queue.Near({half - 1: beside}, count)
        deep = lambda: services.queue.page(  # noqa: E731
            desk, view, sort="received", descending=True, start=half, count=50, near=near
        )
        at_first, at_depth, plain = measuring.in_turn([first, deep, raw], 60)
        yield Figure("first page of the history, against the raw statement", f"{at_first} ms", f"{plain} ms",
                     at_first.median / plain.median, 1.5)  # fmt: skip
        yield Figure("a page in the middle of the history", f"{at_depth} ms", f"{plain} ms (keyset)",
                     at_depth.median, 1.0, "ms")  # fmt: skip
        worst = ("", 0.0)
        for text in FILTERS:
            took = measuring.of_calls(
                lambda text=text: services.queue.rows_of(  # type: ignore[misc]
                    desk, services.queue.opening(desk, history, text, count=50)[0]
                ), 3,
            )  # fmt: skip
            worst = max(worst, (text, took.median), key=lambda pair: pair[1])
        yield Figure("page and count of the slowest of many filters", f"{worst[1]:.0f} ms ({worst[0]})", "",
                     worst[1], 120, "ms")  # fmt: skip
    finally:
        desk.close()


FILTERS = (
    "origin:any product:repairs",
    "origin:any product:repairs channel:phone",
    'origin:any category:"category 30" product:digital channel:letter',
    'origin:any category:"category 39" outcome:upheld received:2019',
    "origin:any amount:>100 channel:web",
    "origin:any received:2020-01..2020-03 product:lifts",
    "origin:any -product:repairs -channel:phone outcome:resolved",
    'origin:any closed:2021 category:"category 5"',
    "origin:any product:none",
)
"""Filters that cannot all have an index of their own."""


def searching(bench: Bench) -> Iterator[Figure]:
    """Three hundred and sixty queries, frequent and rare, one word and several, beginnings of words."""
    desk = stores.opened(bench.large)
    try:
        words = made_up.Words()
        chance = random.Random(3)
        queries = []
        for _ in range(60):
            one, other, third = words.some(3)
            rare = words.known[chance.randrange(4_000, 12_000)]
            queries += [one, f"{one} {other}", f"{one} {other} {third}", rare, f"{rare} {one}", one[:3]]
        reader = desk.reader
        raw = "SELECT rowid FROM complaint_words WHERE complaint_words MATCH ? ORDER BY rowid DESC LIMIT 50"
        mine, plain, cut = [], [], []
        for text in queries:
            # The last word is a beginning, as in the search itself.
            match = " ".join([*(f'"{word}"' for word in text.split()[:-1]), f'"{text.split()[-1]}"*'])
            a, b, c = measuring.in_turn(
                [
                    lambda text=text: services.searching.find(desk, text),  # type: ignore[misc]
                    lambda match=match: reader.execute(raw, (match,)).fetchall(),  # type: ignore[misc]
                    lambda text=text: services.searching.search(desk, text),  # type: ignore[misc]
                ],
                2,
            )
            mine.append(a.median)
            plain.append(b.median)
            cut.append(c.median)
        # What is found and counted, as the queue shows it, which cuts a snippet for the row at the cursor alone.
        ours, theirs, whole = Times(tuple(mine)), Times(tuple(plain)), Times(tuple(cut))
        yield Figure("search on 360 queries, ninety-fifth, against the raw full-text statement", f"{ours} ms",
                     f"{theirs} ms", ours.at(0.95) / max(theirs.at(0.95), 0.05), 1.5)  # fmt: skip
        yield Figure("search on 360 queries, ninety-fifth", f"{ours} ms", "", ours.at(0.95), 10, "ms")
        yield Figure("the same with fifty snippets, as the command shows them, ninety-fifth", f"{whole} ms", "",
                     whole.at(0.95), None, "ms")  # fmt: skip
    finally:
        desk.close()


def figures(bench: Bench) -> Iterator[Figure]:
    """What Trends shows first, and each panel, against the plain statement of months and categories."""
    from complaintdesk.services import review_panels

    desk = stores.opened(bench.large)
    raw = "SELECT category, substr(received_on, 1, 7), count(*) FROM complaint GROUP BY 2, 1"
    try:
        counted, first, plain = measuring.in_turn(
            [
                lambda: services.review.Review(desk).counts,
                lambda: _first_of_trends(desk),
                lambda: desk.reader.execute(raw).fetchall(),
            ],
            5,
        )
        yield Figure("months and categories of the whole store, against the raw statement", f"{counted} ms",
                     f"{plain} ms", counted.median / plain.median, 1.2)  # fmt: skip
        yield Figure("Trends, the first panel with its sentences, against the raw statement", f"{first} ms",
                     f"{plain} ms", first.median / plain.median)  # fmt: skip
        for panel in review_panels.PANELS:
            # SciPy is loaded by the first that needs it, once in a session; here it is there already.
            panel.tell(services.review.Review(desk))
            (taken,) = measuring.in_turn([lambda panel=panel: panel.tell(services.review.Review(desk))], 3)  # type: ignore[misc]
            yield Figure(f"Trends, panel {panel.title}, whole, against the raw statement", f"{taken} ms", f"{plain} ms",
                         taken.median / plain.median)  # fmt: skip
    finally:
        desk.close()


def _first_of_trends(desk: Desk) -> None:
    from complaintdesk.services import review_panels

    review = services.review.Review(desk)
    review.is_quick = True
    review_panels.header(review)
    review_panels.PANELS[1].tell(review)


def importing(bench: Bench) -> Iterator[Figure]:
    """A hundred thousand rows: checks, indexes, full text and journal, against sqlite3's own import of the same."""
    count = 100_000
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        path = made_up.write(folder / "rows.csv", count)
        same = _shell(folder, path)
        program = [*PROGRAM, "--store", str(folder / "store"), "--today", stores.TODAY.isoformat()]
        measuring.of_program(*program, "init", "--name", "Robin Hale")
        ours = measuring.of_program(*program, "import", str(path), "--preset", "log")
    yield Figure("import of 100,000 rows, whole, against sqlite3's import with the same indexes and full text",
                 f"{ours / 1000:.1f} s", f"{same / 1000:.1f} s", same / ours, 0.8, at_least=True)  # fmt: skip


def importing_real_files(bench: Bench) -> Iterator[Figure]:
    """Real files, first and again, against sqlite3's import of the same file into the desk's own table."""
    for name in real_files.NAMES if real_files.DATA.is_dir() else ():
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            path = real_files.unpacked(name, folder)
            program = [*PROGRAM, "--store", str(folder / "store"), "--today", stores.TODAY.isoformat()]
            measuring.of_program(*program, "init", "--name", "Robin Hale")
            same = real_files.shell(path, folder)
            first, again = (measuring.of_program(*program, "import", str(path)) for _ in range(2))
        yield Figure(f"import of {name}, whole, against sqlite3's import into the same table, indexes and full text",
                     f"{first / 1000:.1f} s", f"{same / 1000:.1f} s", same / first, 0.8, at_least=True)  # fmt: skip
        yield Figure(f"import of {name} again, all of it known, against the same",
                     f"{again / 1000:.1f} s", f"{same / 1000:.1f} s", same / again)  # fmt: skip


def _shell(folder: Path, path: Path) -> float:
    """Return the milliseconds that the sqlite3 shell takes to import a file, with indexes and full text."""
    columns = ", ".join(f'"{name}" TEXT' for name in made_up.HEADER)
    script = folder / "import.sql"
    lines = [f"CREATE TABLE rows (id INTEGER PRIMARY KEY, {columns});",
             f"CREATE TABLE staged ({columns});", ".mode csv", f'.import --skip 1 "{path}" staged',
             f"INSERT INTO rows ({', '.join(made_up.HEADER)}) SELECT * FROM staged;"]  # fmt: skip
    lines += [
        "CREATE UNIQUE INDEX a ON rows(ref);",
        "CREATE INDEX b ON rows(received, id, category, product, channel, outcome, closed, amount);",
        "CREATE INDEX c ON rows(substr(received, 1, 7), category, product);",
        "CREATE INDEX d ON rows(closed, received DESC, id DESC);",
        "CREATE INDEX e ON rows(customer);",
        "CREATE VIRTUAL TABLE words USING fts5(about, text, product, category, content='rows',"
        " content_rowid='id', tokenize='unicode61 remove_diacritics 2', prefix='3');",
        "INSERT INTO words(words) VALUES ('rebuild');",
    ]
    script.write_text("\n".join(lines) + "\n", "utf-8")
    database = folder / "shell.db"
    return measuring.of_program("sqlite3", str(database), f".read {script}")


def exporting(bench: Bench) -> Iterator[Figure]:
    """A thousand complaints to one file, against a plain loop that writes the same columns."""
    desk = stores.opened(bench.small)
    try:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)

            def ours() -> object:
                return services.exporting.export_table(desk, "origin:any", folder / "out.csv", force=True)

            def plain() -> object:
                rows = desk.reader.execute("SELECT * FROM complaint").fetchall()
                text = "\n".join(",".join(f'"{value}"' for value in row) for row in rows)
                return (folder / "plain.csv").write_text(text, "utf-8", errors="replace")

            mine, loop = measuring.in_turn([ours, plain], 7)
        yield Figure("export of 1,000 complaints to one file, against a plain loop", f"{mine} ms", f"{loop} ms",
                     mine.median / loop.median, 1.3)  # fmt: skip
    finally:
        desk.close()


CLAIMED = 1_000
"""Complaints of the portfolio that is exported."""


def portfolio(bench: Bench) -> Iterator[Figure]:
    """A portfolio of a thousand complaints: its matrix, and its files against reading the complaints alone."""
    desk = stores.opened(stores.evidenced(bench.root, CLAIMED))
    try:
        ids = [int(row[0]) for row in desk.reader.execute("SELECT id FROM complaint ORDER BY id")]

        def read() -> object:
            with desk.reading() as session:
                for id_ in ids:
                    services.dossier.compose(desk, session, id_)
                    session.expunge_all()
            return None

        with tempfile.TemporaryDirectory() as scratch:

            def named() -> object:
                return services.portfolio_export.export(
                    desk, Path(scratch) / "named", identified=True, force=True
                )

            def hidden() -> object:
                # A command begins without any pattern of somebody's name made.
                re.purge()
                return services.portfolio_export.export(desk, Path(scratch) / "hidden", force=True)

            seen = measuring.of_calls(lambda: services.portfolio.view(desk), 5)
            yield Figure(f"the portfolio's matrix over {CLAIMED:,} complaints", f"{seen} ms", "",
                         seen.median, 1000, "ms")  # fmt: skip
            # The first one gives everybody a pseudonym, once for all.
            hidden()
            whole, private, alone = measuring.in_turn([named, hidden, read], 1)
        yield Figure(f"{CLAIMED:,} complaints exported as a portfolio with names, against reading them",
                     f"{whole.median / 1000:.1f} s", f"{alone.median / 1000:.1f} s",
                     whole.median / alone.median, 3)  # fmt: skip
        yield Figure(f"{CLAIMED:,} complaints exported as a portfolio without names, against reading them",
                     f"{private.median / 1000:.1f} s", f"{alone.median / 1000:.1f} s",
                     private.median / alone.median, 12)  # fmt: skip
    finally:
        desk.close()


def saving(bench: Bench) -> Iterator[Figure]:
    """An edit and a new complaint, journal and all, durable on disk; the waiting counts here too."""
    desk = stores.opened(bench.large)
    try:
        # One after the other, as in a day's work: forty edits of one would measure a history nobody has.
        found = desk.reader.execute("SELECT id FROM complaint WHERE origin = 'referred' ORDER BY id LIMIT 50")
        ids = itertools.cycle(int(row[0]) for row in found.fetchall())
        numbers = iter(range(1_000))

        def edit() -> object:
            return services.triage.describe(desk, next(ids), {"about": f"About {next(numbers)}"})

        def new() -> object:
            return services.intake.new(
                desk,
                NewComplaint(f"Somebody {next(numbers)}", stores.TODAY - timedelta(days=1), "phone", "Cold."),
            )

        edited, entered = _waited(edit, 40), _waited(new, 40)
        yield Figure("saving an edit, largest store, ninety-fifth, waiting included", f"{edited} ms", "",
                     edited.at(0.95), 20, "ms")  # fmt: skip
        yield Figure("a new complaint, largest store, ninety-fifth, waiting included", f"{entered} ms", "",
                     entered.at(0.95), 30, "ms")  # fmt: skip
        like = measuring.of_calls(lambda: services.likeness.like(desk, next(ids)), 20)
        yield Figure("like complaints, largest store", f"{like} ms", "", like.median, 30, "ms")
        for _ in range(82):
            services.history.undo(desk)
    finally:
        desk.close()


def _waited(act: Callable[[], object], times: int) -> Times:
    act()
    found = []
    for _ in range(times):
        before = time.perf_counter()
        act()
        found.append(1000 * (time.perf_counter() - before))
    return Times(tuple(found))


CASES: dict[str, Callable[[Bench], Iterator[Figure]]] = {
    "first-frame": first_frame,
    "commands": commands,
    "moving": moving,
    "typing": typing,
    "beside-an-import": beside_an_import,
    "opening": opening,
    "pages": pages,
    "searching": searching,
    "figures": figures,
    "importing": importing,
    "importing-real-files": importing_real_files,
    "exporting": exporting,
    "portfolio": portfolio,
    "saving": saving,
}
"""In the order in which they are measured."""
