"""The preview: what stands beside the queue of the complaint under the cursor."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from complaintdesk.errors import NotFoundError
from complaintdesk.rules import triage_score
from complaintdesk.store import preview as stored
from complaintdesk.vocabulary import LIVE_STAGES, Direction, Origin, ReferralReason, Side, Stage

if TYPE_CHECKING:
    from complaintdesk.rules.triage_score import TriageWeights
    from complaintdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class LastContact:
    """The latest conversation or message about a complaint."""

    on: date
    side: Side
    direction: Direction
    channel: str
    with_whom: str
    summary: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What stands beside the queue of the complaint under the cursor."""

    id: int
    version: int
    reference: str
    customer: str
    about: str
    stage: Stage
    origin: Origin
    category: str
    product: str
    channel: str
    received_on: date
    words: str
    """The customer's words, unaltered: all, or the page asked for of a very long text."""

    words_from: int
    words_in_all: int
    """Characters of the whole text."""

    wants: str
    next_due_on: date | None
    next_due_name: str
    days_left: int | None
    paused: bool
    last_contact: LastContact | None
    is_unanswered: bool
    """Whether the last word between the customer and us is a message of theirs."""

    days_since_heard: int | None
    """Days since somebody here last spoke or wrote to the customer; None if nobody has."""

    score: int
    """The triage score as lists sort by it, as of the complaint's last step."""

    reasons: tuple[str, ...]
    """Why, in words, but for the clock, whose name and date stand above; `score_today` weighs that too."""

    @property
    def more_from(self) -> int | None:
        """Where the next page of the words begins; None on the last one."""
        end = self.words_from + len(self.words)
        return end if end < self.words_in_all else None


def preview(desk: Desk, complaint_id: int, words_from: int = 0) -> Preview:
    """Return the preview of one complaint.

    Args:
        desk: The desk.
        complaint_id: Which complaint.
        words_from: Where to begin in the customer's words; see `Preview.more_from`.

    Raises:
        NotFoundError: If there is no such complaint.
    """
    today = desk.today()
    row = stored.of(desk.reader, complaint_id, today.isoformat(), max(0, words_from))
    if row is None:
        msg = "There is no such complaint."
        raise NotFoundError(msg)
    heard_on = _day(row["heard_on"])
    due_on = _day(row["next_due_on"])
    return Preview(
        stage=Stage(row["stage"]),
        origin=Origin(row["origin"]),
        received_on=date.fromisoformat(row["received_on"]),
        words_from=max(0, words_from),
        next_due_on=due_on,
        days_left=(due_on - today).days if due_on else None,
        paused=bool(row["paused"]),
        is_unanswered=bool(row["is_unanswered"]),
        last_contact=_last_contact(desk, complaint_id),
        days_since_heard=(today - heard_on).days if heard_on else None,
        score=row["triage_score"],
        reasons=_reasons(row, today, desk.triage_weights),
        **{name: row[name] for name in _SAME_IN_PREVIEW},
    )


_SAME_IN_PREVIEW = (
    "id",
    "version",
    "reference",
    "customer",
    "about",
    "category",
    "product",
    "channel",
    "words",
    "words_in_all",
    "wants",
    "next_due_name",
)


def score_today(desk: Desk, complaint_id: int) -> triage_score.Score:
    """Return the triage score as of today with all its reasons, the clock's included.

    Clocks need the whole dossier, so this takes milliseconds where `preview`
    takes a fraction of one; ask for it when the cursor rests.

    Raises:
        NotFoundError: If there is no such complaint.
    """
    # Here, because it brings SQLModel, which the first frame does without.
    from complaintdesk.services import dossier

    found = dossier.load(desk, complaint_id)
    return triage_score.Score(found.triage_score, found.triage_reasons)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _last_contact(desk: Desk, complaint_id: int) -> LastContact | None:
    row = stored.last_contact(desk.reader, complaint_id)
    if row is None:
        return None
    return LastContact(
        on=date.fromisoformat(row["happened_on"]),
        side=Side(row["side"]),
        direction=Direction(row["direction"]),
        channel=row["channel"],
        with_whom=row["with_whom"],
        summary=row["summary"],
    )


def _reasons(row: sqlite3.Row, today: date, weighed_by: TriageWeights) -> tuple[str, ...]:
    """Return the reasons of the score that follow from a few columns; none once no work is asked for."""
    if row["origin"] != Origin.referred or row["stage"] not in LIVE_STAGES:
        return ()
    return triage_score.score(
        triage_score.TriageFacts(
            severity=row["severity"],
            vulnerable=bool(row["vulnerable"]),
            safety=bool(row["safety"]),
            promises_overdue=row["promises_overdue"],
            repeat=row["reopened_on"] is not None or row["referral_reason"] == ReferralReason.repeat.value,
            value_minor=row["value_minor"],
            age_days=max(0, (today - date.fromisoformat(row["received_on"])).days),
        ),
        weighed_by,
    ).reasons
