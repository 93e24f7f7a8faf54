"""The main job, walked through the services: one referred complaint from triage to closed, as sixteen acts and more.

Tests use it to have a complaint with every kind of record on it.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from complaintdesk import services
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import (
    contacts,
    delivery,
    escalation,
    implications,
    intake,
    investigation,
    letters,
    negotiation,
    options,
)
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import (
    Decision,
    Direction,
    Finding,
    Known,
    LibraryKind,
    Likelihood,
    MoneyKind,
    PartyRole,
    PromiseState,
    Side,
    SourceKind,
)

NARRATIVE = 'They said "no" twice.\n\nThe [boiler] is cold *again*, since <Monday> & it is 9°.\n'


def stock_library(desk: Desk) -> tuple[int, int]:
    """Put a policy clause and an aim into the library and return their ids."""
    services.library.add(
        desk, LibraryKind.policy_clause, "REP-4", "Refunds for late repairs", "Only within 30 days."
    )
    services.library.add(desk, LibraryKind.aim, "AIM-1", "Warm homes", "Nobody waits for heating.")
    clause, aim = (
        services.library.entries(desk, kind)[0].id for kind in (LibraryKind.policy_clause, LibraryKind.aim)
    )
    return clause, aim


def walk(desk: Desk, complaint_id: int, file: Path) -> Dossier:
    """Work one referred complaint from triage to closed."""
    clause, aim = stock_library(desk)
    triaged(desk, complaint_id)
    investigated(desk, complaint_id, file)
    found = weighed(desk, complaint_id, clause, aim)
    found = agreed(desk, complaint_id, found)
    return delivered(desk, complaint_id, found)


def triaged(desk: Desk, complaint_id: int) -> Dossier:
    services.triage.rate(desk, complaint_id, 4, "No heating in November")
    services.triage.accept(desk, complaint_id)
    return services.triage.describe(
        desk, complaint_id, {"conflict": "no", "wants": "A warm flat and an apology.", "vulnerable": "yes"}
    )


def investigated(desk: Desk, complaint_id: int, file: Path) -> Dossier:
    today = desk.today()
    investigation.add_party(
        desk, complaint_id, investigation.NewParty(PartyRole.colleague, "Sol Birch", "Repairs planner")
    )
    investigation.add_head(desk, complaint_id, "The boiler was not mended", "delay_service")
    found = investigation.add_head(desk, complaint_id, "The engineer was rude", "poor_service")
    first, second = (head.id for head in found.heads)
    entered = (
        investigation.NewSource(
            SourceKind.document,
            "Job sheet",
            "Two visits",
            "Repairs system",
            today,
            head_ids=(first,),
            file=file,
        ),
        investigation.NewSource(
            SourceKind.call,
            "Call of 9 November",
            "She told us",
            "Call store",
            today,
            heard_side=Side.customer,
        ),
        investigation.NewSource(
            SourceKind.statement, "Engineer's account", "He was late", "E-mail", today, head_ids=(second,)
        ),
    )
    for source in entered:
        found = investigation.add_source(desk, complaint_id, source)
    found = implications.add(
        desk,
        complaint_id,
        implications.NewImplication("safety", "Gas left on", Likelihood.possible, 4, "Gas safety lead"),
    )
    implications.alert(desk, complaint_id, found.implications[0].id, "Gas safety lead", "Made safe.")
    investigation.find(desk, complaint_id, first, Finding.upheld, "Two visits failed.", [found.sources[1].id])
    investigation.find(desk, complaint_id, second, Finding.not_upheld, "Accounts differ.")
    contacts.log(
        desk,
        complaint_id,
        contacts.NewContact(
            Side.customer,
            Direction.outward,
            "phone",
            "Told her who looks after it.",
            promise="Ring with the findings",
            promise_due_on=today + timedelta(days=2),
            counts_as="acknowledged",
        ),
    )
    contacts.log(
        desk,
        complaint_id,
        contacts.NewContact(
            Side.colleague,
            Direction.outward,
            "email",
            "Asked for a new boiler.",
            "Sol Birch",
            "Wants to repair",
        ),
    )
    return services.progress.advance(desk, complaint_id)


def weighed(desk: Desk, complaint_id: int, clause: int, aim: int) -> Dossier:
    refund = options.NewRemedy("refund_full", 80_000, MoneyKind.refund)
    options.add(desk, complaint_id, options.NewOption("Explain only", explain_only=True, scores={"wish": 0}))
    options.add(desk, complaint_id, options.NewOption("Refund the rent", (refund,), scores={"wish": 3}))
    found = options.add(
        desk,
        complaint_id,
        options.NewOption(
            "Refund and make good",
            (refund, options.NewRemedy("goodwill", 50_000, MoneyKind.goodwill)),
            benefit_customer="Warm and heard",
            drawback_customer="Waits a week",
            benefit_organisation="Ends the dispute",
            drawback_organisation="Costs more",
            aim_ids=(aim,),
            policy_clause_id=clause,
            departure_reason="The delay was ours.",
            precedent="One like it in May",
            scores={"wish": 5},
        ),
    )
    return options.present(desk, complaint_id, [option.id for option in found.options])


def agreed(desk: Desk, complaint_id: int, found: Dossier) -> Dossier:
    largest = found.options[-1].id
    found = options.ask_approval(
        desk, complaint_id, options.ApprovalRequest(largest, "Fair", "Mo Lund", "complaints_manager")
    )
    options.decide_approval(desk, complaint_id, found.approvals[0].id, Decision.approved, "Once only")
    found = negotiation.put(desk, complaint_id, negotiation.NewOffer("£1,300 in all", 130_000, largest))
    found = negotiation.counter(
        desk, complaint_id, found.offers[0].id, negotiation.NewOffer("£1,300 and a letter", 130_000)
    )
    return negotiation.agree(
        desk,
        complaint_id,
        found.offers[1].id,
        negotiation.Acceptance("By phone, to me", aim="Warm homes", final_settlement=True),
    )


def delivered(desk: Desk, complaint_id: int, found: Dossier) -> Dossier:
    due_on: date = desk.today() + timedelta(days=10)
    delivery.add_action(desk, complaint_id, "Pay £1,300", "Finance", due_on, is_payment=True)
    found = delivery.add_action(desk, complaint_id, "Write the apology", "Robin Hale", due_on)
    for action in found.actions:
        delivery.prove(desk, complaint_id, action.id, f"Seen in the ledger, action {action.number}")
    services.progress.advance(desk, complaint_id)
    delivery.ask_satisfaction(desk, complaint_id, delivery.Asked("phone", 4, 5, "Good in the end."))
    services.contacts.settle(desk, complaint_id, found.promises[0].id, PromiseState.kept)
    delivery.learn(desk, complaint_id, delivery.Learned("process_not_followed", Known.yes, "delay_service"))
    write(desk, complaint_id, "final", "Our answer", "We are sorry.")
    send(desk, complaint_id)
    escalation.start(desk, complaint_id, "handling", "Housing board", "Third like it")
    return delivery.close(desk, complaint_id)


def write(
    desk: Desk, complaint_id: int, kind: str, subject: str, body: str, *, is_complete: bool = True
) -> Dossier:
    """Keep a letter, every point of its checklist ticked or left open."""
    found = services.dossier.load(desk, complaint_id)
    blank = letters.keep(desk, complaint_id, letters.Written(kind, subject, body))
    letter = blank.letters[-1]
    said = dict.fromkeys(letter.checklist, is_complete)
    assert len(blank.letters) == len(found.letters) + 1
    return letters.keep(desk, complaint_id, letters.Written(kind, subject, body, said=said), letter.id)


def send(desk: Desk, complaint_id: int) -> Dossier:
    """Note that the letter written last was sent today, signed by whoever may."""
    found = services.dossier.load(desk, complaint_id)
    letter = found.letters[-1]
    by = "Mo Lund" if letters.signers(desk, found, letter.kind, letter.stage) else "Robin Hale"
    return letters.send(desk, complaint_id, letter.id, letters.Sent(by, "email"))


def referred(desk: Desk) -> Dossier:
    """Put the journey's complaint on the desk."""
    return intake.new(
        desk,
        intake.NewComplaint("Ada Quill", date(2026, 11, 16), "phone", NARRATIVE, email="ada@example.org"),
    )
