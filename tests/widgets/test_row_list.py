"""The list of the house: keys, marks and cursor by key, pages, mouse, and strange text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis.strategies import integers, lists, sampled_from, tuples
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import Input

from complaintdesk.widgets.columns import Cell, Column, Row, RowKey
from complaintdesk.widgets.row_list import MOST_MARKS, RowList
from complaintdesk.widgets.row_source import PAGE, ListedRows, PagedRows, Total
from complaintdesk.widgets.row_window import Window
from complaintdesk.widgets.symbols import PLAIN
from tests.widgets.stage import HOSTILE, Stage, controls_in

COLUMNS = (Column("Ref", "ref", 8), Column("About", "about", 10, grow=1))


class Endless:
    """A million rows, made as they are asked for; remembers what was asked."""

    def __init__(self, count: int = 1_000_000, is_exact: bool = True) -> None:
        self.total = Total(count, is_exact)
        self.asked: list[int] = []

    def rows(self, start: int, count: int) -> Sequence[Row]:
        self.asked.append(start)
        return [row(number) for number in range(start, min(start + count, self.total.count))]

    def position(self, key: RowKey) -> int | None:
        return key if isinstance(key, int) and 0 <= key < self.total.count else None

    def keys(self, start: int, count: int) -> Sequence[RowKey]:
        return range(start, min(start + count, self.total.count))


def row(number: int) -> Row:
    return Row(number, {"ref": f"R-{number}", "about": f"matter {number}"})


def listed(numbers: Iterable[int]) -> ListedRows:
    return ListedRows(row(number) for number in numbers)


def stage_of(rows: RowList) -> Stage:
    class Listening(Stage):
        def on_row_list_highlighted(self, event: RowList.Highlighted) -> None:
            self.posted.append(event)

        def on_row_list_chosen(self, event: RowList.Chosen) -> None:
            self.posted.append(event)

        def on_row_list_marks_changed(self, event: RowList.MarksChanged) -> None:
            self.posted.append(event)

        def on_row_list_title_pressed(self, event: RowList.TitlePressed) -> None:
            self.posted.append(event)

    return Listening(rows)


async def press(pilot: Pilot[object], keys: str) -> None:
    await pilot.press(*keys.split())
    await pilot.pause()


@pytest.mark.parametrize(
    ("keys", "at"),
    [
        ("", 0),
        ("j j k", 1),
        ("down down up", 1),
        ("k", 0),
        ("G", 99),
        ("end j", 99),
        ("G g", 0),
        ("end home", 0),
        ("ctrl+d", 4),
        ("ctrl+d ctrl+d ctrl+u", 4),
        ("pagedown", 9),
        ("pagedown pagedown pageup", 9),
        ("pageup", 0),
    ],
)
async def test_the_cursor_goes_where_the_keys_say(keys: str, at: int) -> None:
    rows = RowList(COLUMNS)
    stage = stage_of(rows)

    async with stage.run_test(size=(60, 10), notifications=True, tooltips=True) as pilot:
        rows.show(listed(range(100)))
        await press(pilot, keys)

        assert rows.cursor_key == at
        assert rows.where == f"{at + 1} of 100"
        assert any(line.startswith("›") and f"R-{at} " in line for line in stage.lines())
        assert isinstance(stage.posted[-1], RowList.Highlighted)
        assert stage.posted[-1].key == at


async def test_space_marks_and_moves_on_and_escape_clears() -> None:
    rows = RowList(COLUMNS)
    stage = stage_of(rows)

    async with stage.run_test(size=(60, 10), notifications=True, tooltips=True) as pilot:
        rows.show(listed(range(5)))
        await press(pilot, "space j space")

        assert rows.marks == {0, 2}
        assert rows.chosen_keys == (0, 2)
        assert rows.where == "4 of 5, 2 marked"
        assert [line[1] for line in stage.lines()[1:4]] == ["✓", " ", "✓"]

        await press(pilot, "escape")

        assert rows.marks == frozenset()
        assert [*rows.chosen_keys] == [3]


async def test_a_range_is_marked_by_its_ends_and_may_be_given_up() -> None:
    rows = RowList(COLUMNS)

    async with stage_of(rows).run_test(size=(60, 10), notifications=True, tooltips=True) as pilot:
        rows.show(listed(range(9)))
        await press(pilot, "j v j j v")
        assert rows.marks == {1, 2, 3}

        await press(pilot, "G v k escape")
        assert rows.marks == {1, 2, 3}

        await press(pilot, "G v k space")
        assert rows.marks == {1, 2, 3, 7, 8}


async def test_star_marks_all_or_none() -> None:
    rows = RowList(COLUMNS)

    async with stage_of(rows).run_test(size=(60, 10), notifications=True, tooltips=True) as pilot:
        rows.show(listed(range(4)))
        await press(pilot, "space *")
        assert rows.marks == {0, 1, 2, 3}

        await press(pilot, "*")
        assert rows.marks == frozenset()


@pytest.mark.parametrize("source", [Endless(MOST_MARKS + 1), Endless(10, is_exact=False)])
async def test_what_cannot_all_be_marked_says_so(source: Endless) -> None:
    rows = RowList(COLUMNS)
    stage = stage_of(rows)

    async with stage.run_test(size=(60, 10), notifications=True, tooltips=True) as pilot:
        rows.show(source)
        await press(pilot, "*")

        assert rows.marks == frozenset()
        assert "filter them first" in next(iter(stage._notifications)).message


async def test_a_list_without_marks_takes_none() -> None:
    rows = RowList(COLUMNS, can_mark=False)

    async with stage_of(rows).run_test(size=(60, 10), notifications=True, tooltips=True) as pilot:
        rows.show(listed(range(4)))
        await press(pilot, "space * v j v")

        assert rows.marks == frozenset()


async def test_cursor_and_marks_stay_with_their_rows_through_another_order() -> None:
    rows = RowList(COLUMNS)

    async with stage_of(rows).run_test(size=(60, 10), notifications=True, tooltips=True) as pilot:
        rows.show(listed(range(50)))
        await press(pilot, "space j space j j")
        rows.show(listed(reversed(range(50))))

        assert rows.cursor_key == 5
        assert rows.marks == {0, 2}


async def test_marks_come_back_with_their_rows() -> None:
    rows = RowList(COLUMNS)

    async with stage_of(rows).run_test(size=(60, 10), notifications=True, tooltips=True) as pilot:
        rows.show(listed(range(5)))
        await press(pilot, "space space")
        rows.show(listed([1, 2, 3, 4]))
        assert rows.marks == {1}
        assert rows.chosen_keys == (1,)

        rows.show(listed(range(5)))
        assert rows.marks == {0, 1}


@pytest.mark.parametrize(
    ("left", "at"),
    [
        ([0, 1, 2, 3, 4], 2),
        ([0, 1, 3, 4], 3),
        ([0, 1, 4], 4),
        ([0, 1], 1),
        ([9], 9),
        ([], None),
    ],
)
async def test_when_its_row_goes_the_cursor_goes_to_the_next(left: list[int], at: int | None) -> None:
    rows = RowList(COLUMNS)

    async with stage_of(rows).run_test(size=(60, 10), notifications=True, tooltips=True) as pilot:
        rows.show(listed(range(5)))
        await press(pilot, "j j")
        rows.show(listed(left))

        assert rows.cursor_key == at


async def test_an_act_can_ask_for_the_row_after_those_it_acts_on() -> None:
    rows = RowList(COLUMNS)

    async with stage_of(rows).run_test(size=(60, 10), notifications=True, tooltips=True) as pilot:
        rows.show(listed(range(5)))
        await press(pilot, "j")

        assert rows.key_after([1]) == 2
        assert rows.key_after([1, 2, 3]) == 4
        assert rows.key_after([1, 2, 3, 4]) == 0
        assert rows.key_after(range(5)) is None
        rows.show(listed(range(5)), cursor=2)
        assert rows.cursor_key == 2
        assert rows.move_to(4)
        assert not rows.move_to(77)
        assert rows.cursor_key == 4


async def test_scroll_survives_a_refresh() -> None:
    rows = RowList(COLUMNS)
    stage = stage_of(rows)

    async with stage.run_test(size=(60, 10), notifications=True, tooltips=True) as pilot:
        rows.show(listed(range(100)))
        await press(pilot, "pagedown pagedown k k k")
        before = stage.lines()
        rows.show(listed(range(100)))
        await pilot.pause()

        assert stage.lines() == before


async def test_enter_and_a_second_click_open() -> None:
    rows = RowList(COLUMNS)
    stage = stage_of(rows)

    async with stage.run_test(size=(60, 10), notifications=True, tooltips=True) as pilot:
        rows.show(listed(range(5)))
        await press(pilot, "j enter")
        await pilot.click(RowList, offset=(10, 4), times=2)
        await pilot.pause()

        chosen = [message for message in stage.posted if isinstance(message, RowList.Chosen)]
        assert [message.key for message in chosen] == [1, 3]
        assert chosen[0].control is rows


async def test_the_mouse_marks_in_the_gutter_sorts_by_a_title_and_scrolls() -> None:
    rows = RowList(COLUMNS)
    stage = stage_of(rows)

    async with stage.run_test(size=(60, 10), notifications=True, tooltips=True) as pilot:
        rows.show(listed(range(100)))
        rows.sort_shown("about", is_downwards=True)
        await pilot.click(RowList, offset=(1, 2))
        await pilot.click(RowList, offset=(12, 0))
        await pilot.click(RowList, offset=(59, 9))
        await pilot.pause()

        assert rows.marks == {1}
        assert [m.key for m in stage.posted if isinstance(m, RowList.TitlePressed)] == ["about"]
        assert "About ▼" in stage.lines()[0]
        assert "R-99" in stage.lines()[9]
        assert rows.cursor_key == 1


async def test_of_a_million_rows_only_pages_are_asked_for() -> None:
    rows = RowList(COLUMNS)
    source = Endless()

    async with stage_of(rows).run_test(size=(60, 10), notifications=True, tooltips=True) as pilot:
        rows.show(source)
        await press(pilot, "pagedown end pageup")

        assert rows.where == "999,991 of 1,000,000"
        assert len(set(source.asked)) == len(source.asked) <= 5


async def test_what_a_page_up_or_down_brings_in_sight_is_fetched_before() -> None:
    rows = RowList(COLUMNS)
    source = Endless()

    async with stage_of(rows).run_test(size=(60, 10), notifications=True, tooltips=True) as pilot:
        rows.show(source)
        rows.move_to(5 * PAGE - 1)
        await pilot.pause()
        rows.make_ready()
        asked = list(source.asked)
        await press(pilot, "pagedown pageup pageup")

        assert sorted(asked) == [0, 4 * PAGE, 5 * PAGE]
        assert source.asked == asked


@pytest.mark.parametrize("condition", ["empty", "filtered", "loading", "failed"])
async def test_no_rows_is_explained(condition: str) -> None:
    rows = RowList(COLUMNS)
    stage = stage_of(rows)

    async with stage.run_test(size=(60, 10), notifications=True, tooltips=True) as pilot:
        rows.say_instead("No complaints match due:[today].\nF clears the filter, c adds one.", condition)  # type: ignore[arg-type] # as parametrised
        await press(pilot, "j enter space * v G")

        shown = "\n".join(stage.lines())
        assert "due:[today]" in shown
        assert "F clears the filter" in shown
        assert rows.where == "none"


async def test_the_four_conditions_look_different() -> None:
    rows = RowList(COLUMNS)
    stage = stage_of(rows)
    seen = set()

    async with stage.run_test(size=(60, 10), notifications=True, tooltips=True) as pilot:
        for condition in ("empty", "filtered", "loading", "failed"):
            rows.say_instead("The same words.", condition)
            await pilot.pause()
            seen.add("\n".join(stage.lines()))

    assert len(seen) == 4


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (140, 42), (7, 3)])
async def test_strange_text_stays_text_and_in_its_cell(size: tuple[int, int]) -> None:
    rows = RowList(COLUMNS)
    stage = stage_of(rows)

    async with stage.run_test(size=size, notifications=True, tooltips=True) as pilot:
        rows.show(
            ListedRows(
                Row(text, {"ref": text, "about": Cell(text, "!", "overdue")}, "muted") for text in HOSTILE
            )
        )
        await press(pilot, "space space v j j v G g")
        rows.say_instead("\n".join(HOSTILE), "failed")
        rows.show(ListedRows())
        await pilot.pause()
        after = stage.lines()
        rows.show(ListedRows(Row(text, {"about": text}) for text in HOSTILE))
        await pilot.pause()

        for lines in (after, stage.lines()):
            assert controls_in(lines) == []
            assert {cell_len(line) for line in lines} == {size[0]}


async def test_typing_in_a_field_beside_the_list_stays_in_the_field() -> None:
    rows = RowList(COLUMNS)

    async with Stage(rows, Input).run_test(size=(60, 10), notifications=True, tooltips=True) as pilot:
        rows.show(listed(range(5)))
        field = pilot.app.query_one(Input).focus()
        await pilot.press(
            *"x1", "question_mark", "slash", *"ndq", "exclamation_mark", *"bE", "j", "space", "v", "*"
        )

        assert field.value == "x1?/ndq!bEj v*"
        assert rows.marks == frozenset()
        assert rows.cursor_key == 0


async def test_without_colour_the_cursor_and_marks_are_signs_and_attributes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    rows = RowList(COLUMNS, symbols=PLAIN)
    stage = stage_of(rows)

    async with stage.run_test(size=(60, 10), notifications=True, tooltips=True) as pilot:
        rows.show(listed(range(3)))
        await press(pilot, "space")
        header, marked, at_cursor = (rows.render_line(line) for line in range(3))

        assert marked.text.startswith(" x")
        assert at_cursor.text.startswith("> ")
        assert all(s.style is not None and s.style.reverse for s in list(at_cursor)[:-1])
        assert all(s.style is not None and s.style.bold for s in list(marked)[:-1])
        assert all(s.style is not None and s.style.underline for s in header)


async def test_a_list_that_lost_the_keys_shows_it() -> None:
    rows = RowList(COLUMNS)

    async with Stage(rows, Input).run_test(size=(60, 10), notifications=True, tooltips=True) as pilot:
        rows.show(listed(range(3)))
        focused = rows.render_line(1)
        await pilot.press("tab")

        assert rows.render_line(1) != focused


@given(
    integers(0, 300),
    integers(1, 60),
    lists(tuples(sampled_from(["go", "page", "scroll", "drag"]), integers(-400, 400))),
)
def test_the_cursor_never_leaves_the_rows_nor_the_sight_the_list(
    count: int, height: int, moves: list[tuple[str, int]]
) -> None:
    window = Window(count, height)
    for name, by in moves:
        getattr(window, name)(by)

        assert 0 <= window.cursor <= max(count - 1, 0)
        assert 0 <= window.top <= max(count - height, 0)
        if name in ("go", "page"):
            assert window.top <= window.cursor < window.top + height
        assert count <= height or 1 <= sum(map(window.is_thumb, range(height))) <= height


def test_paged_rows_answer_for_rows_beside_the_list() -> None:
    paged = PagedRows(listed(range(3)))

    assert (paged.key_at(2), paged.key_at(3), paged.row_at(-1)) == (2, None, None)
    assert paged.neighbours(1) == [2, 0]
