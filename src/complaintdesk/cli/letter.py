"""A letter from the command line: filled, looked through, and printed; nothing is stored."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from complaintdesk import services
from complaintdesk.cli.arguments import Force, Json, Reference, asked
from complaintdesk.cli.start import opened
from complaintdesk.cli.words import document, say

app = typer.Typer()


@app.command()
def letter(
    context: typer.Context,
    reference: Reference,
    kind: Annotated[
        str,
        typer.Argument(
            metavar="[KIND]", help="Which letter; without it, which there are.", show_default=False
        ),
    ] = "",
    stage: Annotated[str, typer.Option(help="The stage it is of; the present one.")] = "",
    to: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it there.")] = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Fill a letter from a complaint and print it; what is not known stands in [[double brackets]]."""
    with opened(asked(context), read_only=True) as desk:
        found = services.dossier.by_reference(desk, reference)
        if not kind:
            kinds = services.letters.to_write(desk, found.id)
            if as_json:
                document(
                    [
                        {
                            "kind": each.kind,
                            "stage": each.stage,
                            "name": each.name,
                            "due_on": str(each.due_on or "") or None,
                        }
                        for each in kinds
                    ]
                )
                return
            for each in kinds:
                due = f", due {each.due_on}" if each.due_on else ""
                say(f"{each.kind}: {each.name}{due}")
            return
        draft = services.letters.draft(desk, found.id, kind, stage)
        seen = services.letters.review(desk, found, draft.kind, draft.stage, draft.subject, draft.body)
        text = services.letters.as_file(draft.subject, draft.body)
        if to is not None:
            services.letters.export(to, text, force=force)
        if as_json:
            document(
                {
                    "reference": found.reference,
                    "kind": draft.kind,
                    "stage": draft.stage or None,
                    "subject": draft.subject,
                    "text": draft.body,
                    "checklist": [
                        {"id": point.id, "asks": point.sentence, "found": point.passage or None}
                        for point in seen.points
                    ],
                    "warnings": [{"rule": doubt.rule, "says": doubt.sentence} for doubt in seen.doubts],
                    "placeholders": list(seen.placeholders),
                }
            )
        elif to is not None:
            say(f"Written to {to}.")
        else:
            say(text.rstrip("\n"))
