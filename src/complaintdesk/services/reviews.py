"""Saved reviews: the figures frozen as they were seen, the patterns found in them, and what changed since the last.

Each act is one step. A review that is taken off stays in the journal, and undo brings it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlmodel import Session

from complaintdesk.errors import InvalidInputError, NotFoundError
from complaintdesk.models import Complaint, Pattern, PatternComplaint
from complaintdesk.models import Review as Row
from complaintdesk.rules import kept_figures, recommendations, review_words
from complaintdesk.rules.filter_terms import written
from complaintdesk.rules.kept_figures import KeptReview, KeptRow
from complaintdesk.rules.review_facts import LinkedComplaint, PatternFacts, ReviewFacts
from complaintdesk.services import filtering, freezing
from complaintdesk.services.review import Review
from complaintdesk.services.texts import needed, not_before, text
from complaintdesk.store import recommending, records
from complaintdesk.store.conditions import Condition, both
from complaintdesk.store.figures import GROUPINGS, MONTH
from complaintdesk.vocabulary import PatternLabel

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

MOST_LINKED = 60
"""Complaints linked to one pattern by their row, the last received; the others are told by the filter."""


@dataclass(frozen=True, slots=True)
class NewPattern:
    """What the handler found, and why it is so."""

    finding: str
    value: str = ""
    """The row of the review it is about; empty where it is about none."""

    label: PatternLabel = PatternLabel.single
    whys: str = ""
    """Why, and why that: a line each."""

    root_cause: str = ""
    confirmed_how: str = ""
    references: tuple[str, ...] = ()
    """Complaints that show it."""

    link_behind: bool = False
    """Whether the complaints behind the row are linked too."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list of reviews."""

    id: int
    reference: str
    title: str
    made_on: date
    filter: str
    grouping: str
    complaints: int
    patterns: int
    again_on: date | None


def save(
    desk: Desk,
    review: Review,
    title: str,
    summary: str = "",
    again_on: date | None = None,
    figures: KeptReview | None = None,
) -> ReviewFacts:
    """Keep a review with its figures as they are now, or as they were when they were frozen.

    Raises:
        InvalidInputError: If it has no title or nothing was counted, or is due again before today.
    """
    if review.span is None:
        msg = "No complaints match, so there is nothing to save."
        raise InvalidInputError(msg, "filter")
    frozen = figures or freezing.review(review)
    again = _again(desk, again_on)
    with desk.step("save a review") as step:
        row = Row.model_validate(
            {
                "title": needed(title, "Title").strip(),
                "from_on": review.first or review.span[0],
                "to_on": review.as_of,
                "filter": review.filter_text.strip(),
                "grouping": review.grouping,
                "figures": kept_figures.to_json(frozen),
                "summary": text(summary, "Summary"),
                "made_at": desk.now(),
                "again_on": again,
            }
        )
        step.session.add(row)
        step.session.flush()
        review_id = records.require_id(row)
    return load(desk, review_id)


def edit(desk: Desk, review_id: int, title: str, summary: str, again_on: date | None) -> ReviewFacts:
    """Change the words of a review; its figures stay as they were seen."""
    with desk.step("change a review") as step:
        row = recommending.kept(step.session, Row, review_id)
        row.title = needed(title, "Title").strip()
        row.summary = text(summary, "Summary")
        if again_on != row.again_on:
            row.again_on = _again(desk, again_on)
    return load(desk, review_id)


def remove(desk: Desk, review_id: int) -> tuple[Listed, ...]:
    """Take a review off the list; recommendations that came from it stay."""
    with desk.step("remove a review") as step:
        recommending.kept(step.session, Row, review_id).removed = True
    return listed(desk)


def add_pattern(desk: Desk, review_id: int, new: NewPattern) -> ReviewFacts:
    """Write down a pattern found in a review, its row of figures frozen with it.

    Raises:
        InvalidInputError: If the finding is missing, or the review has no such row.
        NotFoundError: If a complaint named is not there.
    """
    found = load(desk, review_id)
    row = _row_of(found, new.value)
    linked = _linked(desk, found, new)
    with desk.step("add a pattern") as step:
        recommending.kept(step.session, Row, review_id)
        pattern = Pattern.model_validate(
            {
                "review_id": review_id,
                **_words(new),
                "figures": kept_figures.to_json(row) if row else "",
            }
        )
        step.session.add(pattern)
        step.session.flush()
        _link(step.session, records.require_id(pattern), linked)
    return load(desk, review_id)


def edit_pattern(desk: Desk, review_id: int, pattern_id: int, new: NewPattern) -> ReviewFacts:
    """Change the analysis of a pattern; the complaints named are linked besides those that are.

    Raises:
        InvalidInputError: If the finding is missing, or the review has no such row.
        NotFoundError: If there is no such pattern, or a complaint named is not there.
    """
    found = load(desk, review_id)
    row = _row_of(found, new.value)
    linked = _linked(desk, found, new)
    with desk.step("change a pattern") as step:
        pattern = _pattern(step.session, review_id, pattern_id)
        for name, value in _words(new).items():
            setattr(pattern, name, value)
        pattern.figures = kept_figures.to_json(row) if row else ""
        here = {complaint.id for _, complaint in recommending.pattern_links(step.session, pattern_id)}
        _link(step.session, pattern_id, [each for each in linked if each not in here])
    return load(desk, review_id)


def remove_pattern(desk: Desk, review_id: int, pattern_id: int) -> ReviewFacts:
    """Take a pattern off a review."""
    with desk.step("remove a pattern") as step:
        _pattern(step.session, review_id, pattern_id).removed = True
    return load(desk, review_id)


def load(desk: Desk, review_id: int) -> ReviewFacts:
    """Return a saved review, compared with the last one of the same filter.

    Raises:
        NotFoundError: If there is no such review.
    """
    with desk.reading() as session:
        row = recommending.kept(session, Row, review_id)
        before = recommending.review_before(session, row)
        patterns = tuple(_facts(session, each) for each in recommending.patterns(session, review_id))
        figures = kept_figures.from_json(KeptReview, row.figures)
        earlier = kept_figures.from_json(KeptReview, before.figures) if before else None
        whose = desk.whose
        return ReviewFacts(
            review_id,
            recommendations.review_reference(review_id),
            row.title,
            row.from_on,
            row.to_on,
            row.filter,
            row.grouping,
            row.summary,
            row.made_at.date(),
            row.again_on,
            figures,
            patterns,
            recommendations.review_reference(records.require_id(before)) if before else "",
            review_words.changes(earlier, figures) if earlier and figures else (),
            whose.handler,
            whose.organisation,
        )


def listed(desk: Desk) -> tuple[Listed, ...]:
    """Return the saved reviews, the newest first."""
    with desk.reading() as session:
        found = []
        for row in recommending.reviews(session):
            review_id = records.require_id(row)
            figures = kept_figures.from_json(KeptReview, row.figures)
            found.append(
                Listed(
                    review_id,
                    recommendations.review_reference(review_id),
                    row.title,
                    row.made_at.date(),
                    row.filter,
                    row.grouping,
                    figures.year_complaints if figures else 0,
                    len(recommending.patterns(session, review_id)),
                    row.again_on,
                )
            )
    return tuple(found)


def find_id(reference: str) -> int:
    """Return the id of a review by its reference, in any spelling: `REV-2`, `rev 2`, `2`.

    Raises:
        NotFoundError: If it spells none.
    """
    number = recommendations.read_reference("REV", reference)
    if number is None:
        msg = f"{reference!r} is no review; they are called REV-1, REV-2 ..."
        raise NotFoundError(msg)
    return number


def behind(found: ReviewFacts, value: str = "") -> str:
    """Return the filter that lists the complaints behind a review, or behind one of its rows."""
    figures = found.figures
    parts = [found.filter]
    if value:
        parts.append(written(found.grouping, value))
    if figures is not None:
        months = figures.recent if value else figures.year
        parts.append(f"received:{months[0]}..{months[-1]}")
    if "origin:" not in found.filter:
        parts.append("origin:any")
    return " ".join(part for part in parts if part)


def behind_pattern(found: ReviewFacts, pattern: PatternFacts) -> str:
    """Return the filter that lists the complaints behind a pattern: those linked, else those of its row."""
    if not pattern.complaints:
        return behind(found, pattern.value)
    references = [complaint.reference for complaint in pattern.complaints[:MOST_NAMED]]
    return f"{written('ref', *references)} origin:any"


MOST_NAMED = 100
"""References that one filter names; a longer one is refused."""


def linked_complaint(row: Complaint) -> LinkedComplaint:
    """Return a complaint as evidence names it."""
    return LinkedComplaint(
        records.require_id(row), row.reference, row.received_on, row.category, row.product, row.about
    )


def ids_of(desk: Desk, references: Iterable[str]) -> list[int]:
    """Return the ids of complaints by their references, each once.

    Raises:
        NotFoundError: If there is no complaint of one of them.
    """
    found: dict[int, None] = {}
    with desk.reading() as session:
        for each in references:
            row = records.by_reference(session, records.spelled(each))
            found[records.require_id(row)] = None
    return list(found)


def ids_behind(desk: Desk, filter_text: str, grouping: str, value: str, months: Sequence[str]) -> list[int]:
    """Return the complaints of some months that a filter and a value name, the last received first."""
    condition = both(
        filtering.condition(desk, filter_text, default=None),
        value_condition(desk, grouping, value),
        Condition(f"{MONTH} >= ? AND {MONTH} <= ?", (months[0], months[-1])),
    )
    return recommending.ids(desk.reader, condition, MOST_LINKED)


def value_condition(desk: Desk, grouping: str, value: str, *, others: bool = False) -> Condition:
    """Return the condition that complaints have a value of a grouping, or that they do not.

    Raises:
        InvalidInputError: If complaints cannot be counted by that.
    """
    if grouping not in GROUPINGS:
        msg = f"Complaints cannot be counted by {grouping!r}; they can by {', '.join(GROUPINGS)}."
        raise InvalidInputError(msg, "grouping")
    return filtering.condition(desk, written(grouping, value, negated=others), default=None)


def _again(desk: Desk, again_on: date | None) -> date | None:
    return None if again_on is None else not_before(again_on, desk.today(), "Again on", "today")


def _row_of(found: ReviewFacts, value: str) -> KeptRow | None:
    if not value.strip():
        return None
    rows = {row.value: row for row in found.figures.rows} if found.figures else {}
    if value not in rows:
        msg = f"{found.reference} has no row {value!r}."
        raise InvalidInputError(msg, "value")
    return rows[value]


def _words(new: NewPattern) -> dict[str, object]:
    return {
        "value": new.value,
        "finding": needed(new.finding, "Finding"),
        "label": new.label,
        "whys": text(new.whys, "Why"),
        "root_cause": text(new.root_cause, "Root cause"),
        "confirmed_how": text(new.confirmed_how, "How confirmed"),
    }


def _linked(desk: Desk, found: ReviewFacts, new: NewPattern) -> list[int]:
    named = ids_of(desk, new.references)
    if not new.link_behind or found.figures is None or not new.value:
        return named
    behind_it = ids_behind(desk, found.filter, found.grouping, new.value, found.figures.recent)
    return list(dict.fromkeys([*named, *behind_it]))


def _link(session: Session, pattern_id: int, complaint_ids: Iterable[int]) -> None:
    session.add_all(
        PatternComplaint.model_validate({"pattern_id": pattern_id, "complaint_id": each})
        for each in complaint_ids
    )


def _pattern(session: Session, review_id: int, pattern_id: int) -> Pattern:
    row = recommending.kept(session, Pattern, pattern_id)
    if row.review_id != review_id:
        msg = "This review has no such pattern."
        raise NotFoundError(msg)
    return row


def whys_of(row: Pattern | None) -> tuple[str, ...]:
    """Return how a pattern was asked after, why by why; nothing for one that was removed."""
    return tuple(line for line in row.whys.splitlines() if line.strip()) if row and not row.removed else ()


def _facts(session: Session, row: Pattern) -> PatternFacts:
    pattern_id = records.require_id(row)
    return PatternFacts(
        pattern_id,
        row.value,
        row.finding,
        row.label,
        whys_of(row),
        row.root_cause,
        row.confirmed_how,
        kept_figures.from_json(KeptRow, row.figures),
        tuple(
            linked_complaint(complaint) for _, complaint in recommending.pattern_links(session, pattern_id)
        ),
    )
