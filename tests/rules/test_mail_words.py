"""What an e-mail's writer says is told apart from what they quote and how they sign."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintdesk.rules import mail_words
from complaintdesk.rules.mail_words import Parts

SPLIT = {
    "nothing quoted": ("It is cold.\n\nAda", Parts("It is cold.\n\nAda")),
    "a quotation below": (
        "Not fixed.\n\nOn Mon, 16 Nov 2026 at 10:00, Robin <r@x.org> wrote:\n> we came\n>\n> Robin\n",
        Parts("Not fixed.", "On Mon, 16 Nov 2026 at 10:00, Robin <r@x.org> wrote:\n> we came\n>\n> Robin"),
    ),
    "a line above it in two lines": (
        "No.\n\nOn Mon, 16 Nov 2026 at 10:00, Robin Hale of Northmoor\n<r@x.org> wrote:\n> we came",
        Parts("No.", "On Mon, 16 Nov 2026 at 10:00, Robin Hale of Northmoor\n<r@x.org> wrote:\n> we came"),
    ),
    "in German": (
        "Nein.\n\nAm 16.11.2026 um 10:00 schrieb Robin:\n> ja",
        Parts("Nein.", "Am 16.11.2026 um 10:00 schrieb Robin:\n> ja"),
    ),
    "an answer between the lines": ("> You came?\nNo.\n> When?\nNever.", Parts("No.\nNever.", "> You came?\n> When?")),
    "as Outlook quotes": (
        "No.\n\n-----Original Message-----\nFrom: Robin\nSent: Monday\nTo: Ada\nSubject: Boiler\n\nWe came.",
        Parts("No.", "-----Original Message-----\nFrom: Robin\nSent: Monday\nTo: Ada\nSubject: Boiler\n\nWe came."),
    ),
    "as Outlook quotes without a line": (
        "No.\n\nFrom: Robin\nSent: Monday\nTo: Ada\nSubject: Boiler\n\nWe came.",
        Parts("No.", "From: Robin\nSent: Monday\nTo: Ada\nSubject: Boiler\n\nWe came."),
    ),
    "a signature": ("It is cold.\n-- \nAda\n12 Moor Lane", Parts("It is cold.", "", "--\nAda\n12 Moor Lane")),
    "a telephone's mark": ("It is cold.\n\nSent from my iPhone", Parts("It is cold.", "", "Sent from my iPhone")),
    "a sentence that begins like one": ("It is cold.\nSent from my boss was a letter.\nIt\nis\nlong.", None),
    "nothing of their own": ("> all\n> quoted", Parts("", "> all\n> quoted")),
    "a text that begins with On": ("On Monday he wrote:\nnothing.", None),
}  # fmt: skip


@pytest.mark.parametrize(("text", "parts"), SPLIT.values(), ids=SPLIT.keys())
def test_a_text_is_told_apart(text: str, parts: Parts | None) -> None:
    assert mail_words.split(text) == (parts or Parts(text))


@given(st.text(alphabet=st.sampled_from("ab>- \n:On wrote"), max_size=200))
def test_every_word_is_in_one_of_the_parts(text: str) -> None:
    found = mail_words.split(text)

    assert sorted("".join(found).split()) == sorted(text.split()) or sorted(
        " ".join(found).split()
    ) == sorted(text.split())


@pytest.mark.parametrize(
    ("subject", "bare", "passes_on"),
    [
        ("Re: Boiler", "Boiler", False),
        ("RE: AW: [3]Boiler", "[3]Boiler", False),
        ("Fwd: Boiler", "Boiler", True),
        ("WG: Re: Boiler", "Boiler", True),
        ("Regarding: Boiler", "Regarding: Boiler", False),
        ("", "", False),
    ],
)
def test_marks_before_a_subject_are_no_part_of_it(subject: str, bare: str, passes_on: bool) -> None:
    assert mail_words.bare_subject(subject) == bare
    assert mail_words.is_forwarded(subject, "", has_message=False) is passes_on


def test_who_wrote_what_was_forwarded_is_found() -> None:
    text = (
        "Can you take this?\n\n---------- Forwarded message ---------\nFrom: Bo Marsh <bo@example.org>\n"
        "Date: Mon, 16 Nov 2026\nSubject: My flat\nTo: <help@example.org>\n\nIt is damp.\nBo"
    )

    found = mail_words.forwarded(text)

    assert found == ("Bo Marsh", "bo@example.org", "It is damp.\nBo")
    assert mail_words.is_forwarded("My flat", text, has_message=False)
    assert mail_words.split(text).own == "Can you take this?"
    assert mail_words.forwarded("From: nobody\nhere") is None


@pytest.mark.parametrize(
    ("subject", "named"),
    [
        ("Re: [CD-2026-0007] boiler", ("CD-2026-0007",)),
        ("cd 26 7 and CD-2026-0008, CD-2026-0007", ("CD-2026-0007", "CD-2026-0008")),
        ("visit on 2026-11-16", ()),
        ("ACD-2026-0003 and CD-ROM 2026-1", ()),
        ("CD-2026-00000000000000", ()),
    ],
)
def test_references_in_a_subject_are_those_of_ours(subject: str, named: tuple[str, ...]) -> None:
    assert mail_words.named_references(subject) == named


@pytest.mark.parametrize(
    "sign", ["a", " ", "(", ">", "On ", "From: a\n", "On a wrote:\n", "-", "@", "Sent from my \n"]
)
def test_a_hundred_thousand_of_anything_take_no_time(sign: str) -> None:
    text = (sign * 100_000)[:100_000]
    begun = time.perf_counter()

    mail_words.split(text)
    mail_words.forwarded(text)
    mail_words.is_forwarded(text, text, has_message=False)
    mail_words.named_references(text)

    # A thousand times what it takes; only a pattern that explodes is slower.
    assert time.perf_counter() - begun < 20
