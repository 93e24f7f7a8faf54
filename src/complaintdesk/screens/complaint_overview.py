"""The overview of a complaint: what is to do, what the customer said, who it is with, and every clock with its sum."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from complaintdesk import services
from complaintdesk.rules import escalations, typed_dates
from complaintdesk.rules import severity as rated
from complaintdesk.rules.clocks import Clock
from complaintdesk.rules.counting import counted
from complaintdesk.rules.dossier import Dossier
from complaintdesk.screens.complaint import Part
from complaintdesk.screens.sheet import Fact, day, sheet
from complaintdesk.vocabulary import LIVE_STAGES, Known, LinkKind, Origin
from complaintdesk.widgets.columns import Cell, Column, Row, RowKey
from complaintdesk.widgets.foreign import C
from complaintdesk.widgets.queue import due_cell
from complaintdesk.widgets.symbols import Symbols

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

OVERVIEW = "complaint"
NEXT, ABOUT, WANTS, NARRATIVE = "next", "about", "wish", "narrative"
CUSTOMER = "customer"
CAME, MATTER, OWNER, CONFLICT = "came", "matter", "owner", "conflict"
VULNERABLE, GRAVITY, PROCEDURE, PAUSED = "vulnerability", "gravity", "procedure", "paused"
REACH, HEARD, HELD, KEPT = "reach", "heard", "held", "kept"
CLOCK = "clock-"
"""What the keys of the rows begin with that stand for clocks; the clock's id follows."""

_LINKED = {
    LinkKind.related: ("related to", "related to"),
    LinkKind.same_cause: ("of the same cause as", "of the same cause as"),
    LinkKind.repeat_of: ("a repeat of", "repeated by"),
    LinkKind.part_of_group: ("part of the group of", "leads the group with"),
    LinkKind.merged_into: ("merged into", "took in"),
}
"""What is said of a link by the complaint that has it, and by the other one."""

COLUMNS = (
    Column("What", "label", 24, least=14),
    Column("On record", "words", 40, least=20, grow=4),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the overview, and what the detail pane says of it."""

    key: str
    label: str
    words: str | Cell
    detail: Callable[[], Content]


def overview(desk: Desk, symbols: Symbols) -> Part:
    """Return the part that shows a complaint as a whole."""
    shown = _Overview(desk, symbols)
    return Part(
        OVERVIEW,
        "Complaint",
        COLUMNS,
        lambda found: [
            Row(line.key, {"label": line.label, "words": line.words}) for line in shown.lines(found)
        ],
        shown.detail,
        "Nothing is on record.",
        is_counted=False,
    )


class _Overview:
    """Says what a complaint is, on one desk."""

    def __init__(self, desk: Desk, symbols: Symbols) -> None:
        self._desk = desk
        self._symbols = symbols
        self._of: Dossier | None = None
        self._lines: tuple[Line, ...] = ()

    def detail(self, found: Dossier, key: RowKey) -> Content:
        line = next((line for line in self.lines(found) if line.key == key), None)
        return Content("") if line is None else line.detail()

    def lines(self, found: Dossier) -> tuple[Line, ...]:
        """Return the rows: what to do first, then the customer, then us, then the clocks."""
        if found is not self._of:
            # The rules are asked once, not again at each move of the cursor.
            self._lines = tuple(self._said_of(found))
            self._of = found
        return self._lines

    def _said_of(self, found: Dossier) -> Iterator[Line]:
        if found.stage in LIVE_STAGES and found.origin is Origin.referred:
            yield self._to_do(found)
        yield from self._customers_side(found)
        yield from self._together(found)
        yield from self._our_side(found)
        for clock in found.clocks:
            yield self._clock(found, clock)
        for name, value in found.extra.items():
            yield self._facts(f"extra-{name}", name, str(value), (("As imported", str(value)),))

    def _to_do(self, found: Dossier) -> Line:
        missing = [gap.sentence for gap in services.progress.missing(self._desk, found)]
        due = [notice.sentence for notice in services.advice.reminders(self._desk, found)]
        warned = [notice.sentence for notice in services.advice.warnings(self._desk, found)]
        lists = (("Due", due), ("Missing before the next stage", missing), ("To think of", warned))
        count = len({*missing, *due, *warned})
        otherwise = escalations.who_has(found) or "Nothing is missing: m, then a goes on"
        first = next((sentences[0] for _, sentences in lists if sentences), otherwise)
        cell = Cell(first, self._symbols.overdue, "overdue") if due else first

        def detail() -> Content:
            lines = [Content.styled(f"{count} to do" if count else otherwise, "bold")]
            for label, sentences in lists:
                if sentences:
                    lines.append(Content.styled(label, "underline"))
                    lines += [C(f"- {sentence}") for sentence in dict.fromkeys(sentences)]
            return Content("\n").join(lines)

        return Line(NEXT, f"To do: {count}" if count else "To do", cell, detail)

    def _customers_side(self, found: Dossier) -> Iterator[Line]:
        reached = (found.customer or "not named", found.customer_phone, found.customer_email)
        yield self._facts(
            CUSTOMER,
            "Customer",
            ", ".join(filter(None, reached)),
            (
                ("Name", found.customer or "not named"),
                ("Phone", found.customer_phone or "not noted: e does"),
                ("E-mail", found.customer_email or "not noted: e does"),
            ),
        )
        yield self._said(ABOUT, "About", found.about, "Not put in a line yet: e does.")
        yield self._said(WANTS, "They want", found.wants, "Not asked yet: e writes it down, in their words.")
        yield Line(
            NARRATIVE,
            "In their words",
            found.narrative.strip() or "(nothing in writing)",
            lambda: C(found.narrative) if found.narrative.strip() else Content("Nothing in writing."),
        )
        came = (
            f"{typed_dates.in_full(found.received_on, found.today)}, by {found.channel or 'no channel named'}"
        )
        referred = f", referred by {found.referred_by}" if found.referred_by else ""
        yield self._facts(
            CAME,
            "Came",
            came + referred,
            (
                ("Received", came),
                ("Referred by", found.referred_by),
                ("On", day(found.referred_on)),
                ("Why", found.referral_reason.replace("_", " ")),
                ("Decided before by", found.prior_decider),
                ("Their number there", found.source_id),
                ("Imported by the preset", found.preset),
            ),
        )
        matter = (
            ("Product", found.product),
            ("Category", found.category),
            ("Service area", found.service_area),
            ("Location", found.location),
            ("Account", found.account_ref),
        )
        words = ", ".join(value for _, value in matter if value.strip())
        yield self._facts(MATTER, "Matter", words or "not said", matter)

    def _together(self, found: Dossier) -> Iterator[Line]:
        """Yield each complaint that belongs together with this one."""
        for each in found.links:
            ours, theirs = _LINKED[each.kind]
            what = f"{ours if each.is_ours else theirs} {each.reference}"
            yield self._facts(
                f"link-{each.id}",
                "Together",
                f"{what}: {each.about}" if each.about else what,
                (
                    ("What it is", what),
                    ("About", each.about),
                    ("Customer", each.customer),
                    ("Stands at", each.stage.spoken),
                    ("Why", each.reason),
                    ("Keys", "M on the Desk merges, parts, or informs a group"),
                ),
            )

    def _our_side(self, found: Dossier) -> Iterator[Line]:
        accepted = (
            f", since {typed_dates.in_full(found.accepted_on, found.today)}" if found.accepted_on else ""
        )
        yield self._facts(
            OWNER,
            "Owner",
            f"{found.owner}{accepted}" if found.owner else "nobody yet",
            (("Owner", found.owner or "nobody yet"), ("Accepted on", day(found.accepted_on))),
        )
        asked = {Known.yes: "yes", Known.no: "none", Known.unknown: "not asked yet"}
        note = f": {found.conflict_note}" if found.conflict_note.strip() else ""
        yield self._facts(
            CONFLICT,
            "Conflict",
            asked[found.conflict] + note,
            (("Conflict of interest", asked[found.conflict]), ("Note", found.conflict_note)),
        )
        adjusted = f", {found.adjustments}" if found.adjustments.strip() else ""
        yield self._facts(
            VULNERABLE,
            "Vulnerable",
            _asked(found.vulnerable) + adjusted,
            (
                ("Vulnerable", _asked(found.vulnerable)),
                ("Adjustments", found.adjustments or "none noted"),
                ("It comes from", found.vulnerability_drivers),
                ("They complain of how it was met", _asked(found.about_vulnerability)),
            ),
        )
        yield from self._informing(found)
        yield self._gravity(found)
        yield self._facts(
            PROCEDURE,
            "Procedure",
            found.procedure_name or "none",
            (("Procedure", found.procedure_name or "none"), ("Region", found.region)),
        )
        held = [name for name, is_set in _holds(found) if is_set]
        if found.stage in LIVE_STAGES or held or found.disposed_on is None:
            yield self._facts(
                HELD,
                "Held",
                ", ".join(held) or "no",
                (("Held", ", ".join(held) or "no: e says so"), ("Why", found.legal_hold_reason)),
            )
        yield from self._keeping(found)
        if found.paused:
            yield self._facts(PAUSED, "Paused", found.paused_reason, (("Waiting for", found.paused_reason),))

    def _keeping(self, found: Dossier) -> Iterator[Line]:
        """Yield until when what has ended is kept, and what is left once it was not."""
        if found.disposed_on is not None:
            words = f"nothing but figures, since {day(found.disposed_on)}"
            yield self._facts(KEPT, "Kept", words, (("Kept", words),))
            return
        kept = services.advice.kept(self._desk, found)
        if kept is not None:
            over = kept.until < found.today
            held = ", held beyond" if found.legal_hold else ", due for disposal: Z"
            words = f"until {day(kept.until)}{held if over else ''}"
            yield self._facts(KEPT, "Kept", words, (("Kept", words), ("Because", kept.sum)))

    def _informing(self, found: Dossier) -> Iterator[Line]:
        """Yield how the customer is reached, and how long they have heard nothing."""
        plan = ", by a contact plan" if found.contact_plan.strip() else ""
        yield self._facts(
            REACH,
            "Reach them",
            (found.contact_method.strip() or "as they like, not asked yet") + plan,
            (
                ("How to reach them", found.contact_method or "not said: e writes it down"),
                ("Contact plan", found.contact_plan),
            ),
        )
        if found.stage not in LIVE_STAGES or found.origin is not Origin.referred:
            return
        heard = services.advice.heard(self._desk, found)
        words = heard.words[:1].upper() + heard.words[1:]
        yield Line(
            HEARD,
            "Last heard",
            Cell(words, self._symbols.overdue, "overdue") if heard.is_too_long else words,
            lambda: sheet(
                "Keeping them informed",
                ("Last", day(heard.since) if heard.was_told else heard.spoke or "not yet"),
                ("Silent for", counted(heard.working_days, "working day")),
                ("Agreed", f"every {counted(heard.agreed, 'working day')}; e changes it, b logs a contact"),
            ),
        )

    def _gravity(self, found: Dossier) -> Line:
        severity = f"{found.severity} of 5" if found.severity else "not rated yet"
        flags = [name for name, is_set in (("urgent", found.urgent), ("safety", found.safety)) if is_set]
        words = ", ".join(
            [severity, *flags, *([found.severity_reason] if found.severity_reason.strip() else [])]
        )
        return self._facts(
            GRAVITY,
            "Severity",
            words,
            (
                ("Severity", severity),
                ("Why", found.severity_reason),
                ("Complexity", found.complexity.spoken if found.complexity else ""),
                ("Flags", ", ".join(flags)),
                ("By what is known", rated.proposed(found).sentence),
                ("Triage score", f"{found.triage_score}: {', '.join(found.triage_reasons)}"),
            ),
        )

    def _clock(self, found: Dossier, clock: Clock) -> Line:
        def detail() -> Content:
            return sheet(
                clock.name,
                ("Stands", clock.status.replace("_", " ")),
                ("Due", day(clock.due_on)),
                ("Started", day(clock.start_on)),
                ("Met", day(clock.met_on)),
                ("Working days left", "" if clock.wd_left is None else str(clock.wd_left)),
                ("Extended", counted(clock.extensions, "time") if clock.extensions else ""),
                ("The sum", clock.sum),
            )

        return Line(f"{CLOCK}{clock.id}", clock.name, self.clock_cell(found, clock), detail)

    def clock_cell(self, found: Dossier, clock: Clock) -> Cell:
        """Return how a clock stands, as sign and words."""
        if clock.met_on is not None:
            late = ", late" if clock.status == "met_late" else ""
            words = f"met {typed_dates.in_full(clock.met_on, found.today)}{late}"
            return Cell(words, self._symbols.done, "muted")
        if clock.due_on is None:
            return Cell("waiting" if clock.start_on is None else "no date", self._symbols.none, "muted")
        told = due_cell(clock.days_left, self._symbols, clock.status == "paused")
        return Cell(f"{told.text}, {typed_dates.in_full(clock.due_on, found.today)}", told.sign, told.tone)

    def _said(self, key: str, label: str, words: str, otherwise: str) -> Line:
        return Line(key, label, words.strip() or otherwise, lambda: _words(label, words or otherwise))

    @staticmethod
    def _facts(key: str, label: str, words: str, facts: Sequence[Fact]) -> Line:
        return Line(key, label, words, lambda: sheet(label, *facts))


def _holds(found: Dossier) -> tuple[tuple[str, bool], ...]:
    return (("legal hold", found.legal_hold), ("legally privileged", found.privileged))


def _words(label: str, words: str) -> Content:
    return Content("\n").join([Content.styled(label, "bold"), C(words)])


def _asked(known: Known) -> str:
    return "not asked yet" if known is Known.unknown else known.spoken
