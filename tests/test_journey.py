"""The two walks that must stay short and natural: the customer's words, and the keys."""

from __future__ import annotations

import shutil
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.app import DeskApp
from complaintdesk.config import Places, Settings, shipped_data
from complaintdesk.services import setup
from complaintdesk.services.desk import Desk
from complaintdesk.store.verifying import verify
from tests import played
from tests.conftest import Now
from tests.keys import Player, Stroke, for_tmux, glimpse, written
from tests.terminal.terminal import Terminal


async def test_a_referred_complaint_is_worked_by_keys_alone_to_its_report(desk: Desk, tmp_path: Path) -> None:
    attached = tmp_path / "job-sheet.txt"
    attached.write_text("Visited twice.")
    played.bring_in(desk, tmp_path)
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        player = Player(pilot)
        await played.play(player, attached, tmp_path / "out")
        written(player.strokes, tmp_path / "strokes.txt")

    _require_worked(desk, tmp_path / "out")
    found = services.dossier.by_reference(desk, "CD-2026-0001")
    undone = 0
    while services.history.next_undo(desk) is not None:
        services.history.undo(desk)
        undone += 1
    for _ in range(undone):
        services.history.redo(desk)
    assert replace(services.dossier.load(desk, found.id), version=0, steps=()) == replace(
        found, version=0, steps=()
    )
    assert verify(desk.reader, desk.store.folder, desk.store.anchor_file).problems == ()

    if shutil.which("tmux") is None:
        pytest.skip("the same keys in a real terminal need tmux, which is not here")
    _replay(player.strokes, tmp_path, attached)


def _require_worked(desk: Desk, out: Path) -> None:
    """Check that all that the journey is to leave is on record, and in the report."""
    found = services.dossier.by_reference(desk, "CD-2026-0001")
    assert found.narrative == played.NARRATIVE
    assert [head.finding.name for head in found.heads if head.finding] == ["upheld", "not_upheld"]
    assert len(found.sources) == 3
    assert sum(source.attachment is not None for source in found.sources) == 1
    assert [implication.alerted for implication in found.implications] == ["Gas safety lead"]
    assert len(found.options) == 3
    assert [offer.maker.name for offer in found.offers] == ["desk", "customer"]
    assert found.agreement is not None
    assert found.agreement.policy_clause.startswith("REP-4")
    assert found.agreement.departure_reason == "The delay was ours."
    assert [bool(action.proof) for action in found.actions] == [True, True, True]
    assert found.satisfaction_score is None or found.satisfaction
    assert found.stage.name == "closed"

    report = next(out.rglob("report.md")).read_text("utf-8")
    assert played.NARRATIVE in report.replace("Customer A", "Ada Quill")
    assert "Ada Quill" not in report
    assert verify(desk.reader, desk.store.folder, desk.store.anchor_file).problems == ()


def _replay(strokes: list[Stroke], folder: Path, attached: Path) -> None:
    """Type the same keys into the real program in a real terminal, on a store of its own."""
    second = folder / "second"
    second.mkdir()
    settings = Settings(Places(second / "store", second / "config", second / "state", shipped_data()))
    clock = Now()
    made = setup.create(settings, setup.Answers("Robin Hale"), clock.today, clock.moment)
    played.bring_in(made, second)
    made.close()
    command = [
        sys.executable,
        "-m",
        "complaintdesk",
        "--store",
        str(settings.places.store),
        "--today",
        "2026-11-18",
    ]
    homes = {
        name: str(second / name.lower()) for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")
    }
    terminal = Terminal(command, second, env=homes)
    try:
        terminal.wait_for("26-0001")
        for stroke in strokes:
            if stroke.kind == "text":
                terminal.type(stroke.what.replace(str(folder / "out"), str(second / "out")))
            else:
                terminal.press(for_tmux(stroke))
            _wait_until_taken_in(terminal, stroke)
        terminal.wait_for("Report written", patience=30)
        terminal.press("C-q")
        assert terminal.wait_for_end() == 0
    finally:
        terminal.close()
    again = setup.open_desk(settings, clock.today, clock.moment)
    _require_worked(again, second / "out")
    again.close()


def _wait_until_taken_in(terminal: Terminal, stroke: Stroke) -> None:
    """Wait until the terminal shows what the pilot saw after the same stroke, as a person would.

    The wait is bounded, because a notice of another second may still differ;
    whether the journey succeeded is told by the store.
    """
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and glimpse(terminal.screen().splitlines()) != stroke.seen:
        time.sleep(0.03)
    time.sleep(0.02)


_PATIENCE = 8.0
"""Seconds for one stroke, on a machine that does other things besides."""
