"""Like cases: what was done about similar complaints, in a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median

from complaintdesk.rules.dossier import LikeComplaint
from complaintdesk.rules.money import shown

MOST_REMEDIES = 3
"""So many remedies are named, the most frequent first."""


def payouts(like: Sequence[LikeComplaint], currency: str) -> str:
    """Return what like complaints were given: `5 like; 4 were given £50.00 to £250.00, median £120.00`.

    A complaint without an amount on record does not count as one given nothing.
    """
    if not like:
        return "None is like it"
    given = sorted(one.amount_minor for one in like if one.amount_minor is not None)
    if not given:
        return f"{len(like)} like; no amount is on record"
    least, most = shown(given[0], currency), shown(given[-1], currency)
    span = least if least == most else f"{least} to {most}, median {shown(round(median(given)), currency)}"
    was = "was" if len(given) == 1 else "were"
    return f"{len(like)} like; {len(given)} {was} given {span}"


def remedies(like: Sequence[LikeComplaint]) -> str:
    """Return what was done most often: `apology 3, repair or redo 2`; empty where nothing is on record."""
    counted = Counter(one.remedy for one in like if one.remedy.strip())
    return ", ".join(f"{remedy} {times}" for remedy, times in counted.most_common(MOST_REMEDIES))
