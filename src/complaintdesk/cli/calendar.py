"""The working days of the organisation: which there are, and other ones."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from complaintdesk import services
from complaintdesk.cli.arguments import Json, asked
from complaintdesk.cli.start import day, opened
from complaintdesk.cli.words import document, say, table

if TYPE_CHECKING:
    from complaintdesk.services.calendars import Moved, Recount
    from complaintdesk.services.desk import Desk

app = typer.Typer(
    name="calendar",
    help="Show the days off and the working week, or change them; open complaints' clocks follow.",
)

Day = Annotated[str, typer.Argument(metavar="YYYY-MM-DD", help="The day.")]


@app.callback(invoke_without_command=True)
def calendar(context: typer.Context, as_json: Json = False) -> None:
    """Show the days off and the working week."""
    if context.invoked_subcommand is not None:
        return
    with opened(asked(context), read_only=True) as desk:
        seen = services.calendars.view(desk)
        if as_json:
            document(
                {
                    "region": seen.region,
                    "weekdays": seen.weekdays,
                    "cutoff": seen.cutoff or None,
                    "days": [
                        {"on": each.on.isoformat(), "name": each.name, "source": each.source}
                        for each in seen.days
                    ],
                }
            )
            return
        table(
            ("Day", "What", "Source"),
            [(f"{each.on:%a} {each.on.isoformat()}", each.name, each.source) for each in seen.days],
        )
        hour = f"cut-off at {seen.cutoff}" if seen.cutoff else "no cut-off hour"
        say(f"Bank holidays of {seen.region}; week {seen.weekdays} (1 is Monday); {hour}.")


@app.command()
def add(
    context: typer.Context,
    on: Day,
    name: Annotated[str, typer.Argument(help="Why it is not worked: a strike, a local holiday.")],
    as_json: Json = False,
) -> None:
    """Make a day one that is not worked."""
    off = day(on, "the day")
    _change(context, as_json, lambda desk, told: services.calendars.add_day_off(desk, off, name, told))


@app.command()
def work(context: typer.Context, on: Day, as_json: Json = False) -> None:
    """Make a day off one that is worked: one of your own, or a bank holiday."""
    worked = day(on, "the day")
    _change(context, as_json, lambda desk, told: services.calendars.work(desk, worked, told))


@app.command()
def rest(context: typer.Context, on: Day, as_json: Json = False) -> None:
    """Make a bank holiday that is worked a day off again."""
    off = day(on, "the day")
    _change(context, as_json, lambda desk, told: services.calendars.rest(desk, off, told))


@app.command()
def week(
    context: typer.Context,
    days: Annotated[str, typer.Argument(metavar="12345", help="The days worked; 1 is Monday.")],
    as_json: Json = False,
) -> None:
    """Set the days of the week that are worked."""
    _change(context, as_json, lambda desk, told: services.calendars.set_week(desk, days, None, told))


@app.command()
def cutoff(
    context: typer.Context,
    hour: Annotated[
        str, typer.Argument(metavar="HH:MM|none", help="What comes later counts as the next day's.")
    ],
    as_json: Json = False,
) -> None:
    """Set the hour after which what comes in counts as the next working day's."""

    def act(desk: Desk, told: Recount) -> tuple[Moved, ...]:
        return services.calendars.set_week(desk, services.calendars.view(desk).weekdays, hour, told)

    _change(context, as_json, act)


def _change(context: typer.Context, as_json: bool, act: Callable[[Desk, Recount], tuple[Moved, ...]]) -> None:
    shows = not as_json and sys.stderr.isatty()

    def progress(done: int, total: int) -> None:
        if shows:
            sys.stderr.write(f"\r{done:,} of {total:,} complaints ")
            sys.stderr.flush()

    with opened(asked(context)) as desk:
        before = services.care.last_step(desk)
        try:
            moved = act(desk, services.calendars.Recount(progress))
        finally:
            if shows:
                sys.stderr.write("\r\x1b[K")
        step = services.care.last_step(desk)
    if as_json:
        document({"step": step if step > before else None, "moved": [_plain(each) for each in moved]})
    elif step == before:
        say("It was so already; nothing was changed.")
    else:
        if moved:
            rows = [
                (each.reference, each.what, str(each.before or ""), str(each.after or "")) for each in moved
            ]
            table(("Complaint", "Clock", "Was due", "Is due"), rows)
        say(f"Kept as step {step}; {services.calendars.told(moved)} u on the desk undoes it.")


def _plain(each: Moved) -> object:
    return {
        "reference": each.reference,
        "what": each.what,
        "from": each.before.isoformat() if each.before else None,
        "to": each.after.isoformat() if each.after else None,
    }
