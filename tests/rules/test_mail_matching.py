"""Where a message belongs is decided only where it is beyond doubt."""

from __future__ import annotations

import pytest

from complaintdesk.rules.mail_matching import Clues, Fate, Judged, Pointed, judge
from complaintdesk.vocabulary import Origin, Stage

ONE = Pointed("CD-2026-0001", Origin.referred, Stage.investigating)
TWO = Pointed("CD-2026-0002", Origin.referred, Stage.investigating)
MERGED = Pointed("CD-2026-0001", Origin.referred, Stage.investigating, "CD-2026-0009")
OLD = Pointed("LOG-7", Origin.history, Stage.closed)

CASES = {
    "nothing speaks of it": (Clues(), Fate.new, "", "belongs to no complaint"),
    "by its subject": (Clues(named=[ONE]), Fate.contact, "CD-2026-0001", "the reference in its subject"),
    "by its thread": (Clues(threads=[ONE]), Fate.contact, "CD-2026-0001", "the thread it answers"),
    "by both": (Clues(named=[ONE], threads=[ONE]), Fate.contact, "CD-2026-0001", "reference"),
    "by one that was merged": (Clues(named=[MERGED]), Fate.contact, "CD-2026-0001", "CD-2026-0009 was merged into it"),
    "by two": (Clues(named=[ONE], threads=[TWO]), Fate.ask, "CD-2026-0001", "points to CD-2026-0001, CD-2026-0002"),
    "by the history": (Clues(threads=[OLD]), Fate.ask, "", "from the history; accept that"),
    "by a reference nobody has": (Clues(unknown=["CD-2026-0099"]), Fate.ask, "", "not on this desk"),
    "an unknown one too": (Clues(unknown=["CD-2026-0099"], threads=[ONE]), Fate.contact, "CD-2026-0001", ""),
    "an answer of a machine": (Clues(threads=[ONE], is_automatic=True), Fate.contact, "CD-2026-0001", ""),
    "a machine out of the blue": (Clues(is_automatic=True), Fate.ask, "", "A machine sent it"),
    "passed on": (Clues(is_forwarded=True), Fate.ask, "", "say who the customer is"),
    "passed on into a thread": (Clues(is_forwarded=True, threads=[ONE]), Fate.contact, "CD-2026-0001", ""),
    "our own": (Clues(is_own=True), Fate.ask, "", "your own addresses"),
    "from nobody": (Clues(has_sender=False), Fate.ask, "", "does not say who sent it"),
    "from a customer": (Clues(others=["CD-2026-0003"]), Fate.ask, "CD-2026-0003", "whether it is about that"),
}  # fmt: skip


@pytest.mark.parametrize(("clues", "fate", "reference", "why"), CASES.values(), ids=CASES.keys())
def test_a_message_goes_where_its_clues_point(clues: Clues, fate: Fate, reference: str, why: str) -> None:
    found = judge(clues)

    assert (found.fate, found.reference) == (fate, reference)
    assert why in found.why


def test_many_references_are_not_all_named() -> None:
    many = [Pointed(f"CD-2026-{number:04d}", Origin.referred, Stage.referred) for number in range(1, 8)]

    assert judge(Clues(named=many)) == Judged(
        Fate.ask,
        "CD-2026-0001",
        "It points to CD-2026-0001, CD-2026-0002, CD-2026-0003, CD-2026-0004 and 3 more; say to which it belongs.",
    )
