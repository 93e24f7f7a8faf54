"""What the Negotiation screen says: the log of both sides, the offers and the promises."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from textual.content import Content

from complaintdesk.rules import informing, rounds, typed_dates, working_rules
from complaintdesk.rules.counting import counted
from complaintdesk.rules.dossier import ContactFacts, Dossier, OfferFacts, PromiseFacts
from complaintdesk.rules.money import shown
from complaintdesk.screens.complaint_overview import NARRATIVE
from complaintdesk.vocabulary import Direction, Known, Maker, OfferState, PromiseState, Side
from complaintdesk.widgets.columns import Cell, Column, Row, RowKey
from complaintdesk.widgets.foreign import C
from complaintdesk.widgets.queue import due_cell
from complaintdesk.widgets.symbols import DRAWN

LOG_COLUMNS = (
    Column("When", "when", 6),
    Column("Customer", "customer", 28, least=16, grow=1),
    Column("Colleagues", "colleagues", 28, least=16, grow=1),
    Column("State", "state", 11, priority=1),
)

OFFER_COLUMNS = (
    Column("Open until", "until", 13),
    Column("No", "number", 3, align="right"),
    Column("Whose", "whose", 8),
    Column("Terms", "terms", 24, least=12, grow=3),
    Column("Amount", "amount", 11, align="right"),
    Column("State", "state", 11),
    Column("Answers", "answers", 7, priority=2, align="right"),
    Column("Made", "made", 7, priority=3),
)

PROMISE_COLUMNS = (
    Column("Due", "due", 13),
    Column("Promise", "text", 28, least=14, grow=3),
    Column("To", "made_to", 14, least=8, grow=1),
    Column("State", "state", 11),
    Column("Made", "made", 7, priority=2),
)

INCOMING = NARRATIVE
"""The key of the words that began the complaint: on the overview they are the same row."""

_OUT, _IN = DRAWN.arrow, "←"


def silence(found: Dossier) -> str:
    """Return how long the customer has heard nothing from us, in days."""
    told = rounds.last_told_on(found)
    if told is None:
        how, waiting = informing.came_by(found), (found.today - (found.referred_on or found.received_on)).days
        if how:
            when = day(found.received_on, found)
            return f"The customer told us {how}, {when}, and has heard nothing since"
        since = f"{counted(waiting, 'day')} since it came" if waiting else "it came today"
        return f"The customer has not heard from us: {since}"
    days = (found.today - told).days
    return (
        "Customer heard from us today"
        if days == 0
        else f"Customer last heard {counted(days, 'day')} ago ({day(told, found)})"
    )


def log_rows(found: Dossier) -> list[Row]:
    """Return contacts and offers, the latest first, each on its own side, and the words that began it all."""
    steps = _first_steps(found)
    dated = [
        (contact.on, steps.get(f"contact {contact.id}", 0), contact.id, _contact_row(contact))
        for contact in found.contacts
    ]
    dated += [
        (offer.made_on, steps.get(f"offer {offer.id}", 0), offer.id, _offer_row(found, offer))
        for offer in found.offers
    ]
    if informing.came_by(found):
        words = f"{_IN} {found.narrative}"
        row = Row(INCOMING, {"when": f"{found.received_on:%d %b}", "customer": words, "state": found.channel})
        dated.append((found.received_on, -1, 0, row))
    return [row for *_, row in sorted(dated, key=lambda entry: entry[:3], reverse=True)]


def _first_steps(found: Dossier) -> dict[str, int]:
    """Return record -> the step that made it; an offer has a day and no hour."""
    first: dict[str, int] = {}
    for step in found.steps:
        for record in step.records:
            first.setdefault(record, step.number)
    return first


def _contact_row(contact: ContactFacts) -> Row:
    arrow = _OUT if contact.direction is Direction.outward else _IN
    words = f"{arrow} {contact.position or contact.summary}"
    if contact.side is Side.customer:
        side = "customer"
    else:
        side = "colleagues"
        words = f"{arrow} {contact.with_whom or contact.side.spoken}: {contact.position or contact.summary}"
    return Row(
        f"contact-{contact.id}", {"when": f"{contact.on:%d %b}", side: words, "state": contact.channel}
    )


def _offer_row(found: Dossier, offer: OfferFacts) -> Row:
    arrow, what = (_OUT, "Offer") if offer.maker is Maker.desk else (_IN, "Counter")
    answers = next((each.number for each in found.offers if each.id == offer.answers_id), None)
    to = f" to {answers}" if answers is not None else ""
    amount = shown(offer.amount_minor, found.currency)
    return Row(
        f"offer-{offer.id}",
        {
            "when": f"{offer.made_on:%d %b}",
            "customer": f"{arrow} {what} {offer.number}{to}, {amount}: {offer.terms}",
            "state": state_cell(offer, found),
        },
    )


def offer_rows(found: Dossier) -> list[Row]:
    """Return the offers: the open ones first, by the day on which they lapse, then the latest."""

    def place(offer: OfferFacts) -> tuple[bool, date, int]:
        is_open = offer.state is OfferState.open
        return not is_open, (offer.expires_on or date.max) if is_open else date.max, -offer.number

    numbers = {offer.id: offer.number for offer in found.offers}
    return [
        Row(
            offer.id,
            {
                "until": _until(offer, found),
                "number": str(offer.number),
                "whose": "ours" if offer.maker is Maker.desk else "theirs",
                "terms": offer.terms,
                "amount": shown(offer.amount_minor, found.currency),
                "state": state_cell(offer, found),
                "answers": str(numbers.get(offer.answers_id, "")) if offer.answers_id else "",
                "made": f"{offer.made_on:%d %b}",
            },
        )
        for offer in sorted(found.offers, key=place)
    ]


def promise_rows(found: Dossier) -> list[Row]:
    """Return the promises: the open ones first, the earliest due above, then the latest."""

    def place(promise: PromiseFacts) -> tuple[bool, int]:
        is_open = promise.state is PromiseState.open
        return not is_open, promise.due_on.toordinal() if is_open else -promise.due_on.toordinal()

    return [
        Row(
            promise.id,
            {
                "due": due_cell((promise.due_on - found.today).days)
                if promise.state is PromiseState.open
                else Cell(f"{promise.due_on:%d %b}", DRAWN.none, "muted"),
                "text": promise.text,
                "made_to": promise.made_to,
                "state": promise.state.spoken,
                "made": f"{promise.made_on:%d %b}",
            },
        )
        for promise in sorted(found.promises, key=place)
    ]


def log_detail(found: Dossier, key: RowKey) -> Content:
    """Return all that is on record of one entry of the log."""
    if key == INCOMING:
        return incoming_detail(found)
    kind, _, number = str(key).partition("-")
    if kind == "offer":
        return offer_detail(found, int(number))
    contact = next((each for each in found.contacts if str(each.id) == number), None)
    if contact is None:
        return Content("")
    way = "to" if contact.direction is Direction.outward else "from"
    lines = [
        Content.assemble(
            (f"{contact.channel} {way} ", "bold"), C(contact.with_whom or contact.side.spoken, True)
        ),
        C(f"{day(contact.on, found)}, {contact.side.spoken}"),
        Content(""),
        C(contact.summary),
    ]
    if contact.position.strip():
        lines += [Content(""), C(f"Their position: {contact.position}")]
    if contact.preference_note.strip():
        lines += [Content(""), C(f"Otherwise than agreed: {contact.preference_note}")]
    lines += _of_message(found, contact)
    for promise in found.promises:
        if promise.contact_id == contact.id:
            lines += [
                Content(""),
                C(f"Promised for {day(promise.due_on, found)}: {promise.text} ({promise.state.spoken})"),
            ]
    return Content("\n").join(lines)


def incoming_detail(found: Dossier) -> Content:
    """Return the complaint itself as an entry of the log: a conversation need not be typed twice."""
    lines = [
        Content.assemble((f"{found.channel} from ", "bold"), C(found.customer or "customer", True)),
        C(f"{day(found.received_on, found)}, the complaint itself"),
        Content(""),
        C(found.narrative),
    ]
    if found.wants.strip():
        lines += [Content(""), C(f"They want: {found.wants}")]
    return Content("\n").join(lines)


def _of_message(found: Dossier, contact: ContactFacts) -> Iterator[Content]:
    """Yield what an e-mail holds beside its writer's words, and where its original is."""
    if contact.automatic:
        yield Content("\nA machine sent it.")
    if contact.merged_from:
        yield C(f"\nLogged on {contact.merged_from}, which was merged into this one.")
    message = next((each for each in found.messages if each.contact_id == contact.id), None)
    if message is not None:
        for label, words in (
            ("Noticed", message.notices),
            ("Signed", message.signature),
            ("Quoted", message.quoted),
        ):
            if words.strip():
                yield C(f"\n{label}:\n{words}")
    if contact.attachment is not None:
        file = contact.attachment
        yield C(f"\nThe original: {file.name}, {file.size:,} bytes; o opens it.\nSHA-256 {file.sha256}")


def offer_detail(found: Dossier, key: RowKey) -> Content:
    """Return all that is on record of one offer, with what led to it and what followed."""
    offer = next((each for each in found.offers if each.id == key), None)
    if offer is None:
        return Content("")
    lines = [
        Content.styled(_named(offer, found), "bold"),
        *(C(line) for line in _conditions(offer, found)),
        Content(""),
        C(offer.terms),
    ]
    if offer.response.strip():
        when = f", {day(offer.responded_on, found)}" if offer.responded_on else ""
        lines += [Content(""), C(f"Reply{when}: {offer.response}")]
    change = rounds.moved(found.offers, offer, found.currency)
    if change:
        lines += [Content(""), C(change)]
    chain = rounds.thread(found.offers, offer)
    if len(chain) > 1:
        lines += [Content(""), Content.styled("So far", "bold")]
        lines += [C(f"{DRAWN.cursor if each == offer else ' '} {_named(each, found)}") for each in chain]
    for notice in working_rules.warnings(found):
        if (notice.where.record_kind, notice.where.record_id) == ("offer", offer.id):
            lines += [Content(""), C(f"{DRAWN.overdue} {notice.sentence}")]
    return Content("\n").join(lines)


def promise_detail(found: Dossier, key: RowKey) -> Content:
    """Return all that is on record of one promise."""
    promise = next((each for each in found.promises if each.id == key), None)
    if promise is None:
        return Content("")
    settled = f" on {day(promise.settled_on, found)}" if promise.settled_on else ""
    lines = [
        C(promise.text),
        Content(""),
        C(f"Promised to {promise.made_to or 'the customer'} on {day(promise.made_on, found)}"),
        C(f"Due {day(promise.due_on, found)}; {promise.state.spoken}{settled}"),
    ]
    if promise.reason.strip():
        lines.append(C(f"Because: {promise.reason}"))
    follower = next((each for each in found.promises if each.id == promise.superseded_by_id), None)
    if follower is not None:
        lines.append(C(f"Instead: {follower.text}, due {day(follower.due_on, found)}"))
    return Content("\n").join(lines)


def state_cell(offer: OfferFacts, found: Dossier) -> Cell:
    """Return what became of an offer, as sign and word."""
    if offer.state is OfferState.open:
        has_lapsed = offer.expires_on is not None and offer.expires_on < found.today
        return Cell("lapsed", DRAWN.overdue, "overdue") if has_lapsed else Cell("open", DRAWN.soon, "soon")
    if offer.state is OfferState.accepted:
        return Cell("accepted", DRAWN.done, "later")
    return Cell(offer.state.spoken, DRAWN.none, "muted")


def day(on: date, found: Dossier) -> str:
    """Return a day as it is written in a sentence, its year only where it is another."""
    return typed_dates.in_full(on, found.today)


def _until(offer: OfferFacts, found: Dossier) -> Cell:
    if offer.state is not OfferState.open:
        return Cell("", "")
    if offer.expires_on is None:
        return Cell("no end set", DRAWN.none, "muted")
    return due_cell((offer.expires_on - found.today).days)


def _named(offer: OfferFacts, found: Dossier) -> str:
    what = "Our offer" if offer.maker is Maker.desk else "The customer's counter-offer"
    return f"{what} {offer.number}: {shown(offer.amount_minor, found.currency)}, {offer.state.spoken}"


def _conditions(offer: OfferFacts, found: Dossier) -> Iterator[str]:
    until = f"; open until {day(offer.expires_on, found)}" if offer.expires_on else ""
    yield f"Made {day(offer.made_on, found)}{until}"
    option = next((each for each in found.options if each.id == offer.option_id), None)
    if option is not None:
        yield f"Option {option.number}: {option.text}"
    if offer.stays_open_if_referred is not Known.unknown:
        yield f"Stays open if it is referred outside: {offer.stays_open_if_referred.spoken}"
    approval = next((each for each in found.approvals if each.id == offer.approval_id), None)
    if approval is not None:
        yield f"Approved by {approval.approver} ({approval.approver_role.replace('_', ' ')})"
