"""How the program is called: options anywhere, one line of refusal, nothing foreign reaches the terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.cli.conftest import NEW, Call

HOSTILE = (
    "no [/ refund [b\x1b]0;pwned\x07 \x1b[31mred\x9b2J [@click=app.quit]x[/] :smile: \u202eevil\u202c \x7f"
)
FOREIGN = set("\x1b\x07\x9b\x7f\u202e\u202c")


@pytest.mark.parametrize("place", ["before", "after", "joined"])
def test_global_options_stand_before_or_after_the_command(call: Call, store: Path, place: str) -> None:
    options: list[object] = ["--store", store, "--today", "2026-11-18"]
    words: dict[str, list[object]] = {
        "before": [*options, *NEW, "--json"],
        "after": [*NEW, "--json", *options],
        "joined": [f"--store={store}", *NEW, "--today=2026-11-18", "--json"],
    }
    made = call(*words[place]).document
    (row,) = call("list", "--json", "--store", store, "--today", "2027-01-04").document

    assert made["reference"] == "CD-2026-0001"
    assert row["next_due"]["days_left"] == (date.fromisoformat(row["next_due"]["on"]) - date(2027, 1, 4)).days


def test_the_environment_names_the_store_and_the_option_outranks_it(
    call: Call, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPLAINTDESK_STORE", str(store))

    assert call("list", "--json").document == []
    assert call("list", "--store", tmp_path / "nowhere").code == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("list", "--store"), 2, "--store needs a value"),
        (("list", "--today", "tomorrow"), 2, "YYYY-MM-DD"),
        (("nonsense",), 2, "nonsense"),
        (("accept",), 2, "REF"),
        (("list", "--limit", "many"), 2, "--limit"),
        (("show", "CD-2026-0001"), 1, "complaintdesk init"),
    ],
)
def test_a_wrong_call_is_one_line_and_its_exit_code(
    call: Call, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    ended = call(*words, *(() if "--store" in words else ("--store", str(tmp_path / "none"))))

    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err
    assert ended.err.startswith("complaintdesk: ")
    assert ended.err.count("\n") == 1
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "CD-2026-0009"), "There is no complaint CD-2026-0009."),
        (("list", "stagee:referred"), "stage"),
        (("list", "--sort", "size"), "size"),
        (("import", "/no/such/file.csv"), "/no/such/file.csv"),
        ((*NEW[:-1], ""), "Narrative is needed."),
        ((*NEW, "--referred", "2026-11-01"), "Referred"),
    ],
)
def test_a_refusal_is_one_line_and_exit_1(on: Call, words: tuple[str, ...], said: str) -> None:
    for more in ((), ("--json",)):
        ended = on(*words, *more)

        assert (ended.code, ended.out) == (1, "")
        assert ended.err.startswith("complaintdesk: ")
        assert said in ended.err


@pytest.mark.parametrize(
    "words",
    [
        (*NEW, "--received", "16.11."),
        (*NEW, "--referred", "soon"),
        (
            "contact",
            "CD-2026-0001",
            "--with",
            "boss",
            "--direction",
            "in",
            "--channel",
            "x",
            "--summary",
            "y",
        ),
        (
            "contact",
            "CD-2026-0001",
            "--with",
            "third",
            "--direction",
            "up",
            "--channel",
            "x",
            "--summary",
            "y",
        ),
        (
            "contact",
            "CD-2026-0001",
            "--with",
            "third",
            "--direction",
            "in",
            "--channel",
            "x",
            "--summary",
            "y",
            "--by",
            "2026-12-01",
        ),
        ("import", "a.csv", "--as", "both"),
        ("import", "a.csv", "b.csv", "--rejects", "c.csv"),
        (*NEW[:-1], "@/no/such/file"),
    ],
)
def test_words_that_mean_nothing_are_a_wrong_call(on: Call, words: tuple[str, ...]) -> None:
    ended = on(*words)

    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("complaintdesk: ")


def test_a_narrative_is_read_byte_for_byte(on: Call, tmp_path: Path) -> None:
    words = "Line one\r\nline two\n\n  [three] "
    (tmp_path / "words.txt").write_bytes(words.encode())
    on(*NEW[:-1], f"@{tmp_path / 'words.txt'}")
    with (tmp_path / "words.txt").open(encoding="utf-8") as incoming, pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "stdin", incoming)
        on(*NEW[:-1], "-")

    assert on("show", "CD-2026-0001", "--json").document["narrative"] == words
    assert on("show", "CD-2026-0002", "--json").document["narrative"] == words


def test_foreign_text_is_shown_whole_and_never_as_control(on: Call, tmp_path: Path) -> None:
    on(
        "new", "--customer", HOSTILE, "--received", "2026-11-16", "--channel", HOSTILE, "--narrative", HOSTILE,
        "--about", HOSTILE, "--wants", HOSTILE, "--category", HOSTILE,
    )  # fmt: skip
    said = [
        on("list"), on("list", "--json"), on("show", "CD-2026-0001"), on("show", "CD-2026-0001", "--json"),
        on("search", "refund"), on("search", "refund", "--json"), on("show", HOSTILE), on("list", HOSTILE),
        on("accept", HOSTILE), on("import", tmp_path / HOSTILE.replace("/", "-")), on("due"), on("due", "--json"),
        on("export", "complaints", "--to", tmp_path / "t.csv"),
    ]  # fmt: skip

    for ended in said:
        assert not FOREIGN & set(ended.out + ended.err)
    assert "no [/ refund [b" in said[0].out
    assert on("show", "CD-2026-0001", "--json").document["narrative"] == HOSTILE


def test_a_fixed_day_of_the_store_is_its_today(call: Call, store: Path) -> None:
    import sqlite3

    connection = sqlite3.connect(store / "desk.db")
    connection.execute("UPDATE profile SET fixed_today = '2031-05-05'")
    connection.commit()
    connection.close()

    assert call("info", "--store", store, "--json").document["today"] == "2031-05-05"
    assert call("info", "--store", store, "--today", "2030-01-02", "--json").document["today"] == "2030-01-02"


def run(*words: str, **how: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # type: ignore[call-overload, no-any-return]  # what is given is given by name
        [sys.executable, "-m", "complaintdesk", *words], capture_output=True, text=True, check=False, **how
    )


def test_the_version_loads_nothing() -> None:
    code = (
        "import sys; sys.argv = ['complaintdesk', '--version']\n"
        "from complaintdesk.__main__ import main\n"
        "main(); print([name for name in ('typer', 'textual', 'sqlmodel', 'rich') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[0].startswith("complaintdesk ")
    assert done.stdout.splitlines()[1] == "[]"
    assert run("list", "--version").stdout or run("--version", "list").stdout.startswith("complaintdesk ")


def test_without_a_terminal_the_desk_points_to_the_commands(tmp_path: Path) -> None:
    for words in (["--store", str(tmp_path / "none")], ["demo"]):
        ended = run(*words, stdin=subprocess.DEVNULL)

        assert ended.returncode == 2
        assert "needs a terminal" in ended.stderr
        assert ended.stderr.count("\n") == 1
    assert not (tmp_path / "none").exists()


def test_a_reader_that_goes_away_is_no_fault(on: Call, store: Path) -> None:
    for _ in range(3):
        on(*NEW)
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        [sys.executable, "-m", "complaintdesk", "list", "--store", str(store)],
        stdout=writing, stderr=subprocess.PIPE, check=False,
    )  # fmt: skip
    os.close(writing)

    assert ended.stderr == b""


def test_help_names_every_command(call: Call) -> None:
    said = call("--help").out

    for command in (
        "demo", "init", "import", "undo-import", "new", "accept", "contact", "list", "show", "search", "due",
        "clocks", "export", "verify", "backup", "info", "keys",
    ):  # fmt: skip
        assert command in said


def test_another_writer_is_named_and_nothing_is_changed(
    on: Call, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlite3

    from complaintdesk.store import connection, door

    monkeypatch.setattr(door, "BUSY_SECONDS", 0)
    monkeypatch.setitem(connection.RECIPE, "busy_timeout", 0)
    other = sqlite3.connect(store / "desk.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    ended = on(*NEW)
    other.execute("ROLLBACK")
    other.close()

    assert ended.code == 1
    assert "Another command is writing" in ended.err
    assert on("list", "--json").document == []


def test_a_damaged_file_is_refused_in_one_line(on: Call, store: Path) -> None:
    (store / "desk.db").write_bytes(b"this is no database, and never was one" * 100)
    for words in (("list",), ("verify",), NEW):
        ended = on(*words)

        assert (ended.code, ended.err.count("\n")) == (1, 1)
        assert "not a store" in ended.err


def test_the_way_to_the_desk_loads_no_command_library_and_no_mapper() -> None:
    code = (
        "import sys\n"
        "from complaintdesk.cli import opening, start\n"
        "from complaintdesk.services import faults, setup\n"
        "print([name for name in ('typer', 'sqlmodel', 'sqlalchemy', 'pydantic') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
