"""What outside bodies usually award: which band a sum lies in, and how that is said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintdesk.errors import InvalidInputError
from complaintdesk.rules.remedy_bands import Band, compared, holding, require_sound, span

SMALL = Band("Ombudsman", "small", 2024, "Guidance", None, 10_000)
MIDDLE = Band("Ombudsman", "middle", 2024, "Guidance", 10_000, 60_000)
GREAT = Band("Ombudsman", "great", 2024, "Guidance", 60_000, None)
OTHER = Band("Pensions", "usual", 2015, "Note", 50_000, 100_000)
BANDS = (GREAT, OTHER, SMALL, MIDDLE)


@pytest.mark.parametrize(
    ("minor", "levels"),
    [
        (0, ["small"]),
        (10_000, ["small"]),  # an end that two share is the lower one's
        (10_001, ["middle"]),
        (60_000, ["middle", "usual"]),
        (60_001, ["great", "usual"]),
        (10**9, ["great"]),
    ],
)
def test_a_sum_lies_in_one_step_of_each_scale(minor: int, levels: list[str]) -> None:
    assert sorted(band.level for band in holding(minor, BANDS)) == sorted(levels)


def test_only_the_latest_year_of_a_scale_counts() -> None:
    older = replace(MIDDLE, year=2020, level="as it was")

    for order in ((older, MIDDLE), (MIDDLE, older)):
        assert [band.level for band in holding(20_000, order)] == ["middle"]


@pytest.mark.parametrize(
    ("band", "words"),
    [(SMALL, "up to £100.00"), (MIDDLE, "£100.00 to £600.00"), (GREAT, "£600.00 and more")],
)
def test_a_span_is_said_as_people_say_it(band: Band, words: str) -> None:
    assert span(band, "GBP") == words


def test_the_comparison_names_scale_year_and_step() -> None:
    assert compared(30_000, BANDS, "GBP") == (
        "To compare £300.00 with: Ombudsman 2024: middle (£100.00 to £600.00)."
    )
    assert compared(0, BANDS, "GBP") == ""
    assert compared(30_000, (OTHER,), "GBP") == ""


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"scale": " "}, "scale"),
        ({"level": ""}, "level"),
        ({"source": ""}, "source"),
        ({"year": 24}, "year"),
        ({"least_minor": None, "most_minor": None}, "least"),
        ({"least_minor": -1}, "least"),
        ({"least_minor": 60_001}, "most"),
    ],
)
def test_a_band_that_cannot_be_is_refused_at_its_field(facts: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        require_sound(replace(MIDDLE, **facts))  # type: ignore[arg-type]  # a table of fields

    assert refusal.value.field == field


@given(st.integers(0, 10**7), st.permutations(BANDS))
def test_the_order_of_the_bands_does_not_matter(minor: int, shuffled: list[Band]) -> None:
    assert set(holding(minor, shuffled)) == set(holding(minor, BANDS))
