"""Whose desk it is: seen, and changed later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from complaintdesk.services import authority, setup
from complaintdesk.store import records

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

FIELDS = ("handler", "organisation", "role", "region", "procedure")
"""What can be changed; amounts are kept in the currency, so that one stays."""


def change(desk: Desk, values: Mapping[str, str]) -> None:
    """Have the desk be somebody else's, or with other defaults, from now on.

    Who did what before keeps the name it was done under, and a complaint that is here its region and procedure.

    Args:
        desk: The desk.
        values: Field, one of `FIELDS` -> what it is from now on; those left out stay.

    Raises:
        InvalidInputError: If a value cannot be kept; nothing was changed.
        NotFoundError: If there is no such procedure.
    """
    kept = _changed(desk, values)
    if kept:
        with desk.step("change the profile") as step:
            profile = records.profile(step.session)
            for field, value in kept.items():
                setattr(profile, field, value)


def _changed(desk: Desk, values: Mapping[str, str]) -> dict[str, str]:
    """Return the values that are other than now; only they have to be on offer (still)."""
    said = dict(values)
    if "handler" in said:
        said["handler"] = setup.handler_name(said["handler"])
    if "organisation" in said:
        said["organisation"] = setup.organisation_name(said["organisation"])
    kept = {field: value for field, value in said.items() if value != getattr(desk.whose, field)}
    if "role" in kept:
        setup.require_role(kept["role"], [limit.role for limit in authority.view(desk)])
    if "region" in kept:
        setup.require_region(kept["region"])
    if "procedure" in kept:
        setup.require_usual(desk, kept["procedure"])
    return kept
