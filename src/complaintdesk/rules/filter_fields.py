"""The fields of the filter language, and which known words a typed text means."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

from complaintdesk.vocabulary import Origin, Outcome, Stage

NONE = "none"
"""The value of what has no value."""


class Kind(Enum):
    """What the values of a field are."""

    word = "word"
    """One of a few fixed words."""
    text = "text"
    """One of the values in the store, where they are known; else a part of one."""
    number = "number"
    money = "money"
    ahead = "ahead"
    """A day that is to come, as a rule."""
    behind = "behind"
    """A day that has been."""
    reference = "reference"
    words = "words"
    """Words of the full text."""


class FieldRule(NamedTuple):
    """One field of the language."""

    kind: Kind
    words: tuple[str, ...] = ()
    """The fixed words, or those that are allowed beside dates."""
    may_lack: bool = True
    """Whether `none` is a value."""


FIELDS: Mapping[str, FieldRule] = MappingProxyType(
    {
        "ref": FieldRule(Kind.reference, may_lack=False),
        "stage": FieldRule(Kind.word, (*(stage.value for stage in Stage), "live"), may_lack=False),
        "severity": FieldRule(Kind.number),
        "procedure": FieldRule(Kind.text),
        "due": FieldRule(Kind.ahead, ("today", "tomorrow", "yesterday", "overdue")),
        "received": FieldRule(Kind.behind, ("today", "tomorrow", "yesterday"), may_lack=False),
        "closed": FieldRule(Kind.behind, ("today", "tomorrow", "yesterday")),
        "product": FieldRule(Kind.text),
        "category": FieldRule(Kind.text),
        "cause": FieldRule(Kind.text),
        "root": FieldRule(Kind.text),
        "customer": FieldRule(Kind.text),
        "channel": FieldRule(Kind.text),
        "outcome": FieldRule(Kind.word, tuple(outcome.value for outcome in Outcome)),
        "remedy": FieldRule(Kind.text),
        "amount": FieldRule(Kind.money),
        "origin": FieldRule(Kind.word, (*(origin.value for origin in Origin), "any"), may_lack=False),
        "flag": FieldRule(
            Kind.word,
            ("urgent", "safety", "vulnerable", "paused", "reopened", "conflict", "legal_hold"),
        ),
        "promise": FieldRule(Kind.word, ("open", "overdue", "today", "kept", "missed")),
        "approval": FieldRule(Kind.word, ("asked", "approved", "refused")),
        "text": FieldRule(Kind.words, may_lack=False),
    }
)
"""Field -> what it holds, in the order in which they are offered."""

SIMILAR = "similar"
"""The one name that is no field: `similar:CD-2026-0007`."""


def matches(text: str, values: Collection[str], *, inside: bool) -> list[str]:
    """Return the values that a typed text means: the same one, else those that begin with it.

    Case, hyphens and underscores do not count. With `inside`, a value also
    counts where one of its later words begins with the text.
    """
    wanted = _plain(text)
    if not wanted:
        return []
    same = [value for value in values if _plain(value) == wanted]
    begun = same or [value for value in values if _plain(value).startswith(wanted)]
    if begun or not inside:
        return begun
    return [value for value in values if f" {wanted}" in f" {_plain(value)}"]


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[-_\s]+", " ", text.casefold()).split())


def nearest(text: str, values: Collection[str], otherwise: str = "") -> str:
    """Return the end of a refusal: the nearest right word, or what may be written."""
    plain = {_plain(value): value for value in values}
    near = difflib.get_close_matches(_plain(text), plain, n=1)
    if near:
        return f"; did you mean {plain[near[0]]}?"
    some = sorted(values)[:12]
    return otherwise or (f"; try one of {', '.join(some)}." if some else ".")
