"""The detail pane: what is said in full of one row, beside or beneath its list."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll


class DetailPane(VerticalScroll):
    """What is said in full of the row at the cursor; scrolled by the keys of a list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll_down", "Scroll down", id="detail.down", show=False),
        Binding("k,up", "scroll_up", "Scroll up", id="detail.up", show=False),
        Binding("g,home", "scroll_home", "Beginning", id="detail.first", show=False),
        Binding("G,end", "scroll_end", "End", id="detail.last", show=False),
        Binding("ctrl+d,pagedown", "page_down", "A page down", id="detail.page-down", show=False),
        Binding("ctrl+u,pageup", "page_up", "A page up", id="detail.page-up", show=False),
    ]
