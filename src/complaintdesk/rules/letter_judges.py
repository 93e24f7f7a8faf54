"""Letter judges: where a text can be seen to make a point of its checklist.

A judge looks for words and dates that are known; where it finds them it shows the
passage, and where it does not, the handler says. It never decides alone. What is
still to be put in, in double brackets, is no word of the letter to any of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from complaintdesk.rules import promise_words
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.procedure_grammar import Procedure

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_PLACEHOLDER = re.compile(r"\[\[[^\[\]\n]*\]\]")
"""What is still to be put in; it says nothing yet."""

_DECIDED = re.compile(
    r"\b(uphold|upheld|(?<!you )accept(?:s|ed)?|reject(?:s|ed)?|agree with you|(?:do|does|did) not agree"
    r"|decided (?:to|that|in|against|not)|not ours to answer|withdrawn|you (?:are|were) right|justified|unfounded)\b",
    re.IGNORECASE,
)
"""Words that decide a point."""

_CLOSE = re.compile(
    r"^(?:yours (?:sincerely|faithfully|truly)|sincerely|(?:with )?(?:kind |best |warm )?(?:regards|wishes)|signed)\b",
    re.IGNORECASE,
)
"""The line under which a letter is signed."""

_LAST_LINES = 8
"""How far from its end a letter is signed."""

_LONGEST_LINE = 90
"""Characters of a line that can be a signature; more are a paragraph."""

_WORDS_OF_A_SIGNATURE = 6
"""Words of a line with a full stop that can still be a signature."""


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
        return [part for part in parts if part and not _PLACEHOLDER.search(part)]

    @property
    def said(self) -> str:
        """The text without what is still to be put in."""
        return _PLACEHOLDER.sub("", self.text)

    def sentence(self, pattern: str, *, dated: bool = False) -> str:
        """Return the first sentence in which a pattern occurs, and a date if one is asked for."""
        sought = re.compile(pattern, re.IGNORECASE)
        has_date = promise_words.DAY.search
        return next((s for s in self.sentences if sought.search(s) and (not dated or has_date(s))), "")

    def holds(self, words: str) -> bool:
        """Return whether the text has these words, whatever stands between them; long ones by their beginning."""
        sought = " ".join(words.split())[:60].strip().rstrip(".…").casefold()
        return bool(sought) and sought in " ".join(self.said.split()).casefold()


Judge = Callable[[Reading], str]
"""Returns the passage that makes a point, or ""."""


def judges_of(id_: str, sentence: str) -> tuple[Judge, ...]:
    """Return who must all find something for a point to be made; nobody where only the handler can tell."""
    first = _JUDGES.get(id_)
    if first is None or _BEYOND_TEXT.search(sentence):
        return ()
    return (first, *(judge for words, judge in _BESIDES if words in sentence and judge is not first))


def signed_by(body: str, name: str) -> bool:
    """Return whether a letter ends with a name: on a line of its own near its end, and not only somewhere in it."""
    return any(_is_signature(line, name) for line in _last_lines(body))


def _is_signature(line: str, name: str) -> bool:
    sought, told = " ".join(name.split()).casefold(), " ".join(line.split()).casefold()
    is_sentence = told.startswith(("i ", "i, ", "my name")) or (
        told.endswith((".", "!", "?")) and len(told.split()) > _WORDS_OF_A_SIGNATURE
    )
    return bool(sought) and sought in told and not is_sentence


def _last_lines(text: str) -> list[str]:
    """Return the last lines that say something; a paragraph is no place for a signature."""
    lines = [line.strip() for line in _PLACEHOLDER.sub("", text).splitlines() if line.strip()]
    return [line for line in lines[-_LAST_LINES:] if len(line) <= _LONGEST_LINE]


def _owner(reading: Reading) -> str:
    return reading.sentence(rf"\b{re.escape(reading.found.handler)}\b") if reading.found.handler else ""


def signature(reading: Reading) -> str:
    """Return the line by which a letter is signed: the handler's name near its end, or a name below its close."""
    lines = _last_lines(reading.text)
    handler = reading.found.handler
    for line, below in pairwise([*lines, ""]):
        if _is_signature(line, handler):
            return line
        if _CLOSE.match(line):
            named = line.partition(",")[2].strip() or below
            if re.search(r"[^\W\d_]{2}", named) and named.casefold() != reading.found.organisation.casefold():
                return named
    return ""


_REACHED = (
    r"\b(?:reach|call|ring|phone|telephone|text|write to|e-?mail|contact) (?:me|us|him|her|them|(?-i:[A-Z]\w+))\b",
    r"\b(?:my|our|his|her|their) (?:\w+ )?(?:number|line|phone|telephone|mobile|e-?mail|address)\b",
    r"^(?:tel|telephone|phone|mobile|direct line|e-?mail)\b",
)
_NUMBER_OR_ADDRESS = r"(?:\d[\d ]{4,}|\S@\S|\bat (?!once\b|all\b|any\b|least\b|the latest\b|your\b|our\b))"


def _reach(reading: Reading) -> str:
    passages = (reading.sentence(f"{begun}.*{_NUMBER_OR_ADDRESS}") for begun in _REACHED)
    return next((passage for passage in passages if passage), "")


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


def _every_answer(reading: Reading) -> str:
    """Return where the points are named, if there are as many decisions as points."""
    decided = [said for said in reading.sentences if _DECIDED.search(said)]
    return _every_head(reading) if len(decided) >= max(len(reading.found.heads), 1) else ""


def _decision(reading: Reading) -> str:
    return next((said for said in reading.sentences if _DECIDED.search(said)), "")


def _each_decided(reading: Reading) -> str:
    decided = [said for said in reading.sentences if _DECIDED.search(said)]
    return decided[0] if len(decided) >= max(len(reading.found.heads), 1) else ""


def _reasons(reading: Reading) -> str:
    """Return a reason, if every point that has reasons is told them, in our words or in others."""
    given = [head.reasons for head in reading.found.heads if head.reasons]
    if given and all(reading.holds(words) for words in given):
        return given[0]
    why = re.compile(r"\b(because|reasons?|owing to|due to)\b", re.IGNORECASE)
    told = [said for said in reading.sentences if why.search(said)]
    return told[0] if len(told) >= max(len(given), 1) else ""


def _remedy(reading: Reading) -> str:
    """Return what will be done by when: a promise, and the day of each action that is still to be done.

    Another way to say by when, such as "by Friday", is taken at its word: it can be any of those days.
    """
    actions = [action for action in reading.found.actions if action.done_on is None]
    sentences = reading.sentences
    promise = next((said for said in sentences if promise_words.says_what_by_when(said)), "")
    listed = [
        next(
            (
                said
                for said in sentences
                if each.text.casefold() in said.casefold() and promise_words.names_day(said, each.due_on)
            ),
            "",
        )
        for each in actions
    ]
    if listed and all(listed):
        return listed[0]
    told = all(
        promise_words.names_day(reading.said, each.due_on) or promise_words.names_a_term(promise)
        for each in actions
    )
    return promise if told else ""


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
    "signatory": signature,
    "answer_by": _answer_date,
    "clock": _answer_date,
    "when": _answer_date,
    "new_date": _answer_date,
    "next_date": _news_date,
    "outcome_sought": _wish,
    "understanding": _every_head,
    "definition": _every_head,
    "all_points": _every_answer,
    "findings": _every_answer,
    "decision": _decision,
    "final_outcome": _decision,
    "reasons": _reasons,
    "reason": _saying(r"\b(because|reason|due to|owing to)\b"),
    "why": _saying(r"\b(because|reason|due to|owing to|not yet)\b"),
    "remedy_what_by_when": _remedy,
    "redress": _remedy,
    "remedies": _saying(r"\b(?:can|may) (?:ask|order|require|tell|direct|make|award) (?:us|the|you|them)\b"),
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
    "contact": _body_reached,
    "external_url": _body_reached,
    "time_limit": _LIMIT,
    "stage": _saying(r"\b(this|our)\b.*\b(stage (1|2|one|two)|frontline|investigation stage)\b"),
    "next_step": _saying(r"\b(if you (?:are|remain|do not|disagree)|stage (?:2|two)|review|ombudsman)\b"),
    "how_to_ask_review": _saying(r"\b(review|look at (?:it|this) again)\b"),
    "offer_stays_open": _saying(r"\b(stays? open|remains? open|no longer open|withdrawn|open until)\b"),
    "free_of_charge": _saying(r"\bfree\b"),
    "free_independent": _saying(r"\bfree\b"),
    "leaflet": _saying(r"\bleaflet\b"),
    "leaflet_offered": _saying(r"\bleaflet\b"),
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

_UNTIL = _saying(
    r"\b(?:within|until|by|before)\b.*\b(?:\d+|one|two|three|six|eight|twelve|[A-Z][a-z]+ \d{4})\b"
)

_BESIDES: tuple[tuple[str, Judge], ...] = (
    ("how to reach them", _reach),
    ("on each point", _each_decided),
    ("how to take it to", _body),
    ("how to reach the ", _body_reached),
    ("stage 1 answer", _saying(r"\bstage (1|one)\b")),
    ("stage 2 answer", _saying(r"\bstage (2|two)\b")),
    ("until when", _UNTIL),
)
"""What a point asks for besides what its name tells, by the words of its sentence -> who looks for that."""

_BEYOND_TEXT = re.compile(
    r"policy, law or practice|did not decide|use of personal data|, as agreed with|what they rest on"
)
"""Words of a point that no text can be seen to satisfy: such a point is ticked by hand."""
