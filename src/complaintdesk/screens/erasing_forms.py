"""Erasing a customer from the desk: why, then what will be gone, said once more before it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintdesk import services
from complaintdesk.errors import DeskError
from complaintdesk.rules.dossier import Dossier
from complaintdesk.screens.asking import Values
from complaintdesk.screens.retention import told
from complaintdesk.widgets.dialogs import ConfirmScreen
from complaintdesk.widgets.foreign import say
from complaintdesk.widgets.form_field import FormField

if TYPE_CHECKING:
    from complaintdesk.screens.complaint import ComplaintScreen


def ask_erasure(screen: ComplaintScreen, found: Dossier) -> None:
    """Ask why a complaint's customer is to be erased, and then whether to; until then nothing is changed."""
    assert found.customer_id is not None, "only a customer on record is offered"
    desk, customer_id, form = screen.desk, found.customer_id, f"customer.erase:{found.id}"
    plan = services.erasing.plan(desk, customer_id)
    fields = (
        FormField("reason", "Why", required=True, help="Kept without the name: asked for on 3 November ..."),
        FormField("basis", "Legal basis", help="Such as Art. 17(1)(b)"),
    )
    asked: dict[str, str] = {}

    def act(values: Values) -> None:
        asked.update(reason=str(values["reason"]), basis=str(values["basis"]))

    def erase() -> None:
        try:
            done = services.erasing.erase(desk, customer_id, asked["reason"], asked["basis"])
        except DeskError as refusal:
            say(screen, str(refusal), "error", refusal.title)
            return
        say(screen, told(done))
        screen.reload()
        screen.refresh_bindings()

    def after(is_sure: bool | None) -> None:
        if is_sure:
            erase()
        else:
            services.drafts.keep(desk, form, asked)
            say(screen, "Nothing was erased; the reason you typed comes back with this form.")

    def confirm() -> str:
        question = ConfirmScreen(f"Erase {plan.name}?", " ".join(plan.sentences), yes="Erase")
        screen.app.push_screen(question, after)
        return ""

    note = "What will be gone is said once more before it is. It cannot be undone."
    screen.ask(form, f"Erase {plan.name}", fields, act, confirm, note=note)
