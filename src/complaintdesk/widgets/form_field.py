"""What a form asks for: its fields, and the aids that let them understand dates and amounts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from complaintdesk.errors import DeskError
from complaintdesk.rules import foreign_text, money, typed_dates

Kind = Literal["text", "long", "choice", "date", "money", "yesno", "path"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose."""

    value: str
    label: str = ""
    help: str = ""

    @property
    def shown(self) -> str:
        """Its label in one line, fit to be shown; the value where it has none."""
        return foreign_text.clean(self.label or self.value, one_line=True, limit=200)


YES_NO = (Choice("yes", "Yes"), Choice("no", "No"))


@dataclass(frozen=True, slots=True)
class FormField:
    """One thing a form asks for.

    What it answers with: `text` a str, `long` a str, `choice` the value chosen
    or None, `date` a date or None, `money` minor units or None, `yesno` a bool
    or None, `path` a Path or None.
    """

    id: str
    label: str
    kind: Kind = "text"
    required: bool = False
    choices: Sequence[Choice] = ()
    """For `choice`, what can be chosen; for `text`, what is offered as one types."""

    help: str = ""
    value: object = None
    """What it holds at first, of the type it answers with."""

    check: Callable[[object], str | None] | None = None
    """Returns what is wrong with an answer, in one sentence, or None."""

    past: bool = False
    """For `date`: whether a day without its year is sought behind today."""

    explained: bool = False
    """For `choice`: whether the help of each choice stands beside it in the list."""

    fills: Callable[[str], Mapping[str, str]] | None = None
    """For `choice`: returns what the value chosen puts into other fields that nobody has typed in."""

    tall: bool = False
    """For `long`: whether it gets as much room as there is; it is what the form is about."""

    taken_in: bool = False
    """For `path`: whether the file is kept on saving, so that a large one needs time."""

    quoted: bool = False
    """Whether it holds somebody else's words, which are not ours to choose."""

    column: str = ""
    """Where it is kept, if not under its own id; by this it is known what somebody else changed of it meanwhile."""


@dataclass(frozen=True, slots=True)
class Caution:
    """Something to think of before a form is saved; the handler may save it as it stands."""

    field: str
    """The field it is about."""

    sentence: str
    masked: str | None = None
    """What the field would hold with what is private masked; None where nothing is to be masked."""


@dataclass(frozen=True, slots=True)
class FormAids:
    """What fields need to understand what is typed into them."""

    today: date
    add_working_days: Callable[[date, int], date]
    working_days_between: Callable[[date, date], int]
    currency: str = "GBP"
    edit: Callable[[str], str] | None = None
    """Returns a long text as it came back from the handler's own editor.

    Raises:
        DeskError: If it did not come back; the field keeps its text.
    """

    def day(self, typed: str, past: bool) -> date:
        """Return the day that was typed.

        Raises:
            TypedDateError: If it is none.
        """
        return typed_dates.parse(typed, self.today, self.add_working_days, past)

    def day_in_full(self, day: date) -> str:
        """Return the day in full, with its distance."""
        return typed_dates.echo(day, self.today, self.working_days_between)

    def minor(self, typed: str) -> int:
        """Return the typed amount in minor units.

        Raises:
            InvalidInputError: If it is none.
        """
        return money.parse(typed, self.currency)

    def amount(self, minor: int) -> str:
        """Return an amount as people write it."""
        return money.shown(minor, self.currency)

    def stored(self, value: object, field: FormField) -> str:
        """Return what would have to be typed for a field to hold what the store holds."""
        if field.kind == "choice" and value in (0, 1) and any(each.value == "yes" for each in field.choices):
            return "yes" if value else "no"
        # A day and a choice are texts in the store, spelled as they are typed.
        return self.typed(value, field.kind)

    def shown(self, typed: str, field: FormField) -> str:
        """Return what is typed in a field as people read it."""
        if not typed:
            return ""
        try:
            if field.kind == "money":
                return self.amount(self.minor(typed))
            if field.kind == "date":
                return self.day_in_full(self.day(typed, field.past))
        except DeskError:
            return typed
        choices = YES_NO if field.kind == "yesno" else field.choices if field.kind == "choice" else ()
        return next((each.shown for each in choices if each.value == typed), typed)

    def typed(self, value: object, kind: Kind) -> str:
        """Return what would have to be typed for a field to hold `value`."""
        if value is None:
            return ""
        if kind == "money" and isinstance(value, int):
            return money.plain(value, self.currency)
        if kind == "yesno":
            return "yes" if value else "no"
        return value.isoformat() if isinstance(value, date) else str(value)
