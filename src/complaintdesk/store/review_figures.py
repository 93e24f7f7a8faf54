"""What a trend review counts, all in SQL: by month and value, who comes back, how long it takes, what was accepted."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from complaintdesk.rules import periods
from complaintdesk.store import facets
from complaintdesk.store.conditions import Condition, both
from complaintdesk.store.figures import GROUPINGS, MONTH

TEXT_READ = 20_000
"""Characters of a text that are looked at for words and for likeness."""


LOGGED_SHARE = 0.95
"""The share of complaints by which it is judged how late they are logged."""

GRAVE_FROM = 4
"""An implication of this severity or more is serious by itself."""


class Remedy(NamedTuple):
    """What became of one kind of remedy."""

    remedy: str
    offered: int
    accepted: int
    answered: int
    """Customers who said how satisfied they were."""

    satisfied: int
    """Those who gave 4 or 5."""


class Repeats(NamedTuple):
    """Customers who complained more than once."""

    customers: int
    repeating: int
    complaints: int
    """Complaints of those who repeat."""

    top: str
    top_complaints: int


class Worded(NamedTuple):
    """One complaint with its words."""

    id: int
    reference: str
    received_on: date
    value: str
    customer_id: int | None
    words: str


PERIODS: Mapping[str, str] = MappingProxyType(
    {
        "month": MONTH,
        "quarter": "substr(complaint.received_on, 1, 4) || '-Q'"
        " || ((CAST(substr(complaint.received_on, 6, 2) AS INTEGER) + 2) / 3)",
        # The Monday: SQLite has names for the weeks of ISO 8601 only since 3.46.
        "week": "date(complaint.received_on, 'weekday 0', '-6 days')",
    }
)
"""Kind of period -> the period received."""

SINGLE = frozenset(name for name, facet in GROUPINGS.items() if not facet.also)
"""What a complaint has one value of, or none."""

UNITS: Mapping[str, str] = MappingProxyType(
    {
        "complaints": "count(*)",
        # Who is not known complains for themselves.
        "customers": "count(DISTINCT coalesce(complaint.customer_id, -complaint.id))",
    }
)
"""What is counted -> how."""


def by_period(
    reader: sqlite3.Connection, kind: periods.Kind, condition: Condition, unit: str = "complaints"
) -> dict[str, int]:
    """Return period -> how many were received in it, in order; periods without any are left out."""
    found = reader.execute(
        f"SELECT {PERIODS[kind]}, {UNITS[unit]} FROM complaint WHERE {condition.sql} GROUP BY 1 ORDER BY 1",  # noqa: S608
        condition.parameters,
    )
    if kind == "week":
        return {periods.of(date.fromisoformat(str(monday)), "week"): int(count) for monday, count in found}
    return {str(name): int(count) for name, count in found}


def days_received(reader: sqlite3.Connection, condition: Condition, most: int) -> list[date]:
    """Return the days on which the latest complaints were received, so many at most, in order."""
    found = reader.execute(
        f"SELECT received_on FROM complaint WHERE {condition.sql} ORDER BY received_on DESC LIMIT ?",  # noqa: S608
        (*condition.parameters, most),
    )
    return [date.fromisoformat(str(row[0])) for row in found][::-1]


def logged_within(reader: sqlite3.Connection, condition: Condition) -> int | None:
    """Return the days from receipt within which 95 of 100 complaints were logged; None where no log day is known."""
    counted = reader.execute(
        "SELECT CAST(julianday(logged_on) - julianday(received_on) AS INTEGER), count(*) FROM complaint"  # noqa: S608
        f" WHERE logged_on IS NOT NULL AND ({condition.sql}) GROUP BY 1 ORDER BY 1",
        condition.parameters,
    ).fetchall()
    wanted = LOGGED_SHARE * sum(int(count) for _, count in counted)
    so_far = 0
    for days, count in counted:
        so_far += int(count)
        if so_far >= wanted:
            return max(int(days), 0)
    return None


def exposures(reader: sqlite3.Connection, measure: str) -> dict[str, float]:
    """Return period -> how much there was of a measure in it, as it was entered for the whole."""
    found = reader.execute(
        "SELECT period, amount FROM exposure WHERE measure = ? AND member = ''", (measure,)
    )
    return {str(name): float(amount) for name, amount in found}


def measures(reader: sqlite3.Connection) -> list[str]:
    """Return the measures that were entered, by name."""
    found = reader.execute("SELECT DISTINCT measure FROM exposure WHERE member = '' ORDER BY 1")
    return [str(row[0]) for row in found]


def bases(reader: sqlite3.Connection, filter_text: str, kind: periods.Kind) -> list[tuple[int, str, str]]:
    """Return where new limits begin for the complaints of a filter: id, period and cause, in order."""
    found = reader.execute(
        "SELECT id, period, cause FROM chart_base WHERE filter = ? AND NOT removed ORDER BY period",
        (filter_text,),
    )
    return [
        (int(base), str(name), str(cause))
        for base, name, cause in found
        if periods.kind_of(str(name)) == kind
    ]


def by_month_and_value(
    reader: sqlite3.Connection, grouping: str, condition: Condition, unit: str = "complaints"
) -> dict[str, dict[str, int]]:
    """Return value -> month -> complaints received; the empty value is having none."""
    facet = GROUPINGS[grouping]
    counted = UNITS[unit]
    found: dict[str, dict[str, int]] = {}
    rows = reader.execute(
        f"SELECT {facet.column}, {MONTH}, {counted} FROM complaint WHERE {condition.sql} GROUP BY 2, 1",  # noqa: S608
        condition.parameters,
    )
    for value, month, count in rows:
        found.setdefault(str(value), {})[str(month)] = int(count)
    if facet.also:
        _add_further(reader, facet, condition, counted, found)
    return found


def _add_further(
    reader: sqlite3.Connection,
    facet: facets.Facet,
    condition: Condition,
    counted: str,
    found: dict[str, dict[str, int]],
) -> None:
    """Count further values of a complaint too; one that repeats its own is not counted again."""
    rows = reader.execute(
        f"SELECT given.value, {MONTH}, {counted.replace('*', 'DISTINCT complaint.id')} FROM ({facet.also}) AS given"  # noqa: S608
        f" JOIN complaint ON complaint.id = given.complaint_id AND {facet.column} <> given.value"
        f" WHERE {condition.sql} GROUP BY 1, 2",
        condition.parameters,
    )
    for value, month, count in rows:
        months = found.setdefault(str(value), {})
        months[str(month)] = months.get(str(month), 0) + int(count)
    without = both(condition, facets.without(facet))
    rows = reader.execute(
        f"SELECT {MONTH}, {counted} FROM complaint WHERE {without.sql} GROUP BY 1",  # noqa: S608
        without.parameters,
    )
    found[""] = {str(month): int(count) for month, count in rows}
    if not found[""]:
        del found[""]


def repeats(reader: sqlite3.Connection, condition: Condition) -> Repeats:
    """Return how many customers complained twice or more; complaints without a customer are left out."""
    row = reader.execute(
        "WITH theirs AS (SELECT customer_id, count(*) AS n FROM complaint"  # noqa: S608
        f" WHERE customer_id IS NOT NULL AND ({condition.sql}) GROUP BY customer_id)"
        " SELECT count(*), count(*) FILTER (WHERE n > 1), coalesce(sum(n) FILTER (WHERE n > 1), 0) FROM theirs",
        condition.parameters,
    ).fetchone()
    top = reader.execute(
        "SELECT customer.name, theirs.n FROM (SELECT customer_id, count(*) AS n FROM complaint"  # noqa: S608
        f" WHERE customer_id IS NOT NULL AND ({condition.sql}) GROUP BY customer_id) AS theirs"
        " JOIN customer ON customer.id = theirs.customer_id ORDER BY theirs.n DESC, customer.name LIMIT 1",
        condition.parameters,
    ).fetchone()
    name, most = (str(top[0]), int(top[1])) if top is not None and top[1] > 1 else ("", 0)
    return Repeats(int(row[0]), int(row[1]), int(row[2]), name, most)


def came_back(
    reader: sqlite3.Connection, condition: Condition, closed_until: date, within: int
) -> tuple[int, int]:
    """Return how many of those closed up to a day had the customer back within so many days, and of how many."""
    row = reader.execute(
        "SELECT count(*) FILTER (WHERE EXISTS (SELECT 1 FROM complaint AS later"  # noqa: S608
        " WHERE later.customer_id = complaint.customer_id AND later.id <> complaint.id"
        " AND later.received_on > complaint.closed_on"
        f" AND later.received_on <= date(complaint.closed_on, '+{int(within)} days'))), count(*)"
        " FROM complaint WHERE complaint.closed_on IS NOT NULL AND complaint.closed_on <= ?"
        f" AND complaint.customer_id IS NOT NULL AND ({condition.sql})",
        (closed_until.isoformat(), *condition.parameters),
    ).fetchone()
    return int(row[0]), int(row[1])


def ages(reader: sqlite3.Connection, condition: Condition, today: date) -> list[tuple[int, int, int]]:
    """Return age in days -> closed at it, still open at it; in order. What is closed before it came is left out."""
    rows = reader.execute(
        "SELECT CAST(julianday(coalesce(closed_on, ?)) - julianday(received_on) AS INTEGER) AS age,"  # noqa: S608
        " count(closed_on), count(*) - count(closed_on) FROM complaint"
        f" WHERE ({condition.sql}) GROUP BY 1 HAVING age >= 0 ORDER BY 1",
        (today.isoformat(), *condition.parameters),
    )
    return [(int(age), int(closed), int(left)) for age, closed, left in rows]


def remedies(reader: sqlite3.Connection, condition: Condition) -> list[Remedy]:
    """Return each kind of remedy with what became of it, the most offered first.

    History counts what it brought; work on the desk counts each first offer of ours with its remedies, and the
    customer's last word on the outcome. `part refund`, as a log has it, is `part_refund`, as the desk has it.
    """
    rows = reader.execute(
        "SELECT min(remedy), count(*), count(*) FILTER (WHERE accepted), count(score),"  # noqa: S608
        " count(*) FILTER (WHERE score >= 4)"
        " FROM (SELECT complaint.remedy AS remedy, complaint.accepted AS accepted, complaint.satisfaction AS score"
        " FROM complaint WHERE complaint.origin = 'history' AND complaint.remedy <> ''"
        f" AND complaint.accepted IS NOT NULL AND ({condition.sql})"
        " UNION ALL SELECT option_remedy.remedy, offer.state = 'accepted',"
        " CASE WHEN offer.state = 'accepted' THEN (SELECT outcome_score FROM satisfaction_check"
        " WHERE satisfaction_check.complaint_id = complaint.id ORDER BY satisfaction_check.id DESC LIMIT 1) END"
        " FROM offer JOIN complaint ON complaint.id = offer.complaint_id"
        " JOIN option_remedy ON option_remedy.option_id = offer.option_id"
        " WHERE offer.maker = 'desk' AND offer.state IN ('accepted', 'rejected', 'countered', 'expired')"
        " AND offer.id = (SELECT min(first.id) FROM offer AS first"
        " WHERE first.complaint_id = offer.complaint_id AND first.maker = 'desk')"
        f" AND ({condition.sql})) GROUP BY lower(replace(remedy, ' ', '_')) ORDER BY 2 DESC, 1",
        condition.parameters * 2,
    )
    return [Remedy(str(row[0]), *(int(count) for count in tuple(row)[1:])) for row in rows]


def worded(reader: sqlite3.Connection, grouping: str, condition: Condition, most: int) -> list[Worded]:
    """Return those of the latest complaints that have words, so many looked at; the first first."""
    rows = reader.execute(
        f"SELECT id, reference, received_on, {GROUPINGS[grouping].column}, customer_id,"  # noqa: S608
        f" substr(about || ' ' || narrative, 1, {TEXT_READ}), source_id FROM complaint"
        " WHERE (about <> '' OR narrative <> '') AND id IN"
        f" (SELECT id FROM complaint WHERE {condition.sql} ORDER BY received_on DESC, id DESC LIMIT ?)"
        " ORDER BY received_on, id",
        (*condition.parameters, most),
    )
    return [
        Worded(
            int(complaint_id),
            str(source_id) or str(reference),
            date.fromisoformat(str(received_on)),
            str(value or ""),
            customer_id,
            str(words),
        )
        for complaint_id, reference, received_on, value, customer_id, words, source_id in rows
    ]


def serious(reader: sqlite3.Connection, condition: Condition) -> tuple[int, ...]:
    """Return the complaints that are serious whatever their number, the latest first.

    Safety, a customer known to be vulnerable, one rated grave, or an implication such as discrimination or lost data.
    """
    rows = reader.execute(
        "SELECT complaint.id FROM complaint WHERE (complaint.safety OR complaint.vulnerable = 'yes'"  # noqa: S608
        " OR complaint.severity = 5 OR EXISTS (SELECT 1 FROM implication"
        " WHERE implication.complaint_id = complaint.id AND NOT implication.removed"
        f" AND implication.severity >= {GRAVE_FROM}))"
        f" AND ({condition.sql}) ORDER BY complaint.received_on DESC, complaint.id DESC",
        condition.parameters,
    )
    return tuple(int(row[0]) for row in rows)


def by_value_and_product(
    reader: sqlite3.Connection, grouping: str, condition: Condition
) -> dict[tuple[str, str], int]:
    """Return value and product -> complaints; those without either are left out."""
    column = GROUPINGS[grouping].column
    rows = reader.execute(
        f"SELECT {column}, complaint.product, count(*) FROM complaint WHERE {column} <> ''"  # noqa: S608
        f" AND complaint.product <> '' AND ({condition.sql}) GROUP BY 1, 2 ORDER BY 1, 2",
        condition.parameters,
    )
    return {(str(value), str(product)): int(count) for value, product, count in rows}


def names_of(reader: sqlite3.Connection, ids: Sequence[int]) -> set[str]:
    """Return the names of the customers of some complaints, and of the people around them."""
    names: set[str] = set()
    for start in range(0, len(ids), 10_000):
        some = tuple(ids[start : start + 10_000])
        marks = ", ".join("?" for _ in some)
        rows = reader.execute(
            "SELECT customer.name FROM complaint JOIN customer ON customer.id = complaint.customer_id"  # noqa: S608
            f" WHERE complaint.id IN ({marks}) UNION SELECT party.name FROM party WHERE complaint_id IN ({marks})",
            (*some, *some),
        )
        names.update(str(row[0]) for row in rows)
    return names
