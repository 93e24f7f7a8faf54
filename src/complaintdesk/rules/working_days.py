"""Working days: which days count, and how many of them lie between two dates.

A calendar is a nation's bank holidays, the weekdays that are worked, and what
the organisation adds (strike days, local holidays) or takes away. Dates in,
dates out; no clock is read. Every walk over the calendar is bounded by the
years it knows, so none can go on for ever.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from complaintdesk.errors import ProcedureError

FIRST_YEAR = 1900
LAST_YEAR = 2100
"""The years a calendar answers for; the bank-holiday tables end with the last one."""

NATIONS: Mapping[str, str] = MappingProxyType(
    {"ENG": "England", "WLS": "Wales", "SCT": "Scotland", "NIR": "Northern Ireland"}
)
"""The nations of the United Kingdom, each with bank holidays of its own."""

NO_HOLIDAYS = "custom"
"""The region that has no bank holidays but those the organisation adds."""

MONDAY_TO_FRIDAY = frozenset(range(5))
_REGION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_ONE_DAY = timedelta(days=1)


class DayOff(NamedTuple):
    """A day that would be worked, had it not a name."""

    on: date
    name: str


class _Year(NamedTuple):
    """What one year holds: the names of its days off, and its working days in order."""

    names: Mapping[date, str]
    working: tuple[date, ...]


@dataclass(frozen=True)
class WorkingCalendar:
    """The days that count for one organisation in one region.

    Raises:
        ProcedureError: If the region is unknown or is the whole United Kingdom,
            or if no weekday is left to work on.
    """

    region: str
    """`ENG`, `WLS`, `SCT`, `NIR`, a country code (`AU`, `US`, `AU-NSW`), or `custom`."""

    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    """The weekdays that are worked; Monday is 0."""

    added: tuple[DayOff, ...] = ()
    """Days that are not worked here though the region works: strikes, local holidays."""

    removed: frozenset[date] = frozenset()
    """Bank holidays that are worked here; an added day wins over a removed one."""

    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.weekdays:
            raise ProcedureError("A calendar needs at least one working weekday; this one has none.")
        if not self.weekdays <= set(range(7)):
            raise ProcedureError("A weekday is a number from 0 (Monday) to 6 (Sunday).")
        _require_region(self.region)

    def covers(self, day: date) -> bool:
        """Return whether the calendar knows the year of `day`."""
        return FIRST_YEAR <= day.year <= LAST_YEAR

    def is_working(self, day: date) -> bool:
        """Return whether `day` counts as a working day."""
        named = self._year(day.year).names
        return day.weekday() in self.weekdays and day not in named

    def name_of(self, day: date) -> str | None:
        """Return why a weekday is not worked ("Good Friday"); None for worked days and plain weekends."""
        return self._year(day.year).names.get(day)

    def next_working(self, day: date) -> date:
        """Return `day` if it is worked, else the first working day after it."""
        return day if self.is_working(day) else self.add(day, 1)

    def add(self, start: date, n: int) -> date:
        """Return the `n`th working day after `start`; 0 returns `start` itself.

        `start` is not counted, whether or not it is a working day.

        Raises:
            ValueError: If `n` is negative.
            ProcedureError: If the answer lies beyond the years the calendar knows.
        """
        if n < 0:
            raise ValueError(f"{n} working days cannot be waited for")
        if n == 0:
            return start
        wanted = bisect_right(self._year(start.year).working, start) + n
        for year in range(start.year, LAST_YEAR + 1):
            working = self._year(year).working
            if wanted <= len(working):
                return working[wanted - 1]
            wanted -= len(working)
        raise ProcedureError(f"{n} working days after {start} is after {LAST_YEAR}, where the calendar ends.")

    def between(self, after: date, upto: date) -> int:
        """Return how many working days lie after `after`, up to and including `upto`.

        Negative where `upto` is the earlier date.
        """
        if upto < after:
            return -self.between(upto, after)
        whole_years = sum(len(self._year(year).working) for year in range(after.year, upto.year))
        return whole_years + self._ordinal(upto) - self._ordinal(after)

    def days_off(self, after: date, upto: date) -> tuple[DayOff, ...]:
        """Return the named days that were skipped after `after`, up to and including `upto`, in order."""
        return tuple(
            DayOff(day, name)
            for year in range(after.year, upto.year + 1)
            for day, name in self._year(year).names.items()
            if after < day <= upto
        )

    def _ordinal(self, day: date) -> int:
        """Return how many working days of its year have gone by at the end of `day`."""
        return bisect_right(self._year(day.year).working, day)

    def _year(self, year: int) -> _Year:
        if year not in self._years:
            self._years[year] = self._laid_out(year)
        return self._years[year]

    def _laid_out(self, year: int) -> _Year:
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ProcedureError(f"The calendar knows the years {FIRST_YEAR} to {LAST_YEAR}, not {year}.")
        bank_holidays = _bank_holidays(self.region, year)
        named = {day: name for day, name in bank_holidays.items() if day not in self.removed}
        named.update((off.on, off.name) for off in self.added if off.on.year == year)
        names = {day: named[day] for day in sorted(named) if day.weekday() in self.weekdays}
        first = date(year, 1, 1)
        days = (first + _ONE_DAY * n for n in range((date(year, 12, 31) - first).days + 1))
        return _Year(names, tuple(day for day in days if day.weekday() in self.weekdays and day not in names))


def _require_region(region: str) -> None:
    """Refuse a region that has no bank holidays of its own.

    Raises:
        ProcedureError: With the regions to choose from.
    """
    if region in NATIONS or region == NO_HOLIDAYS:
        return
    if region in {"UK", "GB"}:
        raise ProcedureError(f"Bank holidays differ within {region}; choose one of {', '.join(NATIONS)}.")
    if _REGION.fullmatch(region) is None or not _is_known(region):
        raise ProcedureError(
            f"No bank holidays are known for the region {region!r}; choose one of {', '.join(NATIONS)}, "
            f"a country code such as AU or US, or {NO_HOLIDAYS!r}."
        )


@lru_cache(maxsize=64)
def _is_known(region: str) -> bool:
    import holidays  # here, because it is heavy and the nations need no look-up

    country, _, part = region.partition("-")
    known = holidays.list_supported_countries(include_aliases=False)
    return country in known and (not part or part in known[country])


@lru_cache(maxsize=1024)
def _bank_holidays(region: str, year: int) -> Mapping[date, str]:
    """Return the public holidays of `region` in `year`, weekends included, with their English names."""
    if region == NO_HOLIDAYS:
        return {}
    import holidays  # here, because it is heavy and the first frame needs no calendar

    country, _, part = ("GB", "", region) if region in NATIONS else region.partition("-")
    languages = holidays.country_holidays(country).supported_languages
    # Named, because the library would otherwise follow the language of the machine.
    language = next((name for name in ("en_GB", "en_US") if name in languages), None)
    # The neighbours too, because a substitute day can fall on the other side of New Year.
    around = holidays.country_holidays(
        country, subdiv=part or None, years=range(year - 1, year + 2), expand=False, language=language
    )
    return {day: name for day, name in around.items() if day.year == year}
