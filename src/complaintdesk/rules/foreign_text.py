"""Foreign text: what a person or a file supplied, made fit to be shown or stored.

Text in, text out. A control character is replaced by a sign one can see, so
that nothing a customer wrote can move the cursor, set the clipboard or turn a
line around. The store keeps the original; only what is shown, printed or
exported is cleaned.
"""

from __future__ import annotations

import re
import unicodedata

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
"""Stands for a character that has no picture of its own."""

ELLIPSIS = "…"

MOST_MARKS_PER_BASE = 8
"""How many accents a letter may carry on one line; scripts in use need at most six."""

_INVISIBLE = "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
"""What turns the reading direction or cannot be seen; the joiners that names and emoji need are not here."""

_UNSAFE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{_INVISIBLE}]")
_UNSAFE_OR_BREAK = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{_INVISIBLE}]")
_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")
_HANGING = frozenset({"Mn", "Me", "Cf"})
_ENOUGH_FOR_A_PILE = re.compile(f"[\xad\u0300-\U0010ffff]{{{MOST_MARKS_PER_BASE + 1}}}")
"""Where too many marks can stand at all; nothing below U+0300 hangs but the soft hyphen."""


def clean(text: str, one_line: bool = False, limit: int | None = None) -> str:
    r"""Return `text` with every control character replaced by a sign one can see.

    ESC becomes `␛`, the other controls their pictures likewise; what has no
    picture becomes U+FFFD. `\r\n` and the Unicode line and paragraph separators
    become `\n`. Cleaning twice changes nothing more.

    Args:
        text: What a person or a file supplied.
        one_line: For lists and titles: line breaks and tabs become blanks, and
            marks beyond eight on one letter are left out.
        limit: The most characters to return; a longer text ends in `…`.
    """
    # Read no more of a huge text than can be shown; a base with its marks is the longest way to one.
    enough = len(text) if limit is None else (limit + 1) * (MOST_MARKS_PER_BASE + 1)
    was_cut = len(text) > enough
    text = text[:enough]
    unsafe = _UNSAFE_OR_BREAK if one_line else _UNSAFE
    if unsafe.search(text):
        text = unsafe.sub(_one_line_sign if one_line else _sign, text.replace("\r\n", "\n"))
    if one_line and _ENOUGH_FOR_A_PILE.search(text):
        text = _with_few_marks(text)
    if limit is not None and (was_cut or len(text) > limit):
        text = text[: limit - 1] + ELLIPSIS
    return text


def is_fit(text: str) -> bool:
    """Return whether a text is surely fit for one line as it stands; quick, and `False` leaves it open."""
    return text.isprintable() and (text.isascii() or _ENOUGH_FOR_A_PILE.search(text) is None)


def storable(text: str) -> tuple[str, bool]:
    """Return `text` as the store can keep it, and whether it had to be altered.

    NUL characters and lone surrogates become U+FFFD; everything else is kept as it came.
    """
    kept = _NOT_STORABLE.sub(REPLACEMENT, text)
    return kept, kept != text


def _sign(found: re.Match[str]) -> str:
    """Return what stands for one unsafe character in text of several lines."""
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\N{SYMBOL FOR DELETE}"
    return "\n" if code in (0x2028, 0x2029) else REPLACEMENT


def _one_line_sign(found: re.Match[str]) -> str:
    """Return what stands for one unsafe character where a line must stay a line."""
    return " " if found[0] in "\n\t\u2028\u2029" else _sign(found)


def _with_few_marks(text: str) -> str:
    """Return `text` without the marks, beyond the eighth, that hang on one base."""
    kept = []
    hanging = 0
    for character in text:
        hanging = hanging + 1 if unicodedata.category(character) in _HANGING else 0
        if hanging <= MOST_MARKS_PER_BASE:
            kept.append(character)
    return "".join(kept)
