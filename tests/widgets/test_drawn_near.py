from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pytest
from textual._compositor import ChopsUpdate, Compositor
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.geometry import Region
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.widgets import Input, Static

from complaintdesk.widgets.drawn_near import DrawnNear

STYLE = """
#head { height: 2; }
#pane { border: solid red; border-title-color: blue; }
#note { offset: 3 1; layer: above; width: 9; height: 3; border: round green; }
Screen { layers: default above; }
"""


class Asked(Static):
    """A text that counts how often Textual asks it for lines."""

    asked = 0

    def render_lines(self, crop: Region) -> list[Strip]:
        self.asked += 1
        return super().render_lines(crop)


def parts() -> ComposeResult:
    yield Asked("one\ntwo", id="head")
    with Horizontal():
        yield Static("\n".join(f"left {n}" for n in range(30)))
        with VerticalScroll(id="pane"):
            yield Static("\n".join(f"right {n}" for n in range(30)))
    yield Vertical(Static("above"), id="note")
    yield Asked("foot", id="foot")


class Near(DrawnNear, Screen[None]):
    """Parts beside, in and above one another."""

    def compose(self) -> ComposeResult:
        yield from parts()


class Above(DrawnNear, ModalScreen[None]):
    """A dialog above them."""

    def compose(self) -> ComposeResult:
        yield Input("typed")


class Shown(App[None]):
    """One screen, or two."""

    CSS = STYLE

    def __init__(self, screens: Sequence[Callable[[], Screen[None]]]) -> None:
        super().__init__()
        self._screens = screens

    def on_mount(self) -> None:
        for screen in self._screens:
            self.push_screen(screen())


@pytest.mark.parametrize("screens", [(Near,), (Near, Above)])
async def test_what_changed_is_drawn_as_textual_draws_it(
    screens: Sequence[Callable[[], Screen[None]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = Shown(screens)
    async with app.run_test(size=(40, 12)) as pilot:
        app.screen_stack[1].query_one("#pane").scroll_to(y=5, animate=False)
        await pilot.pause()
        compositor = app.screen._compositor
        for changed in CHANGED:
            compositor._dirty_regions = set(changed)
            ours = compositor.render_partial_update()
            compositor._dirty_regions = set(changed)
            with monkeypatch.context() as as_textual:
                as_textual.setattr(compositor, "_get_renders", partial(Compositor._get_renders, compositor))
                theirs = compositor.render_partial_update()
            assert isinstance(ours, ChopsUpdate)
            assert isinstance(theirs, ChopsUpdate)
            painted = ours.render_segments(app.console)
            assert painted
            assert painted == theirs.render_segments(app.console)


CHANGED = (
    [Region(0, 0, 40, 12)],
    [Region(0, 0, 3, 1)],
    [Region(5, 3, 2, 4)],
    [Region(2, 0, 12, 5)],
    [Region(39, 11, 1, 1), Region(0, 0, 1, 1)],
    [Region(0, 4, 20, 6), Region(1, 5, 3, 1), Region(20, 2, 20, 9)],
)
"""What may have changed: everything, a part of one widget, a part below another, and several at once."""


async def test_what_lies_elsewhere_is_not_asked() -> None:
    app = Shown((Near,))
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.pause()
        head, foot = (app.screen.query_one(f"#{name}", Asked) for name in ("head", "foot"))
        before = head.asked, foot.asked

        foot.update("other", layout=False)
        await pilot.pause()

        assert head.asked == before[0]
        assert foot.asked > before[1]
