"""The main job by keys alone: played in the pilot, written down, and played again in a real terminal.

Playing it in the pilot knows which field of a form has the focus; the keys it
wrote down are then all that the real terminal gets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from textual import events
from textual.pilot import Pilot

from complaintdesk.app import DeskApp
from complaintdesk.screens.place import PlaceScreen
from complaintdesk.widgets.fields import Field
from complaintdesk.widgets.forms import FormScreen


class Stroke(NamedTuple):
    """One thing done at the keyboard: a key by its name, or a text typed."""

    kind: str
    what: str
    seen: tuple[str, ...] = ()
    """What the screen then showed, as far as `glimpse` looks."""


def glimpse(lines: Sequence[str]) -> tuple[str, ...]:
    """Return what tells whether a stroke has been taken in: where one is, and what has the focus.

    Only the left of the lines, because notices come and go at the right; and of a
    form its head and the field with the focus, because how far it has scrolled
    depends on the pace.
    """
    starts = [line[:22].rstrip() for line in lines]
    head = 2 if starts[1].startswith("─") else 3
    marked = [start for start in starts[head:] if "▌" in start or "›" in start]
    return (*starts[:head], *marked)


@dataclass
class Player:
    """Presses keys in a running desk and writes them down."""

    pilot: Pilot[None]
    strokes: list[Stroke] = field(default_factory=list)

    @property
    def app(self) -> DeskApp:
        """The desk that is played."""
        assert isinstance(self.pilot.app, DeskApp)
        return self.pilot.app

    async def press(self, *keys: str) -> None:
        """Press keys by Textual's names."""
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()
            self.strokes.append(Stroke("key", key, self._seen()))

    async def type(self, text: str) -> None:
        """Type a text into whatever has the focus; the pilot pastes it, which is quicker than its keys."""
        assert self.app.focused is not None, "nothing has the focus"
        # As a terminal's driver does it: the app hands it on. A widget would take it, and again from the app.
        self.app.post_message(events.Paste(text))
        await self.pilot.pause()
        self.strokes.append(Stroke("text", text, self._seen()))

    def _seen(self) -> tuple[str, ...]:
        strips = self.app.screen._compositor.render_strips()
        return glimpse(["".join(segment.text for segment in strip) for strip in strips])

    async def fill(self, **answers: str) -> None:
        """Fill the form in front, field by field with `tab`, and save it."""
        form = self.app.screen
        assert isinstance(form, FormScreen), f"no form in front, but {form}"
        fields = list(form.query(Field))
        unknown = answers.keys() - {each.spec.id for each in fields}
        assert not unknown, f"the form has no field {unknown}; it has {[each.spec.id for each in fields]}"
        last = max(place for place, each in enumerate(fields) if each.spec.id in answers)
        for each in fields[: last + 1]:
            if each.spec.id in answers:
                if each.raw and each.spec.kind in {"text", "path", "date", "money"}:
                    await self.press("end", "ctrl+u")
                await self.type(answers[each.spec.id])
            await self.press("tab")
        await self.press("ctrl+s")
        stayed = self.app.screen is form
        assert not stayed, f"the form stayed: {form.typed} {self.notices()}"

    async def refused(self, **answers: str) -> None:
        """Fill the form in front and see it refused: it stays, with what was typed; then leave it."""
        form = self.app.screen
        assert isinstance(form, FormScreen), f"no form in front, but {form}"
        for each in form.query(Field):
            if each.spec.id in answers:
                await self.type(answers[each.spec.id])
            await self.press("tab")
        await self.press("ctrl+s")
        assert self.app.screen is form, "the form was not refused"
        await self.press("escape")

    async def at(self, place: str, part: str = "") -> None:
        """Go to a place by its digit, and to one of its parts by `]`."""
        from complaintdesk.screens.complaint import ComplaintScreen
        from complaintdesk.screens.place import PLACES

        screen = self.app.screen
        assert isinstance(screen, PlaceScreen), f"no place in front, but {screen} {self.notices()}"
        if place != screen.PLACE:
            await self.press(PLACES[place][0])
        if part:
            here = self.app.screen
            assert isinstance(here, ComplaintScreen)
            for _ in range(20):
                if here.part.id == part:
                    return
                await self.press("right_square_bracket")
            raise AssertionError(f"{place} has no part {part!r}: {[each.id for each in here.PARTS]}")

    def notices(self) -> list[str]:
        """Return the notices shown so far."""
        return [str(notice.message) for notice in self.app._notifications]


_TMUX = {
    "tab": "Tab", "enter": "Enter", "escape": "Escape", "space": "Space", "ctrl+s": "C-s", "ctrl+q": "C-q",
    "right_square_bracket": "]", "left_square_bracket": "[", "plus": "+", "slash": "/", "question_mark": "?",
    "end": "End", "ctrl+u": "C-u", "down": "Down", "up": "Up", "asterisk": "*", "exclamation_mark": "!",
}  # fmt: skip


def for_tmux(stroke: Stroke) -> str:
    """Return a key by tmux's name."""
    return _TMUX.get(stroke.what, stroke.what)


def written(strokes: list[Stroke], path: Path) -> None:
    """Write the strokes down, one a line, to look at when a replay goes wrong."""
    path.write_text("\n".join(f"{stroke.kind}\t{stroke.what}" for stroke in strokes))
