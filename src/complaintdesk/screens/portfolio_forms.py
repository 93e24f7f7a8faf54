"""The forms of the Portfolio: a claim, a statement, what is expected, which criteria, and where it is exported."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from complaintdesk import services
from complaintdesk.errors import ExportRefusedError
from complaintdesk.rules import coverage
from complaintdesk.rules.exhibits import called
from complaintdesk.screens.asking import Values, export_fields
from complaintdesk.vocabulary import EvidenceKind
from complaintdesk.widgets.foreign import say
from complaintdesk.widgets.form_field import Choice, FormField

if TYPE_CHECKING:
    from collections.abc import Callable

    from complaintdesk.rules.criteria import Criterion
    from complaintdesk.screens.overview import OverviewScreen
    from complaintdesk.services.claims import NewClaim
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.portfolio import Offered

_KINDS = (
    Choice("work_product", "work product", "A record of the work itself"),
    Choice("witness_testimony", "witness testimony", "Somebody saw it and says so"),
    Choice("observation", "observation", "An assessor watched"),
    Choice("professional_discussion", "professional discussion", "Talked through with an assessor"),
    Choice("statement", "statement", "Own words about it, such as a reflective account"),
)


def ask_claim(screen: OverviewScreen, offered: Offered, criterion: Criterion) -> None:
    """Ask what a record shows, with what a claim that was taken back said of it."""
    desk = screen.desk
    record = services.claims.Record(
        offered.evidence.record_kind, offered.evidence.record_id, offered.evidence.complaint_id
    )
    before = services.claims.said_before(desk, criterion.id, record)
    name = f"{offered.evidence.reference} {offered.evidence.label}".strip()

    def act(values: Values) -> None:
        services.claims.claim(desk, criterion.id, record, _entered(values))

    screen.ask(
        f"claim:{criterion.id}:{record.kind}:{record.id}",
        f"{name} is evidence for {criterion.id}",
        _fields(before, _KINDS),
        act,
        f"Claimed for {criterion.id}.",
        note=criterion.good_shows,
    )


def ask_criterion(screen: OverviewScreen, reference: str, option: int | None = None) -> None:
    """Ask which criterion a review or a recommendation is evidence for, then what it shows.

    Args:
        screen: Where it is asked.
        reference: `REV-2`, `REC-1`.
        option: The number of the option meant; None for the paper itself and its effect check.
    """
    criteria = screen.desk.criteria
    free = [
        (each, criterion)
        for each in services.portfolio.for_paper(screen.desk, reference)
        if each.claim is None
        and (each.evidence.record_kind == "change_option") == (option is not None)
        and (option is None or each.evidence.label == called("change_option", option))
        and (criterion := criteria.find(each.criterion)) is not None
    ]
    if not free:
        say(screen, f"Nothing more can be claimed of it. {criteria.title} is on place 9.", "warning")
        return

    choices = [
        Choice(str(place), f"{criterion.id} {each.evidence.label}", criterion.label)
        for place, (each, criterion) in enumerate(free)
    ]
    screen.choose(
        f"{reference}: what it is evidence for",
        choices,
        lambda answer: ask_claim(screen, *free[int(answer)]),
    )


def ask_outside(screen: OverviewScreen, criterion: Criterion) -> None:
    """Ask about evidence that is no record on this desk."""
    desk = screen.desk

    def act(values: Values) -> None:
        services.claims.claim(desk, criterion.id, services.claims.Record("outside"), _entered(values))

    screen.ask(
        f"claim:{criterion.id}:outside",
        f"Evidence for {criterion.id} that lies outside the desk",
        _fields(None, _KINDS[1:], outside=True),
        act,
        f"Claimed for {criterion.id}.",
        note="enter on the criterion lists the records on the desk. This is for what they cannot hold.",
    )


def ask_edit(screen: OverviewScreen, offered: Offered) -> None:
    """Ask what a claim is to say instead."""
    claim = offered.claim
    if claim is None:
        return
    desk = screen.desk
    held = services.claims.NewClaim(
        **{name: getattr(claim, name) for name in services.claims.NewClaim.__dataclass_fields__}
    )
    is_outside = not offered.evidence.record_id

    def act(values: Values) -> None:
        services.claims.edit(desk, claim.id, _entered(values))

    screen.ask(
        f"claim.edit:{claim.id}",
        f"What {offered.evidence.label} shows for {offered.criterion}",
        _fields(held, _KINDS[1:] if is_outside else _KINDS, outside=is_outside),
        act,
        "Claim changed.",
    )


def _fields(
    before: NewClaim | None, kinds: tuple[Choice, ...], outside: bool = False
) -> tuple[FormField, ...]:
    def text(name: str, label: str, help_: str = "", required: bool = False) -> FormField:
        return FormField(
            name,
            label,
            "text",
            required=required,
            value=getattr(before, name) if before else None,
            help=help_,
        )

    kind = before.kind.name if before else (None if outside else "work_product")
    return (
        FormField("shows", "What it shows", "long", required=True, value=before.shows if before else None),
        FormField("kind", "Kind", "choice", required=True, choices=kinds, value=kind, explained=True),
        text("original_at", "Original", "Where the original is", required=outside),
        text("witness", "Seen by", "Name; needed for what somebody else saw"),
        text("witness_role", "Their role", "Team manager, assessor"),
        text("witness_relation", "Relation", "How they stand to you: line manager, colleague"),
        text("witness_contact", "Reached at", "Where an assessor can ask them"),
        FormField("witnessed_on", "On", "date", past=True, value=before.witnessed_on if before else None),
        text("why_valid", "Valid", "Why it is about this criterion"),
        text("why_authentic", "Authentic", "How one sees that it is your own work"),
        text("why_reliable", "Reliable", "Why it shows how you usually work"),
        text("why_current", "Current", "Why it still holds"),
        text("why_sufficient", "Sufficient", "What it adds to the rest"),
    )


def _entered(values: Values) -> NewClaim:
    texts = {
        name: str(values[name] or "")
        for name in services.claims.NewClaim.__dataclass_fields__
        if name not in {"kind", "witnessed_on"}
    }
    return services.claims.NewClaim(
        kind=EvidenceKind[values["kind"]], witnessed_on=values["witnessed_on"], **texts
    )


def ask_statement(screen: OverviewScreen, criterion: Criterion) -> None:
    """Ask for the handler's own words on a criterion, its questions in sight."""
    desk = screen.desk
    editions = services.statements.editions(desk, criterion.id)
    words = FormField(
        "text",
        "In your own words",
        "long",
        required=True,
        tall=True,
        value=editions[0].text if editions else None,
        help="References such as CD-2026-0007, Review 3 or a clause's code become links",
    )

    def act(values: Values) -> None:
        services.statements.write(desk, criterion.id, values["text"])

    screen.ask(
        f"statement:{desk.criteria.id}:{criterion.id}",
        f"{criterion.id} {criterion.label}",
        (words,),
        act,
        "Edition kept.",
        note=" ".join(criterion.questions),
    )


def ask_expectations(screen: OverviewScreen) -> None:
    """Ask what the gauge is to expect."""
    desk = screen.desk
    held = asdict(desk.expectations)

    def is_number(typed: object) -> str | None:
        return None if str(typed).strip().isdecimal() else "A whole number from 0 to 999."

    fields = [
        FormField(name, label, "text", required=True, value=str(held[name]), check=is_number)
        for name, label in coverage.EXPECTED.items()
    ]

    def act(values: Values) -> None:
        services.claims.expect(desk, {name: int(values[name]) for name in coverage.EXPECTED})

    screen.ask(
        "portfolio.expect",
        "What the portfolio is expected to hold",
        fields,
        act,
        "Expectations kept.",
        note="No awarding body sets these figures. Ask your assessor; the gauge passes or fails nothing.",
    )


def ask_set(screen: OverviewScreen) -> None:
    """Ask which criteria the portfolio is held against."""
    desk = screen.desk
    sets = desk.criteria_sets.sets
    choices = tuple(Choice(one.id, one.title, one.source) for one in sets.values())
    field = FormField(
        "set", "Criteria", "choice", required=True, choices=choices, value=_in_force(desk), explained=True
    )

    def act(values: Values) -> None:
        services.claims.choose_set(desk, values["set"])

    screen.ask(
        "portfolio.set",
        "Which criteria the portfolio is held against",
        (field,),
        act,
        "Criteria chosen.",
        note="A set of your own goes into the criteria folder beside config.toml.",
    )


def _in_force(desk: Desk) -> str | None:
    return desk.criteria_id if desk.criteria_id in desk.criteria_sets.sets else None


def ask_export(screen: OverviewScreen, begin: Callable[[Path, bool, bool, bool], None]) -> None:
    """Ask where the portfolio goes, then begin to write it."""
    desk = screen.desk
    asked: list[tuple[Path, bool, bool, bool]] = []
    to_folder, named, replacing = export_fields(desk)
    fields = (to_folder, named, FormField("single", "All in one file", "yesno", value=False), replacing)

    def act(values: Values) -> None:
        to, force, single = Path(values["to"]), bool(values["force"]), bool(values["single"])
        name = services.portfolio_export.first_file(single)
        if not force and (to.expanduser() / name).exists():
            raise ExportRefusedError(f"{to / name} is there already; 'Replace what is there' replaces it.")
        asked[:] = [(to, bool(values["identified"]), force, single)]

    def then() -> str:
        begin(*asked[0])
        return ""

    screen.ask("portfolio.export", "Export the portfolio", fields, act, then, writes=False)
