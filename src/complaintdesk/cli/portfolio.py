"""The portfolio on the command line: what is covered, what can be claimed, claims and statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from complaintdesk import services
from complaintdesk.cli.arguments import Json, asked, day_or_none, text_or_file, word
from complaintdesk.cli.start import opened
from complaintdesk.cli.words import document, say, table
from complaintdesk.errors import NotFoundError
from complaintdesk.rules import evidence_ways
from complaintdesk.vocabulary import EvidenceKind

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.portfolio import Offered, Portfolio

app = typer.Typer(name="portfolio", help="Show what the evidence covers; claim records, write statements.")

Criterion = Annotated[str, typer.Argument(metavar="CRITERION", help="Its number, such as 2.3.")]


@app.callback(invoke_without_command=True)
def portfolio(context: typer.Context, as_json: Json = False) -> None:
    """Show what there is for each criterion, what is missing, and what would fill most gaps."""
    if context.invoked_subcommand is not None:
        return
    with opened(asked(context), read_only=True) as desk:
        seen, keys = services.portfolio.view(desk), desk.settings.keys
    if as_json:
        document(_plain(seen))
        return
    say(f"Held against {seen.criteria.title}")
    say()
    table(
        ("No", "Evidence", "From", "Occasions", "Free", "What is missing"),
        [
            (
                one.criterion.id,
                f"edition {one.statement_edition}" if one.statement_on else str(one.items or "none"),
                one.origins_told or "none",
                str(one.occasions),
                str(one.proposed),
                ", ".join(one.gaps),
            )
            for one in seen.covered
        ],
    )
    say()
    table(("What", "There", "Expected"), [(one.label, str(one.has), str(one.wants)) for one in seen.readings])
    say()
    bare: dict[str, list[str]] = {}
    for each in (one.criterion for one in seen.covered if not one.has_evidence):
        bare.setdefault("; ".join(evidence_ways.told(each.evidenced_by, keys)), []).append(each.id)
    for ways, ids in bare.items():
        say(f"{', '.join(ids)}: nothing yet; it would be shown by {ways}.")
    for one in seen.suggestions:
        say(f"Next: {one.holder.reference} would fill {', '.join(one.criteria)}")


@app.command()
def records(context: typer.Context, criterion: Criterion, as_json: Json = False) -> None:
    """List the records that are claimed for a criterion, and those that could be."""
    with opened(asked(context), read_only=True) as desk:
        _require(desk, criterion)
        offered = services.portfolio.for_criterion(desk, criterion)
    if as_json:
        document([_record(each) for each in offered])
        return
    table(
        ("Claim", "Complaint", "Record", "On", "Shows, or says"),
        [
            (
                str(each.claim.id) if each.claim else "",
                each.evidence.reference,
                each.evidence.label,
                str(each.claim.on if each.claim else each.evidence.on or ""),
                each.claim.shows if each.claim else each.evidence.about,
            )
            for each in offered
        ],
    )


@app.command()
def claim(
    context: typer.Context,
    criterion: Criterion,
    reference: Annotated[str, typer.Argument(metavar="REF", help="The complaint, review or recommendation.")],
    record: Annotated[str, typer.Argument(metavar="RECORD", help='As `records` calls it: "Contact 3".')],
    shows: Annotated[str, typer.Option(metavar="TEXT|@FILE|-", help="What it shows.")],
    kind: Annotated[str, typer.Option(metavar="KIND", help="work_product, witness_testimony ...")] = "work_product",
    original_at: Annotated[str, typer.Option("--original", metavar="TEXT", help="Where the original is.")] = "",
    witness: Annotated[str, typer.Option(metavar="NAME", help="Who saw it.")] = "",
    witness_role: Annotated[str, typer.Option("--role", metavar="TEXT", help="Their role.")] = "",
    witness_relation: Annotated[str, typer.Option("--relation", metavar="TEXT", help="How they stand to you.")] = "",
    witnessed_on: Annotated[str, typer.Option("--on", metavar="YYYY-MM-DD", help="When they saw it.")] = "",
    as_json: Json = False,
) -> None:  # fmt: skip
    """Claim a record as evidence for a criterion."""
    entered = services.claims.NewClaim(
        text_or_file(shows),
        word(EvidenceKind, kind, "--kind"),
        original_at,
        witness,
        witness_role,
        witness_relation,
        witnessed_on=day_or_none(witnessed_on, "--on"),
    )
    with opened(asked(context)) as desk:
        _require(desk, criterion)
        offered = services.portfolio.of_reference(desk, reference)
        found = next(
            (each.evidence for each in offered if each.evidence.label.casefold() == record.casefold()), None
        )
        if found is None:
            names = ", ".join(dict.fromkeys(each.evidence.label for each in offered)) or "none"
            raise NotFoundError(f"{reference} has no record {record!r} that can be evidence; it has {names}.")
        chosen = services.claims.Record(found.record_kind, found.record_id, found.complaint_id)
        claim_id = services.claims.claim(desk, criterion, chosen, entered)
        step = services.care.last_step(desk)
    if as_json:
        document({"claim": claim_id, "step": step})
    else:
        say(f"{found.label} is claimed for {criterion} as claim {claim_id} (step {step}).")


@app.command()
def unclaim(
    context: typer.Context,
    claim_id: Annotated[int, typer.Argument(metavar="CLAIM", help="Its number, as `records` lists it.")],
    as_json: Json = False,
) -> None:
    """Take a claim back; what it said is kept for the next time."""
    with opened(asked(context)) as desk:
        services.claims.unclaim(desk, claim_id)
        step = services.care.last_step(desk)
    if as_json:
        document({"claim": claim_id, "step": step})
    else:
        say(f"Claim {claim_id} is taken back (step {step}).")


@app.command()
def statement(
    context: typer.Context,
    criterion: Criterion,
    words: Annotated[
        str,
        typer.Argument(metavar="[TEXT|@FILE|-]", help="Your own words; without them, what is kept is shown."),
    ] = "",
    as_json: Json = False,
) -> None:
    """Keep your own words on a knowledge criterion as its next edition, or show its questions and what is kept."""
    if not words:
        with opened(asked(context), read_only=True) as desk:
            one = services.statements.require(desk, criterion)
            editions = services.statements.editions(desk, criterion)
        if as_json:
            document(
                {
                    "criterion": one.id,
                    "questions": list(one.questions),
                    "editions": [{"edition": each.edition, "text": each.text} for each in editions],
                }
            )
            return
        say("\n".join([f"{one.id} {one.label}", *(f"- {question}" for question in one.questions)]))
        for each in editions[:1]:
            say(f"\nEdition {each.edition}, {each.on}:\n\n{each.text}")
        return
    with opened(asked(context)) as desk:
        kept = services.statements.write(desk, criterion, text_or_file(words))
        step = services.care.last_step(desk)
    if as_json:
        document({"criterion": criterion, "edition": kept.edition, "step": step})
    else:
        say(f"{criterion}: edition {kept.edition} is kept (step {step}).")


@app.command()
def criteria(
    context: typer.Context,
    set_id: Annotated[
        str, typer.Argument(metavar="[SET]", help="The set to be held against from now on.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Show the criteria sets there are, or choose one; claims on the others are kept."""
    with opened(asked(context), read_only=not set_id) as desk:
        if set_id:
            services.claims.choose_set(desk, set_id)
        in_force = desk.criteria_id
        loaded = desk.criteria_sets
    if as_json:
        sets = [
            {"id": one.id, "title": one.title, "in_force": one.id == in_force} for one in loaded.sets.values()
        ]
        document({"sets": sets, "problems": list(loaded.problems)})  # fmt: skip
        return
    table(
        ("Set", "In force", "Criteria", "Title"),
        [
            (one.id, "yes" if one.id == in_force else "", str(len(one.criteria)), one.title)
            for one in loaded.sets.values()
        ],
    )
    for problem in loaded.problems:
        say(f"Left out: {problem}")


def _require(desk: Desk, criterion: str) -> None:
    if desk.criteria.find(criterion) is None:
        numbers = ", ".join(one.id for one in desk.criteria.criteria)
        raise NotFoundError(f"{desk.criteria.title} has no criterion {criterion!r}; it has {numbers}.")


def _plain(seen: Portfolio) -> dict[str, Any]:
    return {
        "criteria_set": seen.criteria.id,
        "criteria": [
            {
                "id": one.criterion.id,
                "items": one.items,
                "complaints": one.complaints,
                "from": one.origins,
                "occasions": one.occasions,
                "first": one.first,
                "last": one.last,
                "statement_edition": one.statement_edition or None,
                "proposed": one.proposed,
                "evidenced_by": list(one.criterion.evidenced_by),
                "gaps": list(one.gaps),
            }
            for one in seen.covered
        ],
        "gauge": [{"name": one.name, "has": one.has, "expected": one.wants} for one in seen.readings],
        "next": [
            {"reference": one.holder.reference, "criteria": list(one.criteria)} for one in seen.suggestions
        ],
    }


def _record(each: Offered) -> dict[str, Any]:
    return {
        "claim": each.claim.id if each.claim else None,
        "reference": each.evidence.reference or None,
        "record": each.evidence.label,
        "on": each.claim.on if each.claim else each.evidence.on,
        "shows": each.claim.shows if each.claim else None,
        "says": each.evidence.about,
    }
