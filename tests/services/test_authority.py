"""The authority matrix of a desk: what it begins with, and what is kept of it with a verdict."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from complaintdesk.config import Settings
from complaintdesk.errors import InvalidInputError
from complaintdesk.rules.authority import Package, VerdictKind, Worth
from complaintdesk.services import authority, negotiation, options, progress, setup, triage
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import MoneyKind, Stage
from tests.conftest import AddComplaint, Now


def test_a_desk_begins_with_the_shipped_matrix_the_most_junior_first(desk: Desk, settings: Settings) -> None:
    shipped = authority.shipped_limits(settings, "GBP")

    assert authority.view(desk) == shipped
    assert [limit.rank for limit in shipped] == sorted(limit.rank for limit in shipped)


def test_the_figures_are_taken_as_they_are_in_the_desk_s_own_currency(settings: Settings, now: Now) -> None:
    desk = setup.create(
        settings, setup.Answers("Robin Hale", region="DE", currency="JPY"), now.today, now.moment
    )
    own = next(limit for limit in authority.view(desk) if limit.role == "complaint_handler")
    desk.close()

    assert (own.refund_minor, own.goodwill_minor) == (1000, 250)


def test_limits_are_kept_with_a_verdict_so_that_they_can_be_read_again(desk: Desk) -> None:
    matrix = authority.view(desk)

    said = json.loads(authority.frozen(matrix))

    assert [each["role"] for each in said] == [limit.role for limit in matrix]
    assert said[-1]["refund_minor"] is None
    assert said[0]["policy_exception"] == "none"


def test_the_verdict_is_that_of_the_handler_s_own_role(desk: Desk) -> None:
    matrix = authority.view(desk)
    goodwill = Package((Worth(MoneyKind.goodwill, 30_000),))
    verdict = authority.verdict_on(desk, matrix, goodwill)
    wider = [replace(limit, goodwill_minor=None) for limit in matrix]

    assert (verdict.kind, verdict.approver_role) == (VerdictKind.needs_approval, "complaints_manager")
    assert authority.verdict_on(desk, wider, goodwill).kind is VerdictKind.within


def test_an_offer_elsewhere_counts_by_the_kinds_of_its_option(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    first = add_complaint(email="ada@example.org").id
    second = add_complaint(email="ada@example.org").id
    triage.accept(desk, first)
    found = options.add(
        desk, first, options.NewOption("Refund", (options.NewRemedy("refund_full", 7_000, MoneyKind.refund),))
    )
    progress.advance(desk, first, Stage.deciding, "So it is.")
    options.add(desk, first, options.NewOption("Explain", explain_only=True))

    negotiation.put(desk, first, negotiation.NewOffer("Refund", 7_000, found.options[0].id))
    same = _earlier(desk, second)
    negotiation.put(desk, first, negotiation.NewOffer("Refund and flowers", 9_000, found.options[0].id))
    other = _earlier(desk, second)

    # Terms that are not the option's own sum are of no known kind.
    assert [worth[:2] for worth in same] == [(MoneyKind.refund, 7_000)]
    assert [worth[:2] for worth in other] == [(None, 9_000)]
    assert _earlier(desk, first) == (), "offers on one complaint are alternatives"
    assert _earlier(desk, add_complaint(customer="Bo Marsh").id) == ()


def _earlier(desk: Desk, complaint_id: int) -> tuple[Worth, ...]:
    from complaintdesk.models import Complaint
    from complaintdesk.store import records

    with desk.reading() as session:
        return authority.earlier_offers(session, records.get(session, Complaint, complaint_id), desk.today())


def test_a_complaint_without_a_customer_has_no_earlier_offers(desk: Desk) -> None:
    from tests.rows import put_complaint

    assert _earlier(desk, put_complaint(desk, "CD-2026-0001")) == ()


def test_limits_end_where_they_are_given_for_a_time_and_are_shown_as_run_out(desk: Desk, now: Now) -> None:
    own = next(limit for limit in authority.view(desk) if limit.role == "complaint_handler")
    authority.amend(desk, replace(own, ends_on=now.day))

    assert own.role in [limit.role for limit in authority.view(desk)]

    now.day += timedelta(days=1)

    assert own.role not in [limit.role for limit in authority.view(desk)]
    assert [limit.role for limit in authority.ran_out(desk)] == [own.role]
    package = Package((Worth(MoneyKind.goodwill, 100),))
    assert authority.verdict_on(desk, authority.view(desk), package).kind is VerdictKind.not_possible

    authority.amend(desk, own)

    assert authority.ran_out(desk) == ()


def test_limits_that_others_take_the_place_of_do_not_end(desk: Desk, now: Now) -> None:
    own = next(limit for limit in authority.view(desk) if limit.role == "complaint_handler")
    authority.amend(desk, replace(own, goodwill_minor=30_000), now.day + timedelta(days=5))

    assert next(limit for limit in authority.view(desk) if limit.role == own.role) == own
    assert authority.ran_out(desk) == ()


def test_limits_cannot_end_before_they_begin_or_sign_what_is_nothing(desk: Desk, now: Now) -> None:
    own = authority.view(desk)[2]

    with pytest.raises(InvalidInputError, match="Until"):
        authority.amend(desk, replace(own, ends_on=now.day - timedelta(days=1)))
    with pytest.raises(InvalidInputError, match="did you mean 'final'"):
        authority.amend(desk, replace(own, signs=("finl",)))
