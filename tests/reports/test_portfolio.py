"""The portfolio's index, statements and manifest are the golden ones; names in statements are found as whole words.

`COMPLAINTDESK_GOLDEN=write` writes the golden files anew; look at what changed before keeping them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from complaintdesk.reports import linking, portfolio
from complaintdesk.reports.complaint import Integrity
from complaintdesk.reports.portfolio import Book, Cited, InFile, Paper, Said
from complaintdesk.rules import coverage
from complaintdesk.rules.coverage import Claimed, ComplaintFacts, Evidence
from complaintdesk.rules.criteria import CriteriaSet, Criterion
from complaintdesk.rules.pseudonyms import Tally
from complaintdesk.vocabulary import EvidenceKind

GOLDEN = Path(__file__).with_name("golden")
TODAY = date(2026, 11, 18)

CRITERIA = CriteriaSet(
    "own",
    "Own set | with a bar",
    (
        Criterion("1.4", "Hands on", "Doing", "practical", ("escalation",), "Who was told, and when."),
        Criterion("2.2", "Negotiates", "Doing", "practical", ("offer",), "", uncertain=True),
        Criterion("3.5", "Weighs changes", "Doing", "practical", ("change_option",), "Gains and drawbacks."),
        Criterion("4.1", "Why it matters", "Knowing", "knowledge", ("statement",), "Own words.", ("Why?",)),
        Criterion("4.2", "How it works here", "Knowing", "knowledge", ("statement",), "The real one."),
    ),
    "A source",
    date(2026, 1, 1),
    "A note.",
)


def the_book() -> Book:
    handed = Evidence("escalation", 5, "Escalation 1", "Head: why", date(2026, 9, 29), 7, "CD-2026-0007")
    gone = Evidence("contact", 9, "Contact", "", date(2026, 9, 30), 7, "CD-2026-0007", is_there=False)
    change = Evidence("change_option", 3, "Option 1", "Two visits", date(2026, 11, 2), None, "REC-2")
    outside = Evidence("outside", 0, "Outside the desk", "", None)
    claims = (
        Claimed(
            1, "1.4", handed, EvidenceKind.work_product, "Told *in time*, as REP-4 says.", "Mailbox",
            why_valid="It says <so>.",
        ),
        Claimed(2, "1.4", gone, EvidenceKind.work_product, "Once was there."),
        Claimed(
            3, "2.2", outside, EvidenceKind.observation, "A call.\nIn two lines.", "Record 3", "Witness 3", "Assessor",
            "", "[phone number]", date(2026, 11, 13), why_sufficient="The second.",
        ),
        Claimed(4, "3.5", change, EvidenceKind.work_product, "Weighed both ways."),
    )  # fmt: skip
    covered = coverage.cover(
        CRITERIA, claims, {"4.1": (2, date(2026, 11, 6))}, {"1.4": 1}, coverage.DEFAULT, TODAY
    )
    facts = ComplaintFacts(
        7, "CD-2026-0007", "Lift | out", "closed", "letter", "not_upheld", True, False, date(2026, 9, 1), None
    )
    return Book(
        criteria=CRITERIA,
        covered=covered,
        readings=coverage.gauge([facts], covered, [12], coverage.DEFAULT),
        complaints=(
            InFile(
                facts,
                "complaints/CD-2026-0007.md",
                {("escalation", 5): "cd-2026-0007-escalation-1"},
                {"1.4": 2},
            ),
        ),
        papers=(
            Paper(
                "recommendation", 2, "recommendations/recommendation-2.md", "REC-2: Two visits", {"3.5": 2}
            ),
        ),
        said=(
            Said(
                CRITERIA.criteria[3],
                "As in cd-2026-0007 and Recommendation 2.\n\nREP-4 held.\nREP-44 did not.",
                2,
                date(2026, 11, 6),
            ),
        ),
        cited=(Cited("REP-4", "Heat first", "Heat comes *first*.", 3, None),),
        handler="Robin Hale",
        role="complaint_handler",
        organisation="Northmoor Homes",
        period=(date(2026, 9, 29), date(2026, 11, 13)),
        exported_on=TODAY,
        integrity=Integrity("ab" * 32, 12, TODAY, True),
        replaced=Tally((("name", 2),)),
    )


FILES: dict[str, Callable[[Book], str]] = {
    "portfolio-index.md": portfolio.index,
    "portfolio-statements.md": portfolio.statements,
    "portfolio-manifest.md": lambda book: portfolio.manifest(book, {"index.md": "é\n", "statements.md": ""}),
}


@pytest.mark.parametrize("name", FILES)
def test_the_file_is_the_golden_one(name: str) -> None:
    written = FILES[name](the_book())

    golden = GOLDEN / name
    if os.environ.get("COMPLAINTDESK_GOLDEN") == "write":
        golden.write_text(written, encoding="utf-8")
    assert written == golden.read_text(encoding="utf-8")


def test_names_are_found_as_whole_words_in_any_case_and_the_longest_first() -> None:
    names = ("rep-4", "rep-44", "review 1", "")

    assert linking.names_in("Rep-4, REP-44 and review 12; pre-REP-4.", names) == ("rep-4", "rep-44")
    assert linking.names_in("Review 1.", names) == ("review 1",)
    assert linking.names_in("Review 1.", ()) == ()
