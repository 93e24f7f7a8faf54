"""The end of data: erasing a customer, and disposing of complaints that were kept for as long as they may be."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from complaintdesk import services
from complaintdesk.cli.arguments import Json, Yes, agreed, asked
from complaintdesk.cli.start import opened
from complaintdesk.cli.words import REFUSED, document, plain, say, table
from complaintdesk.rules.counting import counted

if TYPE_CHECKING:
    from complaintdesk.services.erasing import Erased
    from complaintdesk.services.retention import Due

app = typer.Typer()


@app.command()
def erase(
    context: typer.Context,
    customer: Annotated[
        str, typer.Argument(metavar="CUSTOMER", help="Name, e-mail, number, or a complaint's reference.")
    ],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; it is kept.")],
    basis: Annotated[str, typer.Option(metavar="TEXT", help="The legal basis, such as Art. 17.")] = "",
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Erase a customer: every word, file and draft of theirs, in the journal too. It cannot be undone.

    Dates, cause, product and outcome stay for the figures. What will be done is said
    first and asked for; where nobody can be asked, only --yes agrees to it.
    """
    with opened(asked(context)) as desk:
        found = services.erasing.find(desk, customer)
        told = services.erasing.plan(desk, found)
        if not agreed(told.sentences, yes, as_json, for_good=True):
            raise typer.Exit(REFUSED)
        done = services.erasing.erase(desk, found, reason, basis)
    if as_json:
        document(
            {"customer": found, "references": list(told.references), "reason": reason, **_as_document(done)}
        )
    else:
        _tell(done)


@app.command()
def retention(
    context: typer.Context,
    run: Annotated[bool, typer.Option("--run", help="Dispose of what is listed and not held.")] = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """List the complaints whose retention has run out; with --run, take everything personal out of them.

    References, dates, cause, product and outcome stay for the figures. It cannot be
    undone and is asked for, as by erase; a legal hold keeps what it holds.
    """
    with opened(asked(context)) as desk:
        due = services.retention.due(desk)
        free = [one for one in due if not one.hold]
        if not as_json:
            _list(due)
        done = None
        if run and free:
            if not agreed(_before(len(free), due), yes, as_json, for_good=True):
                raise typer.Exit(REFUSED)
            done = services.erasing.dispose(desk)
    if as_json:
        document(
            {
                "due": [plain(asdict(one)) for one in due],
                "disposed": _as_document(done) if done else None,
            }
        )
    elif done is not None:
        _tell(done)


def _list(due: tuple[Due, ...]) -> None:
    if not due:
        say("Nothing is due for disposal.")
        return
    table(
        ("Complaint", "About", "Kept until", "Because", "Evidence", "Held"),
        [
            (one.reference, one.about, one.kept_until.isoformat(), one.sum, str(one.claims or ""), one.hold)
            for one in due
        ],
    )


def _before(n: int, due: tuple[Due, ...]) -> tuple[str, ...]:
    many = counted(n, "complaint loses", "complaints lose")
    claims = sum(one.claims for one in due if not one.hold)
    evidence = (
        f" {counted(claims, 'record is', 'records are')} claimed as evidence; export the portfolio first."
        if claims
        else ""
    )
    return (
        f"{many} every word, file and name; dates, cause, product and outcome stay.{evidence}",
        "It cannot be undone, and nothing done before it can be undone any more.",
    )


def _tell(done: Erased) -> None:
    say(
        f"Done (step {done.step}): {counted(done.complaints, 'complaint')}, {counted(done.customers, 'customer')},"
        f" {counted(done.entries, 'entry', 'entries')} of the journal, {counted(done.files, 'file')},"
        f" {counted(done.drafts, 'draft')}."
    )
    if done.elsewhere:
        say(f"Named elsewhere, and no longer: {', '.join(done.elsewhere)}.")
    for path in done.left:
        say(f"{path} could not be removed; delete it.")
    if not done.is_compact:
        say("The file could not be written anew now; what was erased is overwritten in it all the same.")
    for sentence in done.copies.sentences:
        say(sentence)


def _as_document(done: Erased) -> dict[str, Any]:
    told = plain(asdict(done))
    assert isinstance(told, dict)
    return told
