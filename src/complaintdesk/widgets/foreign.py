"""Foreign text on the screen: the only ways in which a person's words reach a widget.

A plain `str` given to a widget is parsed as markup and can style, act, vanish
or stop the desk; what comes out of here is shown as it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.text import Text
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter

from complaintdesk.rules import foreign_text

if TYPE_CHECKING:
    from textual.app import App
    from textual.notifications import SeverityLevel
    from textual.widget import Widget

LONGEST_NOTICE = 1000
"""Characters of a notice; a good one has at most 60."""


def C(text: str, one_line: bool = False, limit: int | None = None) -> Content:  # noqa: N802 - short, as it stands in every screen
    """Return `text` cleaned and literal, for every widget but table cells and tree labels."""
    return Content(foreign_text.clean(text, one_line, limit))


def T(text: str, one_line: bool = True, limit: int | None = None) -> Text:  # noqa: N802 - the twin of `C`
    """Return `text` cleaned and literal, for the cells of a `DataTable` and the labels of a `Tree`."""
    return Text(foreign_text.clean(text, one_line, limit), end="")


def say(
    where: App[object] | Widget,
    message: str,
    severity: SeverityLevel = "information",
    title: str = "",
) -> None:
    """Show a notice, word for word; errors stay until they are dismissed.

    What was done before gives way to what is done now: notices on top of each other hide the work.
    """
    if severity == "information":
        for shown in list(where.app._notifications):  # noqa: SLF001 - the public way clears warnings too
            if shown.severity == "information":
                where.app._unnotify(shown, refresh=False)  # noqa: SLF001
    where.notify(
        foreign_text.clean(message, limit=LONGEST_NOTICE),
        title=foreign_text.clean(title, one_line=True, limit=60),
        severity=severity,
        timeout=_FOR_GOOD if severity == "error" else _A_WHILE,
        markup=False,
    )


_A_WHILE = 8.0
"""Seconds: long enough to read 60 characters twice."""

_FOR_GOOD = 24 * 3600.0
"""Seconds: an error is there until it is dismissed."""


class VisibleControls(LineFilter):
    """Makes control characters visible in whatever a widget is about to paint.

    The last line of defence, beneath widgets that were not written here. The
    width of the line stays what it was.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments with every control character as a visible sign."""
        if all(foreign_text.is_fit(segment.text) for segment in segments if not segment.control):
            # Nearly every line; this is asked for each of them at each frame.
            return segments
        cleaned = [
            segment
            if segment.control
            else Segment(foreign_text.clean(segment.text, one_line=True), segment.style)
            for segment in segments
        ]
        if all(new.text == old.text for new, old in zip(cleaned, segments, strict=True)):
            return segments
        return list(Segment.adjust_line_length(cleaned, Segment.get_line_length(segments)))
