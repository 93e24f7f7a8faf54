"""Terms on the rise at the edges."""

from __future__ import annotations

from complaintdesk.rules.statistics.terms import term_rise


def test_a_term_that_every_complaint_holds_has_not_risen() -> None:
    assert term_rise(42, 42, 97, 97) == (0.0, 0.0)
    assert term_rise(42, 42, 96, 97).z > 0
