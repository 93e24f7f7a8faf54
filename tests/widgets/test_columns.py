"""Columns: which of them are shown at which width, and texts that fill a cell exactly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis.strategies import characters, integers, sampled_from, text
from rich.cells import cell_len

from complaintdesk.widgets.columns import GAP, Column, fit, lay_out
from complaintdesk.widgets.queue import COLUMNS, due_cell
from complaintdesk.widgets.symbols import DRAWN, PLAIN, Symbols


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (60, "due:13 ref:8 customer:13 about:23"),
        (77, "due:13 ref:9 stage:13 customer:14 about:24"),
        (97, "due:13 ref:10 stage:13 customer:18 about:39"),
        (107, "due:13 ref:10 stage:13 customer:16 about:30 next:20"),
        (20, "due:13 ref:6"),
        (5, "due:5"),
        (0, ""),
    ],
)
def test_columns_give_way_by_their_priority(width: int, shown: str) -> None:
    assert " ".join(f"{column.key}:{cells}" for column, cells in lay_out(COLUMNS, width)) == shown


@given(integers(0, 300))
def test_columns_never_need_more_than_the_width(width: int) -> None:
    laid_out = lay_out(COLUMNS, width)

    used = sum(cells for _, cells in laid_out) + GAP * max(len(laid_out) - 1, 0)
    assert used <= width
    assert width < 56 or used == width
    assert [column for column, _ in laid_out] == [column for column in COLUMNS if column in dict(laid_out)]


def test_without_a_growing_column_the_rest_stays_blank() -> None:
    assert lay_out([Column("A", "a", 3), Column("B", "b", 4)], 20) == (
        (Column("A", "a", 3), 3),
        (Column("B", "b", 4), 4),
    )


@pytest.mark.parametrize(
    ("given_text", "width", "shown"),
    [
        ("abc", 5, "abc  "),
        ("abcdef", 5, "abcd…"),
        ("林美玲", 5, "林美…"),
        ("林美玲", 4, "林 …"),
        ("a\nb", 3, "a b"),
        ("\x1b[31m", 6, "␛[31m "),
        ("x", 0, ""),
    ],
)
def test_a_text_fills_its_cell(given_text: str, width: int, shown: str) -> None:
    assert fit(given_text, width) == shown


def test_numbers_stand_at_the_right() -> None:
    assert fit("12", 5, "right") == "   12"


@given(text(characters(codec=None)), integers(0, 40), sampled_from(["left", "right"]))
def test_every_text_fills_its_cell(given_text: str, width: int, align: str) -> None:
    assert cell_len(fit(given_text, width, "right" if align == "right" else "left")) == width


@pytest.mark.parametrize(
    ("days_left", "paused", "symbols", "said"),
    [
        (-3, False, DRAWN, "! OVERDUE 3d overdue"),
        (-3, True, DRAWN, "! OVERDUE 3d overdue"),
        (-99, False, DRAWN, "! OVERDUE 99d overdue"),
        (-100, False, DRAWN, "! OVERDUE 14w overdue"),
        (-699, False, DRAWN, "! OVERDUE 99w overdue"),
        (-730, False, DRAWN, "! OVERDUE 2y overdue"),
        (0, False, DRAWN, "▲ today today"),
        (5, False, DRAWN, "● 5d soon"),
        (7, False, DRAWN, "● 7d soon"),
        (8, False, DRAWN, "○ 8d later"),
        (5, True, DRAWN, "– 5d paused muted"),
        (None, False, DRAWN, "– none muted"),
        (0, False, PLAIN, "^ today today"),
        (5, False, PLAIN, "* 5d soon"),
        (21, False, PLAIN, "o 21d later"),
        (None, False, PLAIN, "- none muted"),
    ],
)
def test_how_due_is_said_by_sign_and_word(
    days_left: int | None, paused: bool, symbols: Symbols, said: str
) -> None:
    cell = due_cell(days_left, symbols, paused)

    assert f"{cell.sign} {cell.text} {cell.tone}" == said


@pytest.mark.parametrize("symbols", [DRAWN, PLAIN])
def test_every_sign_is_one_cell_wide(symbols: Symbols) -> None:
    assert {cell_len(getattr(symbols, name)) for name in Symbols.__slots__} == {1}
