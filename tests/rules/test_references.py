"""References are made one way and read in many spellings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintdesk.rules import references


@pytest.mark.parametrize(
    "spelling",
    [
        "CD-2026-0007",
        "cd-2026-0007 ",
        "cd 2026 7",
        "2026-0007",
        "26-0007",
        "26/7",
        "CD2026-7",
        "Cd_2026_007",
        "CD20260007",
        "cd:2026.0007",
        "#CD-2026-0007",
        "CD–2026—0007",
        "\uff23\uff24-２０２６-０００７",
        "  CD - 2026 - 7  ",
    ],
)
def test_every_spelling_means_the_same_complaint(spelling: str) -> None:
    assert references.read(spelling) == "CD-2026-0007"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7",
        "0007",
        "2026",
        "CD",
        "CD-2026",
        "CD-2026-0",
        "CD-2026-0000",
        "CD-0026-0007",
        "20260007",
        "CD-2026-0007-1",
        "XD-2026-0007",
        "CD-2026-seven",
        "see CD-2026-0007",
        "CD-2026-1234567890",
        "1" * 1_000_000,
    ],
)
def test_what_is_no_reference_is_none(text: str) -> None:
    assert references.read(text) is None


@given(st.integers(1000, 9999), st.integers(1, 999_999_999))
def test_what_is_made_is_read_back(year: int, number: int) -> None:
    reference = references.make(year, number)

    assert references.read(reference) == references.read(reference.lower()) == reference


@given(st.text())
def test_any_text_is_read_or_not_but_never_fails(text: str) -> None:
    reference = references.read(text)

    assert reference is None or references.read(reference) == reference


@pytest.mark.parametrize(("year", "number"), [(26, 1), (10_000, 1), (2026, 0), (2026, -1)])
def test_no_reference_is_made_for_nonsense(year: int, number: int) -> None:
    with pytest.raises(ValueError, match="there is no reference"):
        references.make(year, number)


@pytest.mark.parametrize("reference", ["CD-2026-0007", "CD-2031-10001"])
def test_the_short_form_of_a_list_is_understood_again(reference: str) -> None:
    assert references.read(references.shortened(reference)) == reference


def test_another_systems_reference_is_not_shortened() -> None:
    assert references.shortened("CFPB-2026-0007") == "CFPB-2026-0007"
