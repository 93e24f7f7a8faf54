"""Letter checks: which points of its checklist a letter makes, and what in it to think twice about."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from complaintdesk.rules import letter_judges
from complaintdesk.rules.letter_judges import Reading
from complaintdesk.rules.promise_words import MONTHS

LEGAL_IMPLICATIONS = ("legal_claim",)
"""The implications under which an admission of liability does harm."""

LIABILITY = re.compile(
    r"\b(negligen(?:t|ce|tly)|(?:admit|accept)(?:s|ed)? (?:full |legal )?liability"
    r"|legally (?:liable|responsible)|breach of (?:duty|contract)|our fault caused|caused by our fault)\b",
    re.IGNORECASE,
)
"""Rule 25: words that admit more than an apology does."""

NON_APOLOGY = re.compile(
    r"\b(?:sorry|apologi[sz]e|regret)\b[^.!?\n]{0,30}?\b(?:if|that) (?:you|she|he|they) "
    r"(?:feel|felt|were (?:upset|offended|unhappy)|was (?:upset|offended|unhappy)|are (?:upset|unhappy))",
    re.IGNORECASE,
)
"""Rule 26: being sorry for a feeling instead of for what was done."""

_SCHEME = re.compile(
    r"\b(?:ombudsman|alternative dispute resolution|ADR (?:scheme|provider|entity|body))\b", re.I
)
"""Rule 30: words that promise a way to somebody outside."""

_LONGEST = 90
"""Characters of a passage that is shown."""


def written(day: date) -> str:
    """Return a day as letters write it: `18 December 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


class Point(NamedTuple):
    """One point of a letter's checklist."""

    id: str
    sentence: str
    """What the letter must do."""

    passage: str
    """Where it can be seen to do it; "" where nothing was found."""

    is_judged: bool
    """Whether there is anything to look for; if not, only the handler can say."""

    number: int
    """Its place in the procedure's list, which no change of the text moves."""


class Doubt(NamedTuple):
    """Something in a letter to think twice about."""

    rule: int
    sentence: str


_TOLD_APART = 40
"""Characters of a passage by which it is found again in its text, which may break its lines otherwise further on."""


def points(items: Mapping[str, str], reading: Reading) -> tuple[Point, ...]:
    """Return every point of a checklist with what was found of it, in the order of the letter.

    What was not found stays behind the point after which the procedure lists it.
    """
    placed: list[tuple[int, Point]] = []
    stands = 0
    for number, (id_, sentence) in enumerate(items.items()):
        judges = letter_judges.judges_of(id_, sentence)
        passages = [judge(reading) for judge in judges]
        passage = passages[0] if passages and all(passages) else ""
        at = reading.text.find(passage[:_TOLD_APART]) if passage else -1
        stands = at if at >= 0 else stands
        placed.append((stands, Point(id_, sentence, _short(passage), bool(judges), number)))
    return tuple(point for _, point in sorted(placed, key=lambda each: each[0]))


def doubts(
    reading: Reading, bodies: Collection[str] = (), dead_links: Mapping[str, str] | None = None
) -> tuple[Doubt, ...]:
    """Return what to think twice about before a letter goes out, in the order of the rules.

    Args:
        reading: The letter.
        bodies: The outside bodies of every procedure; those of another one do not belong in it.
        dead_links: Host -> why nothing is found there any more.
    """
    return (
        *_liability(reading),
        *_apology(reading),
        *_unsigned(reading),
        *_wrong_body(reading, bodies, dead_links or {}),
        *_unpromised_scheme(reading),
    )


def _liability(reading: Reading) -> Iterable[Doubt]:
    found = reading.found
    threatened = found.legal_hold or any(each.kind in LEGAL_IMPLICATIONS for each in found.implications)
    said = LIABILITY.search(reading.text)
    if threatened and said:
        yield Doubt(
            25,
            f'"{_short(said[0])}" speaks of legal liability while a claim is threatened; '
            "an apology or an offer admits nothing.",
        )


def _apology(reading: Reading) -> Iterable[Doubt]:
    said = NON_APOLOGY.search(reading.text)
    if said:
        yield Doubt(26, f'"{_short(said[0])}" is sorry for a feeling; say what we are sorry for.')


def _unsigned(reading: Reading) -> Iterable[Doubt]:
    if not letter_judges.signature(reading):
        yield Doubt(
            28,
            "No name stands below it: end it with whoever signs it, such as Yours sincerely, and the name.",
        )


def _wrong_body(reading: Reading, bodies: Collection[str], dead_links: Mapping[str, str]) -> Iterable[Doubt]:
    own = reading.procedure.external.name if reading.procedure and reading.procedure.external else ""
    text = reading.text
    for body in sorted(bodies):
        if body != own and body not in own and re.search(rf"\b{re.escape(body)}\b", text.replace(own, "")):
            place = f"the {own}" if own else "no outside body"
            yield Doubt(29, f"It names the {body}; this procedure leads to {place}.")
    for host, why in dead_links.items():
        if host.casefold() in text.casefold():
            yield Doubt(29, f"It leads to {host}: {why}")


def _unpromised_scheme(reading: Reading) -> Iterable[Doubt]:
    external = reading.procedure.external if reading.procedure else None
    said = _SCHEME.search(reading.text)
    if external is None and said:
        yield Doubt(
            30,
            f'"{said[0]}" promises a scheme, and this procedure knows none: name one only if you have joined it.',
        )
    elif external is not None and external.condition and (said or external.name in reading.text):
        yield Doubt(30, f"It points to a scheme. {external.condition}")


def _short(passage: str) -> str:
    words = " ".join(passage.split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 2] + " …"
