"""The word of those who may approve: a row for each that was asked, and what was said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.money import shown
from complaintdesk.screens import option_facts
from complaintdesk.widgets.columns import Column, Row, RowKey
from complaintdesk.widgets.foreign import C
from complaintdesk.widgets.symbols import DRAWN

if TYPE_CHECKING:
    pass

COLUMNS = (
    Column("Word", "decision", 12),
    Column("For", "what", 26, least=12, grow=3),
    Column("Amount", "amount", 11, align="right"),
    Column("Approver", "approver", 18, least=10, grow=1),
    Column("Asked", "asked", 7, priority=2),
    Column("Until", "until", 7, priority=1),
)


def rows(found: Dossier) -> list[Row]:
    """Return a row for each approval that was asked for, the latest first."""
    return [
        Row(
            approval.id,
            {
                "decision": option_facts.approval_cell(approval, found, DRAWN),
                "what": approval.what,
                "amount": shown(approval.amount_minor, found.currency),
                "approver": approval.approver,
                "asked": f"{approval.asked_on:%d %b}",
                "until": f"{approval.expires_on:%d %b}" if approval.expires_on else "",
            },
        )
        for approval in reversed(found.approvals)
    ]


def detail(found: Dossier, key: RowKey) -> Content:
    """Return in full what was asked and what was said."""
    approval = next((each for each in found.approvals if each.id == key), None)
    if approval is None:
        return Content("")
    departs = "\nIt covers the departure from policy." if approval.covers_policy_departure else ""
    pieces = (
        ("", f"{approval.what}\n"),
        ("", option_facts.approval_words(approval, found) + departs),
        ("Why it is asked", approval.why),
        ("What made it needed", approval.limit_breached),
        ("Conditions", approval.conditions),
    )
    lines = [C(f"{label}: {words}" if label else words) for label, words in pieces if words.strip()]
    return Content("\n").join(lines)
