"""Remedy bands: what outside bodies usually award for so much trouble.

They are there to compare a sum with, never a limit and never a promise; each
carries the year it is from and its source, because they change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from complaintdesk.errors import InvalidInputError
from complaintdesk.rules.money import shown

YEARS = range(1900, 2201)


@dataclass(frozen=True, slots=True)
class Band:
    """One step of somebody's scale; an upper end of None is none."""

    scale: str
    level: str
    year: int
    source: str
    least_minor: int | None = None
    most_minor: int | None = None
    note: str = ""
    id: int | None = None
    """The store's, where it has one."""

    @property
    def named(self) -> tuple[str, str, int]:
        """What makes it this band and no other: scale, step and year."""
        return (self.scale.casefold(), self.level.casefold(), self.year)


def require_sound(band: Band) -> None:
    """Refuse a band that cannot be.

    Raises:
        InvalidInputError: With the field and the remedy.
    """
    for field, words in (("scale", band.scale), ("level", band.level), ("source", band.source)):
        if not words.strip():
            raise InvalidInputError(f"A remedy band needs its {field}.", field)
    if band.year not in YEARS:
        raise InvalidInputError(f"A year is a number such as 2026, not {band.year}.", "year")
    if band.least_minor is None and band.most_minor is None:
        raise InvalidInputError("A remedy band needs at least one of its ends.", "least")
    if (band.least_minor or 0) < 0 or (band.most_minor or 0) < 0:
        raise InvalidInputError("A remedy band is not worth less than nothing.", "least")
    if band.most_minor is not None and (band.least_minor or 0) > band.most_minor:
        raise InvalidInputError("A remedy band ends above where it begins.", "most")


def span(band: Band, currency: str) -> str:
    """Return from where to where it goes: `£50.00 to £100.00`, `up to £100.00`, `£1,000.00 and more`."""
    if band.most_minor is None:
        return f"{shown(band.least_minor or 0, currency)} and more"
    if not band.least_minor:
        return f"up to {shown(band.most_minor, currency)}"
    return f"{shown(band.least_minor, currency)} to {shown(band.most_minor, currency)}"


def holding(minor: int, bands: Iterable[Band]) -> tuple[Band, ...]:
    """Return the step of each scale, in its latest year, that a sum lies in; the lower of two that share an end."""
    latest: dict[str, list[Band]] = {}
    for band in bands:
        of_scale = latest.setdefault(band.scale.casefold(), [])
        if of_scale and of_scale[0].year < band.year:
            of_scale.clear()
        if not of_scale or of_scale[0].year == band.year:
            of_scale.append(band)
    found = []
    for of_scale in latest.values():
        steps = sorted(of_scale, key=lambda band: (band.least_minor or 0, band.most_minor or 0))
        held = next((band for band in steps if _holds(band, minor)), None)
        if held is not None:
            found.append(held)
    return tuple(found)


def compared(minor: int, bands: Iterable[Band], currency: str) -> str:
    """Return where a sum stands on the scales of others, in one sentence; empty where it is on none."""
    held = holding(minor, bands)
    if not minor or not held:
        return ""
    steps = "; ".join(f"{band.scale} {band.year}: {band.level} ({span(band, currency)})" for band in held)
    return f"To compare {shown(minor, currency)} with: {steps}."


def _holds(band: Band, minor: int) -> bool:
    return (band.least_minor or 0) <= minor and (band.most_minor is None or minor <= band.most_minor)
