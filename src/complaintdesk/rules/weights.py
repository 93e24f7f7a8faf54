"""Weights: tables of numbers the handler may set, read from the settings with every slip named."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

from complaintdesk.errors import SettingsError

if TYPE_CHECKING:
    from dataclasses import Field


class Weights(Protocol):
    """A frozen dataclass of numbers."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


W = TypeVar("W", bound=Weights)


def parse(kind: type[W], mapping: Mapping[str, object], named: str) -> W:
    """Return the weights of a settings table; what it leaves out keeps its default.

    Args:
        kind: The weights wanted; a field whose name begins with `full_` is a whole number.
        mapping: Name -> number.
        named: How a refusal names one of them: "triage weight".

    Raises:
        SettingsError: If a name is unknown (the nearest right one is named), a
            value is no number, or the weights refuse it.
    """
    known = [one.name for one in fields(kind)]
    for name, value in mapping.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"the names are {', '.join(known)}."
            raise SettingsError(f"There is no {named} {name!r}; {hint}")
        wanted = (int,) if name.startswith("full_") else (int, float)
        if isinstance(value, bool) or not isinstance(value, wanted):
            raise SettingsError(f"The {named} {name!r} must be a number, not {value!r}.")
    return kind(**mapping)


def is_number(typed: str) -> bool:
    """Return whether what was typed is a number a weight can be: digits, with a point at most."""
    whole, point, rest = typed.strip().partition(".")
    return (whole + rest).isascii() and whole.isdecimal() and (rest.isdecimal() if point else True)


def require_sound(weights: Weights, named: str) -> None:
    """Refuse weights that are negative or endless, or all nothing.

    Raises:
        SettingsError: With the name and the least it may be.
    """
    total = 0.0
    for one in fields(weights):
        value, is_weight = getattr(weights, one.name), not one.name.startswith("full_")
        least = 0 if is_weight else 1
        if not least <= value < float("inf"):
            raise SettingsError(f"The {named} {one.name!r} must be {least} or more, and not without end.")
        total += value if is_weight else 0
    if not 0 < total < float("inf"):
        raise SettingsError(f"At least one {named} must be more than nothing.")
