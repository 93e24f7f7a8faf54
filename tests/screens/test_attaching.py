"""Files: attached from wherever a complaint is open, kept in sight where they are large, opened after a warning."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.screens.taking import TakingScreen
from complaintdesk.services import evidence
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import SourceKind
from complaintdesk.widgets import opener
from complaintdesk.widgets.dialogs import ChoiceScreen, ConfirmScreen
from complaintdesk.widgets.fields import Field
from complaintdesk.widgets.forms import FormScreen
from tests import mails
from tests.conftest import AddComplaint
from tests.screens.filling import fill
from tests.screens.stage import notices, opened, settled, shown, until

Progress = Callable[[int, int], None]


@pytest.fixture
def accepted(desk: Desk, add_complaint: AddComplaint) -> int:
    """The id of a complaint that was taken on."""
    complaint_id = add_complaint(email="ada@example.org").id
    services.triage.accept(desk, complaint_id)
    return complaint_id


@pytest.mark.parametrize("place", ["options", "timeline"])
async def test_a_file_is_attached_from_any_screen_of_a_complaint(
    desk: Desk, accepted: int, tmp_path: Path, place: str
) -> None:
    file = tmp_path / "job sheet.pdf"
    file.write_bytes(b"%PDF-1.7")

    async with opened(desk, place, accepted) as pilot:
        await pilot.press("A")
        await fill(pilot, file=f"'{file}'")
        await pilot.pause()
        assert notices(pilot)[-1] == "File attached. u undoes."

    (source,) = services.dossier.load(desk, accepted).sources
    assert source.what == "job sheet.pdf"
    assert source.attachment is not None
    assert source.attachment.media_type == "application/pdf"


async def test_a_large_file_is_kept_in_sight_and_then_saved(
    desk: Desk, accepted: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "LARGE", 1)
    file = tmp_path / "call.wav"
    file.write_bytes(b"RIFF\0\0\0\0WAVE" + bytes(3 << 20))

    async with opened(desk, "negotiation", accepted) as pilot:
        await pilot.press("A")
        await fill(pilot, file=str(file), what="The call of 9 November")
        await settled(pilot)
        await settled(pilot)
        assert notices(pilot)[-1] == "File attached. u undoes."

    (source,) = services.dossier.load(desk, accepted).sources
    assert source.attachment is not None
    assert source.attachment.size == file.stat().st_size


async def test_stopping_leaves_no_file_and_the_form_as_it_was(
    desk: Desk, accepted: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "LARGE", 1)
    take = evidence.take

    def slowly(
        desk: Desk, path: Path, progress: Progress, is_cancelled: Callable[[], bool]
    ) -> evidence.Taken:
        # As slow a disk as it takes: nothing is read until the handler stops it.
        while not is_cancelled():
            time.sleep(0.005)
        return take(desk, path, progress, is_cancelled)

    monkeypatch.setattr(evidence, "take", slowly)
    file = tmp_path / "film.mkv"
    file.write_bytes(bytes(2 << 20))

    async with opened(desk, "negotiation", accepted) as pilot:
        await pilot.press("A")
        await fill(pilot, file=str(file), what="The film")
        assert isinstance(pilot.app.screen, TakingScreen)
        await pilot.press("escape")
        # The thread that copies hears of it at its next piece.
        await until(pilot, lambda: isinstance(pilot.app.screen, FormScreen), "the form")
        form = pilot.app.screen
        assert isinstance(form, FormScreen)
        assert form.typed["what"] == "The film"
        assert "nothing of film.mkv was kept" in notices(pilot)[-1]
        await pilot.press("escape")

    assert [path for path in desk.store.folder.attachments.rglob("*") if path.is_file()] == []


async def test_a_file_is_picked_folder_by_folder(desk: Desk, accepted: int, tmp_path: Path) -> None:
    (tmp_path / "sheets").mkdir()
    (tmp_path / "sheets" / "a.txt").write_text("x")

    async with opened(desk, "negotiation", accepted) as pilot:
        await pilot.press("A")
        await pilot.pause()
        form = pilot.app.screen
        field = form.query(Field).first()
        field.put(f"{tmp_path}/")
        await pilot.press("ctrl+g")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ChoiceScreen)
        await pilot.press(*"sheets", "enter")
        await pilot.pause()
        await pilot.press(*"a.t", "enter")
        await pilot.pause()
        assert pilot.app.screen is form
        assert field.raw == str(tmp_path / "sheets" / "a.txt")
        assert "a.txt, 1 bytes" in shown(pilot)


async def test_what_would_run_is_said_before_it_is_opened(
    desk: Desk, accepted: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Path] = []
    monkeypatch.setattr(opener, "opener", lambda: "/usr/bin/xdg-open")
    monkeypatch.setattr(opener, "open_with", lambda program, path: started.append(path))
    file = tmp_path / "photo.jpg"
    file.write_bytes(b"MZ\x90\0")

    async with opened(desk, "investigation", accepted) as pilot:
        await pilot.press("A")
        await fill(pilot, file=str(file))
        await pilot.press("right_square_bracket", "right_square_bracket", "o")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ConfirmScreen)
        said = " ".join(shown(pilot).split())
        assert "Its name ends in .jpg, but it is a program for Windows." in said
        assert started == []
        await pilot.press("y")
        await pilot.pause()

    assert [path.name for path in started] == ["photo.jpg"]


@pytest.mark.parametrize("fault", ["missing", "altered"])
async def test_a_file_that_is_not_as_it_was_is_said_in_the_list_of_sources(
    desk: Desk, accepted: int, tmp_path: Path, fault: str
) -> None:
    file = tmp_path / "sheet.txt"
    file.write_text("Visited twice.")
    source = services.investigation.NewSource(
        SourceKind.document, "Sheet", obtained_on=desk.today(), file=file
    )
    services.investigation.add_source(desk, accepted, source)
    (place,) = desk.store.folder.attachments.glob("*/*")
    place.chmod(0o600)
    if fault == "missing":
        place.unlink()
    else:
        place.write_text("Visited thrice, they say.")

    async with opened(desk, "investigation", accepted, (140, 42)) as pilot:
        await pilot.press("right_square_bracket", "right_square_bracket")
        await pilot.pause()
        assert f"file {fault}: Sheet" in shown(pilot)
        assert "The kept file is" in shown(pilot)
        await pilot.press("o")
        await pilot.pause()
        assert fault in notices(pilot)[-1]


async def test_the_original_of_a_message_is_shown_and_opened_from_the_log(
    desk: Desk, accepted: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Path] = []
    monkeypatch.setattr(opener, "opener", lambda: "/usr/bin/xdg-open")
    monkeypatch.setattr(opener, "open_with", lambda program, path: started.append(path))
    raw = mails.mail(
        "Still cold.\n\nOn Mon, 9 Nov 2026, Robin wrote:\n> we came\n\n", subject="CD-2026-0001",
        Auto_Submitted="auto-replied",
    )  # fmt: skip
    services.mail_intake.take(desk, services.mail.look(desk, mails.write(tmp_path / "a.eml", raw)))

    async with opened(desk, "negotiation", accepted, (140, 42)) as pilot:
        await pilot.pause()
        said = shown(pilot)
        assert "A machine sent it." in said
        assert "> we came" in said
        await pilot.press("o", "y")
        await pilot.pause()

    assert [path.suffix for path in started] == [".eml"]
