"""Whose desk it is, changed later: one step, taken back, and nothing done before is touched."""

from __future__ import annotations

import pytest

from complaintdesk import services
from complaintdesk.errors import DeskError, InvalidInputError, NotFoundError, StaleError
from complaintdesk.services import history, profile, triage
from complaintdesk.services.desk import Desk
from complaintdesk.store import records
from tests.conftest import TODAY, AddComplaint


def test_it_is_one_step_that_undo_takes_back_and_what_was_done_keeps_its_name(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    found = add_complaint(received_on=TODAY)
    triage.accept(desk, found.id)
    before, steps = desk.whose, services.care.last_step(desk)

    profile.change(
        desk,
        {
            "handler": " Ada Brook ",
            "organisation": "Southmoor",
            "role": "supervisor",
            "procedure": "eng-hos-2024",
        },
    )

    whose = desk.whose
    assert (whose.handler, whose.organisation, whose.role) == ("Ada Brook", "Southmoor", "supervisor")
    assert (whose.procedure, whose.region, whose.currency) == ("eng-hos-2024", before.region, before.currency)
    assert services.care.last_step(desk) == steps + 1
    who = [row[0] for row in desk.reader.execute("SELECT actor FROM journal_step ORDER BY number")]
    assert set(who[1:]) == {"Robin Hale"}
    assert services.dossier.load(desk, found.id).owner == "Robin Hale"
    assert services.care.verify(desk).ok

    history.undo(desk)
    assert desk.whose == before


def test_what_is_done_afterwards_bears_the_new_name(desk: Desk, add_complaint: AddComplaint) -> None:
    profile.change(desk, {"handler": "Ada Brook"})
    found = triage.accept(desk, add_complaint(received_on=TODAY).id)

    assert found.owner == "Ada Brook"
    last = desk.reader.execute("SELECT actor FROM journal_step ORDER BY number DESC LIMIT 1").fetchone()
    assert last[0] == "Ada Brook"


def test_a_complaint_that_is_here_keeps_its_region_and_procedure(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    before = add_complaint(received_on=TODAY)

    profile.change(desk, {"region": "SCT", "procedure": "eng-hos-2024"})
    here, then = services.dossier.load(desk, before.id), add_complaint(received_on=TODAY)

    assert (here.region, here.procedure, here.clocks) == ("ENG", "uk-general", before.clocks)
    assert (then.region, then.procedure) == ("SCT", "eng-hos-2024")


def test_what_is_so_already_is_no_step(desk: Desk) -> None:
    steps = services.care.last_step(desk)

    profile.change(desk, {"handler": desk.whose.handler, "region": desk.whose.region})

    assert services.care.last_step(desk) == steps


@pytest.mark.parametrize(
    ("values", "kind", "said"),
    [
        ({"handler": "  "}, InvalidInputError, "name is needed"),
        ({"role": "king"}, InvalidInputError, "There is no role 'king'"),
        ({"region": "UK"}, InvalidInputError, "Bank holidays differ within UK"),
        ({"procedure": "nope"}, NotFoundError, "no procedure 'nope'"),
        ({"procedure": "uk-dp-overlay"}, DeskError, "cannot be the usual one"),
    ],
)
def test_what_cannot_be_kept_changes_nothing(
    desk: Desk, values: dict[str, str], kind: type[DeskError], said: str
) -> None:
    before, steps = desk.whose, services.care.last_step(desk)

    with pytest.raises(kind, match=said):
        profile.change(desk, {"organisation": "Southmoor", **values})

    assert (desk.whose, services.care.last_step(desk)) == (before, steps)


def test_a_role_that_is_there_no_more_can_stay(desk: Desk) -> None:
    """Only what is changed has to be on offer."""
    with desk.step("an own role") as step:
        records.profile(step.session).role = "ombudsman"

    profile.change(desk, {"role": "ombudsman", "organisation": "Southmoor"})

    assert (desk.whose.role, desk.whose.organisation) == ("ombudsman", "Southmoor")


def test_what_another_changed_meanwhile_is_not_written_over(desk: Desk) -> None:
    seen = desk.last_step()
    profile.change(desk, {"handler": "Ada Brook"})

    with pytest.raises(StaleError, match="changed meanwhile"), desk.as_seen(seen):
        profile.change(desk, {"handler": "Ina Moss"})

    assert desk.whose.handler == "Ada Brook"
