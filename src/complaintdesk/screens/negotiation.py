"""The Negotiation screen: what was said on both sides, what is offered, and what was promised."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from complaintdesk import services
from complaintdesk.errors import AuthorityError, InvalidInputError
from complaintdesk.rules import rounds, stages
from complaintdesk.rules.dossier import AttachmentFacts, Dossier, OfferFacts, PromiseFacts
from complaintdesk.screens import negotiation_facts, negotiation_forms
from complaintdesk.screens.asking import Values
from complaintdesk.screens.complaint import ComplaintScreen, Part
from complaintdesk.vocabulary import Maker, OfferState, PromiseState, Stage
from complaintdesk.widgets.foreign import C, say

NEGOTIATED_AT = (Stage.deciding, Stage.negotiating)
"""The stages at which offers are put and answered."""


class NegotiationScreen(ComplaintScreen):
    """Shows the negotiation of one complaint; every offer is held against the handler's authority."""

    PLACE = "negotiation"
    PURPOSE = (
        "What was said, offered and promised, the customer on one side and colleagues on the other. Log "
        "each contact while you are still on it, put an offer, and record the reply."
    )
    PARTS = (
        Part(
            "log",
            "Log",
            negotiation_facts.LOG_COLUMNS,
            negotiation_facts.log_rows,
            negotiation_facts.log_detail,
            "Nothing was said yet. b logs a contact with the customer or a colleague, P puts an offer.",
        ),
        Part(
            "offers",
            "Offers",
            negotiation_facts.OFFER_COLUMNS,
            negotiation_facts.offer_rows,
            negotiation_facts.offer_detail,
            "Nothing is offered yet. P puts an offer to the customer.",
        ),
        Part(
            "promises",
            "Promises",
            negotiation_facts.PROMISE_COLUMNS,
            negotiation_facts.promise_rows,
            negotiation_facts.promise_detail,
            "Nothing is promised. b logs a contact with a promise in it, + notes one made elsewhere.",
        ),
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "log_contact", "Log", id="contact.log"),
        Binding("plus", "add", "Add", id="record.add", key_display="+", show=False),
        Binding("P", "offer", "Offer", id="offer.put"),
        # One key, as with close and reopen: only one of the two can be meant.
        Binding("r", "reply", "Reply", id="offer.reply"),
        Binding("r", "settle", "Settle", id="promise.settle"),
    ]

    def compose(self) -> ComposeResult:
        """Lay out a line on where both sides stand beneath the parts."""
        for widget in super().compose():
            yield widget
            if widget.id == "parts":
                yield Static(id="said")

    def watch_dossier(self, found: Dossier | None) -> None:
        """Show the negotiation, and where it stands."""
        super().watch_dossier(found)
        self._make_room()
        if found is not None:
            told = [rounds.standing(found.offers, found.currency), negotiation_facts.silence(found)]
            self.query_one("#said", Static).update(C("\n".join(filter(None, told))))

    def watch_part_index(self) -> None:
        """Give the log the whole width: it has two sides."""
        super().watch_part_index()
        self._make_room()

    def _make_room(self) -> None:
        self.set_class(self.part.id == "log", "-two-sided")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a reply where there is something to reply to; the log itself is not edited."""
        if action in {"edit", "remove"}:
            return False
        if action in {"reply", "settle"} and self.is_mounted and self.dossier is not None:
            if (action == "settle") is not (self.part.id == "promises"):
                return False
            return True if (self._promise or self._offer) is not None else None
        return super().check_action(action, parameters)

    def action_add(self) -> None:
        """Ask for what the part holds."""
        if self.part.id == "log":
            self.action_log_contact()
        elif self.part.id == "offers":
            self.action_offer()
        else:
            self._ask_promise()

    def action_edit(self) -> None:
        """Reply to the offer that is opened, or settle the promise."""
        if self.part.id == "promises":
            self.action_settle()
        elif self.part.id == "offers" or str(self.rows.cursor_key).startswith("offer-"):
            self.action_reply()

    def action_remove(self) -> None:
        """Leave what was said as it was said."""

    def file_in_hand(self) -> AttachmentFacts | None:
        """Return the original of the message at the cursor of the log, or None."""
        if self.dossier is None or self.part.id != "log":
            return None
        key = str(self.rows.cursor_key)
        return next((each.attachment for each in self.found.contacts if f"contact-{each.id}" == key), None)

    def action_offer(self) -> None:
        """Ask for an offer; above the handler's authority it is refused and the form stays."""
        found = self._negotiable("put an offer")
        if found is None:
            return

        def act(values: Values) -> None:
            offer = negotiation_forms.entered_offer(values, found)
            with _shown_at("amount"):
                services.negotiation.put(self.desk, self.complaint_id, offer)

        title = f"Put an offer to {found.customer or 'the customer'}, {found.reference}"
        fields = negotiation_forms.offer_fields(found)
        note = negotiation_forms.conditions(found)
        self.ask(f"offer.put:{found.id}", title, fields, act, "Offer put.", note=note)

    def action_reply(self) -> None:
        """Record the reply to the offer in hand."""
        found, offer = self._negotiable("record a reply"), self._offer
        if found is None or offer is None:
            return
        if offer.state is not OfferState.open:
            say(self, f"Offer {offer.number} is {offer.state.spoken} already.")
            return
        asking: dict[str, Callable[[Dossier, OfferFacts], None]] = {
            "accept": self._ask_agreement,
            "counter": self._ask_counter,
            "reject": self._ask_rejection,
        }

        whose = "our" if offer.maker is Maker.desk else "the customer's"
        title = f"The reply to {whose} offer {offer.number}"
        self.choose(
            title, negotiation_forms.reply_choices(offer), lambda chosen: asking[chosen](found, offer)
        )

    def action_settle(self) -> None:
        """Record what became of the promise at the cursor."""
        promise = self._promise
        if promise is None:
            return
        if promise.state is not PromiseState.open:
            say(self, f"That promise is {promise.state.spoken} already.")
            return

        def act(values: Values) -> None:
            negotiation_forms.settle(self.desk, self.complaint_id, promise.id, values)

        fields = negotiation_forms.settling_fields()
        self.ask(f"promise.settle:{promise.id}", f"Promised: {promise.text}", fields, act, "Recorded.")

    @property
    def _offer(self) -> OfferFacts | None:
        """The offer at the cursor; elsewhere in the log the only open one there is."""
        found = self.dossier
        if found is None or self.part.id == "promises":
            return None
        key = str(self.rows.cursor_key).removeprefix("offer-")
        at_cursor = next((offer for offer in found.offers if str(offer.id) == key), None)
        open_ones = [offer for offer in found.offers if offer.state is OfferState.open]
        return at_cursor or (open_ones[0] if len(open_ones) == 1 else None)

    @property
    def _promise(self) -> PromiseFacts | None:
        """The promise at the cursor, or None."""
        found = self.dossier
        if found is None or self.part.id != "promises":
            return None
        return next((promise for promise in found.promises if promise.id == self.record_id), None)

    def _negotiable(self, act: str) -> Dossier | None:
        """Return the dossier where offers are made now; else say at once why they are not."""
        with self.showing_refusals():
            if self.dossier is not None:
                found = self.dossier
                stages.require_stage(found.stage, NEGOTIATED_AT, act, found.reference)
                return found
        return None

    def _ask_agreement(self, found: Dossier, offer: OfferFacts) -> None:
        def act(values: Values) -> None:
            accepted = negotiation_forms.entered_acceptance(self.desk, found, values)
            with _shown_at("terms"):
                services.negotiation.agree(self.desk, self.complaint_id, offer.id, accepted)

        fields = negotiation_forms.agreement_fields(self.desk, offer, found)
        title, note = f"Offer {offer.number} is accepted", negotiation_forms.conditions(found)
        self.ask(f"offer.agree:{offer.id}", title, fields, act, "Agreed.", note=note)

    def _ask_counter(self, found: Dossier, offer: OfferFacts) -> None:
        def act(values: Values) -> None:
            entered = negotiation_forms.entered_counter(values)
            services.negotiation.counter(self.desk, self.complaint_id, offer.id, entered)

        fields = negotiation_forms.counter_fields(offer, found)
        title = f"Counter-offer to offer {offer.number}"
        self.ask(f"offer.counter:{offer.id}", title, fields, act, "Counter-offer recorded.")

    def _ask_rejection(self, _found: Dossier, offer: OfferFacts) -> None:
        def act(values: Values) -> None:
            services.negotiation.reject(self.desk, self.complaint_id, offer.id, values["response"])

        title = f"Offer {offer.number} is turned down"
        fields = negotiation_forms.rejection_fields(offer)
        self.ask(f"offer.reject:{offer.id}", title, fields, act, "Recorded.")

    def _ask_promise(self) -> None:
        found = self.dossier
        if found is None:
            return

        def act(values: Values) -> None:
            services.contacts.promise(
                self.desk, self.complaint_id, values["text"], values["made_to"], values["due_on"]
            )

        fields = negotiation_forms.promise_fields(found)
        self.ask(
            f"promise.add:{found.id}", f"Note a promise, {found.reference}", fields, act, "Promise noted."
        )


@contextmanager
def _shown_at(field: str) -> Iterator[None]:
    """Have a refusal for want of authority stay at a field of the form: a notice would be gone too soon."""
    try:
        yield
    except AuthorityError as refusal:
        raise InvalidInputError(str(refusal), field) from refusal
