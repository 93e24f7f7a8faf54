"""What like complaints were given, in a line."""

from __future__ import annotations

import pytest

from complaintdesk.rules import like_cases
from complaintdesk.rules.dossier import LikeComplaint


def like(amount_minor: int | None, remedy: str = "") -> LikeComplaint:
    return LikeComplaint(1, "CD-2025-0001", "Boiler", None, "upheld", remedy, amount_minor)


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ([], "None is like it"),
        ([None], "1 like; no amount is on record"),
        ([5_000], "1 like; 1 was given £50.00"),
        ([5_000, 5_000, None], "3 like; 2 were given £50.00"),
        (
            [25_000, 5_000, 12_000, 6_000, 20_000],
            "5 like; 5 were given £50.00 to £250.00, median £120.00",
        ),
        ([0, 1_000], "2 like; 2 were given £0.00 to £10.00, median £5.00"),
    ],
)
def test_payouts_have_their_range_and_their_number(amounts: list[int | None], expected: str) -> None:
    assert like_cases.payouts([like(amount) for amount in amounts], "GBP") == expected


def test_what_was_done_most_often_comes_first() -> None:
    some = [like(None, remedy) for remedy in ("apology", "redo", "apology", "", "refund", "credit")]

    assert like_cases.remedies(some) == "apology 2, redo 1, refund 1"
    assert like_cases.remedies([]) == ""
