"""The parts of the Investigation screen: which rows they list, and what the detail pane says of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from complaintdesk import services
from complaintdesk.rules import informing, money
from complaintdesk.rules.dossier import (
    AttachmentFacts,
    ContactFacts,
    Dossier,
    HeadFacts,
    ImplicationFacts,
    LikeComplaint,
    PartyFacts,
    SourceFacts,
)
from complaintdesk.screens import implication_forms, negotiation_facts
from complaintdesk.screens.complaint import Part
from complaintdesk.screens.complaint_overview import overview
from complaintdesk.screens.like_lookup import LikeLookup
from complaintdesk.screens.sheet import day, sheet
from complaintdesk.vocabulary import Direction, Known, PartyRole, Side
from complaintdesk.widgets.columns import Cell, Column, Row, RowKey
from complaintdesk.widgets.queue import due_cell
from complaintdesk.widgets.symbols import Symbols

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

HEADS, SOURCES, IMPLICATIONS, PARTIES = "heads", "sources", "implications", "parties"
CONTACTS, PROMISES, LIKE = "contacts", "promises", "like"


def parts(shown: Parts) -> tuple[Part, ...]:
    """Return the parts in their order; labels are those of the desk's own vocabularies."""
    desk, symbols = shown.desk, shown.symbols
    return (
        overview(desk, symbols),
        Part(
            HEADS,
            "Heads",
            (
                Column("No", "number", 3, align="right"),
                Column("Head", "text", 28, least=18, grow=4),
                Column("Finding", "finding", 16, least=14),
                Column("Sources", "sources", 8, priority=1),
                Column("Cause", "cause", 18, priority=2, grow=1),
            ),
            shown.head_rows,
            shown.head_detail,
            "No heads yet. + sets out a point complained of; f then records what was found on it.",
        ),
        Part(
            SOURCES,
            "Sources and gaps",
            (
                Column("Came", "came", 13),
                Column("No", "number", 3, align="right"),
                Column("What", "what", 24, least=14, grow=3),
                Column("Kind", "kind", 13, priority=1),
                Column("Heads", "heads", 8, priority=1),
                Column("File", "file", 16, priority=2, grow=1),
            ),
            shown.source_rows,
            shown.source_detail,
            "No sources yet. + adds one that came, or one that you ask for.",
            "Sources",
        ),
        Part(
            IMPLICATIONS,
            "Implications",
            (
                Column("Kind", "kind", 22, least=14, grow=1),
                Column("What", "text", 24, least=12, grow=3),
                Column("How grave", "gravity", 14, priority=2),
                Column("Alerted", "alerted", 18, least=14, grow=1),
            ),
            shown.implication_rows,
            shown.implication_detail,
            "No implications yet. + says what the complaint means for the organisation, and who is alerted.",
            "Implic.",
        ),
        Part(
            PARTIES,
            "Parties",
            (
                Column("Who", "name", 22, least=14, grow=2),
                Column("As", "role", 14),
                Column("Position", "position", 20, least=10, priority=1, grow=2),
                Column("May act", "authority", 14, priority=2),
            ),
            shown.party_rows,
            shown.party_detail,
            "Nobody yet but the customer. + adds a representative, a colleague, an approver or a body.",
        ),
        Part(
            CONTACTS,
            "Contacts",
            (
                Column("When", "when", 7),
                Column("With", "who", 18, least=12, grow=1),
                Column("What was said", "summary", 30, least=20, grow=4),
                Column("By", "channel", 9, priority=2),
            ),
            shown.contact_rows,
            shown.contact_detail,
            "Nothing was said yet. b logs a contact.",
            "Log",
        ),
        Part(
            PROMISES,
            "Promises",
            negotiation_facts.PROMISE_COLUMNS,
            negotiation_facts.promise_rows,
            negotiation_facts.promise_detail,
            "Nothing is promised. b logs a contact with a promise in it, + notes one made elsewhere.",
        ),
        Part(
            LIKE,
            "Like",
            (
                Column("Ref", "reference", 12),
                Column("About", "about", 26, least=16, grow=4),
                Column("Outcome", "outcome", 14, priority=1),
                Column("Remedy", "remedy", 18, least=10, grow=1),
                Column("Amount", "amount", 10, align="right"),
                Column("Closed", "closed", 11, priority=2),
            ),
            shown.like_rows,
            shown.like_detail,
            "No closed complaint is like this one, as far as its words tell.",
        ),
    )


class Parts:
    """Says what an investigation looks like on one desk."""

    def __init__(self, desk: Desk, symbols: Symbols) -> None:
        self.desk = self._desk = desk
        self.symbols = self._symbols = symbols
        self._like = LikeLookup(desk)

    def head_rows(self, found: Dossier) -> list[Row]:
        return [
            Row(
                head.id,
                {
                    "number": str(head.number),
                    "text": head.text,
                    "finding": self._finding(head),
                    "sources": _numbers_of_sources(found, head) or "none",
                    "cause": self._desk.vocabularies.causes.label(head.cause),
                },
            )
            for head in found.heads
        ]

    def _finding(self, head: HeadFacts) -> Cell:
        if head.finding is None:
            return Cell("open", self._symbols.later, "later")
        return Cell(head.finding.spoken, self._symbols.done)

    def head_detail(self, found: Dossier, key: RowKey) -> Content:
        head = next((head for head in found.heads if head.id == key), None)
        if head is None:
            return Content("")
        lists = self._desk.vocabularies
        cited = [
            f"{source.number} {source.what}{': ' + source.shows if source.shows.strip() else ''}"
            for source in found.sources
            if source.id in head.source_ids
        ]
        return sheet(
            f"{head.number} {head.text}",
            ("Finding", head.finding.spoken if head.finding else "none yet: f records it"),
            ("Reasons", head.reasons),
            ("Rests on", "\n".join(cited) or "no source yet: ] shows the sources, + adds one"),
            ("Cause", lists.causes.label(head.cause)),
            ("Root cause", lists.root_causes.label(head.root_cause)),
            ("How sure", head.proof_note),
            ("About data protection", "yes, with a clock of its own" if head.about_data_protection else ""),
        )

    def source_rows(self, found: Dossier) -> list[Row]:
        # What is still awaited comes first, the earliest due above.
        ordered = sorted(
            found.sources,
            key=lambda source: (not source.is_gap, source.due_on or found.today, source.number),
        )
        return [
            Row(
                source.id,
                {
                    "came": self._came(found, source),
                    "number": str(source.number),
                    "what": self._what(source),
                    "kind": source.kind.spoken,
                    "heads": _numbers_of_heads(found, source) or "none",
                    "file": source.attachment.name if source.attachment else "",
                },
            )
            for source in ordered
        ]

    def _came(self, found: Dossier, source: SourceFacts) -> Cell:
        if source.obtained_on is not None:
            return Cell(f"{source.obtained_on:%d %b}", self._symbols.done, "muted")
        if source.due_on is None:
            return Cell("awaited", self._symbols.later, "later")
        return due_cell((source.due_on - found.today).days, self._symbols)

    def _what(self, source: SourceFacts) -> Cell | str:
        """Return what a source is, and first of all what is wrong with its file."""
        file = source.attachment
        state = services.evidence.state(self._desk, file.sha256, file.size) if file else "sound"
        if state == "sound":
            return source.what
        return Cell(f"file {state}: {source.what}", self._symbols.overdue, "overdue")

    def source_detail(self, found: Dossier, key: RowKey) -> Content:
        source = next((source for source in found.sources if source.id == key), None)
        if source is None:
            return Content("")
        file = source.attachment
        asked = f"{source.asked_of}, {day(source.asked_on)}" if source.asked_on else source.asked_of
        return sheet(
            f"{source.number} {source.what}",
            ("Kind", source.kind.spoken),
            ("Awaited", f"since {day(source.asked_on)}; r: it came, or chase it" if source.is_gap else ""),
            ("Chased", f"{_times(source.chases)}, last {day(source.chased_on)}" if source.chased_on else ""),
            ("Asked of", asked),
            ("Due", day(source.due_on) if source.is_gap else ""),
            ("Came", day(source.obtained_on)),
            ("Shows", source.shows),
            ("Kept", source.where_kept),
            ("Whose account", _whose(source)),
            ("Bears on", "\n".join(_heads_of(found, source)) or "no head yet: e says which"),
            (
                "File",
                f"{file.name}, {file.size:,} bytes, {file.media_type}" if file else "none: A attaches one",
            ),
            ("The kept file is", self._fault(file)),
            ("Merged from", source.merged_from),
            ("SHA-256", file.sha256 if file else ""),
        )

    def _fault(self, file: AttachmentFacts | None) -> str:
        """Return what is wrong with a kept file and what to do; "" where nothing is."""
        state = services.evidence.state(self._desk, file.sha256, file.size) if file else "sound"
        return "" if state == "sound" else f"{state}: `complaintdesk verify` names it, a backup may have it"

    def implication_rows(self, found: Dossier) -> list[Row]:
        labels = self._desk.vocabularies.implications
        return [
            Row(
                one.id,
                {
                    "kind": labels.label(one.kind),
                    "text": one.text,
                    "gravity": f"{one.severity} of 5, {one.likelihood.spoken}",
                    "alerted": self._alerted(one),
                },
            )
            for one in found.implications
        ]

    def _alerted(self, one: ImplicationFacts) -> Cell:
        if one.response.strip():
            return Cell(f"{one.alerted} answered", self._symbols.done, "muted")
        if one.alerted:
            return Cell(one.alerted, self._symbols.soon, "soon")
        return Cell("nobody yet", self._symbols.overdue, "overdue")

    def implication_detail(self, found: Dossier, key: RowKey) -> Content:
        one = next((one for one in found.implications if one.id == key), None)
        if one is None:
            return Content("")
        entry = self._desk.vocabularies.implications.find(one.kind)
        clock = entry.clock if entry else None
        alerted = f"{one.alerted}, {day(one.alerted_on)}" if one.alerted_on else one.alerted
        return sheet(
            entry.label if entry else one.kind,
            ("What", one.text),
            ("How grave", f"{one.severity} of 5, {one.likelihood.spoken}"),
            ("Who must know", ", ".join(entry.alert) if entry else ""),
            ("Time allowed", f"{clock.time_allowed} to {clock.duty} ({clock.source})" if clock else ""),
            ("Known here since", f"{one.aware_at.astimezone():%a %d %b %Y, %H:%M}" if one.aware_at else ""),
            ("Alerted", alerted or "nobody yet: r says who"),
            ("Answer", one.response or ("none yet: r notes it" if one.alerted else "")),
            ("Answered", day(one.responded_on)),
            ("Due", implication_forms.until(self._desk, one)),
        )

    def party_rows(self, found: Dossier) -> list[Row]:
        return [
            Row(
                party.id,
                {
                    "name": party.name,
                    "role": party.role.spoken,
                    "position": ", ".join(filter(None, (party.position, party.organisation))),
                    "authority": _may_act(party),
                },
            )
            for party in found.parties
        ]

    def party_detail(self, found: Dossier, key: RowKey) -> Content:
        party = next((party for party in found.parties if party.id == key), None)
        if party is None:
            return Content("")
        return sheet(
            party.name,
            ("As", party.role.spoken),
            ("Position", party.position),
            ("Organisation", party.organisation),
            ("E-mail", party.email),
            ("Phone", party.phone),
            ("Authority to act", _may_act(party)),
            ("Authority on file", party.authority_note or _authority_wanted(party)),
            ("Complained of", "yes: does not judge it" if party.complained_of else ""),
        )

    def contact_rows(self, found: Dossier) -> list[Row]:
        rows = [
            Row(
                contact.id,
                {
                    "when": f"{contact.on:%d %b}",
                    "who": f"{'to' if contact.direction is Direction.outward else 'from'} {_with(contact)}",
                    "summary": contact.summary,
                    "channel": contact.channel,
                },
            )
            for contact in sorted(found.contacts, key=lambda each: (each.at, each.id), reverse=True)
        ]
        if informing.came_by(found):
            later = sum(contact.on >= found.received_on for contact in found.contacts)
            cells = {
                "when": f"{found.received_on:%d %b}",
                "who": "from customer",
                "summary": found.narrative,
                "channel": found.channel,
            }
            rows.insert(later, Row(negotiation_facts.INCOMING, cells))
        return rows

    def contact_detail(self, found: Dossier, key: RowKey) -> Content:
        is_incoming = key == negotiation_facts.INCOMING
        return negotiation_facts.log_detail(found, key if is_incoming else f"contact-{key}")

    def like_rows(self, found: Dossier) -> list[Row]:
        return [
            Row(
                one.complaint_id,
                {
                    "reference": one.reference,
                    "about": one.about,
                    "outcome": one.outcome or "not noted",
                    "remedy": one.remedy or "none noted",
                    "amount": _amount(one, found),
                    "closed": one.closed_on.isoformat() if one.closed_on else "",
                },
            )
            for one in self._like.of(found)
        ]

    def like_line(self, found: Dossier) -> str:
        """Return what like complaints were given, in a line."""
        return self._like.line(found)

    def heard_line(self, found: Dossier) -> str:
        """Return whose account is among the sources, each side with its tick."""
        heard = {source.heard_side for source in found.sources if not source.is_gap}
        sides = ((Side.customer, "the customer"), (Side.colleague, "staff"))
        ticks = [
            f"{self._symbols.done if side in heard else self._symbols.later} {whose}" for side, whose in sides
        ]
        return f"Heard: {'   '.join(ticks)}"

    def like_detail(self, found: Dossier, key: RowKey) -> Content:
        one = next((one for one in self._like.of(found) if one.complaint_id == key), None)
        if one is None:
            return Content("")
        return sheet(
            one.reference,
            ("About", one.about),
            ("Closed", day(one.closed_on)),
            ("Outcome", one.outcome or "not noted"),
            ("What was done", one.remedy or "none noted"),
            ("Amount", _amount(one, found) or "none on record"),
            ("Like by", f"the same {one.like_by}" if one.like_by == "cause and product" else "its words"),
            ("More", "enter reads the whole complaint"),
        )


def _numbers_of_sources(found: Dossier, head: HeadFacts) -> str:
    return ", ".join(str(source.number) for source in found.sources if source.id in head.source_ids)


def _numbers_of_heads(found: Dossier, source: SourceFacts) -> str:
    return ", ".join(str(head.number) for head in found.heads if head.id in source.head_ids)


def _heads_of(found: Dossier, source: SourceFacts) -> list[str]:
    return [f"{head.number} {head.text}" for head in found.heads if head.id in source.head_ids]


def _may_act(party: PartyFacts) -> str:
    return "not asked yet" if party.authority_to_act is Known.unknown else party.authority_to_act.spoken


def _authority_wanted(party: PartyFacts) -> str:
    """Return what to do where a representative has none on file."""
    is_wanted = party.role is PartyRole.representative and party.authority_to_act is not Known.yes
    return "none: tell nothing yet; L writes to the customer for it" if is_wanted else ""


def _whose(source: SourceFacts) -> str:
    """Return whose account a source is."""
    if source.heard_side is None:
        return ""
    the = "" if source.heard_side is Side.third else "the "
    return f"{the}{source.heard_side.spoken}'s"


def _times(chases: int) -> str:
    return "once" if chases == 1 else f"{chases} times"


def _with(contact: ContactFacts) -> str:
    return contact.with_whom or contact.side.spoken


def _amount(one: LikeComplaint, found: Dossier) -> str:
    return "" if one.amount_minor is None else money.shown(one.amount_minor, found.currency)
