from __future__ import annotations
import pytest
from datetime import date
from complaintdesk import services
from complaintdesk.errors import *
from complaintdesk.services import *
from complaintdesk.services import (
    setup,
    triage,
    intake,
    investigation,
    options,
    negotiation,
    views,
    drafts,
    delivery,
)
from complaintdesk.vocabulary import *
from tests import journey
from tests.rows import put_complaint


def test_describe_bad(desk, add_complaint):
    with pytest.raises(DeskError):
        triage.describe(desk, add_complaint().id, {"vulnerable": "perhaps"})


def test_implication_sev(desk, add_complaint):
    c = add_complaint().id
    triage.accept(desk, c)
    with pytest.raises(DeskError):
        investigation.add_implication(
            desk, c, investigation.NewImplication("safety", "x", Likelihood.possible, 9)
        )


def test_days(desk, add_complaint):
    c = add_complaint().id
    triage.accept(desk, c)
    with pytest.raises(DeskError):
        options.add(desk, c, options.NewOption("x", days_to_deliver=-3))


@pytest.mark.parametrize(
    "f",
    [
        "customer",
        "channel",
        "narrative",
        "referred_by",
        "referral_reason",
        "about",
        "wants",
        "product",
        "category",
        "email",
        "phone",
        "account_ref",
        "prior_decider",
    ],
)
def test_surr(add_complaint, f):
    add_complaint(**{f: "a\ud800b\0"})


def test_ref(desk, add_complaint):
    put_complaint(desk, "CD-2026-abcd")
    assert add_complaint().reference == "CD-2026-0001"


def test_ref2(desk, add_complaint):
    put_complaint(desk, "cd-2026-0007x")
    assert add_complaint().reference == "CD-2026-0001"


def test_ref3(desk, add_complaint):
    put_complaint(desk, "CD-2026-99999")
    put_complaint(desk, "CD-2026-100000")
    assert add_complaint().reference == "CD-2026-100001"


def test_view(desk):
    with pytest.raises(DeskError):
        views.remove(desk, "saved:x")


def test_reopen_history(desk):
    c = put_complaint(desk, "LOG-1", stage="closed", origin="history")
    with pytest.raises(DeskError):
        delivery.reopen(desk, c, "why")


def test_email(desk, add_complaint):
    a = add_complaint(email="ÄDA@x.org")
    b = add_complaint(email="ÄDA@x.org")
    assert a.customer_id == b.customer_id


def test_setup_surr(settings, now):
    d = setup.create(settings, setup.Answers(handler="R\ud800"), now.today, now.moment)
    d.close()


def test_setup_half(settings, now):
    from complaintdesk.store.folder import StoreFolder

    StoreFolder(settings.places.store).make()
    d = setup.create(settings, setup.Answers(handler="R"), now.today, now.moment)
    d.close()


def test_setup_half_open(settings, now):
    from complaintdesk.store.folder import StoreFolder

    StoreFolder(settings.places.store).make()
    with pytest.raises(DeskError):
        d = setup.open_desk(settings, now.today, now.moment)
        d.whose


def test_huge(desk, add_complaint):
    c = add_complaint().id
    triage.accept(desk, c)
    with pytest.raises(DeskError):
        options.add(
            desk, c, options.NewOption("x", (options.NewRemedy("refund_full", 10**30, MoneyKind.refund),))
        )


def test_removed_option(desk, add_complaint):
    c = add_complaint().id
    triage.accept(desk, c)
    f = options.add(desk, c, options.NewOption("x"))
    o = f.options[0].id
    options.remove(desk, c, o)
    with pytest.raises(DeskError):
        options.present(desk, c, [o])


def test_demo(settings):
    from complaintdesk.services import demo

    demo.create(settings).close()


def test_rate_none(desk, add_complaint):
    with pytest.raises(DeskError):
        services.history.undo(desk) if False else services.triage.assign_procedure(
            desk, add_complaint().id, "uk-general", "XX"
        )


def test_decide_asked(desk, add_complaint):
    c = add_complaint().id
    triage.accept(desk, c)
    f = options.add(desk, c, options.NewOption("x"))
    o = f.options[0].id
    f = options.ask_approval(desk, c, options.ApprovalRequest(o, "w", "a", "director", amount_minor=-5))
    with pytest.raises(DeskError):
        options.decide_approval(desk, c, f.approvals[0].id, Decision.asked)
