"""Markdown: foreign words come out of a real parser as they went in, and nothing else comes out."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis.strategies import lists, sampled_from, text
from markdown_it import MarkdownIt
from markdown_it.token import Token

from complaintdesk.reports import markdown
from complaintdesk.rules.foreign_text import clean

COMMONMARK = MarkdownIt("commonmark")
GITHUB = MarkdownIt("gfm-like")

PIECES = [
    *r"""!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~""",
    *("a", "1", "12.", "3)", " ", "  ", "    ", "\t", "\n", "\n\n", "\u00a0", "\u2003", "é", "£"),
    *(
        "www.x.uk",
        "http://",
        "mailto:",
        "a@b.uk",
        "![x](y)",
        "[ref]: /u",
        "</p>",
        "<b>",
        "<!--",
        "&amp;",
        "&#65;",
    ),
    *(
        "```",
        "~~~",
        "---",
        "***",
        "===",
        "|--|",
        "- ",
        "+ ",
        "> ",
        "# ",
        " #",
        "\\",
        "1. ",
        ":-:",
        "[^1]",
        "$x$",
    ),
]
MARKDOWN = lists(sampled_from(PIECES), max_size=14).map("".join)


def said(tokens: list[Token]) -> str:
    """Return the words of inline tokens, breaks as line ends."""
    assert {token.type for token in tokens} <= {"text", "hardbreak", "html_inline"}
    assert all(token.content == "<br>" for token in tokens if token.type == "html_inline")
    return "".join("\n" if token.type != "text" else token.content for token in tokens)


def words_of(source: str, parser: MarkdownIt, block: str, before: str = "", after: str = "") -> str:
    tokens = parser.parse(f"{before}{source}{after}\n")
    assert [token.type for token in tokens if token.nesting == 1] == [block]
    return said(next(token for token in tokens if token.type == "inline").children or [])


def as_shown(words: str) -> str:
    """Return words without what a reader cannot see: blank ends are written as no-break blanks."""
    return re.sub(r"[ \u00a0]", " ", clean(words).strip("\n"))


@pytest.mark.parametrize("parser", [COMMONMARK, GITHUB], ids=["commonmark", "github"])
@given(words=MARKDOWN)
@settings(max_examples=400)
def test_a_paragraph_says_what_was_written_and_nothing_else(parser: MarkdownIt, words: str) -> None:
    written = markdown.paragraph(words)

    if not as_shown(words):
        assert written == ""
    else:
        assert re.sub("[ \u00a0]", " ", words_of(written, parser, "paragraph_open")) == as_shown(words)


@given(words=text(max_size=60))
def test_any_text_at_all_survives_a_paragraph(words: str) -> None:
    if as_shown(words):
        shown = words_of(markdown.paragraph(words), GITHUB, "paragraph_open")

        assert re.sub("[ \u00a0]", " ", shown) == as_shown(words)


@pytest.mark.parametrize("parser", [COMMONMARK, GITHUB], ids=["commonmark", "github"])
@given(words=MARKDOWN)
def test_a_paragraph_stays_inside_its_list_item(parser: MarkdownIt, words: str) -> None:
    tokens = parser.parse(f"- **Said:** {markdown.paragraph(words, indent=2)}\n- **Next:** x\n")

    opened = [token.type for token in tokens if token.nesting == 1]
    assert opened == ["bullet_list_open", *(["list_item_open", "paragraph_open"] * 2)]


@given(words=MARKDOWN, beside=MARKDOWN)
@settings(max_examples=400)
def test_a_cell_keeps_its_words_and_its_table_its_columns(words: str, beside: str) -> None:
    table = f"| A | B |\n| --- | --- |\n| {markdown.cell(words)} | {markdown.cell(beside)} |\n"

    tokens = GITHUB.parse(table)
    cells = [token for token in tokens if token.type == "inline"][2:]
    assert len(cells) == 2
    assert [re.sub("[ \u00a0]", " ", said(one.children or [])) for one in cells] == [
        as_shown(words),
        as_shown(beside),
    ]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("pack-1.md", "`pack-1.md`"),
        ("Job sheet (2).txt", "`Job sheet (2).txt`"),
        ("a`b|c.md", "a\\`b&#124;c&#46;md"),
        ("<b>.md", "&lt;b&gt;&#46;md"),
    ],
)
def test_the_name_of_a_file_is_code_where_it_is_plain_and_its_words_in_any_case(
    name: str, written: str
) -> None:
    shown = markdown.file_name(name)

    assert shown == written
    tokens = GITHUB.parse(f"| A | B |\n| --- | --- |\n| {shown} | {shown} |\n")
    cells = [token for token in tokens if token.type == "inline"][2:]
    assert ["".join(child.content for child in one.children or []) for one in cells] == [name] * 2


@pytest.mark.parametrize("parser", [COMMONMARK, GITHUB], ids=["commonmark", "github"])
@given(words=MARKDOWN)
def test_a_heading_stays_one_line(parser: MarkdownIt, words: str) -> None:
    one_line = " ".join(clean(words, one_line=True).split())

    assert (
        words_of(markdown.inline(words), parser, "heading_open", before="## For ")
        == f"For {one_line}".strip()
    )


@given(
    words=lists(sampled_from(["`", "```", "~~~", "\n", "    ", "x", "\r\n", "\\", "<b>", "---"])).map("".join)
)
def test_nothing_inside_a_fence_closes_it(words: str) -> None:
    tokens = GITHUB.parse(f"before\n\n{markdown.fenced(words)}\n\nafter\n")

    fences = [token for token in tokens if token.type == "fence"]
    assert len(fences) == 1
    assert fences[0].content == words.replace("\r\n", "\n") + "\n"
    assert [token.content for token in tokens if token.type == "inline"] == ["before", "after"]


def test_a_fence_holds_the_words_byte_for_byte() -> None:
    words = "Dear Sir,\r\n  I paid £25 — *twice*.\n```\n[b]not bold[/b] <script>\n````\tتم\n"

    assert words.encode() in markdown.fenced(words).encode()
    assert markdown.fenced(words).startswith("`````text\n")


def test_a_control_character_is_shown_and_never_sent() -> None:
    for made in (markdown.paragraph, markdown.inline, markdown.cell, markdown.fenced):
        written = made("a\x1b]0;title\x07b\x9bc\rd\u202e")

        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", written)


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("I paid £250.50 at 10:30. It wasn't right: a mess (twice)!", None),
        ("Your engineer - a good man - came, then left; why?", None),
        ("1. First", r"1&#46; First"),
        ("1) First", r"1\) First"),
        ("- not a list", r"\- not a list"),
        ("see www.example.uk", "see www&#46;example&#46;uk"),
        ("  indented", "&nbsp;&nbsp;indented"),
    ],
)
def test_ordinary_prose_stays_readable_as_it_stands(words: str, written: str | None) -> None:
    assert markdown.paragraph(words) == (words if written is None else written)


def test_front_matter_is_json_value_by_value() -> None:
    written = markdown.front_matter(
        {"title": 'a: "b"\n---\n\x1b', "on": date(2026, 12, 24), "n": 3, "ok": True}
    )

    lines = written.split("\n")
    assert (lines[0], lines[-1], len(lines)) == ("---", "---", 6)
    values = [json.loads(line.split(": ", 1)[1]) for line in lines[1:-1]]
    assert values == ['a: "b"\n---\n␛', "2026-12-24", 3, True]


def test_dates_amounts_and_counts_are_said_in_full() -> None:
    assert markdown.date_in_full(date(2026, 12, 24)) == "Thursday 24 December 2026"
    assert markdown.moment_in_full(datetime(2026, 3, 1, 9, 5, tzinfo=UTC)) == "Sunday 1 March 2026, 09:05 UTC"
    assert markdown.money(25000, "GBP") == "£250.00"
    assert [markdown.count(n, "reply", "replies") for n in (0, 1, 2)] == [
        "no replies",
        "1 reply",
        "2 replies",
    ]
