"""Comments in one cell each."""

from __future__ import annotations

import pytest

from complaintdesk.importers import comments


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (
            "11/May/24 3:26 PM;5b10a;We came; nobody was in",
            "2024-05-11 3:26 PM, 5b10a: We came; nobody was in",
        ),
        ("2024-05-11T15:26:00+0100;5b10a;Called", "2024-05-11 15:26:00, 5b10a: Called"),
        ("11/May/24;;Left a note\nat the door", "2024-05-11: Left a note\nat the door"),
        ("11/05/24 3:26 PM;5b10a;Called", "11/05/24 3:26 PM, 5b10a: Called"),
        ("Called; nobody was in; will try again", "Called; nobody was in; will try again"),
        ("11/May/24 3:26 PM;5b10a", "11/May/24 3:26 PM;5b10a"),
        ("", ""),
    ],
)
def test_a_comment_is_told_with_its_day_and_its_author(cell: str, told: str) -> None:
    assert comments.told(cell) == told
