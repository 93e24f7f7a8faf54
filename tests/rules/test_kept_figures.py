"""Kept figures: the same figures are the same bytes, however often they are read and kept again."""

from __future__ import annotations

from hypothesis import given
from hypothesis.strategies import floats, none, one_of

from complaintdesk.rules import kept_figures
from complaintdesk.rules.kept_figures import KeptMeasure, KeptReview
from tests.reports.papers_facts import figures


@given(floats(0, 1e9), floats(0, 1), one_of(none(), floats(0, 1e6)), floats(0, 1))
def test_what_was_kept_once_is_kept_the_same_again(
    before: float, ratio: float, high: float | None, p: float
) -> None:
    once = kept_figures.to_json(KeptMeasure(before, 365, 8, 245, ratio, 0.0, high, p))
    read = kept_figures.from_json(KeptMeasure, once)

    assert read is not None
    assert kept_figures.to_json(read) == once


def test_a_whole_review_reads_back() -> None:
    kept = figures()

    read = kept_figures.from_json(KeptReview, kept_figures.to_json(kept))

    assert read is not None
    assert (read.as_of, read.rows, read.by_month, read.campaigns, read.time) == (
        kept.as_of,
        kept.rows,
        kept.by_month,
        kept.campaigns,
        kept.time,
    )
    assert kept_figures.to_json(read) == kept_figures.to_json(kept)


def test_nothing_is_nothing() -> None:
    assert kept_figures.from_json(KeptReview, "") is None
