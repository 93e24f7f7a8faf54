"""What is due as an iCalendar file: a whole day each, with an alarm at nine on the working day before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from icalendar import Alarm, Calendar, Event

from complaintdesk.rules.foreign_text import clean

ALARM_AT = time(9)
"""Local time of the alarm."""


class Entry(NamedTuple):
    """One thing that falls due."""

    uid: str
    """The same for the same thing in every export, so that a calendar moves it instead of doubling it."""

    on: date
    alarm_on: date
    summary: str


def render(entries: Sequence[Entry], at: datetime) -> bytes:
    """Return the calendar; `at` is the moment of the last change, in UTC."""
    calendar = Calendar()
    calendar.add("prodid", "-//complaintdesk//due//EN")
    calendar.add("version", "2.0")
    for entry in entries:
        calendar.add_component(_event(entry, at))
    return bytes(calendar.to_ical())


def _event(entry: Entry, at: datetime) -> Event:
    summary = clean(entry.summary, one_line=True)
    event = Event()
    event.add("uid", f"{entry.uid}@complaintdesk")
    event.add("dtstamp", at)
    event.add("last-modified", at)
    event.add("dtstart", entry.on)
    event.add("dtend", entry.on + timedelta(days=1))
    event.add("summary", summary)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    # Counted from the start of the day, so that it holds in any time zone.
    alarm.add("trigger", datetime.combine(entry.alarm_on, ALARM_AT) - datetime.combine(entry.on, time()))
    event.add_component(alarm)
    return event
