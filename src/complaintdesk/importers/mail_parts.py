"""Reading one e-mail: its head, its text, its enclosures, each within limits.

The parts are told apart here and not by the library, which goes as deep as a
message says it is. What is too deep, too many or of no known kind stays in the
original and is named. This runs in a process of its own (`mail_reader`).
"""

from __future__ import annotations

import hashlib
import re
from email.message import Message
from typing import NamedTuple

from complaintdesk.importers import mail_decoding as decoding
from complaintdesk.importers.mail import Address, Enclosure, Inner, Limits, Mail
from complaintdesk.importers.mail_html import text_of
from complaintdesk.rules import foreign_text
from complaintdesk.rules.counting import counted

_MESSAGE_ID = re.compile(r"<([^<>\s]{1,400})>")
_MOST_ANSWERED = 40
_SEALS = frozenset(
    {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
)
_SEALED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"})
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_BULK = frozenset({"bulk", "junk", "auto_reply"})
_LONGEST_BOUNDARY = 200
_TINY_PICTURE = 4096
"""Bytes below which a picture within the text is a logo or a tracker; it stays in the original."""


_TOO_DEEP = "It is nested too deep; what lies deeper is in the original only."


class _Text(NamedTuple):
    words: str
    is_html: bool
    group: int
    """The alternatives it is one of; 0 for none."""


def read(raw: bytes, limits: Limits, *, with_content: bool) -> Mail:
    """Return what a message says.

    Args:
        raw: The message, whole, or its beginning where it is too long to be let in.
        limits: How much is let in.
        with_content: Whether the enclosures bring their bytes along.
    """
    if len(raw) > limits.message_bytes:
        reading = _Reading(limits, with_content=False)
        reading.note(f"It is larger than {limits.message_bytes >> 20} MB, so only its head was read.")
        return reading.mail(raw[: 2 * limits.field_bytes], is_whole=False)
    return _Reading(limits, with_content=with_content).mail(raw)


def read_head(raw: bytes, limits: Limits) -> Mail:
    """Return what the head of a message says, where its body cannot be read."""
    reading = _Reading(limits, with_content=False)
    reading.note("Its body could not be read within the limits; the original is kept as it is.")
    return reading.mail(raw[: 2 * limits.field_bytes], is_whole=False)


class _Reading:
    """One message being read."""

    def __init__(self, limits: Limits, *, with_content: bool) -> None:
        self._limits = limits
        self._with_content = with_content
        self._parts = 0
        self._left_out = 0
        self._groups = 0
        self._texts: list[_Text] = []
        self._enclosures: list[Enclosure] = []
        self._inner: Inner | None = None
        self._is_report = False
        self._small = 0
        self._notices: dict[str, None] = {}

    def note(self, sentence: str) -> None:
        """Remember what was noticed, once."""
        self._notices.setdefault(sentence)

    def mail(self, raw: bytes, *, is_whole: bool = True) -> Mail:
        """Return what the message says."""
        head, _ = decoding.head_and_body(raw)
        top = decoding.headers(head, self._limits.field_bytes)
        if not top.keys():
            self.note("It has no head of an e-mail, so all of it is read as text.")
            self._texts.append(
                _Text(decoding.decoded(raw[: 4 * self._limits.text_chars], "utf-8")[0], False, 0)
            )
        elif is_whole:
            self._walk(raw, 0, 0)
        text = self._text()
        subject = self._subject(top)
        sender = self._sender(top)
        message_id = _first_id(decoding.header(top, "message-id"))
        if self._left_out:
            self.note(
                f"It has more than {self._limits.parts} parts; {self._left_out} are in the original only."
            )
        if self._small:
            self.note(f"{counted(self._small, 'small picture')} within the text stay in the original.")
        automatic = self._automatic(top)
        same = (
            message_id,
            sender.address.casefold() if sender else "",
            decoding.header(top, "date"),
            subject,
            " ".join(text.split()),
            *(one.sha256 for one in self._enclosures),
            # Of what was not read, nothing but the bytes themselves can tell whether it is the same.
            *(() if is_whole else (hashlib.sha256(raw).hexdigest(),)),
        )
        return Mail(
            digest=hashlib.sha256("\0".join(same).encode("utf-8", "surrogatepass")).hexdigest(),
            message_id=message_id,
            answers=_answered(top),
            subject=subject,
            sender=sender,
            recipients=self._recipients(top),
            sent_at=decoding.moment(decoding.header(top, "date")),
            received_at=decoding.moment(decoding.header(top, "received").rpartition(";")[2]),
            text=text,
            enclosures=tuple(self._enclosures),
            automatic=automatic,
            inner=self._inner,
            notices=tuple(self._notices),
            is_read=is_whole,
        )

    def _subject(self, top: Message) -> str:
        said = decoding.words(decoding.header(top, "subject"))
        subject = foreign_text.storable(decoding.one_line(said))[0]
        if subject != said.strip():
            self.note("The subject holds line breaks or null characters, which are shown as blanks.")
        return subject[:1000]

    def _sender(self, top: Message) -> Address | None:
        for name in ("from", "sender", "reply-to"):
            found, _ = decoding.addresses(decoding.header(top, name), 1)
            if found:
                return _storable(found[0])
        return None

    def _recipients(self, top: Message) -> tuple[Address, ...]:
        found: list[Address] = []
        count = 0
        for name in ("to", "cc"):
            some, there = decoding.addresses(decoding.header(top, name), self._limits.addresses)
            found += some
            count += there
        if count > self._limits.addresses or (count and not found):
            self.note(
                f"It went to about {count:,} addresses; the first {min(len(found), self._limits.addresses)} are kept."
            )
        return tuple(_storable(one) for one in found[: self._limits.addresses])

    def _automatic(self, top: Message) -> str:
        submitted = decoding.header(top, "auto-submitted").partition(";")[0].strip().lower()
        if submitted not in {"", "no"}:
            return f"Auto-Submitted: {foreign_text.clean(submitted, one_line=True, limit=40)}"
        for name in ("X-Auto-Response-Suppress", "X-Autoreply", "X-Autorespond", "X-Auto-Reply"):
            if decoding.header(top, name):
                return name
        precedence = decoding.header(top, "precedence").lower()
        if precedence in _BULK:
            return f"Precedence: {precedence}"
        if self._is_report or decoding.header(top, "return-path") == "<>":
            return "a report on the delivery of a message"
        return ""

    def _text(self) -> str:
        plain_in = {each.group for each in self._texts if not each.is_html and each.words.strip()}
        chosen = [
            text_of(each.words) if each.is_html else each.words
            for each in self._texts
            # Of alternatives, the one that was written as text.
            if not (each.is_html and each.group and each.group in plain_in)
            and not (not each.is_html and each.group and each.group not in plain_in)
        ]
        text = "\n\n".join(words.strip("\r\n") for words in chosen if words.strip())
        kept, was_altered = foreign_text.storable(text.replace("\r\n", "\n").replace("\r", "\n"))
        if was_altered:
            self.note("Its text holds null characters, which are shown as �.")
        if len(kept) > self._limits.text_chars:
            self.note(
                f"Its text has {len(kept):,} characters; the first {self._limits.text_chars:,} are taken."
            )
        return kept[: self._limits.text_chars]

    def _walk(self, raw: bytes, depth: int, group: int) -> None:
        if self._parts >= self._limits.parts:
            self._left_out += 1
            return
        self._parts += 1
        head, body = decoding.head_and_body(raw)
        found = decoding.headers(head, self._limits.field_bytes)
        kind = found.get_content_type()
        if kind.startswith("multipart/"):
            self._walk_multipart(found, kind, body, depth, group)
        elif kind in {"message/rfc822", "message/global"}:
            self._take_message(found, body, depth)
        else:
            self._take(found, kind, body, group)

    def _walk_multipart(self, found: Message, kind: str, body: bytes, depth: int, group: int) -> None:
        if depth >= self._limits.depth:
            self.note(_TOO_DEEP)
            return
        self._is_report = self._is_report or kind == "multipart/report"
        if kind == "multipart/encrypted":
            self.note("It is encrypted; a mail program with the key can open the original.")
        pieces = _pieces(body, found.get_boundary() or "")
        if not pieces:
            self.note("Its parts could not be told apart, so it is read as one text.")
            self._texts.append(_Text(decoding.decoded(body, "utf-8")[0], False, 0))
            return
        if kind == "multipart/alternative" and not group:
            self._groups += 1
            group = self._groups
        for piece in pieces:
            self._walk(piece, depth + 1, group)

    def _take_message(self, found: Message, body: bytes, depth: int) -> None:
        """Take a message within the message: as an enclosure, and for what its writer said."""
        content = decoding.transferred(body, decoding.header(found, "content-transfer-encoding"), self.note)
        if depth + 1 >= self._limits.depth:
            self.note(_TOO_DEEP)
            self._enclose(found, "message/rfc822", content, is_inline=False)
            return
        within = _Reading(self._limits._replace(depth=self._limits.depth - depth - 1), with_content=False)
        inner = within.mail(content)
        for notice in inner.notices:
            self.note(notice)
        self._enclose(found, "message/rfc822", content, is_inline=False, called=inner.subject or "message")
        self._inner = self._inner or Inner(inner.sender, inner.subject, inner.sent_at, inner.text)

    def _take(self, found: Message, kind: str, body: bytes, group: int) -> None:
        disposition = (found.get_content_disposition() or "").lower()
        has_name = bool(found.get_filename())
        if kind in _SEALS or kind.startswith("message/"):
            # Of use only beside the bytes that they seal or tell of.
            return
        encoding = decoding.header(found, "content-transfer-encoding")
        content = decoding.transferred(body, encoding, self.note)
        if kind in {"text/plain", "text/html"} and disposition != "attachment" and not has_name:
            self._read_text(found, kind, content, group)
            return
        if kind in _TNEF or (found.get_filename() or "").lower() == "winmail.dat":
            self.note("It has a winmail.dat, which only Outlook opens; it is kept unopened.")
        if kind in _SEALED:
            self.note("It is encrypted; a mail program with the key can open the original.")
        is_inline = disposition != "attachment" and (
            disposition == "inline" or found.get("content-id") is not None
        )
        if is_inline and kind.startswith("image/") and len(content) < _TINY_PICTURE:
            self._small += 1
            return
        self._enclose(found, kind, content, is_inline=is_inline)

    def _read_text(self, found: Message, kind: str, content: bytes, group: int) -> None:
        charset = _param(found, "charset")
        words, guess = decoding.decoded(content, charset)
        if guess:
            named = foreign_text.clean(charset, one_line=True, limit=40)
            said = f"it is said to be {named}" if named else "none is named"
            self.note(f"The charset is guessed ({guess}; {said}); look at names and signs such as £ and é.")
        if kind == "text/plain" and _param(found, "format").lower() == "flowed":
            words = _unflowed(words, deletes=_param(found, "delsp").lower() == "yes")
        self._texts.append(_Text(words, kind == "text/html", group))

    def _enclose(
        self, found: Message, kind: str, content: bytes, *, is_inline: bool, called: str = ""
    ) -> None:
        named = decoding.file_name(found, len(self._enclosures) + 1, kind)
        if called and not found.get_filename():
            named = f"{decoding.shown_name(called)}.eml"
        self._enclosures.append(
            Enclosure(
                named,
                foreign_text.clean(kind, one_line=True, limit=100),
                len(content),
                hashlib.sha256(content).hexdigest(),
                is_inline,
                content if self._with_content else b"",
            )
        )


def _storable(one: Address) -> Address:
    return Address(foreign_text.storable(one.name)[0], foreign_text.storable(one.address)[0])


def _param(found: Message, name: str) -> str:
    try:
        value = found.get_param(name)
    except (ValueError, TypeError, LookupError):
        return ""
    return value[2] if isinstance(value, tuple) else str(value or "")


def _pieces(body: bytes, boundary: str) -> list[bytes]:
    """Return the parts that a boundary parts; none where it is not there."""
    if not boundary or len(boundary) > _LONGEST_BOUNDARY:
        return []
    sign = re.compile(
        rb"(?:^|\r?\n)--" + re.escape(boundary.encode("utf-8", "replace")) + rb"(--)?[ \t]*(?=\r?\n|$)"
    )
    pieces: list[bytes] = []
    start: int | None = None
    for found in sign.finditer(body):
        if start is not None:
            pieces.append(body[start : found.start()])
        start = found.end()
        if found[1]:
            return [_without_break(piece) for piece in pieces]
    if start is not None:
        # Cut short: what there is of the last part counts.
        pieces.append(body[start:])
    return [_without_break(piece) for piece in pieces]


def _without_break(piece: bytes) -> bytes:
    """Return a part without the line end of the boundary before it."""
    return piece[2:] if piece.startswith(b"\r\n") else piece[1:] if piece.startswith(b"\n") else piece


def _unflowed(text: str, *, deletes: bool) -> str:
    """Return a flowed text with its lines as they were written, not as they were wrapped for the way."""
    lines: list[str] = []
    goes_on = False
    for line in text.replace("\r\n", "\n").split("\n"):
        is_quoted = line.startswith(">")
        if not is_quoted and line.startswith(" "):
            line = line[1:]
        if goes_on and not is_quoted and line != "-- ":
            lines[-1] = (lines[-1][:-1] if deletes else lines[-1]) + line
        else:
            lines.append(line)
        goes_on = line.endswith(" ") and line != "-- " and not is_quoted
    return "\n".join(lines)


def _first_id(value: str) -> str:
    found = _MESSAGE_ID.search(value)
    return found[1] if found else ""


def _answered(top: Message) -> tuple[str, ...]:
    """Return the Message-IDs a message answers, the nearest first."""
    listed = [
        *_MESSAGE_ID.findall(decoding.header(top, "in-reply-to")[:5000]),
        *reversed(_MESSAGE_ID.findall(decoding.header(top, "references")[:20_000])),
    ]
    return tuple(dict.fromkeys(listed))[:_MOST_ANSWERED]
