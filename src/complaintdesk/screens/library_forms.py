"""The forms of the Library: an entry or its new edition, and how far a role may go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from complaintdesk import services
from complaintdesk.errors import DeskError
from complaintdesk.rules import money
from complaintdesk.rules.authority import Departure, Limit
from complaintdesk.rules.authority_matrix import ANY, DEPARTURE_WORDS, require_rights
from complaintdesk.screens.asking import Values
from complaintdesk.vocabulary import LibraryKind
from complaintdesk.widgets.form_field import Choice, FormField

if TYPE_CHECKING:
    from complaintdesk.screens.overview import OverviewScreen
    from complaintdesk.services.library import Entry

NAMES: Mapping[LibraryKind, str] = MappingProxyType(
    {
        LibraryKind.policy_clause: "policy clause",
        LibraryKind.service_offer: "part of the service offer",
        LibraryKind.aim: "aim",
        LibraryKind.procedure: "procedure",
    }
)
"""Kind of entry -> what a handler calls one."""


def ask_entry(screen: OverviewScreen, kind: LibraryKind, before: Entry | None = None) -> None:
    """Ask for an entry, or for the wording that takes the place of `before`."""
    desk = screen.desk
    known = {edition.entry.code.casefold() for edition in services.library.editions(desk, kind)}

    def code_is_free(code: object) -> str | None:
        if before is None and str(code).strip().casefold() in known:
            return f"{str(code).strip()} is there already; e on it writes its new edition."
        return None

    code_field = FormField(
        "code", "Code", "text", required=True, check=code_is_free, help="As your own papers have it: REP-4"
    )
    fields = (
        *(() if before else (code_field,)),
        FormField("title", "Title", "text", required=True, value=before.title if before else None),
        FormField("text", "Text", "long", required=True, value=before.text if before else None),
        FormField("effective_on", "In force from", "date", required=True, value=desk.today()),
    )

    def act(values: Values) -> None:
        code = before.code if before else values["code"]
        services.library.add(desk, kind, code, values["title"], values["text"], values["effective_on"])

    if before is None:
        screen.ask(f"library.add:{kind}", f"Add a {NAMES[kind]}", fields, act, "Added.")
    else:
        title = f"{before.code}: edition {before.edition + 1}; what cited the old one still does"
        screen.ask(f"library.edit:{before.id}", title, fields, act, "New edition kept.")


def ask_limit(screen: OverviewScreen, limit: Limit | None, rank: int) -> None:
    """Ask how far a role may go, from a day on."""
    desk = screen.desk
    currency = desk.whose.currency

    def money_field(name: str, label: str, minor: int | None) -> FormField:
        typed = None if limit is None else ANY if minor is None else money.plain(minor, currency)
        help_ = f"An amount in {currency}, or: {ANY}"
        return FormField(name, label, "text", required=True, value=typed, check=is_limit, help=help_)

    def is_limit(typed: object) -> str | None:
        try:
            read_limit(str(typed), currency)
        except DeskError as refusal:
            return str(refusal)
        return None

    departures = tuple(Choice(each.name, words) for each, words in DEPARTURE_WORDS.items())
    held = limit or Limit("", rank)
    fields = (
        *(
            ()
            if limit
            else (
                FormField("title", "Role", "text", required=True),
                FormField("rank", "Rank", "text", required=True, value=str(rank), check=_is_rank,
                          help="A number; the higher, the more senior"),
            )
        ),
        money_field("refund", "Refunds up to", held.refund_minor),
        money_field("goodwill", "Goodwill up to", held.goodwill_minor),
        money_field("other_loss", "Other loss up to", held.other_loss_minor),
        FormField("policy", "May depart from policy by", "choice", required=True, choices=departures,
                  value=held.policy_exception.name),
        FormField("cumulative", "One customer, 12 months", "text", check=is_limit,
                  value=None if held.cumulative_minor is None else money.plain(held.cumulative_minor, currency),
                  help=f"All kinds together, in {currency}; empty: no sum of its own"),
        FormField("signs", "Signs", "text", value=", ".join(held.signs), check=_is_rights,
                  help="liability among them lets the role admit it; final_up_to_250 sets an amount"),
        FormField("holder", "Held by", "text", value=held.holder, help="Named on a request for approval"),
        FormField("deputy", "Deputy", "text", value=held.deputy),
        FormField("effective_on", "From", "date", required=True, value=desk.today()),
        FormField("ends_on", "Until", "date", value=_still(held.ends_on, desk.today()), help="Empty: no end"),
    )  # fmt: skip

    def act(values: Values) -> None:
        title = limit.title if limit else str(values["title"]).strip()
        services.authority.amend(
            desk,
            Limit(
                role=limit.role if limit else "_".join(title.casefold().split()),
                rank=limit.rank if limit else int(values["rank"]),
                refund_minor=read_limit(values["refund"], currency),
                goodwill_minor=read_limit(values["goodwill"], currency),
                other_loss_minor=read_limit(values["other_loss"], currency),
                policy_exception=Departure[values["policy"]],
                cumulative_minor=read_limit(values["cumulative"], currency) if values["cumulative"] else None,
                ends_on=values["ends_on"],
                signs=tuple(_rights(values["signs"])),
                title=title,
                holder=str(values["holder"]).strip(),
                deputy=str(values["deputy"]).strip(),
            ),
            values["effective_on"],
        )

    if limit is None:
        screen.ask("authority.add", "Add a role to the authority matrix", fields, act, "Role added.")
    else:
        screen.ask(
            f"authority.edit:{limit.role}", f"How far {limit.name} may go", fields, act, "Limits changed."
        )


def read_limit(typed: str, currency: str) -> int | None:
    """Return a typed limit in minor units; None for any amount.

    Raises:
        InvalidInputError: If it is no amount.
    """
    return None if typed.strip().casefold() == ANY else money.parse(typed, currency)


def _still(ends_on: date | None, today: date) -> date | None:
    """Return the last day of limits that are given again; one that has passed is to be thought of anew."""
    return ends_on if ends_on is None or ends_on >= today else None


def _rights(typed: str) -> list[str]:
    return [right for each in typed.split(",") if (right := "_".join(each.casefold().split()))]


def _is_rights(typed: object) -> str | None:
    try:
        require_rights(_rights(str(typed)))
    except DeskError as refusal:
        return str(refusal)
    return None


def _is_rank(typed: object) -> str | None:
    return None if str(typed).strip().isdecimal() else "A rank is a whole number, such as 4."
