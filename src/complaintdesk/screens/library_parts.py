"""The parts of the Library: which rows they list, and what the detail pane says of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from complaintdesk import services
from complaintdesk.rules import money, remedy_bands
from complaintdesk.rules.authority_matrix import DEPARTURE_WORDS, Limit
from complaintdesk.rules.counting import counted
from complaintdesk.rules.own_days import WEEKDAYS
from complaintdesk.rules.procedure_grammar import UNITS, ClockRule, Procedure
from complaintdesk.rules.working_days import NATIONS
from complaintdesk.screens import weight_forms
from complaintdesk.screens.listed_overview import OverviewPart
from complaintdesk.screens.sheet import day, sheet
from complaintdesk.vocabulary import LibraryKind
from complaintdesk.widgets.columns import Cell, Column, Row, RowKey
from complaintdesk.widgets.symbols import Symbols

if TYPE_CHECKING:
    from complaintdesk.rules.balance import BalanceWeights
    from complaintdesk.rules.remedy_bands import Band
    from complaintdesk.rules.triage_score import TriageWeights
    from complaintdesk.services.calendars import View
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.library import Edition

AUTHORITY = "authority"
BANDS = "bands"
WEIGHTS = "weights"
PROCEDURES = "procedures"
DAYS = "days"

SHELVED = (LibraryKind.policy_clause, LibraryKind.service_offer, LibraryKind.aim)
"""The kinds of entry that the handler writes."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """All that the library holds today."""

    editions: Mapping[LibraryKind, tuple[Edition, ...]]
    matrix: tuple[Limit, ...]
    ran_out: tuple[Limit, ...]
    procedures: tuple[Procedure, ...]
    currency: str
    own_role: str
    own_procedure: str
    calendar: View
    bands: tuple[Band, ...]
    balance: BalanceWeights
    triage: TriageWeights


def read(desk: Desk) -> Shelf:
    """Return what the library holds today."""
    whose = desk.whose
    return Shelf(
        {kind: services.library.editions(desk, kind) for kind in SHELVED},
        services.authority.view(desk),
        services.authority.ran_out(desk),
        tuple(desk.procedures.values()),
        whose.currency,
        whose.role,
        whose.procedure,
        services.calendars.view(desk),
        services.bands.view(desk),
        desk.balance_weights,
        desk.triage_weights,
    )


def _entries(
    kind: LibraryKind,
) -> tuple[Callable[[Shelf, Symbols], list[Row]], Callable[[Shelf, RowKey], Content]]:
    """Return rows and detail of one kind of entry: an edition that was taken over is in the detail only."""

    def rows(shelf: Shelf, symbols: Symbols) -> list[Row]:
        return [
            Row(
                edition.entry.id,
                {
                    "code": edition.entry.code,
                    "title": edition.entry.title,
                    "standing": _standing(edition, symbols),
                    "edition": str(edition.entry.edition),
                    "from": day(edition.entry.effective_on, "always"),
                    "text": edition.entry.text,
                },
            )
            for edition in sorted(shelf.editions[kind], key=_by_code)
            if edition.standing != "past"
        ]

    def detail(shelf: Shelf, key: RowKey) -> Content:
        of_kind = shelf.editions[kind]
        here = next((edition for edition in of_kind if edition.entry.id == key), None)
        if here is None:
            return Content("")
        others = [each for each in of_kind if each.entry.code == here.entry.code and each is not here]
        return sheet(
            f"{here.entry.code} {here.entry.title}",
            ("Text", here.entry.text),
            ("Edition", f"{here.entry.edition}, {here.standing}"),
            ("In force from", day(here.entry.effective_on, "the beginning")),
            *((f"Edition {each.entry.edition}, {each.standing}", _wording(each)) for each in others),
        )

    return rows, detail


def _by_code(edition: Edition) -> tuple[str, int]:
    return edition.entry.code, edition.entry.edition


def _standing(edition: Edition, symbols: Symbols) -> Cell:
    if edition.standing == "coming":
        return Cell("coming", symbols.later, "later")
    return Cell("in force", symbols.done)


def _wording(edition: Edition) -> str:
    entry = edition.entry
    begun = f"from {day(entry.effective_on)}: " if entry.effective_on else ""
    return f"{begun}{entry.title}. {entry.text}"


def _matrix_rows(shelf: Shelf, _symbols: Symbols) -> list[Row]:
    return [
        Row(
            limit.role,
            {
                "role": _role(shelf, limit),
                "refund": amount(limit.refund_minor, shelf.currency),
                "goodwill": amount(limit.goodwill_minor, shelf.currency),
                "other_loss": amount(limit.other_loss_minor, shelf.currency),
                "policy": DEPARTURE_WORDS[limit.policy_exception],
                "holder": limit.holder,
            },
            "muted" if limit in shelf.ran_out else "",
        )
        for limit in (*shelf.matrix, *shelf.ran_out)
    ]


def _role(shelf: Shelf, limit: Limit) -> str:
    if limit in shelf.ran_out:
        return f"{limit.name} (ran out)"
    return f"{limit.name} (yours)" if limit.role == shelf.own_role else limit.name


def _matrix_detail(shelf: Shelf, key: RowKey) -> Content:
    limit = next((each for each in (*shelf.matrix, *shelf.ran_out) if each.role == key), None)
    if limit is None:
        return Content("")
    return sheet(
        _role(shelf, limit),
        ("Refunds up to", amount(limit.refund_minor, shelf.currency)),
        ("Goodwill up to", amount(limit.goodwill_minor, shelf.currency)),
        ("Other loss up to", amount(limit.other_loss_minor, shelf.currency)),
        (
            "One customer, 12 months",
            "no sum of its own"
            if limit.cumulative_minor is None
            else money.shown(limit.cumulative_minor, shelf.currency),
        ),
        ("May depart from policy by", DEPARTURE_WORDS[limit.policy_exception]),
        ("May admit liability", "yes" if limit.may_admit_liability else "no"),
        ("Signs", ", ".join(each.replace("_", " ") for each in limit.signs)),
        ("Held by", limit.holder),
        ("Deputy", limit.deputy),
        ("Until", day(limit.ends_on, "no end")),
    )


def _band_rows(shelf: Shelf, _symbols: Symbols) -> list[Row]:
    return [
        Row(
            band.id or 0,
            {
                "scale": band.scale,
                "level": band.level,
                "span": remedy_bands.span(band, shelf.currency),
                "year": str(band.year),
                "source": band.source,
            },
        )
        for band in shelf.bands
    ]


def _band_detail(shelf: Shelf, key: RowKey) -> Content:
    band = next((each for each in shelf.bands if each.id == key), None)
    if band is None:
        return Content("")
    return sheet(
        f"{band.scale}: {band.level}",
        ("Usually awarded", remedy_bands.span(band, shelf.currency)),
        ("Year", str(band.year)),
        ("Source", band.source),
        ("Note", band.note),
        ("What it is for", "to compare a sum with; it is neither a limit nor a promise"),
    )


def _weights(shelf: Shelf) -> Mapping[str, BalanceWeights | TriageWeights]:
    return {weight_forms.BALANCE: shelf.balance, weight_forms.TRIAGE: shelf.triage}


_USED_FOR = {
    weight_forms.BALANCE: "Balance of options",
    weight_forms.TRIAGE: "Triage score",
}
"""Set of weights -> what it weighs."""


def _weight_rows(shelf: Shelf, symbols: Symbols) -> list[Row]:
    rows = []
    for kind, held in _weights(shelf).items():
        by_default = asdict(type(held)())
        shares = {name: each for name, each in asdict(held).items() if not name.startswith("full_")}
        total = sum(shares.values())
        for name, words in weight_forms.NAMES[kind].items():
            is_own = asdict(held)[name] != by_default[name]
            cells: dict[str, str | Cell] = {
                "of": _USED_FOR[kind],
                "name": words,
                "weight": f"{asdict(held)[name]:g}" if name in shares else str(asdict(held)[name]),
                "share": f"{100 * shares[name] / total:.0f}%" if name in shares else "",
                "own": Cell("your own", symbols.done) if is_own else "as shipped",
            }
            rows.append(Row(f"{kind}:{name}", cells))
    return rows


def _weight_detail(shelf: Shelf, key: RowKey) -> Content:
    kind, _, name = str(key).partition(":")
    held = _weights(shelf).get(kind)
    if held is None or name not in weight_forms.NAMES[kind]:
        return Content("")
    return sheet(
        f"{_USED_FOR[kind]}: {weight_forms.NAMES[kind][name]}",
        ("Weighs", f"{asdict(held)[name]:g}"),
        ("By default", f"{asdict(type(held)())[name]:g}"),
        ("e", "changes all the weights of this set; only their proportions count"),
    )


def amount(minor: int | None, currency: str) -> str:
    """Return a limit as people write it."""
    return "any amount" if minor is None else money.shown(minor, currency)


def _procedure_rows(shelf: Shelf, symbols: Symbols) -> list[Row]:
    return [
        Row(
            procedure.id,
            {
                "name": procedure.name,
                "used": Cell("this desk's", symbols.done) if procedure.id == shelf.own_procedure else "",
                "kind": "beside another" if procedure.overlay else procedure.kind,
                "region": procedure.region,
                "clocks": str(len(procedure.clocks)),
                "letters": str(len(procedure.letters)),
                "as_of": day(procedure.as_of),
            },
        )
        for procedure in shelf.procedures
    ]


def _procedure_detail(shelf: Shelf, key: RowKey) -> Content:
    procedure = next((each for each in shelf.procedures if each.id == key), None)
    if procedure is None:
        return Content("")
    outside = procedure.external
    return sheet(
        procedure.name or procedure.id,
        ("What it is", procedure.summary),
        ("Clocks", "".join(f"\n- {line}" for line in _clock_lines(procedure.clocks))),
        (
            "Letters",
            "".join(f"\n- {letter.name}: {len(letter.items)} points" for letter in procedure.letters),
        ),
        ("Stages", ", then ".join(stage.name for stage in procedure.stages)),
        ("Where the customer can go next", outside.name if outside else ""),
        ("Source", f"{procedure.source} (as of {day(procedure.as_of)})" if procedure.source else ""),
        ("File", f"{procedure.id}.toml; one of the same name in your own procedures folder takes its place"),
    )


def _day_rows(shelf: Shelf, symbols: Symbols) -> list[Row]:
    return [
        Row(
            each.on.isoformat(),
            {
                "on": day(each.on),
                "name": each.name,
                "source": Cell("worked here", symbols.done) if each.source == "worked" else each.source,
            },
        )
        for each in shelf.calendar.days
    ]


def _day_detail(shelf: Shelf, key: RowKey) -> Content:
    seen = shelf.calendar
    each = next((each for each in seen.days if each.on.isoformat() == key), None)
    if each is None:
        return Content("")
    week = ", ".join(name for number, name in enumerate(WEEKDAYS, start=1) if str(number) in seen.weekdays)
    return sheet(
        f"{day(each.on)}: {each.name}",
        ("What it is", _SOURCES[each.source]),
        ("x", "makes it a day off again" if each.source == "worked" else "makes it a working day here"),
        ("Bank holidays of", NATIONS.get(seen.region, seen.region)),
        ("The week", f"{week}; e changes it"),
        (
            "Cut-off hour",
            f"{seen.cutoff}; what comes in later counts as the next working day's" if seen.cutoff else "none",
        ),
    )


_SOURCES = {
    "bank holiday": "A bank holiday, which no working-day clock counts",
    "added": "A day off of your own, which no working-day clock counts",
    "worked": "A bank holiday that is worked here, so clocks count it",
}
"""What a day's source means."""


def _clock_lines(clocks: Sequence[ClockRule]) -> Iterator[str]:
    for rule in clocks:
        unit = UNITS[rule.unit]
        allowed = unit if rule.n is None else counted(rule.n, unit)
        yield f"{rule.name}, {allowed} ({rule.kind}; {rule.source}, as of {day(rule.as_of)})"


def _shelved(kind: LibraryKind, title: str, short: str, empty: str) -> OverviewPart[Shelf]:
    rows, detail = _entries(kind)
    return OverviewPart(kind.name, title, short, _ENTRY_COLUMNS, rows, detail, empty)


_ENTRY_COLUMNS = (
    Column("Code", "code", 12, least=8),
    Column("Title", "title", 24, least=14, grow=2),
    Column("Standing", "standing", 10),
    Column("Ed", "edition", 3, align="right"),
    Column("In force from", "from", 16),
    Column("Text", "text", 20, priority=2, grow=4),
)

PARTS = (
    _shelved(
        LibraryKind.policy_clause,
        "Policy clauses",
        "Policy",
        "No policy clauses yet. + adds one; options that depart from policy cite it.",
    ),
    _shelved(
        LibraryKind.service_offer,
        "Service offer",
        "Offer",
        "Nothing on the service offer yet. + adds what customers are promised.",
    ),
    _shelved(
        LibraryKind.aim,
        "Aims",
        "Aims",
        "No aims yet. + adds one; options and agreements name the aim they serve.",
    ),
    OverviewPart(
        AUTHORITY,
        "Authority",
        "Auth",
        (
            Column("Role", "role", 27),
            Column("Refunds", "refund", 11, align="right"),
            Column("Goodwill", "goodwill", 11, align="right"),
            Column("Other loss", "other_loss", 11, align="right"),
            Column("Departs from policy by", "policy", 26, least=18, priority=2, grow=2),
            Column("Held by", "holder", 16, priority=3, grow=1),
        ),
        _matrix_rows,
        _matrix_detail,
        "No roles: whatever costs money is above authority. + adds a role.",
    ),
    OverviewPart(
        BANDS,
        "Remedy bands",
        "Bands",
        (
            Column("Whose scale", "scale", 24, least=12, grow=1),
            Column("Step", "level", 22, least=12, grow=3),
            Column("Usually awarded", "span", 23),
            Column("Year", "year", 4, align="right"),
            Column("Source", "source", 20, priority=2, grow=2),
        ),
        _band_rows,
        _band_detail,
        "No remedy bands. + adds what an outside body usually awards, to compare sums with.",
    ),
    OverviewPart(
        WEIGHTS,
        "Weights",
        "Weight",
        (
            Column("Weighs in", "of", 18),
            Column("What", "name", 30, least=16, grow=2),
            Column("Weight", "weight", 7, align="right"),
            Column("Share", "share", 5, align="right"),
            Column("Whose", "own", 12, priority=1),
        ),
        _weight_rows,
        _weight_detail,
        "No weights.",
    ),
    OverviewPart(
        PROCEDURES,
        "Procedures",
        "Proc",
        (
            Column("Procedure", "name", 36, least=20, grow=3),
            Column("Used", "used", 13),
            Column("Kind", "kind", 14, priority=2),
            Column("Where", "region", 8, priority=2),
            Column("Clocks", "clocks", 6, align="right"),
            Column("Letters", "letters", 7, align="right"),
            Column("As of", "as_of", 16, priority=1),
        ),
        _procedure_rows,
        _procedure_detail,
        "No procedures: the data that comes with complaintdesk is missing.",
    ),
    OverviewPart(
        DAYS,
        "Working days",
        "Days",
        (
            Column("Day off", "on", 17),
            Column("What", "name", 30, least=16, grow=2),
            Column("Source", "source", 13),
        ),
        _day_rows,
        _day_detail,
        "No days off are known. + adds one; e sets the week and the cut-off hour.",
    ),
)
"""The parts of the library, in their order."""
