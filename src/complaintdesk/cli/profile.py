"""Whose desk it is, said and changed."""

from __future__ import annotations

from typing import Annotated

import typer

from complaintdesk import services
from complaintdesk.cli.arguments import Json, asked
from complaintdesk.cli.start import opened
from complaintdesk.cli.words import document, say

app = typer.Typer()


@app.command()
def profile(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Option(help="The handler's name; it stands on the evidence.", show_default=False)
    ] = None,
    role: Annotated[str | None, typer.Option(help="The handler's role.", show_default=False)] = None,
    organisation: Annotated[str | None, typer.Option(help="The organisation.", show_default=False)] = None,
    region: Annotated[
        str | None, typer.Option(help="Whose bank holidays: ENG, WLS, SCT, NIR.", show_default=False)
    ] = None,
    procedure: Annotated[
        str | None, typer.Option(metavar="ID", help="The usual procedure.", show_default=False)
    ] = None,
    contact: Annotated[
        str | None, typer.Option(help="How customers reach you; letters say it.", show_default=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Say whose desk it is; with options, change it.

    What is not named stays. Who did what before keeps the name it was done under, and a
    complaint that is here its region and procedure. How customers reach you is kept in
    config.toml.
    """
    said = {
        "handler": name,
        "role": role,
        "organisation": organisation,
        "region": region,
        "procedure": procedure,
    }
    values = {field: value for field, value in said.items() if value is not None}
    with opened(asked(context), read_only=not values) as desk:
        before = services.care.last_step(desk)
        services.profile.change(desk, values)
        step = services.care.last_step(desk)
        is_reached_anew = contact is not None and services.own_settings.reach(desk, contact)
        whose, reached = desk.whose, desk.settings.contact
    now = {**{field: getattr(whose, field) for field in said}, "currency": whose.currency, "contact": reached}
    if as_json:
        document({**now, "step": step if step > before else None})
        return
    for field, value in now.items():
        say(f"{_LABELS.get(field, field):16} {value}".rstrip())
    if step > before:
        say(f"Kept as step {step}. u on the desk undoes it.")
    if is_reached_anew:
        say("How customers reach you is kept in config.toml.")
    elif step == before and (values or contact is not None):
        say("It was so already; nothing was changed.")


_LABELS = {"handler": "name"}
