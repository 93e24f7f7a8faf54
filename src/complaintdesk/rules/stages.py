"""Stages: where a complaint may go from where it stands, and the ladder that shows it.

Which facts a move needs is asked in `gates`; here only the order counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

from complaintdesk.errors import WrongStageError
from complaintdesk.vocabulary import LIVE_STAGES, Stage

LADDER = (*LIVE_STAGES, Stage.closed)
"""The stages of a complaint that is worked to its end, in order."""

MOVES: Mapping[Stage, tuple[Stage, ...]] = MappingProxyType(
    {
        Stage.referred: (Stage.investigating, Stage.returned, Stage.merged),
        # A complaint that is withdrawn, outside our scope or answered by an explanation
        # has nothing to negotiate or to deliver, and goes straight to checking.
        Stage.investigating: (Stage.deciding, Stage.checking, Stage.returned, Stage.merged),
        Stage.deciding: (Stage.negotiating, Stage.investigating, Stage.checking, Stage.merged),
        Stage.negotiating: (
            Stage.implementing,
            Stage.deciding,
            Stage.investigating,
            Stage.checking,
            Stage.merged,
        ),
        Stage.implementing: (Stage.checking, Stage.negotiating, Stage.merged),
        Stage.checking: (Stage.closed, Stage.implementing, Stage.negotiating, Stage.investigating),
        Stage.closed: (Stage.investigating, Stage.negotiating),
        Stage.returned: (Stage.referred,),
        Stage.merged: (),
    }
)
"""Stage -> the stages that may follow it, the usual one first."""


class Place(Enum):
    """How one rung of the ladder stands to the complaint's own stage."""

    done = "done"
    here = "here"
    ahead = "ahead"


class Rung(NamedTuple):
    """One rung of the ladder in the strip."""

    stage: Stage
    place: Place


def can_move(current: Stage, wanted: Stage) -> bool:
    """Return whether a complaint at `current` may go to `wanted`."""
    return wanted in MOVES[current]


def require_move(current: Stage, wanted: Stage, reference: str = "This complaint") -> None:
    """Refuse a move that the order of the stages does not allow.

    Args:
        current: The stage it is at.
        wanted: The stage it should go to.
        reference: How the refusal names the complaint.

    Raises:
        WrongStageError: With the stages it can go to from here.
    """
    if can_move(current, wanted):
        return
    if current is wanted:
        raise WrongStageError(f"{reference} is {current.spoken} already.")
    refusal = f"{current.spoken} cannot become {wanted.spoken}"
    raise WrongStageError(f"{reference} is {current.spoken}; {refusal}. {_ways_out(current)}")


def require_stage(
    current: Stage, allowed: tuple[Stage, ...], act: str, reference: str = "This complaint"
) -> None:
    """Refuse an act that belongs to other stages.

    Args:
        current: The stage it is at.
        allowed: The stages at which the act is possible.
        act: The act as a handler says it: "make an offer".
        reference: How the refusal names the complaint.

    Raises:
        WrongStageError: With the stages at which the act is possible.
    """
    if current not in allowed:
        raise WrongStageError(
            f"{reference} is {current.spoken}; to {act} it must be {_either(allowed)}. {_ways_out(current)}"
        )


def is_live(stage: Stage) -> bool:
    """Return whether a complaint at this stage still asks for work."""
    return stage in LIVE_STAGES


def is_forward(current: Stage, wanted: Stage) -> bool:
    """Return whether the move leads up the ladder; leaving the ladder is not forward."""
    return current in LADDER and wanted in LADDER and LADDER.index(wanted) > LADDER.index(current)


def ladder(stage: Stage) -> tuple[Rung, ...]:
    """Return the rungs for the strip, each done, here or ahead.

    A complaint that was returned or merged stands on a rung of its own after
    the first one.
    """
    if stage not in LADDER:
        return Rung(Stage.referred, Place.done), Rung(stage, Place.here)
    here = LADDER.index(stage)
    return tuple(
        Rung(rung, Place.done if place < here else Place.here if place == here else Place.ahead)
        for place, rung in enumerate(LADDER)
    )


def _ways_out(current: Stage) -> str:
    if not MOVES[current]:
        return "Nothing follows it."
    return f"From {current.spoken} it can go to {_either(MOVES[current])}."


def _either(some: tuple[Stage, ...]) -> str:
    *first, last = (stage.spoken for stage in some)
    return f"{', '.join(first)} or {last}" if first else last
