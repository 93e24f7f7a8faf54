"""Thousands of random texts through the escaper: the words come out of a real parser whole, and nothing but words.

Two thousand in the everyday run, a hundred times as many for a release.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from io import StringIO

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from complaintdesk.reports import markdown
from complaintdesk.reports.tables import BYTE_ORDER_MARK, csv_lines
from complaintdesk.rules.foreign_text import clean
from complaintdesk.rules.spreadsheet import RISKY, unguarded
from tests.faults.counts import rounds, seeded, tell
from tests.hostile import STRINGS

HOW_MANY = rounds("markdown-fuzz")

COMMONMARK, GITHUB = MarkdownIt("commonmark"), MarkdownIt("gfm-like")
PARSERS = {"commonmark": COMMONMARK, "github": GITHUB}

PIECES = (
    *r"""!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~""",
    *"aZ019 \t\n\u00a0\u2003é£=", "  ", "    ", "\n\n", "\r\n", "\\\n", "  \n", "\u200b", "\x1b[2J", "\u202e",
    *("1. ", "12) ", "- ", "* ", "+ ", "> ", "# ", "###### ", " #", "---", "***", "===", "___", "```", "~~~", "`` "),
    *("|--|", "| a |", ":-:", "&nbsp;", "&#65;", "&lt;", "<b>", "</p>", "<!--", "-->", "<?x?>", "<![CDATA["),
    *("[x](y)", "![x](y)", "[ref]: /u \"t\"", "[^1]:", "[ ] ", "[x]", "](javascript:1)", "<http://x.uk>", "www.x.uk"),
    *("http://", "https://x.uk/a_b_", "mailto:", "a@b.uk", ":smile:", "$x$", "$$", "**b**", "__u__", "~~s~~"),
    *("{{ 7*7 }}", "{% x %}", "word", "The price was £25.", *STRINGS.values()),
)  # fmt: skip


def texts(seed: int, one_line: bool = False, how_many: int = HOW_MANY) -> Iterator[str]:
    """Yield random texts made of what means something somewhere."""
    random = seeded(seed)
    for _ in range(how_many):
        text = "".join(random.choices(PIECES, k=random.randrange(1, 12)))
        yield " ".join(clean(text, one_line=True).split()) if one_line else text


def words(tokens: list[Token], allowed: frozenset[str] = frozenset()) -> str:
    """Return the words of inline tokens, line breaks as line ends; anything but words and breaks fails."""
    assert {token.type for token in tokens} <= {"text", "hardbreak", "html_inline"} | allowed
    assert all(token.content == "<br>" for token in tokens if token.type == "html_inline")
    said = ["\n" if token.type in {"hardbreak", "html_inline"} else token.content for token in tokens]
    return re.sub("[ \u00a0]", " ", "".join(said))


def shown(text: str) -> str:
    """Return what a reader should see of a text: blanks are blanks, whichever they are."""
    return re.sub("[ \u00a0]", " ", clean(text).strip("\n"))


@pytest.mark.parametrize("parser", PARSERS.values(), ids=PARSERS.keys())
def test_paragraphs_hold_the_words_and_nothing_else(parser: MarkdownIt) -> None:
    for text in texts(1):
        if not shown(text):
            continue
        tokens = parser.parse(f"before\n\n{markdown.paragraph(text)}\n\nafter\n")

        assert [token.type for token in tokens if token.nesting == 1] == ["paragraph_open"] * 3, text
        inner = [token for token in tokens if token.type == "inline"]
        assert words(inner[1].children or []) == shown(text), text
    tell("markdown-fuzz", HOW_MANY)


def test_cells_hold_the_words_and_their_table_its_shape() -> None:
    for number, text in enumerate(texts(2)):
        source = f"| A | B |\n| --- | --- |\n| {markdown.cell(text)} | {number} |\n| last | row |\n"
        tokens = GITHUB.parse(source)

        assert sum(token.type == "tr_open" for token in tokens) == 3, text
        cells = [token for token in tokens if token.type == "inline"]
        assert [words(cell.children or []) for cell in cells[2:]] == [
            shown(text),
            str(number),
            "last",
            "row",
        ], text


@pytest.mark.parametrize("parser", PARSERS.values(), ids=PARSERS.keys())
def test_headings_and_link_texts_stay_one_line_of_words(parser: MarkdownIt) -> None:
    for text in texts(3, one_line=True):
        heading = parser.parse(f"## {markdown.inline('For ' + text)}\n\nafter\n")
        assert [token.type for token in heading if token.nesting == 1] == [
            "heading_open",
            "paragraph_open",
        ], text
        assert words(heading[1].children or []) == f"For {text}".strip(), text

        (link,) = (
            token for token in parser.parse(f"[{markdown.inline('For ' + text)}](#here)") if token.children
        )
        children = link.children or []
        assert [children[0].type, children[-1].type] == ["link_open", "link_close"], text
        assert children[0].attrs == {"href": "#here"}, text
        assert words(children[1:-1]) == f"For {text}".strip(), text


def test_front_matter_gives_every_value_back_and_ends_where_it_ends() -> None:
    for text in texts(4):
        written = markdown.front_matter({"title": text, "last": "x"}).split("\n")

        assert (len(written), written[0], written[-1]) == (4, "---", "---"), text
        assert json.loads(written[1].removeprefix("title: ")) == clean(text), text


def test_cells_of_csv_come_back_but_for_one_apostrophe_and_none_is_a_formula() -> None:
    rows = [{"a": text, "b": "beside"} for text in texts(5, how_many=rounds("csv-fuzz"))]
    written = "".join(csv_lines(["a", "b"], rows)).removeprefix(BYTE_ORDER_MARK)
    read = list(csv.reader(StringIO(written, newline="")))[1:]

    assert len(read) == len(rows)
    for row, (cell, beside) in zip(rows, read, strict=True):
        assert (unguarded(cell), beside) == (clean(row["a"]), "beside")
        assert cell[:1] == "'" or cell.lstrip()[:1] not in RISKY, row
    tell("csv-fuzz", len(rows))
