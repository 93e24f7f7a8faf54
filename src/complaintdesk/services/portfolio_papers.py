"""The reviews and recommendations that go into a portfolio, each in a file of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

Hide = Callable[[str], str]
"""Returns a text in which people are replaced by their stand-ins; the text itself where people may be named."""


def written(desk: Desk, hide: Hide) -> tuple[tuple[str, str], ...]:
    """Return a pair for each saved review and recommendation: the file's name and its Markdown.

    Args:
        desk: The desk.
        hide: To be applied to every text of people before it is put into the Markdown.

    Names are `reviews/review-ID.md` and `recommendations/recommendation-ID.md`, by which the index links to
    them; the first heading, of level 1, is what the index calls them. Empty where nothing was saved.
    """
    return ()
