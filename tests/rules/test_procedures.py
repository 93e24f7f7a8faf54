"""Procedures: what a file may say, how it is refused, and what it inherits."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from copy import deepcopy
from datetime import date, time
from typing import Any

import pytest

from complaintdesk.errors import ProcedureError
from complaintdesk.rules.procedures import Procedure, inherit, parse

WHOLE = """
id = "test"
name = "Test"
region = "SCT"
kind = "code"
from = 2026-04-01
source = "A test"
as_of = 2026-11-01
outcomes = ["upheld", "not_upheld"]
without = []

[[stages]]
id = "s1"
name = "Stage 1"

[[stages]]
id = "s2"
name = "Stage 2"
final = true
different_decider = true

[[clocks]]
id = "s1"
name = "Answer"
start = "received"
met_by = ["s1_response_sent", "mediated"]
n = 5
unit = "wd"
count = "inclusive"
kind = "code"
stage = "s1"
cutoff = "17:00"
variants = {urgent = 2}
needs = ["customer_acceptance"]
missed = "gss_payment"
target_pct = 95
source = "Section 1"
as_of = 2026-11-01
extension = {to = 10, unit = "wd", needs = ["reason"]}

[[clocks]]
id = "s2"
name = "Review"
start = ["s2_started", "s2_requested"]
met_by = "s2_response_sent"
n = 20
unit = "wd"
kind = "policy"
stage = "s2"
source = "Section 2"
as_of = 2026-11-01
extension = {max_uses = "any", needs = ["reason", "new_date", "senior_approver"]}

[events]
mediated = "the mediation"

[external]
name = "Ombudsman"
source = "Act"
as_of = 2026-11-01

[referral]
text = "The customer can go to the Ombudsman"
after = "stage 2"
n = 12
unit = "month"
source = "Act"
as_of = 2026-11-01

[[limits]]
id = "complain"
text = "A complaint can be made"
after = "the event"
n = 6
unit = "month"
source = "Section 3"
as_of = 2026-11-01

[[letters]]
kind = "acknowledgement"
name = "Acknowledgement"
items = {owner = "Names the owner"}

[[letters]]
kind = "acknowledgement"
name = "Stage 2 acknowledgement"
stage = "s2"
items = {owner = "Names the new owner"}

[reply]
decision = "The decision"

[rules]
different_decider_s2 = "Stage 2 is decided by someone else."

[[notes]]
id = "fact"
text = "A fact"
source = "Section 4"
as_of = 2026-11-01
"""


def whole() -> dict[str, Any]:
    return deepcopy(tomllib.loads(WHOLE))


def test_a_whole_procedure_is_read_as_it_is_written() -> None:
    procedure = parse(whole(), "test.toml")
    answer = procedure.clock("s1")

    assert procedure.from_on == date(2026, 4, 1)
    assert procedure.stages[1].different_decider
    assert answer.start == ("received",)
    assert answer.met_by == ("s1_response_sent", "mediated")
    assert answer.cutoff == time(17)
    assert answer.variants == {"urgent": 2}
    assert answer.missed == ("gss_payment",)
    assert answer.extension is not None
    assert (answer.extension.to, answer.extension.max_uses) == (10, 1)
    assert procedure.event_name("mediated") == "the mediation"
    assert procedure.event_name("received") == "receipt of the complaint"
    assert procedure.referral is not None
    assert procedure.referral.n == 12


def test_an_extension_may_be_open_ended_and_unlimited() -> None:
    extension = parse(whole(), "test.toml").clock("s2").extension

    assert extension is not None
    assert (extension.unit, extension.n, extension.to, extension.max_uses) == ("agreed", None, None, None)


def test_a_letter_for_a_stage_goes_before_the_one_for_all() -> None:
    procedure = parse(whole(), "test.toml")

    for stage, name in (
        ("s2", "Stage 2 acknowledgement"),
        ("s1", "Acknowledgement"),
        ("", "Acknowledgement"),
    ):
        letter = procedure.letter("acknowledgement", stage)
        assert letter is not None
        assert letter.name == name
    assert procedure.letter("final") is None


def test_a_procedure_is_in_force_from_its_day_on() -> None:
    procedure = parse(whole(), "test.toml")

    assert not procedure.in_force(date(2026, 3, 31))
    assert procedure.in_force(date(2026, 4, 1))


def test_asking_for_a_clock_that_is_not_there_is_refused() -> None:
    with pytest.raises(ProcedureError, match="test has no clock 'final'"):
        parse(whole(), "test.toml").clock("final")


@pytest.mark.parametrize(
    ("stated", "pausable", "reasons"),
    [
        ({"kind": "statutory"}, False, ()),
        ({"kind": "code"}, False, ()),
        ({"kind": "policy"}, True, ()),
        ({"kind": "policy", "stop_clock": False}, False, ()),
        ({"kind": "statutory", "stop_clock": True}, True, ()),
        ({"kind": "statutory", "stop_clock": ["identity"]}, True, ("identity",)),
    ],
)
def test_only_policies_and_targets_can_be_paused_unless_the_procedure_says_so(
    stated: dict[str, object], pausable: bool, reasons: tuple[str, ...]
) -> None:
    mapping = whole()
    mapping["clocks"][0].update(stated)
    rule = parse(mapping, "test.toml").clock("s1")

    assert (rule.stop_clock, rule.stop_reasons) == (pausable, reasons)


def _set(*path: str | int, to: object) -> Callable[[dict[str, Any]], None]:
    def change(mapping: dict[str, Any]) -> None:
        place: Any = mapping
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = to

    return change


def _drop(*path: str | int) -> Callable[[dict[str, Any]], None]:
    def change(mapping: dict[str, Any]) -> None:
        place: Any = mapping
        for step in path[:-1]:
            place = place[step]
        del place[path[-1]]

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_set("clocks", 0, "strat", to="received"), "clocks 's1' has no key 'strat'; 'start' is the nearest"),
        (_set("zzz", to=1), "has no key 'zzz'; choose from as_of, base,"),
        (_drop("name"), "the procedure needs the key 'name'"),
        (_drop("kind"), "the procedure needs the key 'kind'"),
        (_drop("region"), "the procedure needs the key 'region'"),
        (_drop("source"), "the procedure needs the key 'source'"),
        (_drop("clocks", 0, "source"), "clocks 's1' needs the key 'source'"),
        (_drop("clocks", 0, "as_of"), "clocks 's1' needs the key 'as_of'"),
        (_drop("clocks", 0, "n"), "clocks 's1' counts in working days and needs the key 'n'"),
        (_drop("clocks", 0, "kind"), "clocks 's1' needs the key 'kind'"),
        (_drop("clocks", 0, "start"), "clocks 's1' needs the key 'start'"),
        (_drop("clocks", 0, "met_by"), "clocks 's1' needs the key 'met_by'"),
        (_drop("clocks"), "needs at least one clock"),
        (_drop("referral", "source"), "referral needs the key 'source'"),
        (_drop("referral", "n"), "referral needs the key 'n'"),
        (_drop("limits", 0, "as_of"), "limits 'complain' needs the key 'as_of'"),
        (_drop("external", "source"), "external needs the key 'source'"),
        (_drop("notes", 0, "source"), "notes 'fact' needs the key 'source'"),
        (_drop("letters", 0, "items"), "letters 'acknowledgement' needs the key 'items'"),
        (_set("id", to="Not An Id"), "should be small letters, digits and hyphens"),
        (_set("region", to="Scotland"), "'Scotland' for 'region', which should be such as ENG"),
        (_set("as_of", to="2026-11-01"), "needs a date such as 2026-11-01, without quotation marks"),
        (_set("name", to="  "), "needs some text for 'name'"),
        (_set("outcomes", to=[1]), "has 1 for 'outcomes'"),
        (_set("outcomes", to=7), "needs a word or a list of words for 'outcomes'"),
        (_set("overlay", to="yes"), "needs true or false for 'overlay'"),
        (_set("overlay", to=True), "is an overlay and needs the key 'when'"),
        (_set("when", to="head.about_dataprotection"), "'head.about_data_protection' is the nearest"),
        (_set("reply", to="all"), "needs a table for 'reply'"),
        (_set("reply", "decision", to=1), "needs a sentence for reply.decision"),
        (_set("clocks", to={}), r"write \[\[clocks\]\] above each"),
        (_set("clocks", 1, "id", to="s1"), "clocks 's1' is there twice"),
        (_set("clocks", 0, "n", to=0), "a whole number from 1 to 3660 for 'n', not 0"),
        (_set("clocks", 0, "n", to=True), "a whole number from 1 to 3660 for 'n', not True"),
        (_set("clocks", 0, "n", to="5"), "a whole number from 1 to 3660 for 'n', not '5'"),
        (
            _set("clocks", 0, "unit", to="weeks"),
            "'weeks' for 'unit', which is not known; 'week' is the nearest",
        ),
        (_set("clocks", 0, "unit", to="prompt"), "takes no number 'n'"),
        (_set("clocks", 0, "start", to="recieved"), "'recieved' for 'start', .* 'received' is the nearest"),
        (
            _set("clocks", 0, "met_by", to="mediation"),
            "'mediation' for 'met_by', .* 'mediated' is the nearest",
        ),
        (_set("clocks", 0, "stage", to="s3"), "'s3' for 'stage'"),
        (_set("letters", 0, "stage", to="s3"), "letters 'acknowledgement' has 's3' for 'stage'"),
        (_set("letters", 1, "stage", to=""), "needs some text for 'stage'"),
        (_set("clocks", 0, "cutoff", to="5pm"), 'needs a time such as "17:00"'),
        (_set("clocks", 0, "variants", "urgent", to=-1), "for 'variants.urgent', not -1"),
        (_set("clocks", 0, "needs", to="acceptance"), "'customer_acceptance' is the nearest"),
        (_set("clocks", 0, "extension", "n", to=5), "clocks 's1' extension says both 'n'"),
        (_drop("clocks", 0, "extension", "unit"), "clocks 's1' extension needs the key 'unit'"),
        (
            _set("clocks", 1, "extension", "max_uses", to="some"),
            "extension needs a whole number .* 'max_uses'",
        ),
    ],
)
def test_a_wrong_file_is_refused_in_one_sentence_that_names_the_key(
    change: Callable[[dict[str, Any]], None], message: str
) -> None:
    mapping = whole()
    change(mapping)

    with pytest.raises(ProcedureError, match=message) as refused:
        parse(mapping, "test.toml")

    assert str(refused.value).startswith("test.toml: ")
    assert "\n" not in str(refused.value)


# --- inheritance


def child(**stated: object) -> Procedure:
    mapping = {"id": "child", "base": "test", "source": "Another", "as_of": date(2026, 11, 2), **stated}
    return parse(mapping, "child.toml")


def test_what_is_not_restated_is_inherited() -> None:
    base = parse(whole(), "test.toml")
    made = inherit(base, child(region="NIR", rules={"extra": "One more rule."}))

    assert (made.id, made.region, made.source) == ("child", "NIR", "Another")
    assert (made.name, made.kind, made.from_on) == (base.name, base.kind, base.from_on)
    assert made.clocks == base.clocks
    assert made.reply == base.reply
    assert set(made.rules) == {"different_decider_s2", "extra"}


def test_a_restated_clock_replaces_the_bases_whole_and_keeps_its_place() -> None:
    clock = {**whole()["clocks"][0], "n": 15}
    del clock["extension"]
    made = inherit(parse(whole(), "test.toml"), child(clocks=[clock, {**clock, "id": "extra"}]))

    assert [rule.id for rule in made.clocks] == ["s1", "s2", "extra"]
    assert made.clock("s1").n == 15
    assert made.clock("s1").extension is None


def test_a_child_can_go_without_a_clock_of_its_base() -> None:
    base = parse(whole(), "test.toml")

    assert [rule.id for rule in inherit(base, child(without=["s2"])).clocks] == ["s1"]
    with pytest.raises(ProcedureError, match="has no clock 's3' to go without"):
        inherit(base, child(without=["s3"]))


def test_a_child_is_held_to_the_stages_of_the_whole() -> None:
    letter = {"kind": "final", "name": "Final", "stage": "s9", "items": {"a": "A"}}

    with pytest.raises(ProcedureError, match="child: letters 'final' has 's9' for 'stage'"):
        inherit(parse(whole(), "test.toml"), child(letters=[letter]))


def test_a_child_of_a_child_inherits_from_both() -> None:
    first = inherit(parse(whole(), "test.toml"), child(region="NIR"))
    second = inherit(first, child(outcomes=["resolved"]))

    assert (second.region, second.outcomes) == ("NIR", ("resolved",))
