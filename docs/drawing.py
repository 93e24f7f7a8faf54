"""The pictures of the README: screens of the real desk on the demo's store, drawn as SVG without remote parts."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from complaintdesk import services
from complaintdesk.app import DeskApp
from complaintdesk.config import Places, Settings, shipped_data
from complaintdesk.screens.trends import TrendsScreen
from complaintdesk.services import demo
from complaintdesk.services.desk import Desk

FOLDER = Path(__file__).parent / "pictures"


class Picture(NamedTuple):
    """One picture: the keys that lead there from the first screen, how large, and what it shows."""

    keys: Sequence[str]
    size: tuple[int, int]
    title: str


PICTURES = {
    "desk": Picture((), (118, 30), "The Desk"),
    "trends": Picture(("7",), (110, 30), "Trends: does the level hold?"),
}

_FONT_FACE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_REMARK = re.compile(r"<!--.*?-->\s*", re.DOTALL)
_ID = re.compile(r"terminal-(\d+)-?")
_FONT = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace"


def draw(desk: Desk, name: str) -> str:
    """Return a picture as SVG; the same desk on the same day gives the same picture."""
    return asyncio.run(drawn(desk, name))


async def drawn(desk: Desk, name: str) -> str:
    """Return a picture, as `draw`, from within a loop that runs already."""
    picture = PICTURES[name]
    # The desk does so a second after it opened, which would be sometimes before and sometimes after the picture.
    services.derived.rescore(desk)
    app = DeskApp(desk)
    async with app.run_test(size=picture.size) as pilot:
        await pilot.pause()
        await pilot.press(*picture.keys)
        await app.workers.wait_for_complete()
        await pilot.pause()
        while isinstance(app.screen, TrendsScreen) and app.screen.is_counting:
            await asyncio.sleep(0.05)
        await pilot.pause()
        return _by_itself(app.export_screenshot(title=picture.title))


def _by_itself(svg: str) -> str:
    """Return a picture that loads no font and names nobody; its ids are the same each time."""
    svg = _REMARK.sub("", _FONT_FACE.sub("", svg))
    svg = re.sub(r"font-family: ?[^;]+;", f"font-family: {_FONT};", svg)
    svg = _ID.sub("desk-", svg)
    return "\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n"


def write() -> list[Path]:
    """Draw every picture anew and return the files."""
    FOLDER.mkdir(exist_ok=True)
    written = []
    for name in PICTURES:
        with tempfile.TemporaryDirectory() as scratch:
            root = Path(scratch)
            places = Places(root / "store", root / "config", root / "state", shipped_data())
            desk = demo.create(Settings(places))
            try:
                (FOLDER / f"{name}.svg").write_text(draw(desk, name), "utf-8")
            finally:
                desk.close()
        written.append(FOLDER / f"{name}.svg")
    return written
