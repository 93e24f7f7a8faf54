from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.widget import Widget
from textual.widgets import Static

from complaintdesk.widgets.backdrop import Backdrop, ScrolledBackdrop

BORDERS = ("none", "border-top: solid red", "border-left: solid red", "padding: 0 1; border-top: solid red")


class Behind(App[None]):
    """Two backdrops in one style."""

    def __init__(self, style: str) -> None:
        super().__init__()
        self.stylesheet.add_source(f"Backdrop, ScrolledBackdrop {{ height: 10; background: blue; {style} }}")

    def compose(self) -> ComposeResult:
        yield Backdrop(Static("one"))
        with ScrolledBackdrop():
            yield Static("two")


@pytest.mark.parametrize("style", [f"{border};" if ":" in border else "" for border in BORDERS])
async def test_a_backdrop_is_drawn_as_textual_draws_it_line_by_line(style: str) -> None:
    app = Behind(style)

    async with app.run_test(size=(40, 24)):
        for widget in app.query("Backdrop, ScrolledBackdrop"):
            for crop in (Region(0, 0, 40, 10), Region(0, 3, 40, 5), Region(2, 0, 7, 1), Region(0, 0, 40, 0)):
                assert widget.render_lines(crop) == Widget.render_lines(widget, crop)
