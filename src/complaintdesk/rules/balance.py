"""The balance of options: how they weigh against each other, and why, in one sentence.

The handler scores each option from 0 (poor) to 5 (good) on a handful of
criteria; 5 is always the good end, so a cheap option scores high on cost.
Cost and speed are derived from amounts and days where the handler has not
scored them. Nothing is assumed for what was not judged: a criterion weighs only
where every judged option has a score on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, NamedTuple

from complaintdesk.errors import InvalidInputError
from complaintdesk.rules import weights

if TYPE_CHECKING:
    from complaintdesk.rules.dossier import OptionFacts

BEST = 5
"""The best score on one criterion; 0 is the worst."""

_NOTICEABLE = 0.05
"""A difference of fewer points is rounding."""

_NAMED = "balance weight"


@dataclass(frozen=True, slots=True)
class BalanceWeights:
    """How much each criterion weighs; only their proportions count.

    Raises:
        SettingsError: If a weight is negative, or all are nothing.
    """

    wish: float = 25
    fairness: float = 20
    service_offer: float = 15
    aims: float = 10
    cost: float = 10
    speed: float = 10
    precedent: float = 10

    def __post_init__(self) -> None:
        weights.require_sound(self, _NAMED)

    def of(self, criterion: str) -> float:
        """Return the weight of one criterion."""
        return float(getattr(self, criterion))


DEFAULT_WEIGHTS = BalanceWeights()
CRITERIA = tuple(one.name for one in fields(BalanceWeights))

NAMES: Mapping[str, str] = {
    "wish": "the customer's wish",
    "fairness": "fairness",
    "service_offer": "the service offer",
    "aims": "our aims",
    "cost": "cost",
    "speed": "speed",
    "precedent": "precedent",
}
"""Criterion -> how a sentence names it."""


class Balance(NamedTuple):
    """Where one option stands."""

    option_id: int
    number: int
    points: float
    """0 to 100, to one decimal."""
    parts: Mapping[str, float]
    """Criterion -> the points it brings, for the criteria that weigh."""


def parse_weights(mapping: Mapping[str, object]) -> BalanceWeights:
    """Return the weights of a settings table; what it leaves out keeps its default.

    Raises:
        SettingsError: If a name is unknown or a value is no weight.
    """
    return weights.parse(BalanceWeights, mapping, _NAMED)


def weights_in_words(weighed_by: BalanceWeights) -> str:
    """Return how much each criterion weighs, in one line: `the customer's wish 25 · fairness 20 · ...`."""
    return " · ".join(f"{NAMES[name]} {weighed_by.of(name):g}" for name in CRITERIA)


def require_scores(scores: Mapping[str, int]) -> None:
    """Refuse scores that mean nothing.

    Raises:
        InvalidInputError: If a criterion is unknown or a score is not 0 to 5.
    """
    for criterion, given in scores.items():
        if criterion not in CRITERIA:
            known = ", ".join(CRITERIA)
            raise InvalidInputError(f"{criterion!r} is no criterion; they are {known}.", criterion)
        if isinstance(given, bool) or not 0 <= given <= BEST:
            raise InvalidInputError(f"A score is a whole number from 0 to {BEST}, not {given!r}.", criterion)


def ranking(
    options: Iterable[OptionFacts], weighed_by: BalanceWeights = DEFAULT_WEIGHTS
) -> tuple[Balance, ...]:
    """Return the judged options, the best first, ties by their number.

    An option on which the handler gave no score is left out. The order in which
    the options come does not matter.
    """
    judged = _judged(options)
    shared = [name for name in CRITERIA if all(name in given for _, given in judged)]
    total = sum(weighed_by.of(name) for name in shared)
    if not total:
        return ()
    stand = []
    for option, given in judged:
        parts = {name: 100 * weighed_by.of(name) * given[name] / (BEST * total) for name in shared}
        stand.append(Balance(option.id, option.number, round(sum(parts.values()), 1), parts))
    return tuple(sorted(stand, key=lambda balance: (-balance.points, balance.number)))


def balances(
    options: Iterable[OptionFacts], weighed_by: BalanceWeights = DEFAULT_WEIGHTS
) -> dict[int, float]:
    """Return option id -> points of 100, for the options the handler has judged."""
    return {balance.option_id: balance.points for balance in ranking(options, weighed_by)}


def left_out(options: Iterable[OptionFacts]) -> tuple[str, ...]:
    """Return the criteria that some judged options are scored on and others are not, so that none weighs."""
    scores = [given for _, given in _judged(options)]
    return tuple(
        name
        for name in CRITERIA
        if any(name in given for given in scores) and not all(name in given for given in scores)
    )


def explained(options: Sequence[OptionFacts], weighed_by: BalanceWeights = DEFAULT_WEIGHTS) -> str:
    """Return how the best option stands, and on what, in one sentence."""
    ranked = ranking(options, weighed_by)
    if not ranked:
        return "No two options can be weighed yet: score them on the same criteria."
    best = ranked[0]
    if len(ranked) == 1:
        return f"Only option {best.number} is judged; it stands at {_points(best.points)}."
    sentence = _against(best, ranked[1])
    unweighed = left_out_in_words(options)
    return f"{sentence} ({unweighed})." if unweighed else f"{sentence}."


def sentences(options: Sequence[OptionFacts], weighed_by: BalanceWeights = DEFAULT_WEIGHTS) -> dict[int, str]:
    """Return option id -> how it stands to the best one, or the best one to the next, in one sentence."""
    ranked = ranking(options, weighed_by)
    if len(ranked) < 2:
        return {balance.option_id: explained(options, weighed_by) for balance in ranked}
    told = {ranked[0].option_id: f"{_against(ranked[0], ranked[1])}."}
    told.update((other.option_id, f"{_against(other, ranked[0])}.") for other in ranked[1:])
    return told


def left_out_in_words(options: Sequence[OptionFacts]) -> str:
    """Return which criteria do not weigh because some options are not judged on them; empty where all do."""
    unweighed = left_out(options)
    if not unweighed:
        return ""
    return f"{' and '.join(NAMES[name] for name in unweighed)} left out: not every option is judged on it"


def _judged(options: Iterable[OptionFacts]) -> list[tuple[OptionFacts, dict[str, float]]]:
    """Return the options the handler has scored, with cost and speed derived where they can be."""
    judged = [
        (option, {name: float(given) for name, given in option.scores.items() if name in CRITERIA})
        for option in options
    ]
    judged = [(option, given) for option, given in judged if given]
    costs = _derived([option.total_minor for option, _ in judged])
    speeds = _derived([option.days_to_deliver for option, _ in judged])
    for (_, given), cost, speed in zip(judged, costs, speeds, strict=True):
        if cost is not None:
            given.setdefault("cost", cost)
        if speed is not None:
            given.setdefault("speed", speed)
    return judged


def _derived(amounts: Sequence[int | None]) -> list[float | None]:
    """Return scores for amounts of which less is better; None where unknown, or where all are the same."""
    known = [amount for amount in amounts if amount is not None]
    if len(set(known)) < 2:
        return [None] * len(amounts)
    worst = max(known)
    return [None if amount is None else BEST * (1 - amount / worst) for amount in amounts]


def _against(one: Balance, other: Balance) -> str:
    """Return how one option stands against another, with what speaks for and against it."""
    apart = round(one.points - other.points, 1)
    ahead = {name: one.parts[name] - other.parts[name] for name in one.parts}
    better, worse = max(ahead, key=lambda name: ahead[name]), min(ahead, key=lambda name: ahead[name])
    stands = f"Option {one.number}"
    if apart == 0:
        level = f"{stands} is level with option {other.number} at {_points(one.points)}"
        if ahead[better] < _NOTICEABLE:
            return level
        return f"{level}: better on {NAMES[better]}, worse on {NAMES[worse]}"
    if apart > 0:
        told = f"{stands} leads option {other.number} by {_points(apart)}, chiefly on {NAMES[better]}"
        return f"{told}; it is worse on {NAMES[worse]}" if ahead[worse] <= -_NOTICEABLE else told
    told = f"{stands} is {_points(-apart)} behind option {other.number}, chiefly on {NAMES[worse]}"
    return f"{told}; it is better on {NAMES[better]}" if ahead[better] >= _NOTICEABLE else told


def _points(points: float) -> str:
    return "1 point" if points == 1 else f"{points:g} points"
