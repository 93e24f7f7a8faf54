"""HTML as text: the words of a message, and nothing that is fetched, run or drawn."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BREAKS = frozenset(
    {"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "hr", "pre"}
)
_APART = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote"})
_UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript", "object", "svg"})
_BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")
_MOST = 2_000_000
"""Characters of HTML that are read."""


class _Words(HTMLParser):
    """Gathers what a reader would see; quoted blocks get the sign of a quotation."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.unseen = 0
        self.quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self.unseen += 1
        elif tag == "body":
            # Whoever left the head open wants the body seen all the same.
            self.unseen = 0
        elif tag == "blockquote":
            self._break()
            self.quoted = min(self.quoted + 1, 5)
        elif tag == "img":
            named = (dict(attrs).get("alt") or "").strip()
            if named:
                self._add(f"[{named}]")
        elif tag in _BREAKS:
            self._break(is_wide=tag in _APART)
            if tag == "li":
                self._add("- ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _UNSEEN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self.unseen = max(self.unseen - 1, 0)
        elif tag == "blockquote":
            self._break()
            self.quoted = max(self.quoted - 1, 0)
        elif tag in _BREAKS and tag != "br":
            self._break(is_wide=tag in _APART)
        elif tag in {"td", "th"}:
            self._add(" ")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self._add(_BLANKS.sub(" ", data))

    def _add(self, words: str) -> None:
        if not self.lines[-1]:
            words = words.lstrip(" ")
            if words:
                words = "> " * self.quoted + words
        self.lines[-1] += words

    def _break(self, *, is_wide: bool = False) -> None:
        if self.lines[-1]:
            self.lines.append("")
        if is_wide and len(self.lines) > 1 and self.lines[-2]:
            self.lines.append("")


def text_of(html: str) -> str:
    """Return the words of an HTML text, its blocks on lines of their own."""
    reading = _Words()
    reading.feed(html[:_MOST])
    reading.close()
    return "\n".join(line.rstrip() for line in reading.lines).strip("\n")
