"""What the Options screen says of an option: the rows of its list, and the facts of its matrix."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from complaintdesk.rules import balance, typed_dates
from complaintdesk.rules.authority import VerdictKind
from complaintdesk.rules.counting import counted
from complaintdesk.rules.dossier import ApprovalFacts, Dossier, OptionFacts
from complaintdesk.rules.money import shown
from complaintdesk.vocabulary import Decision, MoneyKind
from complaintdesk.widgets.columns import Cell, Column, Row
from complaintdesk.widgets.matrix import Fact
from complaintdesk.widgets.symbols import Symbols

COLUMNS = (
    Column("Rank", "rank", 4, align="right"),
    Column("No", "number", 3, priority=3, align="right"),
    Column("Option", "text", 30, least=14, grow=4),
    Column("Worth", "total", 11, align="right"),
    Column("Balance", "balance", 7, align="right"),
    Column("Authority", "authority", 16),
    Column("Shown", "presented", 8, priority=1),
)

ONLY_ONE = "one-reason"
"""The key of the row that says why there is no other option."""


def in_order(found: Dossier) -> tuple[OptionFacts, ...]:
    """Return the options in the handler's order: the ranked ones first, then by number."""
    return tuple(
        sorted(found.options, key=lambda option: (option.rank is None, option.rank or 0, option.number))
    )


def rows(found: Dossier, symbols: Symbols) -> list[Row]:
    """Return a row for each option, and one for why there is no other where there is one option only."""
    listed = [_row(found, option, symbols) for option in in_order(found)]
    if len(found.options) == 1 or (found.options and found.one_option_reason.strip()):
        said = found.one_option_reason.strip()
        words = f"No other: {said}" if said else "Why no other? e says it"
        listed.append(Row(ONLY_ONE, {"rank": symbols.none, "text": words}, "muted" if said else ""))
    return listed


def _row(found: Dossier, option: OptionFacts, symbols: Symbols) -> Row:
    return Row(
        option.id,
        {
            "rank": symbols.none if option.rank is None else str(option.rank),
            "number": str(option.number),
            "text": option.text,
            "total": shown(option.total_minor, found.currency),
            "balance": symbols.none if option.balance is None else f"{option.balance:g}",
            "authority": authority_cell(found, option, symbols),
            "presented": f"{option.presented_on:%d %b}" if option.presented_on else "not yet",
        },
    )


def authority_cell(found: Dossier, option: OptionFacts, symbols: Symbols) -> Cell:
    """Return what authority says to an option, as sign and word."""
    verdict = option.verdict
    if verdict is None:
        return Cell("not judged", symbols.none, "muted")
    if verdict.verdict == VerdictKind.within.value:
        return Cell("within yours", symbols.done, "later")
    latest = next((one for one in reversed(found.approvals) if one.option_id == option.id), None)
    if latest is None:
        possible = verdict.verdict == VerdictKind.needs_approval.value
        return (
            Cell("needs approval", symbols.today, "today")
            if possible
            else Cell("not possible", symbols.overdue, "overdue")
        )
    return approval_cell(latest, found, symbols)


def approval_cell(approval: ApprovalFacts, found: Dossier, symbols: Symbols) -> Cell:
    """Return what became of a request for approval, as sign and word."""
    if approval.decision is Decision.asked:
        return Cell("asked", symbols.soon, "soon")
    if approval.decision is Decision.refused:
        return Cell("refused", symbols.overdue, "overdue")
    if approval.expires_on is not None and approval.expires_on < found.today:
        return Cell("expired", symbols.overdue, "overdue")
    if approval.awaits_writing:
        return Cell("by word", symbols.soon, "soon")
    return Cell("approved", symbols.done, "later")


def heads(options: Sequence[OptionFacts]) -> list[str]:
    """Return what stands above the column of each option."""
    return [f"Option {option.number}  {option.text}" for option in options]


def facts(
    found: Dossier, options: Sequence[OptionFacts], aims: Mapping[int, str], remedy_names: Mapping[str, str]
) -> list[Fact]:
    """Return what is said of the options, the weightiest first.

    Args:
        found: The dossier.
        options: The options, in the order of the columns.
        aims: Library entry -> how the aim is cited.
        remedy_names: Remedy -> how it is said.
    """
    ranked = {stand.option_id: stand for stand in balance.ranking(found.options, found.balance_weights)}
    said: tuple[tuple[str, Callable[[OptionFacts], str]], ...] = (
        ("Worth", lambda option: _worth(option, found.currency)),
        ("Gives", lambda option: _gives(option, found.currency, remedy_names)),
        ("Authority", lambda option: _authority(option, found)),
        ("Balance", lambda option: _balance(ranked.get(option.id))),
        ("Wish met", _wish),
        ("For customer", lambda option: _weighed(option.benefit_customer, option.drawback_customer)),
        ("For us", lambda option: _weighed(option.benefit_organisation, option.drawback_organisation)),
        ("Service offer", lambda option: option.service_offer_fit),
        ("Aims", lambda option: _aims(option, aims)),
        ("Departs from", _departure),
        ("Liability", lambda option: "admitted" if option.admits_liability else ""),
        ("Precedent", lambda option: option.precedent),
        ("Delivery", _delivery),
        ("Shown", lambda option: _presented(option, found)),
        ("Customer says", lambda option: option.customer_view),
        ("Not taken", lambda option: option.rejected_reason),
    )
    return [Fact(label, tuple(say(option) for option in options), label == "Worth") for label, say in said]


def for_distress(option: OptionFacts) -> int:
    """Return what an option pays for trouble and upset, in minor units: what outside scales are about."""
    return sum(each.amount_minor for each in option.remedies if each.money_kind is MoneyKind.goodwill)


def weights(found: Dossier) -> str:
    """Return how much each criterion weighs, in one line."""
    return f"Weights: {balance.weights_in_words(found.balance_weights)}"


def _worth(option: OptionFacts, currency: str) -> str:
    return f"{shown(option.total_minor, currency)}{', explains only' if option.explain_only else ''}"


def _gives(option: OptionFacts, currency: str, names: Mapping[str, str]) -> str:
    lines = []
    for remedy in option.remedies:
        words = names.get(remedy.remedy, remedy.remedy.replace("_", " "))
        if remedy.amount_minor:
            words += f" {shown(remedy.amount_minor, currency)}"
        if remedy.money_kind is not None:
            words += f" ({remedy.money_kind.spoken})"
        lines.append(f"{words}{f': {remedy.note}' if remedy.note else ''}")
    return "\n".join(lines)


def _authority(option: OptionFacts, found: Dossier) -> str:
    lines = [approval_words(each, found) for each in reversed(found.approvals) if each.option_id == option.id]
    return "\n".join([*lines, *([option.verdict.reason] if option.verdict else [])])


def approval_words(approval: ApprovalFacts, found: Dossier) -> str:
    """Return what became of a request, in one sentence."""
    amount = shown(approval.amount_minor, found.currency)
    who = f"{approval.approver} ({approval.approver_role.replace('_', ' ')})"
    if approval.decision is Decision.asked:
        return f"Asked {who} for {amount} on {day(approval.asked_on, found)}; no word yet."
    when = f" on {day(approval.decided_on, found)}" if approval.decided_on else ""
    if approval.decision is Decision.refused:
        return f"{who} refused {amount}{when}."
    until = f", until {day(approval.expires_on, found)}" if approval.expires_on else ""
    conditions = f": {approval.conditions}" if approval.conditions else "."
    by_word = ""
    if approval.verbal:
        by_word = " by word of mouth"
        by_word += (
            f" (in writing {day(approval.written_on, found)})"
            if approval.written_on
            else f" (in writing due {day(approval.written_due_on, found)}: r)"
            if approval.written_due_on
            else ""
        )
    return f"{who} approved {amount}{when}{by_word}{until}{conditions}"


def _balance(stand: balance.Balance | None) -> str:
    if stand is None:
        return ""
    parts = sorted(stand.parts.items(), key=lambda part: -part[1])
    return f"{stand.points:g} of 100\n" + " · ".join(
        f"{balance.NAMES[name]} {points:.0f}" for name, points in parts
    )


def _wish(option: OptionFacts) -> str:
    return f"{option.scores['wish']} of {balance.BEST}" if "wish" in option.scores else ""


def _weighed(benefit: str, drawback: str) -> str:
    lines = [f"{sign} {words.strip()}" for sign, words in (("+", benefit), ("-", drawback)) if words.strip()]
    return "\n".join(lines)


def _departure(option: OptionFacts) -> str:
    if not option.policy_clause:
        return ""
    reason = option.departure_reason.strip()
    return (
        f"{option.policy_clause}\nbecause: {reason}" if reason else f"{option.policy_clause}\nno reason yet"
    )


def _delivery(option: OptionFacts) -> str:
    days = option.days_to_deliver
    return "" if days is None else f"within {counted(days, 'day')}"


def _aims(option: OptionFacts, aims: Mapping[int, str]) -> str:
    return "\n".join(aims.get(aim, "an aim no longer in force") for aim in option.aim_ids)


def _presented(option: OptionFacts, found: Dossier) -> str:
    return f"to the customer on {day(option.presented_on, found)}" if option.presented_on else ""


def day(on: date, found: Dossier) -> str:
    """Return a day as it is written in a sentence, its year only where it is another."""
    return typed_dates.in_full(on, found.today)


def unapproved(found: Dossier) -> tuple[OptionFacts, ...]:
    """Return the options that the handler may not put alone and that nobody has approved."""
    approved = {each.option_id for each in found.approvals if each.decision is Decision.approved}
    return tuple(
        option
        for option in found.options
        if option.verdict is not None
        and option.verdict.verdict != VerdictKind.within.value
        and option.id not in approved
    )
