"""Import by keys: a file is picked, looked at, put right, imported and taken back."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from complaintdesk import services
from complaintdesk.app import DeskApp
from complaintdesk.errors import StoreError
from complaintdesk.screens import import_parts
from complaintdesk.screens.desk import QueueScreen
from complaintdesk.screens.importing import ImportScreen
from complaintdesk.screens.mail import MailScreen
from complaintdesk.services.desk import Desk
from complaintdesk.services.importing import Request
from complaintdesk.vocabulary import Origin
from complaintdesk.widgets.file_picker import FilePicker, entries, meant, size_in_words
from tests.hostile import STRINGS
from tests.screens.stage import NARROW, WIDE, footer_width, lines, notices, settled, shown, type_in
from tests.widgets.stage import controls_in

LOG = (
    "ref,received,category,customer,outcome,text,Ward\n"
    "7,2026-10-01,repair,Bea Heath,Founded,Late.,North\n"
    "8,soon,damp,Cal Wold,Founded,Mould.,South\n"
    "9,2026-10-03,damp,Dee Moor,upheld,Wet.,South\n"
)
FOREIGN = "No;Eingang;Text\n1;26.03.2024;Zu spät\n2;27.03.2024;Kalt\n"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log with one row that cannot be taken and a word that is none of ours."""
    path = tmp_path / "files" / "log.csv"
    path.parent.mkdir()
    path.write_text(LOG, "utf-8")
    return path


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(pilot)
        while isinstance(screen := pilot.app.screen, ImportScreen) and screen._is_busy:
            await settled(pilot)


async def looked_at(pilot: Pilot[None], desk: Desk, path: Path) -> ImportScreen:
    """Open the import of a file and wait until it was looked at."""
    screen = ImportScreen(desk, path)
    await pilot.app.push_screen(screen)
    await settled(pilot)
    await settled(pilot)
    return screen


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_file_is_picked_looked_at_imported_and_taken_back(
    desk: Desk, log: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(log.parent)
    app = DeskApp(desk)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await settled(pilot)
        await press(pilot, "I")
        assert isinstance(app.screen, FilePicker)
        assert "log.csv" in shown(pilot)
        await press(pilot, "enter")
        while not (isinstance(app.screen, ImportScreen) and app.screen.state.report):
            await settled(pilot)
        text = shown(pilot)
        assert isinstance(app.screen, ImportScreen)
        assert "Preset log: Complaint log. It knows 6 of 7 columns; the next best is" in text.replace(
            "\n", " "
        ) or ("Preset log: Complaint log." in text)
        assert "Problems 1" in text
        assert "y imports them as one step" in text or size == NARROW
        assert footer_width(pilot)[0] <= 7
        await press(pilot, "y")
        assert notices(pilot) == ["Imported 2 new, 0 updated. u undoes."]
        assert services.dossier.by_reference(desk, "LOG-7").narrative == "Late."
        await press(pilot, "u")
        await settled(pilot)
        assert notices(pilot) == ["The import is taken back. Nothing of it is left."]
        assert desk.reader.execute("SELECT count(*) FROM complaint").fetchone()[0] == 0
        await press(pilot, "escape")
        assert isinstance(app.screen, QueueScreen)


@pytest.mark.parametrize(
    ("load_as", "said"),
    [(Origin.history, "as history: found"), (Origin.referred, "as referred to you: each")],
)
async def test_what_the_rows_will_be_is_said_before_they_are(
    desk: Desk, log: Path, load_as: Origin, said: str
) -> None:
    app = DeskApp(desk)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        screen = await looked_at(pilot, desk, log)
        screen._again(Request(log, load_as=load_as))
        await settled(pilot)
        await press(pilot)
        while screen._is_busy:
            await settled(pilot)

        assert said in " ".join(screen.told.visual.plain.split())  # type: ignore[attr-defined]


async def test_every_problem_has_its_line_column_value_and_remedy(desk: Desk, log: Path) -> None:
    app = DeskApp(desk)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await looked_at(pilot, desk, log)
        await press(pilot, "right_square_bracket", "right_square_bracket")
        text = shown(pilot)
        await press(pilot, "e")
        said = notices(pilot)

    assert "Line 3" in text
    assert said == [
        "Nothing here is changed by hand. e in Summary says how the file is read and where rejected rows go."
    ]
    assert "received_on (column “received”) “soon” is no date" in text
    assert "customer: Cal Wold" in text


async def test_columns_with_plain_names_are_read_by_them_and_can_be_put_right(
    desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "own.csv"
    path.write_text("Date,Customer,Text,Ward\n2026-10-01,Bea Heath,Late.,North\n", "utf-8")
    app = DeskApp(desk)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        screen = await looked_at(pilot, desk, path)

        assert screen.request is not None
        assert screen.request.mapping == {"received_on": "Date", "customer": "Customer", "narrative": "Text"}
        assert "the columns are read by their names. Look at each" in import_parts.summary(
            screen.state, screen.request
        )
        await press(pilot, "right_square_bracket", "j", "e")
        await type_in(pilot, "kept")
        await press(pilot, "enter")
        assert "the columns mean what you said of them" in import_parts.summary(screen.state, screen.request)
        await press(pilot, "y")

    assert [row[0] for row in desk.reader.execute("SELECT narrative FROM complaint")] == ["Late."]
    (extra,) = desk.reader.execute("SELECT extra FROM complaint").fetchone()
    assert json.loads(extra) == {"Customer": "Bea Heath", "Ward": "North"}


async def test_a_header_that_no_preset_knows_is_mapped_and_saved_as_a_preset(
    desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "own.csv"
    path.write_text(FOREIGN, "utf-8")
    app = DeskApp(desk)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        screen = await looked_at(pilot, desk, path)
        assert screen.part_id == "columns"
        assert "No preset knows this header" in screen.state.refusal
        assert "Which column holds the day" in shown(pilot)
        assert screen.rows.cursor_key == 1
        await press(pilot, "e")
        await type_in(pilot, "received")
        await press(pilot, "enter")
        assert screen.state.report is not None
        assert screen.state.report.new == 2
        assert "It gives received on." in shown(pilot)
        assert screen.request is not None
        assert "the columns mean what you said of them. + keeps" in import_parts.summary(
            screen.state, screen.request
        )
        await press(pilot, "k", "e")
        await type_in(pilot, "source")
        await press(pilot, "enter")
        await press(pilot, "plus")
        await type_in(pilot, "Our portal")
        await press(pilot, "ctrl+s")
        assert screen.request is not None
        assert (screen.request.preset, screen.request.mapping) == ("our_portal", {})
        assert screen.state.report is not None
        assert (screen.state.report.preset, screen.state.report.new) == ("our_portal", 2)
        await press(pilot, "plus")
        await type_in(pilot, "our portal")
        await press(pilot, "ctrl+s")
        assert "There is a preset our_portal already" in shown(pilot)

    desk.__dict__.pop("presets", None)
    again = services.importing.run(desk, Request(path))
    assert (again.preset, again.new) == ("our_portal", 2)
    assert services.dossier.by_reference(desk, "OUR_PORTAL-1").received_on.isoformat() == "2024-03-26"


async def test_a_word_is_matched_from_the_list(desk: Desk, log: Path) -> None:
    app = DeskApp(desk)
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        screen = await looked_at(pilot, desk, log)
        await press(pilot, "left_square_bracket")
        assert "Founded" in shown(pilot)
        await press(pilot, "enter")
        await type_in(pilot, "not upheld")
        await press(pilot, "enter")
        assert screen.request is not None
        assert screen.request.words == {"outcome": {"Founded": "not_upheld"}}
        assert "not_upheld" in shown(pilot)
        await press(pilot, "y")
        await press(pilot, "escape")

    assert str(services.dossier.by_reference(desk, "LOG-7").outcome) == "not_upheld"


async def test_changes_are_shown_field_by_field(desk: Desk, log: Path) -> None:
    services.importing.run(desk, Request(log))
    log.write_text(LOG.replace("Late.", "Later."), "utf-8")
    app = DeskApp(desk)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await looked_at(pilot, desk, log)
        await press(pilot, *["right_square_bracket"] * 3)
        text = shown(pilot)

    assert "LOG-7, line 2: updated" in text
    assert "was:  Late." in text
    assert "file: Later." in text


async def test_a_refusal_names_the_remedy_and_the_form_brings_it(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("ref,received,category\n1,03/04/2026,x\n", "utf-8")
    app = DeskApp(desk)
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        screen = await looked_at(pilot, desk, path)
        assert "does not tell the day from the month" in screen.state.refusal
        await press(pilot, "e")
        await press(pilot, "tab", "tab", "tab")
        await type_in(pilot, "day")
        await press(pilot, "ctrl+s")
        assert screen.request is not None
        assert screen.request.date_order == "dmy"
        assert screen.state.refusal == ""


async def test_an_import_that_is_stopped_takes_nothing(
    desk: Desk, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, run = threading.Event(), services.importing.run

    def slow(*asked: Any) -> Any:
        begun.set()
        cancelled = asked[-1]
        while not cancelled():
            time.sleep(0.01)
        return run(*asked)

    app = DeskApp(desk)
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        screen = await looked_at(pilot, desk, log)
        monkeypatch.setattr(services.importing, "run", slow)
        await pilot.press("y")
        while not begun.is_set():
            await pilot.pause()
        await pilot.press("escape")
        await settled(pilot)
        await settled(pilot)
        assert screen.state.refusal == "The import was cancelled; nothing was taken from the file."
        assert notices(pilot) == ["It is being stopped."]
        assert desk.reader.execute("SELECT count(*) FROM complaint").fetchone()[0] == 0
        await press(pilot, "escape")
        assert not isinstance(app.screen, ImportScreen)


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_hostile_words_in_a_file_are_shown_and_do_nothing(
    desk: Desk, tmp_path: Path, size: tuple[int, int]
) -> None:
    quoted = [string.replace('"', '""').replace("\0", "") for string in STRINGS]
    path = tmp_path / "[red]x[ .csv"
    header = ",".join(
        f'"{one[:40].splitlines()[0] if one.strip() else "x"}{n}"' for n, one in enumerate(quoted)
    )
    rows = "\n".join(
        f'{n},2026-10-01,"{one}","{one}","{one}"{"," * len(quoted)}' for n, one in enumerate(quoted)
    )
    bad = f'99,"{quoted[0]}","x","y","z"{"," * len(quoted)}\n'
    path.write_bytes(
        f"ref,received,category,outcome,text,{header}\n{rows}\n{bad}".encode("utf-8", "surrogatepass")
    )
    app = DeskApp(desk)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        screen = await looked_at(pilot, desk, path)
        for _ in range(5):
            await press(pilot, "right_square_bracket", "j", "G", "g")
            assert controls_in(lines(pilot)) == []
        assert screen.state.sight is not None


def test_what_is_pasted_is_a_path_however_it_comes(tmp_path: Path) -> None:
    assert meant(f" '{tmp_path}/a b.csv'\n") == f"{tmp_path}/a b.csv"
    assert meant("file:///a%20b.csv") == "/a b.csv"
    assert meant("~/").endswith("/")
    assert meant("/home/desk//srv/a.csv") == "/srv/a.csv", "pasted behind the folder that stood there"
    assert meant("/home/desk/'/srv/a b.csv'") == "/srv/a b.csv"
    assert meant("/home/desk/file:///srv/a%20b.csv") == "/srv/a b.csv"
    assert meant("/home/desk/~/") == meant("~/")


def test_folders_and_files_of_complaints_are_listed(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("b.csv", "A.JSON", "c.pdf", ".hidden.csv"):
        (tmp_path / name).write_text("x")

    assert [entry.path.name for entry in entries(f"{tmp_path}/", (".csv", ".json"))] == [
        "sub",
        "A.JSON",
        "b.csv",
    ]
    assert [entry.path.name for entry in entries(f"{tmp_path}/c.pdf", (".csv",))] == ["c.pdf"]
    assert [entry.path.name for entry in entries(f"{tmp_path}/.h", (".csv",))] == [".hidden.csv"]
    assert entries(f"{tmp_path}/none/x", (".csv",)) == []
    assert [size_in_words(size) for size in (12, 1_234, 5_600_000, 7_000_000_000_000)] == [
        "12 B", "1.2 kB", "5.6 MB", "7000.0 GB",
    ]  # fmt: skip


async def test_a_picker_goes_into_folders_and_takes_a_pasted_path(desk: Desk, log: Path) -> None:
    app = DeskApp(desk)
    taken: list[Path | None] = []
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await settled(pilot)
        await app.push_screen(FilePicker("Pick", log.parent.parent, (".csv",)), taken.append)
        await settled(pilot)
        await type_in(pilot, "files")
        await press(pilot, "enter")
        assert "log.csv" in shown(pilot)
        await type_in(pilot, "nothing")
        await press(pilot, "enter")
        assert "There is no such file" in shown(pilot)
        await press(pilot, "ctrl+u")
        await type_in(pilot, str(log))
        await press(pilot, "enter")

    assert taken == [log]


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    """A Maildir with one message, in a folder with a folder that is none."""
    box = tmp_path / "mails" / "Complaints"
    for name in ("cur", "new", "tmp"):
        (box / name).mkdir(parents=True)
    (box / "cur" / "1.desk:2,S").write_bytes(
        b"From: Bea Heath <bea@example.org>\nDate: Thu, 1 Oct 2026 10:00:00 +0100\n"
        b"Subject: Still no heating\nMessage-ID: <1@example.org>\n\nNobody came.\n"
    )
    (tmp_path / "mails" / "new").mkdir()
    return box


async def test_a_maildir_is_picked_like_a_file(
    desk: Desk, maildir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(maildir.parent)
    app = DeskApp(desk)
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "I")
        assert [entry.is_mailbox for entry in entries(f"{maildir.parent}/", (), services.mail.is_maildir)] == [
            False, True,
        ]  # fmt: skip
        assert any("Complaints" in line and "mailbox" in line for line in lines(pilot))
        await type_in(pilot, "Com")
        await press(pilot, "enter")
        while not isinstance(app.screen, MailScreen) or app.screen.looked is None:
            await settled(pilot)

        assert "Still no heating" in shown(pilot)


async def test_the_path_of_a_maildir_is_taken_with_its_slash(desk: Desk, maildir: Path) -> None:
    app = DeskApp(desk)
    taken: list[Path | None] = []
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await settled(pilot)
        picker = FilePicker("Pick", maildir.parent, (".csv",), services.mail.is_maildir)
        await app.push_screen(picker, taken.append)
        await settled(pilot)
        await press(pilot, "ctrl+u")
        await type_in(pilot, f"{maildir}/")
        await press(pilot, "enter")

    assert taken == [maildir]


async def test_the_help_says_what_the_screen_is_for(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("ref,received,text\n1,2026-11-03,Late\n")
    app = DeskApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.push_screen(ImportScreen(desk, file))
        await settled(pilot)
        await pilot.press("question_mark")
        await pilot.pause()

        assert "Keys: Import" in shown(pilot)
        assert "before a single row is taken in" in " ".join(shown(pilot).split())


async def test_an_import_is_undone_and_done_again_on_the_desk_in_sight(desk: Desk, log: Path) -> None:
    services.importing.run(desk, services.importing.Request(log, preset="log"))
    app = DeskApp(desk)
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, QueueScreen)
        screen: QueueScreen = app.screen
        screen.show_filter("origin:any")
        await pilot.pause()
        assert screen.queue.total.count == 2
        screen.show_filter("origin:any category:repair")
        await pilot.pause()
        assert screen.queue.total.count == 1

        await pilot.press("u")
        await settled(pilot)
        assert pilot.app.screen is screen
        assert "Undone: import a file" in notices(pilot)[-1]
        assert screen.queue.total.count == 0, "what is gone is not listed"

        await pilot.press("U")
        await settled(pilot)
        assert "Done again: import a file" in notices(pilot)[-1]
        assert screen.queue.total.count == 1


async def test_an_import_that_cannot_be_undone_says_why_on_the_desk(
    desk: Desk, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.importing.run(desk, services.importing.Request(log, preset="log"))

    def refuse(*_: object) -> None:
        raise StoreError("The disk is full [b.")

    monkeypatch.setattr("complaintdesk.store.undoing.reverse", refuse)
    app = DeskApp(desk)
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await settled(pilot)
        await pilot.press("u")
        await settled(pilot)

        assert isinstance(app.screen, QueueScreen)
        assert notices(pilot)[-1] == "The disk is full [b."
