"""The everyday acts, each one step: a new complaint, taking one on, logging a contact.

What is printed is printed after the step is durable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from complaintdesk import services
from complaintdesk.cli.arguments import Json, Reference, asked, day_or_none, text_or_file, word
from complaintdesk.cli.start import day, opened
from complaintdesk.cli.words import UsageError, document, say
from complaintdesk.vocabulary import Direction, Side

if TYPE_CHECKING:
    from complaintdesk.rules.dossier import Dossier

app = typer.Typer()


@app.command()
def new(
    context: typer.Context,
    customer: Annotated[str, typer.Option(help="The customer's name.")],
    received: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="The day it came in.")],
    channel: Annotated[str, typer.Option(help="How it came in: phone, email, letter ...")],
    narrative: Annotated[
        str, typer.Option(metavar="TEXT|@FILE|-", help="The customer's words; @FILE or - reads them.")
    ],
    referred: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="The day it was referred; today.")] = "",
    referred_by: Annotated[str, typer.Option(help="Who referred it.")] = "",
    reason: Annotated[str, typer.Option(help="Why it was referred.")] = "",
    about: Annotated[str, typer.Option(help="The complaint in a line.")] = "",
    wants: Annotated[str, typer.Option(help="What the customer wants.")] = "",
    product: Annotated[str, typer.Option(help="What it is about.")] = "",
    category: Annotated[str, typer.Option(help="What kind of complaint it is.")] = "",
    email: Annotated[str, typer.Option(help="The customer's e-mail address.")] = "",
    phone: Annotated[str, typer.Option(help="The customer's telephone.")] = "",
    account: Annotated[str, typer.Option(help="The customer's account.")] = "",
    as_json: Json = False,
) -> None:
    """Put a complaint on the desk."""
    received_on = day(received, "--received")
    referred_on = day_or_none(referred, "--referred")
    words = text_or_file(narrative)
    with opened(asked(context)) as desk:
        entered = services.intake.NewComplaint(
            customer=customer,
            received_on=received_on,
            channel=channel,
            narrative=words,
            referred_on=referred_on,
            referred_by=referred_by,
            referral_reason=reason,
            about=about,
            wants=wants,
            product=product,
            category=category,
            email=email,
            phone=phone,
            account_ref=account,
        )
        _done(services.intake.new(desk, entered), "is on the desk", as_json)


@app.command()
def accept(context: typer.Context, reference: Reference, as_json: Json = False) -> None:
    """Take a referred complaint on."""
    with opened(asked(context)) as desk:
        complaint_id = services.dossier.find_id(desk, reference)
        _done(services.triage.accept(desk, complaint_id), "is accepted", as_json)


@app.command()
def contact(
    context: typer.Context,
    reference: Reference,
    side: Annotated[str, typer.Option("--with", metavar="customer|colleague|third", help="With whom.")],
    direction: Annotated[str, typer.Option(metavar="in|out", help="Who reached whom.")],
    channel: Annotated[str, typer.Option(help="How: phone, email, letter ...")],
    summary: Annotated[str, typer.Option(metavar="TEXT|@FILE|-", help="What was said.")],
    who: Annotated[str, typer.Option("--who", help="Their name, if it is not the customer.")] = "",
    promise: Annotated[str, typer.Option(help="What was promised.")] = "",
    by: Annotated[str, typer.Option("--by", metavar="YYYY-MM-DD", help="When it must be kept.")] = "",
    on: Annotated[str, typer.Option("--on", metavar="YYYY-MM-DD", help="The day of it; today.")] = "",
    counts_as: Annotated[str, typer.Option(metavar="EVENT", help="The event of the procedure it is.")] = "",
    keeps: Annotated[
        int | None, typer.Option(metavar="N", help="The open promise it keeps, the Nth made.")
    ] = None,
    otherwise: Annotated[str, typer.Option(help="Why it went otherwise than the customer asked for.")] = "",
    as_json: Json = False,
) -> None:
    """Log a contact, with what was promised in it."""
    entered_side, entered_direction = word(Side, side, "--with"), word(Direction, direction, "--direction")
    promise_due_on, happened_on = day_or_none(by, "--by"), day_or_none(on, "--on")
    if promise_due_on is not None and not promise:
        raise UsageError("--by needs --promise.")
    words = text_or_file(summary)
    with opened(asked(context)) as desk:
        complaint_id = services.dossier.find_id(desk, reference)
        entered = services.contacts.NewContact(
            side=entered_side,
            direction=entered_direction,
            channel=channel,
            summary=words,
            with_whom=who,
            promise=promise,
            promise_due_on=promise_due_on,
            counts_as=counts_as,
            happened_on=happened_on,
            preference_note=otherwise,
            keeps=None if keeps is None else services.contacts.promise_id(desk, complaint_id, keeps),
        )
        _done(services.contacts.log(desk, complaint_id, entered), "has the contact", as_json)


def _done(found: Dossier, said: str, as_json: bool) -> None:
    step = found.steps[-1].number
    if as_json:
        document({"reference": found.reference, "step": step})
    else:
        say(f"{found.reference} {said} (step {step}).")
