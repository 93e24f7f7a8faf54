"""A dossier with every kind of record, invented, and the people in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from complaintdesk.rules.clocks import Clock
from complaintdesk.rules.dossier import (
    ActionFacts,
    AgreementFacts,
    ApprovalFacts,
    AttachmentFacts,
    ClaimFacts,
    ContactFacts,
    Dossier,
    EscalationFacts,
    HeadFacts,
    ImplicationFacts,
    LetterFacts,
    OfferFacts,
    OptionFacts,
    PartyFacts,
    PromiseFacts,
    RemedyFacts,
    SatisfactionFacts,
    SourceFacts,
    StepFacts,
    VerdictFacts,
)
from complaintdesk.rules.pseudonyms import Person
from complaintdesk.vocabulary import (
    Complexity,
    Decision,
    Direction,
    Finding,
    Known,
    LetterState,
    Likelihood,
    Maker,
    MoneyKind,
    OfferState,
    Origin,
    Outcome,
    PartyRole,
    PromiseState,
    Side,
    SourceKind,
    Stage,
)

NARRATIVE = """Dear Sir or Madam,

I am Ada Okafor of 4 Quay Row, LS1 4AP. Your man Mr Price came on 3 May and left the boiler *worse*:
  1. no hot water
  2. a leak under the sink
```
He told me "it's [not] <my> job".
```
Ring me on 07700 900123 or write to ada.okafor@example.org. My account number is 44556677.

A. Okafor"""

PEOPLE = (
    Person("Customer A", ("Ada Okafor",), ("ada.okafor@example.org",), ("07700 900123",)),
    Person("Representative 1", ("Mrs Ngozi Bell",)),
    Person("Colleague 1", ("Tom Price",)),
    Person("Approver 1", ("Helen Marsh",)),
)

LETTER = AttachmentFacts(1, "3f" * 32, "okafor-letter.pdf", 20480, "application/pdf", "post room, box 12")
RECEIPT = AttachmentFacts(2, "a7" * 32, "receipt.png", 1, "image/png")


def the_minimal_dossier() -> Dossier:
    """Return a complaint of which next to nothing is known yet."""
    return Dossier(
        id=7,
        version=1,
        reference="CD-2026-0007",
        today=date(2026, 6, 30),
        currency="GBP",
        origin=Origin.referred,
        stage=Stage.referred,
        customer="",
        customer_id=None,
        handler="Robin Hale",
        organisation="Harbour Homes",
        role="complaint_handler",
        region="ENG",
    )


def the_full_dossier() -> Dossier:
    """Return a complaint worked from triage to closed, with every kind of record."""
    return replace(the_minimal_dossier(), **_HEADER, **_RECORDS)


_HEADER: dict[str, Any] = {
    "stage": Stage.closed,
    "customer": "Ada Okafor",
    "customer_id": 3,
    "source_id": "88121",
    "received_on": date(2026, 5, 11),
    "referred_on": date(2026, 5, 13),
    "referred_by": "front line",
    "referral_reason": "customer_insists",
    "channel": "letter",
    "product": "boiler cover",
    "category": "repairs",
    "cause": "poor_service",
    "about": "A boiler visit that made things worse",
    "narrative": NARRATIVE,
    "wants": "The boiler mended at once, and my day off paid.",
    "account_ref": "44556677",
    "severity": 3,
    "severity_reason": "no hot water for nine days",
    "complexity": Complexity.medium,
    "urgent": True,
    "vulnerable": Known.yes,
    "adjustments": "calls after six",
    "contact_method": "phone",
    "update_working_days": 5,
    "owner": "Robin Hale",
    "accepted_on": date(2026, 5, 13),
    "conflict": Known.no,
    "procedure": "uk-general",
    "procedure_name": "General (UK retail and services)",
    "closed_on": date(2026, 6, 26),
    "outcome": Outcome.partly_upheld,
    "outcome_reason": "One head upheld, one not.",
    "root_cause": "process_not_followed",
    "affects_others": Known.yes,
    "local_fix": "The visit sheet has a line for leaks.",
    "systemic_fix": "Put to the service board.",
}

_RECORDS: dict[str, Any] = {
    "parties": (
        PartyFacts(1, PartyRole.representative, "Mrs Ngozi Bell", "sister", authority_to_act=Known.yes),
        PartyFacts(2, PartyRole.colleague, "Tom Price", "engineer", "Harbour Homes"),
        PartyFacts(3, PartyRole.approver, "Helen Marsh", "complaints manager", "Harbour Homes"),
    ),
    "heads": (
        HeadFacts(
            1, 1, "The leak", "poor_service", "people_skill", Finding.upheld, "The photo shows it.", (1, 2)
        ),
        HeadFacts(
            2, 2, "Rudeness", "staff_conduct", "no_fault", Finding.not_upheld, "Two accounts differ.", (3,)
        ),
    ),
    "sources": (
        SourceFacts(
            *(1, 1, SourceKind.document, "Ada Okafor's letter", "what she found", "post room"),
            obtained_on=date(2026, 5, 14),
            head_ids=(1,),
            attachment=LETTER,
            heard_side=Side.customer,
        ),
        SourceFacts(
            2,
            2,
            SourceKind.photo,
            "Photo of the sink",
            "the leak",
            obtained_on=date(2026, 5, 15),
            head_ids=(1,),
        ),
        SourceFacts(
            *(3, 3, SourceKind.statement, "What Tom Price says"),
            asked_of="Tom Price",
            asked_on=date(2026, 5, 15),
            due_on=date(2026, 5, 20),
            head_ids=(2,),
            heard_side=Side.colleague,
        ),
    ),
    "implications": (
        ImplicationFacts(
            *(1, "safety", "A leak beside a socket.", Likelihood.possible, 4),
            alerted="health and safety lead",
            alerted_on=date(2026, 5, 14),
            response="Looked at the same day.",
            responded_on=date(2026, 5, 14),
            due_on=date(2026, 5, 14),
        ),
    ),
    "contacts": (
        ContactFacts(
            *(
                1,
                datetime(2026, 5, 14, 17, 5, tzinfo=UTC),
                date(2026, 5, 14),
                Side.customer,
                Direction.outward,
            ),
            *("phone", "Ada Okafor", "I have your letter and will ring on Wednesday."),
        ),
        ContactFacts(
            *(
                2,
                datetime(2026, 5, 15, 9, 0, tzinfo=UTC),
                date(2026, 5, 15),
                Side.colleague,
                Direction.outward,
            ),
            *("face_to_face", "Tom Price", "Asked for his account.", "He can come back on Friday."),
        ),
        ContactFacts(
            *(
                3,
                datetime(2026, 5, 20, 17, 0, tzinfo=UTC),
                date(2026, 5, 20),
                Side.customer,
                Direction.inward,
            ),
            *("phone", "Ada Okafor", "Will not take less than her day's pay.", "£120 | or nothing"),
            offer_id=2,
        ),
        ContactFacts(
            *(
                4,
                datetime(2026, 5, 29, 17, 0, tzinfo=UTC),
                date(2026, 5, 29),
                Side.customer,
                Direction.outward,
            ),
            *("letter", "Ada Okafor", "The offer in writing.\nWith the date of the visit.", ""),
            offer_id=3,
        ),
    ),
    "promises": (
        PromiseFacts(
            *(1, "Ring on Wednesday", "Ada Okafor", date(2026, 5, 14), date(2026, 5, 20), PromiseState.kept),
            settled_on=date(2026, 5, 20),
            contact_id=1,
        ),
        PromiseFacts(
            *(
                2,
                "Send the sheet",
                "Mrs Ngozi Bell",
                date(2026, 5, 20),
                date(2026, 5, 22),
                PromiseState.missed,
            ),
            reason="It had been lost.",
        ),
    ),
    "clocks": (
        Clock(
            *(
                "ack",
                "Acknowledgement",
                date(2026, 5, 11),
                date(2026, 5, 13),
                "met",
                date(2026, 5, 13),
                None,
                None,
            ),
            *(
                1.0,
                "2 working days after Mon 11 May 2026, day 1 = Tue 12 May = Wed 13 May 2026",
                "policy",
                "answer",
            ),
        ),
        Clock(
            *("final", "Final answer", date(2026, 5, 11), date(2026, 7, 6), "running", None, 6, 4, 0.9),
            *("8 weeks after Mon 11 May 2026 = Mon 6 Jul 2026", "policy", "answer"),
            extensions=1,
        ),
    ),
    "options": (
        OptionFacts(
            *(1, 1, "Mend it and pay the day", False),
            (
                RemedyFacts(1, "redo", 9000, MoneyKind.other_loss, "second visit"),
                RemedyFacts(2, "distress", 30000, MoneyKind.goodwill),
                RemedyFacts(3, "apology"),
            ),
            benefit_customer="Hot water and her pay.",
            drawback_customer="Another visit.",
            benefit_organisation="Keeps the customer.",
            drawback_organisation="Cost.",
            service_offer_fit="Visits are free of charge.",
            aim_ids=(4,),
            policy_clause_id=9,
            policy_clause="Repairs 4.2: no pay for lost days",
            policy_text="Days off work are *not* paid.",
            departure_reason="We lost her the day twice.",
            precedent="CD-2025-0101: £100.00",
            days_to_deliver=5,
            scores={"wish": 5, "cost": 2},
            balance=71.25,
            verdict=VerdictFacts(
                "needs_approval", "Goodwill is above the limit.", "complaints_manager", 25000
            ),
            presented_on=date(2026, 5, 20),
            customer_view="Yes, if it is Friday.",
            rank=1,
        ),
        OptionFacts(
            *(2, 2, "Explain only", True, ()),
            rejected_reason="It mends nothing.",
            verdict=VerdictFacts("within", "No money."),
        ),
    ),
    "approvals": (
        ApprovalFacts(
            *(1, 1, "Goodwill of £300.00", 30000, "goodwill £250.00", "Two lost days.", "Helen Marsh"),
            *("complaints_manager", date(2026, 5, 21), Decision.approved, date(2026, 5, 22)),
            conditions="Once only.",
            expires_on=date(2026, 6, 30),
            covers_policy_departure=True,
        ),
    ),
    "offers": (
        OfferFacts(
            *(1, 1, Maker.desk, 2, "An explanation.", 0, date(2026, 5, 18), date(2026, 6, 1), Known.yes),
            state=OfferState.countered,
            response="Not enough.",
            responded_on=date(2026, 5, 20),
        ),
        OfferFacts(
            2,
            2,
            Maker.customer,
            None,
            "My day's pay.",
            12000,
            date(2026, 5, 20),
            None,
            Known.unknown,
            OfferState.rejected,
            1,
        ),
        OfferFacts(
            *(
                3,
                3,
                Maker.desk,
                1,
                "Visit on Friday, £300.00.",
                30000,
                date(2026, 5, 29),
                date(2026, 6, 12),
                Known.yes,
            ),
            state=OfferState.accepted,
            answers_id=2,
            responded_on=date(2026, 6, 1),
            approval_id=1,
        ),
    ),
    "agreement": AgreementFacts(
        *(
            1,
            3,
            date(2026, 6, 1),
            "by telephone, confirmed by letter",
            "Visit on Friday, £300.00.",
            39000,
            True,
        ),
        by_on=date(2026, 6, 12),
        policy_clause="Repairs 4.2: no pay for lost days",
        policy_text="Days off work are *not* paid.",
        departure_reason="We lost her the day twice.",
        aim="A home that works",
        approval_id=1,
        authority="complaints manager",
    ),
    "actions": (
        ActionFacts(1, 1, "Second visit", "Tom Price", date(2026, 6, 5), date(2026, 6, 5), "signed sheet"),
        ActionFacts(
            2, 2, "Pay £300.00", "finance", date(2026, 6, 12), date(2026, 6, 10), "paid", RECEIPT, True
        ),
    ),
    "letters": (
        LetterFacts(
            *(
                1,
                "acknowledgement",
                "Your letter",
                "Dear Ms Okafor,\n\nI own your complaint.\n",
                LetterState.sent,
            ),
            sent_on=date(2026, 5, 13),
            signatory="Robin Hale",
            checklist={"owner_named": True, "next_date": False},
        ),
    ),
    "satisfaction": (SatisfactionFacts(1, date(2026, 6, 19), "phone", 4, 5, "Warm again. Thank you."),),
    "escalations": (
        EscalationFacts(
            *(1, "service board", False, "The visit sheet misses leaks.", "heads, sources, findings"),
            *(datetime(2026, 6, 22, 8, 30, tzinfo=UTC), date(2026, 6, 22)),
            acknowledged_on=date(2026, 6, 23),
            acknowledged_by="Helen Marsh",
            outcome="On the agenda for July.",
        ),
    ),
    "claims": (
        ClaimFacts(1, "2.2", "contact", 3, "how I heard her position out", "work_product"),
        ClaimFacts(2, "3.1", "review", 5, "my review of repeated leaks", "work_product"),
        ClaimFacts(3, "4.5", "complaint", 7, "what nine days of silence did", "statement"),
    ),
    "steps": (StepFacts(1, datetime(2026, 5, 13, 9, 0, tzinfo=UTC), "Robin Hale", "accept"),),
}
