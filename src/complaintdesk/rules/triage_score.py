"""The triage score: which complaint to look at first, and why, in words.

A score is 0 to 100 points: each of eight facts brings a share of its weight.
What is not known brings nothing; no number is assumed for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from complaintdesk.rules import weights
from complaintdesk.rules.counting import counted
from complaintdesk.vocabulary import Known, PromiseState, ReferralReason

if TYPE_CHECKING:
    from complaintdesk.rules.clocks import Clock
    from complaintdesk.rules.dossier import Dossier

HIGHEST_SEVERITY = 5
_NAMED = "triage weight"


@dataclass(frozen=True, slots=True)
class TriageWeights:
    """How many points each fact brings at most; only their proportions count.

    Raises:
        SettingsError: If a weight is negative, or all are nothing.
    """

    severity: float = 30
    clock: float = 25
    safety: float = 15
    vulnerable: float = 10
    promise: float = 10
    repeat: float = 5
    value: float = 3
    age: float = 2
    full_value_minor: int = 100_000
    """The worth, in minor units, that brings all the points of `value`."""
    full_age_days: int = 56
    """The age, in calendar days since receipt, that brings all the points of `age`."""

    def __post_init__(self) -> None:
        weights.require_sound(self, _NAMED)

    @property
    def total(self) -> float:
        """The sum of the weights, which stands for 100 points."""
        return (
            self.severity
            + self.clock
            + self.safety
            + self.vulnerable
            + self.promise
            + self.repeat
            + self.value
            + self.age
        )


@dataclass(frozen=True, slots=True)
class TriageFacts:
    """What the score is made from; small, so that a whole queue can be scored."""

    severity: int = 0
    """1 to 5; 0 is not rated yet."""
    clock_share: float | None = None
    """Share used of the clock that presses most, 1 where it has run out; None where none runs."""
    vulnerable: bool = False
    safety: bool = False
    promises_overdue: int = 0
    repeat: bool = False
    """Whether the complaint was reopened or is one more about the same thing."""
    value_minor: int | None = None
    age_days: int = 0


class Score(NamedTuple):
    """Points from 0 to 100, and the reasons in words, the weightiest first."""

    points: int
    reasons: tuple[str, ...]


class _Part(NamedTuple):
    """One fact's share (0 to 1) of its weight, and the fact in words."""

    weight: float
    share: float
    words: str


DEFAULT_WEIGHTS = TriageWeights()

NAMES: Mapping[str, str] = {
    "severity": "severity",
    "clock": "share used of the clock that presses most",
    "safety": "safety",
    "vulnerable": "a vulnerable customer",
    "promise": "a promise overdue",
    "repeat": "it has come back",
    "value": "money at stake",
    "age": "age",
    "full_value_minor": "money that brings all its points, in pence or cents",
    "full_age_days": "days that bring all the points of age",
}
"""Weight -> what it is of, in words."""


def score(facts: TriageFacts, weighed_by: TriageWeights = DEFAULT_WEIGHTS) -> Score:
    """Return the points and the reasons; more of any fact never brings fewer points."""
    per_point = 100 / weighed_by.total
    brought = sorted(
        ((part.weight * part.share * per_point, part.words) for part in _parts(facts, weighed_by)),
        key=lambda pair: -pair[0],
    )
    reasons = [f"{words} (+{_rounded(points)})" for points, words in brought if points > 0]
    if not facts.severity:
        reasons.append("severity not rated yet")
    return Score(min(100, round(sum(points for points, _ in brought))), tuple(reasons))


def facts_of(dossier: Dossier) -> TriageFacts:
    """Return what the score needs from a dossier, as of its `today`."""
    worths = [
        *(option.total_minor for option in dossier.options),
        *(offer.amount_minor for offer in dossier.offers),
        *([] if dossier.amount_minor is None else [dossier.amount_minor]),
    ]
    return TriageFacts(
        severity=dossier.severity,
        clock_share=max((_clock_share(clock) for clock in dossier.clocks if _presses(clock)), default=None),
        vulnerable=dossier.vulnerable is Known.yes,
        safety=dossier.safety,
        promises_overdue=sum(
            promise.state is PromiseState.open and promise.due_on < dossier.today
            for promise in dossier.promises
        ),
        repeat=dossier.reopened_on is not None or dossier.referral_reason == ReferralReason.repeat.value,
        value_minor=max(worths, default=None),
        age_days=max(0, (dossier.today - dossier.received_on).days),
    )


def parse_weights(mapping: Mapping[str, object]) -> TriageWeights:
    """Return the weights of a settings table; what it leaves out keeps its default.

    Raises:
        SettingsError: If a name is unknown or a value is no weight.
    """
    return weights.parse(TriageWeights, mapping, _NAMED)


def _parts(facts: TriageFacts, by: TriageWeights) -> Iterator[_Part]:
    severity = min(max(facts.severity, 0), HIGHEST_SEVERITY)
    yield _Part(by.severity, severity / HIGHEST_SEVERITY, f"severity {severity} of {HIGHEST_SEVERITY}")
    share = min(max(facts.clock_share or 0, 0), 1)
    yield _Part(by.clock, share, "a clock has run out" if share == 1 else f"clock {int(share * 100)}% used")
    yield _Part(by.safety, facts.safety, "safety")
    yield _Part(by.vulnerable, facts.vulnerable, "vulnerable customer")
    overdue = facts.promises_overdue
    yield _Part(
        by.promise,
        overdue > 0,
        "a promise is overdue" if overdue == 1 else f"{overdue} promises are overdue",
    )
    yield _Part(by.repeat, facts.repeat, "it has come back")
    value = max(facts.value_minor or 0, 0)
    yield _Part(by.value, min(value / by.full_value_minor, 1), "money at stake")
    age = max(facts.age_days, 0)
    yield _Part(by.age, min(age / by.full_age_days, 1), f"{counted(age, 'day')} old")


def _presses(clock: Clock) -> bool:
    """Return whether an unmet clock asks for work, as `clocks.next_clock` has it."""
    if clock.due_on is None or clock.kind == "reporting":
        return False
    return clock.status in {"running", "paused"} or (clock.status == "missed" and clock.kind != "optional")


def _clock_share(clock: Clock) -> float:
    """Return the share used of a clock that presses; all of it where its time has run out."""
    return 1.0 if clock.status == "missed" else clock.share_used


def _rounded(points: float) -> str:
    """Return points in words: whole, or `<1` where they would round to nothing."""
    return str(round(points)) if points >= 0.5 else "<1"
