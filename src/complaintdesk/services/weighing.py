"""The weights of the balance and of the triage score: which there are, and other ones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from complaintdesk.rules import balance, triage_score
from complaintdesk.services.derived import Recount
from complaintdesk.store import records

if TYPE_CHECKING:
    from complaintdesk.rules.balance import BalanceWeights
    from complaintdesk.rules.triage_score import TriageWeights
    from complaintdesk.services.desk import Desk


def of_balance(desk: Desk) -> BalanceWeights:
    """Return by what the options of this desk are weighed."""
    return desk.balance_weights


def of_triage(desk: Desk) -> TriageWeights:
    """Return by what the complaints of this desk are scored."""
    return desk.triage_weights


def set_balance(desk: Desk, weights: Mapping[str, float]) -> BalanceWeights:
    """Weigh options by these weights from now on; what is left out weighs what it does by default.

    Raises:
        SettingsError: If a name is unknown, or a value is no weight.
    """
    kept = balance.parse_weights(weights)
    with desk.step("set the balance weights") as step:
        records.profile(step.session).balance_weights = written(kept, balance.DEFAULT_WEIGHTS)
    return kept


def set_triage(desk: Desk, weights: Mapping[str, float], recount: Recount | None = None) -> TriageWeights:
    """Score complaints by these weights from now on, every open one at once.

    Raises:
        SettingsError: If a name is unknown, or a value is no weight.
        CancelledError: If it was stopped; nothing was changed.
    """
    kept = triage_score.parse_weights(weights)
    with desk.step("set the triage weights", recount=recount) as step:
        records.profile(step.session).triage_weights = written(kept, triage_score.DEFAULT_WEIGHTS)
    return kept


def written(kept: BalanceWeights | TriageWeights, default: BalanceWeights | TriageWeights) -> str:
    """Return weights as they are stored; empty for those by default, which may yet be improved."""
    return "" if kept == default else json.dumps(asdict(kept), sort_keys=True)
