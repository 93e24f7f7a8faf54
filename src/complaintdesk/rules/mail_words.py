"""The words of an e-mail: which are the writer's own, which are quoted, which are a signature.

Nothing is thrown away: every line of the text is in exactly one of the parts.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from complaintdesk.rules import references

_ANSWERS = "re|aw|antw|sv|vs|rv|ref|odp"
_PASSES_ON = "fwd?|wg|tr|i|enc|doorst|vb|vl|pd"
_MARKS = re.compile(rf"^\s{{0,3}}(?:{_ANSWERS}|{_PASSES_ON})\s*(?:\[\d+\])?\s*:\s*", re.IGNORECASE)
_FORWARDS = re.compile(rf"^\s*(?:re\s*:\s*)?(?:{_PASSES_ON})\s*:", re.IGNORECASE)
_GAP = r"[\s\-_./\\:\u2010-\u2015]{0,3}"
_REFERENCE = re.compile(rf"(?<![A-Za-z0-9])#?CD{_GAP}\d{{2,4}}{_GAP}\d{{1,9}}(?!\d)", re.IGNORECASE)

_DAYS = "on|le|am|op|el|il|em|den|dne|w dniu"
_WRITE = "wrote|a écrit|schrieb|schreef|escribió|ha scritto|escreveu|skrev"
_WROTE = re.compile(rf"^\s*(?:{_DAYS})\b.{{4,200}}(?:{_WRITE})\b.{{0,60}}:\s*$", re.IGNORECASE)
_WROTE_BEGINS = re.compile(rf"^\s*(?:{_DAYS})\b.{{4,200}}$", re.IGNORECASE)
_WROTE_ENDS = re.compile(rf"^.{{0,120}}(?:{_WRITE})\s*:\s*$", re.IGNORECASE)
_ORIGINAL = (
    "original message|original appointment|forwarded message|forwarded by.{0,80}|ursprüngliche nachricht|"
    "message d'origine|message transféré|mensaje original|messaggio originale|oorspronkelijk bericht"
)
_DIVIDER = re.compile(
    rf"^\s*(?:-{{2,}}|_{{5,}})\s*(?:{_ORIGINAL})?\s*(?:-{{2,}}|_{{5,}})?\s*$", re.IGNORECASE
)
_FORWARDED = re.compile(
    r"^\s*(?:-{2,}\s*forwarded (?:message|by)|begin forwarded message\s*:|-{2,}\s*message transféré|"
    r"-{2,}\s*weitergeleitete nachricht|anfang der weitergeleiteten)",
    re.IGNORECASE,
)
_FIELDS = "from|von|de|van|da|sent|gesendet|envoyé|date|datum|to|an|à|cc|subject|betreff|objet"
_FIELD = re.compile(rf"^\s*\*?({_FIELDS})\*?\s*:\s*(.{{0,500}})$", re.IGNORECASE)
_SENDERS = frozenset({"from", "von", "de", "van", "da"})
_QUOTED = re.compile(r"^\s{0,3}>")
_DASHES = re.compile(r"^--[ \t]?$")
_SENT_WITH = re.compile(
    r"^\s*(?:sent (?:from|via|with) (?:my|outlook|yahoo|proton|mail|the)|get outlook for|envoyé de mon|"
    r"von meinem .{1,40} gesendet|enviado desde|verstuurd vanaf)\b",
    re.IGNORECASE,
)
_MAILBOX = r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,6}"
_ADDRESS = re.compile(rf"(?P<name>[^<>\n]{{0,120}}?)\s*[<\[(]?(?:mailto:)?(?P<address>{_MAILBOX})[>\])]?")

LONGEST_SIGNATURE = 20
"""Lines after the dashes; more than that was meant to be read."""

LONGEST_HEAD = 12
"""Lines between the first head line of what was forwarded and its words."""

MOST_LOOKED_AT = 2000
"""Characters of one line that are compared."""


class Parts(NamedTuple):
    """A text, told apart."""

    own: str
    quoted: str = ""
    signature: str = ""


class Forwarded(NamedTuple):
    """Who wrote what was forwarded, as far as the text says it."""

    name: str
    address: str
    text: str


def split(text: str) -> Parts:
    """Return what the writer says, what is quoted and what is their signature.

    An answer between quoted lines stays an answer; where all is quoted, what
    they say is empty.
    """
    lines = text.split("\n")
    end = _quotation_from(lines)
    quoted = lines[end:]
    own: list[str] = []
    within: list[str] = []
    for line in lines[:end]:
        (within if _QUOTED.match(line[:MOST_LOOKED_AT]) else own).append(line)
    own, signature = _without_signature(own)
    return Parts(_joined(own), _joined([*within, *quoted]), _joined(signature))


def is_forwarded(subject: str, text: str, *, has_message: bool) -> bool:
    """Return whether somebody passes on what another person wrote."""
    if has_message or _FORWARDS.match(subject[:200]):
        return True
    return any(_FORWARDED.match(line[:MOST_LOOKED_AT]) for line in text.split("\n"))


def forwarded(text: str) -> Forwarded | None:
    """Return who wrote what was forwarded, and their words, by the heads that mail programs put there."""
    lines = text.split("\n")
    for at, line in enumerate(lines):
        found = _FIELD.match(line[:MOST_LOOKED_AT])
        if found is None or found[1].lower() not in _SENDERS:
            continue
        end = at
        while end < min(len(lines), at + LONGEST_HEAD) and lines[end].strip():
            end += 1
        named = _ADDRESS.search(found[2])
        if named is None:
            continue
        name = named["name"].strip(" \"'*,;")
        return Forwarded(name, named["address"], _joined(lines[end:]))
    return None


def bare_subject(subject: str) -> str:
    """Return a subject without the marks of answering and forwarding before it."""
    for _ in range(12):
        shorter = _MARKS.sub("", subject, count=1)
        if shorter == subject:
            break
        subject = shorter
    return subject.strip()


def named_references(subject: str) -> tuple[str, ...]:
    """Return the references of ours that a subject names, each once, in any spelling that begins with CD."""
    found = (references.read(match[0]) for match in _REFERENCE.finditer(subject[:2000]))
    return tuple(dict.fromkeys(reference for reference in found if reference))


def _quotation_from(lines: list[str]) -> int:
    """Return the line at which all that follows is quoted."""
    for at, line in enumerate(lines):
        read = line[:MOST_LOOKED_AT]
        if not read.strip():
            continue
        if _WROTE.match(read):
            return at if _goes_on_quoted(lines, at, at + 1) else len(lines)
        if (
            _WROTE_BEGINS.match(read)
            and at + 1 < len(lines)
            and _WROTE_ENDS.match(lines[at + 1][:MOST_LOOKED_AT])
        ):
            return at if _goes_on_quoted(lines, at, at + 2) else len(lines)
        if _FORWARDED.match(read) or (_DIVIDER.match(read) and _fields_after(lines, at + 1) >= 2):
            return at
        if _FIELD.match(read) and _fields_after(lines, at) >= 3:
            return at
    return len(lines)


def _goes_on_quoted(lines: list[str], head: int, at: int) -> bool:
    """Return whether no line of the writer's own follows: then the rest is one quotation."""
    rest = [line for line in lines[at:] if line.strip()]
    marked = [line for line in rest if _QUOTED.match(line[:MOST_LOOKED_AT])]
    if not marked:
        # The mail program quotes by the line above it alone; without words before it, it is no answer.
        return any(line.strip() for line in lines[:head])
    return all(_QUOTED.match(line[:MOST_LOOKED_AT]) for line in rest)


def _fields_after(lines: list[str], at: int) -> int:
    """Return how many different head lines, such as From and Sent, follow here."""
    names: set[str] = set()
    for line in lines[at : at + 8]:
        found = _FIELD.match(line[:MOST_LOOKED_AT])
        if found:
            names.add(found[1].lower())
        elif line.strip() and names:
            break
    return len(names)


def _without_signature(lines: list[str]) -> tuple[list[str], list[str]]:
    for at in range(len(lines) - 1, -1, -1):
        read = lines[at][:MOST_LOOKED_AT]
        is_sign = _DASHES.match(read) or (
            _SENT_WITH.match(read) and not any(line.strip() for line in lines[at + 3 :])
        )
        if is_sign and len(lines) - at <= LONGEST_SIGNATURE and any(line.strip() for line in lines[:at]):
            return lines[:at], lines[at:]
    return lines, []


def _joined(lines: list[str]) -> str:
    return "\n".join(line.rstrip() for line in lines).strip("\n")
