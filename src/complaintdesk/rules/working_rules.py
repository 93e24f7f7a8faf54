"""The working rules at work: what they warn of on the spot, and what they remind of on Today.

The rules themselves are in `rule_book`; what they block is in `gates`. Judged
here are those for which a dossier holds the facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from complaintdesk.rules import note_rules, reminder_rules, warning_rules
from complaintdesk.rules.authority import Worth
from complaintdesk.rules.dossier import Dossier, LikeComplaint
from complaintdesk.rules.informing import SILENCE_WD
from complaintdesk.rules.letter_checks import Doubt
from complaintdesk.rules.notices import WEEKDAYS, Facts, Notice, NoticeRule
from complaintdesk.rules.private_words import UNWARY, Wary
from complaintdesk.rules.procedure_grammar import Limit
from complaintdesk.rules.rule_book import RULES, Effect, Rule, Where
from complaintdesk.rules.working_days import WorkingCalendar

__all__ = ["REMINDERS", "RULES", "WARNINGS", "Effect", "Notice", "Rule", "Where", "reminders", "warnings"]

WARNINGS: Mapping[int, NoticeRule] = MappingProxyType(
    {
        2: warning_rules.acknowledgement,
        5: warning_rules.both_sides,
        7: warning_rules.representatives,
        15: warning_rules.vulnerability,
        17: warning_rules.benefits_and_drawbacks,
        18: warning_rules.explain_only,
        20: warning_rules.earlier_offers,
        22: warning_rules.like_complaints,
        23: warning_rules.offers,
        24: warning_rules.colleagues,
        25: warning_rules.liability,
        26: warning_rules.apologies,
        29: warning_rules.outside_bodies,
        30: warning_rules.schemes,
        36: warning_rules.reopened,
        43: note_rules.insults,
        44: note_rules.private_details,
        49: warning_rules.owed_by_policy,
        50: warning_rules.severity,
    }
)
"""Rule -> what judges it on the spot."""

REMINDERS: Mapping[int, NoticeRule] = MappingProxyType(
    {
        1: reminder_rules.acknowledgement,
        8: reminder_rules.promises,
        9: reminder_rules.silence,
        10: reminder_rules.delay,
        12: reminder_rules.implications,
        13: reminder_rules.danger,
        14: reminder_rules.data_protection,
        31: reminder_rules.after_the_answer,
        32: reminder_rules.actions,
        33: reminder_rules.payment,
        42: reminder_rules.external_referral,
        45: reminder_rules.disposal,
    }
)
"""Rule -> what judges it for Today."""


def warnings(
    dossier: Dossier,
    *,
    earlier: Iterable[Worth] = (),
    like: Iterable[LikeComplaint] = (),
    repeats: Iterable[str] = (),
    wary: Wary = UNWARY,
    doubts: Mapping[int, tuple[Doubt, ...]] = MappingProxyType({}),
) -> tuple[Notice, ...]:
    """Return what the handler should see while at work on the complaint, in the order of the rule book.

    Args:
        dossier: What is known.
        earlier: Other offers to the same customer in the last twelve months.
        like: Similar past complaints, the latest first.
        repeats: References of the same customer's complaints about the same thing in the last six months.
        wary: The words that do not belong in a note.
        doubts: Unsent letter -> what in its text to think twice about.
    """
    facts = Facts(
        dossier, earlier=tuple(earlier), like=tuple(like), repeats=tuple(repeats), wary=wary, doubts=doubts
    )
    return tuple(notice for judge in WARNINGS.values() for notice in judge(facts))


def reminders(
    dossier: Dossier,
    calendar: WorkingCalendar = WEEKDAYS,
    update_working_days: int = SILENCE_WD,
    refund: Limit | None = None,
    kept_until: date | None = None,
) -> tuple[Notice, ...]:
    """Return what asks for attention today, in the order of the rule book.

    Args:
        dossier: What is known, as of its `today`.
        calendar: The days that count for how long a customer has heard nothing.
        update_working_days: How long they may hear nothing where nothing was agreed with them.
        refund: By when its procedure wants a refund paid that was agreed to.
        kept_until: Until when it is kept, where it has ended.
    """
    facts = Facts(
        dossier,
        calendar,
        update_working_days=update_working_days,
        refund=refund,
        kept_until=kept_until,
    )
    return tuple(notice for judge in REMINDERS.values() for notice in judge(facts))
