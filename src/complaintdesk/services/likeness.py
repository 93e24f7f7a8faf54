"""Like complaints: what was done before about complaints of this kind, and whose came back."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from typing import TYPE_CHECKING

from complaintdesk.rules.dossier import Dossier, LikeComplaint
from complaintdesk.services import dossier
from complaintdesk.store import likeness
from complaintdesk.vocabulary import Origin

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

SHOWN = 12
"""Like complaints, unless asked otherwise."""

CAME_BACK_WITHIN = timedelta(days=183)
"""So long a complaint of the same customer about the same thing counts as having come back: six months."""

_LINE = 120
"""Characters of a narrative that stand for its line about the matter."""


def like(desk: Desk, complaint_id: int, most: int = SHOWN) -> tuple[LikeComplaint, ...]:
    """Return the closed complaints most like this one, with what was done about them; the most like first.

    First those of the same cause about the same product, the newest first, then those
    that share its telling words.
    """
    return tuple(_of(desk, row) for row in likeness.find(desk.reader, complaint_id, most))


def repeats(desk: Desk, complaint_id: int) -> tuple[str, ...]:
    """Return the references of the same customer's complaints of the same cause in the last six months."""
    return tuple(likeness.repeats(desk.reader, complaint_id, CAME_BACK_WITHIN.days))


def _of(desk: Desk, row: sqlite3.Row) -> LikeComplaint:
    """Return a like complaint; what was done on this desk stands in its agreement, not in its own row."""
    worked = dossier.load(desk, int(row["id"])) if row["origin"] == Origin.referred.value else None
    return LikeComplaint(
        complaint_id=int(row["id"]),
        reference=str(row["reference"]),
        about=str(row["about"]) or str(row["words"]).strip()[:_LINE],
        closed_on=date.fromisoformat(row["closed_on"]) if row["closed_on"] else None,
        outcome=_outcome(row, worked),
        remedy=_remedy(desk, row, worked),
        amount_minor=worked.agreement.amount_minor if worked and worked.agreement else row["amount_minor"],
        like_by=str(row["like_by"]),
    )


def _outcome(row: sqlite3.Row, worked: Dossier | None) -> str:
    if worked is not None:
        return worked.outcome.spoken if worked.outcome else ""
    return str(row["outcome"] or "").replace("_", " ")


def _remedy(desk: Desk, row: sqlite3.Row, worked: Dossier | None) -> str:
    labels = desk.vocabularies.remedies
    if worked is None or worked.agreement is None:
        return labels.label(str(row["remedy"]))
    offers = {offer.id: offer.option_id for offer in worked.offers}
    option_id = offers.get(worked.agreement.offer_id)
    given = [each for option in worked.options if option.id == option_id for each in option.remedies]
    return ", ".join(labels.label(each.remedy) for each in given) or labels.label(str(row["remedy"]))
