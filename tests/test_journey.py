"""The two walks that must stay short and natural: the customer's words, and the keys."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from complaintdesk import services
from complaintdesk.app import DeskApp
from complaintdesk.services.desk import Desk
from complaintdesk.store.verifying import verify
from tests import played
from tests.keys import Player


async def test_a_referred_complaint_is_worked_by_keys_alone_to_its_report(desk: Desk, tmp_path: Path) -> None:
    attached = tmp_path / "job-sheet.txt"
    attached.write_text("Visited twice.")
    played.bring_in(desk, tmp_path)
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await played.play(Player(pilot), attached, tmp_path / "out")

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
    assert [bool(action.proof) for action in found.actions] == [True, True]
    assert found.satisfaction_score is None or found.satisfaction
    assert found.stage.name == "closed"

    report = next((tmp_path / "out").rglob("report.md")).read_text("utf-8")
    assert played.NARRATIVE in report.replace("Customer A", "Ada Quill")
    assert "Ada Quill" not in report
    assert verify(desk.reader, desk.store.folder, desk.store.anchor_file).problems == ()

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
