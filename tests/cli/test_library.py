"""The library from the command line: shown, written out, read back."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Call


def test_the_library_is_shown_to_people_and_programs(on: Call) -> None:
    shown = on("library", "--json").document

    assert [role["role"] for role in shown["authority"]][2] == "complaint_handler"
    assert shown["authority"][5]["refund_minor"] is None
    assert shown["remedy_bands"][0]["scale"] == "Financial Ombudsman"
    assert shown["weights"]["balance"]["wish"] == 25
    assert "complaint handler\t£1,000.00\t£250.00\t£500.00" in on("library").out


def test_it_is_edited_as_a_file(on: Call, tmp_path: Path) -> None:
    path = tmp_path / "library.toml"
    assert on("library", "write", path, "--json").document == {"files": [str(path)]}
    assert on("library", "write", path).code == 1
    assert on("library", "read", path).out == "The library says all of it already; nothing was changed.\n"
    path.write_text(
        path.read_text("utf-8") + '\n[[aim]]\ncode = "AIM-1"\ntitle = "Warm homes"\ntext = "Warm."\n', "utf-8"
    )

    assert on("library", "read", path, "--dry-run").out.endswith(
        "1 change would be taken over; nothing was changed.\n"
    )
    assert on("library", "read", path, "--dry-run", "--json").document == {
        "step": None,
        "changed": ["AIM-1: added"],
    }
    assert "Kept as step 2: 1 change. u on the desk undoes it." in on("library", "read", path).out
    assert on("library", "--json").document["entries"] == [
        {"kind": "aim", "code": "AIM-1", "title": "Warm homes", "text": "Warm.", "effective_on": None}
    ]
    assert on("verify").code == 0


def test_a_wrong_file_is_refused_with_its_place(on: Call, tmp_path: Path) -> None:
    path = tmp_path / "library.toml"
    path.write_text("[balance]\nwhish = 3\n", "utf-8")

    refused = on("library", "read", path)

    assert refused.code == 1
    assert "There is no balance weight 'whish'; did you mean 'wish'?" in refused.err
    assert on("library", "read", tmp_path / "none.toml").code == 1
