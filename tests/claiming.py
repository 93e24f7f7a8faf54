"""Claiming records as evidence, as the tests of the portfolio do it."""

from __future__ import annotations

from datetime import date

from complaintdesk.services import claims, portfolio
from complaintdesk.services.claims import NewClaim, Record
from complaintdesk.services.desk import Desk
from complaintdesk.services.portfolio import Offered
from complaintdesk.vocabulary import EvidenceKind

SHOWS = NewClaim("Told the customer before she asked.")
SEEN = NewClaim(
    "Calm under pressure.",
    EvidenceKind.witness_testimony,
    "Signed sheet, HR folder",
    "Kay Doyle",
    "Team leader",
    "line manager",
    "01632 960000",
    date(2026, 11, 17),
    why_authentic="She sat beside me.",
)


def offered(desk: Desk, criterion: str) -> list[Offered]:
    return list(portfolio.for_criterion(desk, criterion))


def record_of(offer: Offered) -> Record:
    return Record(offer.evidence.record_kind, offer.evidence.record_id, offer.evidence.complaint_id)


def claim_first(desk: Desk, criterion: str, entered: NewClaim = SHOWS) -> int:
    free = next(each for each in offered(desk, criterion) if each.claim is None)
    return claims.claim(desk, criterion, record_of(free), entered)


def items(desk: Desk, criterion: str) -> int:
    covered = portfolio.view(desk).of(criterion)
    assert covered is not None
    return covered.items
