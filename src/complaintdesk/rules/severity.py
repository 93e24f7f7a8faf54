"""Severity: how grave a complaint is at least, by what is on record.

The handler rates it; what is known sets a level below which a reason is needed.
Severity is for the person and for others it can reach; how much work there is, is
complexity.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from complaintdesk.rules.dossier import Dossier, ImplicationFacts
from complaintdesk.vocabulary import Known, Likelihood, PromiseState, ReferralReason

LOWEST, HIGHEST = 1, 5

DANGERS = frozenset({"safety", "safeguarding"})
"""Implications on which one acts the same day."""

BREACHES = frozenset({"data_breach", "regulatory_breach", "equality", "fraud"})
"""Implications by which a law or the rules of a regulator may have been broken."""

_LESS_BY = {Likelihood.certain: 0, Likelihood.likely: 0, Likelihood.possible: 1, Likelihood.unlikely: 2}
"""How much less grave something is for not being likely."""


class Proposal(NamedTuple):
    """The level a complaint has at least, and why; level 1 has no reason."""

    level: int
    reasons: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The proposal in a line; empty where nothing is known that makes it grave."""
        if not self.reasons:
            return ""
        return (
            f"At least {self.level} of {HIGHEST}, because {', and '.join(self.reasons)}. Less needs a reason."
        )


def proposed(dossier: Dossier) -> Proposal:
    """Return how grave a complaint is at least."""
    weighed = sorted(_weighed(dossier), key=lambda pair: -pair[0])
    level = weighed[0][0] if weighed else LOWEST
    reasons = [words for at, words in weighed if at == level]
    came_back = _came_back(dossier)
    if came_back and level < HIGHEST:
        level += 1
        reasons.append(came_back)
    return Proposal(level, tuple(dict.fromkeys(reasons)))


def _weighed(dossier: Dossier) -> Iterator[tuple[int, str]]:
    """Yield each fact that makes it grave, with the level that it asks for."""
    kinds = {implication.kind for implication in dossier.implications}
    if dossier.safety or kinds & DANGERS:
        yield HIGHEST, "somebody may be in danger"
    if kinds & BREACHES:
        yield 4, "a law or a regulator's rule may be broken"
    if dossier.vulnerable is Known.yes and _goes_on(dossier):
        yield 4, "the customer is vulnerable and the harm goes on"
    for number, implication in enumerate(dossier.implications, start=1):
        level = implication.severity - _LESS_BY[implication.likelihood]
        if level > LOWEST:
            words = f"implication {number} is {implication.severity} of 5 and {implication.likelihood.spoken}"
            yield level, words


def _goes_on(dossier: Dossier) -> bool:
    """Return whether harm goes on: the complaint is urgent, or something grave is likely to come of it."""
    return dossier.urgent or any(_is_coming(implication) for implication in dossier.implications)


def _is_coming(implication: ImplicationFacts) -> bool:
    return implication.severity >= 3 and implication.likelihood in {Likelihood.likely, Likelihood.certain}


def _came_back(dossier: Dossier) -> str:
    """Return why it counts as a repeat, in words; empty where it is none."""
    if any(promise.state is PromiseState.missed for promise in dossier.promises):
        return "a promise was missed"
    if dossier.reopened_on is not None:
        return "it was reopened"
    repeated = dossier.referral_reason == ReferralReason.repeat.value
    return "what was promised did not hold" if repeated else ""
