"""Numbers: several records named in one field, as a handler types them: `1 3` or `1, 3`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from complaintdesk.widgets.form_field import FormField


def numbered(field_id: str, label: str, offered: Mapping[int, str], chosen: Iterable[int]) -> FormField:
    """Return a field for the numbers of some records.

    Args:
        field_id: The field.
        label: What stands above it.
        offered: Number -> what the record is; it stands beneath the field.
        chosen: The numbers it holds at first.
    """
    known = "; ".join(f"{number} {words}" for number, words in offered.items())
    return FormField(
        field_id,
        label,
        "text",
        value=" ".join(str(number) for number in chosen) or None,
        help=f"Numbers: {known}" if known else "There are none yet",
        check=_checking(offered),
    )


def read(typed: object) -> tuple[int, ...]:
    """Return the numbers in what was typed, each once."""
    return tuple(dict.fromkeys(int(number) for number in re.findall(r"\d{1,9}", str(typed or ""))))


def _checking(offered: Mapping[int, str]) -> Callable[[object], str | None]:
    def problem(typed: object) -> str | None:
        if re.sub(r"[\d\s,;]", "", str(typed)):
            return "Type numbers only, such as 1 3."
        unknown = [str(number) for number in read(typed) if number not in offered]
        return f"There is no {' or '.join(unknown)} here." if unknown else None

    return problem
