"""The form of a new complaint, of which several may be begun side by side: another caller is another form."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten
from typing import TYPE_CHECKING

from complaintdesk import services
from complaintdesk.screens import choices, going_on
from complaintdesk.screens.asking import Asking, Values, word
from complaintdesk.vocabulary import ReferralReason
from complaintdesk.widgets.dialogs import ChoiceScreen
from complaintdesk.widgets.form_field import Caution, Choice, FormField

if TYPE_CHECKING:
    from complaintdesk.rules.dossier import Dossier
    from complaintdesk.screens.triage import TriageActs
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.unfinished import Unfinished

KIND = "complaint.new"
"""What each of these forms is called among the drafts, before its number."""

TITLE = "New complaint"


def ask_which(screen: TriageActs) -> None:
    """Ask for a new complaint; where some are begun, whether to go on with one, and with whose."""
    if not screen.may_write():
        return
    begun = services.unfinished.begun(screen.desk, KIND)
    if not begun:
        screen.action_begin(services.drafts.another(screen.desk, KIND))
        return
    waiting = {one.form: one for one in begun}
    offered = [
        Choice("new", "A new one", "What is begun waits as it is."),
        *(Choice(one.form, f"Go on with {_whose(screen.desk, one)}") for one in begun),
        *(
            Choice(
                f"{_DISCARD}{one.form}", f"Discard {_whose(screen.desk, one)} ...", "It is asked once more."
            )
            for one in begun
        ),
    ]

    def chosen(value: str | None) -> None:
        if value is None:
            return
        if value.startswith(_DISCARD):
            going_on.ask_discard(screen, screen.desk, waiting[value.removeprefix(_DISCARD)])
        else:
            screen.action_begin(value if value in waiting else services.drafts.another(screen.desk, KIND))

    is_one = len(begun) == 1
    told = "A new complaint is begun" if is_one else f"{len(begun)} new complaints are begun"
    asked = f"{told} and not saved. Go on with {'it' if is_one else 'one'}, or begin another?"
    screen.app.push_screen(ChoiceScreen(asked, offered), chosen)


_DISCARD = "discard "


def _whose(desk: Desk, one: Unfinished) -> str:
    """Return whose complaint was begun, or its first words where no name was typed yet, and when."""
    name = one.title.removeprefix(TITLE).removeprefix(": ")
    if not name:
        words = shorten(services.drafts.find(desk, one.form).get("narrative", ""), 30, placeholder=" ...")
        name = f"the one without a name: {words}" if words else "the one without a name"
    return f"{name}, {going_on.typed_when(desk, one)}"


def ask(screen: TriageActs, form: str) -> None:
    """Ask for a new complaint, with what is typed in this form already."""
    desk = screen.desk
    fields = (
        FormField("customer", "Customer", "text", required=True),
        FormField("narrative", "What they say, in their words", "long", required=True),
        FormField("wants", "What they want", "long"),
        FormField(
            "channel", "Channel", "choice", required=True, choices=choices.channels(desk), value="phone"
        ),
        FormField("received_on", "Received", "date", required=True, value=desk.today(), past=True),
        FormField("referred_by", "Referred by", "text"),
        FormField("referral_reason", "Why referred", "choice", choices=choices.words(ReferralReason)),
        FormField("about", "In a line", "text"),
        FormField("product", "Product or service", "text"),
        FormField("category", "Category", "text"),
        FormField("email", "E-mail", "text"),
        FormField("phone", "Phone", "text"),
        FormField("account_ref", "Account", "text"),
        FormField("prior_decider", "Decided before by", "text"),
    )

    def act(values: Values) -> None:
        entered = {field.id: values[field.id] for field in fields}
        entered["referral_reason"] = word(values, "referral_reason")
        made.append(services.intake.new(desk, services.intake.NewComplaint(**entered)))

    def added() -> str:
        # Whoever is on the phone goes on with it; the view at hand may not hold it.
        found = made[-1]
        return f"{found.reference} is added, under {screen.come_to(found.id)}."

    made: list[Dossier] = []
    screen.ask(
        form,
        TITLE,
        fields,
        act,
        added,
        cautions=lambda values: _doubles(screen, values),
        names="customer",
    )


def _doubles(screen: Asking, values: Values) -> Sequence[Caution]:
    found = services.doubles.of_words(screen.desk, values["narrative"], values["customer"], values["email"])
    return [
        Caution("narrative", f"It may be the same as {double}. Saved, M merges or links them.")
        for double in found[:1]
    ]
