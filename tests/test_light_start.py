"""What a handler does all day loads no statistics: SciPy takes a second and a hundred megabytes."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from complaintdesk.services.desk import Desk
from tests.conftest import AddComplaint

HEAVY = "[name for name in ('scipy', 'numpy') if name in sys.modules]"

COMMAND = f"""
import sys
from complaintdesk.__main__ import main
main(sys.argv[1:])
print({HEAVY})
"""

OPENING = f"""
import asyncio, sys
from datetime import UTC, date, datetime
from pathlib import Path
from complaintdesk.app import DeskApp
from complaintdesk.config import Places, Settings, shipped_data
from complaintdesk.services import setup

root = Path(sys.argv[1])
settings = Settings(Places(root / "store", root / "config", root / "state", shipped_data()))
desk = setup.open_desk(settings, lambda: date(2026, 11, 18), lambda: datetime(2026, 11, 18, 9, tzinfo=UTC))

async def main():
    async with DeskApp(desk).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("l", "j", "p", "2", "1")
        await pilot.pause()

asyncio.run(main())
desk.close()
print({HEAVY})
"""


def last_line(code: str, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    return done.stdout.strip().splitlines()[-1]


def test_the_help_loads_neither_reviews_nor_the_readers_of_files() -> None:
    loaded = (
        "import sys; from complaintdesk.__main__ import main; main(['--help'])\n"
        "rooms = ('complaintdesk.services.', 'complaintdesk.importers.')\n"
        "print([name for name in sys.modules if name.startswith(rooms)])"
    )

    assert last_line(loaded) == "[]"


@pytest.mark.parametrize("words", [["--help"], ["list"], ["due"]], ids=lambda words: words[0])
def test_no_statistics_are_loaded_by_a_command_of_every_day(
    desk: Desk, add_complaint: AddComplaint, words: list[str]
) -> None:
    add_complaint()
    store = str(desk.store.folder.path)
    desk.close()

    assert last_line(COMMAND, *words, "--store", store, "--today", "2026-11-18") == "[]"


def test_no_statistics_are_loaded_by_opening_the_desk_and_a_complaint(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    add_complaint()
    root = desk.store.folder.path.parent
    desk.close()

    assert last_line(OPENING, str(root)) == "[]"


def test_the_first_frame_waits_for_no_rules_forms_or_steps() -> None:
    loaded = (
        "import sys; import complaintdesk.cli.opening, complaintdesk.services.setup\n"
        "import complaintdesk.app, complaintdesk.screens.desk\n"
        "heavy = ('sqlmodel', 'pydantic', 'typer', 'complaintdesk.rules.dossier', 'complaintdesk.rules.filters',\n"
        "    'complaintdesk.widgets.form_field', 'complaintdesk.store.anchors', 'complaintdesk.screens.complaint')\n"
        "print([name for name in heavy if name in sys.modules])"
    )

    assert last_line(loaded) == "[]"
