"""Like complaints: closed ones of the same words, those of the same category first."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from complaintdesk import services
from complaintdesk.services.desk import Desk
from tests import journey
from tests.conftest import AddComplaint
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


def test_those_of_the_same_cause_and_product_come_before_those_of_the_same_words(desk: Desk) -> None:
    own = put_complaint(desk, "CD-2026-0001", narrative=WORDS, product="Heating", cause="delay")
    put_closed(desk, "CD-2025-0001", WORDS)
    for number, received_on in ((2, "2026-01-05"), (3, "2026-03-05")):
        put_closed(
            desk, f"CD-2025-000{number}", "Cold.", product="Heating", cause="delay", received_on=received_on
        )
    put_closed(desk, "CD-2025-0004", "Cold.", product="Heating", cause="price")
    put_closed(desk, "CD-2025-0005", "Cold.", product="Gas", cause="delay")

    found = services.likeness.like(desk, own)

    assert [(one.reference, one.like_by) for one in found] == [
        ("CD-2025-0003", "cause and product"),
        ("CD-2025-0002", "cause and product"),
        ("CD-2025-0001", "words"),
    ]


def test_what_was_agreed_on_this_desk_is_what_was_done(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "sheet.txt"
    file.write_text("Visited twice.")
    closed = journey.referred(desk).id
    services.triage.describe(desk, closed, {"product": "Heating"})
    worked = journey.walk(desk, closed, file)
    cause = worked.heads[0].cause
    own = put_complaint(desk, "CD-2026-0099", narrative="Else", product=worked.product, cause=cause)

    (found,) = [one for one in services.likeness.like(desk, own) if one.complaint_id == closed]

    assert worked.agreement is not None
    assert worked.outcome is not None
    assert (found.amount_minor, found.outcome) == (worked.agreement.amount_minor, worked.outcome.spoken)
    assert found.remedy


def test_the_same_customers_complaints_of_the_same_cause_are_repeats(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    first = add_complaint(email="ada@example.org", received_on=date(2026, 9, 1))
    old = add_complaint(email="ada@example.org", received_on=date(2026, 3, 1))
    own = add_complaint(email="ada@example.org")
    other = add_complaint(email="bo@example.org")
    for one in (first, old, own, other):
        services.triage.accept(desk, one.id)
        services.investigation.add_head(desk, one.id, "Late", "delay_service")
    plain = add_complaint(email="ada@example.org")

    assert services.likeness.repeats(desk, own.id) == (first.reference,)
    assert services.likeness.repeats(desk, plain.id) == ()
    assert services.likeness.repeats(desk, 999) == ()
    (notice,) = [
        one for one in services.advice.warnings(desk, services.dossier.load(desk, own.id)) if one.rule == 36
    ]
    assert first.reference in notice.sentence


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
