"""Row window: which rows of a list are in sight, and where the cursor stands. Numbers only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Window:
    """The part of a list that is in sight; the cursor may be scrolled out of it, never out of the list."""

    count: int = 0
    height: int = 1
    cursor: int = 0
    top: int = 0

    def go(self, index: int) -> None:
        """Put the cursor on the row with that number, or the nearest one, and in sight."""
        self.cursor = max(min(index, self.count - 1), 0)
        self.top = max(min(self.top, self.cursor), self.cursor - self.height + 1)
        self.scroll(self.top)

    def page(self, pages: float) -> None:
        """Go so many pages down, the rows in sight moving along."""
        by = int(pages * self.height) or (1 if pages > 0 else -1)
        self.top += by
        self.go(self.cursor + by)

    def scroll(self, top: int) -> None:
        """Have that row, or the nearest possible one, at the top; the cursor stays with its row."""
        self.top = max(min(top, self.count - self.height), 0)

    def drag(self, line: int) -> None:
        """Scroll to where the bar is pulled to; line 0 is the first row's."""
        self.scroll(round(line * (self.count - self.height) / max(self.height - 1, 1)))

    def is_thumb(self, line: int) -> bool:
        """Return whether the thumb of the bar is on that line; there is none while all rows are in sight."""
        if self.count <= self.height:
            return False
        length = max(self.height * self.height // self.count, 1)
        start = round(self.top * (self.height - length) / (self.count - self.height))
        return start <= line < start + length
