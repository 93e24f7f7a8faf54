"""Letter words: what a letter says of a complaint, in words that somebody outside understands."""

from __future__ import annotations

from datetime import date

from complaintdesk.config import shipped_data
from complaintdesk.reports import letter
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.letter_words import Circumstances, words
from complaintdesk.vocabulary import Finding
from tests.rules.dossiers import a_dossier, a_head, a_source, an_action

DUE = date(2026, 12, 4)
GAP = "[[what we will do to put it right, and by when]]"


def body(found: Dossier, kind: str) -> str:
    template = (shipped_data() / "letters" / f"{kind}.md").read_text("utf-8")
    return letter.fill(template, words(found, Circumstances())).body


def test_the_answer_says_what_is_done_in_sentences_without_owner_or_number() -> None:
    found = a_dossier(
        actions=(
            an_action(number=1, text="Change the heat exchanger", done_on=date(2026, 11, 27)),
            an_action(number=2, text="Pay £150 (offer 2)", owner="Ana Reeve", due_on=DUE, done_on=None),
            an_action(number=3, text="Train the drivers", due_on=date(2026, 12, 1), done_on=None),
        )
    )  # fmt: skip
    told = (
        "We will train the drivers by 1 December 2026.",
        "We will pay £150 by 4 December 2026.",
        "Done on 27 November 2026: change the heat exchanger.",
    )

    for kind in ("final", "stage_response"):
        assert "\n".join(f"- {sentence}" for sentence in told) in body(found, kind)
        assert GAP not in body(found, kind)
    assert " ".join(told) in body(found, "summary_resolution")
    assert "Ana Reeve" not in body(found, "final")


def test_what_is_done_is_asked_for_only_where_nothing_was_promised() -> None:
    for kind in ("final", "stage_response", "summary_resolution"):
        assert GAP in body(a_dossier(actions=()), kind)


def test_reasons_name_their_sources_by_title() -> None:
    source = a_source(number=2, what="Job sheet of 9 November")
    head = a_head(finding=Finding.upheld, reasons="Source 2 shows that a part was on order.")

    told = body(a_dossier(heads=(head,), sources=(source,)), "final")
    unknown = body(a_dossier(heads=(head,), sources=()), "final")

    assert "because: The job sheet of 9 November shows that a part was on order." in told
    assert "Source 2" not in told + unknown
    assert "because: [[the reasons for the decision]]" in unknown
