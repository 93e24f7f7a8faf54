"""Promise words: whether a sentence says that something will be done, and whether it says by when.

English as letters are written in. What is only said, heard or decided by a day is news, and no remedy.
"""

from __future__ import annotations

import re
from datetime import date

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_MONTH = rf"(?:{'|'.join(MONTHS)}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
_ORDINAL = r"\d{1,2}(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_NUMBER = (
    r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|fifteen|twenty|thirty)"
)

# Months are told from words such as "may" by their capital.
DAY = re.compile(
    rf"\b{_ORDINAL}(?: of)? {_MONTH}(?:,? \d{{4}})?"
    rf"|\b{_MONTH} {_ORDINAL}\b(?:,? \d{{4}})?"
    r"|\b\d{4}-\d{2}-\d{2}\b"
    r"|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b"
)
"""A day of the calendar, in any usual form, with or without its year."""

_TERM = re.compile(
    rf"\b(?:by|on|before|until|this|next|coming|for|from)(?: (?:next|this|the|coming|following|close of))* {_WEEKDAY}\b"
    rf"|\b{_WEEKDAY} (?:week|next|at the latest)\b"
    rf"|\b(?:within|in|inside|no later than)(?: (?:the )?next| another| at most| about)* {_NUMBER}"
    r"(?: (?:working|business|calendar))?[ -](?:hour|day|week|fortnight|month)s?\b"
    r"|\b(?:by|before|at) (?:the )?(?:end|middle|beginning|start) of (?:the |this |next )?[A-Z]?[a-z]+"
    r"|\b(?:today|tomorrow|tonight)\b"
    r"|\b(?:this|next) (?:week|month)\b"
    r"|\b(?:by|on|before) \d{1,2}/\d{1,2}\b",
    re.IGNORECASE,
)
"""Another way to say by when: a weekday, a term of days or weeks, the end of a month."""

_NEWS = (
    "hear|write(?! off)|tell|told|let|answer|answered|reply|respond|decide|decided|contact|call|ring|phone|inform"
    "|explain|be in touch|be able|have (?:an?|our|my|the|until|\\w+ (?:day|week|month)s?)|look|consider|investigate"
    "|review|discuss|speak|talk|meet|expect|need|want|remain|stay|lapse|expire|end|close|know|see|think|confirm"
    "|be open|be ready|try|seek|hope|aim|uphold|own|understand|keep (?:you|on)|come back to you|get back to you|report"
    "|acknowledge|update(?! (?:our|the|your|his|her|their) )"
)
"""Verbs after which a sentence tells what is said, thought or wished, and not what is done."""

_PAPER = r"(?:answer|reply|response|decision|update|news|letter|acknowledgement|result|outcome|findings)\b"
_GIVEN = (
    rf"(?:send|give|issue|provide|receive|get)\b(?: \w+){{0,4}}? {_PAPER}"
    rf"|be (?:sent|given) (?:\w+ ){{0,3}}{_PAPER}"
)
_TO = r"(?:(?:am|are|is) (?:going )?to|(?:have |has )?agreed? to|promise to|undertake to|commit to)"

_NOW = (
    "pay|repay|refund|reimburse|credit|compensate|repair|mend|fix|fit|install|replace|renew|change|clean|clear|correct"
    "|waive|cancel|train|write off|put (?:it|this|that|things|the \\w+) right|give|send|deliver|collect"
)
"""Verbs that tell in the present what will be done: "we pay it by Friday"."""

_DEED = re.compile(
    rf"(?:\b(?:will|shall)|['’]ll|\b{_TO}) "
    r"(?!not\b|never\b|only be\b)"
    r"(?:(?:also|then|now|therefore|again|both|each|immediately|of course|either) )*"
    rf"(?!(?:{_NEWS})\b|{_GIVEN})"
    r"[a-z]{2,}"
    r"|\b(?:is|are|has been|have been) (?:now )?(?:booked|arranged|scheduled|ordered|planned|set)\b"
    rf"|\b(?:we|I) (?:also |now |then )?(?!{_GIVEN})(?:{_NOW})\b",
    re.IGNORECASE,
)
"""Something that will be done: "we will pay", "a plumber is to come", "the repair is booked"."""


_VERB = re.compile(
    "add|adjust|agree|amend|apologi[sz]e|arrange|ask|attend|award|book|bring|build|buy|call|cancel|carry|change|check"
    "|clean|clear|close|collect|come|complete|confirm|contact|correct|cover|credit|cut|deal|deliver|do|drain|email|end"
    "|ensure|explain|extend|finish|fit|fix|fund|give|go|hang|have|help|hold|inspect|install|introduce|issue|keep|let"
    "|lift|lower|make|meet|mend|move|offer|open|order|paint|pass|pay|phone|post|print|provide|put|record|redo|reduce"
    "|refund|reimburse|reinstate|remove|renew|repair|repay|replace|report|reset|restore|return|review|revise|ring|run"
    "|schedule|send|service|set|settle|show|speak|start|stop|supply|swap|take|teach|tell|test|tidy|train|transfer"
    "|treat|unblock|update|visit|waive|warn|withdraw|write",
    re.IGNORECASE,
)
"""A word that begins an action as a command does."""

_THING = re.compile(
    "(?:award|call|change|check|cover|credit|deal|end|fix|help|lift|move|offer|order|record|refund|repair|report|return"
    "|review|service|test|transfer|update|visit) (?:of|by|for|from|to|on|in|with)\\b",
    re.IGNORECASE,
)
"""One of them that is a thing: "refund of 20 pounds", "visit by the surveyor"."""

_OWN_DAY = re.compile(r"\b(?:by|before|within|no later than)\b", re.IGNORECASE)
_INTERNAL = re.compile(
    r"\s*[(\[](?:action|head|offer|option|source|approval)s? \d[^)\]]*[)\]]"
    r"|^(?:action|offer|option) \d+ ?[:.-]\s*",
    re.IGNORECASE,
)
"""Our own numbers, which tell a customer nothing."""

_CUSTOMER = r"\bthe (?:customer|tenant|resident|complainant|passenger|patient)"


def as_promise(action: str, by: str) -> str:
    """Return what an action says as a sentence to the customer, such as "We will pay it by 4 December".

    An action that is no command, such as "New boiler", is told as it is, with its day.

    Args:
        action: What is to be done, in one line.
        by: The day, as letters write it.
    """
    told = _to_the_customer(action)
    own_day = bool(_OWN_DAY.search(told)) and names_a_time(told)
    if _is_command(told):
        return f"We will {told[:1].lower()}{told[1:]}{'' if own_day else f' by {by}'}."
    return f"{told[:1].upper()}{told[1:]}{'' if own_day else f', by {by}'}."


def as_done(action: str, on: str) -> str:
    """Return what was done already as a sentence to the customer."""
    told = _to_the_customer(action)
    begun = told[:1].lower() if _is_command(told) else told[:1]
    return f"Done on {on}: {begun}{told[1:]}."


def _is_command(told: str) -> bool:
    return bool(_VERB.fullmatch(told.partition(" ")[0])) and not _THING.match(told)


def _to_the_customer(action: str) -> str:
    told = _INTERNAL.sub("", action).strip().rstrip(".;, ")
    told = re.sub(rf"{_CUSTOMER}['’]s\b", "your", told, flags=re.IGNORECASE)
    return re.sub(rf"{_CUSTOMER}\b", "you", told, flags=re.IGNORECASE)


def says_what_by_when(sentence: str) -> bool:
    """Return whether a sentence says that something will be done, and by when."""
    return bool(_DEED.search(sentence)) and names_a_time(sentence)


def names_a_time(sentence: str) -> bool:
    """Return whether a sentence names a day, or a term in which something is done."""
    return bool(DAY.search(sentence)) or names_a_term(sentence)


def names_a_term(sentence: str) -> bool:
    """Return whether a sentence says by when in another way than by a day of the calendar."""
    return bool(_TERM.search(sentence))


def names_day(text: str, day: date) -> bool:
    """Return whether a text names one day, in any usual form, its year said or left out."""
    month = MONTHS[day.month - 1]
    short = f"{month}|{month[:3]}" + ("|Sept" if day.month == 9 else "")
    forms = (
        rf"\b0?{day.day}(?:st|nd|rd|th)?(?: of)? (?:{short})\b\.?(?!,? (?!{day.year})\d{{4}})",
        rf"\b(?:{short})\.? 0?{day.day}(?:st|nd|rd|th)?\b(?!,? (?!{day.year})\d{{4}})",
        rf"\b{day.isoformat()}\b",
        rf"\b0?{day.day}[/.]0?{day.month}[/.](?:{day.year}|{day.year % 100:02})\b",
    )
    return any(re.search(form, text) for form in forms)
