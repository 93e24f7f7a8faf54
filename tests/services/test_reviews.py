"""Saved reviews: figures frozen as they were seen, patterns with their analysis, and what changed since the last."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.errors import DamagedStoreError, InvalidInputError, NotFoundError
from complaintdesk.rules import kept_figures
from complaintdesk.rules.kept_figures import KeptReview
from complaintdesk.rules.review_facts import ReviewFacts
from complaintdesk.services import queue, reviews
from complaintdesk.services.desk import Desk
from complaintdesk.services.review import Review
from complaintdesk.vocabulary import PatternLabel
from tests import trending
from tests.conftest import AddComplaint, Now
from tests.trending import RARE, RISING


@pytest.fixture
def desk(prepared: Desk) -> Desk:
    """A desk on which missed visits rise, with a recommendation of which nothing is missing."""
    return prepared


def figures_of(found: ReviewFacts) -> KeptReview:
    assert found.figures is not None
    return found.figures


def test_a_saved_review_keeps_its_figures_whatever_comes_in_later(desk: Desk, tmp_path: Path) -> None:
    saved = reviews.save(desk, Review(desk), "October", "Visits rise.", date(2027, 1, 4))

    trending.more(desk, tmp_path, {"2026-10": {"flood": 40}})

    again = reviews.load(desk, saved.id)
    assert again == saved
    figures = figures_of(again)
    rows = {row.value: row for row in figures.rows}
    assert (rows[RISING].now, rows[RISING].before, rows[RISING].verdict) == (24, 24, "rising")
    assert rows[RISING].low < (rows[RISING].ratio or 0) < (rows[RISING].high or 0)
    assert rows[RARE].verdict == "too few to judge"
    assert "24 in Aug-Oct" in rows[RISING].sentence
    assert figures.year_complaints == 115
    assert (again.title, again.summary, again.again_on) == ("October", "Visits rise.", date(2027, 1, 4))
    assert len(figures.by_month[RISING]) == len(figures.chart.months) == 24  # type: ignore[union-attr]  # it has one


def test_the_same_figures_are_the_same_bytes_and_read_back_as_they_were(desk: Desk, tmp_path: Path) -> None:
    first = kept_figures.to_json(services.freezing.review(Review(desk)))

    assert kept_figures.to_json(services.freezing.review(Review(desk))) == first
    read = kept_figures.from_json(KeptReview, first)
    assert read is not None
    assert kept_figures.to_json(read) == first
    assert "NaN" not in first
    assert "Infinity" not in first


@pytest.mark.parametrize("damaged", ["{", "[]", '{"as_of": 7}', '{"as_of": "2026-11-18", "rows": 3}'])
def test_figures_that_cannot_be_read_are_refused_in_a_sentence(damaged: str) -> None:
    with pytest.raises(DamagedStoreError, match="cannot be read any more"):
        kept_figures.from_json(KeptReview, damaged)


def test_the_next_review_of_the_same_filter_tells_what_changed(desk: Desk, tmp_path: Path, now: Now) -> None:
    first = reviews.save(desk, Review(desk), "October")
    other = reviews.save(desk, Review(desk, grouping="product"), "By product")
    trending.more(desk, tmp_path, {"2026-11": {"flood": 12}, "2026-12": {"flood": 12, "noise": 6}})
    now.day = date(2027, 1, 12)

    second = reviews.save(desk, Review(desk), "December")

    assert (first.previous, other.previous, second.previous) == ("", "", "REV-1")
    told = "\n".join(second.changes)
    assert f"{RISING}: was rising (24 in three months), is now" in told
    assert "flood: new;" in told
    assert "there were 115 when it was last looked at (18 Nov 2026)" in told


def test_a_review_of_nothing_is_not_saved(desk: Desk) -> None:
    with pytest.raises(InvalidInputError, match="No complaints match"):
        reviews.save(desk, Review(desk, "received:2001-01"), "Empty")


def test_a_review_needs_a_title_and_is_not_due_again_in_the_past(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    add_complaint()

    with pytest.raises(InvalidInputError, match="Title is needed"):
        reviews.save(desk, Review(desk), "  ")
    with pytest.raises(InvalidInputError, match="Again on"):
        reviews.save(desk, Review(desk), "October", again_on=date(2026, 11, 17))
    assert reviews.listed(desk) == ()


def test_a_pattern_keeps_its_row_its_whys_and_the_complaints_behind_it(desk: Desk, tmp_path: Path) -> None:

    saved = trending.review(desk)

    (pattern,) = saved.patterns
    assert pattern.label is PatternLabel.systematic
    assert pattern.whys[0] == "Nobody came"
    assert pattern.row is not None
    assert pattern.row.verdict == "rising"
    assert len(pattern.complaints) == 24
    assert {complaint.category for complaint in pattern.complaints} == {RISING}
    assert reviews.listed(desk)[0].patterns == 1


def test_a_pattern_is_changed_and_taken_off_and_comes_back(
    desk: Desk, tmp_path: Path, add_complaint: AddComplaint
) -> None:
    own = add_complaint()
    saved = trending.review(desk)
    pattern = saved.patterns[0]

    changed = reviews.edit_pattern(
        desk, saved.id, pattern.id, reviews.NewPattern("Otherwise", references=(own.reference,))
    )
    assert changed.patterns[0].finding == "Otherwise"
    assert len(changed.patterns[0].complaints) == 25
    assert changed.patterns[0].row is None

    assert reviews.remove_pattern(desk, saved.id, pattern.id).patterns == ()
    services.history.undo(desk)
    assert len(reviews.load(desk, saved.id).patterns) == 1
    services.history.undo(desk)
    assert reviews.load(desk, saved.id).patterns[0].finding == pattern.finding


def test_what_a_pattern_names_must_be_there(desk: Desk, tmp_path: Path) -> None:
    saved = reviews.save(desk, Review(desk), "October")

    with pytest.raises(InvalidInputError, match="REV-1 has no row 'weather'"):
        reviews.add_pattern(desk, saved.id, reviews.NewPattern("It rains", "weather"))
    with pytest.raises(NotFoundError, match="no complaint CD-2026-0999"):
        reviews.add_pattern(desk, saved.id, reviews.NewPattern("x", references=("cd 2026 999",)))
    with pytest.raises(InvalidInputError, match="Finding is needed"):
        reviews.add_pattern(desk, saved.id, reviews.NewPattern(" "))
    with pytest.raises(NotFoundError):
        reviews.edit_pattern(desk, saved.id, 99, reviews.NewPattern("x"))


def test_a_review_is_edited_removed_and_undone_each_in_one_step(desk: Desk, tmp_path: Path) -> None:
    saved = reviews.save(desk, Review(desk), "October")
    steps = services.care.last_step(desk)

    edited = reviews.edit(desk, saved.id, "October, again", "More", None)
    assert (edited.title, edited.summary) == ("October, again", "More")
    assert reviews.remove(desk, saved.id) == ()
    assert services.care.last_step(desk) == steps + 2
    with pytest.raises(NotFoundError, match="no such review"):
        reviews.load(desk, saved.id)

    services.history.undo(desk)
    services.history.undo(desk)
    assert reviews.load(desk, saved.id) == saved
    assert services.care.verify(desk).ok


def test_the_filter_behind_a_row_lists_exactly_its_complaints(desk: Desk, tmp_path: Path) -> None:
    saved = reviews.save(desk, Review(desk), "October")

    assert len(queue.page(desk, filter_text=reviews.behind(saved, RISING))) == 24
    assert len(queue.page(desk, filter_text=reviews.behind(saved), count=500)) == 115


@pytest.mark.parametrize(("text", "number"), [("REV-3", 3), ("rev 3", 3), ("3", 3), (" rev-0003", 3)])
def test_a_review_is_named_in_any_spelling(text: str, number: int) -> None:
    assert reviews.find_id(text) == number


@pytest.mark.parametrize("text", ["REC-3", "", "three", "-1", "1e9"])
def test_what_names_no_review_is_refused(text: str) -> None:
    with pytest.raises(NotFoundError, match="is no review"):
        reviews.find_id(text)
