"""Outcomes: what was found on the complaint as a whole, from what was found on its heads.

All heads upheld is upheld, some is partly upheld, none is not upheld. Heads
that were withdrawn or lie outside our scope do not weigh beside heads that
were judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal

from complaintdesk.vocabulary import Finding, LetterState, Outcome

if TYPE_CHECKING:
    from complaintdesk.rules.dossier import Dossier

_WEIGHT: dict[Finding | None, int] = {Finding.upheld: 0, Finding.partly_upheld: 1, None: 2}

_NOTHING_TO_SOLVE = (Outcome.withdrawn, Outcome.outside_scope)


def derive(
    findings: Iterable[Finding | None], *, agreed: bool = False, deadlocked: bool = False
) -> Outcome | None:
    """Return the outcome of the complaint; None while it is open.

    Args:
        findings: The finding on each head, in any order; None where there is none yet.
        agreed: Whether the customer accepted a solution. Where nothing was found
            on any head, the complaint is then resolved without a finding.
        deadlocked: Whether the customer was told that no agreement is possible.
            What was found counts before it.
    """
    heads = list(findings)
    weighing = [finding for finding in heads if finding is not Finding.withdrawn]
    if heads and not weighing:
        return Outcome.withdrawn
    if None in weighing or not weighing:
        return _unfound(weighing, agreed=agreed, deadlocked=deadlocked)
    judged = {finding for finding in weighing if finding is not Finding.outside_scope}
    if not judged:
        return Outcome.outside_scope
    if judged == {Finding.upheld}:
        return Outcome.upheld
    if judged == {Finding.not_upheld}:
        return Outcome.not_upheld
    return Outcome.partly_upheld


def of(dossier: Dossier) -> Outcome | None:
    """Return the outcome that follows from the facts of a dossier; None while it is open."""
    return derive(
        (head.finding for head in dossier.heads),
        agreed=dossier.agreement is not None,
        deadlocked=any(
            letter.kind == "deadlock" and letter.state is LetterState.sent for letter in dossier.letters
        ),
    )


def of_heads(dossier: Dossier, fact: Literal["cause", "root_cause"]) -> str:
    """Return what the heads say of one thing, the head that weighs most first; empty where none says it.

    An upheld head weighs more than one upheld in part, that more than any other; among equals the first counts.
    """
    weighing = sorted(dossier.heads, key=lambda head: _WEIGHT.get(head.finding, len(_WEIGHT)))
    return next((said for head in weighing if (said := str(getattr(head, fact)).strip())), "")


def in_words(findings: Iterable[Finding | None]) -> str:
    """Return the findings counted in a phrase: "2 heads upheld, 1 not upheld, 1 open"."""
    counts = Counter(findings)
    told = [
        f"{counts[finding]} {finding.spoken if finding else 'open'}"
        for finding in (*Finding, None)
        if counts[finding]
    ]
    if not told:
        return "no heads"
    number, _, rest = told[0].partition(" ")
    return ", ".join([f"{number} {'head' if number == '1' else 'heads'} {rest}", *told[1:]])


def needs_no_solution(outcome: Outcome | None) -> bool:
    """Return whether the outcome leaves nothing to agree on or to deliver."""
    return outcome in _NOTHING_TO_SOLVE


def _unfound(weighing: Sequence[Finding | None], *, agreed: bool, deadlocked: bool) -> Outcome | None:
    """Return the outcome where some heads, or all, have no finding."""
    if agreed and all(finding is None for finding in weighing):
        return Outcome.resolved
    return Outcome.deadlock if deadlocked else None
