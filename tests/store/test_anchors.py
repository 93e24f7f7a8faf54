"""Anchors: the head of the journal outside the store, a line each time it has moved."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintdesk import services
from complaintdesk.config import Settings
from complaintdesk.services import setup
from complaintdesk.services.desk import Desk
from complaintdesk.store import anchors, store
from complaintdesk.store.anchors import Anchor
from tests.conftest import AddComplaint, Now

AT = datetime(2026, 11, 18, 9, tzinfo=UTC)


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines()


def test_a_head_that_has_not_moved_is_written_once(tmp_path: Path) -> None:
    path = tmp_path / "state" / "anchors.jsonl"
    for anchor in (Anchor("a", 1, "x"), Anchor("a", 1, "x"), Anchor("b", 1, "x"), Anchor("a", 1, "x")):
        anchors.drop(path, anchor, AT)
    anchors.drop(path, Anchor("a", 2, "y"), AT)

    assert len(lines(path)) == 3
    assert anchors.held(path, "a") == [Anchor("a", 1, "x"), Anchor("a", 2, "y")]
    assert anchors.held(path, "c") == []
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "damage",
    ['{"store": "a", "num', "[]", "7", '{"store": "a"}', '{"store": "a", "number": "x", "hash": ""}', "\0"],
)
def test_a_damaged_last_line_is_passed_over_and_does_not_swallow_the_next(
    tmp_path: Path, damage: str
) -> None:
    path = tmp_path / "anchors.jsonl"
    anchors.drop(path, Anchor("a", 1, "x"), AT)
    with path.open("a") as writing:
        writing.write(damage)

    before = anchors.held(path, "a")
    anchors.drop(path, Anchor("a", 2, "y"), AT)

    assert before == [Anchor("a", 1, "x")]
    assert anchors.held(path, "a") == [Anchor("a", 1, "x"), Anchor("a", 2, "y")]


@given(st.binary(max_size=200))
def test_no_file_whatsoever_is_too_damaged_to_be_read(content: bytes) -> None:
    import tempfile

    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()

        assert anchors.held(Path(file.name), "a") == []


def test_where_no_anchor_was_dropped_none_is_held(tmp_path: Path) -> None:
    assert anchors.held(tmp_path / "none.jsonl", "a") == []


def test_opening_and_closing_without_a_step_adds_no_line(
    desk: Desk, add_complaint: AddComplaint, settings: Settings, now: Now
) -> None:
    add_complaint()
    head = anchors.head_of(desk.reader)
    path = desk.store.anchor_file
    desk.close()
    before = lines(path)
    setup.open_desk(settings, now.today, now.moment).close()

    assert lines(path) == before
    assert head is not None
    assert anchors.held(path, head.store)[-1] == head


def test_a_desk_that_only_reads_drops_no_anchor(desk: Desk, settings: Settings, now: Now) -> None:
    path = desk.store.anchor_file
    before = path.exists()
    setup.open_desk(settings, now.today, now.moment, read_only=True).close()

    assert path.exists() == before


def test_a_desk_that_stays_open_drops_one_now_and_then(
    desk: Desk, add_complaint: AddComplaint, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = 6
    monkeypatch.setattr(store, "ANCHOR_EVERY", every)
    complaint_id = add_complaint().id
    while services.care.last_step(desk) < 2 * every:
        services.triage.rate(desk, complaint_id, services.care.last_step(desk) % 5 + 1)
    head = anchors.head_of(desk.reader)

    assert head is not None
    # The first was dropped when the desk was closed after its set-up.
    assert [anchor.number for anchor in anchors.held(desk.store.anchor_file, head.store)] == [
        1,
        every,
        2 * every,
    ]
