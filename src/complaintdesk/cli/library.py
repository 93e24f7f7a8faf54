"""The library as a file: seen, written out, read back."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from complaintdesk import services
from complaintdesk.cli.arguments import Force, Json, asked
from complaintdesk.cli.start import opened
from complaintdesk.cli.words import document, say, table
from complaintdesk.rules.counting import counted

if TYPE_CHECKING:
    from complaintdesk.config.library_file import LibraryFile

app = typer.Typer(
    name="library",
    help="Show what decisions cite and are held against, or edit it as a file.",
)


@app.callback(invoke_without_command=True)
def library(context: typer.Context, as_json: Json = False) -> None:
    """Show the policy clauses, service offer, aims, authority matrix, remedy bands and weights."""
    if context.invoked_subcommand is not None:
        return
    from complaintdesk.rules import remedy_bands

    with opened(asked(context), read_only=True) as desk:
        held, currency = services.library_files.held(desk), desk.whose.currency
    if as_json:
        document(_plain(held, currency))
        return
    table(
        ("Kind", "Code", "Title"),
        [(entry.kind.spoken, entry.code, entry.title) for entry in held.entries],
    )
    say()
    table(
        ("Role", "Refund", "Goodwill", "Other loss", "One customer, 12 months", "Until"),
        [
            (
                limit.name,
                *(_amount(minor, currency) for minor in (limit.refund_minor, limit.goodwill_minor)),
                _amount(limit.other_loss_minor, currency),
                "" if limit.cumulative_minor is None else _amount(limit.cumulative_minor, currency),
                str(limit.ends_on or ""),
            )
            for limit in held.limits
        ],
    )
    say()
    table(
        ("Scale", "Step", "Usually awarded", "Year"),
        [(band.scale, band.level, remedy_bands.span(band, currency), str(band.year)) for band in held.bands],
    )


@app.command()
def write(
    context: typer.Context,
    to: Annotated[Path, typer.Argument(metavar="FILE.toml", help="Where it is written.")],
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Write the library to a file that you can edit and read back."""
    with opened(asked(context), read_only=True) as desk:
        written = services.library_files.write(desk, to, force)
    if as_json:
        document({"files": [str(written)]})
    else:
        say(f"Written: {written}. Edit it, then `complaintdesk library read {written}`.")


@app.command()
def read(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE.toml", help="What `library write` wrote.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would change.")] = False,
    as_json: Json = False,
) -> None:
    """Take over what a file says otherwise; changed wordings are new editions, all of it one step."""
    with opened(asked(context), read_only=dry_run) as desk:
        before = services.care.last_step(desk)
        changed = services.library_files.take(desk, path, dry_run)
        step = services.care.last_step(desk)
    if as_json:
        document({"step": step if step > before else None, "changed": list(changed)})
        return
    for line in changed:
        say(line)
    if not changed:
        say("The library says all of it already; nothing was changed.")
    elif dry_run:
        say(f"{counted(len(changed), 'change')} would be taken over; nothing was changed.")
    else:
        say(f"Kept as step {step}: {counted(len(changed), 'change')}. u on the desk undoes it.")


def _amount(minor: int | None, currency: str) -> str:
    from complaintdesk.rules import money

    return "any" if minor is None else money.shown(minor, currency)


def _plain(held: LibraryFile, currency: str) -> object:
    return {
        "currency": currency,
        "entries": [asdict(entry) for entry in held.entries],
        "authority": [asdict(limit) for limit in held.limits],
        "remedy_bands": [{k: v for k, v in asdict(band).items() if k != "id"} for band in held.bands],
        "weights": {
            "balance": asdict(held.balance) if held.balance else None,
            "triage": asdict(held.triage) if held.triage else None,
        },
    }
