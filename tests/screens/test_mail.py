"""The screen of e-mails: what each would become, the handler's word on those in doubt, one step for all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from complaintdesk import services
from complaintdesk.app import DeskApp
from complaintdesk.screens.desk import QueueScreen
from complaintdesk.screens.mail import MailScreen
from complaintdesk.services.desk import Desk
from complaintdesk.widgets.dialogs import ChoiceScreen
from complaintdesk.widgets.forms import FormScreen
from complaintdesk.widgets.line_input import LineInput
from tests import hostile, mails
from tests.conftest import AddComplaint
from tests.screens.filling import fill
from tests.screens.stage import NARROW, WIDE, notices, settled, shown
from tests.screens.test_hostile import seen


@asynccontextmanager
async def importing(desk: Desk, path: Path, size: tuple[int, int] = NARROW) -> AsyncIterator[Pilot[None]]:
    """Open the desk, press I and name a file; the messages are read when this yields."""
    app = DeskApp(desk)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await pilot.press("I")
        await pilot.pause()
        pilot.app.screen.query_one(LineInput).value = str(path)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.pause()
        yield pilot


def three(desk: Desk, add_complaint: AddComplaint, tmp_path: Path) -> Path:
    add_complaint(email="ada@example.org", about="Boiler, repeat")
    return mails.write(
        tmp_path / "in.mbox",
        mails.mail("Still cold.", subject="Re: CD-2026-0001", enclosed={"flat.png": mails.PICTURE}),
        mails.mail("Damp.", sender="Bo Marsh <bo@example.org>", message_id="2@x.org", subject="Damp wall"),
        mails.mail("And the roof.", message_id="3@x.org", subject="Roof"),
    )


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "140x42"])
async def test_what_each_message_becomes_is_shown_before_anything_is_taken(
    desk: Desk, add_complaint: AddComplaint, tmp_path: Path, size: tuple[int, int]
) -> None:
    path = three(desk, add_complaint, tmp_path)

    async with importing(desk, path, size) as pilot:
        assert isinstance(pilot.app.screen, MailScreen)
        said = shown(pilot)
        assert "in.mbox: 3 messages: 1 new, 1 for complaints here, 1 to decide" in said
        assert "contact, CD-2026-0001" in said
        assert "a new complaint" in said
        assert "decide: enter" in said
        assert "Still cold." in said
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, QueueScreen)

    assert services.dossier.by_reference(desk, "CD-2026-0001").contacts == ()


async def test_the_handler_decides_on_what_is_in_doubt_and_all_of_it_is_one_step(
    desk: Desk, add_complaint: AddComplaint, tmp_path: Path
) -> None:
    path = three(desk, add_complaint, tmp_path)

    async with importing(desk, path) as pilot:
        await pilot.press("n", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ChoiceScreen)
        assert "A contact on CD-2026-0001" in shown(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert "2 for complaints here" in shown(pilot)
        await pilot.press("n")
        assert notices(pilot)[-1] == "Every message is decided. y takes them in."
        await pilot.press("y")
        await settled(pilot)
        await pilot.pause()

        assert isinstance(pilot.app.screen, QueueScreen)
        assert notices(pilot)[-1] == "1 new, 2 on complaints that are here. u undoes."
        assert len(services.dossier.by_reference(desk, "CD-2026-0001").contacts) == 2
        await pilot.press("u")
        await pilot.pause()

    assert services.dossier.by_reference(desk, "CD-2026-0001").contacts == ()


async def test_who_the_customer_of_a_forwarded_message_is_has_to_be_said(desk: Desk, tmp_path: Path) -> None:
    raw = mails.mail(
        "See below.\n\n---------- Forwarded message ---------\nFrom: Bo Marsh <bo@example.org>\n"
        "Date: Mon\nSubject: Damp\n\nThe wall is wet.\n", subject="Fwd: Damp", sender="Front <front@example.org>",
    )  # fmt: skip
    path = mails.write(tmp_path / "one.eml", raw)

    async with importing(desk, path) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press(*"new", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, FormScreen)
        assert "check that this is the customer" in shown(pilot)
        await fill(pilot, name="Bo Marsh junior")
        await pilot.press("y")
        await settled(pilot)
        await pilot.pause()

    found = services.dossier.by_reference(desk, "CD-2026-0001")
    assert (found.customer, found.customer_email, found.referred_by) == (
        "Bo Marsh junior",
        "bo@example.org",
        "Front",
    )


async def test_a_message_can_go_to_another_complaint_with_an_earlier_one_or_stay(
    desk: Desk, add_complaint: AddComplaint, tmp_path: Path
) -> None:
    add_complaint()
    path = mails.write(
        tmp_path / "in.mbox",
        mails.mail("One.", sender="c@example.org", message_id="1@x", subject="One"),
        mails.mail("Two.", sender="c@example.org", message_id="2@x", subject="Two"),
        mails.mail("Three.", sender="d@example.org", message_id="3@x", subject="Three"),
    )

    async with importing(desk, path) as pilot:
        await pilot.press("enter", *"another", "enter")
        await pilot.pause()
        await fill(pilot, reference="CD-2026-0099")
        assert isinstance(pilot.app.screen, FormScreen)
        await fill(pilot, reference="26-1")
        await pilot.press("j", "enter", *"with message", "enter")
        await pilot.pause()
        assert "contact, with message 1" in shown(pilot)
        await pilot.press("j", "enter", *"leave", "enter")
        await pilot.pause()
        assert "left in the file" in shown(pilot)
        await pilot.press("y")
        await settled(pilot)
        await pilot.pause()
        assert "1 stay in the file" in notices(pilot)[-1]

    contacts = services.dossier.by_reference(desk, "CD-2026-0001").contacts
    assert [contact.summary for contact in contacts] == ["One.", "Two."]


async def test_a_file_without_messages_is_refused_in_a_sentence(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "empty.eml"
    path.write_bytes(b"")

    async with importing(desk, path) as pilot:
        await pilot.pause()
        assert isinstance(pilot.app.screen, QueueScreen)
        assert "empty.eml is empty; there is no message in it." in notices(pilot)[-1]


async def test_what_is_known_is_said_and_cannot_be_decided(desk: Desk, tmp_path: Path) -> None:
    path = mails.write(tmp_path / "one.eml", mails.mail())
    services.mail_intake.take(desk, services.mail.look(desk, path), as_referred=True)

    async with importing(desk, path) as pilot:
        assert "known already" in shown(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, MailScreen)
        await pilot.press("y")
        await settled(pilot)
        await pilot.pause()
        assert notices(pilot)[-1] == "Nothing was taken in; the file is as it was."


async def test_whatever_a_sender_wrote_the_screen_shows_it_and_nothing_happens(
    desk: Desk, tmp_path: Path
) -> None:
    string = " ".join(hostile.walks().values())
    line = " ".join(string.split())
    raw = (
        f"From: {line} <a@example.org>\nSubject: Fwd: {line}\nContent-Type: multipart/mixed; boundary=xyz\n\n"
        f"--xyz\nContent-Type: text/plain; charset=utf-8\n\n{string}\n--xyz\n"
        f'Content-Type: application/zip; name="{line}"\n\nx\n--xyz--\n'
    ).encode("utf-8", "surrogatepass")
    path = mails.write(tmp_path / "one.eml", raw)
    wrong = []

    async with importing(desk, path) as pilot:
        for key in ("tab", "j", "shift+tab", "enter", "down", "enter", "escape"):
            await pilot.press(key)
            await pilot.pause()
            wrong += seen(pilot.app)

    assert wrong == []
