"""Procedures on the command line: listed, explained and checked."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest

from tests.cli.conftest import Call
from tests.hostile import STRINGS


@pytest.fixture
def own() -> Path:
    folder = platformdirs.user_config_path("complaintdesk") / "procedures"
    folder.mkdir(parents=True)
    return folder


def test_all_procedures_are_listed(call: Call) -> None:
    ids = {each["id"] for each in call("procedures", "--json").document}

    assert {"uk-fca-disp", "eng-hos-2024", "uk-dp-overlay", "us-cfpb"} <= ids
    assert all(each in call("procedures").out for each in ids)


def test_each_procedure_is_explained(call: Call) -> None:
    for each in call("procedures", "--json").document:
        said = call("procedures", each["id"]).out

        assert each["name"] in said
        assert all(f"[{clock}]" in said for clock in each["clocks"])
        assert "Source:" in said
        assert call("procedures", each["id"], "--json").document["id"] == each["id"]


def test_what_an_extension_needs_and_what_stands_still_is_explained(call: Call) -> None:
    code, request = call("procedures", "eng-hos-2024").out, call("procedures", "uk-sar").out

    assert "Can be extended by 10 working days, once; needs the reason for the delay" in code
    assert "Runs on while we wait" in code
    assert "Stands still while we wait for: proof of identity, clarification" in request
    assert "super: 45 days" in call("procedures", "au-rg271").out


def test_a_time_limit_says_where_its_first_day_is_the_day_itself(call: Call) -> None:
    said = call("procedures", "uk-general").out

    assert "14 days from agreeing that it is due, the first being that day" in said
    assert "14 days from delivery (" in said


def test_a_procedure_that_is_not_there_is_answered_with_the_nearest(call: Call) -> None:
    ended = call("procedures", "uk-genral")

    assert (ended.code, ended.out) == (1, "")
    assert "Did you mean uk-general?" in ended.err


def test_a_wrong_file_is_left_out_named_and_checked(call: Call, own: Path) -> None:
    (own / "mine.toml").write_text('id = "mine"\nnam = "x"\n', encoding="utf-8")
    listed, checked, asked = call("procedures"), call("procedures", "--check"), call("procedures", "mine")

    assert listed.code == 0
    assert "uk-general" in listed.out
    assert "left out: mine.toml, line 2" in listed.err
    assert (checked.code, "mine.toml, line 2" in checked.err) == (1, True)
    assert (asked.code, "mine.toml, line 2" in asked.err) == (1, True)


def test_files_in_order_are_said_to_be(call: Call, own: Path, tmp_path: Path) -> None:
    assert "No procedures of your own" in call("procedures", "--check").out

    (own / "mine.toml").write_text(
        'id = "mine"\nbase = "uk-general"\nsource = "We"\nas_of = 2026-11-01\n', encoding="utf-8"
    )
    one = call("procedures", "--check", own / "mine.toml", "--json")

    assert "mine.toml is in order." in call("procedures", "--check").out
    assert one.document == [{"file": str(own / "mine.toml"), "ok": True, "problem": None}]
    assert call("procedures", "--check", tmp_path / "nothing.toml").code == 2


@pytest.mark.parametrize("words", STRINGS.values(), ids=STRINGS)
def test_a_hostile_name_does_nothing(call: Call, own: Path, words: str) -> None:
    ended = call("procedures", words)

    assert ended.code in {1, 2}
    assert "\x1b" not in ended.err
