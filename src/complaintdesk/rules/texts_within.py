"""The texts inside facts: each with where it stands, and the same facts with every text changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar

from complaintdesk.rules.clocks import Clock

Facts = TypeVar("Facts")


_LEFT_ALONE = frozenset(
    {
        *(
            "reference",
            "merged_into",
            "merged_from",
            "sha256",
            "currency",
            "region",
            "procedure",
            "procedure_name",
            "preset",
        ),
        *(
            "media_type",
            "criterion",
            "record_kind",
            "verdict",
            "handler",
            "role",
            "approver_role",
        ),
    }
)
"""Fields that name a thing of ours, not a person; the handler's own name is theirs to show."""


def texts(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text inside a value that `changed` would change, with where it stands."""
    if isinstance(value, (Enum, Clock)):
        return
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, tuple):
        for number, one in enumerate(value, start=1):
            yield from texts(one, f"{_one_of(where)} {number}")
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from texts(one, f"{where}, {key}")
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            if one.name not in _LEFT_ALONE:
                name = one.name.replace("_", " ")
                yield from texts(getattr(value, one.name), f"{where}, {name}" if where else name)


def _one_of(many: str) -> str:
    """Return what one of several is called: `contacts` is made of a `contact`."""
    if many.endswith("ies"):
        return f"{many[:-3]}y"
    return many.removesuffix("s")


def _changed(value: Any, text_of: Callable[[str], str]) -> Any:
    """Return the value with every text inside it replaced."""
    if isinstance(value, (Enum, Clock)):
        return value
    if isinstance(value, str):
        return text_of(value)
    if isinstance(value, tuple):
        return tuple(_changed(one, text_of) for one in value)
    if isinstance(value, dict):
        return {key: _changed(one, text_of) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        named = {one.name: getattr(value, one.name) for one in fields(value) if one.name not in _LEFT_ALONE}
        return replace(value, **{name: _changed(one, text_of) for name, one in named.items()})
    return value


def changed(facts: Facts, text_of: Callable[[str], str]) -> Facts:
    """Return any facts with every text in them put through a function; what names no one stays as it is.

    Args:
        facts: A frozen dataclass of values.
        text_of: Returns what stands in place of a text.
    """
    made: Facts = _changed(facts, text_of)
    return made
