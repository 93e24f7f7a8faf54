"""Notices: what a working rule has to say about a complaint, and what it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from complaintdesk.rules.authority import Worth
from complaintdesk.rules.dossier import Dossier, LikeComplaint
from complaintdesk.rules.informing import SILENCE_WD
from complaintdesk.rules.letter_checks import Doubt
from complaintdesk.rules.private_words import UNWARY, Wary
from complaintdesk.rules.procedure_grammar import Limit
from complaintdesk.rules.rule_book import RULES, Where
from complaintdesk.rules.working_days import NO_HOLIDAYS, WorkingCalendar
from complaintdesk.vocabulary import LIVE_STAGES, LetterState, Stage

WEEKDAYS = WorkingCalendar(NO_HOLIDAYS)
"""Monday to Friday: counts working days where no calendar is given."""


class Notice(NamedTuple):
    """One thing a rule warns of or reminds of; it names records by number and holds no customer's words."""

    rule: int
    sentence: str
    where: Where

    @property
    def criteria(self) -> tuple[str, ...]:
        """The criteria that seeing to it is evidence for."""
        return RULES[self.rule].criteria


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at: the dossier, and what is known around it."""

    dossier: Dossier
    calendar: WorkingCalendar = WEEKDAYS
    earlier: tuple[Worth, ...] = ()
    """Other offers to the same customer in the last twelve months."""
    like: tuple[LikeComplaint, ...] = ()
    """Similar past complaints, the latest first."""

    repeats: tuple[str, ...] = ()
    """References of the same customer's complaints about the same thing in the last six months."""

    wary: Wary = UNWARY
    """The words that do not belong in a note."""

    doubts: Mapping[int, tuple[Doubt, ...]] = field(default_factory=dict)
    """Unsent letter -> what in its text to think twice about."""

    update_working_days: int = SILENCE_WD
    """How long a customer may hear nothing where nothing was agreed with them."""

    refund: Limit | None = None
    """By when the procedure wants a refund paid that was agreed to; None where it sets no time."""

    kept_until: date | None = None
    """Until when the complaint is kept; None while it has not ended."""

    @property
    def is_live(self) -> bool:
        """Whether the complaint still asks for work."""
        return self.dossier.stage in LIVE_STAGES

    @property
    def is_taken_on(self) -> bool:
        """Whether it is live and was accepted."""
        return self.is_live and self.dossier.stage is not Stage.referred

    @property
    def is_ours(self) -> bool:
        """Whether it is ours to see to: closed complaints too, but none returned or merged."""
        return self.dossier.stage not in {Stage.returned, Stage.merged}

    def has_sent(self, *kinds: str) -> bool:
        """Return whether a letter of one of these kinds was sent."""
        return any(
            letter.kind in kinds and letter.state is LetterState.sent for letter in self.dossier.letters
        )


NoticeRule = Callable[[Facts], Iterator[Notice]]
"""One working rule: the facts in, a notice out for each thing it sees."""
