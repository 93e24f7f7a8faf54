"""The queue: which complaints a view holds, in which order, a page at a time.

A page is asked for in two statements. The first walks an index and returns ids
only, so that rows skipped over are never read; the second fetches what a row
shows for the few ids of the page.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from complaintdesk.store import due_list, facets
from complaintdesk.store.conditions import ALL, Bound, Condition, both
from complaintdesk.vocabulary import Origin, Stage


class _Key(NamedTuple):
    """One expression of an order."""

    expression: str
    may_lack: bool = False
    """Whether it can be NULL; rows without it come last, whichever way round the order is."""


_STAGES = " ".join(f"WHEN '{stage.value}' THEN {number}" for number, stage in enumerate(Stage))
_ID = _Key("complaint.id")

ORDERS: Mapping[str, tuple[_Key, ...]] = MappingProxyType(
    {
        "due": (_Key("complaint.next_due_on", may_lack=True),),
        "score": (_Key("complaint.triage_score"),),
        "received": (_Key("complaint.received_on"),),
        "closed": (_Key("complaint.closed_on", may_lack=True),),
        # By year and number: as texts, number 10000 would come before 9999.
        "ref": (
            _Key("substr(complaint.reference, 1, 8)"),
            _Key("length(complaint.reference)"),
            _Key("complaint.reference"),
        ),
        "stage": (_Key(f"CASE complaint.stage {_STAGES} END"),),
        "severity": (_Key("complaint.severity"),),
        "customer": (_Key("customer.name COLLATE NOCASE", may_lack=True),),
    }
)
"""What a list can be sorted by; equal rows follow by id."""

_COVERED = frozenset({"due", "score", "received", "closed", "stage", "severity"})
"""Orders that the index `complaint_by_day` has all values of."""

_CUSTOMER = " LEFT JOIN customer ON customer.id = complaint.customer_id"

_SHOWN = (
    "SELECT complaint.id, complaint.version, complaint.reference,"  # noqa: S608
    " coalesce(customer.name, '') AS customer,"
    " CASE WHEN complaint.about <> '' THEN complaint.about ELSE substr(complaint.narrative, 1, 80) END"
    " AS about,"
    " complaint.stage, complaint.severity, complaint.triage_score, complaint.received_on,"
    " complaint.next_due_on, complaint.next_due_name, complaint.urgent, complaint.safety,"
    f" complaint.vulnerable = 'yes' AS vulnerable, {facets.PAUSED} AS paused,"
    " complaint.category, complaint.product, complaint.source_id, complaint.origin, complaint.channel,"
    f" {facets.OUTCOME} AS outcome, complaint.closed_on FROM complaint{_CUSTOMER}"
)


@dataclass(frozen=True, slots=True)
class Listing:
    """Which complaints, and in which order."""

    condition: Condition
    sort: str
    descending: bool = False
    among_live: bool = False
    """Whether the condition takes only complaints that ask for work."""

    over_all: bool = False
    """Whether every complaint must be looked at: no word, reference or person narrows them down."""

    @property
    def keys(self) -> tuple[_Key, ...]:
        """What the order goes by, down to the id, which settles it."""
        return (*ORDERS[self.sort], _ID)

    @property
    def source(self) -> str:
        """What the conditions and the order read."""
        # Named, because SQLite would otherwise walk everything ever referred to find the few that are live.
        table = "complaint INDEXED BY complaint_live" if self.among_live else "complaint"
        return f"{table}{_CUSTOMER}" if self.sort == "customer" else table

    @property
    def walked(self) -> str:
        """What is read to list the rows in order."""
        # Named, because SQLite would otherwise walk a smaller index and fetch a row from the table for each hit.
        is_covered = self.over_all and self.sort in _COVERED
        return "complaint INDEXED BY complaint_by_day" if is_covered else self.source


def ids(reader: sqlite3.Connection, listing: Listing, start: int, count: int) -> list[int]:
    """Return the ids of at most `count` rows of a list, from number `start` on; the first is 0."""
    found = reader.execute(
        f"SELECT complaint.id FROM {listing.walked} WHERE {listing.condition.sql}"  # noqa: S608
        f" ORDER BY {_order(listing)} LIMIT ? OFFSET ?",
        (*listing.condition.parameters, max(0, count), max(0, start)),
    )
    return [int(row[0]) for row in found]


def opening(
    reader: sqlite3.Connection, listing: Listing, count: int, most: int
) -> tuple[list[int], int, bool]:
    """Return the ids of the first `count` rows of a list, and how many there are as `total` says it.

    Where every complaint must be looked at, both come of one walk.
    """
    if not listing.over_all:
        found = ids(reader, listing, 0, count)
        # A page that is not full is all there is.
        return (found, *(total(reader, listing, most) if len(found) == count else (len(found), True)))
    keys = [f"k{number}" for number in range(len(listing.keys))]
    taken = ", ".join(f"{key.expression} AS {name}" for key, name in zip(listing.keys, keys, strict=True))
    rows_ = reader.execute(
        f"WITH hit AS MATERIALIZED (SELECT {taken} FROM {listing.walked}"  # noqa: S608
        f" WHERE {listing.condition.sql} LIMIT ?) SELECT {keys[-1]}, (SELECT count(*) FROM hit) FROM hit"
        f" ORDER BY {_order(listing, keys)} LIMIT ?",
        (*listing.condition.parameters, most + 1, max(0, count)),
    ).fetchall()
    counted = int(rows_[0][1]) if rows_ else 0
    if counted <= most:
        return [int(row[0]) for row in rows_], counted, True
    return _of_many(reader, listing, count), most, False


def _of_many(reader: sqlite3.Connection, listing: Listing, count: int) -> list[int]:
    """Return the ids of the first rows of a list that holds a good part of all complaints."""
    if listing.sort != "due" or listing.descending:
        return ids(reader, listing, 0, count)
    # What is due comes first, and history has no clocks; the others follow by id, the order of the table itself, and
    # are soon enough, where to sort them all would take longer than to find them.
    due = Condition("complaint.origin = 'referred' AND complaint.next_due_on IS NOT NULL")
    found = ids(reader, replace(listing, condition=both(due, listing.condition)), 0, count)
    if len(found) < count:
        rest = reader.execute(
            "SELECT complaint.id FROM complaint NOT INDEXED"  # noqa: S608
            f" WHERE ({due.sql}) IS NOT TRUE AND ({listing.condition.sql}) ORDER BY complaint.id LIMIT ?",
            (*listing.condition.parameters, count - len(found)),
        )
        found += [int(row[0]) for row in rest]
    return found


def ids_after(
    reader: sqlite3.Connection, listing: Listing, complaint_id: int, count: int
) -> list[int] | None:
    """Return the ids of at most `count` rows behind one row, sought in the index however deep it lies.

    None where the order has rows without a value, whose place a comparison does not tell,
    or where the complaint is gone.
    """
    if any(key.may_lack for key in listing.keys):
        return None
    expressions = ", ".join(key.expression for key in listing.keys)
    # The row is found by its id, not by the index that the list walks.
    found = replace(listing, among_live=False).source
    row = reader.execute(
        f"SELECT {expressions} FROM {found} WHERE complaint.id = ?",  # noqa: S608
        (complaint_id,),
    ).fetchone()
    if row is None:
        return None
    # What lies behind a row lies before it in the order turned round.
    turned, values = not listing.descending, tuple(row)
    # The bound on the first key says nothing new; by it SQLite seeks instead of walking there.
    bound = Condition(f"{listing.keys[0].expression} {'>=' if turned else '<='} ?", (values[0],))
    behind = both(bound, _before(listing.keys, values, descending=turned))
    return ids(reader, replace(listing, condition=both(listing.condition, behind)), 0, count)


def ids_before(
    reader: sqlite3.Connection, listing: Listing, complaint_id: int, count: int
) -> list[int] | None:
    """Return the ids of at most `count` rows right before one row; None as for `ids_after`."""
    turned = ids_after(reader, replace(listing, descending=not listing.descending), complaint_id, count)
    return None if turned is None else turned[::-1]


def ids_from_end(reader: sqlite3.Connection, listing: Listing, skip: int, count: int) -> list[int] | None:
    """Return the ids of at most `count` rows, `skip` rows before the last one; None as for `ids_after`."""
    if any(key.may_lack for key in listing.keys):
        return None
    return ids(reader, replace(listing, descending=not listing.descending), skip, count)[::-1]


def rows(reader: sqlite3.Connection, wanted: Sequence[int]) -> list[sqlite3.Row]:
    """Return what a list shows of some complaints, in the order asked for; one that is gone is left out."""
    marks = ", ".join("?" for _ in wanted)
    found = reader.execute(f"{_SHOWN} WHERE complaint.id IN ({marks})", tuple(wanted))
    by_id = {row["id"]: row for row in found}
    return [by_id[complaint_id] for complaint_id in wanted if complaint_id in by_id]


def has_reference(reader: sqlite3.Connection, reference: str) -> bool:
    """Return whether there is a complaint of this reference."""
    return reader.execute("SELECT 1 FROM complaint WHERE reference = ?", (reference,)).fetchone() is not None


def total(reader: sqlite3.Connection, listing: Listing, most: int) -> tuple[int, bool]:
    """Return how many rows a list has, counted up to `most`, and whether that is all."""
    found = reader.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM {listing.source} WHERE {listing.condition.sql} LIMIT ?)",  # noqa: S608
        (*listing.condition.parameters, most + 1),
    ).fetchone()[0]
    return min(int(found), most), found <= most


def position(reader: sqlite3.Connection, listing: Listing, complaint_id: int) -> int | None:
    """Return the number of a complaint in a list, the first being 0; None where it is not in it."""
    keys = listing.keys
    expressions = ", ".join(key.expression for key in keys)
    itself = both(listing.condition, Condition("complaint.id = ?", (complaint_id,)))
    row = reader.execute(
        f"SELECT {expressions} FROM {listing.source} WHERE {itself.sql}",  # noqa: S608
        itself.parameters,
    ).fetchone()
    if row is None:
        return None
    before = _before(keys, tuple(row), descending=listing.descending)
    wanted = both(listing.condition, before)
    found = reader.execute(
        f"SELECT count(*) FROM {listing.source} WHERE {wanted.sql}",  # noqa: S608
        wanted.parameters,
    ).fetchone()
    return int(found[0])


def _order(listing: Listing, names: Sequence[str] | None = None) -> str:
    """Return the order of a list in SQL; `names` are the columns that hold its keys, where the rows were put aside."""
    ways = []
    for key, name in zip(listing.keys, names or [key.expression for key in listing.keys], strict=True):
        # NULL is less than anything to SQLite, so that it comes last of itself in a descending order.
        way = "DESC" if listing.descending else "ASC NULLS LAST" if key.may_lack else "ASC"
        ways.append(f"{name} {way}")
    return ", ".join(ways)


def _before(keys: Sequence[_Key], values: Sequence[Bound | None], *, descending: bool) -> Condition:
    """Return the condition that a row stands before the one with these values."""
    *others, last = range(len(keys))
    before = _earlier(keys[last], values[last], descending)
    for number in reversed(others):
        key, value = keys[number], values[number]
        earlier = _earlier(key, value, descending)
        same = Condition(f"{key.expression} IS ?", (value,)) if value is not None else _lacks(key)
        before = Condition(
            f"({earlier.sql}) OR ({same.sql} AND ({before.sql}))",
            (*earlier.parameters, *same.parameters, *before.parameters),
        )
    return before


def _earlier(key: _Key, value: Bound | None, descending: bool) -> Condition:
    if value is None:
        return Condition(f"{key.expression} IS NOT NULL")
    return Condition(f"{key.expression} {'>' if descending else '<'} ?", (value,))


def _lacks(key: _Key) -> Condition:
    return Condition(f"{key.expression} IS NULL")


@dataclass(frozen=True, slots=True)
class View:
    """Which complaints a built-in view holds."""

    condition: Condition
    among_live: bool = True
    """Whether only complaints that ask for work are meant."""

    @property
    def whole(self) -> Condition:
        """The condition in full."""
        return both(Condition(facets.LIVE), self.condition) if self.among_live else self.condition


def views(today: date) -> Mapping[str, View]:
    """Return the built-in views by their keys, as of a day."""
    day = today.isoformat()
    due_today = (
        "complaint.next_due_on <= ? OR complaint.id IN (SELECT complaint_id FROM promise"  # noqa: S608
        " WHERE state = 'open' AND due_on <= ? UNION ALL SELECT complaint_id FROM action"
        " WHERE done_on IS NULL AND NOT removed AND due_on <= ? UNION ALL SELECT complaint_id FROM offer"
        " WHERE state = 'open' AND expires_on <= ?"
        f" UNION ALL SELECT complaint_id FROM contact WHERE {due_list.UNANSWERED})"
    )
    awaiting = (
        "complaint.id IN (SELECT complaint_id FROM pause WHERE to_on IS NULL"
        " UNION ALL SELECT complaint_id FROM offer WHERE state = 'open' AND maker = 'desk'"
        " UNION ALL SELECT complaint_id FROM approval WHERE decision = 'asked'"
        " UNION ALL SELECT complaint_id FROM source WHERE obtained_on IS NULL AND NOT removed)"
    )
    return {
        "today": View(Condition(due_today, (day,) * 4)),
        "to_triage": View(Condition("complaint.stage = 'referred'")),
        "live": View(ALL),
        "waiting": View(Condition(awaiting)),
        "overdue": View(Condition("complaint.next_due_on < ?", (day,))),
        "checking": View(Condition("complaint.stage = 'checking'")),
        "closed": View(Condition(facets.ENDED), among_live=False),
        "history": View(Condition("complaint.origin = 'history'"), among_live=False),
        "all": View(ALL, among_live=False),
    }


def live_counts(reader: sqlite3.Connection, today: date) -> dict[str, int]:
    """Return how many complaints each view of live ones holds, counted in one walk."""
    live = {key: view.condition for key, view in views(today).items() if view.among_live}
    counted = ", ".join(f"count(*) FILTER (WHERE {condition.sql})" for condition in live.values())
    row = reader.execute(
        f"SELECT {counted} FROM complaint INDEXED BY complaint_live WHERE {facets.LIVE}",  # noqa: S608
        tuple(bound for condition in live.values() for bound in condition.parameters),
    ).fetchone()
    return dict(zip(live, (int(count) for count in row), strict=True))


def saved_views(reader: sqlite3.Connection) -> list[sqlite3.Row]:
    """Return the views the handler saved, in their order."""
    return reader.execute(
        "SELECT id, name, filter, sort, descending, columns FROM saved_view"
        " WHERE NOT removed ORDER BY position, id"
    ).fetchall()


def values_of(reader: sqlite3.Connection, field: str, origin: Origin, most: int) -> set[str]:
    """Return the different values of a facet, `most` of them at most."""
    facet = facets.FACETS[field]
    # Only complaints on the desk have heads and agreements.
    further = facet.also and origin is Origin.referred
    also = f" UNION SELECT value FROM ({facet.also})" if further else ""  # noqa: S608
    # The history is nearly all there is: reading it through an index would take longer.
    table = "complaint NOT INDEXED" if origin is Origin.history else "complaint"
    found = reader.execute(
        f"SELECT DISTINCT {facet.column} FROM {table}"  # noqa: S608
        f" WHERE complaint.origin = ? AND {facet.column} <> ''{also} LIMIT ?",
        (origin.value, most),
    )
    return {str(row[0]) for row in found}


def imports(reader: sqlite3.Connection) -> tuple[int, int]:
    """Return a pair that differs once an import came or went: the history changes with them only."""
    count, last = reader.execute("SELECT count(*), coalesce(max(id), 0) FROM import_batch").fetchone()
    return int(count), int(last)
