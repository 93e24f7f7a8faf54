"""Intake: new complaints by hand, and those taken out of the history."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaintdesk import services
from complaintdesk.errors import InvalidInputError, NotFoundError, WrongStageError
from complaintdesk.services import intake
from complaintdesk.services.desk import Desk
from complaintdesk.services.intake import NewComplaint
from complaintdesk.vocabulary import Origin, Stage
from tests.conftest import TODAY, AddComplaint, Now
from tests.refusing import Refusals, refused, refused_each
from tests.rows import put_complaint


def test_a_complaint_comes_to_the_desk_whole(desk: Desk) -> None:
    entered = NewComplaint(
        " Ada Quill ", TODAY - timedelta(days=2), " phone ", "  Cold\n again. ", TODAY - timedelta(days=1),
        " Desk two ", "severity", "", "Heat", "Boiler", "repairs", "ada@example.org", "0123", "T-5", "Pat",
    )  # fmt: skip

    found = intake.new(desk, entered)

    assert (found.reference, found.stage, found.origin) == ("CD-2026-0001", Stage.referred, Origin.referred)
    assert (found.customer, found.channel, found.referred_by) == ("Ada Quill", "phone", "Desk two")
    assert (found.narrative, found.about) == ("  Cold\n again. ", "Cold again.")
    assert (found.received_on, found.referred_on) == (entered.received_on, entered.referred_on)
    assert (found.procedure, found.region) == ("uk-general", "ENG")
    assert found.steps[-1].label == "new complaint"


def test_the_same_address_is_the_same_customer_and_a_name_alone_is_not(add_complaint: AddComplaint) -> None:
    addresses = ["Ada@Example.org", " ada@example.org ", "", "", "ÄDA@example.org", "ÄDA@example.org"]

    ids = [add_complaint(email=address).customer_id for address in addresses]

    assert ids == [1, 1, 2, 3, 4, 4]


def test_numbers_begin_anew_with_the_year_it_was_referred_in(add_complaint: AddComplaint, now: Now) -> None:
    first = add_complaint().reference
    now.day = date(2027, 1, 2)

    assert first == "CD-2026-0001"
    assert add_complaint().reference == "CD-2027-0001"
    assert add_complaint(referred_on=date(2026, 12, 31)).reference == "CD-2026-0002"


FIELDS = ("customer", "channel", "narrative", "referred_by", "referral_reason", "about", "wants", "product",
          "category", "email", "phone", "account_ref", "prior_decider")  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.fixed_dictionaries({name: st.text(max_size=20) for name in FIELDS}))
def test_whatever_is_typed_is_kept_or_refused_and_never_a_crash(
    desk: Desk, add_complaint: AddComplaint, typed: dict[str, Any]
) -> None:
    try:
        found = add_complaint(**typed)
    except InvalidInputError:
        assert not all(typed[name].strip() for name in ("customer", "channel", "narrative"))
        return

    assert len(found.narrative) == len(typed["narrative"])
    assert services.dossier.load(desk, found.id) == found


def test_a_long_narrative_is_a_line_with_an_ellipsis() -> None:
    assert intake.in_a_line("Cold " * 30) == f"{('Cold ' * 30)[:59].rstrip()}…"
    assert len(intake.in_a_line("x" * 61)) == 60
    assert intake.in_a_line("x" * 60) == "x" * 60


def test_a_complaint_is_taken_out_of_the_history_onto_the_desk(desk: Desk) -> None:
    complaint_id = put_complaint(
        desk, "LOG-7", "Bea Heath", narrative="Damp.", preset="log", source_id="7", origin="history",
        stage="closed", closed_on="2026-04-01",
    )  # fmt: skip

    found = intake.refer(desk, complaint_id)

    assert (found.reference, found.source_id) == ("CD-2026-0001", "7")
    assert (found.origin, found.stage, found.referred_on) == (Origin.referred, Stage.referred, TODAY)
    assert (found.closed_on, found.about, found.procedure) == (None, "Damp.", "uk-general")
    assert found.clocks
    with refused(desk, WrongStageError, "CD-2026-0001 is on the desk already"):
        intake.refer(desk, complaint_id)
    services.history.undo(desk)
    assert services.dossier.load(desk, complaint_id).reference == "LOG-7"


REFUSALS: Refusals = {
    **{
        f"no {name}": (
            lambda desk, name=name: intake.new(desk, NewComplaint(**{**_given(), name: " "})),
            InvalidInputError,
        )
        for name in ("customer", "channel", "narrative")
    },
    "received tomorrow": (
        lambda desk: intake.new(desk, NewComplaint(**{**_given(), "received_on": TODAY + timedelta(1)})),
        InvalidInputError,
    ),
    "referred before it was received": (
        lambda desk: intake.new(desk, NewComplaint(**_given(), referred_on=TODAY - timedelta(1))),
        InvalidInputError,
    ),
    "referred tomorrow": (
        lambda desk: intake.new(desk, NewComplaint(**_given(), referred_on=TODAY + timedelta(1))),
        InvalidInputError,
    ),
    "referring what is not there": (lambda desk: intake.refer(desk, 99), NotFoundError),
}


def _given() -> dict[str, Any]:
    return {"customer": "Ada Quill", "received_on": TODAY, "channel": "phone", "narrative": "Cold."}


def test_a_refused_complaint_leaves_everything_as_it_was(desk: Desk) -> None:
    refused_each(desk, REFUSALS)
