"""Papers of reviews and recommendations: written whole or not at all, and naming nobody unless asked to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from complaintdesk.errors import ExportRefusedError
from complaintdesk.reports import bundle, papers
from complaintdesk.reports.papers import Offer, Paper
from complaintdesk.rules import pseudonyms
from complaintdesk.rules.pseudonyms import Person, Tally
from complaintdesk.rules.review_facts import RecommendationFacts, ReviewFacts
from complaintdesk.services import dossier, library, naming, recommended, reviews
from complaintdesk.vocabulary import LibraryKind, PartyRole

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

Facts = TypeVar("Facts", ReviewFacts, RecommendationFacts)


def export_review(
    desk: Desk, review_id: int, to: Path, identified: bool = False, force: bool = False
) -> tuple[Path, ...]:
    """Write the paper of a saved review with its pictures into a folder: `review-2/report.md`.

    Args:
        desk: The desk.
        review_id: Which.
        to: The folder; nothing is written outside it.
        identified: Whether people are named.
        force: Whether a paper that is there is replaced.

    Raises:
        NotFoundError: If there is no such review.
        ExportRefusedError: If it is there already, cannot be written, or would give somebody away.
    """
    found = reviews.load(desk, review_id)
    linked = [each.id for pattern in found.patterns for each in pattern.complaints]
    people = () if identified else _people(desk, linked, {})
    shown, replaced = (found, None) if identified else _hidden(found, people)
    made = of_review(desk, shown, replaced)
    return _write(made, f"review-{review_id}", to, force, None if identified else (people, found))


def export_recommendation(
    desk: Desk, recommendation_id: int, to: Path, identified: bool = False, force: bool = False
) -> tuple[Path, ...]:
    """Write the paper of a recommendation with its pictures into a folder: `recommendation-2/report.md`.

    Its arguments and refusals are those of `export_review`.
    """
    found = recommended.load(desk, recommendation_id)
    people = () if identified else _people(desk, [each.id for each in found.complaints], on_road(found))
    shown, replaced = (found, None) if identified else _hidden(found, people)
    made = of_recommendation(desk, shown, replaced)
    name = f"recommendation-{recommendation_id}"
    return _write(made, name, to, force, None if identified else (people, found))


def on_road(found: RecommendationFacts) -> dict[str, PartyRole]:
    """Return who is named on the road of a recommendation, by name."""
    named = {found.acknowledged_by: PartyRole.colleague}
    named |= dict.fromkeys((found.decision_maker, found.decided_by), PartyRole.approver)
    return {name: role for name, role in named.items() if name.strip()}


def of_review(desk: Desk, shown: ReviewFacts, replaced: Tally | None = None, home: str = "") -> Paper:
    """Return the paper of a review, given with its people hidden or named; `replaced` is told where it is given.

    `home` is the index that it leads back to, where it is part of a portfolio.
    """
    return papers.review(shown, desk.today(), replaced, desk.vocabularies.remedies.label, home)


def of_recommendation(
    desk: Desk, shown: RecommendationFacts, replaced: Tally | None = None, home: str = ""
) -> Paper:
    """Return the paper of a recommendation; see `of_review`."""
    offers = [
        Offer(each.code, each.title, each.text) for each in library.entries(desk, LibraryKind.service_offer)
    ]
    return papers.recommendation(
        shown, desk.today(), replaced, desk.vocabularies.remedies.label, offers, home
    )


def _people(desk: Desk, complaint_ids: Sequence[int], named: dict[str, PartyRole]) -> tuple[Person, ...]:
    """Return who is to be known by a label only: those around the complaints, and those named on the road."""
    dossiers = [dossier.load(desk, each) for each in dict.fromkeys(complaint_ids)]
    return naming.of_paper(desk, dossiers, named)


def _hidden(found: Facts, people: Sequence[Person]) -> tuple[Facts, Tally]:
    return pseudonyms.pseudonymise_paper(found, people, (found.handler, found.organisation))


def _write(
    made: Paper,
    name: str,
    to: Path,
    force: bool,
    hidden: tuple[Sequence[Person], ReviewFacts | RecommendationFacts] | None,
) -> tuple[Path, ...]:
    if hidden is not None:
        people, found = hidden
        told = "\n".join([made.text, *(each.alt for each in made.pictures)])
        leaks = pseudonyms.leaks(told, people, (found.handler, found.organisation))
        if leaks:
            places = "; ".join(f"line {leak.line}: {leak.what}" for leak in leaks[:5])
            msg = (
                f"{name}/report.md would give somebody away ({places}). Nothing was written; change the wording"
                " there, or export with the real names."
            )
            raise ExportRefusedError(msg)
    return bundle.write(made.files(name), to, force)
