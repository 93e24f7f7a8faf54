"""The organisation's working days: what changes when they do, all at once and back again."""

from __future__ import annotations

import os
import resource
import sqlite3
import time
from datetime import date
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.errors import CancelledError, InvalidInputError, StaleError
from complaintdesk.services import calendars, contacts, derived, history, investigation, timekeeping, triage
from complaintdesk.services.calendars import DayView, Recount
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import Origin, SourceKind
from tests import journey
from tests.conftest import TODAY, AddComplaint

STRIKE = date(2026, 11, 19)


def test_a_rehearsal_refuses_what_the_step_would_be_refused_for_and_keeps_nothing(desk: Desk) -> None:
    seen = desk.last_step()
    with desk.rehearsing():
        calendars.set_week(desk, "1234")
    assert (desk.last_step(), calendars.view(desk).weekdays) == (seen, "12345")

    calendars.set_week(desk, "123456")
    with desk.as_seen(seen), desk.rehearsing(), pytest.raises(StaleError, match="weekdays"):
        calendars.set_week(desk, "1234")
    with desk.as_seen(seen) as taken:
        calendars.set_week(desk, "123456", "16:00")
    assert list(taken) == [desk.last_step()]


def sorted_by(desk: Desk) -> list[tuple[object, ...]]:
    rows = desk.reader.execute(
        "SELECT id, next_due_on, next_due_name, triage_score, scored_on FROM complaint ORDER BY id"
    )
    return [tuple(row) for row in rows]


def filled(desk: Desk, folder: Path, number: int) -> None:
    """Import so many referred complaints and work on each seventh, so that all kinds of children are there."""
    file = folder / "referred.csv"
    lines = (f"R{n},2026-11-{n % 17 + 1:02},Boiler,It leaks {n}" for n in range(number))
    file.write_text("\n".join(["reference,received,product,narrative", *lines]))
    services.importing.run(
        desk,
        services.importing.Request(
            file,
            preset="log",
            load_as=Origin.referred,
        ),
    )  # fmt: skip
    ids = [
        int(row[0])
        for row in desk.reader.execute("SELECT id FROM complaint WHERE stage = 'referred' ORDER BY id")
    ]
    for complaint_id in ids[: 7 * 20 : 7]:
        triage.accept(desk, complaint_id)
        contacts.promise(desk, complaint_id, "Ring", "Ada", STRIKE)
        investigation.add_head(desk, complaint_id, "The leak", "leak")
        investigation.add_source(
            desk,
            complaint_id,
            investigation.NewSource(
                SourceKind.call, "Recording", asked_of="Calls", asked_on=TODAY, due_on=STRIKE
            ),
        )
        timekeeping.pause(desk, complaint_id, "Waiting for the customer")


def test_a_day_off_moves_the_clocks_it_lies_in_and_says_which(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    found = add_complaint(received_on=TODAY)
    clock = next(each for each in found.clocks if each.name == "Acknowledgement" or "cknowledge" in each.name)

    moved = calendars.add_day_off(desk, date(2026, 11, 19), "Strike")

    after = services.dossier.load(desk, found.id)
    due = {each.name: each.due_on for each in after.clocks}
    assert clock.name in {each.what for each in moved}
    assert all(each.reference == found.reference for each in moved)
    assert all(due[each.what] == each.after != each.before for each in moved)
    assert "skipping 19 Nov" in next(each for each in after.clocks if each.name == clock.name).sum
    assert sorted_by(desk)[0][1] == min(each.due_on for each in after.clocks if each.due_on).isoformat()


def test_it_is_one_step_and_undo_and_redo_move_everything_with_it(
    desk: Desk, tmp_path: Path, add_complaint: AddComplaint
) -> None:
    journey.walk(desk, add_complaint().id, _job_sheet(tmp_path))
    filled(desk, tmp_path, 300)
    before = sorted_by(desk)
    steps = services.care.last_step(desk)
    told: list[tuple[int, int]] = []

    moved = calendars.add_day_off(
        desk, STRIKE, "Strike", Recount(lambda done, total: told.append((done, total)))
    )

    after = sorted_by(desk)
    assert services.care.last_step(desk) == steps + 1
    assert len({each.complaint_id for each in moved}) == 300
    assert told[0] == (0, 300)
    assert told[-1] == (300, 300)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert after != before
    assert services.care.verify(desk).problems == ()
    back = Recount()
    history.undo(desk, back)
    assert sorted_by(desk) == before
    assert {(each.complaint_id, each.what, each.after, each.before) for each in back.moved} == {
        (each.complaint_id, each.what, each.before, each.after) for each in moved
    }
    assert services.care.verify(desk).problems == ()
    history.redo(desk)
    assert sorted_by(desk) == after


def test_what_lists_sort_by_is_the_same_one_by_one_and_all_at_once(desk: Desk, tmp_path: Path) -> None:
    filled(desk, tmp_path, 60)
    calendars.add_day_off(desk, STRIKE, "Strike")

    in_lists = sorted_by(desk)
    assert len(in_lists) == 60
    for complaint_id, due_on, name, points, _ in in_lists:
        found = services.dossier.load(desk, int(str(complaint_id)))
        day, what = derived.next_due(found)
        assert (day and day.isoformat(), what, found.triage_score) == (due_on, name, points)


def test_stopped_half_way_nothing_is_changed(desk: Desk, tmp_path: Path) -> None:
    filled(desk, tmp_path, 120)
    before, steps = sorted_by(desk), services.care.last_step(desk)
    told: list[int] = []

    with pytest.raises(CancelledError, match="nothing was changed"):
        calendars.add_day_off(
            desk, STRIKE, "Strike", Recount(lambda done, total: told.append(done), lambda: len(told) > 1)
        )

    assert sorted_by(desk) == before
    assert services.care.last_step(desk) == steps
    assert desk.own_days.added == ()
    assert calendars.add_day_off(desk, STRIKE, "Strike")


def test_the_list_of_days_tells_bank_holidays_from_ones_own(desk: Desk) -> None:
    calendars.add_day_off(desk, STRIKE, "Strike")
    calendars.work(desk, date(2026, 12, 28))

    seen = calendars.view(desk)

    assert (seen.region, seen.weekdays, seen.cutoff) == ("ENG", "12345", "")
    assert seen.days[0] == DayView(STRIKE, "Strike", "added")
    assert DayView(date(2026, 12, 25), "Christmas Day", "bank holiday") in seen.days
    assert [(each.on, each.source) for each in seen.days if each.source == "worked"] == [
        (date(2026, 12, 28), "worked")
    ]
    calendars.rest(desk, date(2026, 12, 28))
    calendars.work(desk, STRIKE)
    assert {each.source for each in calendars.view(desk).days} == {"bank holiday"}


def test_another_week_and_hour_move_clocks_too(desk: Desk, add_complaint: AddComplaint) -> None:
    found = add_complaint(received_on=TODAY)
    triage.assign_procedure(desk, found.id, found.procedure, received_time="18:10")

    by_hour = calendars.set_week(desk, "12345", "17:00")
    by_week = calendars.set_week(desk, "1234")

    assert by_hour
    assert by_week
    assert calendars.view(desk).cutoff == "17:00"
    assert calendars.set_week(desk, "1234") == ()
    with pytest.raises(InvalidInputError, match="as digits"):
        calendars.set_week(desk, "")
    with pytest.raises(InvalidInputError, match="no time of day"):
        calendars.set_week(desk, "12345", "late")
    assert calendars.view(desk).weekdays == "1234"


def test_a_closed_complaint_stands_still(desk: Desk, add_complaint: AddComplaint) -> None:
    found = add_complaint(received_on=TODAY)
    triage.send_back(desk, found.id, "Not ours")

    assert calendars.add_day_off(desk, STRIKE, "Strike") == ()


@pytest.mark.skipif("COMPLAINTDESK_RELEASE" not in os.environ, reason="a figure for a release takes minutes")
def test_twenty_thousand_open_complaints(desk: Desk, tmp_path: Path) -> None:
    filled(desk, tmp_path, 20_000)
    _work_on_all(desk)
    times = []
    for act in (lambda: calendars.add_day_off(desk, STRIKE, "Strike"), lambda: history.undo(desk)):
        begun = time.perf_counter()
        outcome = act()
        times.append(time.perf_counter() - begun)
        if isinstance(outcome, tuple):
            moved = outcome
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"20,000 open complaints: {times[0]:.1f} s, {len(moved)} clocks moved;"
        f" undo {times[1]:.1f} s; {memory:.0f} MB"
    )
    assert len({each.complaint_id for each in moved}) == 20_000


def _work_on_all(desk: Desk) -> None:
    """Give each complaint what the first one has; beside the journal, because by services it would take hours."""
    shell = sqlite3.connect(desk.store.folder.database)
    for table in ("head", "promise", "source", "pause", "contact", "milestone"):
        columns = [row[1] for row in shell.execute(f'PRAGMA table_info("{table}")')]
        names = ", ".join(name for name in columns if name not in {"id", "complaint_id"})
        shell.execute(
            f'INSERT INTO "{table}"(complaint_id, {names}) SELECT one.id, {names}'
            f' FROM "{table}", (SELECT id FROM complaint WHERE id <> 1) AS one WHERE complaint_id = 1'
        )
    shell.commit()
    shell.close()


def _job_sheet(folder: Path) -> Path:
    file = folder / "job-sheet.txt"
    file.write_text("Visited twice.")
    return file
