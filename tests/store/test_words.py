"""The full text follows every step: what was written is found, what was changed, removed or undone is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaintdesk import services
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import contacts, implications, investigation, options
from complaintdesk.services.contacts import NewContact
from complaintdesk.services.desk import Desk
from complaintdesk.services.implications import NewImplication
from complaintdesk.services.investigation import NewParty, NewSource
from complaintdesk.store import search, words
from complaintdesk.vocabulary import Direction, Likelihood, PartyRole, Side, SourceKind
from tests.conftest import TODAY, AddComplaint


def found_by(desk: Desk, text: str) -> bool:
    hits = search.find(desk.reader, text)
    return bool(hits.places or hits.exact)


def is_whole(desk: Desk) -> bool:
    """Whether each index holds what its tables say, by its own check."""
    with desk.store.engine.begin() as connection:
        for index in ("complaint_words", "customer_words", "note_words"):
            connection.exec_driver_sql(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")
    return True


@pytest.fixture
def case(desk: Desk, add_complaint: AddComplaint) -> Dossier:
    return services.triage.accept(desk, add_complaint(customer="Bo Marsh").id)


WRITES: dict[str, Callable[[Desk, int], object]] = {
    "a head": lambda desk, one: investigation.add_head(desk, one, "About zanzibar"),
    "a source": lambda desk, one: investigation.add_source(
        desk, one, NewSource(SourceKind.call, "Call", "She said zanzibar", obtained_on=TODAY)
    ),
    "an implication": lambda desk, one: implications.add(
        desk, one, NewImplication("safety", "zanzibar burns", Likelihood.likely, 3)
    ),
    "a party": lambda desk, one: investigation.add_party(
        desk, one, NewParty(PartyRole.colleague, "Sol", organisation="Zanzibar Ltd")
    ),
    "a contact": lambda desk, one: contacts.log(
        desk, one, NewContact(Side.customer, Direction.inward, "phone", "Wants ZANZIBAR")
    ),
    "a promise": lambda desk, one: contacts.promise(desk, one, "Zánzibar by Monday", "Bo", TODAY),
    "an option": lambda desk, one: options.add(desk, one, options.NewOption("zanzibar and back")),
    "the complaint": lambda desk, one: services.triage.describe(desk, one, {"wants": "zanzibar"}),
    "a letter": lambda desk, one: services.letters.keep(
        desk, one, services.letters.Written("final", "x", "Dear Zanzibar")
    ),
}


def test_what_a_step_wrote_is_found_until_it_is_undone_and_again_once_redone(
    desk: Desk, case: Dossier
) -> None:
    for name, write in WRITES.items():
        assert not found_by(desk, "zanzibar"), name
        write(desk, case.id)
        written = found_by(desk, "zanzibar")
        services.history.undo(desk)
        undone = found_by(desk, "zanzibar")
        services.history.redo(desk)
        redone = found_by(desk, "zanzibar")
        services.history.undo(desk)
        assert (written, undone, redone) == (True, False, True), name
    assert is_whole(desk)


def test_what_was_changed_is_found_by_its_new_words_only(desk: Desk, case: Dossier) -> None:
    head_id = investigation.add_head(desk, case.id, "About zanzibar").heads[0].id
    investigation.edit_head(desk, case.id, head_id, "About madagascar")

    assert (found_by(desk, "zanzibar"), found_by(desk, "madagascar")) == (False, True)


def test_what_was_removed_is_not_found_and_comes_back_with_an_undo(desk: Desk, case: Dossier) -> None:
    head_id = investigation.add_head(desk, case.id, "About zanzibar").heads[0].id
    investigation.remove(desk, case.id, "head", head_id)
    removed = found_by(desk, "zanzibar")
    services.history.undo(desk)

    assert (removed, found_by(desk, "zanzibar")) == (False, True)


def test_the_customer_s_name_is_found_with_and_without_accents(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    add_complaint(customer="Zoë Österlund")

    assert all(found_by(desk, text) for text in ("zoe osterlund", "ZOË", "öster"))


def test_a_day_that_is_put_right_moves_the_complaint_within_the_index(desk: Desk, case: Dossier) -> None:
    from datetime import date

    from complaintdesk.models import Complaint
    from complaintdesk.store import records

    with desk.step("put the day right") as step:
        records.get(step.session, Complaint, case.id).received_on = date(2025, 1, 2)

    (place,) = search.find(desk.reader, "boiler").places
    assert search.id_of(place) == case.id
    assert is_whole(desk)
    services.history.undo(desk)
    assert len(search.find(desk.reader, "boiler").places) == 1
    assert is_whole(desk)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(max_size=30), min_size=1, max_size=3))
def test_no_text_puts_the_index_out_of_step(desk: Desk, case: Dossier, texts: list[str]) -> None:
    for text in texts:
        services.triage.describe(desk, case.id, {"wants": text, "location": text})
    if services.history.next_undo(desk) is not None:
        services.history.undo(desk)
        services.history.redo(desk)

    assert is_whole(desk)


def test_each_record_has_a_place_of_its_own() -> None:
    places = {words.note_place(table, row_id) for table in words.NOTES for row_id in range(1, 50)}

    assert len(places) == len(words.NOTES) * 49
    assert len(words.NOTES) <= words.STEP
