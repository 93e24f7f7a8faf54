from __future__ import annotations

import random
import sqlite3
from dataclasses import replace

import pytest

from complaintdesk.services.desk import Desk
from complaintdesk.store import queue
from complaintdesk.store.conditions import ALL, Condition
from complaintdesk.vocabulary import LIVE_STAGES, Origin, Stage
from tests.conftest import TODAY
from tests.rows import put_complaint, set_columns


@pytest.fixture
def shuffled(desk: Desk) -> Desk:
    """Thirty complaints with many equal and missing values."""
    rnd = random.Random(7)
    stages = list(Stage)
    for number in range(1, 31):
        complaint_id = put_complaint(
            desk,
            f"CD-2026-{rnd.choice((0, 9990)) + number:04d}",
            rnd.choice(["", "ada", "Ben", "Cleo"]),
            stage=stages[number % len(stages)].value,
            severity=rnd.randint(0, 3),
            received_on=f"2026-0{rnd.randint(1, 3)}-01",
            closed_on=rnd.choice([None, "2026-05-01", "2026-06-01"]),
        )
        set_columns(
            desk,
            complaint_id,
            next_due_on=rnd.choice([None, "2026-11-18", "2026-12-01"]),
            triage_score=rnd.randint(0, 4),
        )
    return desk


@pytest.mark.parametrize("sort", queue.ORDERS)
@pytest.mark.parametrize("descending", [False, True])
def test_pages_join_without_gap_and_each_row_knows_its_position(
    shuffled: Desk, sort: str, descending: bool
) -> None:
    listing = queue.Listing(Condition("complaint.severity < ?", (3,)), sort, descending)
    whole = queue.ids(shuffled.reader, listing, 0, 100)
    in_pages = [id_ for start in range(0, 40, 7) for id_ in queue.ids(shuffled.reader, listing, start, 7)]

    assert in_pages == whole
    assert len(set(whole)) == len(whole) == queue.total(shuffled.reader, listing, 100)[0]
    assert [queue.position(shuffled.reader, listing, id_) for id_ in whole] == list(range(len(whole)))


@pytest.mark.parametrize("sort", queue.ORDERS)
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("over_all", [False, True])
def test_the_first_page_comes_with_the_total_whatever_the_order_and_however_many_there_are(
    shuffled: Desk, sort: str, descending: bool, over_all: bool
) -> None:
    """At most 5 stands for a store of which a good part is found: such a list is read in another way."""
    for number in range(5):
        put_complaint(shuffled, f"LOG-{number}", "Ada", origin="history", severity=number)
    listing = queue.Listing(Condition("complaint.severity < ?", (3,)), sort, descending, over_all=over_all)

    for most in (5, 100):
        for count in (4, 40):
            ids, *total = queue.opening(shuffled.reader, listing, count, most)

            assert ids == queue.ids(shuffled.reader, listing, 0, count)
            if len(ids) == count:
                assert tuple(total) == queue.total(shuffled.reader, listing, most)
    nothing = replace(listing, condition=Condition("complaint.severity > 9"))
    assert queue.opening(shuffled.reader, nothing, 4, 5) == ([], 0, True)


@pytest.mark.parametrize("descending", [False, True])
def test_what_is_not_due_comes_last_either_way_round(shuffled: Desk, descending: bool) -> None:
    ids = queue.ids(shuffled.reader, queue.Listing(ALL, "due", descending), 0, 100)
    days = [row["next_due_on"] for row in queue.rows(shuffled.reader, ids)]
    dated = [day for day in days if day is not None]

    assert days == sorted(dated, reverse=descending) + [None] * (len(days) - len(dated))


def test_number_ten_thousand_comes_after_number_9999(desk: Desk) -> None:
    for number in (10000, 9999, 2):
        put_complaint(desk, f"CD-2026-{number:04d}")

    ids = queue.ids(desk.reader, queue.Listing(ALL, "ref"), 0, 10)

    assert [row["reference"] for row in queue.rows(desk.reader, ids)] == [
        "CD-2026-0002",
        "CD-2026-9999",
        "CD-2026-10000",
    ]


def test_a_complaint_that_is_not_in_the_list_has_no_position(shuffled: Desk) -> None:
    assert queue.position(shuffled.reader, queue.Listing(Condition("0"), "due"), 1) is None
    assert queue.position(shuffled.reader, queue.Listing(ALL, "due"), 999) is None


def test_a_total_says_when_it_stopped_counting(shuffled: Desk) -> None:
    everything = queue.Listing(ALL, "due")

    assert queue.total(shuffled.reader, everything, 30) == (30, True)
    assert queue.total(shuffled.reader, everything, 29) == (29, False)


def test_the_live_views_hold_the_live_stages(shuffled: Desk) -> None:
    listing = queue.Listing(queue.views(TODAY)["live"].whole, "stage", among_live=True)
    rows = queue.rows(shuffled.reader, queue.ids(shuffled.reader, listing, 0, 100))
    stages = [Stage(row["stage"]) for row in rows]

    assert set(stages) == set(LIVE_STAGES)
    assert stages == sorted(stages, key=list(Stage).index)


def test_counts_of_live_views_are_those_of_their_lists(shuffled: Desk) -> None:
    counts = queue.live_counts(shuffled.reader, TODAY)

    for key, view in queue.views(TODAY).items():
        if view.among_live:
            listing = queue.Listing(view.whole, "due", among_live=True)
            assert counts[key] == len(queue.ids(shuffled.reader, listing, 0, 100))


def _plan(reader: sqlite3.Connection, listing: queue.Listing) -> str:
    said: list[str] = []
    reader.set_trace_callback(said.append)
    queue.ids(reader, listing, 0, 50)
    reader.set_trace_callback(None)
    return " ".join(row[3] for row in reader.execute(f"EXPLAIN QUERY PLAN {said[0]}"))


def test_the_first_pages_walk_an_index_and_sort_nothing(shuffled: Desk) -> None:
    views = queue.views(TODAY)
    live = queue.Listing(views["live"].whole, "due", among_live=True)
    history = queue.Listing(views["history"].whole, "received", descending=True)

    assert "complaint_live" in _plan(shuffled.reader, live)
    assert "COVERING INDEX complaint_by_day" in _plan(shuffled.reader, history)
    assert "TEMP B-TREE" not in _plan(shuffled.reader, live) + _plan(shuffled.reader, history)


def test_values_of_a_field_are_told_by_origin(desk: Desk) -> None:
    put_complaint(desk, "CD-2026-0001", category="Heating")
    put_complaint(desk, "LOG-1", category="Conduct", origin="history")
    put_complaint(desk, "LOG-2", origin="history")

    assert queue.values_of(desk.reader, "category", Origin.referred, 9) == {"Heating"}
    assert queue.values_of(desk.reader, "category", Origin.history, 9) == {"Conduct"}


@pytest.mark.parametrize("sort", queue.ORDERS)
@pytest.mark.parametrize("descending", [False, True])
def test_a_list_over_all_is_in_the_same_order(shuffled: Desk, sort: str, descending: bool) -> None:
    listing = queue.Listing(ALL, sort, descending)

    walked = queue.ids(shuffled.reader, replace(listing, over_all=True), 0, 100)

    assert walked == queue.ids(shuffled.reader, listing, 0, 100)
