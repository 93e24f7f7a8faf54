"""What should come before an outside body is asked to decide, and who has a complaint."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from complaintdesk.rules import escalations, procedures
from complaintdesk.rules.dossier import EscalationFacts, OverrideFacts
from complaintdesk.vocabulary import Stage
from tests.rules.dossiers import a_dossier, a_finished_dossier

SHIPPED = Path(__file__).parents[2] / "data" / "procedures"
OUT = EscalationFacts(
    1,
    "Ombudsman",
    True,
    "Asked",
    "",
    datetime(2026, 11, 9, tzinfo=UTC),
    date(2026, 11, 9),
    sent_on=date(2026, 11, 10),
)
SENTENCE = "Ombudsman has this complaint since Tue 10 Nov (hand-over 1); its record stays as it was."


@pytest.mark.parametrize(
    ("procedure", "events", "expected"),
    [
        (
            "eng-hos-2024",
            (),
            (
                "No answer was sent at Stage 1 or at Stage 2: It may well send it back.",
                "The time to go there counts from the stage 2 answer.",
            ),
        ),
        (
            "eng-hos-2024",
            ("s1_response_sent",),
            (
                "No answer was sent at Stage 2: It may well send it back.",
                "The time to go there counts from the stage 2 answer.",
            ),
        ),
        ("eng-hos-2024", ("s2_response_sent",), ()),
        ("eng-hos-2024", ("final_response",), ()),
        (
            "uk-fca-disp",
            ("acknowledged",),
            (
                "No final answer was sent: It may well send it back.",
                "The time to go there counts from the final response or the summary resolution communication.",
            ),
        ),
        ("uk-fca-disp", ("summary_sent",), ()),
        ("gb-energy", ("adr_letter_sent",), ()),
        ("", (), ("No final answer was sent: It may well send it back.",)),
    ],
)
def test_an_answer_comes_before_the_outside_body(
    procedure: str, events: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    read = (
        procedures.parse(tomllib.loads((SHIPPED / f"{procedure}.toml").read_text("utf-8")), procedure)
        if procedure
        else None
    )

    told = escalations.unready(a_finished_dossier(), events, read, "It")

    assert told == expected


def test_what_was_neither_accepted_nor_looked_into_is_said() -> None:
    told = escalations.unready(a_dossier(), ("final_response",), None, "It")

    assert told == ("You have not accepted it yet.", "No head has a finding.")
    assert (
        escalations.unready(a_dossier(stage=Stage.investigating), ("final_response",), None, "It") == told[1:]
    )


def test_who_has_a_complaint_is_said_until_it_is_back_or_a_reason_frees_it() -> None:
    assert escalations.who_has(a_dossier(escalations=(OUT,))) == SENTENCE
    for other in (
        replace(OUT, sent_on=None),
        replace(OUT, external=False),
        replace(OUT, returned_on=date(2026, 11, 12)),
    ):
        assert escalations.who_has(a_dossier(escalations=(other,))) == ""
    freed = OverrideFacts(1, 42, SENTENCE, "The address was wrong.", date(2026, 11, 11))
    assert escalations.who_has(a_dossier(escalations=(OUT,), overrides=(freed,))) == ""
