"""Delegated authority: what a handler may offer alone, and who may say yes to more.

The worth of the whole package is tested - money, waivers and the cost of doing
work again - together with what the same customer was offered in the last twelve
months, so that a large offer cannot be split into small ones. Each verdict
gives its reason in one sentence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from complaintdesk.rules.authority_matrix import DEPARTURE_WORDS, Departure, Limit, limit_of
from complaintdesk.rules.due_dates import short
from complaintdesk.rules.money import shown
from complaintdesk.vocabulary import Decision, Maker, MoneyKind

if TYPE_CHECKING:
    from complaintdesk.rules.dossier import ApprovalFacts, OfferFacts, OptionFacts

__all__ = [
    "MONTHS_COUNTED",
    "Departure",
    "Limit",
    "Package",
    "Verdict",
    "VerdictKind",
    "Worth",
    "approval_covers",
    "approval_gaps",
    "counted_with",
    "covers",
    "departure_of",
    "limit_of",
    "package_of",
    "priced",
    "verdict",
]

MONTHS_COUNTED = 12
"""Earlier offers to the same customer count for so many months."""


class Worth(NamedTuple):
    """An amount and what it is for; None is a waiver or redone work in a package, unknown in the past."""

    kind: MoneyKind | None
    minor: int
    offer_id: int | None = None
    """The earlier offer it was part of, so that an offer is never counted as earlier than itself."""


@dataclass(frozen=True, slots=True)
class Package:
    """All that one offer gives, and what this customer was offered before it.

    Raises:
        ValueError: If an amount is negative: nothing may be set off against the rest.
    """

    parts: tuple[Worth, ...] = ()
    earlier: tuple[Worth, ...] = ()
    """Other offers to the same customer in the last twelve months that were not refused or withdrawn."""
    departure: Departure = Departure.none
    admits_liability: bool = False

    def __post_init__(self) -> None:
        if any(worth.minor < 0 for worth in (*self.parts, *self.earlier)):
            raise ValueError("a part of a package cannot be worth less than nothing")

    @property
    def total_minor(self) -> int:
        """The worth of the package itself."""
        return sum(worth.minor for worth in self.parts)

    @property
    def earlier_minor(self) -> int:
        """The worth of what was offered before."""
        return sum(worth.minor for worth in self.earlier)


class VerdictKind(Enum):
    """What authority says to a package; the values are those of the recorded verdict."""

    within = "within"
    needs_approval = "needs_approval"
    not_possible = "not_possible"


class Verdict(NamedTuple):
    """What authority says, why, and who may say yes where the handler may not."""

    kind: VerdictKind
    reason: str
    approver_role: str = ""
    limit_minor: int | None = None
    """The own limit that decided; None where no amount did."""


class _Test(NamedTuple):
    """One sum held against one limit."""

    minor: int
    limit_minor: int | None
    what: str
    earlier_minor: int
    is_for_all: bool = False
    """Whether the limit is one for all that a customer is given in a year."""

    @property
    def passes(self) -> bool:
        """Whether the sum may be offered: a single offer up to the limit, instalments only below it.

        A limit that is reached in instalments is what splitting looks like, so the last
        of them needs somebody else's eyes; a limit for a whole year is made for instalments.
        """
        if self.limit_minor is None or not self.earlier_minor or self.is_for_all:
            return self.limit_minor is None or self.minor <= self.limit_minor
        return self.minor < self.limit_minor

    @property
    def room(self) -> float:
        return float("inf") if self.limit_minor is None else self.limit_minor - self.minor


def verdict(package: Package, own_role: str, limits: Iterable[Limit], currency: str = "GBP") -> Verdict:
    """Return whether a package is within authority, needs whom, or is not possible.

    Money of each kind, with what was offered earlier of that kind, is held
    against the limit of its kind, and all of it together against the largest
    limit, or against what one customer may be given in a year where that is set.
    A waiver or redone work counts as other loss. Earlier sums of which the kind
    is not known count against every kind in the package.
    """
    if not package.total_minor and package.departure is Departure.none and not package.admits_liability:
        return Verdict(
            VerdictKind.within, "It costs nothing and departs from no policy; it is yours to give."
        )
    ladder = sorted(limits, key=lambda limit: limit.rank)
    own = limit_of(own_role, ladder)
    if own is None:
        return Verdict(VerdictKind.not_possible, f"The authority matrix has no role {own_role!r}.")
    breach = next((test for test in _tests(package, own) if not test.passes), None)
    reasons = [_too_much(breach, currency)] if breach else []
    if not _may_depart(package, own):
        reasons.append(_too_far(own))
    if not _may_admit(package, own):
        reasons.append(f"it admits liability, which you may not ({own.name})")
    if not reasons:
        return _within(package, own, currency)
    why, limit_minor = _sentence_case("; ".join(reasons)), breach.limit_minor if breach else None
    approver = next((limit for limit in ladder if limit.rank > own.rank and covers(package, limit)), None)
    if approver is None:
        reason = f"{why}; no role in the matrix may approve it."
        return Verdict(VerdictKind.not_possible, reason, limit_minor=limit_minor)
    also = " together with finance" if _needs_finance(package, approver) else ""
    reason = f"{why}; the {approver.name} may approve it{also}."
    return Verdict(VerdictKind.needs_approval, reason, approver.role, limit_minor)


def covers(package: Package, limit: Limit) -> bool:
    """Return whether a role with this limit may decide the package alone."""
    return (
        all(test.passes for test in _tests(package, limit))
        and _may_depart(package, limit)
        and _may_admit(package, limit)
    )


def package_of(option: OptionFacts, earlier: Iterable[Worth] = ()) -> Package:
    """Return the package an option stands for."""
    parts = tuple(Worth(remedy.money_kind, remedy.amount_minor) for remedy in option.remedies)
    return Package(parts, tuple(earlier), departure_of(option), option.admits_liability)


def priced(package: Package, amount_minor: int) -> Package:
    """Return the package at the amount actually offered, where terms or a counter-offer changed it.

    What goes beyond the package's parts counts as goodwill, because no proven sum
    or loss stands behind it. An amount below the parts changes nothing, because
    waivers and redone work may be left out of an offered sum.
    """
    beyond = amount_minor - package.total_minor
    if beyond <= 0:
        return package
    return replace(package, parts=(*package.parts, Worth(MoneyKind.goodwill, beyond)))


def counted_with(offer: OfferFacts, earlier: Iterable[Worth]) -> tuple[Worth, ...]:
    """Return what counts together with an offer: other offers, for one of ours only those put before it.

    Our own offer binds us from the day it is put, whatever is offered later; a
    counter-offer binds us when we accept it, after everything else.
    """
    return tuple(
        worth
        for worth in earlier
        if worth.offer_id is None
        or (worth.offer_id < offer.id if offer.maker is Maker.desk else worth.offer_id != offer.id)
    )


def departure_of(option: OptionFacts) -> Departure:
    """Return how far an option departs from policy, by what is on record about it.

    A departure of which the handler has not said how it fits the service offer
    is one that must be put on record by someone who may.
    """
    if option.policy_clause_id is None and not option.policy_clause:
        return Departure.none
    return Departure.within_service_offer if option.service_offer_fit.strip() else Departure.logged


def approval_covers(
    approval: ApprovalFacts,
    package: Package,
    made_on: date,
    own_role: str,
    limits: Sequence[Limit],
    *,
    option_id: int | None = None,
    conflicted: Collection[str] = (),
) -> bool:
    """Return whether an approval lets the handler offer the package on `made_on`."""
    return not approval_gaps(
        approval, package, made_on, own_role, limits, option_id=option_id, conflicted=conflicted
    )


def approval_gaps(
    approval: ApprovalFacts,
    package: Package,
    made_on: date,
    own_role: str,
    limits: Sequence[Limit],
    *,
    option_id: int | None = None,
    conflicted: Collection[str] = (),
    currency: str = "GBP",
) -> tuple[str, ...]:
    """Return every reason why an approval does not cover an offer; nothing where it does.

    Args:
        approval: The approval as recorded.
        package: What is offered, at the amount offered.
        made_on: The day the offer is put; the yes must be dated on or before it.
        own_role: The handler's role.
        limits: The authority matrix.
        option_id: The option offered; an approval given for another one does not count.
        conflicted: Names of people who may not decide: the handler, whoever is complained of.
        currency: In which the amounts are shown.
    """
    return (
        *_decision_gaps(approval, made_on),
        *_scope_gaps(approval, package, option_id, currency),
        *_seniority_gaps(approval, package, limit_of(own_role, limits), limits),
        *_conflict_gaps(approval, conflicted),
    )


def _decision_gaps(approval: ApprovalFacts, made_on: date) -> Iterator[str]:
    """Yield what keeps the approval from being a yes that holds on the day of the offer."""
    if approval.decision is Decision.asked:
        yield "It has not been decided."
    elif approval.decision is Decision.refused:
        yield "It was refused."
    elif approval.decided_on is None or approval.decided_on > made_on:
        yield "It is dated after the offer."
    if approval.expires_on is not None and approval.expires_on < made_on:
        yield "It had expired."
    due = approval.written_due_on if approval.verbal else None
    if due is not None and due < made_on and (approval.written_on is None or approval.written_on > made_on):
        yield f"It was given by word of mouth and not confirmed in writing by {short(due)}."


def _scope_gaps(
    approval: ApprovalFacts, package: Package, option_id: int | None, currency: str
) -> Iterator[str]:
    """Yield where the offer is another or a larger one than was approved."""
    if option_id is not None and approval.option_id not in {None, option_id}:
        yield "It was given for another option."
    if package.total_minor > approval.amount_minor:
        approved, offered = shown(approval.amount_minor, currency), shown(package.total_minor, currency)
        yield f"It covers {approved}; {offered} is offered."


def _seniority_gaps(
    approval: ApprovalFacts, package: Package, own: Limit | None, limits: Sequence[Limit]
) -> Iterator[str]:
    """Yield where the approver could not give what was asked for."""
    if (own is None or not _may_depart(package, own)) and not approval.covers_policy_departure:
        yield "It does not cover the departure from policy."
    role = limit_of(approval.approver_role, limits)
    if role is None:
        yield f"The approver's role {approval.approver_role!r} is not in the authority matrix."
    elif own is not None and role.rank <= own.rank:
        yield f"{_sentence_case(role.name)} is not senior to {own.name}."
    elif not covers(package, role):
        yield f"It is above what {role.name} may approve."


def _conflict_gaps(approval: ApprovalFacts, conflicted: Iterable[str]) -> Iterator[str]:
    """Yield where the approver is one of those who may not decide."""
    if approval.approver.strip().casefold() in {name.strip().casefold() for name in conflicted}:
        yield "The approver has a part in this complaint."


def _sentence_case(words: str) -> str:
    return words[:1].upper() + words[1:]


def _tests(package: Package, limit: Limit) -> Iterator[_Test]:
    """Yield every sum that is held against a limit: each kind of money, then all together."""
    unknown = sum(worth.minor for worth in package.earlier if worth.kind is None)
    for kind in MoneyKind:
        now = sum(worth.minor for worth in package.parts if (worth.kind or MoneyKind.other_loss) is kind)
        if now:
            earlier = sum(worth.minor for worth in package.earlier if worth.kind is kind) + unknown
            yield _Test(now + earlier, limit.of(kind), kind.spoken, earlier)
    if package.total_minor:
        earlier, cumulative = package.earlier_minor, limit.cumulative_minor
        if cumulative is None:
            yield _Test(package.total_minor + earlier, limit.ceiling_minor, "in all", earlier)
        else:
            yield _Test(package.total_minor, limit.ceiling_minor, "in all", 0)
            yield _Test(
                package.total_minor + earlier, cumulative, "to one customer", earlier, is_for_all=True
            )


def _may_admit(package: Package, limit: Limit) -> bool:
    return limit.may_admit_liability or not package.admits_liability


def _may_depart(package: Package, limit: Limit) -> bool:
    return package.departure.reach <= limit.policy_exception.reach


def _needs_finance(package: Package, approver: Limit) -> bool:
    return package.departure is not Departure.none and approver.policy_exception is Departure.finance


def _within(package: Package, own: Limit, currency: str) -> Verdict:
    """Return the verdict on a package the handler may offer alone, with the limit that came nearest."""
    departs = package.departure is not Departure.none
    closing = f" The departure is one that your role ({own.name}) may make." if departs else ""
    tightest = min(_tests(package, own), key=lambda test: test.room, default=None)
    if tightest is None:
        return Verdict(VerdictKind.within, f"It costs nothing and is within your authority.{closing}")
    worth = _in_words(tightest, currency)
    if tightest.limit_minor is None:
        return Verdict(VerdictKind.within, f"{worth} is within your authority, which has no limit.{closing}")
    limit = shown(tightest.limit_minor, currency)
    return Verdict(
        VerdictKind.within,
        f"{worth} is within your limit of {limit}.{closing}",
        limit_minor=tightest.limit_minor,
    )


def _too_much(breach: _Test, currency: str) -> str:
    limit = shown(breach.limit_minor or 0, currency)
    if breach.minor == breach.limit_minor:
        return f"{_in_words(breach, currency)} uses up your limit of {limit} in instalments"
    return f"{_in_words(breach, currency)} is above your limit of {limit}"


def _too_far(own: Limit) -> str:
    return (
        f"it departs from policy further than you may ({own.name}: {DEPARTURE_WORDS[own.policy_exception]})"
    )


def _in_words(test: _Test, currency: str) -> str:
    """Return a tested sum in words, with the earlier part of it."""
    words = f"{shown(test.minor, currency)} {test.what}"
    if not test.earlier_minor:
        return words
    return f"{words}, {shown(test.earlier_minor, currency)} of it in the last {MONTHS_COUNTED} months,"
