"""The parts of the Portfolio: which rows they list, and what the detail pane says of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from textual.content import Content

from complaintdesk.rules import evidence_ways
from complaintdesk.rules.counting import counted
from complaintdesk.rules.coverage import Claimed, Coverage, Reading, Suggestion
from complaintdesk.screens.listed_overview import OverviewPart
from complaintdesk.screens.sheet import day, sheet
from complaintdesk.services.portfolio import Offered, Portfolio
from complaintdesk.widgets.columns import Cell, Column, Row, RowKey
from complaintdesk.widgets.symbols import Symbols

CRITERIA = "criteria"
RECORDS = "records"
COMPLAINTS = "complaints"
"""The complaints, the reviews and the recommendations, whichever fills most gaps first."""

STATEMENTS = "statements"
GAUGE = "gauge"
PREVIEW = "preview"

SET_IN_FORCE = "set"
"""The row of the gauge that names the criteria set."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the screen shows: the portfolio, and the records of what was drilled into."""

    portfolio: Portfolio
    offered: tuple[Offered, ...]
    subject: str
    """What the records are of, in words."""

    keys: Mapping[str, str]
    """Act -> the handler's own key, where they chose one."""


def _standing(one: Coverage, symbols: Symbols) -> Cell:
    if not one.gaps:
        return Cell("no gap", symbols.done)
    tone = "soon" if one.has_evidence else "overdue"
    return Cell(", ".join(one.gaps), symbols.soon if one.has_evidence else symbols.overdue, tone)  # type: ignore[arg-type]  # both are tones


def _criteria_rows(seen: Seen, symbols: Symbols) -> list[Row]:
    return [
        Row(
            one.criterion.id,
            {
                "id": one.criterion.id,
                "label": one.criterion.label,
                "items": _items(one),
                "from": str(sum(one.origins.values()) or ""),
                "occasions": str(one.occasions or ""),
                "days": "" if one.days is None else str(one.days),
                "free": str(one.proposed or ""),
                "standing": _standing(one, symbols),
            },
        )
        for one in seen.portfolio.covered
    ]


def _items(one: Coverage) -> str:
    written = f"ed {one.statement_edition}" if one.statement_on else ""
    return " + ".join(filter(None, (written, str(one.items or "")))) or "none"


def _criteria_detail(seen: Seen, key: RowKey) -> Content:
    one = seen.portfolio.of(str(key))
    if one is None:
        return Content("")
    first, last = day(one.first), day(one.last)
    return sheet(
        f"{one.criterion.id} {one.criterion.label}",
        ("Good evidence shows", one.criterion.good_shows),
        ("What is missing", ", ".join(one.gaps) or "nothing, by what is expected"),
        ("Would be shown by", "" if one.has_evidence else _ways(one, seen)),
        ("Evidence", _counts(one)),
        (
            "From the first day to the last",
            f"{first} to {last}, {counted(one.days, 'day')}" if one.days else first,
        ),
        ("Could be claimed", f"{one.proposed} more; enter lists them" if one.proposed else ""),
        ("Not seen in the original", "its number or sense" if one.criterion.uncertain else ""),
        *(
            (f"{claim.evidence.reference} {claim.evidence.label}".strip(), claim.shows)
            for claim in one.claims
        ),
    )


def _ways(one: Coverage, seen: Seen) -> str:
    ways = list(evidence_ways.told(one.criterion.evidenced_by, seen.keys))
    return ways[0] if len(ways) == 1 else "\n".join(f"- {way}" for way in ways)


def _counts(one: Coverage) -> str:
    if not one.items:
        return f"statement, edition {one.statement_edition}" if one.statement_on else ""
    return f"{one.items}, from {one.origins_told}, on {counted(one.occasions, 'day')}"


def _records_rows(seen: Seen, symbols: Symbols) -> list[Row]:
    return [
        Row(
            number,
            {
                "criterion": each.criterion,
                "reference": each.evidence.reference,
                "record": Cell(
                    each.evidence.label + ("" if each.evidence.is_there else " (taken off)"),
                    symbols.done if each.claim else symbols.none,
                    "" if each.claim else "muted",
                ),
                "on": day(each.claim.on if each.claim else each.evidence.on),
                "claimed": each.claim.kind.spoken if each.claim else "could be",
                "says": each.claim.shows if each.claim else each.evidence.about,
            },
        )
        for number, each in enumerate(seen.offered)
    ]


def _records_detail(seen: Seen, key: RowKey) -> Content:
    if not isinstance(key, int) or key >= len(seen.offered):
        return Content("")
    each = seen.offered[key]
    title = f"{each.criterion}: {each.evidence.reference} {each.evidence.label}".replace("  ", " ")
    criterion = seen.portfolio.criteria.find(each.criterion)
    told = claim_facts(each.claim) if each.claim else (("Not claimed", "+ claims it"),)
    return sheet(
        title,
        *told,
        ("The record says", each.evidence.about),
        ("Its day", day(each.evidence.on)),
        ("Good evidence shows", criterion.good_shows if criterion else ""),
    )


def claim_facts(claim: Claimed) -> tuple[tuple[str, str], ...]:
    """Return what a claim says, label by label."""
    seen_by = ", ".join(filter(None, (claim.witness, claim.witness_role, claim.witness_relation)))
    return (
        ("Shows", claim.shows),
        ("Kind", claim.kind.spoken),
        ("Valid", claim.why_valid),
        ("Authentic", claim.why_authentic),
        ("Reliable", claim.why_reliable),
        ("Current", claim.why_current),
        ("Sufficient", claim.why_sufficient),
        ("Seen by", seen_by),
        ("How to reach them", claim.witness_contact),
        ("On", day(claim.witnessed_on)),
        ("Original", claim.original_at),
    )


def _complaint_rows(seen: Seen, symbols: Symbols) -> list[Row]:
    """Return a row for every complaint, review and recommendation, those that would fill most gaps first."""
    portfolio = seen.portfolio
    fills = {one.holder.reference: ", ".join(one.criteria) for one in portfolio.suggestions}
    held: list[tuple[RowKey, str, str, Iterable[str], Iterable[str]]] = [
        *((one.facts.id, one.facts.reference, one.facts.about, one.claimed, one.could)
          for one in portfolio.complaints),
        *((one.holder.reference, one.holder.reference, one.holder.about, one.claimed, one.could)
          for one in portfolio.papers),
    ]  # fmt: skip
    order = {reference: place for place, reference in enumerate(fills)}
    held.sort(key=lambda one: order.get(one[1], len(order)))
    return [
        Row(
            key,
            {
                "reference": reference,
                "about": about,
                "claimed": ", ".join(claimed) or "none",
                "could": ", ".join(could),
                "fills": Cell(fills[reference], symbols.arrow, "soon") if reference in fills else "",
            },
        )
        for key, reference, about, claimed, could in held
    ]


def _complaint_detail(seen: Seen, key: RowKey) -> Content:
    one = next((each for each in seen.portfolio.complaints if each.facts.id == key), None)
    if one is None:
        return _paper_detail(seen, key)
    return sheet(
        f"{one.facts.reference} {one.facts.about}",
        ("Claimed for", ", ".join(one.claimed) or "nothing yet"),
        ("Could be evidence for", ", ".join(one.could)),
        ("Would fill gaps of", _filling(seen.portfolio.suggestions, one.facts.reference)),
        ("Taken on", day(one.facts.begun_on)),
        ("Closed", day(one.facts.closed_on, "still open")),
        ("Outcome", one.facts.outcome.replace("_", " ") or "none yet"),
        ("Went higher or outside", "yes" if one.facts.escalated else ""),
        ("Policy adapted", "yes" if one.facts.adapted else ""),
    )


def _paper_detail(seen: Seen, key: RowKey) -> Content:
    one = next((each for each in seen.portfolio.papers if each.holder.reference == key), None)
    if one is None:
        return Content("")
    return sheet(
        f"{one.holder.reference} {one.holder.about}",
        ("Claimed for", ", ".join(one.claimed) or "nothing yet"),
        ("Could be evidence for", ", ".join(one.could)),
        ("Would fill gaps of", _filling(seen.portfolio.suggestions, one.holder.reference)),
    )


def _filling(suggestions: Sequence[Suggestion], reference: str) -> str:
    return next((", ".join(each.criteria) for each in suggestions if each.holder.reference == reference), "")


def _statement_rows(seen: Seen, symbols: Symbols) -> list[Row]:
    return [
        Row(
            one.criterion.id,
            {
                "id": one.criterion.id,
                "label": one.criterion.label,
                "standing": Cell(f"edition {one.statement_edition}", symbols.done)
                if one.statement_on
                else Cell("not written", symbols.overdue, "overdue"),
                "on": day(one.statement_on),
            },
        )
        for one in seen.portfolio.covered
        if one.criterion.kind == "knowledge"
    ]


def _statement_detail(seen: Seen, key: RowKey) -> Content:
    one = seen.portfolio.of(str(key))
    if one is None:
        return Content("")
    editions = seen.portfolio.statements.get(str(key), ())
    return sheet(
        f"{one.criterion.id} {one.criterion.label}",
        ("Ask yourself", "\n".join(f"- {question}" for question in one.criterion.questions)),
        ("Good evidence shows", one.criterion.good_shows),
        *((f"Edition {each.edition}, {day(each.on)}", each.text) for each in editions),
        ("Not written yet", "" if editions else "e writes it in your own words; the desk writes none of it"),
    )


def _gauge_rows(seen: Seen, symbols: Symbols) -> list[Row]:
    portfolio = seen.portfolio
    in_force = Row(SET_IN_FORCE, {"label": "Criteria set", "has": Cell(portfolio.criteria.title)})
    return [in_force, *(_reading(one, symbols) for one in portfolio.readings)]


def _reading(one: Reading, symbols: Symbols) -> Row:
    has = Cell(str(one.has), symbols.done) if one.is_met else Cell(str(one.has), symbols.soon, "soon")
    return Row(one.name, {"label": one.label, "has": has, "wants": str(one.wants)})


def _gauge_detail(seen: Seen, key: RowKey) -> Content:
    portfolio = seen.portfolio
    if key == SET_IN_FORCE:
        return sheet(
            portfolio.criteria.title,
            ("Source", portfolio.criteria.source),
            ("As of", day(portfolio.criteria.as_of)),
            ("Note", portfolio.criteria.note),
            ("Instead of it", "\n".join(f"- {one.title}" for one in portfolio.others)),
            ("Left out", "\n".join(portfolio.problems)),
            ("e", "chooses another set; claims and statements on this one are kept"),
        )
    reading = next((one for one in portfolio.readings if one.name == key), None)
    if reading is None:
        return Content("")
    return sheet(
        reading.label,
        ("There", str(reading.has)),
        ("Expected", str(reading.wants)),
        ("What it means", "A usual figure, to be set to what your assessor asks for: e. It passes or fails nothing."),
        ("Next", "\n".join(_next(portfolio))),
    )  # fmt: skip


def _next(portfolio: Portfolio) -> Iterator[str]:
    for one in portfolio.suggestions:
        yield f"- {one.holder.reference} {one.holder.about}: would fill {', '.join(one.criteria)}"


def _no_rows(seen: Seen, symbols: Symbols) -> list[Row]:
    return []


def _no_detail(seen: Seen, key: RowKey) -> Content:
    return Content("")


PARTS = (
    OverviewPart(
        CRITERIA,
        "Criteria",
        "Crit",
        (
            Column("No", "id", 5),
            Column("What it asks", "label", 26, least=14, grow=3),
            Column("Evid", "items", 8, least=5, align="right"),
            Column("From", "from", 4, align="right"),
            Column("Occ", "occasions", 3, align="right"),
            Column("Days", "days", 4, align="right", priority=2),
            Column("Free", "free", 4, align="right", priority=2),
            Column("What is missing", "standing", 22, least=20, grow=2),
        ),
        _criteria_rows,
        _criteria_detail,
        "No criteria: the set in force is empty. The gauge chooses another.",
    ),
    OverviewPart(
        RECORDS,
        "Records",
        "Rec",
        (
            Column("No", "criterion", 5),
            Column("Of", "reference", 12),
            Column("Record", "record", 26, least=16, grow=1),
            Column("On", "on", 16, priority=2),
            Column("Claimed as", "claimed", 12),
            Column("Shows, or says", "says", 30, least=14, grow=4),
        ),
        _records_rows,
        _records_detail,
        "No record of yours can show this yet. Go to Criteria or Work and press enter on another.",
    ),
    OverviewPart(
        COMPLAINTS,
        "Work",
        "Work",
        (
            Column("Of", "reference", 12),
            Column("About", "about", 26, least=12, grow=2),
            Column("Claimed for", "claimed", 16, least=10, grow=1),
            Column("Could show", "could", 20, least=10, priority=2, grow=1),
            Column("Would fill", "fills", 24, least=14, grow=1),
        ),
        _complaint_rows,
        _complaint_detail,
        "No complaint of your own yet. 1, then a on a referred one, accepts it.",
    ),
    OverviewPart(
        STATEMENTS,
        "Statements",
        "State",
        (
            Column("No", "id", 5),
            Column("What it asks", "label", 40, least=20, grow=3),
            Column("Standing", "standing", 14),
            Column("Written", "on", 16),
        ),
        _statement_rows,
        _statement_detail,
        "This set has no criterion that is explained in words.",
    ),
    OverviewPart(
        GAUGE,
        "Gauge",
        "Gauge",
        (
            Column("What", "label", 40, least=24, grow=1),
            Column("There", "has", 24, least=8, grow=1),
            Column("Expected", "wants", 8, align="right"),
        ),
        _gauge_rows,
        _gauge_detail,
        "Nothing to read.",
    ),
    OverviewPart(PREVIEW, "Preview", "View", (), _no_rows, _no_detail, ""),
)
"""The parts of the portfolio, in their order."""
