"""The check-up as a command: its document, its lines, and exit code 1 for what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import NEW, Call


def test_a_sound_store_is_well(on: Call) -> None:
    on(*NEW)
    on("backup")
    ended = on("doctor", "--json")
    told = on("doctor")

    assert (ended.code, told.code) == (0, 0)
    assert list(ended.document) == ["ok", "findings", "mended"]
    assert ended.document["ok"] is True
    assert {tuple(each) for each in ended.document["findings"]} == {("what", "sign", "says", "remedy")}
    assert told.out.splitlines()[0].startswith("ok    version      complaintdesk ")
    assert told.out.splitlines()[-1].startswith("Looked at ")


def test_what_is_wrong_is_exit_1_with_its_remedy_and_is_mended(on: Call, store: Path) -> None:
    on(*NEW)
    on("backup")
    (store / "desk.db").chmod(0o644)
    ended = on("doctor")
    mended = on("doctor", "--repair")

    assert ended.code == 1
    assert "wrong permissions  Others than you may read" in ended.out
    assert "`complaintdesk doctor --repair` closes them." in ended.out
    assert (mended.code, "Closed to others: 1 file or folder." in mended.out) == (0, True)


def test_without_a_store_it_still_looks_around(call: Call, tmp_path: Path) -> None:
    ended = call("--store", tmp_path / "nowhere", "doctor", "--json")
    signs = {each["what"]: each["sign"] for each in ended.document["findings"]}

    assert ended.code == 1
    assert signs == {
        "version": "ok", "sqlite": "ok", "settings": "ok", "terminal": "ok", "place": "ok", "disk": "ok",
        "store": "wrong",
    }  # fmt: skip
    assert not (tmp_path / "nowhere").exists()


def test_wrong_settings_and_keys_are_findings_not_refusals(on: Call, tmp_path: Path) -> None:
    config = tmp_path / "home" / "xdg_config_home" / "complaintdesk"
    config.mkdir(parents=True)
    (config / "config.toml").write_text('nonsense = 1\n\n[keys]\n"complaint.acept" = "x"\n')
    wrong = [each for each in on("doctor", "--json").document["findings"] if each["sign"] == "wrong"]

    assert [each["what"] for each in wrong] == ["settings", "settings"]
    assert "'nonsense'" in wrong[0]["says"]
    assert "complaint.acept" in wrong[1]["says"]


@pytest.mark.parametrize(
    ("environment", "colours"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "true colour"),
        ({"TERM": "tmux-256color"}, "256"),
        ({"TERM": "xterm"}, "16"),
        ({"TERM": "dumb"}, "none"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "none"),
    ],
)
def test_colours_are_told_by_the_environment(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], colours: str
) -> None:
    from complaintdesk.cli import doctor

    for name in ("TERM", "COLORTERM", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert doctor._terminal().colours == colours
