"""Whatever a customer wrote, no command lets it reach the terminal or a file as anything but text."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from complaintdesk.__main__ import main
from complaintdesk.services.desk import Desk
from tests import hostile

CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.mark.parametrize("string", hostile.walks().values(), ids=hostile.walks().keys())
def test_no_control_byte_is_printed_or_exported(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str], string: str
) -> None:
    file = tmp_path / "job.txt"
    file.write_text("x")
    hostile.fill(desk, file, string)
    store = ["--store", str(desk.store.folder.path), "--today", "2026-11-18"]
    desk.close()
    out = tmp_path / "out"

    for words in (
        ["list", "origin:any"],
        ["show", "CD-2026-0001"],
        ["search", "boiler"],
        ["search", string],
        ["due"],
        ["info"],
        ["export", "complaint", "CD-2026-0001", "--preview"],
        ["export", "complaint", "CD-2026-0001", "--to", str(out), "--identified"],
        ["export", "portfolio", "--to", str(out), "--identified"],
        ["export", "review", "1", "--to", str(out), "--identified"],
        ["export", "recommendation", "1", "--to", str(out), "--identified"],
        ["export", "complaints", "--to", str(tmp_path / "table.csv"), "origin:any"],
        ["retention"],
    ):
        code = main([*words, *store])
        said = capsys.readouterr()

        assert code in {0, 1}, (words, said.err)
        assert not CONTROLS.search(said.out + said.err), words
        assert "Traceback" not in said.err

    for written in [*out.rglob("*.md"), tmp_path / "table.csv"]:
        assert not CONTROLS.search(written.read_text("utf-8-sig")), written

    assert main(["show", "CD-2026-0001", "--json", *store]) == 0
    assert json.loads(capsys.readouterr().out)["narrative"] == string
