"""Statements: the handler's own words on the knowledge criteria, every edition kept. The desk writes none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintdesk.errors import InvalidInputError, NotFoundError
from complaintdesk.models import Statement
from complaintdesk.rules.criteria import Criterion
from complaintdesk.services import portfolio
from complaintdesk.services.portfolio import Edition
from complaintdesk.services.texts import needed

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


def write(desk: Desk, criterion: str, words: str) -> Edition:
    """Keep a statement as the next edition, and return it; the editions before stay as they were.

    Raises:
        NotFoundError: If the set in force has no such criterion.
        InvalidInputError: If the criterion is shown by doing, or the words are blank or those that are kept.
    """
    one = require(desk, criterion)
    kept = needed(words, "Statement").strip("\n")
    before = editions(desk, criterion)
    if before and before[0].text == kept:
        raise InvalidInputError("It says the same as the edition that is kept; nothing was changed.", "text")
    with desk.step(f"write on {one.id}") as step:
        step.session.add(
            Statement.model_validate(
                {
                    "criteria_set": desk.criteria.id,
                    "criterion": criterion,
                    "edition": (before[0].edition if before else 0) + 1,
                    "text": kept,
                    "written_at": desk.now(),
                }
            )
        )
    return editions(desk, criterion)[0]


def editions(desk: Desk, criterion: str) -> tuple[Edition, ...]:
    """Return every edition of a statement, the latest first."""
    return portfolio.statements(desk).get(criterion, ())


def require(desk: Desk, criterion: str) -> Criterion:
    """Return a knowledge criterion of the set in force.

    Raises:
        NotFoundError: If there is none of this number.
        InvalidInputError: If it is shown by doing, not by explaining.
    """
    criteria = desk.criteria
    one = criteria.find(criterion)
    explained = ", ".join(each.id for each in criteria.criteria if each.kind == "knowledge")
    if one is None:
        raise NotFoundError(
            f"{criteria.title} has no criterion {criterion!r}; statements explain {explained or 'none'}."
        )
    if one.kind != "knowledge":
        raise InvalidInputError(
            f"{criterion} is shown by doing it; statements explain {explained}.", "criterion"
        )
    return one
