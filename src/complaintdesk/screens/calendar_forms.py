"""The forms of the working days: a day off, and the week with its cut-off hour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from complaintdesk import services
from complaintdesk.errors import DeskError
from complaintdesk.rules import own_days
from complaintdesk.screens.asking import Values
from complaintdesk.screens.sheet import day
from complaintdesk.widgets.form_field import FormField

if TYPE_CHECKING:
    from complaintdesk.screens.overview import OverviewScreen
    from complaintdesk.services.calendars import DayView, View
    from complaintdesk.services.derived import Recount


def ask_day_off(screen: OverviewScreen) -> None:
    """Ask for a day that is not worked."""
    desk = screen.desk
    region = desk.whose.region
    asked: list[tuple[date, str]] = []
    fields = (
        FormField("on", "Day", "date", required=True, help="A day that would otherwise be worked"),
        FormField("name", "Why it is off", "text", required=True, help="A strike, a local holiday"),
    )

    def check(values: Values) -> None:
        desk.own_days.with_day_off(values["on"], values["name"], region)
        asked[:] = [(values["on"], values["name"])]

    def then() -> str:
        on, name = asked[0]
        screen.recount(
            f"{day(on)}: {name}",
            _said(
                "Day off kept.",
                lambda recount: services.calendars.add_day_off(desk, on, name, recount),
            ),
        )
        return ""

    screen.ask("calendar.add", "Add a day off", fields, check, then)


def ask_week(screen: OverviewScreen, seen: View) -> None:
    """Ask for the days worked and the cut-off hour."""
    desk = screen.desk
    asked: list[tuple[str, str, int]] = []
    fields = (
        FormField("weekdays", "Days worked", "text", required=True, value=seen.weekdays, check=_is_week,
                  help="1 is Monday, 7 is Sunday: 12345"),
        FormField("cutoff", "Cut-off hour", "text", value=seen.cutoff, check=_is_hour,
                  help="What comes in later counts as the next working day's: 17:00; empty for none"),
    )  # fmt: skip

    def check(values: Values) -> None:
        weekdays, cutoff = values["weekdays"], values["cutoff"] or ""
        # Refused here, the form asks whose week stays; the recount then begins from what was seen here.
        at = desk.last_step()
        with desk.rehearsing():
            services.calendars.set_week(desk, weekdays, cutoff)
        asked[:] = [(weekdays, cutoff, at)]

    def then() -> str:
        weekdays, cutoff, at = asked[0]
        act = _said(
            "Working week kept.",
            lambda recount: services.calendars.set_week(desk, weekdays, cutoff, recount),
        )
        screen.recount("The working week", act, seen=at)
        return ""

    screen.ask("calendar.week", "The working week", fields, check, then)


def turn(screen: OverviewScreen, seen: DayView) -> None:
    """Make a day off a working day, or a bank holiday that is worked a day off again."""
    desk = screen.desk
    act = services.calendars.rest if seen.source == "worked" else services.calendars.work
    done = "It is a day off again." if seen.source == "worked" else "It is a working day."
    screen.recount(f"{day(seen.on)}: {seen.name}", _said(done, lambda recount: act(desk, seen.on, recount)))


def _said(done: str, act: Callable[[Recount], object]) -> Callable[[Recount], str]:
    def run(recount: Recount) -> str:
        act(recount)
        return done

    return run


def _is_week(typed: object) -> str | None:
    return _refused(lambda: own_days.read_week(str(typed)))


def _is_hour(typed: object) -> str | None:
    return _refused(lambda: own_days.read_cutoff(str(typed)))


def _refused(read: Callable[[], object]) -> str | None:
    try:
        read()
    except DeskError as refusal:
        return str(refusal)
    return None
