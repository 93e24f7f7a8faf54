"""What a complaint counts as, in SQL: one spelling of each expression for lists, filters and figures.

A cause or a remedy of a complaint may stand on its own row, as an import brings
it, and on its heads or in its agreement, as the work brings it; both count.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from complaintdesk.store.conditions import Condition, both

LIVE = "complaint.origin = 'referred' AND complaint.stage NOT IN ('closed', 'returned', 'merged')"
"""Complaints that ask for work; literal, so that SQLite sees that the index `complaint_live` covers it."""

ENDED = "complaint.origin = 'referred' AND complaint.stage IN ('closed', 'returned', 'merged')"

PAUSED = "EXISTS (SELECT 1 FROM pause WHERE pause.complaint_id = complaint.id AND pause.to_on IS NULL)"

_AGREED = (
    "EXISTS (SELECT 1 FROM agreement WHERE agreement.complaint_id = complaint.id AND NOT agreement.ended)"
)
_DEADLOCKED = (
    "EXISTS (SELECT 1 FROM letter WHERE letter.complaint_id = complaint.id"
    " AND letter.kind = 'deadlock' AND letter.state = 'sent')"
)
_OPEN = "count(*) FILTER (WHERE head.finding IS NULL)"
_WEIGHING = "count(*) FILTER (WHERE head.finding IS NOT 'withdrawn')"
_JUDGED = "count(*) FILTER (WHERE head.finding IS NOT 'withdrawn' AND head.finding IS NOT 'outside_scope')"
_UPHELD = "count(*) FILTER (WHERE head.finding = 'upheld')"
_NOT_UPHELD = "count(*) FILTER (WHERE head.finding = 'not_upheld')"

OUTCOME = (
    "CASE WHEN complaint.origin = 'history' THEN complaint.outcome ELSE (SELECT CASE"  # noqa: S608
    f" WHEN count(*) > 0 AND {_WEIGHING} = 0 THEN 'withdrawn'"
    f" WHEN {_OPEN} > 0 OR {_WEIGHING} = 0 THEN CASE"
    f" WHEN {_WEIGHING} = {_OPEN} AND {_AGREED} THEN 'resolved' WHEN {_DEADLOCKED} THEN 'deadlock' END"
    f" WHEN {_JUDGED} = 0 THEN 'outside_scope'"
    f" WHEN {_UPHELD} = {_JUDGED} THEN 'upheld'"
    f" WHEN {_NOT_UPHELD} = {_JUDGED} THEN 'not_upheld'"
    " ELSE 'partly_upheld' END"
    " FROM head WHERE head.complaint_id = complaint.id AND NOT head.removed) END"
)
"""The outcome as `rules.outcomes` derives it, NULL while there is none; a test holds the two together."""

AMOUNT = (
    # History is not worked on, so that nothing was agreed in it: to ask row by row would take as long as the walk.
    "CASE WHEN complaint.origin = 'history' THEN complaint.amount_minor ELSE"
    " coalesce((SELECT agreement.amount_minor FROM agreement WHERE agreement.complaint_id = complaint.id"
    " AND NOT agreement.ended ORDER BY agreement.id DESC LIMIT 1), complaint.amount_minor) END"
)
"""What was agreed, or what an import brought, in minor units."""


class Facet(NamedTuple):
    """One way to tell complaints apart by a text; the empty text is no value."""

    column: str
    also: str = ""
    """SELECT of `complaint_id, value`: further values of a complaint; empty where there are none."""


FACETS: Mapping[str, Facet] = MappingProxyType(
    {
        "procedure": Facet("complaint.procedure"),
        "product": Facet("complaint.product"),
        "category": Facet("complaint.category"),
        "channel": Facet("complaint.channel"),
        "cause": Facet(
            "complaint.cause",
            "SELECT head.complaint_id, head.cause AS value FROM head"
            " WHERE NOT head.removed AND head.cause <> ''",
        ),
        "root": Facet(
            "complaint.root_cause",
            "SELECT head.complaint_id, head.root_cause AS value FROM head"
            " WHERE NOT head.removed AND head.root_cause <> ''",
        ),
        "remedy": Facet(
            "complaint.remedy",
            "SELECT agreement.complaint_id, option_remedy.remedy AS value FROM agreement"
            " JOIN offer ON offer.id = agreement.offer_id"
            " JOIN option_remedy ON option_remedy.option_id = offer.option_id"
            " WHERE NOT agreement.ended AND option_remedy.remedy <> ''",
        ),
    }
)
"""Field of the filter language -> where its texts stand."""


def without(facet: Facet) -> Condition:
    """Return the condition that a complaint has no value of a facet."""
    nothing = Condition(f"{facet.column} = ''")
    if not facet.also:
        return nothing
    return both(
        nothing,
        Condition(f"complaint.id NOT IN (SELECT complaint_id FROM ({facet.also}))"),  # noqa: S608
    )
