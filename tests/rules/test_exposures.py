"""How much there was to complain about: lines as they are typed or pasted; what is wrong is named by its line."""

from __future__ import annotations

import pytest

from complaintdesk.errors import InvalidInputError
from complaintdesk.rules import exposures

READ = {
    "a space": ("2026-03 12400", {"2026-03": 12400}),
    "a table": ("period,customers\n2026-03,12400\n2026-04,12500.5\n", {"2026-03": 12400, "2026-04": 12500.5}),
    "thousands": ('2026-03\t"12,400"\n2026-04;12 500', {"2026-03": 12400, "2026-04": 12500}),
    "quarters": ("2026-q1: 7\n\n2026-Q2: 8", {"2026-Q1": 7, "2026-Q2": 8}),
    "weeks": ("2026-W07 40", {"2026-W07": 40}),
}


@pytest.mark.parametrize(("text", "amounts"), READ.values(), ids=READ)
def test_lines_are_read(text: str, amounts: dict[str, float]) -> None:
    assert exposures.parse(text) == amounts
    assert exposures.parse(exposures.written(amounts)) == amounts


WRONG = {
    "nothing": ("", "a period and an amount on each line"),
    "titles only": ("period,customers", "a period and an amount on each line"),
    "no amount": ("2026-03 12\n2026-04", "Line 2: '2026-04' is no period and amount"),
    "no period": ("March 12", "Line 1: 'MARCH' is no period"),
    "no such month": ("2026-13 12", "Line 1: '2026-13' is no period"),
    "none": ("2026-03 0", "Line 1: an amount is more than 0"),
    "two points": ("2026-03 1.2.3", "Line 1: '1.2.3' is no amount"),
    "twice": ("2026-03 1\n2026-03 2", "Line 2: 2026-03 was there before"),
    "two kinds": ("2026-03 1\n2026-Q1 2", "one kind of period"),
    "markup": ("[red]x[/] 12", "Line 1: '[RED]X[/]' is no period"),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG)
def test_what_is_not_understood_is_named_by_its_line(text: str, said: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        exposures.parse(text)

    assert said in str(refused.value)
