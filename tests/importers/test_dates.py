"""One form a column, by the column's own evidence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintdesk.errors import ImportRefusedError
from complaintdesk.importers.dates import Evidence, choose, looks_like_a_date, reader

SOME_DAYS = st.dates(date(1970, 1, 1), date(2068, 12, 31))
WRITTEN = {
    ("ymd", ""): ["{0:%Y-%m-%d}", "{0.year}/{0.month}/{0.day}", "{0:%Y-%m-%d}T12:00:00-05:00"],
    ("nny", "dmy"): ["{0.day}/{0.month}/{0.year}", "{0:%d.%m.%Y}", "{0:%d-%m-%Y} 14:05"],
    ("nny", "mdy"): ["{0.month}/{0.day}/{0.year}", "{0:%m/%d/%Y} 3:26 PM"],
    ("nn2", "dmy"): ["{0:%d-%m-%y}", "{0:%d/%m/%y}"],
    ("nn2", "mdy"): ["{0:%m/%d/%y}"],
    ("dMy", ""): ["{0.day} {0:%B} {0.year}", "{0:%d-%b-%y}"],
    ("Mdy", ""): ["{0:%B} {0.day}, {0.year}"],
}


def gathered(*values: str) -> Evidence:
    evidence = Evidence()
    for value in values:
        evidence.add(value)
    return evidence


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2024-03-26", date(2024, 3, 26)),
        ("2023-03-11T14:26:56.000Z", date(2023, 3, 11)),
        ("2024-01-26T12:00:00-05:00", date(2024, 1, 26)),
        ("2020/3/18", date(2020, 3, 18)),
        ("8/30/2013", date(2013, 8, 30)),
        ("30/8/2013", date(2013, 8, 30)),
        ("26.03.2024", date(2024, 3, 26)),
        ("03/31/25", date(2025, 3, 31)),
        ("23-06-15", date(2015, 6, 23)),
        ("31-12-99", date(1999, 12, 31)),
        ("26 March 2024", date(2024, 3, 26)),
        ("9 Sept 2023", date(2023, 9, 9)),
        ("04-Aug-15", date(2015, 8, 4)),
        ("11/May/24 3:26 PM", date(2024, 5, 11)),
        ("March 26, 2024", date(2024, 3, 26)),
        ("Tue, 26 Mar 2024 09:15:00 +0000", date(2024, 3, 26)),
        ("26/03/2024, 14:05", date(2024, 3, 26)),
        ("26 March 2024 (amended at review)", date(2024, 3, 26)),
        ("9 March 2023 [re-issued 10 May 2023]", date(2023, 3, 9)),
        ("October 2025", date(2025, 10, 1)),
        ("2025-10", date(2025, 10, 1)),
        ("01/2004", date(2004, 1, 1)),
        ("2024-07-01 to 2024-12-31", date(2024, 7, 1)),
        ("01 July 2019 to 31 December 2019", date(2019, 7, 1)),
        ("20240326", date(2024, 3, 26)),
        ("99-12-31", date(1999, 12, 31)),
    ],
)
def test_a_date_that_tells_its_own_form_is_read(value: str, day: date) -> None:
    assert reader(choose(gathered(value), "When"))(value) == day


@pytest.mark.parametrize(
    "value",
    [
        "",
        "soon",
        "2024-02-30",
        "31/31/2024",
        "13/13/13",
        "1899-12-31",
        "2201-01-01",
        "20240326",
        "12 Foo 2024",
        "2024-03/26",
        "٢٠٢٤-٠٣-٢٦",
        "2024-03-26 amended",
        "0000-01-01",
    ],
)
def test_what_is_no_date_of_our_time_is_not_read(value: str) -> None:
    assert not looks_like_a_date(value)
    assert reader(choose(gathered("2024-03-26"), "When"))(value) is None


@given(st.lists(SOME_DAYS, min_size=1, max_size=30), st.sampled_from(sorted(WRITTEN)), st.integers(0, 2))
def test_every_column_reads_back_as_written_once_its_order_is_known(
    days: list[date], form: tuple[str, str], which: int
) -> None:
    written = WRITTEN[form]
    values = [written[which % len(written)].format(day) for day in days]
    read = reader(choose(gathered(*values), "When", asked=form[1] or None))

    assert [read(value) for value in values] == days


@given(st.lists(st.dates(date(2000, 1, 1), date(2060, 12, 31)), min_size=1, max_size=30))
def test_one_day_above_twelve_decides_for_the_column(days: list[date]) -> None:
    days.append(date(2024, 5, 13))
    values = [f"{day.month}/{day.day}/{day.year}" for day in days]
    form = choose(gathered(*values), "When", usual="dmy")

    assert form.order == "mdy"
    assert form.decided_by == "column"
    assert form.deciding == sum(day.day > 12 for day in days)
    assert form.weighed == len(days)


def test_a_column_that_cannot_tell_asks_for_the_order() -> None:
    with pytest.raises(ImportRefusedError, match="--date-order dmy or --date-order mdy"):
        choose(gathered("03/04/2024", "05/06/2024"), "When")


def test_a_column_that_cannot_tell_is_read_as_the_preset_says() -> None:
    form = choose(gathered("03/04/2024", "05/06/2024"), "When", usual="mdy")

    assert reader(form)("03/04/2024") == date(2024, 3, 4)
    assert form.sentence == "When: month, day, year, as in 03/04/2024 (no value decides; the preset says so)"


def test_the_order_of_the_columns_beside_it_outranks_the_preset() -> None:
    form = choose(gathered("03/04/2024"), "When", beside="dmy", usual="mdy")

    assert form.sentence == (
        "When: day, month, year, as in 03/04/2024 (no value decides; the other dates of the file do)"
    )
    assert choose(gathered("13/04/2024"), "When", beside="mdy").order == "dmy"
    assert gathered("13/04/2024", "04/13/2024").proven == ""


def test_the_order_asked_for_outranks_the_column() -> None:
    form = choose(gathered("3/31/2024", "05/06/2024"), "When", asked="dmy", usual="mdy")

    assert reader(form)("05/06/2024") == date(2024, 6, 5)
    assert reader(form)("3/31/2024") is None


def test_a_column_of_two_orders_is_refused_with_one_of_each() -> None:
    with pytest.raises(ImportRefusedError, match=r"mixes dates with the day first .*31/01/2024.*01/31/2024"):
        choose(gathered("31/01/2024", "01/31/2024"), "When")


def test_a_stray_in_the_other_order_does_not_turn_the_column() -> None:
    form = choose(gathered(*["1/31/2024"] * 20, "31/1/2024"), "When")

    assert form.order == "mdy"
    assert reader(form)("31/1/2024") is None


def test_a_column_without_dates_is_refused_with_a_remedy() -> None:
    with pytest.raises(ImportRefusedError, match=r"“Status” holds no date .*“Open”.*--map FIELD="):
        choose(gathered("Open", "Closed"), "Status")


def test_blanks_say_nothing() -> None:
    evidence = gathered("", "  ")

    assert evidence.weighed == 0
    assert not evidence.settled


def test_a_million_different_values_do_not_fill_the_memory() -> None:
    evidence = gathered(*(f"2024-01-01 10:00:00.{number:06}" for number in range(20_500)))
    read = reader(choose(evidence, "When"))

    assert evidence.weighed == 20_500
    assert all(read(f"2024-01-01 10:00:00.{number:06}") == date(2024, 1, 1) for number in range(20_500))


def test_the_order_asked_for_holds_where_every_value_is_against_it() -> None:
    form = choose(gathered("3/31/2024"), "When", asked="dmy")

    assert (form.order, form.deciding, form.example) == ("dmy", 0, "3/31/2024")


@pytest.mark.parametrize(
    ("column", "value", "day"),
    [
        ("26 May 2026", "2026-05-27", date(2026, 5, 27)),
        ("26 May 2026", "14/11/2025", date(2025, 11, 14)),
        ("2024-03-26", "20240327", None),
        ("2024-03-26", "03/04/2024", None),
        ("14/11/2025", "03/04/24", date(2024, 4, 3)),
    ],
)
def test_a_value_in_another_form_is_read_where_it_can_be_read_in_one_way_only(
    column: str, value: str, day: date | None
) -> None:
    form = choose(gathered(column, column, value), "When")

    assert reader(form)(value) == day
    assert form.otherwise == (day is not None)


def test_years_may_come_first_with_two_digits_when_the_handler_says_so() -> None:
    evidence = gathered("24-03-05", "23-12-31")

    assert reader(choose(evidence, "When", asked="ymd"))("24-03-05") == date(2024, 3, 5)
    assert choose(evidence, "When", asked="ymd").sentence.startswith("When: two-digit year, month, day")
    assert choose(gathered("25/12/2024"), "When", asked="ymd").order == "dmy"


def test_what_was_remarked_is_handed_over_as_it_stands() -> None:
    remarked: set[str] = set()
    read = reader(choose(gathered("26 March 2024"), "When"), remarked)
    for value in ("26 March 2024", "27 March 2024 (amended)", "October 2025", "soon (maybe 1)"):
        read(value)

    assert remarked == {"27 March 2024 (amended)", "October 2025"}


APRIL_TO_JUNE = [date(2015, 4, 1) + timedelta(days=n) for n in range(91)]


def exchanged(day: date) -> date:
    return date(day.year, day.day, day.month) if day.day <= 12 else day


@pytest.mark.parametrize("written", ["{0:%d-%m-%y}", "{0:%Y-%m-%d}", "{0:%d-%b-%y}", "{0:%m/%d/%Y}"])
def test_days_and_months_exchanged_in_the_file_are_noticed(written: str) -> None:
    right = choose(gathered(*(written.format(day) for day in APRIL_TO_JUNE)), "When")
    wrong = choose(gathered(*(written.format(exchanged(day)) for day in APRIL_TO_JUNE)), "When")

    assert right.suspicion == ""
    assert wrong.suspicion == (
        "When: day and month seem to be exchanged in the file itself. 27 of the 36 dates with a day up to 12 fall "
        "into months in which no later day occurs; exchanged, they would lie from 2015-04 to 2015-06 like all the "
        "others. Get the dates from the source again, or do not believe any figure by month."
    )


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(20, 2_000), st.integers(1, 9))
def test_an_honest_series_is_not_suspected(first: date, length: int, step: int) -> None:
    days = [first + timedelta(days=n) for n in range(0, length, step)]

    assert choose(gathered(*map(str, days)), "When").suspicion == ""


def test_a_long_cell_takes_no_time() -> None:
    for long in ("1" * 1_000_000, "1 (" * 300_000, "1 to " * 200_000):
        assert not looks_like_a_date(long)
