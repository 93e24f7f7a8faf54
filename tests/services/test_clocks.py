"""Clocks on real complaints: overlays, kinds, the cut-off hour, dates agreed and what an extension demands."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.errors import GateError, InvalidInputError, NotFoundError, ProcedureError
from complaintdesk.models import Profile
from complaintdesk.rules.clocks import Clock
from complaintdesk.services import investigation, timekeeping, triage
from complaintdesk.services.desk import Desk
from tests.conftest import TODAY, AddComplaint, Now
from tests.hostile import STRINGS
from tests.refusing import refused

RECEIVED = date(2026, 11, 16)


def clocks(desk: Desk, complaint_id: int) -> dict[str, Clock]:
    return {clock.id: clock for clock in services.dossier.load(desk, complaint_id).clocks}


def under(desk: Desk, add: AddComplaint, procedure: str, **given: object) -> int:
    complaint_id = add(received_on=RECEIVED, **given).id
    triage.assign_procedure(desk, complaint_id, procedure)
    return complaint_id


def set_cutoff(desk: Desk, hour: str) -> None:
    with desk.step("set the cut-off hour") as step:
        profile = step.session.get(Profile, 1)
        assert profile is not None
        profile.cutoff = hour


def test_a_head_about_data_protection_starts_the_second_clock_and_its_removal_ends_it(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = add_complaint(received_on=RECEIVED).id
    before = set(clocks(desk, complaint_id))
    triage.accept(desk, complaint_id)
    found = investigation.add_head(desk, complaint_id, "My file went astray", about_data_protection=True)
    after = clocks(desk, complaint_id)

    assert set(after) - before == {"dp_ack", "dp_outcome"}
    assert after["dp_ack"].due_on == date(2026, 12, 16)

    services.contacts.note_event(desk, complaint_id, "dp_acknowledged", TODAY)
    assert clocks(desk, complaint_id)["dp_ack"].status == "met"
    assert clocks(desk, complaint_id)["dp_outcome"].status == "running"
    assert found.heads[0].about_data_protection


def test_what_came_in_before_the_overlay_was_in_force_has_no_second_clock(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = add_complaint(received_on=date(2026, 6, 18), referred_on=date(2026, 6, 18)).id
    triage.accept(desk, complaint_id)
    investigation.add_head(desk, complaint_id, "My file went astray", about_data_protection=True)

    assert "dp_ack" not in clocks(desk, complaint_id)


def test_outside_the_united_kingdom_the_overlay_does_not_apply(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = under(desk, add_complaint, "au-rg271")
    triage.assign_procedure(desk, complaint_id, "au-rg271", "AU")
    triage.accept(desk, complaint_id)
    investigation.add_head(desk, complaint_id, "My file went astray", about_data_protection=True)

    assert "dp_ack" not in clocks(desk, complaint_id)


def test_an_overlay_cannot_be_the_only_procedure(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint().id

    with refused(desk, InvalidInputError, "beside another procedure"):
        triage.assign_procedure(desk, complaint_id, "uk-dp-overlay")


def test_a_kind_of_complaint_has_its_own_length_and_is_dropped_with_its_procedure(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = under(desk, add_complaint, "au-rg271")
    triage.assign_procedure(desk, complaint_id, "au-rg271", variant="hardship_default")

    assert clocks(desk, complaint_id)["idr"].due_on == date(2026, 12, 7)

    with refused(desk, InvalidInputError, "it knows death_benefit, hardship_default, super"):
        triage.assign_procedure(desk, complaint_id, "au-rg271", variant="supper")
    with refused(desk, InvalidInputError, "it has no variants"):
        triage.assign_procedure(desk, complaint_id, "uk-general", variant="super")
    assert triage.assign_procedure(desk, complaint_id, "uk-general").variant == ""


def test_the_organisations_cutoff_hour_moves_what_came_in_after_it(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = add_complaint(received_on=RECEIVED).id
    triage.assign_procedure(desk, complaint_id, "uk-general", received_time="17.30")
    assert clocks(desk, complaint_id)["ack"].due_on == date(2026, 11, 18)

    set_cutoff(desk, "17:00")
    assert clocks(desk, complaint_id)["ack"].due_on == date(2026, 11, 19)
    assert "after 17:00 counts as the next working day" in clocks(desk, complaint_id)["ack"].sum

    triage.assign_procedure(desk, complaint_id, "uk-general", received_time="9:05")
    assert clocks(desk, complaint_id)["ack"].due_on == date(2026, 11, 18)
    triage.assign_procedure(desk, complaint_id, "uk-general", received_time="")
    assert services.dossier.load(desk, complaint_id).received_time == ""


@pytest.mark.parametrize("typed", ["25:00", "noon", "9:5:1:2", *STRINGS.values()])
def test_what_is_no_time_of_day_is_refused(desk: Desk, add_complaint: AddComplaint, typed: str) -> None:
    complaint_id = add_complaint().id

    if typed.strip():
        with refused(desk, InvalidInputError):
            triage.assign_procedure(desk, complaint_id, "uk-general", received_time=typed)


def test_a_date_is_agreed_with_the_customer_and_a_change_of_it_needs_more(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = under(desk, add_complaint, "eng-nhs-2009")
    assert clocks(desk, complaint_id)["agreed"].due_on is None

    timekeeping.agree_date(desk, complaint_id, "agreed", date(2026, 12, 18))
    assert clocks(desk, complaint_id)["agreed"].due_on == date(2026, 12, 18)
    assert services.dossier.load(desk, complaint_id).steps[-1].label == "agree a date"

    with refused(desk, GateError, "cannot be moved like this") as caught:
        timekeeping.agree_date(desk, complaint_id, "agreed", date(2027, 1, 8))
    assert isinstance(caught.value, GateError)
    assert len(caught.value.missing) == 2

    timekeeping.agree_date(desk, complaint_id, "agreed", date(2027, 1, 8), "A witness is away", TODAY)
    assert clocks(desk, complaint_id)["agreed"].due_on == date(2027, 1, 8)


def test_a_date_is_agreed_only_where_the_procedure_leaves_it_open(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = under(desk, add_complaint, "eng-nhs-2009")

    with refused(desk, InvalidInputError, "its own number of days"):
        timekeeping.agree_date(desk, complaint_id, "backstop", date(2027, 12, 18))
    with refused(desk, InvalidInputError, "cannot be before it"):
        timekeeping.agree_date(desk, complaint_id, "agreed", date(2026, 11, 2))
    with refused(desk, ProcedureError, "no clock 'agred'"):
        timekeeping.agree_date(desk, complaint_id, "agred", date(2026, 12, 2))


def test_the_housing_code_gives_no_more_time_without_the_ombudsmans_details(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = under(desk, add_complaint, "eng-hos-2024")
    services.contacts.note_event(desk, complaint_id, "s1_ack_sent", TODAY)

    with refused(desk, GateError, "the external body's contact details"):
        timekeeping.extend(desk, complaint_id, "s1", None, "The surveyor is ill")
    timekeeping.extend(desk, complaint_id, "s1", None, "The surveyor is ill", given={"external_body_details"})

    assert clocks(desk, complaint_id)["s1"].due_on == date(2026, 12, 16)


def test_more_than_the_procedure_allows_needs_a_named_approver(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = under(desk, add_complaint, "eng-hos-2024")
    services.contacts.note_event(desk, complaint_id, "s1_ack_sent", TODAY)
    needs = {"external_body_details"}

    with refused(desk, GateError, "name who approves a later date"):
        timekeeping.extend(desk, complaint_id, "s1", date(2026, 12, 18), "Ill", given=needs)
    timekeeping.extend(desk, complaint_id, "s1", date(2026, 12, 18), "Ill", given=needs, approver="Mara Voss")
    with refused(desk, GateError, "name who approves another extension"):
        timekeeping.extend(desk, complaint_id, "s1", date(2026, 12, 23), "Still ill", given=needs)
    with refused(desk, GateError, "must be a later one"):
        timekeeping.extend(
            desk, complaint_id, "s1", date(2026, 12, 17), "Ill", given=needs, approver="Mara Voss"
        )

    assert clocks(desk, complaint_id)["s1"].due_on == date(2026, 12, 18)


def test_every_extension_of_every_procedure_can_be_satisfied(desk: Desk, add_complaint: AddComplaint) -> None:
    extended = 0
    for procedure in desk.procedures.values():
        for rule in () if procedure.overlay else procedure.clocks:
            if rule.extension is None or rule.unit == "agreed":
                continue
            complaint_id = under(desk, add_complaint, procedure.id)
            if clocks(desk, complaint_id)[rule.id].start_on is None:
                services.contacts.note_event(desk, complaint_id, rule.start[0], TODAY)
            before = clocks(desk, complaint_id)[rule.id].due_on
            to_on = date(2027, 9, 1) if rule.extension.unit == "agreed" else None
            timekeeping.extend(
                desk, complaint_id, rule.id, to_on, "Ill",
                notified_on=TODAY, approver="Mara Voss", given=set(rule.extension.needs),
            )  # fmt: skip
            after = clocks(desk, complaint_id)[rule.id].due_on

            assert before is not None
            assert after is not None
            assert after > before
            extended += 1
    assert extended


def test_agreement_before_the_time_is_up_cannot_be_given_afterwards(
    desk: Desk, add_complaint: AddComplaint, now: Now
) -> None:
    complaint_id = under(desk, add_complaint, "eng-nhs-2009")
    now.day = date(2027, 6, 1)

    with refused(desk, GateError, "the customer's agreement before the time is up"):
        timekeeping.extend(
            desk, complaint_id, "backstop", date(2027, 9, 1), "Ill", given={"agreed_before_expiry"}
        )


def test_an_extension_refuses_words_it_does_not_know_and_clocks_that_are_met(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = under(desk, add_complaint, "eng-hos-2024")
    services.contacts.note_event(desk, complaint_id, "s1_ack_sent", TODAY)

    with refused(desk, InvalidInputError, "Did you mean external_body_details"):
        timekeeping.extend(desk, complaint_id, "s1", None, "Ill", given={"external_body_detail"})
    with refused(desk, InvalidInputError, "Known are"):
        timekeeping.extend(desk, complaint_id, "s1", None, "Ill", given={"zzz"})
    with refused(desk, InvalidInputError, "still to come"):
        timekeeping.extend(desk, complaint_id, "s1", None, "Ill", notified_on=date(2026, 11, 19))
    with refused(desk, NotFoundError, "no running clock"):
        timekeeping.extend(desk, complaint_id, "s2", None, "Ill")
    with refused(desk, NotFoundError, "was met on"):
        timekeeping.extend(desk, complaint_id, "s1_ack", None, "Ill")


def test_another_procedure_keeps_pauses_and_severity_changes_nothing(
    desk: Desk, add_complaint: AddComplaint, now: Now
) -> None:
    complaint_id = add_complaint(received_on=RECEIVED).id
    timekeeping.pause(desk, complaint_id, "The surveyor is away")
    now.day = date(2026, 11, 25)
    timekeeping.resume(desk, complaint_id)
    waited = clocks(desk, complaint_id)["target"].due_on
    triage.rate(desk, complaint_id, 4)

    assert clocks(desk, complaint_id)["target"].due_on == waited == date(2026, 12, 18)

    triage.assign_procedure(desk, complaint_id, "eng-hos-2024")
    assert "not moved by the pause" in clocks(desk, complaint_id)["s1_ack"].sum
    triage.assign_procedure(desk, complaint_id, "uk-general")
    assert clocks(desk, complaint_id)["target"].due_on == waited


def test_a_wrong_file_of_ones_own_is_left_out_and_the_rest_of_the_desk_works(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    folder: Path = desk.settings.procedures_folder
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text('id = "uk-general"\nnam = "x"\n', encoding="utf-8")

    complaint_id = add_complaint().id

    assert clocks(desk, complaint_id)
    assert [problem.path.name for problem in desk.procedure_problems] == ["mine.toml"]
    assert "line 2" in services.care.info(desk).own_files_left_out
