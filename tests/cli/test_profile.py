"""Whose desk it is, from the command line: said, and changed as one step."""

from __future__ import annotations

import getpass
from pathlib import Path

import pytest

from tests.cli.conftest import Call


def test_it_is_said_and_changed_as_one_step(on: Call) -> None:
    before = on("profile", "--json").document
    changed = on("profile", "--name", "Ada Brook", "--region", "SCT", "--json").document
    again = on("profile", "--name", "Ada Brook")

    assert before == {
        "handler": "Robin Hale", "role": "complaint_handler", "organisation": "Northmoor Homes", "region": "ENG",
        "procedure": "uk-general", "currency": "GBP", "contact": "", "step": None,
    }  # fmt: skip
    assert changed == {**before, "handler": "Ada Brook", "region": "SCT", "step": 2}
    assert "name             Ada Brook" in again.out
    assert again.out.endswith("It was so already; nothing was changed.\n")
    assert on("verify").code == 0
    assert "Kept as step 3. u on the desk undoes it." in on("profile", "--organisation", "").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--name", " "), "name is needed"),
        (("--role", "king"), "There is no role 'king'"),
        (("--region", "UK"), "Bank holidays differ"),
        (("--procedure", "nope"), "no procedure 'nope'"),
    ],
)
def test_what_cannot_be_kept_is_refused(on: Call, words: tuple[str, ...], said: str) -> None:
    ended = on("profile", *words)

    assert (ended.code, said in ended.err) == (1, True)
    assert on("profile", "--json").document["handler"] == "Robin Hale"


def test_how_customers_reach_the_handler_is_said_once(on: Call) -> None:
    kept = on("profile", "--contact", "020 7946 0000")
    again = on("profile", "--contact", "020 7946 0000")

    assert kept.out.endswith(
        "contact          020 7946 0000\nHow customers reach you is kept in config.toml.\n"
    )
    assert again.out.endswith("It was so already; nothing was changed.\n")
    assert on("profile", "--json").document["contact"] == "020 7946 0000"
    assert on("info", "--json").document["steps"] == 1


def test_init_says_whose_desk_it_made_and_how_that_is_changed(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "rh42")
    named = call("init", "--store", tmp_path / "named", "--name", "Robin").out
    unnamed = call("init", "--store", tmp_path / "unnamed").out
    again = call("init", "--store", tmp_path / "named", "--name", "Ada")

    assert "the desk of Robin," in named
    assert "this machine knows you" not in named
    assert "the desk of rh42," in unnamed
    assert "The name is the one by which this machine knows you." in unnamed
    assert all('`complaintdesk profile --name "..."` changes' in each for each in (named, unnamed))
    assert "`complaintdesk profile` says whose it is, and changes that." in again.err
