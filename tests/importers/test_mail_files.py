"""Messages are found in whatever holds them, each with its own bytes and no other's."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from complaintdesk.errors import ImportRefusedError
from complaintdesk.importers import mail_files
from tests import mails


def test_each_message_of_a_mailbox_has_its_own_bytes(tmp_path: Path) -> None:
    sent = [
        mails.mail("One.\n\nFrom the start it was cold.\n\nFrom 10:00 to 2026 nobody came.\n"),
        mails.mail("Two."),
        b"",
    ]
    path = mails.write(tmp_path / "in.mbox", *sent)

    found = list(mail_files.pieces(path))

    assert [piece.number for piece in found] == [1, 2, 3]
    assert [piece.to_be_read(1 << 20).strip() for piece in found] == [each.strip() for each in sent]
    assert all(hashlib.sha256(piece.read()).hexdigest() == piece.sha256 for piece in found)
    assert b">From the start" in found[0].read()


def test_a_mailbox_needs_no_ending_and_one_message_no_mailbox(tmp_path: Path) -> None:
    inbox = tmp_path / "Inbox"
    mails.write(tmp_path / "in.mbox", mails.mail()).rename(inbox)
    one = mails.write(tmp_path / "one.eml", mails.mail())

    assert mail_files.is_mail(inbox)
    assert [piece.read() for piece in mail_files.pieces(one)] == [mails.mail()]


def test_a_maildir_and_a_folder_of_messages_are_read(tmp_path: Path) -> None:
    for name in ("cur", "new", "tmp"):
        (tmp_path / "Maildir" / name).mkdir(parents=True)
        (tmp_path / "Maildir" / name / f"1.{name}").write_bytes(mails.mail(name))
    os.mkfifo(tmp_path / "Maildir" / "new" / "2.pipe")
    saved = tmp_path / "saved"
    saved.mkdir()
    (saved / "b.eml").write_bytes(mails.mail("b"))
    (saved / "a.EML").write_bytes(mails.mail("a"))
    (saved / "notes.txt").write_text("no mail")

    assert [each.path.name for each in mail_files.pieces(tmp_path / "Maildir")] == ["1.new", "1.cur"]
    assert [each.path.name for each in mail_files.pieces(saved)] == ["a.EML", "b.eml"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.msg", b"\xd0\xcf\x11\xe0", "Outlook's own kind; save the message from there as .eml"),
        ("a.eml", b" \n", "is empty"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    assert mail_files.is_mail(path)
    with pytest.raises(ImportRefusedError, match=said):
        list(mail_files.pieces(path))


def test_an_empty_folder_a_pipe_and_nothing_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mbox")

    with pytest.raises(ImportRefusedError, match="holds no e-mails: a Maildir has"):
        list(mail_files.pieces(tmp_path))
    with pytest.raises(ImportRefusedError, match="not an ordinary file"):
        list(mail_files.pieces(tmp_path / "pipe.mbox"))
    for path in (tmp_path / "none.eml", Path("a\0b.eml")):
        with pytest.raises(ImportRefusedError, match="cannot be opened"):
            list(mail_files.pieces(path))


def test_a_table_is_no_mail(tmp_path: Path) -> None:
    table = tmp_path / "log.csv"
    table.write_text("From,Date\nA,2026\n")

    assert not mail_files.is_mail(table)
    assert not mail_files.is_mail(tmp_path / "none.csv")
