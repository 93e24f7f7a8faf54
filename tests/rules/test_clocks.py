"""Clocks: the worked dates of the known procedures, pauses, extensions, and how a clock stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis.strategies import dates, integers, lists, sampled_from, tuples

from complaintdesk.rules.clocks import (
    Clock,
    Extension,
    Pause,
    clocks,
    due,
    extension_problems,
    moved,
    next_clock,
)
from complaintdesk.rules.procedure_grammar import ClockRule, ExtensionRule, Procedure
from complaintdesk.rules.working_days import DayOff, WorkingCalendar
from tests.rules.dossiers import a_clock

ENGLAND = WorkingCalendar("ENG")
SCOTLAND = WorkingCalendar("SCT")
AUSTRALIA = WorkingCalendar("AU")
UNITED_STATES = WorkingCalendar("US")
WEEKDAYS = WorkingCalendar("custom")
MONDAY = date(2026, 12, 21)
SOME_DAYS = dates(date(2000, 1, 1), date(2090, 1, 1))

FIVE_DAYS = ClockRule(
    id="ack",
    name="Acknowledgement",
    start=("received",),
    met_by=("acknowledged", "closed"),
    n=5,
    unit="wd",
    kind="policy",
    source="test",
    as_of=date(2026, 11, 1),
    stop_clock=True,
)
SRC = replace(FIVE_DAYS, n=3)
PSD = replace(FIVE_DAYS, n=15, extension=ExtensionRule("wd", to=35))
HOS_S1 = replace(FIVE_DAYS, id="s1", n=10, extension=ExtensionRule("wd", n=10))
HOS_S2 = replace(FIVE_DAYS, id="s2", n=20, extension=ExtensionRule("wd", n=20))
SPSO_S1 = replace(FIVE_DAYS, count="inclusive", extension=ExtensionRule("wd", to=10))
EIGHT_WEEKS = replace(FIVE_DAYS, n=8, unit="week")
NHS = replace(FIVE_DAYS, n=6, unit="month", count="inclusive")
DP = replace(FIVE_DAYS, n=30, unit="cd", roll="next_wd")
SAR = replace(FIVE_DAYS, n=1, unit="month", roll="next_wd")
RG271 = replace(FIVE_DAYS, n=30, unit="cd", variants={"hardship_default": 21})
CFPB = replace(FIVE_DAYS, n=15, unit="cd", extension=ExtensionRule("cd", to=60))


def on(
    rule: ClockRule, start: date, calendar: WorkingCalendar = ENGLAND, n: int | None = None
) -> date | None:
    return due(rule, start, calendar, n=n).on


def extended(rule: ClockRule, start: date, calendar: WorkingCalendar = ENGLAND) -> date | None:
    return due(rule, start, calendar, extensions=[Extension(rule.id, start)]).on


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(on(SRC, date(2026, 12, 18)), date(2026, 12, 23), id="FCA summary resolution"),
        pytest.param(on(PSD, date(2026, 12, 18)), date(2027, 1, 13), id="FCA 15 business days"),
        pytest.param(extended(PSD, date(2026, 12, 18)), date(2027, 2, 10), id="FCA 35 business days"),
        pytest.param(on(EIGHT_WEEKS, date(2026, 12, 18)), date(2027, 2, 12), id="FCA 8 weeks"),
        pytest.param(on(FIVE_DAYS, MONDAY), date(2026, 12, 30), id="HOS acknowledgement"),
        pytest.param(on(HOS_S1, date(2026, 12, 29)), date(2027, 1, 13), id="HOS stage 1"),
        pytest.param(extended(HOS_S1, date(2026, 12, 29)), date(2027, 1, 27), id="HOS stage 1 extended"),
        pytest.param(on(HOS_S1, date(2026, 12, 30)), date(2027, 1, 14), id="HOS stage 1, acked a day later"),
        pytest.param(on(FIVE_DAYS, date(2027, 1, 15)), date(2027, 1, 22), id="HOS stage 2 acknowledgement"),
        pytest.param(on(HOS_S2, date(2027, 1, 18)), date(2027, 2, 15), id="HOS stage 2"),
        pytest.param(extended(HOS_S2, date(2027, 1, 18)), date(2027, 3, 15), id="HOS stage 2 extended"),
        pytest.param(on(SPSO_S1, MONDAY, SCOTLAND), date(2026, 12, 29), id="SPSO stage 1"),
        pytest.param(on(FIVE_DAYS, MONDAY, SCOTLAND), date(2026, 12, 30), id="SPSO counted exclusively"),
        pytest.param(extended(SPSO_S1, MONDAY, SCOTLAND), date(2027, 1, 7), id="SPSO stage 1 extended"),
        pytest.param(on(SPSO_S1, MONDAY, SCOTLAND, 3), date(2026, 12, 23), id="SPSO stage 2 acknowledgement"),
        pytest.param(on(SPSO_S1, MONDAY, SCOTLAND, 20), date(2027, 1, 21), id="SPSO stage 2"),
        pytest.param(on(SPSO_S1, date(2026, 6, 11), SCOTLAND), date(2026, 6, 18), id="SPSO, World Cup"),
        pytest.param(on(SPSO_S1, date(2026, 6, 11)), date(2026, 6, 17), id="SPSO by the wrong calendar"),
        pytest.param(on(FIVE_DAYS, MONDAY, n=3), date(2026, 12, 24), id="NHS acknowledgement"),
        pytest.param(on(NHS, MONDAY), date(2027, 6, 20), id="NHS six months"),
        pytest.param(on(DP, date(2026, 11, 28)), date(2026, 12, 29), id="data protection"),
        pytest.param(on(SAR, date(2027, 1, 30)), date(2027, 3, 1), id="subject access"),
        pytest.param(on(EIGHT_WEEKS, MONDAY, n=6), date(2027, 2, 1), id="Ofcom six weeks"),
        pytest.param(on(EIGHT_WEEKS, MONDAY), date(2027, 2, 15), id="Ofcom eight weeks"),
        pytest.param(on(HOS_S1, MONDAY), date(2027, 1, 7), id="CCW"),
        pytest.param(on(RG271, date(2026, 12, 1), AUSTRALIA), date(2026, 12, 31), id="RG 271"),
        pytest.param(on(RG271, date(2026, 12, 1), AUSTRALIA, 21), date(2026, 12, 22), id="RG 271 hardship"),
        pytest.param(on(CFPB, date(2026, 12, 1), UNITED_STATES), date(2026, 12, 16), id="CFPB"),
        pytest.param(extended(CFPB, date(2026, 12, 1), UNITED_STATES), date(2027, 1, 30), id="CFPB 60 days"),
        pytest.param(on(SAR, date(2028, 1, 31)), date(2028, 2, 29), id="a leap day"),
        pytest.param(on(NHS, date(2026, 8, 31)), date(2027, 2, 28), id="six months to a short month"),
        pytest.param(on(NHS, date(2027, 3, 1)), date(2027, 8, 31), id="six months from a first"),
        pytest.param(
            on(SPSO_S1, date(2026, 12, 26), SCOTLAND), date(2027, 1, 6), id="inclusive on a Saturday"
        ),
    ],
)
def test_the_known_procedures_come_out_on_the_known_days(found: date | None, expected: date) -> None:
    assert found == expected


@pytest.mark.parametrize(
    ("rule", "start", "expected"),
    [
        (
            FIVE_DAYS,
            MONDAY,
            (
                "5 working days after Mon 21 Dec 2026, day 1 = Tue 22 Dec, skipping 25 and 28 Dec "
                "= Wed 30 Dec 2026"
            ),
        ),
        (
            replace(FIVE_DAYS, count="inclusive"),
            date(2026, 12, 24),
            (
                "5 working days from Thu 24 Dec 2026, day 1 = Thu 24 Dec, skipping 25 and 28 Dec, 1 Jan "
                "= Mon 4 Jan 2027"
            ),
        ),
        (
            DP,
            date(2026, 11, 28),
            (
                "30 days after Sat 28 Nov 2026, day 1 = Sun 29 Nov = Mon 28 Dec, not a working day, "
                "so the next one = Tue 29 Dec 2026"
            ),
        ),
        (EIGHT_WEEKS, MONDAY, "8 weeks after Mon 21 Dec 2026 = Mon 15 Feb 2027"),
        (NHS, MONDAY, "6 months from Mon 21 Dec 2026, which is counted = Sun 20 Jun 2027"),
        (
            SAR,
            date(2027, 1, 30),
            (
                "1 month after Sat 30 Jan 2027, cut to the last day of the shorter month = Sun 28 Feb, "
                "not a working day, so the next one = Mon 1 Mar 2027"
            ),
        ),
        (
            replace(FIVE_DAYS, n=None, unit="prompt"),
            MONDAY,
            "promptly after Mon 21 Dec 2026; the procedure gives no number of days",
        ),
        (
            replace(FIVE_DAYS, n=None, unit="agreed"),
            MONDAY,
            "on a date to be agreed with the customer after Mon 21 Dec 2026",
        ),
    ],
)
def test_the_sum_is_worked_in_one_sentence(rule: ClockRule, start: date, expected: str) -> None:
    assert due(rule, start, ENGLAND).sum == expected


def test_the_sum_shows_pauses_and_extensions() -> None:
    worked = due(
        HOS_S1,
        date(2026, 12, 29),
        ENGLAND,
        pauses=[Pause(date(2027, 1, 4), date(2027, 1, 6))],
        extensions=[
            Extension("s1", date(2027, 1, 12)),
            Extension("s1", date(2027, 1, 20), date(2027, 2, 26)),
        ],
    )

    assert worked.on == date(2027, 2, 26)
    assert worked.sum == (
        "10 working days after Tue 29 Dec 2026, day 1 = Wed 30 Dec, skipping 1 Jan and 1 paused working day "
        "= Thu 14 Jan 2027; extended by 10 working days = Thu 28 Jan 2027; "
        "extended to the date given = Fri 26 Feb 2027"
    )


def test_a_long_list_of_days_off_is_counted_instead() -> None:
    strikes = tuple(DayOff(date(2026, 12, 1) + timedelta(days=n), "Strike") for n in range(20))

    worked = due(FIVE_DAYS, date(2026, 11, 30), WorkingCalendar("ENG", added=strikes))

    assert "skipping 16 days off" in worked.sum


def test_the_date_agreed_with_the_customer_is_the_due_date() -> None:
    worked = due(replace(FIVE_DAYS, n=None, unit="agreed"), MONDAY, ENGLAND, agreed_on=date(2027, 2, 12))

    assert worked.sum == "as agreed with the customer = Fri 12 Feb 2027"


def test_what_comes_after_the_cutoff_hour_counts_from_the_next_working_day() -> None:
    rule = replace(FIVE_DAYS, cutoff=time(17))

    assert due(rule, date(2026, 12, 18), ENGLAND, at=time(17)).on == date(2026, 12, 29)
    late = due(rule, date(2026, 12, 18), ENGLAND, at=time(17, 1))
    assert late.on == date(2026, 12, 30)
    assert late.sum.endswith("(Fri 18 Dec after 17:00 counts as the next working day)")


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        pytest.param([], "2026-11-13", id="no pause"),
        pytest.param([("2026-11-09", "2026-11-10")], "2026-11-13", id="from one evening to the next morning"),
        pytest.param([("2026-11-06", "2026-11-09")], "2026-11-13", id="a weekend before it starts"),
        pytest.param([("2026-11-09", "2026-11-11")], "2026-11-16", id="one whole day, and the weekend after"),
        pytest.param([("2026-11-13", "2026-11-30")], "2026-11-13", id="from the due day on"),
        pytest.param([("2026-10-01", "2026-11-05")], "2026-11-13", id="over before the start"),
        pytest.param([("2026-10-01", "2026-11-11")], "2026-11-17", id="begun before the start"),
        pytest.param([("2026-11-09", "2026-11-11")] * 3, "2026-11-16", id="logged three times"),
        pytest.param(
            [("2026-11-09", "2026-11-12"), ("2026-11-10", "2026-11-13")], "2026-11-18", id="overlapping"
        ),
        pytest.param(
            [("2026-11-09", "2026-11-11"), ("2026-11-13", "2026-11-17")],
            "2026-11-17",
            id="the second only because of the first",
        ),
        pytest.param([("2026-11-11", "2026-11-09")], "2026-11-13", id="ended before it began"),
    ],
)
def test_a_pause_adds_only_the_working_days_that_lie_wholly_in_it(
    pauses: list[tuple[str, str]], expected: str
) -> None:
    rows = [Pause(date.fromisoformat(first), date.fromisoformat(last)) for first, last in pauses]

    assert due(FIVE_DAYS, date(2026, 11, 6), ENGLAND, pauses=rows).on == date.fromisoformat(expected)


@given(SOME_DAYS, integers(1, 40), integers(0, 3))
def test_a_pause_that_holds_no_working_day_adds_nothing(start: date, n: int, later: int) -> None:
    rule = replace(FIVE_DAYS, n=n)
    friday = start + timedelta(days=(4 - start.weekday()) % 7, weeks=later)
    weekend = Pause(friday, friday + timedelta(days=3))

    assert due(rule, start, WEEKDAYS, pauses=[weekend]) == due(rule, start, WEEKDAYS)


@given(
    SOME_DAYS,
    integers(1, 40),
    lists(tuples(integers(-20, 80), integers(0, 30)), max_size=6),
    sampled_from(["wd", "cd", "week"]),
)
def test_paused_days_are_counted_as_if_each_were_looked_at(
    start: date, n: int, spans: list[tuple[int, int]], unit: str
) -> None:
    pauses = [
        Pause(start + timedelta(days=first), start + timedelta(days=first + length))
        for first, length in spans
    ]
    day, left = start, n * (7 if unit == "week" else 1)
    while left:
        day += timedelta(days=1)
        paused = any(pause.from_on < day < (pause.to_on or day) for pause in pauses)
        left -= not paused and (unit != "wd" or WEEKDAYS.is_working(day))

    assert due(replace(FIVE_DAYS, n=n, unit=unit), start, WEEKDAYS, pauses=pauses).on == day


@given(SOME_DAYS, integers(1, 60), sampled_from(["cd", "week", "month"]))
def test_a_rolling_clock_never_falls_on_a_non_working_day(start: date, n: int, unit: str) -> None:
    found = due(replace(FIVE_DAYS, n=n, unit=unit, roll="next_wd"), start, SCOTLAND).on

    assert found is not None
    assert SCOTLAND.is_working(found)


@given(SOME_DAYS, integers(1, 30), sampled_from(["wd", "cd", "week", "month"]), sampled_from([0, 1]))
def test_a_later_start_is_never_due_earlier(start: date, n: int, unit: str, inclusive: int) -> None:
    rule = replace(FIVE_DAYS, n=n, unit=unit, count=("exclusive", "inclusive")[inclusive])
    first, second = due(rule, start, ENGLAND).on, due(rule, start + timedelta(days=1), ENGLAND).on

    assert first is not None
    assert second is not None
    assert first <= second


def test_a_running_pause_needs_a_day_to_end_on() -> None:
    with pytest.raises(ValueError, match="only from today"):
        due(FIVE_DAYS, MONDAY, ENGLAND, pauses=[Pause(MONDAY)])


# --- how a clock stands


def stands(
    rule: ClockRule, today: date, *, pauses: tuple[Pause, ...] = (), events: Mapping[str, date] | None = None
) -> Clock:
    procedure = Procedure("test", clocks=(rule,))
    (clock,) = clocks(procedure, {"received": date(2026, 11, 2), **(events or {})}, ENGLAND, today, pauses)
    return clock


def test_a_long_running_pause_reads_paused_not_missed() -> None:
    clock = stands(FIVE_DAYS, date(2026, 11, 30), pauses=(Pause(date(2026, 11, 4)),))

    assert clock.status == "paused"
    assert clock.due_on == date(2026, 12, 2)
    assert clock.sum.endswith("= Wed 2 Dec 2026 if resumed now, Mon 30 Nov")


def test_what_was_missed_before_the_pause_stays_missed() -> None:
    assert stands(FIVE_DAYS, date(2026, 11, 30), pauses=(Pause(date(2026, 11, 12)),)).status == "missed"


def test_a_pause_moves_only_clocks_that_may_stop() -> None:
    pause = (Pause(date(2026, 11, 4), reason="parts"),)
    statutory = replace(FIVE_DAYS, kind="statutory", stop_clock=False)

    assert stands(statutory, date(2026, 11, 30), pauses=pause).status == "missed"
    assert (
        stands(replace(FIVE_DAYS, stop_reasons=("id",)), date(2026, 11, 30), pauses=pause).status == "missed"
    )
    for_another = (replace(pause[0], clocks=frozenset({"final"})),)
    assert stands(FIVE_DAYS, date(2026, 11, 30), pauses=for_another).status == "missed"


def test_a_pause_made_after_the_answer_does_not_change_how_it_was_met() -> None:
    met = {"acknowledged": date(2026, 11, 6)}

    assert stands(FIVE_DAYS, date(2026, 11, 30), events=met, pauses=(Pause(date(2026, 11, 10)),)) == stands(
        FIVE_DAYS, date(2026, 11, 30), events=met
    )


@pytest.mark.parametrize(
    ("today", "events", "status", "days_left", "wd_left", "share"),
    [
        ("2026-11-02", {}, "running", 7, 5, 0.0),
        ("2026-11-05", {}, "running", 4, 2, 0.6),
        ("2026-11-09", {}, "running", 0, 0, 1.0),
        ("2026-11-10", {}, "missed", -1, -1, 1.0),
        ("2026-11-14", {}, "missed", -5, -4, 1.0),
        ("2026-11-30", {"acknowledged": date(2026, 11, 9)}, "met", None, None, 1.0),
        ("2026-11-30", {"acknowledged": date(2026, 11, 10)}, "met_late", None, None, 1.0),
        ("2026-11-30", {"closed": date(2026, 11, 3)}, "met", None, None, 0.2),
    ],
)
def test_a_clock_says_how_it_stands(
    today: str,
    events: dict[str, date],
    status: str,
    days_left: int | None,
    wd_left: int | None,
    share: float,
) -> None:
    clock = stands(FIVE_DAYS, date.fromisoformat(today), events=events)

    assert (clock.status, clock.days_left, clock.wd_left) == (status, days_left, wd_left)
    assert clock.share_used == pytest.approx(share)


def test_a_clock_waits_until_its_start_has_happened() -> None:
    clock = stands(replace(FIVE_DAYS, start=("s1_ack_sent",)), MONDAY)

    assert clock.status == "waiting"
    assert clock.due_on is None
    assert clock.sum == "5 working days after the stage 1 acknowledgement, which has not happened"


def test_a_clock_without_a_number_runs_without_a_date_until_it_is_met() -> None:
    prompt = replace(FIVE_DAYS, n=None, unit="prompt")

    assert stands(prompt, MONDAY).status == "running"
    assert stands(prompt, MONDAY).days_left is None
    assert stands(prompt, MONDAY, events={"acknowledged": MONDAY}).status == "met"
    assert stands(replace(prompt, start=("knowledge",)), MONDAY).sum == (
        "after the day the customer knew, which has not happened"
    )


def test_a_repeating_clock_starts_at_the_last_contact() -> None:
    update = replace(FIVE_DAYS, id="update", start=("last_contact",), met_by=("closed",), n=10, repeat=True)

    assert stands(update, date(2026, 11, 12)).status == "waiting"
    for last, expected in ((date(2026, 11, 4), date(2026, 11, 18)), (date(2026, 11, 11), date(2026, 11, 25))):
        assert stands(update, date(2026, 11, 12), events={"last_contact": last}).due_on == expected


def test_the_first_known_start_counts() -> None:
    rule = replace(FIVE_DAYS, start=("s1_ack_sent", "received"))

    assert stands(rule, MONDAY).start_on == date(2026, 11, 2)
    assert stands(rule, MONDAY, events={"s1_ack_sent": date(2026, 11, 4)}).start_on == date(2026, 11, 4)


def test_a_variant_changes_the_number() -> None:
    procedure = Procedure("au", clocks=(RG271,))

    def due_on(*variants: str) -> date | None:
        return clocks(
            procedure, {"received": date(2026, 12, 1)}, AUSTRALIA, date(2026, 12, 1), variants=variants
        )[0].due_on

    assert due_on() == date(2026, 12, 31)
    assert due_on("hardship_default") == date(2026, 12, 22)


@pytest.mark.parametrize("day", [date(1066, 10, 14), date(9999, 12, 31)])
def test_an_impossible_date_leaves_the_clock_without_one_and_says_why(day: date) -> None:
    clock = stands(FIVE_DAYS, MONDAY, events={"received": day})

    assert clock.due_on is None
    assert clock.status == "running"
    assert "1900 to 2100" in clock.sum


def test_the_next_clock_is_the_earliest_unmet_one() -> None:
    rules = (
        replace(FIVE_DAYS, id="split", n=1, kind="reporting"),
        replace(FIVE_DAYS, id="src", n=3, kind="optional"),
        replace(FIVE_DAYS, id="ack", n=2),
        replace(FIVE_DAYS, id="final", n=8, unit="week", met_by=("final_response",)),
        replace(FIVE_DAYS, id="s2", start=("s2_requested",)),
    )

    def next_id(today: date, **events: date) -> str | None:
        found = next_clock(
            clocks(Procedure("test", clocks=rules), {"received": MONDAY, **events}, ENGLAND, today)
        )
        return None if found is None else found.id

    assert next_id(MONDAY) == "ack"
    assert next_id(date(2027, 1, 4)) == "ack"
    assert next_id(date(2027, 1, 4), acknowledged=MONDAY) == "final"
    assert next_id(date(2027, 1, 4), acknowledged=MONDAY, final_response=MONDAY) is None


# --- extensions


def problems(rule: ClockRule, to_on: date | None, given: set[str], earlier: int = 0) -> tuple[str, ...]:
    taken = [Extension(rule.id, MONDAY)] * earlier
    asked = Extension(rule.id, date(2027, 1, 12), to_on)
    return extension_problems(rule, date(2026, 12, 29), ENGLAND, asked, given, earlier=taken)


def test_an_extension_without_what_it_demands_is_told_so() -> None:
    rule = replace(HOS_S1, extension=ExtensionRule("wd", n=10, needs=("reason", "external_body_details")))

    assert problems(rule, None, {"reason"}) == (
        "An extension of Acknowledgement needs the external body's contact details.",
    )
    assert problems(rule, date(2027, 1, 27), {"reason", "external_body_details"}) == ()


def test_an_extension_goes_no_further_and_no_oftener_than_allowed() -> None:
    assert problems(HOS_S1, date(2027, 1, 28), set()) == (
        "Acknowledgement can be extended to Wed 27 Jan 2027 at the latest; name who approves a later date.",
    )
    assert problems(HOS_S1, None, set(), earlier=1) == (
        "Acknowledgement can be extended once, and has been; name who approves another extension.",
    )
    twice = replace(HOS_S1, extension=ExtensionRule("wd", n=5, max_uses=2))
    assert problems(twice, None, set(), earlier=1) == ()
    assert problems(twice, None, set(), earlier=2) == (
        "Acknowledgement can be extended 2 times, and has been; name who approves another extension.",
    )


def test_an_extension_without_a_number_needs_a_date() -> None:
    open_ended = replace(HOS_S1, extension=ExtensionRule("agreed", max_uses=None))

    assert problems(open_ended, None, set(), earlier=9) == (
        "Acknowledgement needs a new date: the procedure does not set one.",
    )
    assert problems(open_ended, date(2027, 6, 1), set()) == ()
    assert (
        "no new date was given" in due(open_ended, MONDAY, ENGLAND, extensions=[Extension("s1", MONDAY)]).sum
    )


def test_a_clock_that_cannot_be_extended_says_so() -> None:
    assert problems(FIVE_DAYS, None, set()) == ("Acknowledgement cannot be extended under this procedure.",)


def test_the_extension_of_another_clock_changes_nothing() -> None:
    assert due(FIVE_DAYS, MONDAY, ENGLAND, extensions=[Extension("s2", MONDAY)]) == due(
        FIVE_DAYS, MONDAY, ENGLAND
    )


def test_what_became_of_the_clocks_is_told_in_a_sentence_each() -> None:
    before = (
        a_clock(id="ack", name="Acknowledgement", due_on=date(2026, 11, 20)),
        a_clock(id="same", name="Same", due_on=date(2026, 11, 23)),
        a_clock(id="gone", name="Target", due_on=date(2026, 12, 1)),
        a_clock(id="met", name="Met", due_on=date(2026, 11, 2), met_on=date(2026, 11, 2)),
    )
    after = (
        a_clock(id="ack", name="Acknowledgement", due_on=date(2026, 11, 23)),
        a_clock(id="same", name="Same", due_on=date(2026, 11, 23)),
        a_clock(id="s1", name="Stage 1 answer", due_on=date(2026, 12, 2)),
    )

    assert moved(before, after) == (
        "Acknowledgement is due Mon 23 Nov, not Fri 20 Nov",
        "Stage 1 answer is due Wed 2 Dec",
        "Target no longer runs",
    )
    assert moved(after, after) == ()
