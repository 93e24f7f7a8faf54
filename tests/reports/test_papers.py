"""Papers of reviews and recommendations: whole, in the order in which they are read, and nothing that breaks them.

`COMPLAINTDESK_GOLDEN=write` writes the golden papers anew; look at what changed before keeping them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt

from complaintdesk.reports import papers, pictures
from complaintdesk.reports.papers import Offer, Paper
from complaintdesk.rules.pseudonyms import Tally
from complaintdesk.rules.review_facts import RecommendationFacts, ReviewFacts
from complaintdesk.rules.trend_words import BANNED
from complaintdesk.vocabulary import RecommendationState as State
from tests.reports.papers_facts import EFFECT, EVIDENCE, LINKED, REVIEW, chart, figures
from tests.reports.test_complaint import HOSTILE
from tests.rules.test_recommendations import NOTHING, OPTION, WHOLE

GOLDEN = Path(__file__).with_name("golden")
TODAY = date(2026, 11, 18)
OFFERS = (Offer("SO-2", "Repairs in one visit", "We aim to finish in one visit."),)

FINISHED = replace(
    WHOLE,
    state=State.effective,
    evidence=EVIDENCE,
    complaints=LINKED,
    review="REV-2",
    options=(
        replace(
            OPTION, clause_id=4, clause="REP-4 Visits (edition 1)", clause_text="Visits are booked by phone.",
            new_text="A visit is booked when the part is there.",
        ),
        replace(OPTION, id=2, number=2, text="Carry more parts"),
        NOTHING,
    ),
    put_on=date(2026, 11, 18),
    reply_due_on=date(2026, 12, 16),
    acknowledged_on=date(2026, 11, 20),
    acknowledged_by="Kim Yarrow",
    chased_on=date(2026, 11, 25),
    chases=1,
    decided_on=date(2026, 11, 27),
    decided_by="Jo Bell",
    decision_reason="It pays for itself",
    conditions="From December",
    implemented_on=date(2026, 12, 1),
    implementation="Stock is looked at first",
    proof="New text of REP-4",
    effect=EFFECT,
)  # fmt: skip
BARE = replace(
    WHOLE, problem="", complaints=(), evidence=None, root_cause="", cause_method="", cause_confirmed="", options=(),
    chosen_id=None, why_chosen="", why_others_not="", decision_maker="", decision_maker_role="", route="", effect=None,
    state=State.draft,
)  # fmt: skip


def of_review(found: ReviewFacts = REVIEW, replaced: Tally | None = None) -> Paper:
    return papers.review(found, TODAY, replaced)


def of_recommendation(found: RecommendationFacts, replaced: Tally | None = None) -> Paper:
    return papers.recommendation(found, TODAY, replaced, offers=OFFERS)


CASES = {
    "review": of_review(replaced=Tally((("name", 2),))),
    "recommendation-effect": of_recommendation(FINISHED),
    "recommendation-bare": of_recommendation(BARE, Tally()),
}


@pytest.mark.parametrize("name", CASES)
def test_a_paper_is_as_it_was(name: str) -> None:
    path = GOLDEN / f"{name}.md"
    if os.environ.get("COMPLAINTDESK_GOLDEN") == "write":
        path.write_text(CASES[name].text, "utf-8")

    assert CASES[name].text == path.read_text("utf-8")


def headings(text: str) -> list[str]:
    tokens = MarkdownIt("gfm-like").parse(text.split("\n---\n", 1)[1])
    return [tokens[at + 1].content for at, token in enumerate(tokens) if token.type == "heading_open"]


def test_a_recommendation_is_read_in_the_order_of_a_decision() -> None:
    assert headings(CASES["recommendation-effect"].text) == [
        "REC-7: Book later",
        "What we found",
        "What it means for policy",
        "Solutions acceptable to customers that fit the service offer",
        "REC-7 options",
        "The recommendation",
        "REC-7 effect check",
        "What became of it",
        "Its road",
        "Method and limits",
        "Appendix: the counts",
        "The complaints it rests on",
    ]
    first = CASES["recommendation-effect"].text.split("## What we found")[0]
    assert "**Jo Bell (Head of repairs) is asked to agree to this: Look at stock first.**" in first


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_said_that_small_counts_do_not_bear(name: str) -> None:
    told = "\n".join([CASES[name].text, *(each.alt for each in CASES[name].pictures)]).casefold()

    assert [word for word in BANNED if re.search(rf"\b{re.escape(word)}\b", told)] == []


@pytest.mark.parametrize("name", ["review", "recommendation-effect"])
def test_beside_each_ratio_stands_its_range(name: str) -> None:
    text = CASES[name].text

    for line in text.splitlines():
        for found in re.finditer(r"(\d[\d.]*) times the old", line):
            assert "likely between" in line[found.end() :], line
    rows = [
        line
        for line in text.splitlines()
        if re.match(r"\| (late repair|lost key|What should|All other)", line)
    ]
    assert rows
    for row in rows:
        if "of 74" not in row and "2026-" not in row:
            assert re.search(r"\(\d[\d.]* (to \d[\d.]*|or more)\)", row), row


def test_the_method_stands_in_a_box_with_p_and_q_in_the_appendix() -> None:
    text = CASES["review"].text
    box, appendix = text.split("## Method and limits")[1].split("## Appendix")

    assert all(line.startswith("> - ") for line in box.strip().splitlines())
    assert "Benjamini-Hochberg over the 1 rows" in box
    assert "Nov 2026, which was not over" in box
    assert "product:Repairs" in box.replace("&#58;", ":")
    assert "| p | q |" in appendix
    assert "not judged" in appendix


@pytest.mark.parametrize("name", CASES)
def test_the_same_facts_are_the_same_bytes(name: str) -> None:
    again = {
        "review": lambda: of_review(replaced=Tally((("name", 2),))),
        "recommendation-effect": lambda: of_recommendation(FINISHED),
        "recommendation-bare": lambda: of_recommendation(BARE, Tally()),
    }[name]()

    assert again.files("x") == CASES[name].files("x")


def test_a_picture_runs_nothing_fetches_nothing_and_says_what_it_shows() -> None:
    drawn = [picture for case in CASES.values() for picture in case.pictures]

    assert [each.name for each in drawn] == ["months.svg", "makeup.svg", "evidence.svg", "effect.svg"]
    for picture in drawn:
        root = ET.fromstring(picture.svg)
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert not tags & {"script", "a", "image", "foreignObject", "use"}
        assert "<!--" not in picture.svg
        assert set(re.findall(r"https?://[^\"'\s<]+", picture.svg)) == {"http://www.w3.org/2000/svg"}
        assert not re.search(r"@import|url\(|\bon\w+=", picture.svg)
        assert root.get("role") == "img"
        assert root.get("aria-label") == picture.alt
        assert [child.tag.rpartition("}")[2] for child in root][:2] == ["title", "desc"]


def test_each_picture_has_its_words_in_the_paper() -> None:
    for case in CASES.values():
        for picture in case.pictures:
            assert f"({picture.name})" in case.text
    tokens = MarkdownIt("gfm-like").parse(CASES["review"].text)
    images = [child for token in tokens for child in token.children or () if child.type == "image"]
    assert [image.content for image in images] == [each.alt for each in CASES["review"].pictures]


def test_a_chart_without_limits_says_so() -> None:
    picture = pictures.months("months.svg", chart(limits=False), "All")

    assert "Too few months for limits." in picture.alt
    assert "Upper limit" not in picture.svg


OURS = {
    "reference", "currency", "months", "recent", "before", "last_year", "year", "before_months", "after_months",
    "running_month", "own", "others",
}  # fmt: skip
"""Fields that nobody types."""


def with_words(value: Any, made: Callable[[str], str]) -> Any:
    """Return facts with every text that somebody could have typed replaced."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return made(value) if value else value
    if isinstance(value, tuple):
        return tuple(with_words(one, made) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        typed = {one.name: getattr(value, one.name) for one in fields(value) if one.name not in OURS}
        return replace(value, **{name: with_words(one, made) for name, one in typed.items()})
    return value


def shape(text: str) -> list[str]:
    return [token.type for token in MarkdownIt("gfm-like").parse(text.split("\n---\n", 1)[1])]


@pytest.mark.parametrize("string", HOSTILE)
def test_hostile_words_stay_words(string: str) -> None:
    plain = with_words(FINISHED, lambda _: "plain words")
    hostile = with_words(FINISHED, lambda _: string)
    told = of_recommendation(hostile)
    review = of_review(with_words(REVIEW, lambda _: string))

    for text in (told.text, review.text):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)
        tokens = MarkdownIt("gfm-like").parse(text.split("\n---\n", 1)[1])
        inside = [child for token in tokens for child in token.children or ()]
        assert "link_open" not in {child.type for child in inside}
        assert {child.content for child in inside if child.type == "html_inline"} <= {"<br>"}
        assert not {token.type for token in tokens} & {"html_block", "fence", "code_block", "hr"}
    blocks = {kind for kind in shape(told.text) if kind.endswith("_open")}
    assert blocks == {kind for kind in shape(of_recommendation(plain).text) if kind.endswith("_open")}
    for picture in (*told.pictures, *review.pictures):
        ET.fromstring(picture.svg)


def test_hostile_values_do_not_break_a_picture() -> None:
    bars = [replace(bar, value=string) for bar in figures().bars for string in HOSTILE]

    for bar in bars:
        root = ET.fromstring(pictures.makeup("makeup.svg", [bar], bar.value, "category").svg)
        assert root.tag.endswith("svg")
