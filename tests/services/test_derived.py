"""What lists sort by follows from the facts after every step, and from the day that has come."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from complaintdesk import services
from complaintdesk.config import Settings
from complaintdesk.errors import StoreBusyError
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import contacts, delivery, derived, investigation, negotiation, progress, setup
from complaintdesk.services.desk import Desk
from complaintdesk.store import connection
from complaintdesk.vocabulary import PromiseState, SourceKind, Stage
from tests.conftest import TODAY, AddComplaint, Now

NEAR = TODAY + timedelta(days=1)


def kept(desk: Desk) -> tuple[date | None, str, int]:
    row = desk.reader.execute("SELECT next_due_on, next_due_name, triage_score FROM complaint").fetchone()
    return (date.fromisoformat(row[0]) if row[0] else None), row[1], row[2]


def test_a_changed_procedure_is_reckoned_with_at_the_next_start(
    desk: Desk, settings: Settings, add_complaint: AddComplaint, now: Now
) -> None:
    add_complaint(received_on=TODAY)
    derived.rescore(desk)
    assert derived.rescore(desk) == 0
    before = kept(desk)
    folder = settings.procedures_folder
    folder.mkdir(parents=True)
    (folder / "uk-general.toml").write_text(
        'id = "uk-general"\nbase = "uk-general"\nsource = "We"\nas_of = 2026-11-01\n'
        '[[clocks]]\nid = "ack"\nname = "Acknowledgement"\nstart = "received"\nmet_by = ["acknowledged"]\n'
        'n = 1\nunit = "wd"\ncount = "exclusive"\nkind = "policy"\nsource = "We"\nas_of = 2026-11-01\n'
    )
    desk.close()

    again = setup.open_desk(settings, now.today, now.moment)

    assert again.procedure_problems == ()
    assert derived.rescore(again) == 1
    assert kept(again)[0] == TODAY + timedelta(days=1) != before[0]
    assert services.care.verify(again).problems == ()
    assert derived.rescore(again) == 0
    again.close()


def as_reckoned(desk: Desk, found: Dossier) -> tuple[date | None, str, int]:
    return *derived.next_due(found), derived.score(desk, found).points


@pytest.fixture
def found(desk: Desk, add_complaint: AddComplaint) -> Dossier:
    """A complaint that is being negotiated and whose nearest clocks are met, so that other things come first."""
    complaint_id = add_complaint(received_on=TODAY).id
    for stage in (Stage.investigating, Stage.deciding, Stage.negotiating):
        progress.advance(desk, complaint_id, stage, "So it is.")
    return contacts.note_event(desk, complaint_id, "acknowledged", TODAY)


ASKED = investigation.NewSource(SourceKind.call, "Recording", asked_of="Calls", asked_on=TODAY, due_on=NEAR)

DUE: dict[str, tuple[Callable[[Desk, int], object], str]] = {
    "promise": (lambda desk, one: contacts.promise(desk, one, "Ring", "Ada", NEAR), "Promise: Ring"),
    "action": (lambda desk, one: delivery.add_action(desk, one, "Pay", "Ann", NEAR), "Action: Pay"),
    "offer": (
        lambda desk, one: negotiation.put(desk, one, negotiation.NewOffer("Tea", 0, expires_on=NEAR)),
        "Offer 1 runs out",
    ),
    "gap": (lambda desk, one: investigation.add_source(desk, one, ASKED), "Asked for: Recording"),
}


def test_the_earliest_of_all_that_is_due_is_what_lists_sort_by(desk: Desk, found: Dossier) -> None:
    assert kept(desk)[1] == "Update to the customer"
    for act, name in DUE.values():
        act(desk, found.id)
        assert kept(desk)[:2] == (NEAR, name)
        assert kept(desk) == as_reckoned(desk, services.dossier.load(desk, found.id))
        services.history.undo(desk)
        assert kept(desk) == as_reckoned(desk, services.dossier.load(desk, found.id))
    assert kept(desk)[1] == "Update to the customer"


def test_what_is_settled_is_due_no_longer(desk: Desk, found: Dossier) -> None:
    promise_id = contacts.promise(desk, found.id, "Ring", "Ada", NEAR).promises[0].id
    contacts.settle(desk, found.id, promise_id, PromiseState.kept)

    assert kept(desk)[1] == "Update to the customer"


def test_a_complaint_that_asks_for_no_work_has_nothing_due(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint().id
    services.triage.rate(desk, complaint_id, 5)
    before = kept(desk)
    services.triage.send_back(desk, complaint_id, "Not ours.")

    assert before[0] is not None
    assert before[2] > 0
    assert kept(desk) == (None, "", 0)


def test_scores_follow_the_day_and_it_is_nobody_s_step(
    desk: Desk, add_complaint: AddComplaint, now: Now
) -> None:
    complaint_id = add_complaint().id
    steps, before = services.care.last_step(desk), kept(desk)
    now.day = TODAY + timedelta(days=40)

    counts = derived.rescore(desk), derived.rescore(desk)

    assert counts == (1, 0)
    assert kept(desk)[2] > before[2]
    assert kept(desk) == as_reckoned(desk, services.dossier.load(desk, complaint_id))
    assert services.care.last_step(desk) == steps
    assert services.care.verify(desk).ok


def test_a_desk_that_only_reads_scores_nothing(
    desk: Desk, add_complaint: AddComplaint, settings: Settings, now: Now
) -> None:
    add_complaint()
    now.day = TODAY + timedelta(days=40)
    reading = setup.open_desk(settings, now.today, now.moment, read_only=True)

    assert derived.rescore(reading) == 0
    reading.close()


def test_scores_that_cannot_be_written_are_refused_in_plain_words(
    desk: Desk, add_complaint: AddComplaint, settings: Settings, now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_complaint()
    now.day = TODAY + timedelta(days=40)
    monkeypatch.setitem(connection.RECIPE, "busy_timeout", 1)
    desk.store.engine.dispose()
    other = sqlite3.connect(settings.places.store / "desk.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreBusyError):
        derived.rescore(desk)

    other.close()
    assert derived.rescore(desk) == 1
