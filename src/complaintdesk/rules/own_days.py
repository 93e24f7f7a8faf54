"""The days an organisation works: its own days off, the bank holidays it works through, its week.

Stored as lines of text and digits in the profile; read and written here only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time

from complaintdesk.errors import InvalidInputError
from complaintdesk.rules.due_dates import full
from complaintdesk.rules.working_days import MONDAY_TO_FRIDAY, DayOff, WorkingCalendar

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""The days of the week as digits name them: 1 is Monday."""


@dataclass(frozen=True, slots=True)
class OwnDays:
    """What an organisation's calendar has besides the bank holidays of its region."""

    added: tuple[DayOff, ...] = ()
    """Days not worked here, in order: a strike, a local holiday, the office closed."""

    worked: frozenset[date] = frozenset()
    """Bank holidays worked here."""

    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    """The weekdays worked; 0 is Monday."""

    def calendar(self, region: str) -> WorkingCalendar:
        """Return the working days of a region as this organisation works them.

        Raises:
            ProcedureError: If the region is unknown.
        """
        return WorkingCalendar(region, self.weekdays, self.added, self.worked)

    def with_day_off(self, on: date, name: str, region: str) -> OwnDays:
        """Return the days with one more day off.

        Raises:
            InvalidInputError: If it is not worked anyway, or has no name.
        """
        name = " ".join(name.split())
        if not name:
            raise InvalidInputError("Name the day off: a strike, a local holiday, the office closed.", "name")
        why = self.calendar(region).name_of(on)
        if on.weekday() not in self.weekdays:
            why = f"a {WEEKDAYS[on.weekday()]}"
        if why is not None:
            raise InvalidInputError(f"{full(on)} is not worked as it is: {why}.", "on")
        return replace(self, added=tuple(sorted((*self.added, DayOff(on, name)))), worked=self.worked - {on})

    def working(self, on: date, region: str) -> OwnDays:
        """Return the days with a day off worked after all: an added one taken out, or a bank holiday worked.

        Raises:
            InvalidInputError: If it is a working day already, or one of the weekdays that are not worked.
        """
        if any(off.on == on for off in self.added):
            return replace(self, added=tuple(off for off in self.added if off.on != on))
        if on.weekday() not in self.weekdays:
            msg = f"{full(on)} is a {WEEKDAYS[on.weekday()]}, which is not in your week; change the week instead."
            raise InvalidInputError(msg, "on")
        if self.calendar(region).is_working(on):
            raise InvalidInputError(f"{full(on)} is a working day already.", "on")
        return replace(self, worked=self.worked | {on})

    def resting(self, on: date) -> OwnDays:
        """Return the days with a bank holiday that was worked a day off again.

        Raises:
            InvalidInputError: If it is no bank holiday worked here.
        """
        if on not in self.worked:
            raise InvalidInputError(f"{full(on)} is no bank holiday that is worked here.", "on")
        return replace(self, worked=self.worked - {on})

    def with_week(self, digits: str) -> OwnDays:
        """Return the days with another week, `12345` for Monday to Friday.

        Raises:
            InvalidInputError: If the digits name no day, a day twice or a day there is none of.
        """
        return replace(self, weekdays=read_week(digits))

    def lines(self) -> tuple[str, str, str]:
        """Return what is stored: the days off, the bank holidays worked, and the week."""
        return (
            "\n".join(f"{off.on.isoformat()} {off.name}" for off in self.added),
            "\n".join(day.isoformat() for day in sorted(self.worked)),
            "".join(str(day + 1) for day in sorted(self.weekdays)),
        )


def read(added: str, worked: str, weekdays: str) -> OwnDays:
    """Return the days from what `OwnDays.lines` stores.

    Raises:
        ValueError: If a line holds no date, as only a damaged store does.
        InvalidInputError: If the week is none, likewise.
    """
    split = (line.strip().partition(" ") for line in added.splitlines() if line.strip())
    return OwnDays(
        tuple(DayOff(date.fromisoformat(day), name.strip() or "day off") for day, _, name in split),
        frozenset(date.fromisoformat(line.strip()) for line in worked.splitlines() if line.strip()),
        read_week(weekdays),
    )


def read_week(digits: str) -> frozenset[int]:
    """Return the weekdays that digits name; 0 is Monday.

    Raises:
        InvalidInputError: If they name no day, a day twice, or anything else.
    """
    found = sorted(digits.strip())
    if not found or len(set(found)) < len(found) or not set(found) <= set("1234567"):
        msg = "A week is the days worked as digits, 1 for Monday to 7 for Sunday, each once: 12345."
        raise InvalidInputError(msg, "weekdays")
    return frozenset(int(digit) - 1 for digit in found)


def read_cutoff(typed: str) -> str:
    """Return an hour as it is stored, `17:00`; "" for none.

    Raises:
        InvalidInputError: If it is no time of day.
    """
    typed = typed.strip()
    if typed.casefold() in {"", "none"}:
        return ""
    try:
        hour, minute = (int(part) for part in (typed if ":" in typed else f"{typed}:00").split(":"))
        return time(hour, minute).isoformat("minutes")
    except ValueError:
        msg = f"{typed!r} is no time of day. Write it as 17:00, or none."
        raise InvalidInputError(msg, "cutoff") from None
