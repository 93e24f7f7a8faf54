"""The parts of the Recommendations screen: which rows they list, and what the detail pane says of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content

from complaintdesk import services
from complaintdesk.rules import effects, money, trend_words
from complaintdesk.rules import recommendations as road
from complaintdesk.rules.counting import counted
from complaintdesk.rules.review_facts import (
    ChangeFacts,
    EffectFacts,
    LinkedComplaint,
    RecommendationFacts,
    ReviewFacts,
)
from complaintdesk.screens import review_parts
from complaintdesk.screens.listed_overview import OverviewPart
from complaintdesk.screens.sheet import Fact, day, sheet
from complaintdesk.widgets.columns import Cell, Column, Row, RowKey
from complaintdesk.widgets.foreign import C
from complaintdesk.widgets.symbols import Symbols

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.reviews import Listed

RECOMMENDATIONS = "recommendations"
OPTIONS = "options"
EVIDENCE = "evidence"
REVIEWS = "reviews"
PATTERNS = "patterns"

OF_A_RECOMMENDATION = frozenset({OPTIONS, EVIDENCE})
"""The parts that show one recommendation: the one the cursor was on last."""


@dataclass(frozen=True, slots=True)
class Held:
    """All that the screen shows."""

    recommendations: tuple[RecommendationFacts, ...]
    reviews: tuple[Listed, ...]
    recommendation: RecommendationFacts | None
    """The one in hand."""

    review: ReviewFacts | None
    """The one in hand."""

    next_due: dict[int, date]
    """Recommendation -> the day it is due next."""

    today: date


def read(desk: Desk, recommendation_id: int | None, review_id: int | None) -> Held:
    """Return what the screen shows, with the recommendation and the review in hand; the newest where none is."""
    found = services.recommended.listed(desk)
    listed = services.reviews.listed(desk)
    in_hand = next((each for each in found if each.id == recommendation_id), found[0] if found else None)
    ids = [each.id for each in listed]
    wanted = review_id if review_id in ids else next(iter(ids), None)
    due = {each.id: on for each in found if (on := services.recommended.next_due(desk, each)) is not None}
    review = services.reviews.load(desk, wanted) if wanted is not None else None
    return Held(found, listed, in_hand, review, due, desk.today())


def ladder(found: RecommendationFacts, symbols: Symbols) -> Content:
    """Return how far a recommendation is on its road."""
    here = road.place(found.state)
    if here not in road.LADDER:
        return Content.assemble((f"[{here}]", "bold reverse"))
    step = road.LADDER.index(here)
    pieces: list[str | tuple[str, str]] = []
    for number, stage in enumerate(road.LADDER):
        pieces.append(f" {symbols.arrow} " if number else "")
        done = f"{symbols.done}{stage}" if number < step else stage
        pieces.append((f"[{stage}]", "bold reverse") if number == step else done)
    return Content.assemble(*pieces)


def _recommendation_rows(held: Held, symbols: Symbols) -> list[Row]:
    return [
        Row(
            each.id,
            {
                "ref": each.reference,
                "title": each.title,
                "state": each.state.spoken,
                "due": review_parts.due(held.next_due.get(each.id), held.today, symbols),
                "whom": each.decision_maker,
            },
            "muted" if each.state in road.ENDED else "",
        )
        for each in held.recommendations
    ]


def _recommendation_detail(held: Held, key: RowKey) -> Content:
    found = next((each for each in held.recommendations if each.id == key), None)
    if found is None:
        return Content("")
    evidence = found.evidence
    chosen = found.chosen
    return sheet(
        f"{found.reference} {found.title}",
        ("Problem", found.problem),
        ("What the figures said", evidence.row.sentence if evidence and evidence.row else ""),
        ("Root cause", found.root_cause),
        ("Confirmed", " - ".join(part for part in (found.cause_method, found.cause_confirmed) if part)),
        ("Chosen", f"{chosen.number} {chosen.text}" if chosen else ""),
        ("Why this one", found.why_chosen),
        ("Why not the others", found.why_others_not),
        *_road_facts(found),
        *_effect_facts(found.effect),
        ("Put forward with things missing, because", found.override_reason),
        ("Withdrawn", f"{day(found.withdrawn_on)}: {found.withdrawn_reason}" if found.withdrawn_on else ""),
    )


def _road_facts(found: RecommendationFacts) -> tuple[Fact, ...]:
    whom = ", ".join(part for part in (found.decision_maker, found.decision_maker_role) if part)
    chased = (
        f", asked after {counted(found.chases, 'time')}, last on {day(found.chased_on)}"
        if found.chased_on
        else ""
    )
    return (
        ("Decides", f"{whom}{f', by {found.route}' if found.route else ''}"),
        ("By the procedure", found.procedure_ref),
        (
            "Put forward",
            f"{day(found.put_on)}; reply due {day(found.reply_due_on)}{chased}" if found.put_on else "",
        ),
        (
            "Acknowledged",
            f"{day(found.acknowledged_on)} by {found.acknowledged_by}" if found.acknowledged_on else "",
        ),
        (
            "Decided",
            f"{found.state.spoken if found.implemented_on is None else 'adopted'}, {day(found.decided_on)}"
            f" by {found.decided_by}: {found.decision_reason}"
            if found.decided_on
            else "",
        ),
        ("Conditions", found.conditions),
        ("Done", f"{day(found.implemented_on)}: {found.implementation}" if found.implemented_on else ""),
        ("What shows it", found.proof),
    )


def _effect_facts(check: EffectFacts | None) -> tuple[Fact, ...]:
    if check is None:
        return ()
    seen = check.found
    return (
        ("How it will be known", f"{check.measure}: {check.target}; before: {check.baseline_value}"),
        ("What can be known", " ".join(check.plan)),
        ("Answer due", f"{day(check.review_on)}" if check.review_on else "once the change is made"),
        ("Verdict", check.verdict),
        ("What was found", check.sentence),
        (
            "Beside it",
            "; ".join(f"{each.what}: {each.before} before, {each.after} after" for each in seen.beside),
        )
        if seen
        else ("", ""),
        ("What else changed", check.confounders),
        ("Bear in mind", effects.REGRESSION if seen else ""),
    )


def _option_rows(held: Held, symbols: Symbols) -> list[Row]:
    found = held.recommendation
    if found is None:
        return []
    return [
        Row(
            option.id,
            {
                "number": str(option.number),
                "text": option.text,
                "chosen": Cell("chosen", symbols.done, "strong") if option.id == found.chosen_id else "",
                "cost": cost(option, found.currency),
                "reversible": option.reversibility,
                "agree": option.who_must_agree,
            },
        )
        for option in found.options
    ]


def cost(option: ChangeFacts, currency: str) -> str:
    """Return what an option costs, from and to; empty where nobody said."""
    known = [each for each in (option.cost_low_minor, option.cost_high_minor) if each is not None]
    return " to ".join(money.shown(each, currency) for each in dict.fromkeys(known))


def _option_detail(held: Held, key: RowKey) -> Content:
    found = held.recommendation
    option = next((each for each in found.options if each.id == key), None) if found else None
    if found is None or option is None:
        return Content("")
    return sheet(
        f"{option.number} {option.text}",
        ("Look again on", day(option.look_again_on)),
        ("Benefit for customers", option.benefit_customer),
        ("Drawback for customers", option.drawback_customer),
        ("Benefit for us", option.benefit_organisation),
        ("Drawback for us", option.drawback_organisation),
        ("Costs", cost(option, found.currency)),
        ("Effort", option.effort),
        ("Reversible", option.reversibility),
        ("Who must agree", option.who_must_agree),
        ("Policy clause", option.clause),
        ("It says", option.clause_text),
        ("It would say", option.new_text),
    )


def _evidence_rows(held: Held, _symbols: Symbols) -> list[Row]:
    found = held.recommendation
    return [_linked_row(each) for each in found.complaints] if found else []


def _linked_row(complaint: LinkedComplaint) -> Row:
    return Row(
        complaint.id,
        {
            "ref": complaint.reference,
            "received": complaint.received_on.isoformat(),
            "category": complaint.category,
            "about": complaint.about,
        },
    )


def _evidence_detail(held: Held, key: RowKey) -> Content:
    found = held.recommendation
    complaint = next((each for each in found.complaints if each.id == key), None) if found else None
    if found is None or complaint is None:
        return Content("")
    return sheet(
        complaint.reference,
        ("Received", day(complaint.received_on)),
        ("Product", complaint.product),
        ("Category", complaint.category),
        ("About", complaint.about),
        ("enter", "opens the complaint"),
    )


def road_lines(held: Held, symbols: Symbols, is_of_review: bool) -> Content:
    """Return the lines beneath the parts: what is in hand, how far it is, and what comes next."""
    if is_of_review:
        review = held.review
        if review is None:
            return C("Saved reviews keep their figures as they were seen.", one_line=True)
        made = trend_words.day_in_words(review.made_on)
        return Content("\n").join(
            [
                C(f"{review.reference}  {review.title}", one_line=True, limit=120).stylize("bold"),
                C(f"Saved on {made}; W writes a recommendation, E the paper.", one_line=True),
            ]
        )
    found = held.recommendation
    if found is None:
        return C("A recommendation goes from a problem to whether the change helped.", one_line=True)
    return Content("\n").join(
        [
            Content.assemble(
                C(f"{found.reference}  ", one_line=True).stylize("bold"), ladder(found, symbols)
            ),
            Content.assemble(("Next: ", "bold"), C(road.next_step(found), one_line=True, limit=300)),
        ]
    )


PARTS = (
    OverviewPart(
        RECOMMENDATIONS,
        "Recommendations",
        "Recommended",
        (
            Column("Ref", "ref", 8),
            Column("Recommendation", "title", 30, least=16, grow=3),
            Column("State", "state", 16),
            Column("Due", "due", 14),
            Column("Decides", "whom", 16, priority=2, grow=1),
        ),
        _recommendation_rows,
        _recommendation_detail,
        "No recommendations yet. + writes one; on Trends, W writes one from a row.",
    ),
    OverviewPart(
        OPTIONS,
        "Options",
        "Options",
        (
            Column("", "number", 2, align="right"),
            Column("Change", "text", 28, least=16, grow=3),
            Column("", "chosen", 8),
            Column("Costs", "cost", 22, least=12),
            Column("Reversible", "reversible", 16, priority=1),
            Column("Must agree", "agree", 16, priority=2, grow=1),
        ),
        _option_rows,
        _option_detail,
        "No options yet. + adds one.",
    ),
    OverviewPart(
        EVIDENCE,
        "Evidence",
        "Evidence",
        (
            Column("Reference", "ref", 14),
            Column("Received", "received", 10),
            Column("Category", "category", 18, least=10, grow=1),
            Column("About", "about", 26, least=12, grow=3),
        ),
        _evidence_rows,
        _evidence_detail,
        "No complaints are linked. + links some by their references.",
    ),
    OverviewPart(
        REVIEWS,
        "Reviews",
        "Reviews",
        (
            Column("Ref", "ref", 8),
            Column("Review", "title", 30, least=16, grow=3),
            Column("Saved", "made", 10),
            Column("Complaints", "complaints", 10, align="right"),
            Column("Patterns", "patterns", 8, align="right"),
            Column("Again", "again", 14, priority=1),
        ),
        review_parts.review_rows,
        review_parts.review_detail,
        "No reviews yet. + saves the figures as they are today.",
    ),
    OverviewPart(
        PATTERNS,
        "Patterns",
        "Patterns",
        (
            Column("About", "value", 18, least=10, grow=1),
            Column("Kind", "label", 10),
            Column("Finding", "finding", 32, least=16, grow=3),
            Column("Complaints", "complaints", 10, align="right", priority=1),
        ),
        review_parts.pattern_rows,
        review_parts.pattern_detail,
        "No patterns yet. + writes down what the review shows, and why it is so.",
    ),
)
