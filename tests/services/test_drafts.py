"""Drafts: what was typed and not saved waits, and is nobody's step."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from complaintdesk import services
from complaintdesk.config import Settings
from complaintdesk.errors import ReadOnlyError, StoreBusyError
from complaintdesk.services import drafts, due, exporting, setup, unfinished
from complaintdesk.services.desk import Desk
from complaintdesk.services.drafts import Whence
from complaintdesk.services.unfinished import Road
from complaintdesk.store import connection
from tests.conftest import TODAY, AddComplaint, Now


def test_a_draft_is_kept_over_a_restart_and_forgotten_once_saved(
    desk: Desk, settings: Settings, now: Now
) -> None:
    drafts.keep(desk, "head.add:1", {"text": "Not me"})
    drafts.keep(desk, "head.add:1", {"text": "Not mended"})
    desk.close()
    again = setup.open_desk(settings, now.today, now.moment)

    kept = drafts.find(again, "head.add:1")
    drafts.forget(again, "head.add:1")
    drafts.forget(again, "head.add:1")

    assert kept == {"text": "Not mended"}
    assert drafts.find(again, "head.add:1") == {}
    again.close()


def test_those_that_wait_are_told_the_newest_first(desk: Desk, now: Now) -> None:
    drafts.keep(desk, "a:1", {"text": "one"})
    now.day = TODAY + timedelta(days=1)
    drafts.keep(desk, "b:2", {"text": "two"})

    assert [(one.form, one.values, one.saved_at.date()) for one in drafts.waiting(desk)] == [
        ("b:2", {"text": "two"}, now.day),
        ("a:1", {"text": "one"}, TODAY),
    ]


def test_what_waits_is_due_on_the_day_it_was_typed_and_goes_into_no_calendar(
    desk: Desk, add_complaint: AddComplaint, now: Now, tmp_path: Path
) -> None:
    found = add_complaint()
    drafts.keep(
        desk,
        "contact:1",
        {"said": "Half"},
        3,
        Whence(f"Log a contact, {found.reference}", "negotiation", found.id),
    )
    drafts.keep(desk, "library.add", {"title": "Half"}, None, Whence("Add a policy", "library"))
    drafts.keep(desk, "letter:9", {"body": "Half"})
    now.day = TODAY + timedelta(days=2)

    items = [one for one in due.morning(desk) if one.kind == "draft"]
    exporting.export_calendar(desk, tmp_path / "due.ics", 7, identified=True)

    assert {(one.what, one.reference, one.due_on, one.days_left, one.key) for one in items} == {
        ("Not saved: Log a contact", found.reference, TODAY, -2, "contact:1"),
        ("Not saved: Add a policy", "", TODAY, -2, "library.add"),
    }
    assert "not saved" not in (tmp_path / "due.ics").read_text("utf-8")
    assert (drafts.find(desk, "contact:1"), drafts.seen(desk, "contact:1")) == ({"said": "Half"}, 3)


def test_one_that_waits_is_called_by_its_title_and_its_complaint_once(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    found = add_complaint()
    for number, title in enumerate((f"Edit {found.reference}", f"Pause, {found.reference}", "The wish")):
        drafts.keep(desk, f"a:{number}", {"x": "y"}, 0, Whence(title, "desk", found.id))
    drafts.keep(desk, "a:9", {"x": "y"}, 0, Whence("The wish", "desk"))

    assert {one.name for one in unfinished.forms(desk)} == {
        f"Edit {found.reference}",
        f"Pause, {found.reference}",
        f"The wish, {found.reference}",
        "The wish",
    }


def test_each_form_of_a_kind_that_is_begun_gets_a_name_of_its_own(desk: Desk) -> None:
    assert drafts.another(desk, "complaint.new") == "complaint.new#1"
    for form in ("complaint.new#1", "complaint.new#4", "complaint.newer#9", "complaint.new:7"):
        drafts.keep(
            desk, form, {"customer": "Bo"}, 0, Whence("New complaint", "desk", None, Road("begin(1)"))
        )

    assert drafts.another(desk, "complaint.new") == "complaint.new#5"
    assert {one.form for one in unfinished.begun(desk, "complaint.new")} == {
        "complaint.new#1",
        "complaint.new#4",
    }
    assert unfinished.find(desk, "complaint.new#2") is None
    found = unfinished.find(desk, "complaint.new#4")
    assert found is not None
    assert found.road == Road("begin(1)")


def test_what_is_discarded_is_gone_and_a_desk_that_only_reads_discards_nothing(
    desk: Desk, settings: Settings, now: Now
) -> None:
    drafts.keep(desk, "a:1", {"said_it": "one\ntwo", "empty": " "})
    reading = setup.open_desk(settings, now.today, now.moment, read_only=True)
    with pytest.raises(ReadOnlyError):
        drafts.discard(reading, "a:1")
    reading.close()
    assert drafts.words(desk, "a:1") == "Said it: one\ntwo"

    drafts.discard(desk, "a:1")

    assert drafts.words(desk, "a:1") == ""


def test_a_draft_is_nobody_s_step_and_verify_passes_it_over(desk: Desk) -> None:
    steps = services.care.last_step(desk)
    drafts.keep(desk, "a:1", {"text": "one"})

    assert services.care.last_step(desk) == steps
    assert services.history.next_undo(desk) is None
    assert services.care.verify(desk).ok


@examples(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text())
def test_whatever_is_typed_comes_back_but_for_what_cannot_be_stored(desk: Desk, typed: str) -> None:
    drafts.keep(desk, "a:1", {"text": typed})

    kept = drafts.find(desk, "a:1")["text"]

    assert len(kept) == len(typed)
    assert [now for was, now in zip(typed, kept, strict=True) if was != now] == [
        "\N{REPLACEMENT CHARACTER}" for was in typed if was == "\0" or "\ud800" <= was <= "\udfff"
    ]


def test_a_desk_that_only_reads_keeps_none_and_forgets_none(desk: Desk, settings: Settings, now: Now) -> None:
    drafts.keep(desk, "a:1", {"text": "one"})
    reading = setup.open_desk(settings, now.today, now.moment, read_only=True)

    with pytest.raises(ReadOnlyError):
        drafts.keep(reading, "a:1", {"text": "two"})
    drafts.forget(reading, "a:1")

    assert drafts.find(reading, "a:1") == {"text": "one"}
    reading.close()


def test_a_draft_that_cannot_be_written_is_refused_in_plain_words(
    desk: Desk, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts.keep(desk, "a:1", {"text": "one"})
    monkeypatch.setitem(connection.RECIPE, "busy_timeout", 1)
    desk.store.engine.dispose()
    other = sqlite3.connect(settings.places.store / "desk.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreBusyError, match="try again"):
        drafts.keep(desk, "a:1", {"text": "two"})
    with pytest.raises(StoreBusyError, match="try again"):
        drafts.forget(desk, "a:1")

    other.close()
    assert drafts.find(desk, "a:1") == {"text": "one"}
