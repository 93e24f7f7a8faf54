"""Change options: the ways to make a recommended change, weighed from both sides, with doing nothing among them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlmodel import Session

from complaintdesk.errors import InvalidInputError, NotFoundError
from complaintdesk.models import ChangeOption, Recommendation
from complaintdesk.rules import recommendations as road
from complaintdesk.rules.kept_figures import KeptRemedy
from complaintdesk.rules.review_facts import RecommendationFacts
from complaintdesk.services import library, recommended
from complaintdesk.services.texts import needed, text
from complaintdesk.store import recommending
from complaintdesk.vocabulary import LibraryKind
from complaintdesk.vocabulary import RecommendationState as State

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.library import Entry

NOTHING = "Do nothing for now"
"""What every recommendation is weighed against."""


@dataclass(frozen=True, slots=True)
class NewChange:
    """One way to make a change, weighed from both sides."""

    text: str
    do_nothing: bool = False
    look_again_on: date | None = None
    clause_id: int | None = None
    new_text: str = ""
    benefit_customer: str = ""
    drawback_customer: str = ""
    benefit_organisation: str = ""
    drawback_organisation: str = ""
    cost_low_minor: int | None = None
    cost_high_minor: int | None = None
    effort: str = ""
    reversibility: str = ""
    who_must_agree: str = ""


def add(desk: Desk, recommendation_id: int, new: NewChange) -> RecommendationFacts:
    """Weigh one more way to make the change.

    Raises:
        InvalidInputError: If it says nothing, costs more at least than at most, or doing nothing is weighed already.
    """
    found = recommended.load(desk, recommendation_id)
    road.require_state(found, road.PREPARED, "add an option")
    if new.do_nothing and any(option.do_nothing for option in found.options):
        msg = "Doing nothing is weighed already; e changes what is said of it."
        raise InvalidInputError(msg, "do_nothing")
    with desk.step("weigh a change") as step:
        put(step.session, recommendation_id, new)
        settle(desk, step.session, recommendation_id)
    return recommended.load(desk, recommendation_id)


def edit(desk: Desk, recommendation_id: int, option_id: int, new: NewChange) -> RecommendationFacts:
    """Change what is said of an option.

    Raises:
        InvalidInputError: If it says nothing, or costs more at least than at most.
        NotFoundError: If there is no such option.
    """
    road.require_state(recommended.load(desk, recommendation_id), road.PREPARED, "change an option")
    with desk.step("change an option of a recommendation") as step:
        row = _option(step.session, recommendation_id, option_id)
        for name, value in _of_option(new).items():
            setattr(row, name, value)
        settle(desk, step.session, recommendation_id)
    return recommended.load(desk, recommendation_id)


def remove(desk: Desk, recommendation_id: int, option_id: int) -> RecommendationFacts:
    """Take an option off; if it was chosen, none is chosen any more."""
    road.require_state(recommended.load(desk, recommendation_id), road.PREPARED, "remove an option")
    with desk.step("remove an option of a recommendation") as step:
        row = recommending.kept(step.session, Recommendation, recommendation_id)
        _option(step.session, recommendation_id, option_id).removed = True
        if row.chosen_id == option_id:
            row.chosen_id = None
        settle(desk, step.session, recommendation_id)
    return recommended.load(desk, recommendation_id)


@dataclass(frozen=True, slots=True)
class Proposals:
    """What may be acceptable to customers and fits the service offer."""

    remedies: tuple[KeptRemedy, ...]
    """What customers accepted, the most often accepted first."""

    offers: tuple[Entry, ...]
    """The service offer as it stands."""

    clauses: tuple[Entry, ...]
    """The policy clauses, of which one may have to change."""


def proposals(desk: Desk, found: RecommendationFacts) -> Proposals:
    """Return from what solutions can be made that customers accept and that fit the service offer."""
    remedies = found.evidence.remedies if found.evidence else ()
    ranked = sorted(
        (each for each in remedies if each.accepted.k), key=lambda each: (-each.accepted.low, each.remedy)
    )
    return Proposals(
        tuple(ranked),
        library.entries(desk, LibraryKind.service_offer),
        library.entries(desk, LibraryKind.policy_clause),
    )


def settle(desk: Desk, session: Session, recommendation_id: int) -> None:
    """Have the state follow from what is there: the options are ready, or they are not."""
    session.flush()
    row = recommending.kept(session, Recommendation, recommendation_id)
    found = recommended.compose(desk, session, row)
    row.state = State.draft if road.missing_options(found) else State.options_ready


def put(session: Session, recommendation_id: int, new: NewChange) -> None:
    """Add an option inside an open step, with the next number.

    Raises:
        InvalidInputError: If it says nothing, or costs more at least than at most.
    """
    session.add(
        ChangeOption.model_validate(
            {
                "recommendation_id": recommendation_id,
                "number": recommending.next_option_number(session, recommendation_id),
                **_of_option(new),
            }
        )
    )


def _of_option(new: NewChange) -> dict[str, object]:
    low, high = new.cost_low_minor, new.cost_high_minor
    if low is not None and high is not None and high < low:
        raise InvalidInputError("It costs less at most than at least.", "cost_high")
    texts = {
        name: text(getattr(new, name), label)
        for name, label in (
            ("new_text", "New text"),
            ("benefit_customer", "Benefit for customers"),
            ("drawback_customer", "Drawback for customers"),
            ("benefit_organisation", "Benefit for the organisation"),
            ("drawback_organisation", "Drawback for the organisation"),
            ("effort", "Effort"),
            ("reversibility", "Reversible"),
            ("who_must_agree", "Who must agree"),
        )
    }
    return {
        "text": needed(new.text, "Change"),
        "do_nothing": new.do_nothing,
        "look_again_on": new.look_again_on,
        "policy_clause_id": new.clause_id,
        "cost_low_minor": low,
        "cost_high_minor": high,
        **texts,
    }


def _option(session: Session, recommendation_id: int, option_id: int) -> ChangeOption:
    row = recommending.kept(session, ChangeOption, option_id)
    if row.recommendation_id != recommendation_id:
        raise NotFoundError("This recommendation has no such option.")
    return row
