from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaintdesk.errors import FilterError
from complaintdesk.models import Action, Agreement, Approval, Head, Letter, Offer, Option, OptionRemedy, Pause
from complaintdesk.models import Promise as PromiseRow
from complaintdesk.rules import filters, outcomes
from complaintdesk.services import queue
from complaintdesk.services.desk import Desk
from complaintdesk.store import facets, filter_fields, matching
from complaintdesk.store.conditions import Condition
from complaintdesk.store.filter_sql import compile_filter
from complaintdesk.vocabulary import Finding, Origin
from tests.conftest import TODAY
from tests.rows import put, put_complaint, set_columns


def condition(desk: Desk, text: str, default: Origin | None = Origin.referred) -> Condition:
    return compile_filter(desk.reader, filters.parse(text, {}, TODAY), TODAY, default)


def found(desk: Desk, text: str, default: Origin | None = Origin.referred) -> set[str]:
    wanted = condition(desk, text, default)
    rows = desk.reader.execute(
        f"SELECT reference FROM complaint WHERE {wanted.sql}", wanted.parameters
    ).fetchall()
    return {row[0] for row in rows}


@pytest.fixture
def three(desk: Desk) -> Desk:
    """A safety matter about a boiler, a refund with a promise, and an old complaint about a visit."""
    boiler = put_complaint(
        desk,
        "CD-2026-0001",
        "Aoife O'Brien",
        narrative="The boiler is cold again. Café closed.",
        category="Heating",
        product="Boilers",
        severity=4,
        safety=True,
        received_on="2026-11-02",
        account_ref="AB/12-34",
        procedure="uk-general",
    )
    refund = put_complaint(
        desk,
        "CD-2026-0002",
        "Ben Das",
        narrative="A refund was refused.",
        category="Billing",
        channel="phone",
        vulnerable="yes",
        received_on="2026-10-20",
        amount_minor=12_550,
        source_id="X-77",
    )
    put_complaint(
        desk,
        "LOG-9",
        "Cleo Quill",
        narrative="A rude visit about the boiler.",
        origin="history",
        stage="closed",
        category="Conduct",
        received_on="2025-04-01",
        closed_on="2025-05-01",
        outcome="upheld",
        remedy="apology",
        cause="training",
    )
    put(
        desk,
        Head.model_validate({"complaint_id": boiler, "number": 1, "text": "Cold", "cause": "delay"}),
        PromiseRow.model_validate(
            {"complaint_id": refund, "text": "Call back", "made_on": "2026-11-01", "due_on": "2026-11-10"}
        ),
        Pause.model_validate({"complaint_id": refund, "from_on": "2026-11-12", "reason": "In hospital"}),
        Approval.model_validate(
            {"complaint_id": refund, "what": "Refund", "approver": "Kim", "asked_on": "2026-11-11"}
        ),
    )
    set_columns(desk, boiler, next_due_on="2026-11-20")
    set_columns(desk, refund, next_due_on="2026-11-10")
    return desk


BOILER, REFUND, VISIT = "CD-2026-0001", "CD-2026-0002", "LOG-9"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {BOILER, REFUND}),
        ("origin:any", {BOILER, REFUND, VISIT}),
        ("origin:history", {VISIT}),
        ("boiler", {BOILER}),
        ("boiler origin:any", {BOILER, VISIT}),
        ("boil", {BOILER}),
        ("-boiler", {REFUND}),
        ('"boiler is cold"', {BOILER}),
        ('"boiler cold"', set()),
        ("cafe", {BOILER}),
        ("AB/12-34", {BOILER}),
        ("O'Brien", {BOILER}),
        ("obrien", set()),
        ("cold o'brien", {BOILER}),
        ("& boiler", {BOILER}),
        ("NEAR", set()),
        ("26-0002", {REFUND}),
        ("ref:26-0002", {REFUND}),
        ("ref:x-77", set()),
        ("ref:X-77", {REFUND}),
        ("stage:live", {BOILER, REFUND}),
        ("stage:closed origin:any", {VISIT}),
        ("severity:>=4", {BOILER}),
        ("-severity:>=4", {REFUND}),
        ("severity:<4", set()),
        ("severity:none", {REFUND}),
        ("severity:0", {REFUND}),
        ("category:heating", {BOILER}),
        ("category:heating,billing", {BOILER, REFUND}),
        ("-category:heating", {REFUND}),
        ("product:none", {REFUND}),
        ("cause:delay", {BOILER}),
        ("cause:none", {REFUND}),
        ("cause:training origin:any", {VISIT}),
        ("customer:das", {REFUND}),
        ('customer:"aoife o\'bri"', {BOILER}),
        ("customer:none", set()),
        ("channel:phone", {REFUND}),
        ("outcome:upheld origin:any", {VISIT}),
        ("outcome:none", {BOILER, REFUND}),
        ("-outcome:upheld", {BOILER, REFUND}),
        ("remedy:apology origin:any", {VISIT}),
        ("amount:125.50", {REFUND}),
        ("amount:>100", {REFUND}),
        ("-amount:>100", {BOILER}),
        ("amount:none", {BOILER}),
        ("due:overdue", {REFUND}),
        ("due:<=3d", {BOILER, REFUND}),
        ("due:2d", {BOILER}),
        ("due:none origin:any", {VISIT}),
        ("received:2026-11", {BOILER}),
        ("received:..2026-10", {REFUND}),
        ("closed:none", {BOILER, REFUND}),
        ("flag:safety", {BOILER}),
        ("flag:vulnerable,safety", {BOILER, REFUND}),
        ("flag:paused", {REFUND}),
        ("-flag:paused", {BOILER}),
        ("flag:none", set()),
        ("flag:none origin:any", {VISIT}),
        ("promise:open", {REFUND}),
        ("promise:overdue", {REFUND}),
        ("promise:today", set()),
        ("promise:kept", set()),
        ("promise:none", {BOILER}),
        ("approval:asked", {REFUND}),
        ("approval:none", {BOILER}),
        ('text:"refused refund"', {REFUND}),
        ('text:"call back"', {REFUND}),
        ("procedure:uk-general", {BOILER}),
        ("root:none", {BOILER, REFUND}),
    ],
)
def test_a_filter_finds_what_it_says(three: Desk, text: str, expected: set[str]) -> None:
    assert found(three, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("boiler", {BOILER}),
        ("boiler origin:any", {BOILER, VISIT}),
        ("boil", {BOILER}),
        ("-boiler", {REFUND}),
        ("O'Brien", {BOILER}),
        ("cold o'brien", {BOILER}),
        ('text:"call back"', {REFUND}),
        ("zebra", set()),
    ],
)
@pytest.mark.parametrize("often", [-1, 0, 1])
def test_a_word_finds_the_same_whether_it_is_frequent_or_rare(
    three: Desk, monkeypatch: pytest.MonkeyPatch, often: int, text: str, expected: set[str]
) -> None:
    monkeypatch.setattr(filter_fields, "OFTEN", often)

    assert found(three, text) == expected


def test_frequent_words_are_found_in_the_order_of_customers_too(
    three: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filter_fields, "OFTEN", 0)

    rows = queue.page(three, "all", "boiler origin:any", "customer")

    assert {row.reference for row in rows} == {BOILER, VISIT}


def test_a_default_of_no_origin_finds_the_history_too(three: Desk) -> None:
    assert found(three, "boiler", default=None) == {BOILER, VISIT}


def test_similar_finds_others_that_share_telling_words(three: Desk) -> None:
    assert found(three, "similar:CD-2026-0001 origin:any") == {VISIT}


def test_similar_to_a_complaint_that_is_not_there_is_refused(three: Desk) -> None:
    with pytest.raises(FilterError, match="no complaint CD-2026-0099"):
        condition(three, "similar:CD-2026-0099")


def test_nothing_is_like_a_complaint_without_telling_words(three: Desk) -> None:
    put_complaint(three, "CD-2026-0003", narrative="It is bad")

    assert found(three, "similar:CD-2026-0003") == set()


def test_an_agreed_remedy_and_amount_count_as_the_complaints_own(desk: Desk) -> None:
    complaint_id = put_complaint(desk, "CD-2026-0001", stage="implementing", amount_minor=100)
    with desk.step("test") as step:
        option = Option.model_validate({"complaint_id": complaint_id, "number": 1, "text": "Repair"})
        step.session.add(option)
        step.session.flush()
        offer = Offer.model_validate(
            {
                "complaint_id": complaint_id,
                "number": 1,
                "terms": "Repair",
                "made_on": "2026-11-01",
                "option_id": option.id,
            }
        )
        step.session.add_all(
            [offer, OptionRemedy.model_validate({"option_id": option.id, "remedy": "repair"})]
        )
        step.session.flush()
        step.session.add(
            Agreement.model_validate(
                {
                    "complaint_id": complaint_id,
                    "offer_id": offer.id,
                    "accepted_on": "2026-11-02",
                    "how": "call",
                    "terms": "Repair",
                    "amount_minor": 4_000,
                }
            )
        )

    assert found(desk, "remedy:repair") == {"CD-2026-0001"}
    assert found(desk, "-remedy:repair") == set()
    assert found(desk, "remedy:none") == set()
    assert found(desk, "amount:40") == {"CD-2026-0001"}


@pytest.mark.parametrize("agreed", [False, True])
@pytest.mark.parametrize("deadlocked", [False, True])
def test_the_outcome_in_sql_is_the_outcome_of_the_rules(desk: Desk, agreed: bool, deadlocked: bool) -> None:
    findings = [*Finding, None]
    sets = [(), *product(findings), *product(findings, repeat=2), *product(findings, repeat=3)]
    ids = [put_complaint(desk, "CD-2026-0001"), *range(2, len(sets) + 1)]
    with desk.store.engine.begin() as connection:
        columns = [row[1] for row in connection.exec_driver_sql("PRAGMA table_info(complaint)")]
        copied = ", ".join(
            {"id": "?", "reference": "'CD-2026-' || (1000 + ?)"}.get(name, name) for name in columns
        )
        connection.exec_driver_sql(
            f"INSERT INTO complaint SELECT {copied} FROM complaint WHERE id = 1", [(n, n) for n in ids[1:]]
        )
    rows = [
        Head.model_validate({"complaint_id": id_, "number": number, "text": "Point", "finding": finding})
        for id_, heads in zip(ids, sets, strict=True)
        for number, finding in enumerate(heads, start=1)
    ]
    with desk.store.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO head(version, complaint_id, number, text, cause, root_cause, finding, reasons,"
            " about_data_protection, removed) VALUES (1, ?, ?, '', '', '', ?, '', 0, 0)",
            [(head.complaint_id, head.number, head.finding and head.finding.value) for head in rows],
        )
        if deadlocked:
            letter = Letter.model_validate(
                {"complaint_id": 1, "kind": "deadlock", "drafted_on": "2026-11-01"}
            ).model_dump(exclude={"id"}, mode="json")
            names = ", ".join(letter)
            marks = ", ".join("?" for _ in letter)
            connection.exec_driver_sql(
                f"INSERT INTO letter({names}) VALUES ({marks})",
                [tuple({**letter, "complaint_id": id_, "state": "sent"}.values()) for id_ in ids],
            )
        if agreed:
            connection.exec_driver_sql(
                "INSERT INTO offer(id, version, complaint_id, number, maker, terms, amount_minor, made_on,"
                " stays_open_if_referred, state, response)"
                " VALUES (?, 1, ?, 1, 'desk', '', 0, '2026-11-01', 'unknown', 'accepted', '')",
                [(id_, id_) for id_ in ids],
            )
            connection.exec_driver_sql(
                "INSERT INTO agreement(version, complaint_id, offer_id, accepted_on, how, terms,"
                " amount_minor, final_settlement, departure_reason, aim, authority, ended)"
                " VALUES (1, ?, ?, '2026-11-02', '', '', 0, 0, '', '', '', 0)",
                [(id_, id_) for id_ in ids],
            )

    in_sql = dict(desk.reader.execute(f"SELECT id, {facets.OUTCOME} FROM complaint").fetchall())

    assert len(in_sql) == len(sets)
    for id_, heads in zip(ids, sets, strict=True):
        derived = outcomes.derive(heads, agreed=agreed, deadlocked=deadlocked)
        assert in_sql[id_] == (derived.value if derived else None), heads


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(st.text(max_size=80) | st.text('"-:*()^{}NEAR AND OR boil\x00\ud800é', max_size=40))
def test_whatever_is_typed_is_searched_or_refused_and_never_an_error_of_sql(three: Desk, text: str) -> None:
    try:
        wanted = condition(three, text)
    except FilterError:
        return
    three.reader.execute(f"SELECT count(*) FROM complaint WHERE {wanted.sql}", wanted.parameters).fetchone()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(st.text(max_size=600) | st.text('"*()^{}:-NEARANDO \x00\ud800', max_size=60))
def test_no_text_is_a_wrong_full_text_query(three: Desk, text: str) -> None:
    for query in (matching.all_of(text), matching.in_a_row(text), matching.in_a_row(text, begun=True)):
        if query:
            three.reader.execute(
                "SELECT count(*) FROM note_words WHERE note_words MATCH ?", (query,)
            ).fetchone()


def test_a_query_keeps_twenty_words_and_only_a_word_of_three_letters_finds_longer_ones() -> None:
    assert matching.all_of("AB/12-34") == '"AB" "12" "34"'
    assert matching.all_of("cold boi") == '"cold" "boi"*'
    assert len(matching.words("word " * 200)) == 20
    assert matching.all_of('"" !! --') == ""


def test_live_complaints_are_found_through_their_own_index(three: Desk) -> None:
    plan = three.reader.execute(
        f"EXPLAIN QUERY PLAN SELECT id FROM complaint INDEXED BY complaint_live WHERE {facets.LIVE}"
    ).fetchall()

    assert "complaint_live" in plan[0][3]


def test_a_removed_or_ended_record_does_not_count(desk: Desk) -> None:
    complaint_id = put_complaint(desk, "CD-2026-0001")
    put(
        desk,
        Head.model_validate(
            {"complaint_id": complaint_id, "number": 1, "text": "Cold", "cause": "delay", "removed": True}
        ),
        Action.model_validate(
            {
                "complaint_id": complaint_id,
                "number": 1,
                "text": "Repair",
                "owner": "Kim",
                "due_on": date(2026, 11, 20),
            }
        ),
    )

    assert found(desk, "cause:delay") == set()
    assert found(desk, "cause:none") == {"CD-2026-0001"}
