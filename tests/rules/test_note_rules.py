"""Rules 43 and 44 read what the handler wrote, and leave the customer's own words alone; rule 36 names repeats."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from complaintdesk.rules import working_rules
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.private_words import Wary
from complaintdesk.vocabulary import LetterState, Stage
from tests.rules.dossiers import a_contact, a_dossier, a_finished_dossier, a_head, a_letter, a_source

WARY = Wary({"stupid": "Write what happened."}, {"diabetic": "Write the need."})
CARD = "4111 1111 1111 1111"


def spoken(found: Dossier, rule: int) -> list[str]:
    return [notice.sentence for notice in working_rules.warnings(found, wary=WARY) if notice.rule == rule]


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ({"contacts": (a_contact(summary="{}"),)}, "The contact of Wed 18 Nov"),
        ({"heads": (a_head(reasons="{}"),)}, "The finding on head 1"),
        ({"heads": (a_head(proof_note="{}"),)}, "The finding on head 1"),
        ({"sources": (a_source(shows="{}"),)}, "Source 1"),
        ({"letters": (a_letter(kind="holding", body="{}", state=LetterState.draft),)}, "The holding letter"),
        ({"severity_reason": "{}"}, "The reason for the severity"),
        ({"adjustments": "{}"}, "What is noted of their needs"),
        ({"contact_plan": "{}"}, "The contact plan"),
        ({"conflict_note": "{}"}, "The note on a conflict"),
    ],
)
def test_each_note_of_ours_is_read(facts: dict[str, Any], named: str) -> None:
    insulting = a_dossier(**_said(facts, "a stupid question"))
    revealing = a_dossier(**_said(facts, f"card {CARD}"))

    assert spoken(insulting, 43) == [f'{named} says "stupid"; the customer may read it. Write what happened.']
    assert spoken(revealing, 44) == [f"{named} holds a card number (ending 1111): mask it."]


def _said(facts: dict[str, Any], words: str) -> dict[str, Any]:
    from dataclasses import fields, replace

    def filled(value: Any) -> Any:
        if isinstance(value, str):
            return words
        (record,) = value
        named = [field.name for field in fields(record) if getattr(record, field.name) == "{}"]
        return (replace(record, **dict.fromkeys(named, words)),)

    return {name: filled(value) for name, value in facts.items()}


@pytest.mark.parametrize(
    "facts",
    [
        {"narrative": f"You are stupid, my card is {CARD}"},
        {"wants": "stupid"},
        {"contacts": (a_contact(position="stupid"),)},
        {"letters": (a_letter(body="stupid"),)},
    ],
)
def test_the_customers_words_and_sent_letters_are_left_alone(facts: dict[str, Any]) -> None:
    assert spoken(a_dossier(**facts), 43) == []
    assert spoken(a_dossier(**facts), 44) == []


def test_a_finished_record_brings_no_notice() -> None:
    assert working_rules.warnings(a_finished_dossier(), wary=WARY) == ()


def test_what_the_same_customer_complained_of_before_is_named() -> None:
    repeats = ("CD-2026-0003", "CD-2026-0002", "CD-2026-0001", "CD-2025-0009")
    found = a_dossier(stage=Stage.investigating, received_on=date(2026, 11, 2))
    notices = working_rules.warnings(found, repeats=repeats)
    closed = working_rules.warnings(a_dossier(stage=Stage.closed), repeats=repeats)

    (notice,) = [notice for notice in notices if notice.rule == 36]
    assert "CD-2026-0003, CD-2026-0002, CD-2026-0001." in notice.sentence
    assert "CD-2025-0009" not in notice.sentence
    assert [notice for notice in closed if notice.rule == 36] == []
