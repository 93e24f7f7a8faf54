"""Gates: what must be on record before a complaint goes on, all of it at once.

A gate is passed on leaving a stage upwards. Whatever is missing can be
overridden with a written reason, but for one thing: an offer or agreement above
authority without an approval cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from types import MappingProxyType

from complaintdesk.errors import GateError
from complaintdesk.rules import gate_rules as rules
from complaintdesk.rules import stages
from complaintdesk.rules.authority import Limit, Worth
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.gate_rules import Case
from complaintdesk.rules.rule_book import Missing
from complaintdesk.vocabulary import Stage

__all__ = ["GATES", "Gate", "Missing", "gates_between", "missing", "missing_for", "require"]


class Gate(Enum):
    """What is finished when the gate opens."""

    accept = "accept"
    investigate = "investigate"
    decide = "decide"
    agree = "agree"
    implement = "implement"
    check = "check"
    close = "close"


GATES: Mapping[Stage, Gate] = MappingProxyType(
    {
        Stage.referred: Gate.accept,
        Stage.investigating: Gate.investigate,
        Stage.deciding: Gate.decide,
        Stage.negotiating: Gate.agree,
        Stage.implementing: Gate.implement,
        Stage.checking: Gate.close,
    }
)
"""Stage -> the gate on its way up. `close` asks for all that `check` asks for."""


def missing(
    dossier: Dossier, gate: Gate, limits: Sequence[Limit] = (), earlier: Iterable[Worth] = ()
) -> tuple[Missing, ...]:
    """Return all that keeps a gate shut, in the order of the rule book; nothing where it is open.

    Args:
        dossier: What is known.
        gate: The gate to be passed.
        limits: The authority matrix. Without one, whatever costs money is above authority.
        earlier: Other offers to the same customer in the last twelve months.
    """
    case = Case(dossier, limits, tuple(earlier))
    found = [gap for rule in _RULES_AT[gate] for gap in rule(case)]
    return tuple(sorted(found, key=lambda gap: gap.rule))


def missing_for(
    dossier: Dossier, wanted: Stage, limits: Sequence[Limit] = (), earlier: Iterable[Worth] = ()
) -> tuple[Missing, ...]:
    """Return all that keeps the complaint from the stage wanted, over every gate on the way."""
    counted = tuple(earlier)
    found = (
        gap
        for gate in gates_between(dossier.stage, wanted)
        for gap in missing(dossier, gate, limits, counted)
    )
    return tuple(dict.fromkeys(found))


def require(
    dossier: Dossier,
    wanted: Stage,
    limits: Sequence[Limit] = (),
    earlier: Iterable[Worth] = (),
    *,
    override_reason: str = "",
) -> tuple[Missing, ...]:
    """Refuse to move on while a gate is shut; return what was overridden.

    Raises:
        WrongStageError: If the order of the stages does not allow the move.
        GateError: With all that is missing and not overridden by a written reason.
    """
    stages.require_move(dossier.stage, wanted, dossier.reference)
    gaps = missing_for(dossier, wanted, limits, earlier)
    overridden = bool(override_reason.strip())
    shut = [gap.sentence for gap in gaps if not (overridden and gap.overridable)]
    if shut:
        message = f"{dossier.reference} cannot become {wanted.spoken} yet."
        raise GateError(message, shut)
    return gaps


def gates_between(current: Stage, wanted: Stage) -> tuple[Gate, ...]:
    """Return the gates passed by a move; a move down or off the ladder passes none."""
    if not stages.is_forward(current, wanted):
        return ()
    first, last = stages.LADDER.index(current), stages.LADDER.index(wanted)
    return tuple(GATES[stage] for stage in stages.LADDER[first:last])


_GateRule = Callable[[Case], Iterator[Missing]]

_CHECK: tuple[_GateRule, ...] = (rules.satisfaction,)
_RULES_AT: Mapping[Gate, tuple[_GateRule, ...]] = {
    Gate.accept: (rules.known_conflict,),
    Gate.investigate: (rules.known_conflict, rules.conflict_asked, rules.wish, rules.heads),
    Gate.decide: (rules.enough_options,),
    Gate.agree: (
        rules.enough_options,
        rules.options_shown,
        rules.approval,
        rules.departure,
        rules.acceptance,
    ),
    Gate.implement: (rules.letters, rules.actions),
    Gate.check: _CHECK,
    Gate.close: (
        *_CHECK,
        rules.confirmed_in_writing,
        rules.learning,
        rules.promises,
        rules.implications,
        rules.owed,
    ),
}
