"""Like complaints as a screen shows them: looked up once, and again only where the matter is another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintdesk import services
from complaintdesk.rules import like_cases
from complaintdesk.rules.dossier import Dossier, LikeComplaint

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


class LikeLookup:
    """What was done about like complaints."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._found: tuple[LikeComplaint, ...] = ()
        self._what: tuple[object, ...] = ()

    def of(self, found: Dossier) -> tuple[LikeComplaint, ...]:
        """Return the complaints most like this one."""
        causes = tuple(head.cause for head in found.heads)
        matter = (found.product, found.category, found.cause, causes)
        what = (found.id, found.about, found.wants, found.narrative, matter, found.stage)
        if what != self._what:
            self._found = services.likeness.like(self._desk, found.id)
            self._what = what
        return self._found

    def line(self, found: Dossier) -> str:
        """Return what like complaints were given, from least to most and of how many, in a line."""
        like = self.of(found)
        done = like_cases.remedies(like)
        return like_cases.payouts(like, found.currency) + (f"; done: {done}" if done else "") + "."
