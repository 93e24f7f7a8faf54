"""Like complaints: closed ones of the same words, those of the same category first."""

from __future__ import annotations

from complaintdesk import services
from complaintdesk.services.desk import Desk
from tests.rows import put_complaint

WORDS = "The boiler engineer never arrived and the radiators stayed freezing."


def put_closed(desk: Desk, reference: str, narrative: str, **columns: object) -> int:
    closed = {"stage": "closed", "origin": "history", "closed_on": "2026-05-04", "narrative": narrative}
    return put_complaint(desk, reference, "", **closed, **columns)


def test_a_closed_complaint_of_the_same_words_is_found_with_what_was_done(desk: Desk) -> None:
    own = put_complaint(desk, "CD-2026-0001", narrative=WORDS)
    like = put_closed(
        desk,
        "CD-2025-0007",
        "Our radiators were freezing for a week.",
        about="No heating",
        outcome="partly_upheld",
        remedy="goodwill",
        amount_minor=5_000,
    )
    put_closed(desk, "CD-2025-0008", "My parcel was left in the rain.")

    (found,) = services.likeness.like(desk, own)

    assert (found.complaint_id, found.reference, found.about) == (like, "CD-2025-0007", "No heating")
    assert (found.outcome, found.amount_minor) == ("partly upheld", 5_000)
    assert found.remedy == desk.vocabularies.remedies.label("goodwill")
    assert str(found.closed_on) == "2026-05-04"


def test_those_of_the_same_category_come_first(desk: Desk) -> None:
    own = put_complaint(desk, "CD-2026-0001", narrative=WORDS, category="repairs")
    put_closed(desk, "CD-2025-0001", WORDS, category="billing")
    put_closed(desk, "CD-2025-0002", "The radiators leaked.", category="repairs")

    assert [one.reference for one in services.likeness.like(desk, own)] == ["CD-2025-0002", "CD-2025-0001"]


def test_live_complaints_and_the_complaint_itself_are_not_like(desk: Desk) -> None:
    own = put_closed(desk, "CD-2026-0001", WORDS)
    put_complaint(desk, "CD-2026-0002", narrative=WORDS)

    assert services.likeness.like(desk, own) == ()


def test_no_more_are_given_than_asked_for(desk: Desk) -> None:
    own = put_complaint(desk, "CD-2026-0001", narrative=WORDS)
    for number in range(5):
        put_closed(desk, f"CD-2025-000{number}", WORDS)

    assert len(services.likeness.like(desk, own, 3)) == 3


def test_a_complaint_without_telling_words_is_like_none(desk: Desk) -> None:
    own = put_complaint(desk, "CD-2026-0001", narrative='No! "AND" (or) *')
    put_closed(desk, "CD-2025-0001", 'No! "AND" (or) *')

    assert services.likeness.like(desk, own) == ()
    assert services.likeness.like(desk, 999) == ()


def test_a_line_is_taken_from_the_words_where_nobody_wrote_one(desk: Desk) -> None:
    own = put_complaint(desk, "CD-2026-0001", narrative=WORDS)
    put_closed(desk, "CD-2025-0001", f"  {WORDS} {'And so on. ' * 40}")

    (found,) = services.likeness.like(desk, own)

    assert found.about.startswith("The boiler engineer")
    assert len(found.about) == 120
