"""What may be offered alone, who may say yes to more, and which yes counts."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintdesk.errors import SettingsError
from complaintdesk.rules import authority
from complaintdesk.rules.authority import Departure, Limit, Package, VerdictKind, Worth
from complaintdesk.rules.authority_matrix import parse_limits
from complaintdesk.rules.dossier import ApprovalFacts, RemedyFacts
from complaintdesk.vocabulary import Decision, MoneyKind
from tests.rules.dossiers import an_approval, an_option

SHIPPED = Path(__file__).parents[2] / "data" / "authority.toml"
LIMITS = parse_limits(tomllib.loads(SHIPPED.read_text(encoding="utf-8")))
REFUND, GOODWILL, LOSS = MoneyKind.refund, MoneyKind.goodwill, MoneyKind.other_loss
WITHIN, NEEDS, NOT = VerdictKind.within, VerdictKind.needs_approval, VerdictKind.not_possible
MADE_ON = date(2026, 11, 11)


def pounds(*parts: tuple[MoneyKind | None, int]) -> tuple[Worth, ...]:
    return tuple(Worth(kind, amount * 100) for kind, amount in parts)


# role, package in pounds, offered before, departure -> verdict, approver
VERDICTS = [
    ("front_line", [(REFUND, 50)], [], "none", WITHIN, ""),
    ("front_line", [(REFUND, 51)], [], "none", NEEDS, "supervisor"),
    ("front_line", [(GOODWILL, 25)], [], "none", WITHIN, ""),
    ("front_line", [(GOODWILL, 26)], [], "none", NEEDS, "supervisor"),
    ("front_line", [(GOODWILL, 101)], [], "none", NEEDS, "complaint_handler"),
    ("front_line", [(LOSS, 1)], [], "none", NEEDS, "supervisor"),
    ("front_line", [(None, 1)], [], "none", NEEDS, "supervisor"),
    ("front_line", [], [], "none", WITHIN, ""),
    ("front_line", [], [], "listed", NEEDS, "supervisor"),
    ("front_line", [(REFUND, 40), (GOODWILL, 20)], [], "none", NEEDS, "supervisor"),
    ("supervisor", [(REFUND, 250)], [], "none", WITHIN, ""),
    ("supervisor", [(REFUND, 250)], [], "listed", WITHIN, ""),
    ("supervisor", [(REFUND, 251)], [], "none", NEEDS, "complaint_handler"),
    ("supervisor", [(LOSS, 100)], [], "none", WITHIN, ""),
    ("supervisor", [(LOSS, 501)], [], "none", NEEDS, "complaints_manager"),
    ("supervisor", [(GOODWILL, 100)], [(GOODWILL, 1)], "none", NEEDS, "complaint_handler"),
    ("supervisor", [], [], "within_service_offer", NEEDS, "complaint_handler"),
    ("complaint_handler", [(REFUND, 1000)], [], "none", WITHIN, ""),
    ("complaint_handler", [(REFUND, 1001)], [], "none", NEEDS, "complaints_manager"),
    ("complaint_handler", [(GOODWILL, 250)], [], "none", WITHIN, ""),
    ("complaint_handler", [(GOODWILL, 251)], [], "none", NEEDS, "complaints_manager"),
    ("complaint_handler", [(GOODWILL, 751)], [], "none", NEEDS, "head_of_service"),
    ("complaint_handler", [(GOODWILL, 1501)], [], "none", NEEDS, "director"),
    ("complaint_handler", [(LOSS, 500)], [], "none", WITHIN, ""),
    ("complaint_handler", [(LOSS, 501)], [], "none", NEEDS, "complaints_manager"),
    ("complaint_handler", [(LOSS, 2501)], [], "none", NEEDS, "head_of_service"),
    ("complaint_handler", [(None, 500)], [], "none", WITHIN, ""),
    ("complaint_handler", [(None, 501)], [], "none", NEEDS, "complaints_manager"),
    ("complaint_handler", [(LOSS, 300), (None, 300)], [], "none", NEEDS, "complaints_manager"),
    ("complaint_handler", [(REFUND, 500), (GOODWILL, 250), (LOSS, 250)], [], "none", WITHIN, ""),
    (
        "complaint_handler",
        [(REFUND, 501), (GOODWILL, 250), (LOSS, 250)],
        [],
        "none",
        NEEDS,
        "complaints_manager",
    ),
    ("complaint_handler", [(GOODWILL, 125)], [(GOODWILL, 125)], "none", NEEDS, "complaints_manager"),
    ("complaint_handler", [(GOODWILL, 119)], [(GOODWILL, 130)], "none", WITHIN, ""),
    ("complaint_handler", [(GOODWILL, 99)], [(REFUND, 900)], "none", WITHIN, ""),
    ("complaint_handler", [(GOODWILL, 100)], [(REFUND, 900)], "none", NEEDS, "complaints_manager"),
    ("complaint_handler", [(GOODWILL, 130)], [(None, 130)], "none", NEEDS, "complaints_manager"),
    ("complaint_handler", [(REFUND, 130)], [(None, 130)], "none", WITHIN, ""),
    ("complaint_handler", [], [(REFUND, 9000)], "none", WITHIN, ""),
    ("complaint_handler", [(GOODWILL, 0)], [(GOODWILL, 9000)], "none", WITHIN, ""),
    ("complaint_handler", [(REFUND, 100)], [], "within_service_offer", WITHIN, ""),
    ("complaint_handler", [(REFUND, 100)], [], "logged", NEEDS, "complaints_manager"),
    ("complaint_handler", [(REFUND, 100)], [], "finance", NEEDS, "head_of_service"),
    ("complaint_handler", [(REFUND, 100)], [], "any", NEEDS, "director"),
    ("complaint_handler", [(GOODWILL, 800)], [], "logged", NEEDS, "head_of_service"),
    ("complaint_handler", [(GOODWILL, 300)], [], "any", NEEDS, "director"),
    ("complaints_manager", [(REFUND, 5000)], [], "logged", WITHIN, ""),
    ("complaints_manager", [(REFUND, 5001)], [], "none", NEEDS, "head_of_service"),
    ("complaints_manager", [(GOODWILL, 751)], [], "none", NEEDS, "head_of_service"),
    ("complaints_manager", [(LOSS, 2500), (REFUND, 2500)], [], "none", WITHIN, ""),
    ("complaints_manager", [(LOSS, 2500), (REFUND, 2501)], [], "none", NEEDS, "head_of_service"),
    ("complaints_manager", [(REFUND, 2500)], [(REFUND, 2501)], "none", NEEDS, "head_of_service"),
    ("head_of_service", [(LOSS, 10_000)], [], "finance", WITHIN, ""),
    ("head_of_service", [(LOSS, 10_001)], [], "none", NEEDS, "director"),
    ("head_of_service", [(GOODWILL, 1501)], [], "none", NEEDS, "director"),
    ("head_of_service", [], [], "any", NEEDS, "director"),
    ("director", [(GOODWILL, 10_000_000)], [(LOSS, 10_000_000)], "any", WITHIN, ""),
    ("Complaint Handler ", [(GOODWILL, 250)], [], "none", WITHIN, ""),
    ("apprentice", [(GOODWILL, 1)], [], "none", NOT, ""),
    ("apprentice", [], [], "listed", NOT, ""),
    ("apprentice", [], [], "none", WITHIN, ""),
]


@pytest.mark.parametrize(("role", "parts", "earlier", "departure", "kind", "approver"), VERDICTS)
def test_each_package_has_its_verdict(
    role: str,
    parts: list[tuple[MoneyKind | None, int]],
    earlier: list[tuple[MoneyKind | None, int]],
    departure: str,
    kind: VerdictKind,
    approver: str,
) -> None:
    package = Package(pounds(*parts), pounds(*earlier), Departure(departure))

    verdict = authority.verdict(package, role, LIMITS)
    assert (verdict.kind, verdict.approver_role) == (kind, approver)
    assert verdict.reason.endswith(".")
    assert authority.verdict(package, role, LIMITS[::-1]) == verdict


def test_there_are_sixty_verdicts() -> None:
    assert len(VERDICTS) >= 60


@pytest.mark.parametrize(
    ("package", "reason", "limit_minor"),
    [
        (Package(), "It costs nothing and departs from no policy; it is yours to give.", None),
        (
            Package(pounds((GOODWILL, 200))),
            "£200.00 goodwill is within your limit of £250.00.",
            25_000,
        ),
        (
            Package(pounds((GOODWILL, 400))),
            "£400.00 goodwill is above your limit of £250.00; the complaints manager may approve it.",
            25_000,
        ),
        (
            Package(pounds((GOODWILL, 150)), pounds((GOODWILL, 150))),
            "£300.00 goodwill, £150.00 of it in the last 12 months, is above your limit of £250.00; "
            "the complaints manager may approve it.",
            25_000,
        ),
        (
            Package(pounds((REFUND, 900), (None, 200))),
            "£1,100.00 in all is above your limit of £1,000.00; the complaints manager may approve it.",
            100_000,
        ),
        (
            Package(pounds((REFUND, 100)), (), Departure.finance),
            "It departs from policy further than you may (complaint handler: one-off departures within the "
            "service offer); the head of service may approve it together with finance.",
            None,
        ),
        (
            Package(pounds((GOODWILL, 300)), (), Departure.logged),
            "£300.00 goodwill is above your limit of £250.00; it departs from policy further than you may "
            "(complaint handler: one-off departures within the service offer); "
            "the complaints manager may approve it.",
            25_000,
        ),
        (
            Package((), (), Departure.within_service_offer),
            "It costs nothing and is within your authority. "
            "The departure is one that your role (complaint handler) may make.",
            None,
        ),
    ],
)
def test_the_reason_says_which_limit_decided(package: Package, reason: str, limit_minor: int | None) -> None:
    verdict = authority.verdict(package, "complaint_handler", LIMITS)

    assert verdict.reason == reason
    assert verdict.limit_minor == limit_minor


def test_nobody_may_approve_what_no_role_may_give() -> None:
    verdict = authority.verdict(Package(pounds((LOSS, 900))), "complaint_handler", LIMITS[:3])

    assert verdict == (
        NOT,
        "£900.00 other loss is above your limit of £500.00; no role in the matrix may approve it.",
        "",
        50_000,
    )


def test_a_role_without_limits_says_so() -> None:
    verdict = authority.verdict(Package(pounds((LOSS, 900))), "director", LIMITS, "EUR")

    assert verdict.reason == "€900.00 other loss is within your authority, which has no limit."


def test_a_part_cannot_be_worth_less_than_nothing() -> None:
    with pytest.raises(ValueError, match="less than nothing"):
        Package(pounds((GOODWILL, 400), (REFUND, -200)))


WORTHS = st.lists(
    st.builds(Worth, st.none() | st.sampled_from(MoneyKind), st.integers(0, 2_000_000)), max_size=4
).map(tuple)
PACKAGES = st.builds(Package, WORTHS, WORTHS, st.sampled_from(Departure))
ROLES = st.sampled_from([limit.role for limit in LIMITS])


@given(PACKAGES, ROLES)
def test_the_named_approver_is_senior_and_the_lowest_who_may(package: Package, role: str) -> None:
    verdict = authority.verdict(package, role, LIMITS)
    own = authority.limit_of(role, LIMITS)
    assert own is not None

    if verdict.kind is NEEDS:
        may = [limit.role for limit in LIMITS if limit.rank > own.rank and authority.covers(package, limit)]
        assert verdict.approver_role == may[0]
    else:
        assert verdict.kind is WITHIN
        assert not package.total_minor or authority.covers(package, own)


@given(PACKAGES, ROLES, st.integers(0, 10**6), st.sampled_from(MoneyKind))
def test_more_money_is_never_easier(package: Package, role: str, more: int, kind: MoneyKind) -> None:
    dearer = replace(package, parts=(*package.parts, Worth(kind, more)))

    if authority.verdict(dearer, role, LIMITS).kind is WITHIN:
        assert authority.verdict(package, role, LIMITS).kind is WITHIN


@given(ROLES, st.sampled_from(MoneyKind), st.lists(st.integers(1, 400_000), min_size=2, max_size=6))
def test_splitting_an_offer_gains_nothing(role: str, kind: MoneyKind, amounts: list[int]) -> None:
    whole = authority.verdict(Package((Worth(kind, sum(amounts)),)), role, LIMITS).kind
    *before, last = (Worth(kind, amount) for amount in amounts)
    split = authority.verdict(Package((last,), tuple(before)), role, LIMITS).kind

    assert split is whole or split is not WITHIN


def with_cumulative(pounds_a_year: int) -> tuple[Limit, ...]:
    return tuple(
        replace(limit, cumulative_minor=pounds_a_year * 100) if limit.role == "complaint_handler" else limit
        for limit in LIMITS
    )


@pytest.mark.parametrize(
    ("a_year", "now", "earlier", "kind"),
    [
        (400, [(REFUND, 200)], [(REFUND, 200)], WITHIN),  # a sum for a year is made for instalments
        (400, [(REFUND, 200)], [(REFUND, 201)], NEEDS),
        (400, [(REFUND, 401)], [], NEEDS),
        (1600, [(REFUND, 900), (LOSS, 100)], [(LOSS, 300), (REFUND, 50)], WITHIN),  # above the largest limit
        (1600, [(REFUND, 900), (LOSS, 101)], [], NEEDS),  # one package still has the largest limit
        (1600, [(GOODWILL, 125)], [(GOODWILL, 125)], NEEDS),  # and each kind its own
    ],
)
def test_what_one_customer_may_be_given_in_a_year_has_a_limit_of_its_own(
    a_year: int,
    now: list[tuple[MoneyKind | None, int]],
    earlier: list[tuple[MoneyKind | None, int]],
    kind: VerdictKind,
) -> None:
    package = Package(pounds(*now), pounds(*earlier))

    assert authority.verdict(package, "complaint_handler", with_cumulative(a_year)).kind is kind


def test_the_reason_names_the_sum_for_one_customer() -> None:
    package = Package(pounds((REFUND, 200)), pounds((REFUND, 201)))

    assert authority.verdict(package, "complaint_handler", with_cumulative(400)).reason == (
        "£401.00 to one customer, £201.00 of it in the last 12 months, is above your limit of £400.00; "
        "the complaints manager may approve it."
    )


@pytest.mark.parametrize(
    ("role", "kind", "approver"),
    [
        ("complaint_handler", NEEDS, "director"),
        ("head_of_service", NEEDS, "director"),
        ("director", WITHIN, ""),
    ],
)
def test_liability_is_admitted_by_those_only_who_may(role: str, kind: VerdictKind, approver: str) -> None:
    for parts in ((), pounds((REFUND, 10))):
        verdict = authority.verdict(Package(parts, admits_liability=True), role, LIMITS)

        assert (verdict.kind, verdict.approver_role) == (kind, approver)
    assert kind is WITHIN or "admits liability, which you may not" in verdict.reason


def test_an_approval_by_someone_who_may_not_admit_liability_does_not_count() -> None:
    admitting = replace(OFFERED, admits_liability=True)

    assert gaps(an_approval(), admitting) == ("It is above what complaints manager may approve.",)
    assert gaps(an_approval(approver_role="director"), admitting) == ()


def test_the_second_of_two_halves_needs_somebody_else() -> None:
    half = Worth(GOODWILL, 12_500)

    first = authority.verdict(Package((half,)), "complaint_handler", LIMITS)
    second = authority.verdict(Package((half,), (half,)), "complaint_handler", LIMITS)

    assert first.kind is WITHIN
    assert second.kind is VerdictKind.needs_approval
    assert "uses up your limit of £250.00 in instalments" in second.reason


def test_an_option_is_the_package_it_stands_for() -> None:
    option = an_option(
        remedies=(RemedyFacts(1, "waive_charge", 4_000), RemedyFacts(2, "goodwill", 5_000, GOODWILL)),
        admits_liability=True,
    )

    package = authority.package_of(option, [Worth(REFUND, 1)])
    assert package == Package(
        (Worth(None, 4_000), Worth(GOODWILL, 5_000)), (Worth(REFUND, 1),), admits_liability=True
    )
    assert (package.total_minor, package.earlier_minor) == (9_000, 1)


@pytest.mark.parametrize(
    ("facts", "departure"),
    [
        ({}, Departure.none),
        ({"service_offer_fit": "Fits well"}, Departure.none),
        ({"policy_clause_id": 3}, Departure.logged),
        ({"policy_clause": "4.2"}, Departure.logged),
        ({"policy_clause_id": 3, "service_offer_fit": "  "}, Departure.logged),
        ({"policy_clause_id": 3, "service_offer_fit": "Within the promise"}, Departure.within_service_offer),
    ],
)
def test_how_far_an_option_departs_follows_from_what_is_said_of_it(
    facts: dict[str, object], departure: Departure
) -> None:
    assert authority.departure_of(an_option(**facts)) is departure


def test_what_goes_beyond_the_parts_counts_as_goodwill() -> None:
    package = Package((Worth(REFUND, 5_000),), (), Departure.listed)

    assert authority.priced(package, 5_000) is package
    assert authority.priced(package, 4_000) is package
    assert authority.priced(package, 7_000) == replace(
        package, parts=(Worth(REFUND, 5_000), Worth(GOODWILL, 2_000))
    )


OFFERED = Package((Worth(GOODWILL, 60_000),), (), Departure.none)


def gaps(approval: ApprovalFacts, package: Package = OFFERED, option_id: int | None = 1) -> tuple[str, ...]:
    return authority.approval_gaps(
        approval,
        package,
        MADE_ON,
        "complaint_handler",
        LIMITS,
        option_id=option_id,
        conflicted=("Robin Hale", "Alex Stone"),
    )


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"decision": Decision.asked}, "It has not been decided."),
        ({"decision": Decision.refused}, "It was refused."),
        ({"decided_on": None}, "It is dated after the offer."),
        ({"decided_on": date(2026, 11, 12)}, "It is dated after the offer."),
        ({"expires_on": date(2026, 11, 10)}, "It had expired."),
        (
            {"verbal": True, "written_due_on": date(2026, 11, 10)},
            "It was given by word of mouth and not confirmed in writing by Tue 10 Nov.",
        ),
        ({"option_id": 2}, "It was given for another option."),
        ({"amount_minor": 59_999}, "It covers £599.99; £600.00 is offered."),
        ({"approver_role": "mayor"}, "The approver's role 'mayor' is not in the authority matrix."),
        ({"approver_role": "complaint_handler"}, "Complaint handler is not senior to complaint handler."),
        ({"approver_role": "supervisor"}, "Supervisor is not senior to complaint handler."),
        ({"approver": "robin hale "}, "The approver has a part in this complaint."),
        ({"approver": "Alex Stone"}, "The approver has a part in this complaint."),
    ],
)
def test_an_approval_that_does_not_count_says_why(facts: dict[str, object], why: str) -> None:
    assert gaps(an_approval(**facts)) == (why,)


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"decided_on": MADE_ON},
        {"expires_on": MADE_ON},
        {"expires_on": None},
        {"verbal": True, "written_due_on": MADE_ON},
        {"verbal": True, "written_due_on": date(2026, 11, 10), "written_on": MADE_ON},
        {"option_id": None},
        {"amount_minor": 10**9},
        {"approver_role": "Complaints Manager"},
        {"approver_role": "director"},
        {"covers_policy_departure": False},
    ],
)
def test_an_approval_that_counts_has_no_gap(facts: dict[str, object]) -> None:
    assert gaps(an_approval(**facts)) == ()


def test_an_approver_cannot_give_more_than_their_own_limit() -> None:
    package = Package((Worth(GOODWILL, 80_000),))

    assert gaps(an_approval(amount_minor=80_000), package) == (
        "It is above what complaints manager may approve.",
    )


def test_earlier_offers_count_for_the_approver_too() -> None:
    package = Package((Worth(GOODWILL, 60_000),), (Worth(GOODWILL, 20_000),))

    assert gaps(an_approval(), package) == ("It is above what complaints manager may approve.",)


def test_a_departure_beyond_ones_own_needs_to_be_covered_by_name() -> None:
    beyond = replace(OFFERED, departure=Departure.logged)
    own = replace(OFFERED, departure=Departure.within_service_offer)
    money_only = an_approval(covers_policy_departure=False)

    assert gaps(money_only, beyond) == ("It does not cover the departure from policy.",)
    assert gaps(money_only, own) == ()
    assert gaps(an_approval(), beyond) == ()


def test_every_gap_is_named_at_once() -> None:
    assert len(gaps(an_approval(decision=Decision.refused, amount_minor=0, approver="Robin Hale"))) == 3


def test_an_approval_covers_or_does_not() -> None:
    def covers(approval: ApprovalFacts) -> bool:
        return authority.approval_covers(approval, OFFERED, MADE_ON, "complaint_handler", LIMITS)

    assert covers(an_approval())
    assert not covers(an_approval(decision=Decision.refused))


@pytest.mark.parametrize(
    ("limit", "ceiling"),
    [
        (Limit("a", 1), 0),
        (Limit("a", 1, 5, 7, 6), 7),
        (Limit("a", 1, None, 7, 6), None),
        (Limit("a", 1, None, None, None), None),
    ],
)
def test_the_ceiling_is_the_largest_limit(limit: Limit, ceiling: int | None) -> None:
    assert limit.ceiling_minor == ceiling


def test_the_shipped_matrix_names_six_roles_from_junior_to_senior() -> None:
    assert [limit.role for limit in LIMITS] == [
        "front_line",
        "supervisor",
        "complaint_handler",
        "complaints_manager",
        "head_of_service",
        "director",
    ]
    handler = LIMITS[2]
    assert (handler.refund_minor, handler.goodwill_minor, handler.other_loss_minor) == (
        100_000,
        25_000,
        50_000,
    )
    assert handler.policy_exception is Departure.within_service_offer
    assert LIMITS[5].ceiling_minor is None


ROLE: dict[str, object] = {
    "role": "clerk",
    "rank": 1,
    "refund": "1,250.50",
    "goodwill": 5,
    "other_loss": "any",
}


def test_a_matrix_is_read_in_amounts_as_typed() -> None:
    (limit,) = parse_limits({"currency": "GBP", "roles": [ROLE]}, "GBP")

    assert limit == Limit("clerk", 1, 125_050, 500, None)
    assert limit.name == "clerk"


@pytest.mark.parametrize(
    ("mapping", "why"),
    [
        ({}, "needs the word 'currency'"),
        ({"currency": "pounds", "roles": [ROLE]}, "needs a currency such as GBP, not 'pounds'"),
        ({"currency": "EUR", "roles": [ROLE]}, "is in EUR; this desk keeps GBP"),
        ({"currency": "GBP"}, "needs at least one [[roles]] table"),
        ({"currency": "GBP", "roles": []}, "needs at least one [[roles]] table"),
        ({"currency": "GBP", "role": [ROLE]}, "unknown key 'role'; did you mean 'roles'?"),
        ({"currency": "GBP", "roles": ["clerk"]}, "Role 1 of the authority matrix must be a table"),
        (
            {"currency": "GBP", "roles": [{**ROLE, "role": " "}]},
            "Role 1 of the authority matrix needs",
        ),
        ({"currency": "GBP", "roles": [{**ROLE, "zzz": 1}]}, "unknown key 'zzz'; the choice is role, title"),
        (
            {"currency": "GBP", "roles": [{**ROLE, "rank": "1"}]},
            "The role 'clerk' of the",
        ),
        ({"currency": "GBP", "roles": [{**ROLE, "rank": -1}]}, "needs a rank"),
        ({"currency": "GBP", "roles": [{**ROLE, "rank": True}]}, "needs a rank"),
        ({"currency": "GBP", "roles": [{**ROLE, "refund": 2.5}]}, "needs the amount 'refund'"),
        ({"currency": "GBP", "roles": [{**ROLE, "refund": "lots"}]}, "'refund': 'lots' is not an amount"),
        ({"currency": "GBP", "roles": [{**ROLE, "refund": -5}]}, "cannot be less than nothing"),
        ({"currency": "GBP", "roles": [{**ROLE, "signs": "final"}]}, "'signs' must be a list of words"),
        (
            {"currency": "GBP", "roles": [{**ROLE, "signs": ["finale"]}]},
            "'signs': 'finale' is nothing to sign; did you mean 'final'?",
        ),
        (
            {"currency": "GBP", "roles": [{**ROLE, "signs": ["final_up_to_much"]}]},
            "needs whole amounts, such as final_up_to_250",
        ),
        ({"currency": "GBP", "roles": [{**ROLE, "ends_on": "soon"}]}, "'ends_on' must be a date"),
        ({"currency": "GBP", "roles": [{**ROLE, "cumulative": "lots"}]}, "'lots' is not an amount"),
        ({"currency": "GBP", "roles": [{**ROLE, "title": 5}]}, "needs the word 'title'"),
        (
            {"currency": "GBP", "roles": [{**ROLE, "policy_exception": "loged"}]},
            "'loged' is no policy exception; did you mean 'logged'?",
        ),
        (
            {"currency": "GBP", "roles": [ROLE, {**ROLE, "rank": 2}]},
            "share the role 'clerk'",
        ),
        ({"currency": "GBP", "roles": [ROLE, {**ROLE, "role": "b"}]}, "share the rank '1'"),
    ],
)
def test_a_wrong_matrix_is_refused_with_the_key(mapping: dict[str, object], why: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        parse_limits(mapping, "GBP")

    assert why in str(refusal.value)
