"""The matrix: facts level across columns, whatever the width and whatever the words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis.strategies import integers, lists, text

from complaintdesk.widgets.matrix import Fact, Matrix, matrix
from tests.widgets.stage import HOSTILE, Stage, controls_in

HEADS = ("Option 1", "Option 2", "Option 3")
FACTS = (
    Fact("Worth", ("£0.00", "£800.00", "£1,300.00"), is_strong=True),
    Fact("For customer", ("+ Knows why it took two visits and what happens next", "", "+ Warm\n- Waits")),
    Fact("Precedent", ("", "", "")),
)


def lines(here: int, width: int) -> list[str]:
    return matrix(HEADS, FACTS, here, width).plain.split("\n")


def test_facts_stand_level_beneath_their_heads() -> None:
    head, rule, worth, *rest = lines(0, 100)

    assert head.split() == ["Option", "1", "Option", "2", "Option", "3"]
    assert set(rule) == {"─"}
    assert worth.index("£800.00") == head.index("Option 2")
    assert worth.index("£1,300.00") == head.index("Option 3")
    assert rest[1].startswith(" " * len("For customer"))
    assert rest[1][head.index("Option 3") :] == "- Waits"


def test_what_nobody_said_takes_no_room() -> None:
    assert not any("Precedent" in line for line in lines(0, 100))


@pytest.mark.parametrize(("here", "shown"), [(0, ["1", "2"]), (1, ["1", "2"]), (2, ["2", "3"])])
def test_where_not_all_fit_the_one_in_hand_is_among_those_shown(here: int, shown: list[str]) -> None:
    head, *_, last = lines(here, 70)

    assert [word for word in head.split() if word.isdigit()] == shown
    assert last.startswith("2 of 3 side by side")


def test_alone_a_column_is_a_page_under_its_own_head() -> None:
    head, blank, worth, *_ = lines(1, 30)

    assert (head, blank) == ("Option 2", "")
    assert worth.endswith("£800.00")


@given(lists(text(max_size=60), min_size=1, max_size=4), integers(60, 200))
def test_no_line_is_wider_than_there_is_room(cells: list[str], width: int) -> None:
    drawn = matrix([f"Option {cell}" for cell in cells], [Fact("Gives", tuple(cells))], 0, width)

    assert all(line.cell_length <= width for line in drawn.split("\n"))


@pytest.mark.parametrize("width", [80, 140])
async def test_foreign_words_are_shown_and_do_nothing(width: int) -> None:
    shown = Matrix()
    stage = Stage(shown)

    async with stage.run_test(size=(width, 50), notifications=True, tooltips=True) as pilot:
        for words in HOSTILE:
            shown.show((words, "b", "c"), (Fact("Gives", (words, "b", words)),), 0)
            await pilot.pause()

            assert controls_in(stage.lines()) == []


async def test_wide_it_stands_side_by_side_and_narrow_one_is_in_hand() -> None:
    shown = Matrix()
    stage = Stage(shown)

    async with stage.run_test(size=(140, 30), notifications=True, tooltips=True) as pilot:
        shown.show(HEADS, FACTS, 1)
        await pilot.pause()
        assert "Option 1" in stage.lines()[0]
        assert "Option 3" in stage.lines()[0]
        await pilot.resize_terminal(80, 30)
        await pilot.pause()

        assert stage.lines()[0].split() == ["Option", "2"]
        shown.point(2)
        await pilot.pause()
        assert stage.lines()[0].split() == ["Option", "3"]
