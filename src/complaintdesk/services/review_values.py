"""What a review is asked for, and what it answers with: figures as values, each share with what it likely is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from complaintdesk.rules import periods
from complaintdesk.rules.statistics import durations
from complaintdesk.rules.statistics.rates import Interval, wilson
from complaintdesk.store.figures import GROUPINGS
from complaintdesk.store.review_figures import Remedy

if TYPE_CHECKING:
    from complaintdesk.rules.statistics.rates import OddsRatio, RateRatio

GROUPED_BY = tuple(GROUPINGS)
"""What complaints can be counted by."""


RETURN_DAYS = 90
"""A customer who complains again within so many days of the closing came back."""


TARGET_DAYS = 56
"""Eight weeks, by which the share closed is told."""


class Counting(NamedTuple):
    """What is counted, and per what."""

    period: periods.Kind | Literal[""] = "month"
    """The period of the chart; empty for the shortest that has enough in it."""

    unit: Literal["complaints", "customers"] = "complaints"
    """Customers count once in a period, however often they complain."""

    measure: str = ""
    """What was entered of how much there was to complain about; empty for days."""

    folded: bool = True
    """Whether a campaign counts once."""


AS_IT_COMES = Counting()


class Share(NamedTuple):
    """So many of so many, and between what the share likely is."""

    k: int
    n: int
    between: Interval


@dataclass(frozen=True, slots=True)
class Campaign:
    """Complaints that share one text."""

    references: tuple[str, ...]
    """As their source calls them."""

    ids: tuple[int, ...]
    value: str
    """What most of them count as."""

    first_on: date
    last_on: date
    customers: int
    """Different known customers; 0 where the source names none."""


@dataclass(frozen=True, slots=True)
class Taken:
    """How long complaints take, those still open included."""

    cases: int
    open: int
    durations: durations.Durations


@dataclass(frozen=True, slots=True)
class RemedyFigures:
    """What became of one kind of remedy."""

    remedy: str
    accepted: Share
    satisfied: Share
    """Of those who said how satisfied they were."""


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """Whether a change worked: what it was to lower, and all the others, before and after."""

    value: str
    change_on: date
    before: tuple[str, ...]
    after: tuple[str, ...]
    affected: tuple[int, int]
    """Complaints after, and before."""

    others: tuple[int, int]
    affected_rate: RateRatio
    others_rate: RateRatio
    against_others: OddsRatio


def remedy_figures(found: Remedy) -> RemedyFigures:
    """Return the figures of a remedy as its rows were counted."""
    return RemedyFigures(
        found.remedy,
        Share(found.accepted, found.offered, wilson(found.accepted, found.offered)),
        Share(found.satisfied, found.answered, wilson(found.satisfied, found.answered)),
    )
