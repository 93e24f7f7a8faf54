"""What a chart is drawn against: how much there was to complain about, and where new limits begin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlmodel import col, select

from complaintdesk.errors import InvalidInputError
from complaintdesk.models import ChartBase, Exposure
from complaintdesk.rules import exposures, periods
from complaintdesk.services import filtering
from complaintdesk.services.steadiness import LEAST_FOR_NEW_LIMITS
from complaintdesk.services.texts import text
from complaintdesk.store import records, review_figures

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

LONGEST_MEASURE = 40
"""Characters of what a measure is called; it stands in sentences."""


def measures(desk: Desk) -> tuple[str, ...]:
    """Return what was entered of how much there was to complain about, by name."""
    return tuple(review_figures.measures(desk.reader))


def entered(desk: Desk, measure: str) -> str:
    """Return what was entered of a measure, a line a period."""
    return exposures.written(review_figures.exposures(desk.reader, measure))


def enter(desk: Desk, measure: str, lines: str) -> Mapping[str, float]:
    """Keep how much there was of a measure in each period; what was there for other periods stays.

    Raises:
        InvalidInputError: If a line is not understood, or the measure has no name or a very long one.
    """
    name = text(measure, "Measure").strip().casefold()
    if not 0 < len(name) <= LONGEST_MEASURE:
        raise InvalidInputError(
            f"Say in 1 to {LONGEST_MEASURE} characters what there was: customers, orders, journeys.",
            "measure",
        )
    amounts = exposures.parse(lines)
    with desk.step("enter how much there was to complain about") as step:
        known = {
            row.period: row
            for row in step.session.exec(
                select(Exposure).where(col(Exposure.measure) == name, col(Exposure.member) == "")
            )
        }
        for period, amount in amounts.items():
            if period in known:
                known[period].amount = amount
            else:
                step.session.add(
                    Exposure.model_validate({"measure": name, "period": period, "amount": amount})
                )
    return amounts


def begin(desk: Desk, filter_text: str, period: str, cause: str) -> None:
    """Begin new limits at a period, on the charts of the complaints of a filter.

    Raises:
        InvalidInputError: If it is no period, has not lasted for twelve, has limits already, or no cause is given.
        FilterError: If the filter is not understood.
    """
    filtering.parse(desk, filter_text)
    name = period.strip().upper()
    try:
        kind = periods.kind_of(name)
    except ValueError as error:
        raise InvalidInputError(
            f"{period.strip()!r} is no period; one is written 2026-03, 2026-W12 or 2026-Q1.", "period"
        ) from error
    said = text(cause, "What changed").strip()
    if not said:
        raise InvalidInputError("Say what changed: limits are not moved without a known cause.", "cause")
    lasted = len(periods.between(name, periods.preceding(periods.of(desk.today(), kind))))
    if lasted < LEAST_FOR_NEW_LIMITS:
        raise InvalidInputError(
            f"New limits need {LEAST_FOR_NEW_LIMITS} complete {kind}s of the new level; since {periods.words(name)}"
            f" there are {lasted}.",
            "period",
        )
    with desk.step("begin new limits on a chart") as step:
        known = step.session.exec(
            select(ChartBase).where(
                col(ChartBase.filter) == filter_text,
                col(ChartBase.period) == name,
                col(ChartBase.removed).is_(False),
            )
        ).first()
        if known is not None:
            raise InvalidInputError(f"New limits begin in {periods.words(name)} already.", "period")
        step.session.add(ChartBase.model_validate({"filter": filter_text, "period": name, "cause": said}))


def end(desk: Desk, base_id: int) -> None:
    """Take new limits back: the chart has those of before again.

    Raises:
        NotFoundError: If there are none of this id.
    """
    with desk.step("take new limits back") as step:
        records.get(step.session, ChartBase, base_id).removed = True
