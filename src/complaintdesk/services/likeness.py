"""Like complaints: what was done before about complaints of this kind."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from complaintdesk.rules.dossier import LikeComplaint
from complaintdesk.store import likeness

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

SHOWN = 12
"""Like complaints, unless asked otherwise."""

_LINE = 120
"""Characters of a narrative that stand for its line about the matter."""


def like(desk: Desk, complaint_id: int, most: int = SHOWN) -> tuple[LikeComplaint, ...]:
    """Return the closed complaints most like this one, with what was done about them; the most like first."""
    return tuple(
        LikeComplaint(
            complaint_id=int(row["id"]),
            reference=str(row["reference"]),
            about=str(row["about"]) or str(row["words"]).strip()[:_LINE],
            closed_on=date.fromisoformat(row["closed_on"]) if row["closed_on"] else None,
            outcome=str(row["outcome"] or "").replace("_", " "),
            remedy=desk.vocabularies.remedies.label(str(row["remedy"])),
            amount_minor=row["amount_minor"],
        )
        for row in likeness.find(desk.reader, complaint_id, most)
    )
