"""Letter checks: which points of its checklist a text can be seen to make, and what in it to think twice about.

A judge looks for words and dates that are known; where it finds them it shows the
passage, and where it does not, the handler says. It never decides alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.procedure_grammar import Procedure

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

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:{'|'.join(MONTHS)}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec) \d{{4}}\b"
)
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


@dataclass(frozen=True, slots=True)
class Reading:
    """A letter as the judges read it."""

    text: str
    found: Dossier
    procedure: Procedure | None

    @property
    def sentences(self) -> list[str]:
        """The text, sentence by sentence; one in which something is still to be put in says nothing yet."""
        parts = (part.strip() for part in _SENTENCE.split(self.text))
        return [part for part in parts if part and "[[" not in part]

    def sentence(self, pattern: str, *, dated: bool = False) -> str:
        """Return the first sentence in which a pattern occurs, and a date if one is asked for."""
        sought = re.compile(pattern, re.IGNORECASE)
        return next((s for s in self.sentences if sought.search(s) and (not dated or _DATE.search(s))), "")

    def holds(self, words: str) -> bool:
        """Return whether the text has these words, whatever stands between them; long ones by their beginning."""
        sought = " ".join(words.split())[:60].strip().rstrip(".…").casefold()
        return bool(sought) and sought in " ".join(self.text.split()).casefold()


_TOLD_APART = 40
"""Characters of a passage by which it is found again in its text, which may break its lines otherwise further on."""

Judge = Callable[[Reading], str]
"""Returns the passage that makes a point, or ""."""


def points(items: Mapping[str, str], reading: Reading) -> tuple[Point, ...]:
    """Return every point of a checklist with what was found of it, in the order of the letter.

    What was not found stays behind the point after which the procedure lists it.
    """
    placed: list[tuple[int, Point]] = []
    stands = 0
    for number, (id_, sentence) in enumerate(items.items()):
        passage = judge(reading) if (judge := _JUDGES.get(id_)) else ""
        at = reading.text.find(passage[:_TOLD_APART]) if passage else -1
        stands = at if at >= 0 else stands
        placed.append((stands, Point(id_, sentence, _short(passage), id_ in _JUDGES, number)))
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


def _owner(reading: Reading) -> str:
    return reading.sentence(re.escape(reading.found.handler)) if reading.found.handler else ""


def _reach(reading: Reading) -> str:
    return reading.sentence(r"\b(reach|call|ring|phone|write to|e-?mail|contact)\b.*(\d{4}|@|\bat\b)")


def _answer_date(reading: Reading) -> str:
    return reading.sentence(r"\b(answer|repl|respon|decision|decide)", dated=True) or reading.sentence(
        r"\b(answer|repl|respon)\w*\b.*\b(weeks|days|months)\b"
    )


def _news_date(reading: Reading) -> str:
    return reading.sentence(r"\b(hear|update|write|news|call|ring|contact|tell)\b", dated=True)


def _wish(reading: Reading) -> str:
    return reading.found.wants if reading.holds(reading.found.wants) else ""


def _every_head(reading: Reading) -> str:
    heads = reading.found.heads
    if not heads:
        return reading.found.about if reading.holds(reading.found.about) else ""
    return heads[0].text if all(reading.holds(head.text) for head in heads) else ""


def _reasons(reading: Reading) -> str:
    given = [head.reasons for head in reading.found.heads if head.reasons]
    if given:
        return given[0] if all(reading.holds(words) for words in given) else ""
    return reading.sentence(r"\bbecause\b")


def _remedy(reading: Reading) -> str:
    actions = [action for action in reading.found.actions if action.done_on is None]
    if not actions:
        return reading.sentence(
            r"\b(refund|pay|repair|replace|credit|put (?:it|this|things) right)\b", dated=True
        )
    told = all(reading.holds(each.text) and written(each.due_on) in reading.text for each in actions)
    return actions[0].text if told else ""


def _body(reading: Reading) -> str:
    external = reading.procedure.external if reading.procedure else None
    return reading.sentence(re.escape(external.name)) if external else ""


def _body_reached(reading: Reading) -> str:
    external = reading.procedure.external if reading.procedure else None
    if external is None:
        return ""
    host = external.website.removeprefix("https://").removeprefix("http://").strip("/")
    for sought in (external.details, host):
        if sought and reading.holds(sought):
            return sought
    return ""


def _saying(pattern: str) -> Judge:
    """Return the judge that looks for a sentence with a pattern."""
    return lambda reading: reading.sentence(pattern)


_LIMIT = _saying(r"\b(\d+|one|two|three|six|eight|twelve)[ -](months?|weeks?|days?)\b")

_JUDGES: Mapping[str, Judge] = {
    "owner": _owner,
    "identity": _owner,
    "signatory": _owner,
    "contact": _reach,
    "answer_by": _answer_date,
    "clock": _answer_date,
    "when": _answer_date,
    "new_date": _answer_date,
    "next_date": _news_date,
    "outcome_sought": _wish,
    "understanding": _every_head,
    "definition": _every_head,
    "all_points": _every_head,
    "findings": _every_head,
    "decision": _saying(r"\b(uphold|upheld|accept|reject|agree with you|do not agree|decided|decision)\b"),
    "final_outcome": _saying(r"\b(uphold|upheld|accept|reject|decided|decision)\b"),
    "outcome": _saying(r"\b(uphold|upheld|accept|reject|decided|decision)\b"),
    "reasons": _reasons,
    "reason": _saying(r"\b(because|reason|due to|owing to)\b"),
    "why": _saying(r"\b(because|reason|due to|owing to|not yet)\b"),
    "remedy_what_by_when": _remedy,
    "redress": _remedy,
    "remedies": _remedy,
    "remedial_action": _remedy,
    "outstanding_actions": _remedy,
    "action": _remedy,
    "apology": _saying(r"\b(sorry|apologi[sz]e)\b"),
    "apology_if_upheld": _saying(r"\b(sorry|apologi[sz]e)\b"),
    "external_right": _body,
    "refer_now": _body,
    "afca_right": _body,
    "adr_name": _body,
    "external_body_details": _body_reached,
    "afca_contact": _body_reached,
    "adr_contact": _body_reached,
    "external_url": _body_reached,
    "time_limit": _LIMIT,
    "stage": _saying(r"\b(stage (1|2|one|two)|frontline|investigation stage)\b"),
    "next_step": _saying(r"\b(if you (?:are|remain|do not|disagree)|stage (?:2|two)|review|ombudsman)\b"),
    "how_to_ask_review": _saying(r"\b(review|look at (?:it|this) again)\b"),
    "offer_stays_open": _saying(r"\b(stays? open|remains? open|no longer open|withdrawn|open until)\b"),
    "free_of_charge": _saying(r"\bfree\b"),
    "free_independent": _saying(r"\bfree\b"),
    "leaflet": _saying(r"\bleaflet\b"),
    "leaflet_offered": _saying(r"\bleaflet\b"),
    "waiver": _saying(r"\b(out of time|too late|consent|in time|time limits?)\b"),
    "made": _saying(r"\b(complaint|complained)\b"),
    "resolved": _saying(r"\b(resolved|settled)\b"),
    "deadlock_statement": _saying(r"\bdeadlock\b"),
    "letter_type_prominent": _saying(r"\b(deadlock|eight[- ]week|final)\b"),
    "done": _saying(
        r"\b(since you last heard|so far|(?:have|has) (?:looked|spoken|asked|checked|sent|found|visited))\b"
    ),
    "still_to_do": _saying(r"\b(still to (?:come|do)|next step|remains? to|will now)\b"),
    "interval": _saying(r"\bevery (\d+|\w+) (working )?(days|weeks)\b"),
}
"""Point of a checklist -> what to look for; a point that is not here is for the handler to judge."""
