"""What a review reads in the words of complaints: campaigns that share one text, and the words that rise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from complaintdesk.rules import months as calendar
from complaintdesk.rules import near_duplicates, periods, term_trends
from complaintdesk.services.review_values import Campaign
from complaintdesk.store.review_figures import Worded


def campaigns(texts: Sequence[Worded]) -> tuple[Campaign, ...]:
    """Return the complaints that share one text, the largest groups first."""
    by_id = {text.id: text for text in texts}
    clusters = near_duplicates.clusters(
        near_duplicates.Text(text.id, text.received_on, text.words) for text in texts
    )
    found = []
    for cluster in clusters:
        members = [by_id[each] for each in cluster.ids]
        values = [text.value for text in members]
        found.append(
            Campaign(
                tuple(text.reference for text in members),
                cluster.ids,
                max(sorted(set(values)), key=values.count),
                cluster.first_on,
                cluster.last_on,
                len({text.customer_id for text in members} - {None}),
            )
        )
    return tuple(found)


def folded_away(texts: Iterable[Worded], campaign: Campaign, kind: periods.Kind) -> dict[str, int]:
    """Return period -> complaints that folding a campaign takes away: all but its first."""
    by_id = {text.id: text.received_on for text in texts}
    found: dict[str, int] = {}
    for complaint_id in campaign.ids[1:]:
        name = periods.of(by_id[complaint_id], kind)
        found[name] = found.get(name, 0) + 1
    return found


def terms(
    texts: Iterable[Worded], recent: Iterable[str], names: Iterable[str] = ()
) -> tuple[term_trends.Term, ...]:
    """Return the words of complaints by how much they rose.

    Args:
        texts: The complaints, with their words.
        recent: The months that are held against all before them.
        names: People whose names are no words.
    """
    months = frozenset(recent)
    return term_trends.rising(
        (
            term_trends.Worded(calendar.month_of(text.received_on) in months, text.customer_id, text.words)
            for text in texts
        ),
        {word for name in names for word in term_trends.words(name)},
    )


def beyond_chance(found: Iterable[term_trends.Term]) -> tuple[tuple[term_trends.Term, ...], int]:
    """Return the words that rose beyond chance among all that enough complaints hold, and how many those are."""
    from complaintdesk.rules.statistics.rates import ALPHA, adjusted, odds_ratio  # SciPy takes a second

    shown = [each for each in found if each.is_shown and each.z > 0]
    ps = [
        odds_ratio(
            each.with_now, each.with_before, each.now - each.with_now, each.before - each.with_before
        ).p
        for each in shown
    ]
    return tuple(each for each, q in zip(shown, adjusted(ps), strict=True) if q <= ALPHA), len(shown)
