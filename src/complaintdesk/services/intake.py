"""New complaints: entered by hand, or referred from the imported history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from complaintdesk.errors import WrongStageError
from complaintdesk.models import Complaint, Customer
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import dossier
from complaintdesk.services.texts import needed, not_after, not_before, text
from complaintdesk.store import records
from complaintdesk.vocabulary import Origin, Stage

if TYPE_CHECKING:
    from sqlmodel import Session

    from complaintdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class NewComplaint:
    """A complaint as it is entered."""

    customer: str
    received_on: date
    channel: str
    narrative: str
    referred_on: date | None = None
    referred_by: str = ""
    referral_reason: str = ""
    about: str = ""
    wants: str = ""
    product: str = ""
    category: str = ""
    email: str = ""
    phone: str = ""
    account_ref: str = ""
    prior_decider: str = ""


def new(desk: Desk, entered: NewComplaint) -> Dossier:
    """Put a complaint on the desk, at the referred stage, and return its dossier.

    A customer with the same e-mail address is the same customer; a name alone is not enough to tell.

    Raises:
        InvalidInputError: If a needed field is empty or a date cannot be.
    """
    today = desk.today()
    received_on = not_after(entered.received_on, today, "Received", "today")
    referred_on = entered.referred_on or today
    not_before(referred_on, received_on, "Referred", "the day it was received")
    not_after(referred_on, today, "Referred", "today")
    name = needed(entered.customer, "Customer").strip()
    narrative = needed(entered.narrative, "Narrative")
    with desk.step("new complaint") as step:
        customer = _customer(step.session, name, entered)
        row = Complaint.model_validate(
            {
                "reference": records.next_reference(step.session, referred_on.year),
                "customer_id": records.require_id(customer),
                "received_on": received_on,
                "referred_on": referred_on,
                "referred_by": text(entered.referred_by, "Referred by").strip(),
                "referral_reason": text(entered.referral_reason, "Why referred").strip(),
                "prior_decider": text(entered.prior_decider, "Decided before by").strip(),
                "channel": needed(entered.channel, "Channel").strip(),
                "narrative": narrative,
                "about": text(entered.about, "About").strip() or in_a_line(narrative),
                "wants": text(entered.wants, "Wants"),
                "product": text(entered.product, "Product").strip(),
                "category": text(entered.category, "Category").strip(),
                "account_ref": text(entered.account_ref, "Account").strip(),
                "procedure": desk.whose.procedure,
                "region": desk.whose.region,
            }
        )
        step.session.add(row)
        step.session.flush()
        complaint_id = records.require_id(row)
        step.draft.complaint_id = complaint_id
    return dossier.load(desk, complaint_id)


def in_a_line(narrative: str) -> str:
    """Return the beginning of a narrative as a line for lists."""
    line = " ".join(narrative.split())
    return line if len(line) <= 60 else f"{line[:59].rstrip()}…"


def refer(desk: Desk, complaint_id: int) -> Dossier:
    """Take a complaint out of the imported history onto the desk and return its dossier.

    It gets a reference of the desk; the source's own id stays with it.

    Raises:
        WrongStageError: If it is on the desk already.
    """
    today = desk.today()
    with desk.step("refer from history", complaint_id) as step:
        row = records.get(step.session, Complaint, complaint_id)
        if row.origin is not Origin.history:
            msg = f"{row.reference} is on the desk already."
            raise WrongStageError(msg)
        row.reference = records.next_reference(step.session, today.year)
        row.origin = Origin.referred
        row.stage = Stage.referred
        row.referred_on = today
        row.closed_on = None
        row.procedure = desk.whose.procedure
        row.region = desk.whose.region
        row.about = row.about or in_a_line(row.narrative)
    return dossier.load(desk, complaint_id)


def correct_customer(desk: Desk, complaint_id: int, name: str, email: str, phone: str) -> Dossier:
    """Change how a complaint's customer is called and reached; it holds for all of their complaints.

    Raises:
        InvalidInputError: If no name is left.
    """
    called = needed(name, "Customer").strip()
    with desk.step("correct the customer", complaint_id) as step:
        row = records.get(step.session, Complaint, complaint_id)
        if row.customer_id is None:
            made = Customer.model_validate({"name": called})
            step.session.add(made)
            step.session.flush()
            row.customer_id = records.require_id(made)
        customer = records.get(step.session, Customer, row.customer_id)
        customer.name = called
        customer.email = text(email, "E-mail").strip()
        customer.phone = text(phone, "Phone").strip()
    return dossier.load(desk, complaint_id)


def _customer(session: Session, name: str, entered: NewComplaint) -> Customer:
    email, phone = text(entered.email, "E-mail").strip(), text(entered.phone, "Phone").strip()
    known = records.customer_by_email(session, email)
    if known is not None:
        known.phone = known.phone or phone
        return known
    customer = Customer.model_validate({"name": name, "email": email, "phone": phone})
    session.add(customer)
    session.flush()
    return customer
