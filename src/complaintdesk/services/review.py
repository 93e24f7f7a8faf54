"""The trend review: what came in, whether it is steady, what it is made of, what rises or falls, and what helped.

Each part is asked for by itself, so that a screen can show what is quick while the tests are still being loaded.
Counts are by the day received. The month that is running is left out of everything but the chart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from complaintdesk.errors import InvalidInputError
from complaintdesk.rules import months as calendar
from complaintdesk.rules import periods, term_trends, trend_words
from complaintdesk.rules.filter_terms import written
from complaintdesk.rules.statistics import durations, makeup
from complaintdesk.rules.statistics.rates import wilson
from complaintdesk.services import filtering, review_texts, steadiness
from complaintdesk.services.review_values import (
    AS_IT_COMES,
    RETURN_DAYS,
    BeforeAfter,
    Campaign,
    Counting,
    RemedyFigures,
    Share,
    Taken,
    remedy_figures,
)
from complaintdesk.store import review_figures as stored
from complaintdesk.store.conditions import Condition, both
from complaintdesk.store.figures import GROUPINGS, MONTH
from complaintdesk.store.review_figures import Repeats, Worded

if TYPE_CHECKING:
    from complaintdesk.rules.verdicts import Compared, Judged
    from complaintdesk.services.desk import Desk


def moment(desk: Desk) -> int:
    """Return a number that differs once anything was written, by this desk or beside it."""
    return int(desk.reader.execute("SELECT coalesce(max(number), 0) FROM journal_step").fetchone()[0])


def as_of(today: date, months_back: int) -> str:
    """Return the last complete month of a review so many months before today's."""
    return calendar.shifted(calendar.month_of(today), -1 - months_back)


class Review:
    """The figures of one filter as of one day; each is counted when it is first asked for, and then kept."""

    def __init__(
        self,
        desk: Desk,
        filter_text: str = "",
        grouping: str = "category",
        first: date | None = None,
        last: date | None = None,
        counting: Counting = AS_IT_COMES,
    ) -> None:
        """Prepare.

        Args:
            desk: The desk; its day is the day of the review.
            filter_text: Which complaints; of any origin unless it names one.
            grouping: What they are parted by, one of `GROUPINGS`.
            first: The first day that counts.
            last: The last day that counts; the review is then as of that day, if it is past.
            counting: What is counted, and per what.

        Raises:
            FilterError: At the first place of the filter that is not understood.
            InvalidInputError: If complaints cannot be parted by that, the period ends before it begins, or nothing of
                what they are to be counted by was entered.
        """
        if grouping not in GROUPINGS:
            msg = f"Complaints cannot be counted by {grouping!r}; they can by {', '.join(GROUPINGS)}."
            raise InvalidInputError(msg, "group")
        if first is not None and last is not None and last < first:
            msg = "The period ends before it begins."
            raise InvalidInputError(msg, "to")
        self.desk = desk
        self.filter_text = filter_text
        self.grouping = grouping
        self.counting = counting
        self.is_quick = False
        """Whether to answer before the words of the complaints were read; see `found_campaigns`."""

        self.names_origin = filtering.parse(desk, filter_text).field("origin") is not None
        self.first = first
        self.as_of = min(desk.today(), last + timedelta(days=1)) if last is not None else desk.today()
        self.windows = calendar.windows(self.as_of)
        self._filter = both(
            filtering.condition(desk, filter_text, default=None),
            # What is dated in the future is a slip of the pen; it would begin a period that has not begun.
            Condition("complaint.received_on <= ?", (min(last or self.as_of, self.as_of).isoformat(),)),
            *([Condition("complaint.received_on >= ?", (first.isoformat(),))] if first is not None else []),
        )

    @classmethod
    def of_month(
        cls,
        desk: Desk,
        filter_text: str,
        grouping: str,
        months_back: int,
        counting: Counting = AS_IT_COMES,
    ) -> Review:
        """Return the review as it was so many months ago, at the end of its last complete month; 0 is today's."""
        last = calendar.last_day(as_of(desk.today(), months_back)) if months_back else None
        return cls(desk, filter_text, grouping, last=last, counting=counting)

    def narrowed(self, value: str) -> Review:
        """Return the same review of the complaints that have one value."""
        words = " ".join(part for part in (self.filter_text, written(self.grouping, value)) if part)
        return self._again(words, self.counting)

    def monthly(self) -> Review:
        """Return the same review with a point a month on its chart."""
        return (
            self
            if self.period == "month"
            else self._again(self.filter_text, self.counting._replace(period="month"))
        )

    def _again(self, filter_text: str, counting: Counting) -> Review:
        until = None if self.as_of == self.desk.today() else self.as_of - timedelta(days=1)
        return Review(self.desk, filter_text, self.grouping, self.first, until, counting)

    @cached_property
    def span(self) -> tuple[date, date, int] | None:
        """First day of the first month and last of the last one, and how many there are; None where there are none."""
        months = [month for month, n in self.totals.items() if n]
        if not months:
            return None
        return calendar.first_day(min(months)), calendar.last_day(max(months)), sum(self.totals.values())

    @cached_property
    def serious(self) -> tuple[int, ...]:
        """Complaints of the last twelve months, the running one included, that are serious whatever their number."""
        since = Condition(f"{MONTH} >= ?", (self.windows.year[0],))
        return stored.serious(self.desk.reader, both(self._filter, since))

    @cached_property
    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """Value -> month -> complaints; the empty value is having none."""
        return stored.by_month_and_value(self.desk.reader, self.grouping, self._filter, self.counting.unit)

    @cached_property
    def totals(self) -> Mapping[str, int]:
        """Month -> complaints."""
        if self.counting.unit == "complaints" and self.grouping in stored.SINGLE:
            # Each complaint has one value, and none is a value too: what was counted is summed.
            found: dict[str, int] = {}
            for months in self.counts.values():
                for month, n in months.items():
                    found[month] = found.get(month, 0) + n
            return dict(sorted(found.items()))
        return stored.by_period(self.desk.reader, "month", self._filter, self.counting.unit)

    @cached_property
    def uncategorised(self) -> Share:
        """How many of the last twelve months have no value, of how many."""
        year = self.windows.year
        lacking = sum(self.counts.get("", {}).get(month, 0) for month in year)
        total = sum(self.totals.get(month, 0) for month in year)
        return Share(lacking, total, wilson(lacking, total))

    @cached_property
    def period(self) -> periods.Kind:
        """The period of the chart: as asked for, or the shortest with enough in it, or the quarter."""
        if self.counting.period:
            return self.counting.period
        span = self.span
        fit = periods.fitting(span[2], span[0], self.as_of) if span is not None else "month"
        return fit or "quarter"

    @cached_property
    def measure(self) -> steadiness.Measure:
        """What there was to complain about in each period: days, or what was entered under a name."""
        name = self.counting.measure
        if not name:
            return steadiness.Measure()
        amounts = stored.exposures(self.desk.reader, name)
        if not amounts:
            msg = f"Nothing was entered for {name!r}; + on Trends enters it."
            raise InvalidInputError(msg, "measure")
        return steadiness.Measure(name, amounts)

    @cached_property
    def bases(self) -> tuple[steadiness.Base, ...]:
        """Where the handler began new limits for these complaints."""
        return tuple(
            steadiness.Base(*each) for each in stored.bases(self.desk.reader, self.filter_text, self.period)
        )

    @cached_property
    def by_period(self) -> Mapping[str, int]:
        """Period of the chart -> complaints."""
        if self.period == "month":
            return self.totals
        return stored.by_period(self.desk.reader, self.period, self._filter, self.counting.unit)

    @cached_property
    def steady(self) -> steadiness.Steady:
        """The chart of all complaints, the last 36 complete periods at most."""
        return steadiness.steady(self.by_period, self.period, self.as_of, self.measure, self.bases)

    @cached_property
    def steady_folded(self) -> steadiness.Steady:
        """The same with each campaign counted once."""
        folded = dict(self.by_period)
        for campaign in self.campaigns:
            for name, many in self._away(campaign, self.period).items():
                folded[name] = folded.get(name, 0) - many
        return steadiness.steady(folded, self.period, self.as_of, self.measure, self.bases)

    @cached_property
    def logged_late(self) -> int | None:
        """Days within which 95 of 100 complaints of the last twelve months were logged; None where it is not known."""
        return stored.logged_within(
            self.desk.reader, self._within(self.windows.year[0], self.windows.year[-1])
        )

    @cached_property
    def provisional(self) -> tuple[str, ...]:
        """The complete periods to which complaints may yet be added, judged by how late they are logged."""
        late = self.logged_late
        if not late:
            return ()
        return tuple(
            name
            for name in self.steady.periods
            if periods.last_day(name) + timedelta(days=late) >= self.as_of
        )

    @cached_property
    def gaps(self) -> steadiness.Gaps:
        """The days between complaints, for what is too rare for a chart of periods."""
        received = stored.days_received(self.desk.reader, self._filter, steadiness.MOST_GAPS + 1)
        return steadiness.gaps(received, self.as_of)

    @cached_property
    def pareto(self) -> makeup.Pareto:
        """What the last twelve complete months are made of."""
        year = self.windows.year
        counts = {
            value: sum(months.get(month, 0) for month in year)
            for value, months in sorted(self.counts.items())
        }
        return makeup.pareto({value: count for value, count in counts.items() if count})

    @property
    def lacks_exposure(self) -> tuple[str, ...]:
        """The compared months for which nothing of the measure was entered; rates are per day where there are any."""
        months = {*self.windows.recent, *self.windows.before}
        if self.has_last_year:
            months |= set(self.windows.last_year)
        return tuple(sorted(month for month in months if self.measure.of(month) <= 0))

    def _exposure(self, months: Sequence[str]) -> float:
        """Return how much there was to complain about in some months: what was entered, or else their days."""
        if self.lacks_exposure:
            return calendar.days_in(months)
        # Without a year before, its months are asked for all the same; nothing was then.
        return sum(self.measure.of(month) for month in months) or calendar.days_in(months)

    @cached_property
    def compared(self) -> tuple[Compared, ...]:
        """The last three complete months against the twelve before, by value."""
        from complaintdesk.rules import verdicts

        return verdicts.compare(self._named, self.windows.recent, self.windows.before, self._exposure)

    @cached_property
    def compared_last_year(self) -> tuple[Compared, ...]:
        """The last three complete months against the same a year earlier, by value."""
        from complaintdesk.rules import verdicts

        return verdicts.compare(self._named, self.windows.recent, self.windows.last_year, self._exposure)

    @property
    def judged(self) -> tuple[Judged, ...]:
        """What is rising or falling, with the season looked at, and campaigns where the words were read."""
        return self._judged_with_campaigns if self.found_campaigns else self._judged

    @property
    def found_campaigns(self) -> tuple[Campaign, ...]:
        """The campaigns; none as long as `is_quick` and nobody else has read the words."""
        return () if self.is_quick and not self.has_read_words else self.campaigns

    @property
    def has_read_words(self) -> bool:
        """Whether the words of the complaints were read already."""
        return "campaigns" in self.__dict__

    @cached_property
    def _judged(self) -> tuple[Judged, ...]:
        from complaintdesk.rules import verdicts

        return verdicts.judge(self._named, self.windows, self.has_last_year, None, self._exposure)

    @cached_property
    def _judged_with_campaigns(self) -> tuple[Judged, ...]:
        from complaintdesk.rules import verdicts

        folded = {value: dict(months) for value, months in self._named.items()}
        for campaign in self.campaigns:
            for month, many in self._away(campaign).items():
                if campaign.value in folded:
                    folded[campaign.value][month] = folded[campaign.value].get(month, 0) - many
        return verdicts.judge(self._named, self.windows, self.has_last_year, folded, self._exposure)

    @property
    def has_last_year(self) -> bool:
        """Whether the complaints go back to the same months of last year."""
        span = self.span
        return span is not None and calendar.month_of(span[0]) <= self.windows.last_year[0]

    @property
    def _named(self) -> Mapping[str, Mapping[str, int]]:
        return {value: months for value, months in self.counts.items() if value}

    @cached_property
    def texts(self) -> tuple[Worded, ...]:
        """The complaints of the compared months that have words, the first first; the latest where they are many."""
        first, last = self.windows.before[0], self.windows.recent[-1]
        within = self._within(first, last)
        return tuple(stored.worded(self.desk.reader, self.grouping, within, MOST_TEXTS))

    @property
    def reads_all_texts(self) -> bool:
        """Whether all complaints of the compared months are read for their words, or the latest only."""
        months = (*self.windows.before, *self.windows.recent)
        return sum(self.totals.get(month, 0) for month in months) <= MOST_TEXTS

    @cached_property
    def campaigns(self) -> tuple[Campaign, ...]:
        """Complaints of the compared months that share one text, the largest groups first."""
        return review_texts.campaigns(self.texts)

    def _away(self, campaign: Campaign, kind: periods.Kind = "month") -> dict[str, int]:
        return review_texts.folded_away(self.texts, campaign, kind)

    @cached_property
    def repeats(self) -> Repeats:
        """Customers who complained more than once in the last twelve complete months."""
        return stored.repeats(self.desk.reader, self._within(self.windows.year[0], self.windows.year[-1]))

    @cached_property
    def came_back(self) -> Share:
        """Of the complaints closed long enough ago, those whose customer complained again soon after."""
        closed_until = self.as_of - timedelta(days=RETURN_DAYS)
        k, n = stored.came_back(self.desk.reader, self._filter, closed_until, RETURN_DAYS)
        return Share(k, n, wilson(k, n))

    @cached_property
    def taken(self) -> Taken:
        """How long the complaints received in the last twelve complete months take."""
        year = self._within(self.windows.year[0], self.windows.year[-1])
        ages = [durations.Age(*each) for each in stored.ages(self.desk.reader, year, self.as_of)]
        return Taken(
            sum(age.closed + age.open for age in ages),
            sum(age.open for age in ages),
            durations.durations(ages),
        )

    @cached_property
    def remedies(self) -> tuple[RemedyFigures, ...]:
        """What was offered, accepted and found satisfactory, the most offered first."""
        return tuple(remedy_figures(each) for each in stored.remedies(self.desk.reader, self._filter))

    @cached_property
    def terms(self) -> tuple[term_trends.Term, ...]:
        """The words of complaints by how much they rose, the last three months against the twelve before."""
        return review_texts.terms(self.texts, self.windows.recent)

    @cached_property
    def rising_terms(self) -> tuple[tuple[term_trends.Term, ...], int]:
        """The words that rose beyond chance among all that enough complaints hold, and how many those are.

        Each campaign is read once, and the names of customers are no words.
        """
        again = {each for campaign in self.campaigns for each in campaign.ids[1:]}
        names = stored.names_of(self.desk.reader, [text.id for text in self.texts])
        once = [text for text in self.texts if text.id not in again]
        return review_texts.beyond_chance(review_texts.terms(once, self.windows.recent, names))

    @cached_property
    def concentrations(self) -> tuple[tuple[makeup.Cell, ...], int]:
        """The places, by value and product, where most complaints gather beyond chance, and how many were judged."""
        from complaintdesk.rules.statistics.rates import ALPHA, adjusted

        year = self._within(self.windows.year[0], self.windows.year[-1])
        counts = stored.by_value_and_product(self.desk.reader, self.grouping, year)
        if len({row for row, _ in counts}) < 2 or len({column for _, column in counts}) < 2:
            return (), 0
        cells = [cell for cell in makeup.cross_table(counts).cells if cell.is_judged]
        qs = adjusted([cell.p for cell in cells])
        found = [cell for cell, q in zip(cells, qs, strict=True) if q <= ALPHA and cell.residual > 0]
        return tuple(sorted(found, key=lambda cell: -cell.residual)[:MOST_PLACES]), len(cells)

    @cached_property
    def quarters(self) -> tuple[tuple[str, tuple[str, ...], Taken], ...]:
        """How long complaints take by the quarter they were received in, the latest first: name, months, figures."""
        found = []
        year = self.windows.year
        for start in range(len(year) - 3, -1, -3):
            months = year[start : start + 3]
            within = self._within(months[0], months[-1])
            ages = [durations.Age(*each) for each in stored.ages(self.desk.reader, within, self.as_of)]
            cases = sum(age.closed + age.open for age in ages)
            if cases:
                figures = Taken(cases, sum(age.open for age in ages), durations.durations(ages))
                found.append((f"{trend_words.months_in_words(months)} {months[-1][:4]}", months, figures))
        return tuple(found)

    def before_after(self, value: str, change_on: date) -> BeforeAfter:
        """Return whether a change worked: twelve months before it against the complete months since.

        Raises:
            InvalidInputError: If no complete month has passed since the change.
        """
        from complaintdesk.rules.statistics.rates import odds_ratio, rate_ratio

        changed = calendar.month_of(change_on)
        since = changed if change_on.day == 1 else calendar.shifted(changed, 1)
        last = self.windows.recent[-1]
        if since > last:
            msg = "No complete month has passed since the change; it is too early to tell."
            raise InvalidInputError(msg, "change-date")
        after = calendar.between(since, last)
        before = tuple(calendar.shifted(changed, by) for by in range(-12, 0))
        mine = self.counts.get(value, {})
        now, past = (sum(mine.get(month, 0) for month in window) for window in (after, before))
        all_now, all_past = (sum(self.totals.get(month, 0) for month in window) for window in (after, before))
        others = (all_now - now, all_past - past)
        days = (calendar.days_in(after), calendar.days_in(before))
        return BeforeAfter(
            value,
            change_on,
            before,
            after,
            (now, past),
            others,
            rate_ratio(now, days[0], past, days[1]),
            rate_ratio(others[0], days[0], others[1], days[1]),
            odds_ratio(now, past, *others),
        )

    def _within(self, first: str, last: str) -> Condition:
        """Return the condition that a complaint came in certain months; by month, because the index has them."""
        return both(self._filter, Condition(f"{MONTH} >= ? AND {MONTH} <= ?", (first, last)))


MOST_TEXTS = 20_000
"""Complaints whose words are read, the latest: more would take more than a few seconds."""

MOST_PLACES = 5
"""Places that are told of a cross-table."""
