"""The forms of the weights and of the remedy bands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import TYPE_CHECKING

from complaintdesk import services
from complaintdesk.rules import balance, remedy_bands, triage_score, weights
from complaintdesk.rules.remedy_bands import Band
from complaintdesk.screens.asking import Values
from complaintdesk.widgets.form_field import Choice, FormField

if TYPE_CHECKING:
    from complaintdesk.screens.place import PlaceScreen
    from complaintdesk.services.derived import Recount

BALANCE = "balance"
TRIAGE = "triage"

NAMES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {BALANCE: balance.NAMES, TRIAGE: triage_score.NAMES}
)
"""Set of weights -> each of them as a handler says it."""


def ask_balance(screen: PlaceScreen) -> None:
    """Ask how much each criterion weighs when options are compared."""

    def act(values: Values) -> None:
        services.weighing.set_balance(screen.desk, _read(values))

    screen.ask(
        "weights.balance",
        "How much each criterion weighs in the balance of options",
        _fields(BALANCE, asdict(screen.desk.balance_weights), asdict(balance.DEFAULT_WEIGHTS)),
        act,
        "Balance weights kept.",
        note="Only their proportions count. Options keep their scores; every balance is reckoned anew.",
    )


def ask_triage(screen: PlaceScreen) -> None:
    """Ask how many points each fact brings to the triage score; every open complaint is then scored anew."""
    desk = screen.desk
    asked: dict[str, float] = {}

    def check(values: Values) -> None:
        asked.clear()
        asked.update(_read(values))
        triage_score.parse_weights(asked)

    def then() -> str:
        def act(recount: Recount) -> str:
            services.weighing.set_triage(desk, asked, recount)
            return "Triage weights kept."

        screen.recount("The triage weights", act)
        return ""

    screen.ask(
        "weights.triage",
        "How much each fact weighs in the triage score",
        _fields(TRIAGE, asdict(desk.triage_weights), asdict(triage_score.DEFAULT_WEIGHTS)),
        check,
        then,
        note="Only their proportions count. Every open complaint is scored anew.",
    )


def _fields(kind: str, held: Mapping[str, float], by_default: Mapping[str, float]) -> list[FormField]:
    return [
        FormField(
            name,
            words[:1].upper() + words[1:],
            "text",
            required=True,
            value=f"{held[name]:g}" if not name.startswith("full_") else str(held[name]),
            check=_no_number,
            help=f"By default {by_default[name]:g}",
        )
        for name, words in NAMES[kind].items()
    ]


def _read(values: Values) -> dict[str, float]:
    return {name: int(typed) if name.startswith("full_") else float(typed) for name, typed in values.items()}


def _no_number(typed: object) -> str | None:
    return None if weights.is_number(str(typed)) else "A weight is a number from 0, such as 25 or 7.5."


def ask_band(screen: PlaceScreen, band: Band | None) -> None:
    """Ask for a remedy band."""
    scales = tuple(
        Choice(name) for name in dict.fromkeys(each.scale for each in services.bands.view(screen.desk))
    )
    fields = (
        FormField("scale", "Whose scale", "text", required=True, choices=scales, value=band and band.scale),
        FormField("level", "Which step", "text", required=True, value=band and band.level),
        FormField(
            "least",
            "From",
            "money",
            value=band and band.least_minor,
            help="Empty: from nothing",
            column="least_minor",
        ),
        FormField(
            "most", "To", "money", value=band and band.most_minor, help="Empty: no end", column="most_minor"
        ),
        FormField(
            "year",
            "Year",
            "text",
            required=True,
            value=str(band.year if band else screen.desk.today().year),
            check=_no_year,
            help="The year these figures are from",
        ),
        FormField("source", "Source", "text", required=True, value=band and band.source),
        FormField("note", "Note", "text", value=band and band.note),
    )

    def act(values: Values) -> None:
        services.bands.keep(
            screen.desk,
            Band(
                values["scale"],
                values["level"],
                int(values["year"]),
                values["source"],
                values["least"],
                values["most"],
                values["note"],
                band.id if band else None,
            ),
        )

    title = f"{band.scale}: {band.level}" if band else "Add a remedy band"
    screen.ask(f"band.edit:{band.id if band else 'new'}", title, fields, act, "Remedy band kept.")


def _no_year(typed: object) -> str | None:
    year = str(typed).strip()
    is_year = year.isascii() and year.isdecimal() and int(year) in remedy_bands.YEARS
    return None if is_year else "A year is a number such as 2026."
