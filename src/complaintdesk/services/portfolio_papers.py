"""The reviews and recommendations that go into a portfolio, each in a file of its own with its pictures beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

from complaintdesk.rules import texts_within
from complaintdesk.services import recommended

if TYPE_CHECKING:
    from complaintdesk.reports.papers import Paper
    from complaintdesk.rules.pseudonyms import Tally
    from complaintdesk.rules.review_facts import RecommendationFacts, ReviewFacts
    from complaintdesk.services.desk import Desk
    from complaintdesk.vocabulary import PartyRole

Facts = TypeVar("Facts", "ReviewFacts", "RecommendationFacts")

Hide = Callable[[str], str]
"""Returns a text in which people are replaced by their stand-ins; the text itself where people may be named."""

PICTURE = ".svg"

HOME = "../index.md"
"""The index, from where a paper or the file of a complaint lies."""


def written(
    desk: Desk, hide: Hide, replaced: Callable[[], Tally] | None = None
) -> tuple[tuple[str, str], ...]:
    """Return a pair for each saved review and recommendation, and for each of their pictures: name and content.

    Args:
        desk: The desk.
        hide: Applied to every text of people before it is put into the Markdown.
        replaced: Returns how much it has replaced so far; None where people may be named.

    Names are `reviews/review-ID.md` and `recommendations/recommendation-ID.md`, by which the index links to
    them; the first heading, of level 1, is what the index calls them. A picture is `reviews/review-ID/NAME.svg`.
    Empty where nothing was saved.
    """
    from complaintdesk.services import papers, reviews

    found: list[tuple[str, str]] = []

    def hidden(facts: Facts) -> tuple[Facts, Tally | None]:
        before = replaced() if replaced else None
        shown = texts_within.changed(facts, hide)
        return shown, replaced() - before if replaced and before is not None else None

    for listed in sorted(reviews.listed(desk), key=lambda one: one.id):
        review = papers.of_review(desk, *hidden(reviews.load(desk, listed.id)), HOME)
        found += _files("reviews", f"review-{listed.id}", review)
    for each in sorted(recommended.listed(desk), key=lambda one: one.id):
        recommendation = papers.of_recommendation(desk, *hidden(each), HOME)
        found += _files("recommendations", f"recommendation-{each.id}", recommendation)
    return tuple(found)


def on_road(desk: Desk) -> dict[str, PartyRole]:
    """Return who is named on the road of any recommendation, by name."""
    from complaintdesk.services import papers

    return {name: role for each in recommended.listed(desk) for name, role in papers.on_road(each).items()}


def _files(folder: str, name: str, paper: Paper) -> Iterator[tuple[str, str]]:
    text = paper.text
    for picture in paper.pictures:
        # Two reviews have pictures of the same names; in a report's own folder they need no more.
        text = text.replace(f"]({picture.name})", f"]({name}/{picture.name})")
    yield f"{folder}/{name}.md", text
    for picture in paper.pictures:
        yield f"{folder}/{name}/{picture.name}", picture.svg
