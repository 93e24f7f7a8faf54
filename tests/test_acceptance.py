"""The acceptance list of the desk's look and feel: for each point, the tests that show it.

The list says what a handler may rely on; a test that is renamed or taken away must be replaced here.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

HERE = Path(__file__).parent

SHOWN_BY: dict[str, tuple[str, ...]] = {
    "1. every screen at 80x24: nothing cut that is needed, the footer within the width": (
        "screens/test_complaint.py::test_every_part_of_every_screen_has_a_footer_that_fits",
        "screens/test_desk.py::test_the_footer_fits_eighty_columns",
        "screens/test_pictures.py::test_it_looks_as_it_did",
        "screens/test_trends.py::test_no_panel_says_more_than_it_may_and_the_footer_fits",
        "screens/test_library.py::test_hostile_words_are_shown_as_they_stand_and_the_footer_fits",
    ),
    "2. keys typed into a field are text, every one of them": (
        "widgets/test_forms.py::test_keys_of_the_desk_typed_into_a_field_are_text",
        "screens/test_desk.py::test_everything_typed_into_the_filter_is_inserted",
        "screens/test_every_form.py::test_every_form_takes_exactly_what_is_typed",
    ),
    "3. holding enter on a question never says yes": (
        "widgets/test_dialogs.py::test_a_key_held_down_never_says_yes",
        "screens/test_desk.py::test_holding_enter_on_the_question_accepts_nothing",
    ),
    "4. the cursor stays with its complaint after triage, sort, refresh and undo": (
        "screens/test_desk.py::test_cursor_and_marks_stay_with_their_complaints",
        "widgets/test_row_list.py::test_cursor_and_marks_stay_with_their_rows_through_another_order",
        "screens/test_complaint.py::test_the_cursor_stays_with_its_record_through_an_undo",
    ),
    "5. undo restores data, cursor and marks, also of bulk acts and after a restart": (
        "screens/test_desk.py::test_undo_of_a_bulk_act_restores_cursor_and_marks_also_after_a_restart",
        "services/test_history.py::test_undo_goes_on_after_a_restart",
        "services/test_bulk.py::test_one_step_is_undone_and_done_again_as_one",
    ),
    "6. killed while typing, the next start offers what was typed": (
        "terminal/test_terminal.py::test_what_was_typed_survives_the_end_of_the_program",
    ),
    "7. hostile words everywhere: no crash, no foreign escape byte on the terminal": (
        "screens/test_hostile.py::*",
        "cli/test_hostile.py::*",
        "terminal/test_terminal.py::test_a_customers_bytes_do_nothing_to_the_terminal",
    ),
    "8. without colour: cursor, marks, focus and due state in signs and attributes": (
        "widgets/test_row_list.py::test_without_colour_the_cursor_and_marks_are_signs_and_attributes",
        "widgets/test_forms.py::test_the_field_with_the_keys_shows_without_colour",
        "terminal/test_terminal.py::test_it_runs_without_colour",
        "screens/test_pictures.py::test_it_looks_as_it_did_in_other_light",
    ),
    "9. the contrast of our themes is computed": ("widgets/test_themes.py::*",),
    "10. every binding has an id, a description and a palette entry; a wrong key stops the start": (
        "screens/test_keys.py::test_every_binding_has_an_id_and_a_description_and_is_in_the_palette",
        "screens/test_keys.py::test_a_wrong_line_of_keys_stops_the_start_with_file_line_and_nearest_id",
    ),
    "11. an editor that is missing or fails leaves the screen and the text as they were": (
        "widgets/test_editor.py::test_an_editor_that_is_not_there_is_named_and_the_terminal_comes_back",
        "widgets/test_editor.py::test_what_may_hold_work_is_kept_and_named",
        "widgets/test_forms.py::test_the_editor_gives_the_text_back_or_leaves_it_alone",
    ),
    "12. no terminal: exit 2 and a pointer to the commands; a crash: exit 1, no complaint text in the log": (
        "terminal/test_terminal.py::test_without_a_terminal_it_says_where_to_go",
        "cli/test_calling.py::test_without_a_terminal_the_desk_points_to_the_commands",
        "terminal/test_terminal.py::test_a_crash_leaves_no_complaint_text_behind",
    ),
    "13. empty, filtered, loading and failed read and look different": (
        "widgets/test_row_list.py::test_the_four_conditions_look_different",
        "screens/test_live_filter.py::test_a_store_that_cannot_be_read_says_so_in_the_list",
        "screens/test_live_filter.py::test_what_is_looked_up_is_superseded_by_the_next_key",
    ),
}


def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    }


@pytest.mark.parametrize("point", SHOWN_BY)
def test_every_point_is_shown_by_tests_that_there_are(point: str) -> None:
    for named in SHOWN_BY[point]:
        file, _, name = named.partition("::")
        there = names_in(HERE / file)
        assert there if name == "*" else name in there, named
