"""The process that reads e-mails may die; the desk, and the next message, do not."""

from __future__ import annotations

import resource
import signal
from typing import Any

import pytest

from complaintdesk.importers import mail_parts, mail_reader
from complaintdesk.importers.mail import Limits
from complaintdesk.importers.mail_reader import MailReader
from tests import mails


def test_messages_are_read_in_another_process_and_the_hostile_ones_harm_none_of_the_others() -> None:
    with MailReader() as reader:
        for what, raw in mails.HOSTILE.items():
            assert reader.look(raw).digest == mail_parts.read(raw, Limits(), with_content=False).digest, what
        good = reader.whole(mails.mail(enclosed={"a.png": mails.PICTURE}))

    assert good.enclosures[0].content == mails.PICTURE
    assert reader.ended == 0


def test_a_message_that_ends_the_process_is_named_and_the_next_is_read() -> None:
    # So little memory that a message of some megabytes does not fit beside the interpreter.
    limits = Limits(memory_bytes=60 << 20)
    with MailReader(limits) as reader:
        found = reader.look(mails.mail("x" * (20 << 20)))
        after = reader.look(mails.mail())

    assert (found.is_read, found.subject) == (False, "Boiler") or "could not be read" in found.notices[0]
    assert reader.ended >= 1
    assert after.text == "The boiler is cold again."


def test_a_process_that_is_killed_or_falls_silent_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    with MailReader() as reader:
        reader.look(mails.mail())
        assert reader._process is not None
        reader._process.kill()
        reader._process.wait()

        found = reader.look(mails.mail())

        assert (found.is_read, reader.ended) == (False, 1)
        assert found.subject == "Boiler"
        reader._process.send_signal(signal.SIGSTOP)
        monkeypatch.setattr(mail_reader, "WAITS", 0)
        lost = reader.look(mails.mail())

    assert lost.subject == ""
    assert lost.notices == ("It could not be read within the limits; the original is kept as it is.",)


def test_what_runs_in_the_process_limits_itself_and_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    limited: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", lambda what, most: limited.update({what: most}))

    class Line:
        def __init__(self) -> None:
            self.asked = [("head", mails.mail()), ("look", mails.mail())]
            self.told: list[Any] = []

        def recv(self) -> tuple[str, bytes]:
            if not self.asked:
                raise EOFError
            return self.asked.pop()

        def send(self, answer: Any) -> None:
            self.told.append(answer)

    line = Line()
    mail_reader.serve(line, Limits())  # type: ignore[arg-type]  # it is asked and told like one

    assert limited[resource.RLIMIT_AS] == (512 << 20, 512 << 20)
    assert limited[resource.RLIMIT_CPU][0] >= 10
    assert [found.text for found in line.told] == ["The boiler is cold again.", ""]
