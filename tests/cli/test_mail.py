"""E-mails are imported by the command that imports tables, with the same counts."""

from __future__ import annotations

from pathlib import Path

from tests import hostile, mails
from tests.cli.conftest import NEW, Call
from tests.cli.test_hostile import CONTROLS


def test_a_mailbox_is_imported_known_again_and_taken_back(on: Call, tmp_path: Path) -> None:
    on(*NEW, "--email", "ada@example.org")
    path = mails.write(
        tmp_path / "in.mbox",
        mails.mail(subject="Re: CD-2026-0001"),
        mails.mail("Damp.", sender="Bo <bo@example.org>", message_id="2@x.org"),
        mails.mail(subject="Fwd: x", message_id="3@x.org"),
    )

    looked = on("import", path, "--as", "referred", "--dry-run", "--json").document
    assert (looked["rows"], looked["new"], looked["updated"], looked["invalid"], looked["batch"]) == (
        3,
        1,
        1,
        1,
        None,
    )

    done = on("import", path, "--as", "referred", "--json").document
    assert {key: done[key] for key in ("preset", "rows", "new", "updated", "known", "duplicate", "invalid")} == {
        "preset": "email", "rows": 3, "new": 1, "updated": 1, "known": 0, "duplicate": 0, "invalid": 1,
    }  # fmt: skip
    assert done["placed"] == [
        {"line": 1, "reference": "CD-2026-0001", "as": "contact"},
        {"line": 2, "reference": "CD-2026-0002", "as": "complaint"},
    ]
    assert done["rejected"][0]["line"] == 3
    again = on("import", path, "--as", "referred", "--json").document
    assert (again["new"], again["updated"], again["known"]) == (0, 0, 2)

    assert on("undo-import", done["batch"]).code == 0
    assert on("show", "CD-2026-0002").code == 1
    assert on("show", "CD-2026-0001", "--json").document["contacts"] == []
    assert on("verify").code == 0


def test_one_message_and_a_folder_are_told_in_lines(on: Call, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    mails.write(folder / "a.eml", mails.mail())

    waiting = on("import", folder / "a.eml")
    done = on("import", folder, "--as", "referred")

    assert waiting.out.startswith(
        "a.eml: 1 message: 1 to decide.\nmessage 1: It belongs to no complaint here;"
    )
    assert waiting.out.endswith("Nothing was to be done.\n")
    assert "saved: 1 message: 1 new.\nImport 1, step 2; `complaintdesk undo-import 1`" in done.out
    assert on("import", tmp_path / "none.eml").code == 1
    assert on("import", tmp_path).err.startswith("complaintdesk: ")


def test_what_a_sender_writes_reaches_no_terminal_as_anything_but_text(on: Call, tmp_path: Path) -> None:
    for number, string in enumerate(hostile.walks().values()):
        line = string.replace("\n", " ").replace("\x0b", " ").replace("\x0c", " ").replace("\x85", " ")
        raw = (
            f"From: {line} <a{number}@example.org>\nSubject: {line}\nMessage-ID: <{number}@x.org>\n"
            f"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain; charset=utf-8\n\n{string}\n"
            f'--x\nContent-Type: image/png; name="{line}"\n\nx\n--x--\n'
        )
        path = tmp_path / f"{number}.eml"
        path.write_bytes(raw.encode("utf-8", "surrogatepass"))

        for words in (["import", path, "--as", "referred"], ["import", path, "--json"]):
            said = on(*words)
            assert said.code == 0, said.err
            assert not CONTROLS.search(said.out + said.err)
    shown = on("show", "CD-2026-0001")
    assert not CONTROLS.search(shown.out)
