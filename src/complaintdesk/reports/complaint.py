"""The report of one complaint: `report.md`, for someone who never opens the desk.

What stands where is the template's business (`templates/complaint.md.j2`); what
can be said of a value is here. Whatever the template prints that is not Markdown
of ours is escaped, so a field cannot be forgotten. Anchors are those of headings;
`rules.exhibits` says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from complaintdesk.reports import markdown
from complaintdesk.reports.templating import environment, ours, spoken
from complaintdesk.rules import balance, negotiation_story
from complaintdesk.rules.criteria import CriteriaSet, RecordRef, index
from complaintdesk.rules.dossier import AttachmentFacts, ContactFacts, Dossier, OfferFacts, OptionFacts
from complaintdesk.rules.exhibits import (
    Exhibit,
    contacts_in_order,
    exhibits,
    promises_in_order,
    section_heading,
)
from complaintdesk.rules.pseudonyms import Tally
from complaintdesk.vocabulary import Direction, Maker, PromiseState, Side, Word

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

_SEVERITY_OF = 5
_VERDICTS = {
    "within": "within the handler's authority",
    "needs_approval": "needs approval",
    "not_possible": "not possible",
}
_CLOCKS = {
    "waiting": "not started",
    "running": "running",
    "paused": "paused",
    "missed": "missed",
    "met": "met in time",
    "met_late": "met late",
}


Labels = Callable[[str, str], str]
"""Returns what a code is called: `cause`, `root_cause` or `remedy`, and the code; or, of a checklist, `point` and the
letter with its point, `3/referral`, or `step` and the hand-over with its step."""


@dataclass(frozen=True, slots=True)
class Integrity:
    """What the journal was found to be when the report was made."""

    head_hash: str
    steps: int
    verified_on: date
    ok: bool


@dataclass(frozen=True, slots=True)
class NegotiationRow:
    """One line of the negotiation, on the side that spoke."""

    on: date
    customer: str
    organisation: str
    record: Exhibit


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """One file behind the complaint, and the record it belongs to."""

    file: AttachmentFacts
    record: Exhibit
    original_at: str


def render(
    dossier: Dossier,
    integrity: Integrity,
    criteria: CriteriaSet,
    exported_on: date,
    replaced: Tally | None = None,
    home: Mapping[str, str] | None = None,
    labels: Labels = lambda _, code: item_in_words(code),
) -> str:
    """Return the report of one complaint as Markdown.

    Args:
        dossier: The complaint, pseudonymised by the caller unless people may be named.
        integrity: What `verify` found.
        criteria: Against which the records are indexed.
        exported_on: The day of the export.
        replaced: What was replaced by pseudonyms; None where the report names people as they are.
        home: Criterion -> its place in the index of the portfolio, and "" -> the index; None where there is none.
        labels: What a code of the organisation's own lists is called.
    """
    text = _template().render(
        **_values(dossier, criteria),
        label=labels,
        home={key: ours(place) for key, place in home.items()} if home else {},
        claimed_for=_claimed_for(dossier, criteria, home) if home else "",
        criteria=criteria,
        front_matter=_front_matter(dossier, integrity, criteria, exported_on, replaced),
        integrity=integrity,
        exported_on=exported_on,
        replaced=replaced,
    )
    return text.rstrip("\n") + "\n"


def _front_matter(
    dossier: Dossier, integrity: Integrity, criteria: CriteriaSet, exported_on: date, replaced: Tally | None
) -> Mapping[str, object]:
    return {
        "title": f"Complaint {dossier.reference}",
        "reference": dossier.reference,
        "stage": dossier.stage,
        "outcome": dossier.outcome,
        "received_on": _known_day(dossier.received_on),
        "closed_on": dossier.closed_on,
        "organisation": dossier.organisation,
        "handler": dossier.handler,
        "currency": dossier.currency,
        "criteria_set": criteria.id,
        "exported_on": exported_on,
        "pseudonymised": replaced is not None,
        "journal_head": integrity.head_hash,
        "journal_steps": integrity.steps,
        "verified_on": integrity.verified_on,
        "verified": integrity.ok,
    }


def _values(dossier: Dossier, criteria: CriteriaSet) -> dict[str, object]:
    """Return what the template prints, in the order in which it is read."""
    known = exhibits(dossier)
    contacts = contacts_in_order(dossier)
    updates = [one for one in contacts if one.side is Side.customer and one.direction is Direction.outward]
    entries = index(dossier, criteria)
    return {
        "d": dossier,
        "facts": facts_of,
        "heading": lambda kind, key: ours(known[kind, key].heading),
        "section": lambda name: ours(section_heading(dossier, name)),
        "link": lambda kind, key: _link(known.get((kind, key))),
        "links": lambda kind, keys: _links(known.get((kind, key)) for key in keys),
        "money": lambda minor: ours(markdown.money(minor, dossier.currency)),
        "verdict": lambda option: _verdict(option, dossier.currency),
        "fate": lambda option: _fate(option, dossier),
        "updates": updates,
        "other_contacts": [one for one in contacts if one not in updates],
        "promises": promises_in_order(dossier),
        "promise_counts": _promise_counts(dossier),
        "longest_silence": _longest_silence(dossier, updates),
        "negotiation": _negotiation(dossier, known),
        "story": [(line, known.get((line.kind, line.id))) for line in negotiation_story.told(dossier)],
        "weighed_by": balance.weights_in_words(dossier.balance_weights),
        "departures": [option for option in dossier.options if option.policy_clause],
        "attachments": _attachments(dossier, known),
        "shown": [(criterion, refs) for criterion, refs in entries if refs],
        "gaps": [criterion for criterion, refs in entries if not refs and criterion.kind == "practical"],
        "unexplained": [
            criterion for criterion, refs in entries if not refs and criterion.kind == "knowledge"
        ],
        "received_on": _known_day(dossier.received_on),
        "severity_of": _SEVERITY_OF,
    }


def item_in_words(code: str) -> str:
    """Return the last part of a code in words, where nothing says what it is called."""
    return code.rpartition("/")[2].replace("_", " ")


def _claimed_for(dossier: Dossier, criteria: CriteriaSet, home: Mapping[str, str]) -> Markup:
    claimed = {claim.criterion for claim in dossier.claims if claim.criteria_set == criteria.id}
    return ours(
        ", ".join(
            f"[{markdown.inline(one.id)}]({home[one.id]})" for one in criteria.criteria if one.id in claimed
        )
    )


def _known_day(day: date) -> date | None:
    return None if day == date.min else day


def facts_of(values: Mapping[str, object]) -> Markup:
    """Return a list of what is known, one item for each value that is not empty."""
    said = {label: _said(value) for label, value in values.items() if value is not None and value != ""}
    return ours("\n".join(f"- **{label}:** {value}" for label, value in said.items() if value))


def _said(value: object) -> str:
    """Return a value in the middle of a list, foreign text with its line breaks."""
    from markupsafe import Markup

    if isinstance(value, Markup):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return markdown.date_in_full(value)
    if isinstance(value, Word):
        return spoken(value)
    return markdown.paragraph(str(value), indent=2)


def _link(record: Exhibit | RecordRef | None) -> Markup:
    if record is None:
        return ours("")
    label = markdown.inline(record.label)
    return ours(f"[{label}](#{record.anchor})" if record.anchor else label)


def _links(records: Iterable[Exhibit | None]) -> Markup:
    return ours(", ".join(_link(record) for record in records if record is not None))


def _verdict(option: OptionFacts, currency: str) -> str:
    """Return the authority verdict of an option with the limit as it stood."""
    verdict = option.verdict
    if verdict is None:
        return "not tested"
    parts = [_VERDICTS.get(verdict.verdict, verdict.verdict.replace("_", " "))]
    if verdict.approver_role:
        parts.append(f"to be approved by: {verdict.approver_role.replace('_', ' ')}")
    if verdict.limit_minor is not None:
        parts.append(f"limit as it stood: {markdown.money(verdict.limit_minor, currency)}")
    return "; ".join([*parts, *filter(None, [verdict.reason])])


def _fate(option: OptionFacts, dossier: Dossier) -> str:
    """Return what became of an option."""
    offers = {offer.id: offer.option_id for offer in dossier.offers}
    if dossier.agreement is not None and offers.get(dossier.agreement.offer_id) == option.id:
        return "agreed"
    if option.rejected_reason:
        return f"rejected: {option.rejected_reason}"
    return "offered, not agreed" if option.id in offers.values() else "not taken further"


def _promise_counts(dossier: Dossier) -> str:
    """Return how the promises stand: `2 kept, 1 missed`."""
    states = [promise.state for promise in dossier.promises]
    return ", ".join(f"{states.count(state)} {state.spoken}" for state in PromiseState if state in states)


def _longest_silence(dossier: Dossier, updates: list[ContactFacts]) -> int | None:
    """Return the most calendar days the customer heard nothing, from the day it was received or referred.

    None where no day can be told from which to count.
    """
    begins = dossier.referred_on or _known_day(dossier.received_on)
    if begins is None:
        return None
    ends = max(begins, dossier.closed_on or dossier.today)
    days = sorted({begins, ends, *(one.on for one in updates if begins <= one.on <= ends)})
    return max(((after - before).days for before, after in pairwise(days)), default=0)


def _negotiation(dossier: Dossier, known: Mapping[tuple[str, int], Exhibit]) -> list[NegotiationRow]:
    """Return contacts and offers in the order of their days, each on the side that spoke."""
    rows = [_contact_row(contact, known) for contact in contacts_in_order(dossier)]
    rows += [_offer_row(offer, known, dossier.currency) for offer in dossier.offers]
    return sorted(rows, key=lambda row: row.on)


def _contact_row(contact: ContactFacts, known: Mapping[tuple[str, int], Exhibit]) -> NegotiationRow:
    record = known["contact", contact.id]
    if contact.side is Side.customer:
        # What they want or offer is theirs, also where it came up in a call of ours.
        inward = contact.direction is Direction.inward
        theirs = contact.position or (contact.summary if inward else "")
        return NegotiationRow(contact.on, theirs, "" if inward else contact.summary, record)
    whom = contact.with_whom or contact.side.spoken
    return NegotiationRow(contact.on, "", f"{whom}: {contact.position or contact.summary}", record)


def _offer_row(offer: OfferFacts, known: Mapping[tuple[str, int], Exhibit], currency: str) -> NegotiationRow:
    words = f"{markdown.money(offer.amount_minor, currency)}: {offer.terms}"
    is_ours = offer.maker is Maker.desk
    return NegotiationRow(
        offer.made_on, "" if is_ours else words, words if is_ours else "", known["offer", offer.id]
    )


def _attachments(dossier: Dossier, known: Mapping[tuple[str, int], Exhibit]) -> list[AttachmentRow]:
    """Return every file with the record it belongs to."""
    rows = [
        AttachmentRow(
            source.attachment, known["source", source.id], source.attachment.original_at or source.where_kept
        )
        for source in dossier.sources
        if source.attachment
    ]
    rows += [
        AttachmentRow(action.attachment, known["action", action.id], action.attachment.original_at)
        for action in dossier.actions
        if action.attachment
    ]
    rows += [
        AttachmentRow(contact.attachment, known["contact", contact.id], contact.attachment.original_at)
        for contact in dossier.contacts
        if contact.attachment
    ]
    return rows


@cache
def _template() -> Template:
    """Return the template with the filters that only it needs."""
    own = environment().overlay()
    own.filters = {
        **own.filters,
        "clock_status": lambda status: ours(_CLOCKS[status]),
        "link": _link,
    }
    return own.get_template("complaint.md.j2")
