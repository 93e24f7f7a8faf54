"""The gate: all that is missing before the next stage, what is due and to think of, why, and the way on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from complaintdesk import services
from complaintdesk.errors import DeskError
from complaintdesk.rules import escalations
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.rule_book import Missing, Where
from complaintdesk.screens.asking import Values, ask_above
from complaintdesk.screens.gate_dialog import GateDialog
from complaintdesk.screens.triage import told_accepted
from complaintdesk.vocabulary import Stage
from complaintdesk.widgets.columns import Column, Row
from complaintdesk.widgets.foreign import say
from complaintdesk.widgets.form_field import FormField
from complaintdesk.widgets.symbols import named

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

COLUMNS = (
    Column("What the rules say", "sentence", 30, least=20, grow=4),
    Column("It is", "kind", 9),
    Column("Where", "where", 13, priority=1),
    Column("Rule", "rule", 4, align="right", priority=2),
)


class Line(NamedTuple):
    """One thing that a rule says: what is missing, due now, or to think of."""

    kind: str
    rule: int
    sentence: str
    where: Where
    firm: bool = False
    """Whether no reason overrides it."""


class GateScreen(GateDialog[Where | None]):
    """Lists what is missing, due and to think of. Answers with where to go, or None."""

    COLUMNS = COLUMNS

    def __init__(self, desk: Desk, complaint_id: int) -> None:
        super().__init__(named("ascii" if desk.settings.symbols == "ascii" else "drawn"))
        self.desk = desk
        self.complaint_id = complaint_id
        self.goal: Stage | None = None
        self.gaps: tuple[Missing, ...] = ()
        self.lines: tuple[Line, ...] = ()
        self._found: Dossier | None = None
        self._held = ""
        """Which outside body has the complaint, so that it cannot go on."""

    def on_mount(self) -> None:
        """Ask the rules what is missing."""
        try:
            found = services.dossier.load(self.desk, self.complaint_id)
            self.gaps = services.progress.missing(self.desk, self.complaint_id)
            self.lines = self._all_said(found)
        except DeskError as refusal:
            say(self.app, str(refusal), "warning", refusal.title)
            self.dismiss(None)
            return
        self._found = found
        self.goal = services.progress.next_stage(found)
        self._held = escalations.who_has(found)
        rows = (
            Row(
                index,
                {
                    "sentence": line.sentence,
                    "kind": line.kind,
                    "where": line.where.screen.title(),
                    "rule": str(line.rule),
                },
            )
            for index, line in enumerate(self.lines)
        )
        # Where nothing is listed there is but one thing that `enter` can mean.
        self.show_gate(self._title(found), rows, self._open_gate("a or enter") or "Nothing is missing.")

    def _title(self, found: Dossier) -> str:
        if self.goal is None:
            return f"{found.reference} is {found.stage.spoken}; no stage follows."
        count = len(self.gaps)
        missing = f": {count} missing" if count else ""
        return f"{found.reference}  {found.stage.spoken} {self.symbols.arrow} {self.goal.spoken}{missing}"

    def _all_said(self, found: Dossier) -> tuple[Line, ...]:
        """Return what is missing, what is due now, what to think of; each sentence once."""
        said = [Line("missing", gap.rule, gap.sentence, gap.where, not gap.overridable) for gap in self.gaps]
        for kind, notices in (
            ("due", services.advice.reminders(self.desk, found)),
            ("a thought", services.advice.warnings(self.desk, found)),
        ):
            said += [Line(kind, notice.rule, notice.sentence, notice.where) for notice in notices]
        return tuple({line.sentence: line for line in reversed(said)}.values())[::-1]

    def _open_gate(self, keys: str = "a") -> str:
        """Return what `a` does now, or who has the complaint; empty where something is missing or no stage follows."""
        if self._held:
            return (
                f"{self._held} It goes on when it is back, or for a written reason: Resolution, Escalations."
            )
        return f"Nothing is missing. {keys} {self._act()}." if self.goal is not None and not self.gaps else ""

    def _act(self) -> str:
        if self.goal is Stage.investigating:
            return "accepts it"
        return "closes it" if self.goal is Stage.closed else "goes on"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to go on only where nothing is missing, and to override only where that is allowed."""
        if action == "advance":
            return self.goal is not None and not self.gaps and not self._held
        if action == "override":
            return bool(self.gaps) and not self._held and all(gap.overridable for gap in self.gaps)
        return True

    def in_full(self, number: int, *, explains: bool) -> Sequence[str]:
        """Return the sentence at a row, before it what `a` does now, after it why it is said where it explains."""
        if self._found is None:
            return ()
        line = self.lines[number]
        said = [line.sentence + (" This cannot be overridden." if line.firm else "")]
        if self._open_gate():
            said.insert(0, self._open_gate())
        return [*said, *(services.advice.why(self.desk, self._found, line.rule) if explains else ())]

    def go_there(self, number: int) -> None:
        """Answer with the place of what is said at a row."""
        self.dismiss(self.lines[number].where)

    def action_advance(self) -> None:
        """Go on to the next stage."""
        try:
            found = self._advanced("")
        except DeskError as refusal:
            say(self.app, str(refusal), "warning", refusal.title)
            return
        done = (
            told_accepted(self.desk, found, "M on the Desk")
            if self.goal is Stage.investigating
            else f"{found.reference} is now {found.stage.spoken}."
        )
        say(self.app, f"{done} u undoes.")
        self.dismiss(None)

    def _advanced(self, override_reason: str) -> Dossier:
        if self.goal is Stage.investigating and not override_reason:
            return services.triage.accept(self.desk, self.complaint_id)
        if self.goal is Stage.closed:
            return services.delivery.close(self.desk, self.complaint_id, override_reason=override_reason)
        return services.progress.advance(self.desk, self.complaint_id, override_reason=override_reason)

    def action_override(self) -> None:
        """Ask why it goes on without what is missing; the reason is kept."""

        def submit(values: Values) -> None:
            self._advanced(str(values["reason"]))

        def done() -> None:
            say(self.app, "Overridden, with the reason on record. u undoes.")
            self.dismiss(None)

        ask_above(
            self.app,
            self.desk,
            f"gate.override:{self.complaint_id}",
            "Override, with the reason on record",
            FormField("reason", "Why go on without it", "long", required=True),
            submit,
            done,
        )
