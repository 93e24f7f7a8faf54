"""Overlays: procedures that run beside the one a complaint is handled under."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from complaintdesk.rules.procedure_grammar import Procedure
from complaintdesk.rules.working_days import NATIONS

ABOUT_DATA_PROTECTION = "head.about_data_protection"
"""The condition that a head is about data protection."""


def applying(
    procedures: Iterable[Procedure], conditions: Collection[str], regions: Collection[str], received_on: date
) -> tuple[Procedure, ...]:
    """Return the overlays that run beside a complaint's own procedure, in the order given.

    Args:
        procedures: All there are; those that are no overlays are left out.
        conditions: What holds for the complaint, of `procedure_grammar.CONDITIONS`.
        regions: Where it is handled: the region of its working days, and its procedure's own.
        received_on: The day it came in; an overlay applies to what came in since it is in force.
    """
    return tuple(
        each
        for each in procedures
        if each.overlay
        and each.when in conditions
        and each.in_force(received_on)
        and any(_covers(each.region, region) for region in regions)
    )


def _covers(wide: str, region: str) -> bool:
    """Return whether a region is, or lies in, the wide one; an overlay without a region is for all."""
    if wide in {"", region}:
        return True
    return (wide == "UK" and region in NATIONS) or region.startswith(f"{wide}-")
