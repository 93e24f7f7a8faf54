"""Bytes of an e-mail as text: headers, bodies, file names. Whatever comes in, text comes out."""

from __future__ import annotations

import binascii
import codecs
import quopri
import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import HeaderParser
from email.utils import getaddresses, parsedate_to_datetime

from complaintdesk.importers.mail import Address
from complaintdesk.rules import foreign_text

_NOT_CHARSETS = frozenset({"punycode", "idna", "undefined", "unicode_escape", "raw_unicode_escape"})
"""Codecs of Python that no mail is written in, and that take long or hide things."""

_HEAD_END = re.compile(rb"\r?\n[ \t]*\r?\n|\r\r")
_FIELDS = re.compile(rb"\r?\n(?![ \t])")
_MOST_FIELDS = 2000
_LINE_BREAKS = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+[ \t]*")
_LONGEST_NAME = 120
_LONGEST_ADDRESSES = 10_000
"""Characters of a list of addresses that are read."""

Notice = Callable[[str], None]


def head_and_body(raw: bytes) -> tuple[bytes, bytes]:
    """Return what stands before the first empty line, and what after it."""
    if raw.startswith((b"\n", b"\r\n")):
        return b"", raw.lstrip(b"\r\n")
    found = _HEAD_END.search(raw)
    return (raw, b"") if found is None else (raw[: found.start()], raw[found.end() :])


def headers(head: bytes, most: int) -> Message:
    """Return the headers, of each of which at most so many bytes are read."""
    fields = [field[:most] for field in _FIELDS.split(head)]
    text, _ = decoded(b"\n".join(fields[:_MOST_FIELDS]), "utf-8")
    return HeaderParser().parsestr(text + "\n\n")


def decoded(data: bytes, charset: str) -> tuple[str, str]:
    """Return bytes as text, and the charset that was guessed; "" where the one named fits.

    Nothing is left out: in the last resort every byte is some character.
    """
    named = charset.strip().strip("\"'").lower() or "us-ascii"
    if named in {"us-ascii", "ascii", "ansi_x3.4-1968"}:
        # Mail without a charset is ASCII; where it is not, nobody has said what it is.
        named = "ascii"
    try:
        known = codecs.lookup(named).name
        if known not in _NOT_CHARSETS:
            return data.decode(known), ""
    except (LookupError, ValueError):
        pass
    for guess in ("utf-8", "cp1252"):
        try:
            return data.decode(guess), guess
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1"), "latin-1"


def words(value: str) -> str:
    """Return a header's value with its encoded words read, on one line."""
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        pieces = [(value, None)]
    read = []
    for piece, charset in pieces:
        if isinstance(piece, str):
            read.append(piece)
        elif charset is None:
            # Of what stands between encoded words, the library makes bytes in this way.
            read.append(piece.decode("raw_unicode_escape", "replace"))
        else:
            read.append(decoded(piece, charset)[0])
    return "".join(read)


def one_line(text: str) -> str:
    """Return a text on one line, without blanks around it."""
    return _LINE_BREAKS.sub(" ", text).strip()


def header(found: Message, name: str) -> str:
    """Return the first header of this name, raw and unfolded; "" where there is none."""
    return one_line(str(found.get(name, "")))


def addresses(value: str, most: int) -> tuple[list[Address], int]:
    """Return the first of some addresses, and about how many there are."""
    count = value.count("@")
    if len(value) > _LONGEST_ADDRESSES:
        value = value[:_LONGEST_ADDRESSES].rpartition(",")[0]
    try:
        pairs = getaddresses([value])
    except (RecursionError, ValueError, IndexError):
        # Comments within comments within comments.
        return [], count
    found = [
        Address(_person(name), one_line(address)[: _LONGEST_NAME * 3])
        for name, address in pairs
        if address and "@" in address
    ]
    return found[:most], max(count, len(found))


def _person(name: str) -> str:
    return one_line(words(name)).strip("\"'")[:_LONGEST_NAME]


def moment(value: str) -> datetime | None:
    """Return the moment a header names, in UTC; None where it names none that can be."""
    try:
        found = parsedate_to_datetime(value)
        at = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return at if 1980 <= at.year <= 2200 else None


def transferred(body: bytes, encoding: str, notice: Notice) -> bytes:
    """Return a body as it was before it was encoded for the way."""
    match encoding.strip().lower():
        case "base64":
            return _base64(body, notice)
        case "quoted-printable":
            return quopri.decodestring(body)
        case "" | "7bit" | "8bit" | "binary":
            return body
        case other:
            notice(
                f"A part is encoded as {foreign_text.clean(other, one_line=True, limit=40)}; it is kept as it came."
            )
            return body


def _base64(body: bytes, notice: Notice) -> bytes:
    signs = re.sub(rb"[^A-Za-z0-9+/]", b"", body)
    whole = len(signs) - len(signs) % 4
    rest = signs[whole:]
    data = binascii.a2b_base64(signs[:whole])
    if len(rest) > 1:
        data += binascii.a2b_base64(rest + b"=" * (4 - len(rest)))
    elif rest:
        notice("A part is cut short.")
    return data


def file_name(found: Message, number: int, media_type: str) -> str:
    """Return the name of an enclosure, fit to be shown: no folder, no control character, no mark of direction."""
    try:
        given = found.get_filename() or ""
    except (ValueError, TypeError, LookupError, AttributeError):
        given = ""
    shown = shown_name(words(given).replace("\\", "/").rpartition("/")[2])
    if not shown:
        kind = re.sub(r"[^a-z0-9]", "", media_type.rpartition("/")[2])[:8] or "bin"
        return f"enclosure-{number}.{'txt' if kind == 'plain' else kind}"
    return shown


def shown_name(given: str) -> str:
    """Return a name in which nothing moves or hides text, cut in its middle where it is long; it may be empty."""
    shown = foreign_text.clean(foreign_text.storable(given)[0], one_line=True).replace("/", "_").strip(". ")
    if len(shown) <= _LONGEST_NAME:
        return shown
    stem, dot, ending = shown.rpartition(".")
    if dot and len(ending) < 9:
        return f"{stem[: _LONGEST_NAME - 10]}…{dot}{ending}"
    return f"{shown[: _LONGEST_NAME - 1]}…"
