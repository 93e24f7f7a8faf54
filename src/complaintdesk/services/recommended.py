"""Recommendations as they stand: each read whole, with its evidence, its options, its effect and when it is due."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlmodel import Session

from complaintdesk.errors import NotFoundError
from complaintdesk.models import ChangeOption, EffectCheck, LibraryEntry, Pattern, Recommendation
from complaintdesk.rules import kept_figures
from complaintdesk.rules import recommendations as road
from complaintdesk.rules.kept_figures import KeptEffect, KeptEvidence
from complaintdesk.rules.review_facts import ChangeFacts, EffectFacts, RecommendationFacts
from complaintdesk.services import reviews
from complaintdesk.store import recommending, records

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


def load(desk: Desk, recommendation_id: int) -> RecommendationFacts:
    """Return a recommendation with all that belongs to it.

    Raises:
        NotFoundError: If there is no such recommendation.
    """
    with desk.reading() as session:
        row = recommending.kept(session, Recommendation, recommendation_id)
        return compose(desk, session, row)


def listed(desk: Desk) -> tuple[RecommendationFacts, ...]:
    """Return the recommendations, the newest first."""
    with desk.reading() as session:
        return tuple(compose(desk, session, row) for row in recommending.recommendations(session))


def find_id(reference: str) -> int:
    """Return the id of a recommendation by its reference, in any spelling: `REC-2`, `rec 2`, `2`.

    Raises:
        NotFoundError: If it spells none.
    """
    number = road.read_reference("REC", reference)
    if number is None:
        raise NotFoundError(f"{reference!r} is no recommendation; they are called REC-1, REC-2 ...")
    return number


def behind(found: RecommendationFacts) -> str:
    """Return the filter that lists the complaints behind a recommendation."""
    from complaintdesk.rules.filter_terms import written

    if found.complaints:
        references = [complaint.reference for complaint in found.complaints[: reviews.MOST_NAMED]]
        return f"{written('ref', *references)} origin:any"
    evidence = found.evidence
    if evidence is None:
        return ""
    parts = [evidence.filter]
    if evidence.value:
        parts.append(written(evidence.grouping, evidence.value))
    parts.append(f"received:{evidence.year[0]}..{evidence.year[-1]}")
    if "origin:" not in evidence.filter:
        parts.append("origin:any")
    return " ".join(part for part in parts if part)


def next_due(desk: Desk, found: RecommendationFacts) -> date | None:
    """Return the day a recommendation is due next, or None."""
    if found.deferred_until is not None:
        return found.deferred_until
    if found.state in road.AWAITED and found.put_on is not None:
        calendar = desk.calendar(desk.whose.region)
        return road.chase_on(found.put_on, found.reply_due_on, found.chased_on, calendar)
    if found.state in road.ADOPTED and found.chosen is not None:
        return found.chosen.look_again_on if found.chosen.do_nothing else None
    if found.state not in road.ENDED and found.implemented_on is not None and found.effect is not None:
        return found.effect.review_on
    return None


def compose(desk: Desk, session: Session, row: Recommendation) -> RecommendationFacts:
    """Return a recommendation inside an open session."""
    recommendation_id = records.require_id(row)
    whose = desk.whose
    same = {
        name: getattr(row, name)
        for name in RecommendationFacts.__dataclass_fields__
        if hasattr(row, name) and name != "id"
    }
    return RecommendationFacts(
        **same,
        id=recommendation_id,
        reference=road.reference(recommendation_id),
        evidence=kept_figures.from_json(KeptEvidence, row.figures),
        complaints=tuple(
            reviews.linked_complaint(complaint)
            for _, complaint in recommending.evidence_links(session, recommendation_id)
        ),
        review=road.review_reference(row.review_id) if row.review_id else "",
        options=tuple(
            _change_facts(session, each) for each in recommending.options(session, recommendation_id)
        ),
        procedure_ref=_entry_words(session, row.procedure_entry_id),
        effect=_effect_facts(recommending.effect(session, recommendation_id)),
        today=desk.today(),
        currency=whose.currency,
        handler=whose.handler,
        organisation=whose.organisation,
        whys=reviews.whys_of(session.get(Pattern, row.pattern_id)) if row.pattern_id else (),
    )


def _change_facts(session: Session, row: ChangeOption) -> ChangeFacts:
    clause = session.get(LibraryEntry, row.policy_clause_id) if row.policy_clause_id else None
    same = {
        name: getattr(row, name)
        for name in ChangeFacts.__dataclass_fields__
        if hasattr(row, name) and name not in {"id", "clause_id"}
    }
    return ChangeFacts(
        **same,
        id=records.require_id(row),
        clause_id=row.policy_clause_id,
        clause=_entry_words(session, row.policy_clause_id),
        clause_text=clause.text if clause else "",
    )


def _entry_words(session: Session, entry_id: int | None) -> str:
    entry = session.get(LibraryEntry, entry_id) if entry_id else None
    return f"{entry.code} {entry.title} (edition {entry.edition})" if entry else ""


def _effect_facts(row: EffectCheck | None) -> EffectFacts | None:
    """Return a check as screens and papers see it; None where there is none."""
    if row is None:
        return None
    same = {
        name: getattr(row, name)
        for name in EffectFacts.__dataclass_fields__
        if hasattr(row, name) and name not in {"id", "found", "plan"}
    }
    return EffectFacts(
        **same,
        id=records.require_id(row),
        plan=tuple(line for line in row.plan.splitlines() if line.strip()),
        found=kept_figures.from_json(KeptEffect, row.found),
    )
