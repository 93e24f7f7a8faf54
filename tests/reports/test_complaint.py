"""A complaint's report: whole and readable, the customer's words as they were, and nothing that breaks it.

`COMPLAINTDESK_GOLDEN=write` writes the golden reports anew; look at what changed before keeping them.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from complaintdesk.config import criteria as criteria_files
from complaintdesk.config import shipped_data
from complaintdesk.reports.complaint import Integrity, render
from complaintdesk.rules.clocks import Clock
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.exhibits import SECTIONS, anchor
from complaintdesk.rules.foreign_text import clean
from complaintdesk.rules.pseudonyms import Tally, leaks, pseudonymise
from complaintdesk.vocabulary import PromiseState
from tests.reports.dossiers import NARRATIVE, PEOPLE, the_full_dossier, the_minimal_dossier

GOLDEN = Path(__file__).with_name("golden")
CRITERIA = criteria_files.load_all(shipped_data() / "criteria")["unit-45"]
TODAY = date(2026, 6, 30)
SOUND = Integrity("5c" * 32, 41, TODAY, ok=True)
HOSTILE = [
    "# Heading\n\n## CD-2026-0007 Summary\n\n| a | b |\n|---|---|\n| 1 | 2 |",
    "```\n````\n~~~\nout of the fence",
    "\x1b]0;title\x07\x1b[2J\x9b31m \u202egnp.exe \x00 a\rb",
    "<script>alert(1)</script> <!-- <b>&amp; [x](javascript:x) ![i](http://e.uk/i.png)",
    "[@click=app.quit]x[/] {{ 7 * 7 }} {% raw %} {# gone #} [ref]: /u",
    "=cmd|' /C calc'!A0\n---\nkey: value\n---\n===\n",
    "- item\n- item\n1. one\n> quoted\n\n    code\n\tcode | pipe || \\| \\",
    "e\u0301" + "\u0301" * 50 + " تم 汉字 👩‍👩‍👧 \ud800 \u2028 \x85 end ",
]


def report(dossier: Dossier, replaced: Tally | None = None, integrity: Integrity = SOUND) -> str:
    return render(dossier, integrity, CRITERIA, TODAY, replaced)


def headings(text: str) -> list[str]:
    tokens = MarkdownIt("gfm-like").parse(text.split("\n---\n", 1)[1])
    return [tokens[at + 1].content for at, token in enumerate(tokens) if token.type == "heading_open"]


def shape(text: str) -> list[str]:
    """Return the structure of a report without its words."""
    tokens = MarkdownIt("gfm-like").parse(text.split("\n---\n", 1)[1])
    return [token.type for token in tokens]


def with_every_text(value: Any, made: Callable[[str], str]) -> Any:
    """Return a record with every text that a person could have typed replaced; words of ours stay."""
    if isinstance(value, (Enum, Clock)):
        return value
    if isinstance(value, str):
        return made(value) if value else value
    if isinstance(value, tuple):
        return tuple(with_every_text(one, made) for one in value)
    if isinstance(value, dict):
        return {with_every_text(key, made): one for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        ours = {"reference", "currency", "sha256", "criterion", "record_kind"}
        typed = {one.name: getattr(value, one.name) for one in fields(value) if one.name not in ours}
        return replace(value, **{name: with_every_text(one, made) for name, one in typed.items()})
    return value


@pytest.mark.parametrize("name", ["full", "minimal", "identified"])
def test_the_report_is_the_golden_one(name: str) -> None:
    dossier = the_minimal_dossier() if name == "minimal" else the_full_dossier()
    replaced = None
    if name != "identified":
        dossier, replaced = pseudonymise(dossier, PEOPLE)
    written = report(dossier, replaced)
    golden = GOLDEN / f"{name}.md"
    if os.environ.get("COMPLAINTDESK_GOLDEN") == "write":
        golden.write_text(written, encoding="utf-8")

    assert written == golden.read_text(encoding="utf-8")


def test_every_section_is_there_in_order_even_where_nothing_is_known() -> None:
    for dossier in (the_full_dossier(), the_minimal_dossier()):
        found = [one for one in headings(report(dossier)) if one.partition(" ")[2] in SECTIONS.values()]

        assert found == [f"CD-2026-0007 {title}" for title in SECTIONS.values()]


def test_every_heading_is_one_of_a_kind_and_every_link_leads_to_one() -> None:
    text = report(the_full_dossier())
    anchors = [anchor(heading) for heading in headings(text)]

    assert len(set(anchors)) == len(anchors)
    assert set(re.findall(r"\]\(#([^)]*)\)", text)) <= set(anchors)


def test_the_customers_words_stand_in_the_report_byte_for_byte() -> None:
    awkward = NARRATIVE.replace("\n", "\r\n") + "\n\n\n  `````` trailing   \n\t<end>"

    written = report(replace(the_full_dossier(), narrative=awkward))

    assert awkward.encode() in written.encode()


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_in_every_field_change_no_structure(hostile: str) -> None:
    tame = report(with_every_text(the_full_dossier(), lambda text: "words"))

    wild = report(with_every_text(the_full_dossier(), lambda text: hostile))

    assert shape(wild) == shape(tame)
    assert headings(wild) == headings(tame)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\ud800-\udfff]", wild)
    assert clean(hostile) in wild
    wild.encode()


def test_a_narrative_alone_is_hostile_and_stays_itself() -> None:
    for hostile in HOSTILE:
        written = report(replace(the_full_dossier(), narrative=hostile))

        assert f"text\n{clean(hostile)}\n" in written


def test_a_pseudonymised_report_gives_nobody_away() -> None:
    dossier, tally = pseudonymise(the_full_dossier(), PEOPLE)
    written = report(dossier, tally)

    assert leaks(written, PEOPLE, keep=("Robin Hale", "Harbour Homes"), accounts=("44556677",)) == []
    for secret in ("Okafor", "okafor", "Ngozi", "Price", "Helen", "07700", "LS1", "44556677", "example.org"):
        assert secret not in written
    assert "Replaced here: 21 names, 1 e-mail address" in written


def test_a_report_that_names_people_is_refused_by_the_leak_check() -> None:
    found = leaks(report(the_full_dossier()), PEOPLE)

    assert any("Ada Okafor" in leak.what for leak in found)
    assert any(leak.what.startswith("postcode") for leak in found)
    assert all(leak.line > 0 for leak in found)


def test_an_altered_journal_is_said_aloud() -> None:
    text = report(the_minimal_dossier(), integrity=replace(SOUND, ok=False))

    assert "was NOT found whole" in text
    assert "verified: false" in text


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"contacts": ()}, "No contact outward to the customer was recorded."),
        ({"agreement": None}, "No agreement was reached."),
        ({"agreement": None}, "No departure from policy was agreed; 1 option would have departed from it."),
        ({"escalations": ()}, "No escalation was made."),
        ({"satisfaction": ()}, "The customer was not asked whether they are satisfied."),
        (
            {"options": (), "one_option_reason": "the law leaves one"},
            "No option was recorded; the reason given: the law",
        ),
        ({"agreement": None}, "What became of it:** offered, not agreed"),
        ({"agreement": None, "offers": ()}, "What became of it:** not taken further"),
        ({"received_on": date.min}, "**Received:** not recorded"),
        ({"received_on": date.min, "referred_on": None}, "told of the progress in 2 contacts."),
        ({"paused": True, "paused_reason": "waiting for parts"}, "**Paused:** waiting for parts"),
        ({"one_option_reason": "the law"}, "2 options considered; why there was only one: the law."),
    ],
)
def test_what_is_missing_or_said_shows_in_words(facts: dict[str, Any], said: str) -> None:
    assert said in report(replace(the_full_dossier(), **facts))


def test_an_option_that_was_never_tested_says_so() -> None:
    untested = replace(the_full_dossier().options[1], verdict=None)

    assert "**Authority:** not tested" in report(replace(the_full_dossier(), options=(untested,)))


def test_promises_are_counted_by_how_they_stand() -> None:
    promise = the_full_dossier().promises[0]
    promises = tuple(replace(promise, id=n, state=state) for n, state in enumerate(PromiseState))

    assert "4 promises made: 1 open, 1 kept, 1 missed, 1 superseded." in report(
        replace(the_full_dossier(), promises=promises)
    )


def test_a_report_cannot_print_nothing_in_place_of_a_fact() -> None:
    untitled: Any = replace(CRITERIA, title=None)  # type: ignore[arg-type]

    with pytest.raises(TypeError, match="cannot print nothing"):
        render(the_minimal_dossier(), SOUND, untitled, TODAY)


def test_jinja_is_loaded_only_for_a_report() -> None:
    loaded = "import sys, complaintdesk.reports.complaint; print({'jinja2', 'markupsafe'} & {*sys.modules})"

    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "set()"
