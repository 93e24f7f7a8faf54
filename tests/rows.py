"""Rows put into a test's store directly: facts that only SQL is asked about."""

from __future__ import annotations

from sqlmodel import SQLModel

from complaintdesk.models import Complaint, Customer
from complaintdesk.services.desk import Desk


def put(desk: Desk, *rows: SQLModel) -> None:
    """Put rows into the store as one step."""
    with desk.step("test") as step:
        step.session.add_all(rows)


def put_complaint(desk: Desk, reference: str, customer: str = "", **columns: object) -> int:
    """Put a complaint into the store as one step, its text searchable, and return its id."""
    with desk.step("test") as step:
        if customer:
            person = Customer.model_validate({"name": customer})
            step.session.add(person)
            step.session.flush()
            columns["customer_id"] = person.id
        row = Complaint.model_validate({"reference": reference, "received_on": "2026-03-02", **columns})
        step.session.add(row)
        step.session.flush()
        assert row.id is not None
        return row.id


def set_columns(desk: Desk, complaint_id: int, **columns: object) -> None:
    """Set columns of a complaint beside the journal, among them those that follow from others."""
    names = ", ".join(f"{name} = ?" for name in columns)
    with desk.store.engine.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE complaint SET {names} WHERE id = ?", (*columns.values(), complaint_id)
        )
