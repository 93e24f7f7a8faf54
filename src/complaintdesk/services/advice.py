"""Advice: what the working rules say of a complaint, with all that they look at beside its dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintdesk.errors import NotFoundError
from complaintdesk.models import Complaint
from complaintdesk.rules import informing, rule_book, working_rules
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.informing import Heard
from complaintdesk.rules.notices import Notice
from complaintdesk.rules.retention import Kept
from complaintdesk.services import authority, contacts, delivery, letters, likeness, retention
from complaintdesk.store import records
from complaintdesk.vocabulary import LIVE_STAGES, LetterState, Stage

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


def warnings(desk: Desk, found: Dossier) -> tuple[Notice, ...]:
    """Return what the handler should see while at work on a complaint, in the order of the rule book."""
    is_live = found.stage in LIVE_STAGES
    with desk.reading() as session:
        earlier = authority.earlier_offers(session, records.get(session, Complaint, found.id), found.today)
    return working_rules.warnings(
        found,
        earlier=earlier,
        # Like cases are compared with options; before there are any, nobody need look for them.
        like=likeness.like(desk, found.id) if is_live and found.options else (),
        repeats=likeness.repeats(desk, found.id) if is_live else (),
        wary=contacts.wary_words(desk),
        doubts={
            letter.id: letters.review_of(desk, found, letter).doubts
            for letter in found.letters
            if letter.state is LetterState.draft
        },
    )


def reminders(desk: Desk, found: Dossier) -> tuple[Notice, ...]:
    """Return what asks for attention today, in the order of the rule book."""
    calendar = desk.calendar(found.region)
    refund = delivery.refund_limit(desk, found)
    until = kept(desk, found)
    return working_rules.reminders(
        found, calendar, desk.whose.update_working_days, refund, until.until if until else None
    )


def kept(desk: Desk, found: Dossier) -> Kept | None:
    """Return until when a complaint is kept that has ended, and why; None while it has not."""
    ended_on = found.closed_on if found.stage is Stage.closed else found.returned_on
    if ended_on is None or found.stage in LIVE_STAGES:
        return None
    return retention.until(desk, found.procedure, ended_on, found.received_on)


def heard(desk: Desk, found: Dossier) -> Heard:
    """Return how long the customer has heard nothing, in working days, and how long they may."""
    return informing.heard(found, desk.calendar(found.region), desk.whose.update_working_days)


def on_this_call(desk: Desk, found: Dossier) -> str:
    """Return what matters when the customer is spoken to, in one line."""
    return informing.on_this_call(found, desk.calendar(found.region), desk.whose.update_working_days)


def why(desk: Desk, found: Dossier, rule: int) -> tuple[str, ...]:
    """Return why a rule says what it says of a complaint, in sentences: rule, source with its day, criteria."""
    return rule_book.why(rule, _procedures_source(desk, found))


def _procedures_source(desk: Desk, found: Dossier) -> rule_book.Source | None:
    try:
        procedure = desk.procedure(found.procedure)
    except NotFoundError:
        # A complaint whose procedure is no more is still explained by the rule book.
        return None
    return None if procedure.as_of is None else rule_book.Source(procedure.source, procedure.as_of)
