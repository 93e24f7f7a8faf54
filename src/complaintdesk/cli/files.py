"""Files in and out: imports, and exports of reports and tables."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from complaintdesk import services
from complaintdesk.cli import hidden, mail
from complaintdesk.cli.arguments import Filter, Force, Json, asked, filter_text
from complaintdesk.cli.start import opened
from complaintdesk.cli.words import REFUSED, UsageError, document, refuse, say, say_imported
from complaintdesk.errors import ImportRefusedError
from complaintdesk.rules.counting import counted
from complaintdesk.vocabulary import Origin

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.import_report import Report
    from complaintdesk.services.importing import Request

app = typer.Typer()
export = typer.Typer(help="Write reports or tables.", no_args_is_help=True)


@app.command("import")
def import_(
    context: typer.Context,
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...", help=".csv, .json or .jsonl, also packed as .gz; .eml, .mbox or a Maildir"
        ),
    ],
    preset: Annotated[
        str, typer.Option(metavar="NAME", help="Whose export it is; without it, the header tells.")
    ] = "",
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="FIELD=COLUMN", help="Which column gives a field.", show_default=False),
    ] = None,
    load_as: Annotated[
        str, typer.Option("--as", metavar="referred|history", help="To be worked, or for trends.")
    ] = "history",
    words: Annotated[
        list[str] | None,
        typer.Option(
            "--value",
            metavar="FIELD:THEIRS=OURS",
            help="Our word for one of theirs; remembered.",
            show_default=False,
        ),
    ] = None,
    date_order: Annotated[
        str, typer.Option(metavar="dmy|mdy|ymd", help="Where the file does not tell.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")] = False,
    rejects: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where rejected rows go.", show_default=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Import complaints; each file is one step, and nothing invalid is dropped silently."""
    if load_as not in Origin.__members__:
        raise UsageError(f"--as {load_as!r} is neither referred nor history.")
    if rejects is not None and len(paths) > 1:
        raise UsageError("--rejects takes the rows of one file; import the files one by one.")
    from complaintdesk.importers import presets
    from complaintdesk.services import import_words

    matched = import_words.parse(words or [])
    mapped = presets.parse_mapping(mapping or [])
    refused: list[str] = []
    told: list[dict[str, Any]] = []
    with opened(asked(context)) as desk:
        for sentence in desk.loaded_presets.problems:
            refuse(f"left out: {sentence}")
        for path in paths:
            request = services.importing.Request(
                path, preset or None, mapped, Origin[load_as], date_order or None, rejects, matched
            )
            try:
                found = _one(desk, request, dry_run, quiet=as_json)
            except ImportRefusedError as refusal:
                if len(paths) == 1:
                    raise
                refused.append(f"{path.name}: {refusal}")
                found = {"refused": str(refusal)}
            told.append(found if len(paths) == 1 else {"file": str(path), **found})
    if as_json:
        document(told[0] if len(paths) == 1 else told)
    for sentence in refused:
        refuse(sentence)
    if refused:
        raise typer.Exit(REFUSED)


def _one(desk: Desk, request: Request, dry_run: bool, *, quiet: bool) -> dict[str, Any]:
    """Import one file, tell of it unless it is to be quiet, and return the document."""
    if services.mail.is_mail(request.path):
        return mail.import_mail(
            desk, request.path, as_referred=request.load_as is Origin.referred, dry_run=dry_run, quiet=quiet
        )
    report = _run(desk, request, dry_run, quiet=quiet)
    if not quiet:
        _tell(report, dry_run)
    return _report(report)


def _run(desk: Desk, request: Request, dry_run: bool, *, quiet: bool) -> Report:
    try:
        act = services.importing.dry_run if dry_run else services.importing.run
        return act(desk, request, _shown("bytes", quiet=quiet))
    finally:
        _wiped(quiet=quiet)


def _shown(what: str, *, quiet: bool) -> Callable[[int, int], None]:
    """Return what shows how far something is, where there is a terminal to see it."""
    shows = not quiet and sys.stderr.isatty()

    def progress(done: int, total: int) -> None:
        if shows:
            sys.stderr.write(f"\r{100 * done // max(total, 1):3d}% of {total:,} {what} ")
            sys.stderr.flush()

    return progress


def _wiped(*, quiet: bool) -> None:
    if not quiet and sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")


def _tell(report: Report, dry_run: bool) -> None:
    say(report.told(most=len(report.rejected)))
    say_imported(report.batch, report.step, dry_run=dry_run)


def _report(report: Report) -> dict[str, Any]:
    return {
        "preset": report.preset,
        **mail.figures(report),
        "rejected": [{"line": each.line, "reason": each.reason} for each in report.rejected],
        "kept": report.kept,
        "changes": [
            {
                "reference": change.reference or None,
                "source_id": change.source_id,
                "line": change.line,
                "kind": change.kind,
                "fields": {name: [before, after] for name, before, after in change.fields},
            }
            for change in report.changes
        ],
        "unknown": [each._asdict() for each in report.unknown],
        "confidence": None if report.confidence is None else asdict(report.confidence),
    }


@app.command("undo-import")
def undo_import(
    context: typer.Context,
    batch: Annotated[int, typer.Argument(metavar="BATCH", help="The number of the import.")],
    as_json: Json = False,
) -> None:
    """Take a whole import back, as long as none of its complaints was worked on."""
    with opened(asked(context)) as desk:
        services.history.take_back_import(desk, batch)
        step = services.care.last_step(desk)
    if as_json:
        document({"batch": batch, "step": step})
    else:
        say(f"Import {batch} is taken back (step {step}).")


@export.command()
def complaint(
    context: typer.Context,
    references: Annotated[list[str], typer.Argument(metavar="REF...", help="The complaints.")],
    to: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where the reports go.", show_default=False)
    ] = None,
    identified: Annotated[bool, typer.Option("--identified", help="With the real names.")] = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="Only say what would be hidden, and which words are doubtful.")
    ] = False,
    hide: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WORD", help="A name, or any word that is to be hidden here.", show_default=False
        ),
    ] = None,
    leave: Annotated[
        list[str] | None,
        typer.Option(metavar="WORD", help="A doubtful word that is no name.", show_default=False),
    ] = None,
    colleagues: Annotated[
        bool | None,
        typer.Option("--name-colleagues/--hide-colleagues", help="Otherwise as set.", show_default=False),
    ] = None,
    organisation: Annotated[
        bool | None,
        typer.Option("--name-organisation/--hide-organisation", help="Otherwise as set.", show_default=False),
    ] = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Write the report of each complaint, pseudonymised unless --identified; or only preview what is hidden."""
    if to is None and not preview:
        raise UsageError("--to FOLDER says where the reports go; --preview writes none.")
    with opened(asked(context)) as desk:
        named = services.naming.as_set(desk, colleagues, organisation)
        for reference in references:
            for word in hide or ():
                services.hiding.decide_word(desk, reference, word, hide=True)
            for word in leave or ():
                services.hiding.decide_word(desk, reference, word, hide=False)
        if preview or to is None:
            hidden.tell([services.hiding.preview(desk, each, named) for each in references], as_json)
            return
        written = services.exporting.export_reports(desk, references, to, identified, force, named)
    hidden.tell_written(written, as_json)


@export.command()
def portfolio(
    context: typer.Context,
    to: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the folder `portfolio` goes.")],
    identified: Annotated[bool, typer.Option("--identified", help="With the real names.")] = False,
    single: Annotated[bool, typer.Option("--single", help="All of it in one file.")] = False,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Write the portfolio of evidence, pseudonymised unless --identified: index, complaints, statements, manifest."""
    with opened(asked(context)) as desk:
        watch = services.portfolio_export.Watch(_shown("steps", quiet=as_json))
        try:
            written = services.portfolio_export.export(desk, to, identified, force, single, watch)
        finally:
            _wiped(quiet=as_json)
    _written(list(written), as_json)


@export.command()
def escalation(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(metavar="REF", help="The complaint.")],
    to: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the pack goes.")],
    number: Annotated[int, typer.Argument(metavar="[N]", help="Which of its hand-overs.")] = 1,
    identified: Annotated[
        bool, typer.Option("--identified", help="With the real names, as an outside body needs.")
    ] = False,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Write the pack of a hand-over, pseudonymised unless --identified."""
    with opened(asked(context)) as desk:
        pack = services.escalation.export_pack(desk, reference, number, to, identified, force)
    _written([pack.path], as_json)


@export.command()
def review(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(metavar="ID", help="The saved review: REV-2 or 2.")],
    to: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the paper goes.")],
    identified: Annotated[bool, typer.Option("--identified", help="With the real names.")] = False,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Write the paper of a saved review with its pictures, pseudonymised unless --identified."""
    with opened(asked(context)) as desk:
        review_id = services.reviews.find_id(reference)
        written = services.papers.export_review(desk, review_id, to, identified, force)
    _written(list(written), as_json)


@export.command()
def recommendation(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(metavar="ID", help="The recommendation: REC-2 or 2.")],
    to: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the paper goes.")],
    identified: Annotated[bool, typer.Option("--identified", help="With the real names.")] = False,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Write the paper of a recommendation with its pictures, pseudonymised unless --identified."""
    with opened(asked(context)) as desk:
        recommendation_id = services.recommended.find_id(reference)
        written = services.papers.export_recommendation(desk, recommendation_id, to, identified, force)
    _written(list(written), as_json)


@export.command()
def calendar(
    context: typer.Context,
    to: Annotated[Path, typer.Option(metavar="FILE.ics", help="The file to write.")],
    within: Annotated[int, typer.Option("--days", metavar="N", min=0, help="How far ahead.")] = 30,
    identified: Annotated[bool, typer.Option("--identified", help="With what each is about.")] = False,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Write what is due as a calendar; without --identified it holds references and kinds only."""
    with opened(asked(context)) as desk:
        written = services.exporting.export_calendar(desk, to, within, identified, force)
    _written([written], as_json)


@export.command()
def complaints(
    context: typer.Context,
    filter_parts: Filter = None,
    to: Annotated[Path, typer.Option(metavar="FILE.csv|.json", help="The file to write.")] = Path(
        "complaints.csv"
    ),
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Write complaints into a table: those on the desk, unless the filter names an origin."""
    with opened(asked(context)) as desk:
        written = services.exporting.export_table(desk, filter_text(filter_parts), to, force)
    if as_json:
        document({"files": [str(written.path)], "rows": written.rows})
    else:
        say(f"{written.path}: {counted(written.rows, 'row')}")


@export.command()
def journal(
    context: typer.Context,
    to: Annotated[Path, typer.Option(metavar="FILE.jsonl", help="The file to write.")],
    chain_only: Annotated[
        bool, typer.Option("--chain-only", help="Without what records held: the chain alone can be checked.")
    ] = False,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Write the journal for somebody else to check; without --chain-only it holds what customers told."""
    with opened(asked(context)) as desk:
        written = services.journal_export.export(desk, to, chain_only, force)
    if as_json:
        told = {"steps": written.steps, "entries": written.entries, "head": written.head}
        document({"files": [str(written.path)], **told})
    else:
        steps, entries = counted(written.steps, "step"), counted(written.entries, "entry", "entries")
        say(f"{written.path}: {steps}, {entries}, head {written.head}")


def _written(files: list[Path], as_json: bool) -> None:
    if as_json:
        document({"files": [str(file) for file in files]})
    else:
        for file in files:
            say(str(file))
