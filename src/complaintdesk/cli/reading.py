"""Questions: the queue, one complaint, full text, what is due, and when something would be due."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from complaintdesk import services
from complaintdesk.cli.arguments import Filter, Json, Reference, asked, filter_text
from complaintdesk.cli.start import Clock, day, opened, settings
from complaintdesk.cli.words import UsageError, days, document, plain, say, table
from complaintdesk.rules.due_dates import Pause

if TYPE_CHECKING:
    from complaintdesk.rules.dossier import Dossier
    from complaintdesk.services.queue import QueueRow

app = typer.Typer()

SHOWN = 50
"""Rows of a list, unless asked otherwise."""


@app.command("list")
def list_(
    context: typer.Context,
    filter_parts: Filter = None,
    sort: Annotated[
        str, typer.Option(metavar="FIELD", help="due score received ref stage severity customer closed")
    ] = "due",
    descending: Annotated[bool, typer.Option("--descending", help="The other way round.")] = False,
    limit: Annotated[int, typer.Option(min=0, metavar="N", help="Rows at most.")] = SHOWN,
    as_json: Json = False,
) -> None:
    """List complaints: those on the desk, unless the filter says origin:history or origin:any."""
    with opened(asked(context)) as desk:
        text = filter_text(filter_parts)
        rows = services.queue.page(desk, filter_text=text, sort=sort, descending=descending, count=limit)
        total = None if as_json else services.queue.total(desk, filter_text=text)
    if total is None:
        document([_row(row) for row in rows])
        return
    table(
        ("Reference", "Stage", "Customer", "About", "Next due", "On", "Left"),
        [
            (
                row.reference,
                row.stage.spoken,
                row.customer,
                row.about,
                row.next_due_name,
                row.next_due_on.isoformat() if row.next_due_on else "",
                days(row.days_left),
            )
            for row in rows
        ],
    )
    if total.count > len(rows):
        say(f"{len(rows):,} of {'' if total.is_exact else 'more than '}{total.count:,}; --limit shows more.")


def _row(row: QueueRow) -> dict[str, Any]:
    due = None
    if row.next_due_on is not None:
        due = {"clock": row.next_due_name, "on": row.next_due_on, "days_left": row.days_left}
    return {
        "reference": row.reference,
        "customer": row.customer,
        "about": row.about,
        "stage": row.stage,
        "severity": row.severity,
        "triage_score": row.triage_score,
        "received_on": row.received_on,
        "next_due": due,
        "category": row.category,
        "product": row.product,
        "source_id": row.source_id,
    }


@app.command()
def show(context: typer.Context, reference: Reference, as_json: Json = False) -> None:
    """Show one complaint; with --json, all that is known of it."""
    with opened(asked(context)) as desk:
        found = services.dossier.by_reference(desk, reference)
    if as_json:
        document(_whole(found))
        return
    say(f"{found.reference}  {found.about}")
    for label, text in services.exporting.in_short(found):
        say(f"{label:<10} {text}")
    say()
    for clock in found.clocks:
        if clock.due_on is not None and clock.status not in {"met", "met_late"}:
            say(f"{clock.due_on}  {clock.name}: {clock.sum}")
    if found.clocks:
        say()
    say(found.narrative)


def _whole(found: Dossier) -> Any:
    """Return the dossier as a document; every amount is in minor units of its `currency`."""
    made = plain(asdict(found))
    assert isinstance(made, dict)
    for option, facts in zip(made["options"], found.options, strict=True):
        option["total_minor"] = facts.total_minor
    for source, fact in zip(made["sources"], found.sources, strict=True):
        source["is_gap"] = fact.is_gap
    return made


@app.command()
def search(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="All of them must be there.")],
    limit: Annotated[int, typer.Option(min=0, metavar="N", help="Results at most.")] = SHOWN,
    as_json: Json = False,
) -> None:
    """Search all words of all complaints, the newest first."""
    with opened(asked(context)) as desk:
        found = services.searching.search(desk, " ".join(words), limit)
    if as_json:
        results = [
            {"reference": each.reference, "field": each.field, "snippet": each.snippet}
            for each in found.results
        ]
        document({"total": found.total, "results": results})
        return
    table(
        ("Reference", "In", "Words"),
        [(each.reference, each.field.replace("_", " "), each.snippet) for each in found.results],
    )
    if found.total is None or found.total > len(found.results):
        total = "more than 1,000" if found.total is None else f"{found.total:,}"
        say(f"{len(found.results):,} of {total}; --limit shows more.")


@app.command()
def due(
    context: typer.Context,
    within: Annotated[int, typer.Option(min=0, metavar="DAYS", help="How far ahead to look.")] = 7,
    as_json: Json = False,
) -> None:
    """List what is overdue or due soon: clocks, promises, actions, offers, answers awaited."""
    with opened(asked(context)) as desk:
        items = services.due.morning(desk, within)
    if as_json:
        document(
            [
                {
                    "kind": item.kind,
                    "reference": item.reference,
                    "what": item.what,
                    "due_on": item.due_on,
                    "days_left": item.days_left,
                }
                for item in items
            ]
        )
        return
    table(
        ("Due", "Left", "Reference", "What"),
        [(item.due_on.isoformat(), days(item.days_left), item.reference, item.what) for item in items],
    )


@app.command()
def clocks(
    context: typer.Context,
    procedure: Annotated[str, typer.Option(metavar="ID", help="The procedure.")],
    region: Annotated[str, typer.Option(metavar="R", help="Whose bank holidays: ENG, WLS, SCT, NIR.")],
    received: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="The day it came in.")],
    event: Annotated[
        list[str] | None, typer.Option(metavar="NAME=D", help="What happened since.", show_default=False)
    ] = None,
    variant: Annotated[
        list[str] | None, typer.Option(metavar="V", help="What kind it is.", show_default=False)
    ] = None,
    extend: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CLOCK[=D]", help="Give a clock more time: to D, or all allowed.", show_default=False
        ),
    ] = None,
    pause: Annotated[
        list[str] | None,
        typer.Option(metavar="FROM..TO[=WHY]", help="When it was waited, and why.", show_default=False),
    ] = None,
    as_json: Json = False,
) -> None:
    """Say when everything would be due, with the sums; no store is needed."""
    events = {"received": day(received, "--received"), **dict(_event(each) for each in event or [])}
    options = asked(context)
    found = services.reckoning.clocks(
        settings(options),
        procedure,
        region,
        events,
        Clock(options.today).today(),
        variants=variant or (),
        extend=[_extension(each) for each in extend or ()],
        pauses=[_pause(each) for each in pause or ()],
    )
    if as_json:
        document([{"id": each.id, "due_on": each.due_on, "sum": each.sum} for each in found])
        return
    table(
        ("Clock", "Due", "Sum"),
        [(each.name, each.due_on.isoformat() if each.due_on else "", each.sum) for each in found],
    )


def _event(given: str) -> tuple[str, Any]:
    name, sign, on = given.partition("=")
    if not sign:
        raise UsageError(f"--event {given!r} is no event; write it as NAME=YYYY-MM-DD.")
    return name.strip(), day(on.strip(), "--event")


def _extension(given: str) -> tuple[str, date | None]:
    name, sign, on = given.partition("=")
    return name.strip(), day(on.strip(), "--extend") if sign else None


def _pause(given: str) -> Pause:
    dates, _, why = given.partition("=")
    first, sign, last = dates.partition("..")
    if not sign:
        raise UsageError(f"--pause {given!r} is no time; write it as YYYY-MM-DD..YYYY-MM-DD.")
    begun = day(first.strip(), "--pause")
    ended = day(last.strip(), "--pause") if last.strip() else None
    if ended is not None and ended < begun:
        raise UsageError(f"--pause {given!r} ends before it begins.")
    return Pause(begun, ended, why.strip())
