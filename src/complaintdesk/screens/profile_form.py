"""The form of whose desk it is, at the first start and later."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from complaintdesk import services
from complaintdesk.screens.asking import Values, told_of, word
from complaintdesk.services.setup import Answers
from complaintdesk.widgets.form_field import Choice, FormField

if TYPE_CHECKING:
    from complaintdesk.rules.procedure_grammar import Procedure
    from complaintdesk.screens.place import PlaceScreen
    from complaintdesk.services.desk import Whose

REGIONS = (
    Choice("ENG", "England"),
    Choice("WLS", "Wales"),
    Choice("SCT", "Scotland"),
    Choice("NIR", "Northern Ireland"),
)

NOTE = (
    "It holds from now on. Who did what before keeps the name it was done under, and a complaint that is here its"
    " region and procedure. How far each role may go stands in the Library."
)

_CONTACT = "Letters say it: a number, an address, the hours. Kept in config.toml, where no undo takes it back"


def fields(
    whose: Answers | Whose, roles: tuple[Choice, ...], procedures: Iterable[Procedure]
) -> tuple[FormField, ...]:
    """Return what is asked of whose desk it is; a value held that is not offered (any more) can stay."""
    usual = tuple(Choice(each.id, each.name, each.summary) for each in procedures if not each.overlay)
    return (
        FormField("handler", "Your name", "text", True, help="It stands on the evidence", value=whose.handler),
        FormField("organisation", "Organisation", "text", value=whose.organisation),
        FormField("role", "Your role", "choice", True, _with(roles, whose.role), value=whose.role),
        FormField("region", "Where you work", "choice", True, _with(REGIONS, whose.region), value=whose.region),
        FormField("procedure", "Procedure", "choice", True, _with(usual, whose.procedure), value=whose.procedure),
    )  # fmt: skip


def _with(offered: tuple[Choice, ...], held: str) -> tuple[Choice, ...]:
    return offered if any(each.value == held for each in offered) else (*offered, Choice(held))


def ask(screen: PlaceScreen) -> None:
    """Ask whose desk it is from now on."""
    desk = screen.desk
    if not screen.may_write():
        return
    name, organisation, *others = fields(
        desk.whose,
        tuple(Choice(limit.role, limit.name) for limit in services.authority.view(desk)),
        desk.procedures.values(),
    )
    contact = FormField("contact", "Customers reach you", "text", help=_CONTACT, value=desk.settings.contact)
    before = services.care.last_step(desk)
    is_reached_anew = False

    def act(values: Values) -> None:
        nonlocal is_reached_anew
        services.profile.change(desk, {field: word(values, field) for field in services.profile.FIELDS})
        is_reached_anew = services.own_settings.reach(desk, word(values, "contact"))

    def done() -> str:
        steps = range(before, services.care.last_step(desk))
        if is_reached_anew:
            return f"{told_of('Profile kept.', steps)} " * bool(steps) + "Letters say how you are reached."
        return told_of("Profile kept.", steps)

    screen.ask(
        "profile.edit",
        "Your profile",
        (name, organisation, contact, *others),
        act,
        done,
        note=NOTE,
        # What is kept beside the store is no step, and is no less done.
        writes=False,
    )
