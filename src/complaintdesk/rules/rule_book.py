"""The rule book: the desk's working rules, each in a sentence, with what it does and for which criteria.

Gates, warnings and reminders judge these rules; they name them by their number.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple


class Effect(Enum):
    """What a rule does when it is not kept."""

    blocks = "blocks"
    warns = "warns"
    reminds = "reminds"


class Where(NamedTuple):
    """Where the handler puts something right: a screen, the action there, and the record it is about."""

    screen: str
    action: str
    record_kind: str = ""
    record_id: int | None = None
    field: str = ""
    """The field of the form there that lacks, where it is one."""

    given: tuple[tuple[str, str], ...] = ()
    """Field of a form that adds a record -> what it holds at first, because what lacks says it."""


class Missing(NamedTuple):
    """One thing that a rule misses before a step: it keeps a gate shut."""

    rule: int
    sentence: str
    where: Where
    overridable: bool = True

    @property
    def criterion(self) -> str:
        """The first criterion that the rule is evidence for."""
        return RULES[self.rule].criteria[0]


class Source(NamedTuple):
    """Where a rule comes from."""

    words: str
    as_of: date
    """The day as of which that was so."""

    in_procedure: bool = False
    """Whether the procedure of a complaint says more, under a source of its own."""


OWN = Source("The desk's own practice", date(2026, 11, 1))
PROCEDURE = Source("The procedure the complaint runs under", date(2026, 6, 30), in_procedure=True)


class Rule(NamedTuple):
    """One working rule."""

    number: int
    sentence: str
    effect: Effect
    criteria: tuple[str, ...] = ()
    """The criteria that keeping it is evidence for; empty for the care of personal data."""

    source: Source = OWN


def why(number: int, procedure: Source | None = None) -> tuple[str, ...]:
    """Return why a rule says what it says, in sentences: the rule, where it comes from, what it is evidence for.

    Args:
        number: Its number in the rule book.
        procedure: Where the procedure of the complaint in hand comes from, where there is one.

    Raises:
        KeyError: If there is no such rule.
    """
    rule = RULES[number]
    source = procedure if rule.source.in_procedure and procedure is not None else rule.source
    said = [
        f"Rule {rule.number} {rule.effect.value}: {rule.sentence}",
        f"Source: {source.words}, as of {source.as_of.isoformat()}.",
    ]
    if rule.criteria:
        are = "criteria" if len(rule.criteria) > 1 else "criterion"
        said.append(f"Keeping it is evidence for {are} {' and '.join(rule.criteria)} of unit 45.")
    return tuple(said)


_READ = date(2026, 6, 30)
"""The day as of which the laws named below were looked at."""

_B, _W, _R = Effect.blocks, Effect.warns, Effect.reminds

_RULES = (
    Rule(1, "Acknowledge before the clock for it runs out.", _R, ("1.3",), source=PROCEDURE),
    Rule(
        2,
        "An acknowledgement names the owner, how to reach them, the points and the wish as understood, "
        "the next date, the clock, and the leaflet where one is due.",
        _W,
        ("1.3",),
        source=PROCEDURE,
    ),
    Rule(3, "Write down what the customer wants, in their words, before weighing options.", _B, ("1.1",)),
    Rule(4, "Every head rests on a source and has a finding before an answer goes out.", _B, ("1.1",)),
    Rule(5, "Hear both sides: the customer's account and the staff's.", _W, ("1.1",)),
    Rule(6, "Nobody judges what they decided before or are themselves complained of.", _B, ("1.2",)),
    Rule(7, "Tell a representative nothing until their authority to act is on file.", _W, ("1.2",)),
    Rule(8, "Keep every promise by its day; an open one keeps the complaint open.", _R, ("1.3",)),
    Rule(9, "Let no customer go without news longer than was agreed.", _R, ("1.3",)),
    Rule(10, "Say that an answer will be late before it is late.", _R, ("1.3",), source=PROCEDURE),
    Rule(
        11,
        "More time than the procedure gives, or a second extension, needs an approver.",
        _B,
        ("1.4",),
        source=PROCEDURE,
    ),
    Rule(12, "Alert whoever must know of an implication, and see that they answer.", _R, ("1.4",)),
    Rule(13, "Act on a danger to anyone the same day.", _R, ("1.4",)),
    Rule(
        14,
        "A point about data protection runs on a clock of its own.",
        _R,
        ("1.4",),
        source=Source(
            "Data Protection Act 2018, section 164A, in force since 19 June 2026",
            _READ,
        ),
    ),
    Rule(15, "Ask about vulnerability, and note what is to be done differently.", _W, ("1.1",)),
    Rule(16, "Weigh two options at least, and show them to the customer.", _B, ("2.1", "4.7")),
    Rule(17, "Say of each option what it brings and costs, for the customer and for us.", _W, ("2.1", "3.5")),
    Rule(18, "Consider changing nothing and explaining well.", _W, ("2.1",)),
    Rule(
        19, "Above one's own limit, a named approver says yes before the customer hears.", _B, ("1.2", "2.3")
    ),
    Rule(20, "What a customer was offered in twelve months counts together.", _W, ("2.3",)),
    Rule(
        21,
        "A departure from policy names its clause, reason, aim, precedent and approver.",
        _B,
        ("2.3", "4.8"),
    ),
    Rule(22, "Treat like complaints alike, or say why not.", _W, ("2.3",)),
    Rule(23, "An offer says what, by when, until when, and whether it outlives a referral.", _W, ("2.2",)),
    Rule(24, "Put colleagues' side of the negotiation on record too.", _W, ("2.2",)),
    Rule(
        25,
        "Admit no legal liability in passing.",
        _W,
        ("2.2",),
        source=Source(
            "Compensation Act 2006, section 2, in England and Wales: an apology or an offer is of itself no admission; "
            "Apologies (Scotland) Act 2016, section 1, for an apology",
            _READ,
        ),
    ),
    Rule(26, "Apologise for what was done, not for how it was felt.", _W, ("2.2",)),
    Rule(27, "Record how, when and what the customer accepted.", _B, ("2.3",)),
    Rule(
        28,
        "A final answer covers every head and gives decision, reasons, remedy with dates, what is open, "
        "where to go next, and who signs.",
        _B,
        ("1.4", "2.4"),
        source=PROCEDURE,
    ),
    Rule(
        29,
        "Name the right outside body, its time limit and an address that works.",
        _W,
        ("1.4",),
        source=PROCEDURE,
    ),
    Rule(
        30,
        "Point to no dispute scheme that is not open to the customer.",
        _W,
        ("1.4",),
        source=Source(
            "Digital Markets, Competition and Consumers Act 2024, Part 4 Chapter 4, in force since 6 April 2026",
            _READ,
        ),
    ),
    Rule(31, "Answer when the answer is known, and see the actions through after it.", _R, ("2.4",)),
    Rule(32, "An action is done when there is proof of it.", _R, ("2.4",)),
    Rule(
        33,
        "An agreed payment has a day and a proof.",
        _R,
        ("2.4",),
        source=Source(
            "Consumer Rights Act 2015, section 20(15): a refund within 14 days, the first being that of agreeing to it",
            _READ,
        ),
    ),
    Rule(
        34,
        "Ask about the outcome and about the handling, or say why not, before closing.",
        _B,
        ("2.4",),
        source=Source("ISO 10002:2018, 8.3, how satisfied customers are with the handling", _READ),
    ),
    Rule(
        35,
        "Do not close over a dissatisfied customer; show the way on.",
        _B,
        ("2.4", "1.4"),
        source=Source("ISO 10002:2018, 7.9, closing complaints", _READ),
    ),
    Rule(36, "What comes back is linked to what was, and is graver.", _W, ("3.1",)),
    Rule(37, "Three of a kind in ninety days ask for a trend review.", _R, ("3.1",)),
    Rule(38, "Close with the cause, the root cause, and whether others are affected.", _B, ("3.1",)),
    Rule(
        39,
        "A recommendation weighs two changes at least, for customers and for us, on named evidence, "
        "and goes to someone who can decide.",
        _B,
        ("3.4", "3.5", "3.6"),
    ),
    Rule(40, "Ask again when a recommendation has had no answer for twenty working days.", _R, ("3.6",)),
    Rule(41, "Look whether an adopted change helped.", _R, ("3.6",)),
    Rule(
        42,
        "Send the outside body its file in time, and leave the record as it was.",
        _R,
        ("1.4",),
        source=PROCEDURE,
    ),
    Rule(
        43,
        "Write notes that the customer may read.",
        _W,
        ("1.3",),
        source=Source("UK GDPR, Article 15: a customer may ask to read what is noted of them", _READ),
    ),
    Rule(
        44,
        "Keep card numbers, identity numbers and diagnoses out of the notes.",
        _W,
        source=Source("UK GDPR, Articles 5(1)(c) and 9", _READ),
    ),
    Rule(
        45,
        "Dispose of what is past its keeping time and not held.",
        _R,
        source=Source("UK GDPR, Article 5(1)(e)", _READ),
    ),
    Rule(
        46,
        "Let no person be known from exported evidence.",
        _B,
        source=Source("UK GDPR, Articles 4(5) and 5(1)(c)", _READ),
    ),
    Rule(47, "See where a criterion has no evidence, old evidence, or one occasion only.", _R),
    Rule(
        48,
        "Close only when the customer has what the procedure has them sent, be it settled or not.",
        _B,
        ("1.3", "2.4"),
        source=PROCEDURE,
    ),
    Rule(49, "See before closing what else still waits to be sent or done.", _W, ("1.3", "2.4")),
    Rule(50, "Rate how grave a complaint is before taking it on.", _W, ("1.1",)),
)

RULES: Mapping[int, Rule] = MappingProxyType({rule.number: rule for rule in _RULES})
"""Number -> working rule, from 1 on without a gap; journals and overrides name rules by it, so none is reused."""
