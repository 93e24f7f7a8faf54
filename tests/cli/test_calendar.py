"""The working days from the command line: shown, changed, and what moved told to people and programs."""

from __future__ import annotations

import pytest

from tests.cli.conftest import NEW, Call


def test_the_days_off_are_listed_with_their_source(on: Call) -> None:
    on("calendar", "add", "2026-11-26", "Drivers' strike")
    on("calendar", "work", "2026-12-28")

    listed = on("calendar", "--json").document
    assert (listed["region"], listed["weekdays"], listed["cutoff"]) == ("ENG", "12345", None)
    assert listed["days"][:3] == [
        {"on": "2026-11-26", "name": "Drivers' strike", "source": "added"},
        {"on": "2026-12-25", "name": "Christmas Day", "source": "bank holiday"},
        {"on": "2026-12-28", "name": "Boxing Day (observed)", "source": "worked"},
    ]
    assert "Thu 2026-11-26\tDrivers' strike\tadded" in on("calendar").out


def test_what_moved_is_told_with_the_step(on: Call) -> None:
    on(*NEW)

    moved = on("calendar", "add", "2026-11-18", "Strike", "--json").document
    assert moved["moved"] == [
        {"reference": "CD-2026-0001", "what": "Acknowledgement", "from": "2026-11-18", "to": "2026-11-19"},
        {"reference": "CD-2026-0001", "what": "Target for the answer", "from": "2026-12-14", "to": "2026-12-15"},
    ]  # fmt: skip
    back = on("calendar", "work", "2026-11-18").out
    assert "CD-2026-0001\tAcknowledgement\t2026-11-19\t2026-11-18" in back
    assert f"Kept as step {moved['step'] + 1}; 2 clocks of 1 open complaint moved." in back
    assert on("verify").code == 0


def test_what_is_so_already_is_no_step(on: Call) -> None:
    assert on("calendar", "week", "12345").out == "It was so already; nothing was changed.\n"
    assert on("calendar", "week", "12345", "--json").document == {"step": None, "moved": []}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("add", "2026-11-21", "x"), 1, "Sat 21 Nov 2026 is not worked as it is: a Saturday."),
        (("add", "soon", "x"), 2, "'soon' is no day; write it as YYYY-MM-DD."),
        (("work", "2026-11-19"), 1, "is a working day already"),
        (("rest", "2026-12-25"), 1, "is no bank holiday that is worked here"),
        (("week", "0"), 1, "A week is the days worked as digits"),
        (("cutoff", "noon"), 1, "'noon' is no time of day. Write it as 17:00, or none."),
        (("fly",), 2, "`complaintdesk calendar --help` says how."),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(
    on: Call, words: tuple[str, ...], code: int, said: str
) -> None:
    ended = on("calendar", *words)

    assert ended.code == code
    assert said in ended.err
    assert len(ended.err.splitlines()) == 1


def test_the_cut_off_hour_and_the_week_are_set(on: Call) -> None:
    on("calendar", "cutoff", "9")
    on("calendar", "week", "1234")
    listed = on("calendar", "--json").document
    assert (listed["weekdays"], listed["cutoff"]) == ("1234", "09:00")
    on("calendar", "cutoff", "none")
    assert on("calendar", "--json").document["cutoff"] is None
