"""How the values of each kind of filter field are read.

A value is text as typed, and whether it was quoted; what is quoted means just
itself. Days are counted from today: forwards for what is due, backwards for
what has happened.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from complaintdesk.errors import FilterError, InvalidInputError, ProcedureError
from complaintdesk.rules import money, references
from complaintdesk.rules.filter_fields import FIELDS, NONE, FieldRule, Kind, matches, nearest
from complaintdesk.rules.filter_terms import Amounts, Containing, Days, Exactly, Nothing, Numbers, Value
from complaintdesk.rules.working_days import WorkingCalendar

EARLIEST_YEAR, LATEST_YEAR = 1900, 2099
"""The years a filter can name."""

_LONGEST_SAID = 40
_ONE_DAY = timedelta(days=1)
_COMPARISON = re.compile(r"(<=|>=|<|>)(.*)", re.DOTALL)
_AWAY = re.compile(r"(\d{1,4})(d|wd|w)", re.IGNORECASE | re.ASCII)
_PERIOD = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)


class Typed(NamedTuple):
    """One typed value, and where it begins."""

    text: str
    quoted: bool
    at: int

    @property
    def said(self) -> str:
        """The value as a refusal quotes it."""
        return repr(self.text if len(self.text) <= _LONGEST_SAID else f"{self.text[:_LONGEST_SAID]}…")


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the values of any field.

    `known` holds the values of text fields as the store spells them.
    """

    today: date
    known: Mapping[str, Collection[str]]
    calendar: WorkingCalendar
    currency: str

    def read(self, name: str, typed: Typed) -> tuple[Value, ...]:
        """Return what one typed value of a field stands for; a part of a word may stand for several.

        Raises:
            FilterError: At the value, with what is wrong with it.
        """
        rule = FIELDS[name]
        if rule.may_lack and not typed.quoted and typed.text.casefold() == NONE:
            return (Nothing(),)
        match rule.kind:
            case Kind.word:
                return self._listed(name, rule.words, typed)
            case Kind.text:
                return self._text(name, typed)
            case Kind.words:
                return (Containing(typed.text),)
            case Kind.reference:
                return (Exactly(references.read(typed.text) or typed.text.strip()),)
            case Kind.number:
                return (_numbers(typed, _whole),)
            case Kind.money:
                return (self._amounts(typed),)
            case Kind.ahead | Kind.behind:
                try:
                    return (self._days(rule, typed),)
                except (ValueError, OverflowError, ProcedureError) as outside:
                    raise FilterError(f"{typed.said} is no date that the desk knows.", typed.at) from outside

    def _listed(self, name: str, words: Sequence[str], typed: Typed) -> tuple[Value, ...]:
        found = matches(typed.text, words, inside=False)
        if not found:
            raise FilterError(f"{typed.said} is no {name}{nearest(typed.text, words)}", typed.at)
        return tuple(Exactly(word) for word in found)

    def _text(self, name: str, typed: Typed) -> tuple[Value, ...]:
        if name not in self.known:
            return (Containing(typed.text),)
        found = matches(typed.text, self.known[name], inside=True)
        if not found:
            raise FilterError(
                f"No complaint has the {name} {typed.said}{nearest(typed.text, self.known[name])}",
                typed.at,
            )
        return tuple(Exactly(value) for value in found)

    def _amounts(self, typed: Typed) -> Amounts:
        span = _numbers(typed, self._minor)
        return Amounts(span.first, span.last, self.currency)

    def _minor(self, typed: Typed) -> int:
        try:
            return money.parse(typed.text, self.currency)
        except InvalidInputError as refusal:
            raise FilterError(str(refusal), typed.at) from refusal

    def _days(self, rule: FieldRule, typed: Typed) -> Days:
        """Return the days that one date, range, comparison or word stands for.

        Raises:
            FilterError: Where it is no date.
            ValueError: Where there is no such day, or it is out of reach.
        """
        if _is_range(typed):
            first, last = _ends(typed)
            begins = self._edge(rule, first).first if first.text else None
            ends = self._edge(rule, last).last if last.text else None
            if begins and ends and begins > ends:
                raise FilterError(f"The range {typed.said} ends before it begins.", typed.at)
            return Days(begins, ends)
        sign, edge = _compared(typed)
        days = self._edge(rule, edge)
        if sign and days.first is None:
            raise FilterError(f"{edge.said} cannot be compared with.", edge.at)
        if rule.kind is Kind.behind and _AWAY.fullmatch(edge.text):
            # "Less than three days ago" is the later date.
            sign = sign.translate(_TURNED)
        return _beyond(sign, days)

    def _edge(self, rule: FieldRule, typed: Typed) -> Days:
        """Return the days of one word or date: a day, a month, a year."""
        word = typed.text.casefold()
        if word in rule.words:
            return self._named(word)
        away, period = _AWAY.fullmatch(word), _PERIOD.fullmatch(word)
        if away:
            return self._away(int(away[1]), away[2], back=rule.kind is Kind.behind)
        if period:
            return _period(*(int(part) if part else None for part in period.groups()))
        words = (*rule.words, NONE) if rule.may_lack else rule.words
        like = "2026-03-14, 2026-03, 2026, 3d, 2w or 5wd"
        raise FilterError(
            f"{typed.said} is no date{nearest(typed.text, words, f'; write {like}.')}", typed.at
        )

    def _named(self, word: str) -> Days:
        if word == "overdue":
            return Days(None, self.today - _ONE_DAY)
        day = self.today + _ONE_DAY * {"today": 0, "tomorrow": 1, "yesterday": -1}[word]
        return Days(day, day)

    def _away(self, n: int, unit: str, *, back: bool) -> Days:
        """Return the days that lie `n` days, weeks or working days from today.

        Several days are as many working days away where some of them are not worked.
        """
        if unit == "wd":
            return self._working_days_ago(n) if back else self._working_days_ahead(n)
        away = _ONE_DAY * (n * 7 if unit == "w" else n)
        day = self.today - away if back else self.today + away
        return Days(day, day)

    def _working_days_ahead(self, n: int) -> Days:
        return Days(self.calendar.add(self.today, n), self.calendar.add(self.today, n + 1) - _ONE_DAY)

    def _working_days_ago(self, n: int) -> Days:
        return Days(self._latest_before(n + 1) + _ONE_DAY, self._latest_before(n))

    def _latest_before(self, n: int) -> date:
        """Return the latest day after which `n` working days have gone by."""
        day = self.today
        # So many working days need at least as many days, so this never steps too far.
        while (wanting := n - self.calendar.between(day, self.today)) > 0:
            day -= _ONE_DAY * wanting
        return day


def _numbers(typed: Typed, number: Callable[[Typed], int]) -> Numbers:
    """Return the numbers that one number, range or comparison stands for."""
    if _is_range(typed):
        first, last = _ends(typed)
        least = number(first) if first.text else None
        most = number(last) if last.text else None
        if least is not None and most is not None and least > most:
            raise FilterError(f"The range {typed.said} ends before it begins.", typed.at)
        return Numbers(least, most)
    sign, edge = _compared(typed)
    value = number(edge)
    match sign:
        case "<":
            return Numbers(None, value - 1)
        case "<=":
            return Numbers(None, value)
        case ">":
            return Numbers(value + 1, None)
        case ">=":
            return Numbers(value, None)
        case _:
            return Numbers(value, value)


def _whole(typed: Typed) -> int:
    if _WHOLE.fullmatch(typed.text) is None:
        raise FilterError(f"{typed.said} is no whole number.", typed.at)
    return int(typed.text)


def _is_range(typed: Typed) -> bool:
    return ".." in typed.text and not typed.quoted


def _ends(typed: Typed) -> tuple[Typed, Typed]:
    """Return the two ends of a range; either may be left open, but not both."""
    first, _, last = typed.text.partition("..")
    if not first and not last:
        raise FilterError("A range needs a beginning or an end.", typed.at)
    return Typed(first, False, typed.at), Typed(last, False, typed.at + len(first) + 2)


def _compared(typed: Typed) -> tuple[str, Typed]:
    """Return the sign of a comparison, blank where there is none, and what stands after it."""
    found = None if typed.quoted else _COMPARISON.fullmatch(typed.text)
    if found is None:
        return "", typed
    if not found[2]:
        raise FilterError(f"Say a value after {found[1]}", typed.at + len(found[1]))
    return found[1], Typed(found[2], False, typed.at + len(found[1]))


_TURNED = str.maketrans("<>", "><")


def _beyond(sign: str, days: Days) -> Days:
    """Return the days on the side of a span that a comparison asks for."""
    match sign:
        case "<":
            return Days(None, days.first - _ONE_DAY if days.first else None)
        case "<=":
            return Days(None, days.last)
        case ">":
            return Days(days.last + _ONE_DAY if days.last else None, None)
        case ">=":
            return Days(days.first, None)
        case _:
            return days


def _period(year: int | None, month: int | None, day: int | None) -> Days:
    """Return the first and the last day of a year, a month or a day.

    Raises:
        ValueError: If there is no such day, or the year is out of reach.
    """
    if year is None or not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise ValueError(year)
    if month is None:
        return Days(date(year, 1, 1), date(year, 12, 31))
    if day is None:
        return Days(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
    return Days(date(year, month, day), date(year, month, day))
