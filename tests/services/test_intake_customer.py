"""The customer behind a complaint: how they are called and reached, found by the search."""

from __future__ import annotations

import pytest

from complaintdesk import services
from complaintdesk.errors import InvalidInputError
from complaintdesk.services import history, intake, searching
from complaintdesk.services.desk import Desk
from tests import hostile
from tests.conftest import AddComplaint


def test_a_telephone_number_is_on_record_and_found_by_the_search(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    made = add_complaint(phone="0161 496 0123")

    found = searching.search(desk, "0161")

    assert services.dossier.load(desk, made.id).customer_phone == "0161 496 0123"
    assert [result.reference for result in found.results] == [made.reference]


def test_a_customer_is_corrected_for_all_of_their_complaints_and_undo_takes_it_back(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    one = add_complaint(email="ada@example.org")
    other = add_complaint(email="ada@example.org", phone="0161 496 0123")

    intake.correct_customer(desk, one.id, "Ada Quill-Marsh", "ada@example.org", "0161 496 0999")

    changed = services.dossier.load(desk, other.id)
    assert (changed.customer, changed.customer_phone) == ("Ada Quill-Marsh", "0161 496 0999")

    history.undo(desk)

    assert services.dossier.load(desk, other.id).customer_phone == "0161 496 0123"


def test_a_customer_without_a_name_is_refused(desk: Desk, add_complaint: AddComplaint) -> None:
    with pytest.raises(InvalidInputError, match="Customer"):
        intake.correct_customer(desk, add_complaint().id, " ", "", "")


@pytest.mark.parametrize("words", hostile.STRINGS.values(), ids=hostile.STRINGS.keys())
def test_whatever_they_are_called_is_kept_as_it_is(
    desk: Desk, add_complaint: AddComplaint, words: str
) -> None:
    changed = intake.correct_customer(desk, add_complaint().id, words, words, words)

    assert changed.customer == words.strip()
    assert changed.customer_phone == words.strip()
