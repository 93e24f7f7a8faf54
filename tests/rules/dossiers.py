"""Dossiers for tests: a bare one, and one in which nothing is missing anywhere.

A test takes one of them and changes the fact it is about.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from complaintdesk.rules.clocks import Clock, Status
from complaintdesk.rules.dossier import (
    ActionFacts,
    AgreementFacts,
    ApprovalFacts,
    ContactFacts,
    Dossier,
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
)
from complaintdesk.vocabulary import (
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
    PartyRole,
    PromiseState,
    Side,
    SourceKind,
    Stage,
)

TODAY = date(2026, 11, 20)


def a_dossier(**facts: Any) -> Dossier:
    """Return a dossier that knows little but who complains, changed by `facts`."""
    return replace(
        Dossier(
            id=7,
            version=1,
            reference="CD-2026-0007",
            today=TODAY,
            currency="GBP",
            origin=Origin.referred,
            stage=Stage.referred,
            customer="Ada Okafor",
            customer_id=3,
            handler="Robin Hale",
            organisation="Harbour Homes",
            role="complaint_handler",
            region="ENG",
            received_on=date(2026, 11, 2),
        ),
        **facts,
    )


def a_clock(**facts: Any) -> Clock:
    status: Status = "running"
    clock = Clock(
        id="target",
        name="Answer",
        start_on=date(2026, 11, 2),
        due_on=date(2026, 11, 30),
        status=status,
        met_on=None,
        days_left=10,
        wd_left=6,
        share_used=0.7,
        sum="20 working days after Mon 2 Nov 2026 = Mon 30 Nov 2026",
        kind="policy",
        stage="",
    )
    return replace(clock, **facts)


def a_party(**facts: Any) -> PartyFacts:
    return replace(PartyFacts(id=1, role=PartyRole.customer, name="Ada Okafor"), **facts)


def a_head(**facts: Any) -> HeadFacts:
    head = HeadFacts(
        id=1,
        number=1,
        text="The boiler failed twice",
        cause="defective",
        root_cause="supplier",
        finding=Finding.upheld,
        reasons="The part was wrong",
        source_ids=(1,),
    )
    return replace(head, **facts)


def a_source(**facts: Any) -> SourceFacts:
    source = SourceFacts(
        id=1,
        number=1,
        kind=SourceKind.statement,
        what="The customer's account",
        shows="Two failures in a week",
        obtained_on=date(2026, 11, 4),
        head_ids=(1,),
        heard_side=Side.customer,
    )
    return replace(source, **facts)


def an_implication(**facts: Any) -> ImplicationFacts:
    implication = ImplicationFacts(
        id=1,
        kind="supplier",
        text="Other boilers of the same make",
        likelihood=Likelihood.likely,
        severity=3,
        alerted="Contract manager",
        alerted_on=date(2026, 11, 5),
        response="Looking at the other sites",
        responded_on=date(2026, 11, 6),
    )
    return replace(implication, **facts)


def a_contact(**facts: Any) -> ContactFacts:
    contact = ContactFacts(
        id=1,
        at=datetime(2026, 11, 18, 9, 30, tzinfo=UTC),
        on=date(2026, 11, 18),
        side=Side.customer,
        direction=Direction.outward,
        channel="phone",
        with_whom="Ada Okafor",
        summary="Told her what happens next",
    )
    return replace(contact, **facts)


def a_promise(**facts: Any) -> PromiseFacts:
    promise = PromiseFacts(
        id=1,
        text="Call back with the engineer's date",
        made_to="Ada Okafor",
        made_on=date(2026, 11, 5),
        due_on=date(2026, 11, 9),
        state=PromiseState.kept,
        settled_on=date(2026, 11, 9),
    )
    return replace(promise, **facts)


def an_option(**facts: Any) -> OptionFacts:
    option = OptionFacts(
        id=1,
        number=1,
        text="Replace the boiler and pay for the heaters",
        explain_only=False,
        remedies=(
            RemedyFacts(1, "replace"),
            RemedyFacts(2, "reimburse_loss", 8_000, MoneyKind.other_loss),
        ),
        benefit_customer="Warm before Christmas",
        drawback_customer="A day at home",
        benefit_organisation="No third visit",
        drawback_organisation="The cost",
        presented_on=date(2026, 11, 10),
    )
    return replace(option, **facts)


def an_approval(**facts: Any) -> ApprovalFacts:
    approval = ApprovalFacts(
        id=1,
        option_id=1,
        what="Goodwill above the limit",
        amount_minor=60_000,
        limit_breached="goodwill",
        why="Six weeks without heating",
        approver="Sam Reed",
        approver_role="complaints_manager",
        asked_on=date(2026, 11, 9),
        decision=Decision.approved,
        decided_on=date(2026, 11, 10),
        expires_on=date(2026, 12, 31),
        covers_policy_departure=True,
    )
    return replace(approval, **facts)


def an_offer(**facts: Any) -> OfferFacts:
    offer = OfferFacts(
        id=1,
        number=1,
        maker=Maker.desk,
        option_id=1,
        terms="A new boiler by 30 November and £80",
        amount_minor=8_000,
        made_on=date(2026, 11, 11),
        expires_on=date(2026, 12, 11),
        stays_open_if_referred=Known.yes,
        state=OfferState.accepted,
        responded_on=date(2026, 11, 12),
    )
    return replace(offer, **facts)


def an_agreement(**facts: Any) -> AgreementFacts:
    agreement = AgreementFacts(
        id=1,
        offer_id=1,
        accepted_on=date(2026, 11, 12),
        how="By phone, read back to her",
        terms="A new boiler by 30 November and £80",
        amount_minor=8_000,
        final_settlement=True,
        by_on=date(2026, 11, 30),
    )
    return replace(agreement, **facts)


def an_action(**facts: Any) -> ActionFacts:
    action = ActionFacts(
        id=1,
        number=1,
        text="Pay £80",
        owner="Robin Hale",
        due_on=date(2026, 11, 19),
        done_on=date(2026, 11, 18),
        proof="Payment run of 18 November",
        is_payment=True,
    )
    return replace(action, **facts)


def a_letter(**facts: Any) -> LetterFacts:
    letter = LetterFacts(
        id=1,
        kind="final",
        subject="Our answer",
        body="We are sorry that the boiler failed twice.",
        state=LetterState.sent,
        sent_on=date(2026, 11, 13),
        signatory="Robin Hale",
        checklist={"decision": True, "reasons": True},
    )
    return replace(letter, **facts)


def a_check(**facts: Any) -> SatisfactionFacts:
    check = SatisfactionFacts(
        id=1,
        asked_on=date(2026, 11, 19),
        method="phone",
        outcome_score=4,
        handling_score=5,
        words="Warm again, thank you",
    )
    return replace(check, **facts)


def a_finished_dossier(**facts: Any) -> Dossier:
    """Return a dossier that passes every gate and brings no notice, changed by `facts`."""
    finished = a_dossier(
        stage=Stage.checking,
        severity=3,
        conflict=Known.no,
        owner="Robin Hale",
        accepted_on=date(2026, 11, 3),
        procedure="uk-general",
        wants="A boiler that works",
        vulnerable=Known.no,
        cause="defective",
        root_cause="supplier",
        affects_others=Known.yes,
        systemic_fix="Check every boiler of that make",
        parties=(a_party(),),
        heads=(a_head(),),
        sources=(
            a_source(),
            a_source(id=2, number=2, what="The engineer's account", heard_side=Side.colleague),
        ),
        implications=(an_implication(),),
        contacts=(
            a_contact(),
            a_contact(id=2, side=Side.colleague, with_whom="Lee Grant", summary="The contract allows it"),
        ),
        promises=(a_promise(),),
        clocks=(a_clock(status="met", met_on=date(2026, 11, 13), days_left=None, wd_left=None),),
        options=(
            an_option(),
            an_option(
                id=2, number=2, text="Explain what was done", explain_only=True, remedies=(), verdict=None
            ),
        ),
        offers=(an_offer(),),
        agreement=an_agreement(),
        actions=(an_action(),),
        letters=(a_letter(),),
        satisfaction=(a_check(),),
    )
    return replace(finished, **facts)
