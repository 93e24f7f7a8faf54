"""The working rules that warn on the spot: each one function, a notice for each thing it sees."""

from __future__ import annotations

import re
from collections.abc import Iterator

from complaintdesk.rules import letter_checks, owing
from complaintdesk.rules.money import shown
from complaintdesk.rules.notices import Facts, Notice
from complaintdesk.rules.rule_book import Where
from complaintdesk.vocabulary import Known, LetterState, Maker, OfferState, PartyRole, Side, SourceKind, Stage

LIKE_CASES = 3
"""So many of the latest like complaints are looked at."""

REPEATS = 3
"""So many of a customer's earlier complaints are named."""

_BARGAINING = (Stage.deciding, Stage.negotiating)


def acknowledgement(facts: Facts) -> Iterator[Notice]:
    """Rule 2: what an acknowledgement leaves out."""
    for letter in facts.dossier.letters:
        lacking = sum(not ticked for ticked in letter.checklist.values())
        if letter.kind == "acknowledgement" and lacking:
            where = Where("resolution", "letter.write", "letter", letter.id)
            yield Notice(2, f"The acknowledgement lacks {lacking} of {len(letter.checklist)} points.", where)


def both_sides(facts: Facts) -> Iterator[Notice]:
    """Rule 5: whose account is not on file."""
    if not facts.is_taken_on:
        return
    heard = {source.heard_side for source in facts.dossier.sources if not source.is_gap}
    for side, whose in ((Side.customer, "The customer's"), (Side.colleague, "The staff's")):
        if side not in heard:
            given = (("kind", SourceKind.statement.name), ("heard_side", side.name))
            where = Where("investigation", "source.add", field="heard_side", given=given)
            yield Notice(5, f"{whose} account is not among the sources.", where)


def representatives(facts: Facts) -> Iterator[Notice]:
    """Rule 7: who speaks for the customer without authority on file."""
    for party in facts.dossier.parties:
        if party.role is PartyRole.representative and party.authority_to_act is not Known.yes:
            where = Where("investigation", "party.edit", "party", party.id, "authority")
            yield Notice(7, "A representative has no authority on file: ask, tell nothing yet.", where)


def vulnerability(facts: Facts) -> Iterator[Notice]:
    """Rule 15: vulnerability not asked about, or without an adjustment."""
    dossier, where = facts.dossier, Where("investigation", "vulnerability.edit")
    adjust = where._replace(field="adjustments")
    if facts.is_taken_on and dossier.vulnerable is Known.unknown:
        yield Notice(15, "Nobody has asked yet whether the customer is vulnerable.", where)
    elif facts.is_live and dossier.vulnerable is Known.yes and not dossier.adjustments.strip():
        yield Notice(15, "The customer is vulnerable, and no adjustment is noted.", adjust)


def benefits_and_drawbacks(facts: Facts) -> Iterator[Notice]:
    """Rule 17: options of which a side is not told."""
    if not facts.is_live:
        return
    for option in facts.dossier.options:
        told = {
            "benefit_customer": option.benefit_customer,
            "drawback_customer": option.drawback_customer,
            "benefit_organisation": option.benefit_organisation,
            "drawback_organisation": option.drawback_organisation,
        }
        untold = [field for field, words in told.items() if not words.strip()]
        if untold:
            where = Where("options", "option.edit", "option", option.id, untold[0])
            yield Notice(
                17, f"Option {option.number} leaves {len(untold)} of 4 benefits and drawbacks open.", where
            )


def explain_only(facts: Facts) -> Iterator[Notice]:
    """Rule 18: options among which changing nothing is not."""
    options = facts.dossier.options
    if facts.is_live and options and not any(option.explain_only for option in options):
        yield Notice(18, "Explaining well and changing nothing is not among the options.", _ADD_OPTION)


def earlier_offers(facts: Facts) -> Iterator[Notice]:
    """Rule 20: what counts together with the options in hand."""
    earlier = sum(worth.minor for worth in facts.earlier)
    costs = any(option.total_minor for option in facts.dossier.options)
    if facts.is_live and earlier and costs:
        amount = shown(earlier, facts.dossier.currency)
        sentence = f"This customer was offered {amount} in the last 12 months; it counts towards your limit."
        yield Notice(20, sentence, Where("options", "option.edit"))


def like_complaints(facts: Facts) -> Iterator[Notice]:
    """Rule 22: options worth more or less than like complaints were given."""
    given = [one.amount_minor for one in facts.like if one.amount_minor is not None][:LIKE_CASES]
    if not facts.is_live or not given:
        return
    least, most, currency = min(given), max(given), facts.dossier.currency
    span = shown(least, currency) + (f" to {shown(most, currency)}" if most > least else "")
    for option in facts.dossier.options:
        explained = option.explain_only or option.precedent.strip()
        if not explained and not least <= option.total_minor <= most:
            sentence = (
                f"Option {option.number} gives {shown(option.total_minor, currency)}; "
                f"like complaints (the last {len(given)}) were given {span}. Say why it differs."
            )
            yield Notice(22, sentence, Where("options", "option.edit", "option", option.id))


def offers(facts: Facts) -> Iterator[Notice]:
    """Rule 23: open offers of ours that leave something unsaid."""
    for offer in facts.dossier.offers:
        if offer.maker is not Maker.desk or offer.state is not OfferState.open:
            continue
        unsaid = [
            *([] if offer.terms.strip() else ["what it gives"]),
            *([] if offer.expires_on else ["until when it stands"]),
            *(["whether it outlives a referral"] if offer.stays_open_if_referred is Known.unknown else []),
        ]
        if unsaid:
            where = Where("negotiation", "offer.edit", "offer", offer.id)
            yield Notice(23, f"Offer {offer.number} does not say {', '.join(unsaid)}.", where)


def colleagues(facts: Facts) -> Iterator[Notice]:
    """Rule 24: a negotiation in which no colleague speaks."""
    dossier = facts.dossier
    if dossier.stage in _BARGAINING and all(
        contact.side is not Side.colleague for contact in dossier.contacts
    ):
        where = Where("negotiation", "contact.log")
        yield Notice(24, "No word with a colleague is on record.", where)


def liability(facts: Facts) -> Iterator[Notice]:
    """Rule 25: unsent letters that admit liability where a claim is threatened."""
    if any(
        implication.kind in letter_checks.LEGAL_IMPLICATIONS for implication in facts.dossier.implications
    ):
        yield from _drafts_with(
            facts,
            25,
            letter_checks.LIABILITY,
            "speaks of legal liability while a claim is threatened; an apology or an offer admits nothing",
        )


def apologies(facts: Facts) -> Iterator[Notice]:
    """Rule 26: unsent letters that are sorry for how it was felt."""
    yield from _drafts_with(
        facts, 26, letter_checks.NON_APOLOGY, "is sorry for a feeling; say what we are sorry for"
    )


def outside_bodies(facts: Facts) -> Iterator[Notice]:
    """Rule 29: unsent letters that name a wrong outside body, or an address that leads nowhere."""
    yield from _doubted(facts, 29)


def schemes(facts: Facts) -> Iterator[Notice]:
    """Rule 30: unsent letters that promise a scheme that may not be open to the customer."""
    yield from _doubted(facts, 30)


def reopened(facts: Facts) -> Iterator[Notice]:
    """Rule 36: a live complaint that came back, or whose customer complained of the same before."""
    where = Where("desk", "complaint.triage")
    if facts.is_live and facts.dossier.reopened_on is not None:
        yield Notice(36, "It was reopened and counts one graver: see first what did not hold.", where)
    if facts.is_live and facts.repeats:
        named = ", ".join(facts.repeats[:REPEATS])
        sentence = f"The same customer had the same cause in the last six months: {named}. Link them (M)."
        yield Notice(36, sentence, where)


def severity(facts: Facts) -> Iterator[Notice]:
    """Rule 50: a live complaint whose severity nobody rated."""
    if facts.is_live and not facts.dossier.severity:
        where = Where("investigation", "gravity.edit", field="severity")
        yield Notice(50, "Its severity is not rated, so the queue ranks it as the least grave.", where)


_ADD_OPTION = Where("options", "option.add")


def _doubted(facts: Facts, rule: int) -> Iterator[Notice]:
    for letter in facts.dossier.letters:
        for doubt in facts.doubts.get(letter.id, ()):
            if doubt.rule == rule:
                where = Where("resolution", "letter.write", "letter", letter.id)
                yield Notice(rule, f"The {letter.kind.replace('_', ' ')} letter: {doubt.sentence}", where)


def _drafts_with(facts: Facts, rule: int, pattern: re.Pattern[str], says: str) -> Iterator[Notice]:
    """Yield a notice for each unsent letter in which the pattern occurs, with the words found."""
    for letter in facts.dossier.letters:
        found = pattern.search(letter.body) if letter.state is LetterState.draft else None
        if found:
            where = Where("resolution", "letter.write", "letter", letter.id)
            words = " ".join(found[0].split())
            yield Notice(rule, f'The {letter.kind.replace("_", " ")} letter ("{words}") {says}.', where)


def owed_by_policy(facts: Facts) -> Iterator[Notice]:
    """Rule 49: what is not sent at closing, where settling the complaint or a policy of one's own may do without it."""
    if facts.dossier.stage is not Stage.checking:
        return
    for clock in owing.owed(facts.dossier):
        if not owing.is_demanded(clock):
            yield Notice(49, owing.told(clock), Where("resolution", "letter.write"))
