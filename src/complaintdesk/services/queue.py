"""The queue: views with their counts, and pages of rows; the preview of one complaint is at hand here too.

Everything here is read over the read-only connection with hand-written SQL, so
that the first frame needs neither SQLModel nor the whole of any list.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from complaintdesk.errors import FilterError, InvalidInputError, NotFoundError
from complaintdesk.rules import references
from complaintdesk.rules.filter_fields import FIELDS
from complaintdesk.services.previews import LastContact, Preview, preview, score_today
from complaintdesk.store import figures as stored_figures
from complaintdesk.store import queue as stored
from complaintdesk.store.conditions import ALL, Condition, both
from complaintdesk.vocabulary import Origin, Outcome, Stage

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

__all__ = [
    "BUILT_IN",
    "EVERYTHING",
    "PAGE",
    "SORTS",
    "LastContact",
    "Preview",
    "QueueRow",
    "Total",
    "View",
    "ViewCount",
    "counts",
    "elsewhere",
    "keys",
    "opening",
    "page",
    "position_of",
    "preview",
    "reference_meant",
    "rows_of",
    "score_today",
    "total",
    "view",
    "views",
]

PAGE = 128
"""Rows of a page, unless asked otherwise."""

COUNTED_BEYOND = 100_000
"""Rows are counted so far beyond the page that is shown; more are told as "at least"."""

VIEW_COUNTED = 10_000
"""Complaints of a view beside its name are counted up to here."""

SORTS = tuple(stored.ORDERS)
"""What a list can be sorted by."""

EVERYTHING = "all"
"""The view that leaves everything to the filter; it is not among those that are shown."""


@dataclass(frozen=True, slots=True)
class View:
    """One view of the queue."""

    key: str
    """`today`, `live` ...; `saved:3` for one the handler has saved."""

    name: str
    sort: str
    descending: bool = False
    filter: str = ""
    columns: tuple[str, ...] = ()
    """Keys of the columns it shows; empty for the usual ones."""


BUILT_IN = (
    View("today", "Today", "due"),
    View("to_triage", "To triage", "score", descending=True),
    View("live", "Live", "due"),
    View("waiting", "Waiting", "due"),
    View("overdue", "Overdue", "due"),
    View("checking", "Checking", "due"),
    View("closed", "Closed", "closed", descending=True),
    View("history", "History", "received", descending=True),
)

_EVERY = View(EVERYTHING, "All", "due")


@dataclass(frozen=True, slots=True)
class ViewCount:
    """A view, and how many complaints it holds, or at least holds."""

    view: View
    count: int
    is_exact: bool = True
    problem: str = ""
    """Why a saved view's filter is not understood any more; it then holds nothing."""


@dataclass(frozen=True, slots=True)
class Total:
    """How many complaints there are, or at least are."""

    count: int
    is_exact: bool

    def __str__(self) -> str:
        return f"{self.count:,}{'' if self.is_exact else '+'}"


@dataclass(frozen=True, slots=True)
class Near:
    """What is known of a list from the pages read before."""

    ids: Mapping[int, int]
    """Number of a row -> the complaint in it."""

    total: int | None
    """How many rows there are, where that is exact."""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """What a list shows of one complaint."""

    id: int
    version: int
    reference: str
    customer: str
    about: str
    stage: Stage
    severity: int
    triage_score: int
    received_on: date
    next_due_on: date | None
    next_due_name: str
    days_left: int | None
    """Calendar days to what is due next; negative once it is overdue."""

    urgent: bool
    safety: bool
    vulnerable: bool
    paused: bool
    category: str
    product: str
    source_id: str
    origin: Origin
    channel: str
    outcome: Outcome | None
    closed_on: date | None


def views(desk: Desk) -> tuple[View, ...]:
    """Return the built-in views, then those the handler has saved."""
    return (*BUILT_IN, *(_saved(row) for row in stored.saved_views(desk.reader)))


def view(desk: Desk, key: str) -> View:
    """Return the view of this key.

    Raises:
        NotFoundError: If there is none.
    """
    for known in (*views(desk), _EVERY):
        if known.key == key:
            return known
    msg = f"There is no view {key!r}; there are {', '.join(known.key for known in views(desk))}."
    raise NotFoundError(msg)


def counts(desk: Desk) -> tuple[ViewCount, ...]:
    """Return every view with how many complaints it holds."""
    live = stored.live_counts(desk.reader, desk.today())
    return tuple(
        ViewCount(view, live[view.key]) if view.key in live else _counted(desk, view) for view in views(desk)
    )


def page(
    desk: Desk,
    view: str = EVERYTHING,
    filter_text: str = "",
    sort: str = "",
    descending: bool | None = None,
    start: int = 0,
    count: int = PAGE,
    near: Near | None = None,
) -> tuple[QueueRow, ...]:
    """Return rows of a view, narrowed by a filter, from number `start` on; the first is 0.

    Args:
        desk: The desk.
        view: The key of the view.
        filter_text: As typed; unless it names an origin, it means referred
            complaints, or history in the view of the history.
        sort: One of `SORTS`; the view's own if empty.
        descending: Which way round; the view's own if None and no sort is given.
        start: How many rows to skip.
        count: How many rows at most.
        near: What is known of the list already; a deep page is then sought, not walked to.

    Raises:
        FilterError: At the first place of the filter that is not understood.
        InvalidInputError: If there is no such sort.
        NotFoundError: If there is no such view.
    """
    wanted = keys(desk, view, filter_text, sort, descending, start, count, near)
    return rows_of(desk, wanted)


def rows_of(desk: Desk, complaint_ids: Sequence[int]) -> tuple[QueueRow, ...]:
    """Return what a list shows of these complaints, in this order; one that is gone is left out."""
    today = desk.today()
    return tuple(_row(row, today) for row in stored.rows(desk.reader, complaint_ids))


def keys(
    desk: Desk,
    view: str = EVERYTHING,
    filter_text: str = "",
    sort: str = "",
    descending: bool | None = None,
    start: int = 0,
    count: int = PAGE,
    near: Near | None = None,
) -> tuple[int, ...]:
    """Return the complaint ids of a page; arguments and refusals are those of `page`."""
    listing = _listing(desk, view, filter_text, sort, descending)
    found = _sought(desk, listing, start, count, near) if near is not None else None
    return tuple(stored.ids(desk.reader, listing, start, count) if found is None else found)


def _sought(desk: Desk, listing: stored.Listing, start: int, count: int, near: Near) -> list[int] | None:
    """Return the ids of a page by a row beside it, or from the end; None where neither is known."""
    before, after = near.ids.get(start - 1), near.ids.get(start + count)
    if before is not None:
        return stored.ids_after(desk.reader, listing, before, count)
    if after is not None:
        return stored.ids_before(desk.reader, listing, after, count)
    behind = None if near.total is None else near.total - start - count
    if near.total is not None and behind is not None and start > near.total // 2:
        return stored.ids_from_end(desk.reader, listing, max(behind, 0), min(count, near.total - start))
    return None


def opening(
    desk: Desk,
    view: str = EVERYTHING,
    filter_text: str = "",
    sort: str = "",
    descending: bool | None = None,
    count: int = PAGE,
) -> tuple[tuple[int, ...], Total]:
    """Return the complaint ids of the first page and the total together, in half the time of asking for each.

    Arguments and refusals are those of `page`; the total is that of `total`.
    """
    listing = _listing(desk, view, filter_text, sort, descending)
    found, counted, is_exact = stored.opening(desk.reader, listing, count, COUNTED_BEYOND)
    return tuple(found), Total(counted, is_exact)


def total(desk: Desk, view: str = EVERYTHING, filter_text: str = "", start: int = 0) -> Total:
    """Return how many rows a view has, narrowed by a filter.

    A very long list is counted to 100,000 rows beyond `start`.

    Raises:
        FilterError: At the first place of the filter that is not understood.
        NotFoundError: If there is no such view.
    """
    listing = _listing(desk, view, filter_text, "", None)
    return Total(*stored.total(desk.reader, listing, start + COUNTED_BEYOND))


NARROWED_BY = (*stored_figures.NARROWING, "flag", "due")
"""What a view can be narrowed by, value by value."""


def values(
    desk: Desk, field: str, view: str = EVERYTHING, filter_text: str = ""
) -> tuple[tuple[str, int | None], ...]:
    """Return the values that a view's complaints have in a field, the most frequent first, with their number.

    Words that are not counted (flags, days) come without a number. The arguments and refusals are those of `page`.

    Raises:
        InvalidInputError: If a view cannot be narrowed by that.
    """
    if field not in NARROWED_BY:
        msg = f"A view cannot be narrowed by {field!r}; it can by {', '.join(NARROWED_BY)}."
        raise InvalidInputError(msg, "field")
    if field not in stored_figures.NARROWING:
        return tuple((word, None) for word in FIELDS[field].words)
    listing = _listing(desk, view, filter_text, "", None)
    counts = stored_figures.by_value(desk.reader, field, listing.condition)
    known = [(value, count) for value, count in counts.items() if value and value != "0"]
    return tuple(sorted(known, key=lambda pair: (-pair[1], pair[0])))


class Elsewhere(NamedTuple):
    """What a filter finds outside the view on screen."""

    total: Total
    filter_text: str
    """The filter that finds it in the view of everything."""


def elsewhere(desk: Desk, filter_text: str) -> Elsewhere:
    """Return what a filter finds in every view: among the referred complaints, else in the history too.

    Raises:
        FilterError: At the first place of the filter that is not understood.
    """
    from complaintdesk.services import filtering

    found = total(desk, EVERYTHING, filter_text)
    if found.count or filtering.parse(desk, filter_text).field("origin") is not None:
        return Elsewhere(found, filter_text)
    widened = f"{filter_text} origin:any"
    return Elsewhere(total(desk, EVERYTHING, widened), widened)


def reference_meant(desk: Desk, text: str) -> str | None:
    """Return the reference that a text alone means; None where it means none.

    A number alone, as `0107` or `#7`, is one of this year's or, failing that, of last year's complaints.
    """
    spelt = references.read(text)
    if spelt is not None:
        return spelt
    number = references.read_number(text)
    if number is None:
        return None
    year = desk.today().year
    likely = [references.make(each, number) for each in (year, year - 1)]
    return next((each for each in likely if stored.has_reference(desk.reader, each)), None)


def narrowed(filter_text: str, field: str, value: str) -> str:
    """Return a filter that also asks for one value of a field."""
    from complaintdesk.rules.filter_terms import written

    return f"{filter_text} {written(field, value)}".strip()


def position_of(
    desk: Desk,
    complaint_id: int,
    view: str = EVERYTHING,
    filter_text: str = "",
    sort: str = "",
    descending: bool | None = None,
) -> int | None:
    """Return the number of a complaint's row, the first being 0; None where it is not among them.

    The other arguments and the refusals are those of `page`.
    """
    return stored.position(desk.reader, _listing(desk, view, filter_text, sort, descending), complaint_id)


def _saved(row: sqlite3.Row) -> View:
    # A sort that a later version no longer knows must not keep the view from opening.
    sort = row["sort"] if row["sort"] in SORTS else "due"
    columns = tuple(column.strip() for column in row["columns"].split(",") if column.strip())
    return View(f"saved:{row['id']}", row["name"], sort, bool(row["descending"]), row["filter"], columns)


def _counted(desk: Desk, view: View) -> ViewCount:
    try:
        listing = _narrowed(desk, view, "", view.sort, view.descending)
    except FilterError as refusal:
        return ViewCount(view, 0, problem=str(refusal))
    return ViewCount(view, *stored.total(desk.reader, listing, VIEW_COUNTED))


def _listing(desk: Desk, key: str, filter_text: str, sort: str, descending: bool | None) -> stored.Listing:
    wanted = view(desk, key)
    if sort and sort not in SORTS:
        msg = f"A list cannot be sorted by {sort!r}; it can by {', '.join(SORTS)}."
        raise InvalidInputError(msg, "sort")
    if descending is None:
        descending = wanted.descending and sort in ("", wanted.sort)
    return _narrowed(desk, wanted, filter_text, sort or wanted.sort, descending)


def _narrowed(desk: Desk, view: View, filter_text: str, sort: str, descending: bool) -> stored.Listing:
    built_in = stored.views(desk.today()).get(view.key)
    if built_in is None or view.key == EVERYTHING:
        condition = _unless_said(desk, view.filter, filter_text)
        return stored.Listing(
            condition, sort, descending, over_all=_reads_everything(desk, view.filter, filter_text)
        )
    condition = both(built_in.whole, _condition(desk, filter_text, None))
    return stored.Listing(condition, sort, descending, built_in.among_live)


def _unless_said(desk: Desk, saved: str, typed: str) -> Condition:
    """Return what a saved and a typed filter mean together; an origin that one names holds for both."""
    from complaintdesk.services import filtering

    named = [text for text in (saved, typed) if filtering.parse(desk, text).field("origin") is not None]
    default = None if named else Origin.referred
    return both(*(_condition(desk, text, default) for text in (saved, typed)))


_COVERED = frozenset(
    {"product", "category", "channel", "cause", "root", "remedy", "outcome", "stage", "severity"}
    | {"procedure", "received", "closed", "amount", "due", "origin"}
)
"""Fields that one index holds for every complaint."""


def _reads_everything(desk: Desk, *filter_texts: str) -> bool:
    """Return whether filters ask every complaint, the history included, for such fields alone."""
    if "origin:" not in "".join(filter_texts):
        return False
    from complaintdesk.rules.filter_terms import Exactly, Field
    from complaintdesk.services import filtering

    terms = [term for text in filter_texts for term in filtering.parse(desk, text).terms]
    fields = [term for term in terms if isinstance(term, Field) and term.name in _COVERED]
    origins = [value for term in fields if term.name == "origin" for value in term.values]
    return len(fields) == len(terms) and bool(origins) and set(origins) == {Exactly("any")}


def _condition(desk: Desk, filter_text: str, default: Origin | None) -> Condition:
    # The grammar is loaded with the first filter: the first frame has none.
    if default is None and not filter_text.strip():
        return ALL
    from complaintdesk.services import filtering

    return filtering.condition(desk, filter_text, default)


_STAGES = {word.value: word for word in Stage}
_ORIGINS = {word.value: word for word in Origin}
_OUTCOMES = {word.value: word for word in Outcome}


def _row(row: sqlite3.Row, today: date) -> QueueRow:
    # By place, because to look each value up by its name takes as long as to read it.
    (
        complaint_id, version, reference, customer, about, stage, severity, score, received_on, next_due_on, due_name,
        urgent, safety, vulnerable, paused, category, product, source_id, origin, channel, outcome, closed_on,
    ) = row  # fmt: skip
    due_on = _day(next_due_on)
    return QueueRow(
        complaint_id,
        version,
        reference,
        customer,
        about,
        _STAGES[stage],
        severity,
        score,
        date.fromisoformat(received_on),
        due_on,
        due_name,
        (due_on - today).days if due_on else None,
        bool(urgent),
        bool(safety),
        bool(vulnerable),
        bool(paused),
        category,
        product,
        source_id,
        _ORIGINS[origin],
        channel,
        _OUTCOMES[outcome] if outcome else None,
        _day(closed_on),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
