"""When would it be due? Every known vector, and what comes on top, through the command line."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Call

Words = tuple[str, ...]

VECTORS: list[tuple[str, str, str, Words, dict[str, str]]] = [
    ("uk-fca-disp", "ENG", "2026-12-18", (), {"src": "2026-12-23", "final": "2027-02-12"}),
    ("uk-fca-psd-emd", "ENG", "2026-12-18", (), {"src": "2026-12-23", "final": "2027-01-13"}),
    ("uk-fca-psd-emd", "ENG", "2026-12-18", ("--extend", "final"), {"final": "2027-02-10"}),
    ("eng-hos-2024", "ENG", "2026-12-21", (), {"s1_ack": "2026-12-30"}),
    ("eng-hos-2024", "ENG", "2026-12-21", ("--event", "s1_ack_sent=2026-12-29"), {"s1": "2027-01-13"}),
    ("eng-hos-2024", "ENG", "2026-12-21", ("--event", "s1_ack_sent=2026-12-30"), {"s1": "2027-01-14"}),
    (
        "eng-hos-2024",
        "ENG",
        "2026-12-21",
        ("--event", "acknowledged=2026-12-29", "--extend", "s1"),
        {"s1": "2027-01-27"},
    ),
    ("eng-hos-2024", "ENG", "2026-12-21", ("--event", "s2_requested=2027-01-15"), {"s2_ack": "2027-01-22"}),
    ("eng-hos-2024", "ENG", "2026-12-21", ("--event", "s2_ack_sent=2027-01-18"), {"s2": "2027-02-15"}),
    (
        "eng-hos-2024",
        "ENG",
        "2026-12-21",
        ("--event", "s2_ack_sent=2027-01-18", "--extend", "s2"),
        {"s2": "2027-03-15"},
    ),
    (
        "eng-lgsco-code",
        "ENG",
        "2026-12-21",
        ("--event", "s1_ack_sent=2026-12-29"),
        {"s1_ack": "2026-12-30", "s1": "2027-01-13"},
    ),
    ("sct-spso-mchp", "SCT", "2026-12-21", (), {"s1": "2026-12-29"}),
    ("sct-spso-mchp", "SCT", "2026-12-21", ("--extend", "s1"), {"s1": "2027-01-07"}),
    (
        "sct-spso-mchp",
        "SCT",
        "2026-12-21",
        ("--event", "s2_started=2026-12-21"),
        {"s2_ack": "2026-12-23", "s2": "2027-01-21"},
    ),
    ("sct-spso-mchp", "SCT", "2026-12-21", ("--event", "s2_requested=2026-12-21"), {"s2": "2027-01-21"}),
    ("sct-spso-mchp", "SCT", "2026-06-11", (), {"s1": "2026-06-18"}),
    ("sct-spso-mchp", "ENG", "2026-06-11", (), {"s1": "2026-06-17"}),
    ("nir-nipso-mchp", "NIR", "2026-12-21", (), {"s1": "2026-12-29"}),
    ("eng-nhs-2009", "ENG", "2026-12-21", (), {"ack": "2026-12-24", "backstop": "2027-06-20"}),
    ("uk-dp-overlay", "ENG", "2026-11-28", (), {"dp_ack": "2026-12-29"}),
    ("uk-sar", "ENG", "2027-01-30", (), {"sar": "2027-03-01"}),
    ("uk-telecoms", "ENG", "2026-12-21", (), {"adr": "2027-02-01"}),
    ("gb-energy", "ENG", "2026-12-21", (), {"next_day_split": "2026-12-22", "adr": "2027-02-15"}),
    ("eng-water", "ENG", "2026-12-21", (), {"s1": "2027-01-07"}),
    ("eng-water", "ENG", "2026-12-01", ("--event", "s2_requested=2026-12-21"), {"s2": "2027-01-07"}),
    ("au-rg271", "AU", "2026-12-01", (), {"idr": "2026-12-31"}),
    ("au-rg271", "AU", "2026-12-01", ("--variant", "hardship_default"), {"idr": "2026-12-22"}),
    ("us-cfpb", "US", "2026-12-01", ("--event", "sent_to_portal=2026-12-01"), {"response": "2026-12-16"}),
    ("us-cfpb", "US", "2026-12-01", ("--extend", "response"), {"response": "2027-01-30"}),
]
"""Those that every desk of the trade should give: procedure, region, received, what else, clock -> due."""

MORE: list[tuple[str, str, str, Words, dict[str, str]]] = [
    # Christmas and New Year in each nation.
    ("uk-general", "ENG", "2026-12-24", (), {"ack": "2026-12-30"}),
    ("uk-general", "WLS", "2026-12-24", (), {"ack": "2026-12-30"}),
    ("uk-general", "SCT", "2026-12-30", (), {"ack": "2027-01-05"}),
    ("uk-general", "NIR", "2026-12-30", (), {"ack": "2027-01-04"}),
    ("uk-general", "ENG", "2027-12-24", (), {"ack": "2027-12-30"}),
    ("sct-spso-mchp", "SCT", "2026-12-25", (), {"s1": "2027-01-06"}),
    # Easter: Scotland works on Monday.
    ("uk-general", "ENG", "2027-03-25", (), {"ack": "2027-03-31"}),
    ("uk-general", "SCT", "2027-03-25", (), {"ack": "2027-03-30"}),
    ("uk-general", "NIR", "2027-03-25", (), {"ack": "2027-03-31"}),
    # Saint Patrick's Day, the Twelfth, Saint Andrew's Day.
    ("uk-general", "NIR", "2027-03-16", (), {"ack": "2027-03-19"}),
    ("uk-general", "NIR", "2026-07-10", (), {"ack": "2026-07-15"}),
    ("uk-general", "SCT", "2026-11-27", (), {"ack": "2026-12-02"}),
    # Month ends and leap days.
    ("uk-sar", "ENG", "2027-01-31", (), {"sar": "2027-03-01"}),
    ("uk-sar", "ENG", "2028-01-31", (), {"sar": "2028-02-29"}),
    ("uk-sar", "ENG", "2028-02-29", (), {"sar": "2028-03-29"}),
    ("uk-sar", "ENG", "2026-11-30", (), {"sar": "2026-12-30"}),
    ("uk-sar", "ENG", "2026-11-25", (), {"sar": "2026-12-29"}),
    ("eng-nhs-2009", "ENG", "2028-02-29", (), {"backstop": "2028-08-28"}),
    ("eng-nhs-2009", "ENG", "2026-08-31", (), {"backstop": "2027-02-28"}),
    ("eng-nhs-2009", "ENG", "2026-08-01", (), {"backstop": "2027-01-31"}),
    ("uk-fca-disp", "ENG", "2028-02-29", (), {"final": "2028-04-25"}),
    # Extensions, one after the other, and dates agreed.
    ("uk-sar", "ENG", "2027-01-30", ("--extend", "sar"), {"sar": "2027-04-30"}),
    ("eng-nhs-2009", "ENG", "2026-12-21", ("--extend", "agreed=2027-02-01"), {"agreed": "2027-02-01"}),
    (
        "eng-nhs-2009",
        "ENG",
        "2026-12-21",
        ("--extend", "agreed=2027-02-01", "--extend", "agreed=2027-01-20"),
        {"agreed": "2027-01-20"},
    ),
    (
        "sct-spso-mchp",
        "SCT",
        "2026-12-21",
        ("--event", "s2_started=2026-12-21", "--extend", "s2=2027-02-01", "--extend", "s2=2027-02-15"),
        {"s2": "2027-02-15"},
    ),
    # Waiting.
    (
        "uk-general",
        "ENG",
        "2026-11-02",
        ("--pause", "2026-11-03..2026-11-06"),
        {"target": "2026-12-02", "final": "2026-12-28"},
    ),
    ("uk-general", "ENG", "2026-11-02", ("--pause", "2026-11-06..2026-11-09"), {"target": "2026-11-30"}),
    (
        "uk-sar",
        "ENG",
        "2026-11-02",
        ("--pause", "2026-11-04..2026-11-09=clarification"),
        {"sar": "2026-12-07"},
    ),
    ("uk-sar", "ENG", "2026-11-02", ("--pause", "2026-11-04..2026-11-09=a busy week"), {"sar": "2026-12-02"}),
    ("au-rg271", "AU", "2026-12-01", ("--variant", "super"), {"idr": "2027-01-15"}),
    ("au-rg271", "AU", "2026-12-01", ("--variant", "death_benefit"), {"idr": "2027-03-01"}),
]


@pytest.mark.parametrize(("procedure", "region", "received", "more", "expected"), [*VECTORS, *MORE])
def test_a_clock_is_due_when_its_procedure_says(
    call: Call, procedure: str, region: str, received: str, more: Words, expected: dict[str, str]
) -> None:
    ended = call(
        "--today", received, "clocks", "--procedure", procedure, "--region", region,
        "--received", received, *more, "--json",
    )  # fmt: skip
    found = {clock["id"]: clock["due_on"] for clock in ended.document}

    assert {clock: found[clock] for clock in expected} == expected


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (("--variant", "supper"), 1, "Did you mean super?"),
        (("--extend", "idrr"), 1, "Did you mean idr?"),
        (("--extend", "ack"), 1, "cannot be extended under this procedure"),
        (("--extend", "idr"), 1, "needs a new date"),
        (("--extend", "idr=2026-12-20"), 1, "is due on Thu 31 Dec 2026 already"),
        (("--extend", "idr=soon"), 2, "YYYY-MM-DD"),
        (("--pause", "2026-12-02"), 2, "YYYY-MM-DD..YYYY-MM-DD"),
        (("--pause", "2026-12-04..2026-12-02"), 2, "ends before it begins"),
        (("--event", "zzz=2026-12-02"), 1, "Known are"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(call: Call, more: Words, code: int, said: str) -> None:
    ended = call(
        "--today", "2026-12-01", "clocks", "--procedure", "au-rg271", "--region", "AU",
        "--received", "2026-12-01", *more,
    )  # fmt: skip

    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err
    assert len(ended.err.splitlines()) == 1


def test_more_than_the_procedure_allows_needs_an_approver_and_says_so(call: Call) -> None:
    ended = call(
        "--today", "2027-01-04", "clocks", "--procedure", "eng-hos-2024", "--region", "ENG", "--received",
        "2026-12-21", "--event", "s1_ack_sent=2026-12-29", "--extend", "s1", "--extend", "s1", "--json",
    )  # fmt: skip
    (s1,) = [clock for clock in ended.document if clock["id"] == "s1"]

    assert s1["due_on"] == "2027-02-10"
    assert s1["sum"].endswith("(needs an approver)")


def test_a_procedure_that_tells_no_kinds_apart_says_so(call: Call) -> None:
    ended = call(
        "clocks", "--procedure", "uk-general", "--region", "ENG", "--received", "2026-12-01", "--variant", "x"
    )

    assert "This procedure has no variants." in ended.err


def test_a_clock_that_has_not_started_is_not_extended(call: Call) -> None:
    ended = call(
        "clocks",
        "--procedure",
        "eng-hos-2024",
        "--region",
        "ENG",
        "--received",
        "2026-12-01",
        "--extend",
        "s2",
    )

    assert "--event s2_ack_sent=" in ended.err
