"""The filter language: what is understood, what is refused and where, what is offered."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintdesk.errors import FilterError
from complaintdesk.rules import filters
from complaintdesk.rules.filters import (
    Amounts,
    Containing,
    Days,
    Exactly,
    Field,
    Filter,
    Nothing,
    Numbers,
    Phrase,
    Similar,
    Term,
    Value,
    Words,
)
from complaintdesk.rules.working_days import DayOff, WorkingCalendar

TODAY = date(2026, 11, 20)  # a Friday
KNOWN = {
    "product": ["Boiler", "Credit card", "Mortgage, joint", "none"],
    "channel": ["phone", "e-mail", "e-mail (executive office)"],
    "cause": [],
}


def parsed(text: str) -> Filter:
    return filters.parse(text, KNOWN, TODAY)


def values_of(text: str) -> tuple[Value, ...]:
    (term,) = parsed(text).terms
    assert isinstance(term, Field)
    return term.values


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", ()),
        ("   \t\n ", ()),
        ("boiler", (Words("boiler"),)),
        ("boiler  heat", (Words("boiler"), Words("heat"))),
        ("-boiler", (Words("boiler", negated=True),)),
        ("10:30", (Words("10:30"),)),
        ("don't", (Words("don't"),)),
        ("[red]", (Words("[red]"),)),
        ('"no heat"', (Phrase("no heat"),)),
        ('-"no heat"', (Phrase("no heat", negated=True),)),
        ('"-no heat"', (Phrase("-no heat"),)),
        ('"stage:closed"', (Phrase("stage:closed"),)),
        ('"she said ""no"""', (Phrase('she said "no"'),)),
        ('no" "heat', (Phrase("no heat"),)),
        ("similar:cd-2026-7", (Similar("CD-2026-0007"),)),
        ("stage:referred", (Field("stage", (Exactly("referred"),)),)),
        ("STAGE:Referred", (Field("stage", (Exactly("referred"),)),)),
        ("-stage:closed,merged", (Field("stage", (Exactly("closed"), Exactly("merged")), negated=True),)),
        ("stage:closed,closed", (Field("stage", (Exactly("closed"),)),)),
        (
            "stage:referred boiler severity:5",
            (Field("stage", (Exactly("referred"),)), Words("boiler"), Field("severity", (Numbers(5, 5),))),
        ),
    ],
)
def test_a_line_becomes_terms_that_all_must_hold(text: str, terms: tuple[Term, ...]) -> None:
    assert parsed(text).terms == terms


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("stage:inv", (Exactly("investigating"),)),
        ("stage:live", (Exactly("live"),)),
        ("stage:re", (Exactly("referred"), Exactly("returned"))),
        ("outcome:partly-upheld", (Exactly("partly_upheld"),)),
        ("outcome:upheld", (Exactly("upheld"),)),
        ("outcome:none", (Nothing(),)),
        ("origin:any", (Exactly("any"),)),
        ("flag:urgent,safety", (Exactly("urgent"), Exactly("safety"))),
        ("promise:overdue", (Exactly("overdue"),)),
        ("approval:asked", (Exactly("asked"),)),
        ("product:boiler", (Exactly("Boiler"),)),
        ("product:card", (Exactly("Credit card"),)),
        ('product:"credit card"', (Exactly("Credit card"),)),
        ('product:"Mortgage, joint",boiler', (Exactly("Mortgage, joint"), Exactly("Boiler"))),
        ("product:none", (Nothing(),)),
        ('product:"none"', (Exactly("none"),)),
        ("channel:e-mail", (Exactly("e-mail"),)),
        ("channel:e", (Exactly("e-mail"), Exactly("e-mail (executive office)"))),
        ("customer:okafor", (Containing("okafor"),)),
        ('customer:"Ada Okafor"', (Containing("Ada Okafor"),)),
        ("customer:a:b", (Containing("a:b"),)),
        ("text:boiler", (Containing("boiler"),)),
        ("ref:26-7", (Exactly("CD-2026-0007"),)),
        ("ref:LOCAL/99", (Exactly("LOCAL/99"),)),
        ("severity:none", (Nothing(),)),
        ("severity:3", (Numbers(3, 3),)),
        ("severity:>=4", (Numbers(4, None),)),
        ("severity:>4", (Numbers(5, None),)),
        ("severity:<4", (Numbers(None, 3),)),
        ("severity:<=4", (Numbers(None, 4),)),
        ("severity:2..4", (Numbers(2, 4),)),
        ("severity:2..", (Numbers(2, None),)),
        ("severity:..2", (Numbers(None, 2),)),
        ("severity:1,4..5", (Numbers(1, 1), Numbers(4, 5))),
        ("amount:250", (Amounts(25_000, 25_000, "GBP"),)),
        ("amount:<£0.50", (Amounts(None, 49, "GBP"),)),
        ("amount:100..250.50", (Amounts(10_000, 25_050, "GBP"),)),
        ("amount:none", (Nothing(),)),
    ],
)
def test_values_are_settled_by_their_field(text: str, values: tuple[Value, ...]) -> None:
    assert values_of(text) == values


def on(first: str | None, last: str | None) -> Days:
    return Days(
        date.fromisoformat(first) if first else None,
        date.fromisoformat(last) if last else None,
    )


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("due:today", on("2026-11-20", "2026-11-20")),
        ("due:tomorrow", on("2026-11-21", "2026-11-21")),
        ("due:yesterday", on("2026-11-19", "2026-11-19")),
        ("due:overdue", on(None, "2026-11-19")),
        ("due:3d", on("2026-11-23", "2026-11-23")),
        ("due:<3d", on(None, "2026-11-22")),
        ("due:<=3d", on(None, "2026-11-23")),
        ("due:>2w", on("2026-12-05", None)),
        ("due:5wd", on("2026-11-27", "2026-11-29")),
        ("due:<5wd", on(None, "2026-11-26")),
        ("due:>5wd", on("2026-11-30", None)),
        ("due:0wd", on("2026-11-20", "2026-11-22")),
        ("due:today..5wd", on("2026-11-20", "2026-11-29")),
        ("due:2026-12", on("2026-12-01", "2026-12-31")),
        ("received:2026-01..2026-03", on("2026-01-01", "2026-03-31")),
        ("received:2026-02", on("2026-02-01", "2026-02-28")),
        ("received:2024-2", on("2024-02-01", "2024-02-29")),
        ("received:2025", on("2025-01-01", "2025-12-31")),
        ("received:2026-03-14", on("2026-03-14", "2026-03-14")),
        ("received:<2026-03", on(None, "2026-02-28")),
        ("received:<=2026-03", on(None, "2026-03-31")),
        ("received:>2026-03", on("2026-04-01", None)),
        ("received:>=2026-03", on("2026-03-01", None)),
        ("received:2026-10..", on("2026-10-01", None)),
        ("received:..2026-10", on(None, "2026-10-31")),
        ("received:today", on("2026-11-20", "2026-11-20")),
        ("received:3d", on("2026-11-17", "2026-11-17")),
        ("received:<3d", on("2026-11-18", None)),
        ("received:<=3d", on("2026-11-17", None)),
        ("received:>30d", on(None, "2026-10-20")),
        ("received:>=30d", on(None, "2026-10-21")),
        ("received:30d..7d", on("2026-10-21", "2026-11-13")),
        ("received:5wd", on("2026-11-13", "2026-11-15")),
        ("received:<5wd", on("2026-11-16", None)),
        ("received:>5wd", on(None, "2026-11-12")),
        ("closed:2026-11", on("2026-11-01", "2026-11-30")),
    ],
)
def test_dates_are_settled_as_spans(text: str, days: Days) -> None:
    assert values_of(text) == (days,)


def test_working_days_are_those_of_the_calendar() -> None:
    strike = WorkingCalendar("custom", added=(DayOff(date(2026, 11, 23), "Strike"),))

    (term,) = filters.parse("due:1wd", {}, TODAY, calendar=strike).terms
    assert term == Field("due", (on("2026-11-24", "2026-11-24"),))


@given(st.dates(date(2001, 1, 1), date(2090, 1, 1)), st.integers(0, 60), st.integers(0, 120))
def test_working_days_ago_are_counted_as_the_calendar_counts_them(today: date, n: int, back: int) -> None:
    (term,) = filters.parse(f"received:{n}wd", {}, today).terms
    assert isinstance(term, Field)
    (days,) = term.values
    assert isinstance(days, Days)
    assert days.first is not None
    assert days.last is not None
    day = today - timedelta(days=back)

    assert (days.first <= day <= days.last) == (filters.WEEKDAYS.between(day, today) == n)


def test_amounts_are_in_the_currency_of_the_desk() -> None:
    (term,) = filters.parse("amount:>=250", {}, TODAY, currency="JPY").terms

    assert term == Field("amount", (Amounts(250, None, "JPY"),))


@pytest.mark.parametrize(
    ("text", "at", "why"),
    [
        ("stge:referred", 0, "There is no field 'stge'; did you mean stage?"),
        ("boiler a:b", 7, "There is no field 'a'; the fields are ref, stage, severity"),
        ("-sevrity:4", 1, "did you mean severity?"),
        ("stage:closd", 6, "'closd' is no stage; did you mean closed?"),
        ("stage:referred,closd", 15, "did you mean closed?"),
        ("flag:zzz", 5, "'zzz' is no flag; try one of conflict"),
        ("stage:none", 6, "'none' is no stage"),
        ("product:boilr", 8, "No complaint has the product 'boilr'; did you mean Boiler?"),
        ("cause:delay", 6, "No complaint has the cause 'delay'."),
        ("product:---", 8, "No complaint has the product '---'"),
        ("stage:", 6, "Say a value after stage:"),
        ('stage:""', 6, "Say a value after stage:"),
        ("stage:closed,", 13, "A value is missing."),
        ("stage:,closed", 6, "Say a value after stage:"),
        ("stage:closed,,merged", 13, "A value is missing."),
        ("boiler -", 7, "A minus needs a word after it"),
        ('boiler ""', 7, "nothing between the quotation marks"),
        ('boiler "no heat', 7, "The quotation mark is not closed."),
        ('product:"credit', 8, "The quotation mark is not closed."),
        ("severity:high", 9, "'high' is no whole number"),
        ("severity:>=", 11, "Say a value after >="),
        ("severity:>=high", 11, "'high' is no whole number"),
        ("severity:5..2", 9, "ends before it begins"),
        ("severity:..", 9, "needs a beginning or an end"),
        ("severity:2..x", 12, "'x' is no whole number"),
        ("severity:-1", 9, "'-1' is no whole number"),
        ("amount:lots", 7, "'lots' is not an amount"),
        ("amount:$5", 7, "keeps its amounts in GBP"),
        ("amount:>=1,000", 10, "Write an amount without commas"),
        ("due:soon", 4, "'soon' is no date; write 2026-03-14"),
        ("due:overdeu", 4, "did you mean overdue?"),
        ("received:overdue", 9, "'overdue' is no date"),
        ("received:none", 9, "'none' is no date"),
        ("due:2026-02-30", 4, "no date that the desk knows"),
        ("due:2026-13", 4, "no date that the desk knows"),
        ("due:0000", 4, "no date that the desk knows"),
        ("due:2150", 4, "no date that the desk knows"),
        ("due:<overdue", 5, "cannot be compared with"),
        ("received:2026-03..2026-01", 9, "ends before it begins"),
        ("similar:boiler", 8, "'boiler' is no reference"),
        ("-similar:CD-2026-0007", 1, "takes one reference, and no minus"),
        ("similar:CD-2026-0007,CD-2026-0008", 0, "takes one reference"),
        ("x" * 2001, 2000, "2000 characters at most"),
        ("customr:" + "y" * 500, 0, "did you mean customer?"),
        ("severity:" + "y" * 500, 9, "…' is no whole number"),
    ],
)
def test_what_is_not_understood_is_refused_at_its_place(text: str, at: int, why: str) -> None:
    with pytest.raises(FilterError) as refusal:
        parsed(text)

    assert why in str(refusal.value)
    assert refusal.value.at == at
    assert len(str(refusal.value)) < 250


def test_a_day_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(FilterError, match="no date that the desk knows"):
        filters.parse("due:9999wd", {}, date(2090, 1, 1))
    with pytest.raises(FilterError, match="no date that the desk knows"):
        filters.parse("received:9999wd", {}, date(1902, 1, 1))
    with pytest.raises(FilterError, match="no date that the desk knows"):
        filters.parse("received:9999d", {}, date(2, 1, 1))


GRAMMAR = st.lists(
    st.sampled_from(
        [
            *(
                "-",
                '"',
                '""',
                ":",
                ",",
                "..",
                "<",
                ">",
                "<=",
                ">=",
                " ",
                "\n",
                "3d",
                "5wd",
                "2026",
                "2026-01",
            ),
            *("none", "any", "today", "overdue", "boiler", "9999", "similar:", "[/", "\x00", "\ud800", "٣"),
            *(f"{field}:" for field in filters.FIELDS),
        ]
    ),
    max_size=12,
).map("".join)


@given(st.text() | GRAMMAR, st.dates())
def test_any_text_is_understood_or_refused_at_a_place_in_it(text: str, today: date) -> None:
    try:
        filtered = filters.parse(text, KNOWN, today)
    except FilterError as refusal:
        place = refusal.at
    else:
        place = 0
        assert filters.describe(filtered)

    assert 0 <= place <= len(text)


@pytest.mark.parametrize("text", ["due:yesterday", "due:overdue", "due:<0d", "received:1wd"])
def test_the_first_day_of_all_has_no_day_before_it(text: str) -> None:
    with pytest.raises(FilterError, match="no date that the desk knows"):
        filters.parse(text, {}, date.min)


@given(st.text(min_size=1).filter(lambda text: len(text) < 900 and text.strip() == text))
def test_a_written_value_reads_back_as_itself(value: str) -> None:
    (term,) = filters.parse(filters.written("customer", value), {}, TODAY).terms

    assert term == Field("customer", (Containing(value),))


@pytest.mark.parametrize(
    ("values", "negated", "text"),
    [
        (("boiler",), False, "product:boiler"),
        (("not_upheld", "e-mail"), True, "-product:not_upheld,e-mail"),
        (("Credit card", "none"), False, 'product:"Credit card","none"'),
        (('5" pipe',), False, 'product:"5"" pipe"'),
        (("-x", ">3"), False, 'product:"-x",">3"'),
    ],
)
def test_values_are_quoted_where_they_must_be(values: tuple[str, ...], negated: bool, text: str) -> None:
    assert filters.written("product", *values, negated=negated) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "everything"),
        ('boiler -"no heat"', 'with "boiler"; without "no heat"'),
        ("stage:closed,merged", "stage is closed or merged"),
        ("-outcome:not_upheld", "outcome is not not upheld"),
        ("customer:okafor", 'customer is like "okafor"'),
        ("severity:>=4", "severity is from 4"),
        ("severity:<4", "severity is up to 3"),
        ("severity:2..4,none", "severity is 2 to 4 or nothing"),
        ("amount:100..250.50", "amount is £100.00 to £250.50"),
        ("amount:>=100", "amount is from £100.00"),
        ("due:today", "due is Fri 20 Nov 2026"),
        ("received:2026-01..", "received is from Thu 1 Jan 2026"),
        ("similar:26-7", "like CD-2026-0007"),
    ],
)
def test_a_filter_is_told_in_words(text: str, words: str) -> None:
    assert filters.describe(parsed(text)) == words


def test_a_filter_knows_its_fields() -> None:
    filtered = parsed(" origin:any boiler origin:history ")

    assert filtered.text == "origin:any boiler origin:history"
    assert filtered.field("origin") == Field("origin", (Exactly("any"),))
    assert filtered.field("stage") is None
    assert not filtered.is_empty
    assert parsed(" ").is_empty


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("pro", ["procedure:", "product:", "promise:"]),
        ("boiler pro", ["procedure:", "product:", "promise:"]),
        ("-simi", []),
        ("simi", ["similar:"]),
        ("STA", ["stage:"]),
        ("stage:re", ["stage:referred", "stage:returned"]),
        ("-stage:closed,re", ["-stage:closed,referred", "-stage:closed,returned"]),
        (
            "product:",
            ["product:Boiler", 'product:"Credit card"', 'product:"Mortgage, joint"', "product:none"],
        ),
        ("product:card", ['product:"Credit card"']),
        ('product:"mort', ['product:"Mortgage, joint"']),
        ("outcome:no", ["outcome:not_upheld", "outcome:none"]),
        ("nofield:x", []),
        ("severity:", ["severity:none"]),
        ("customer:", ["customer:none"]),
    ],
)
def test_what_may_follow_is_offered(text: str, offered: list[str]) -> None:
    known = {**KNOWN, "product": KNOWN["product"][:3]}

    assert filters.complete(text, len(text), known) == offered


@given(st.text() | GRAMMAR, st.integers(-5, 60))
def test_completing_never_fails(text: str, cursor: int) -> None:
    start = filters.token_at(text, cursor)

    assert 0 <= start <= max(cursor, 0)
    assert len(filters.complete(text, cursor, KNOWN)) <= max(filters.MOST_OFFERED, len(filters.FIELDS) + 1)


def test_a_token_goes_on_over_a_quoted_blank() -> None:
    text = 'boiler product:"credit ca'

    assert filters.token_at(text, len(text)) == 7
    assert filters.token_at(text, 3) == 0
