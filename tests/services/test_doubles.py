"""What may be the same complaint is found when one comes in: by its customer and by its words."""

from __future__ import annotations

from pathlib import Path

from complaintdesk import services
from complaintdesk.services import doubles
from complaintdesk.services.desk import Desk
from tests import hostile, mails
from tests.conftest import AddComplaint

WORDS = (
    "The boiler in our flat was repaired twice this winter and it is cold again, nobody answers the telephone "
    "and the caretaker says that the engineer has cancelled the appointment on Monday without telling us."
)


def test_the_same_customer_with_like_words_is_found(desk: Desk, add_complaint: AddComplaint) -> None:
    add_complaint(narrative=WORDS, email="ada@example.org", about="Boiler")
    said = "Once more: the engineer cancelled another appointment, the boiler is cold, the caretaker shrugs."

    by_address = doubles.of_words(desk, said, email="ADA@example.org")
    by_name = doubles.of_words(desk, said, customer="ada quill")

    assert [one.reference for one in by_address] == ["CD-2026-0001"]
    assert by_address[0].why.startswith("the same customer, and ")
    assert by_name == by_address
    assert doubles.of_words(desk, said, customer="Bo Marsh") == ()
    assert doubles.of_words(desk, "The lift stands still since Easter.", customer="Ada Quill") == ()


def test_the_same_words_of_another_customer_are_found(desk: Desk, add_complaint: AddComplaint) -> None:
    add_complaint(narrative=WORDS)

    (one,) = doubles.of_words(desk, f"Dear all, {WORDS} Yours, Bo", customer="Bo Marsh")

    assert (one.reference, one.why) == ("CD-2026-0001", "the same words")


def test_what_was_merged_sent_back_or_linked_is_no_double(desk: Desk, add_complaint: AddComplaint) -> None:
    first, second, third = (add_complaint(narrative=WORDS).id for _ in range(3))
    assert {one.complaint_id for one in doubles.of_complaint(desk, first)} == {second, third}

    services.links.merge(desk, second, "CD-2026-0001", "The same")
    services.links.link(desk, third, "CD-2026-0001", "Related")

    assert doubles.of_complaint(desk, first) == ()
    services.triage.send_back(desk, first, "Not ours")
    assert doubles.of_words(desk, WORDS, but=third) == ()
    assert doubles.of_complaint(desk, 4711) == ()


def test_any_words_can_be_asked_about(desk: Desk, add_complaint: AddComplaint) -> None:
    add_complaint(narrative=WORDS, customer="[b")

    for string in hostile.STRINGS.values():
        assert doubles.of_words(desk, string, string, string) == ()


def test_a_message_that_may_be_a_double_waits_for_the_handler(
    desk: Desk, add_complaint: AddComplaint, tmp_path: Path
) -> None:
    add_complaint(narrative=WORDS, about="Boiler")
    path = mails.write(tmp_path / "a.eml", mails.mail(WORDS, sender="Ada Quill <other@example.org>"))

    report = services.mail_intake.take(desk, services.mail.look(desk, path), as_referred=True)

    assert report.new == 0
    assert (
        report.left[0].reason
        == "It may be the same as CD-2026-0001 (Boiler): the same words; say whether it is."
    )
