"""E-mails become contacts and complaints, with their originals; what is in doubt waits, and all can be taken back."""

from __future__ import annotations

import hashlib
import os
import resource
import time
from datetime import date
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.errors import CannotUndoError, ImportRefusedError, NotFoundError
from complaintdesk.importers.mail import Address
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.mail_matching import Fate
from complaintdesk.services import mail, mail_intake
from complaintdesk.services.desk import Desk
from complaintdesk.services.mail import Decision, Looked
from complaintdesk.services.mail_report import MailReport
from complaintdesk.store import attachments
from complaintdesk.vocabulary import Direction, Known, PartyRole, Side, SourceKind, Stage
from tests import mails
from tests.conftest import TODAY, AddComplaint

RELEASE = bool(os.environ.get("COMPLAINTDESK_RELEASE"))


def look(desk: Desk, tmp_path: Path, *messages: bytes) -> Looked:
    return mail.look(desk, mails.write(tmp_path / "in.mbox", *messages))


def take(desk: Desk, tmp_path: Path, *messages: bytes, as_referred: bool = False) -> MailReport:
    return mail_intake.take(desk, look(desk, tmp_path, *messages), as_referred=as_referred)


def dossier(desk: Desk, reference: str = "CD-2026-0001") -> Dossier:
    return services.dossier.by_reference(desk, reference)


def test_a_message_that_names_a_complaint_goes_into_its_log_with_the_original(
    desk: Desk, add_complaint: AddComplaint, tmp_path: Path
) -> None:
    add_complaint(email="ada@example.org")
    raw = mails.mail(
        "Still cold.\n\nOn Mon, 9 Nov 2026, Robin wrote:\n> we came\n", subject="Re: [CD-2026-0001] Boiler",
        enclosed={"flat.png": mails.PICTURE},
    )  # fmt: skip

    report = take(desk, tmp_path, raw)

    found = dossier(desk)
    (contact,) = found.contacts
    assert (contact.side, contact.direction, contact.channel) == (Side.customer, Direction.inward, "email")
    assert (contact.summary, contact.with_whom, contact.on) == (
        "Still cold.",
        "Ada Quill",
        date(2026, 11, 16),
    )
    assert contact.attachment is not None
    kept = desk.store.folder.attachments
    assert attachments.place(kept, contact.attachment.sha256).read_bytes().strip() == raw.strip()
    (message,) = found.messages
    assert message.quoted == "On Mon, 9 Nov 2026, Robin wrote:\n> we came"
    (source,) = found.sources
    assert (source.what, source.kind, source.obtained_on) == (
        "flat.png",
        SourceKind.photo,
        date(2026, 11, 16),
    )
    assert source.attachment is not None
    assert source.attachment.media_type == "image/png"
    assert attachments.place(kept, source.attachment.sha256).read_bytes() == mails.PICTURE
    assert (report.new, report.updated, report.rows) == (0, 1, 1)
    assert services.care.verify(desk).ok


def test_what_belongs_to_no_complaint_is_made_one_only_when_that_is_said(desk: Desk, tmp_path: Path) -> None:
    raw = mails.mail("It is cold.\n\n-- \nAda\n")

    waiting = take(desk, tmp_path, raw)
    assert (waiting.invalid, waiting.batch, waiting.step) == (1, None, None)
    assert "--as referred" in waiting.left[0].reason
    assert list(desk.store.folder.attachments.iterdir()) == []

    report = take(desk, tmp_path, raw, as_referred=True)

    found = dossier(desk)
    assert (report.new, found.customer, found.customer_email) == (1, "Ada Quill", "ada@example.org")
    assert (found.narrative, found.about, found.channel, found.stage) == (
        "It is cold.", "Boiler", "email", Stage.referred,
    )  # fmt: skip
    assert (found.received_on, found.received_time, found.referred_on) == (date(2026, 11, 16), "10:00", TODAY)
    (source,) = found.sources
    assert (source.what, source.heard_side) == ("The e-mail it came by: Boiler", Side.customer)
    assert (found.contacts, found.messages[0].signature) == ((), "--\nAda")


def test_an_answer_goes_where_the_message_goes_that_it_answers(desk: Desk, tmp_path: Path) -> None:
    first = mails.mail("Cold.", message_id="1@x.org")
    second = mails.mail(
        "Colder.", message_id="2@x.org", answers="1@x.org", date="Tue, 17 Nov 2026 10:00:00 +0000"
    )
    third = mails.mail(
        "Frozen.", message_id="3@x.org", answers="2@x.org", date="Wed, 18 Nov 2026 08:00:00 +0000"
    )

    report = take(desk, tmp_path, third, second, first, as_referred=True)

    assert (report.new, report.updated) == (1, 2)
    assert [contact.summary for contact in dossier(desk).contacts] == ["Colder.", "Frozen."]
    fourth = mails.mail("Warm.", message_id="4@x.org", answers="9@x.org", References="<1@x.org> <9@x.org>")
    assert take(desk, tmp_path, fourth).updated == 1
    assert len(dossier(desk).contacts) == 3


def test_an_answer_to_what_waits_waits_too(desk: Desk, tmp_path: Path) -> None:
    first = mails.mail("Cold.", message_id="1@x.org")
    second = mails.mail("Colder.", message_id="2@x.org", answers="1@x.org")

    report = take(desk, tmp_path, first, second)

    assert (report.invalid, report.updated) == (2, 0)
    assert report.left[1].reason == "It goes where message 1 goes, which it answers."


def test_the_same_again_is_known_and_a_copy_in_the_file_is_a_duplicate(desk: Desk, tmp_path: Path) -> None:
    raw = mails.mail()
    by_another_way = b"Received: by there; Mon, 16 Nov 2026 10:00:05 +0000\n" + raw

    first = take(desk, tmp_path, raw, by_another_way, as_referred=True)
    again = take(desk, tmp_path, raw, by_another_way, as_referred=True)

    assert (first.new, first.duplicate) == (1, 1)
    assert (again.new, again.updated, again.known, again.duplicate) == (0, 0, 1, 1)
    assert again.step is None
    assert look(desk, tmp_path, raw).proposals[0].why == "It is on CD-2026-0001 already."


def test_a_message_id_that_is_used_twice_hides_no_message(desk: Desk, tmp_path: Path) -> None:
    report = take(
        desk, tmp_path, mails.mail("One."), mails.mail("Two.", sender="bo@example.org"), as_referred=True
    )

    assert (report.new, report.duplicate) == (2, 0)


UNCLEAR = {
    "forwarded": (mails.mail(subject="Fwd: Boiler"), "say who the customer is"),
    "from a machine": (mails.mail(Auto_Submitted="auto-replied"), "A machine sent it"),
    "from nobody": (mails.mail(sender="", Reply_To=""), "does not say who sent it"),
    "a reference nobody has": (mails.mail(subject="CD-2026-0099"), "CD-2026-0099, which is not on this desk"),
    "from a customer with a complaint": (
        mails.mail(),
        "The sender has CD-2026-0001; say whether it is about that",
    ),
}


@pytest.mark.parametrize(("raw", "why"), UNCLEAR.values(), ids=UNCLEAR.keys())
def test_what_is_in_doubt_waits_whatever_was_said(
    desk: Desk, add_complaint: AddComplaint, tmp_path: Path, raw: bytes, why: str
) -> None:
    add_complaint(email="ADA@example.org")

    report = take(desk, tmp_path, raw, as_referred=True)

    assert (report.invalid, report.rows) == (1, 1)
    assert why in report.left[0].reason


def test_two_messages_of_one_sender_are_not_made_two_complaints_unasked(desk: Desk, tmp_path: Path) -> None:
    one, two = mails.mail("Cold.", message_id="1@x"), mails.mail("Damp.", message_id="2@x", subject="Walls")

    looked = look(desk, tmp_path, one, two)
    assert [each.fate for each in looked.proposals] == [Fate.new, Fate.ask]
    assert looked.proposals[1].near == 1

    both = mail_intake.take(
        desk, looked, {2: Decision(Fate.new, name="Ada Quill", email="ada@example.org")}, as_referred=True
    )

    assert both.new == 2
    assert dossier(desk, "CD-2026-0002").customer_id == dossier(desk).customer_id


def test_the_handler_decides_what_a_forwarded_message_is(desk: Desk, tmp_path: Path) -> None:
    raw = mails.mail(
        "Please take this on.\n\n---------- Forwarded message ---------\nFrom: Bo Marsh <bo@example.org>\n"
        "Date: Mon, 16 Nov 2026\nSubject: Damp\n\nThe wall is wet.\n",
        sender="Front Desk <front@northmoor.example>", subject="Fwd: Damp",
    )  # fmt: skip
    looked = look(desk, tmp_path, raw)
    (each,) = looked.proposals
    assert (each.fate, each.customer, each.is_forwarded) == (
        Fate.ask,
        Address("Bo Marsh", "bo@example.org"),
        True,
    )

    decided = Decision(Fate.new, name="Bo Marsh", email="bo@example.org", referred_by="Front Desk")
    mail_intake.take(desk, looked, {1: decided})

    found = dossier(desk)
    assert (found.customer, found.narrative, found.referred_by) == (
        "Bo Marsh",
        "The wall is wet.",
        "Front Desk",
    )


def test_a_message_can_be_given_to_a_complaint_it_does_not_name(
    desk: Desk, add_complaint: AddComplaint, tmp_path: Path
) -> None:
    add_complaint()
    looked = look(desk, tmp_path, mails.mail(sender="caretaker@example.org"))

    with pytest.raises(NotFoundError):
        mail_intake.take(desk, looked, {1: Decision(Fate.contact, "CD-2026-0042")})
    assert list(desk.store.folder.attachments.glob("*/*")) == []

    report = mail_intake.take(desk, looked, {1: Decision(Fate.contact, "26-1")})

    (contact,) = dossier(desk).contacts
    assert (contact.side, contact.with_whom) == (Side.third, "caretaker@example.org")
    assert "is nobody noted there" in report.notes[0]


def test_who_wrote_stands_on_the_side_they_are_known_on(
    desk: Desk, add_complaint: AddComplaint, tmp_path: Path
) -> None:
    complaint = add_complaint(email="ada@example.org")
    services.triage.accept(desk, complaint.id)
    for role, email in (
        (PartyRole.representative, "son@example.org"), (PartyRole.colleague, "gas@northmoor.example"),
        (PartyRole.external_body, "ombudsman@example.org"),
    ):  # fmt: skip
        party = services.investigation.NewParty(role, role.spoken, email=email, authority_to_act=Known.yes)
        services.investigation.add_party(desk, complaint.id, party)
    senders = ("son@example.org", "gas@northmoor.example", "ombudsman@example.org", "ada@example.org")

    for number, sender in enumerate(senders):
        take(
            desk,
            tmp_path,
            mails.mail(f"No {number}.", sender=sender, subject="CD-2026-0001", message_id=str(number)),
        )

    assert [contact.side for contact in dossier(desk).contacts] == [
        Side.customer, Side.colleague, Side.third, Side.customer,
    ]  # fmt: skip


def test_an_automatic_answer_is_marked(desk: Desk, add_complaint: AddComplaint, tmp_path: Path) -> None:
    add_complaint(email="ada@example.org")

    take(desk, tmp_path, mails.mail("I am away.", subject="CD-2026-0001", Auto_Submitted="auto-replied"))

    found = dossier(desk)
    assert (found.contacts[0].automatic, found.messages[0].automatic) == (True, True)


def test_what_the_desk_sent_itself_goes_out(desk: Desk, add_complaint: AddComplaint, tmp_path: Path) -> None:
    desk.settings.addresses.append("Robin@northmoor.example")
    add_complaint(email="ada@example.org")
    raw = mails.mail(
        "We come on Friday.", sender="robin@northmoor.example", subject="CD-2026-0001", To="ada@example.org"
    )

    take(desk, tmp_path, raw)

    (contact,) = dossier(desk).contacts
    assert (contact.direction, contact.side, contact.with_whom) == (
        Direction.outward,
        Side.customer,
        "Ada Quill",
    )


def test_a_closed_complaint_gets_its_message_and_the_handler_is_told(
    desk: Desk, add_complaint: AddComplaint, tmp_path: Path
) -> None:
    complaint = add_complaint(email="ada@example.org")
    services.triage.send_back(desk, complaint.id, "Not ours")

    report = take(desk, tmp_path, mails.mail(subject="CD-2026-0001"))

    assert "CD-2026-0001 is returned: see whether message 1 reopens it." in report.notes
    assert len(dossier(desk).contacts) == 1


def test_a_day_that_cannot_be_is_today_and_that_is_said(desk: Desk, tmp_path: Path) -> None:
    late = mails.mail(date="Fri, 16 Nov 2029 10:00:00 +0000")
    never = mails.mail(date="", message_id="2@x", sender="bo@example.org")

    report = take(desk, tmp_path, late, never, as_referred=True)

    assert [dossier(desk, f"CD-2026-000{number}").received_on for number in (1, 2)] == [TODAY, TODAY]
    assert any("which is still to come; today is taken" in note for note in report.notes)
    assert any("names no day" in note for note in report.notes)


def test_an_import_is_one_step_that_can_be_taken_back_and_restored(
    desk: Desk, add_complaint: AddComplaint, tmp_path: Path
) -> None:
    add_complaint(email="ada@example.org")
    messages = [
        mails.mail(subject="CD-2026-0001"),
        mails.mail("Other.", sender="bo@example.org", message_id="2@x"),
    ]

    report = take(desk, tmp_path, *messages, as_referred=True)
    assert (report.new, report.updated) == (1, 1)
    assert report.batch is not None

    services.history.take_back_import(desk, report.batch)
    assert (dossier(desk).contacts, dossier(desk).messages) == ((), ())
    with pytest.raises(NotFoundError):
        dossier(desk, "CD-2026-0002")
    assert services.care.verify(desk).ok

    services.history.undo(desk)
    assert len(dossier(desk).contacts) == 1
    assert dossier(desk, "CD-2026-0002").narrative == "Other."
    services.triage.flag(desk, dossier(desk, "CD-2026-0002").id, urgent=True)
    with pytest.raises(CannotUndoError):
        services.history.take_back_import(desk, report.batch)
    assert services.care.verify(desk).ok


def test_each_complaint_s_timeline_tells_of_the_import(
    desk: Desk, add_complaint: AddComplaint, tmp_path: Path
) -> None:
    add_complaint(email="ada@example.org")

    take(
        desk, tmp_path, mails.mail(subject="CD-2026-0001"),
        mails.mail("Other.", sender="bo@example.org", message_id="2@x"), as_referred=True,
    )  # fmt: skip

    for reference in ("CD-2026-0001", "CD-2026-0002"):
        step = dossier(desk, reference).steps[-1]
        assert step.label == "import mail"
        assert [record.split()[0] for record in step.records].count("message") == 1


def test_a_file_that_changed_since_it_was_looked_at_is_refused_and_leaves_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    looked = look(desk, tmp_path, mails.mail())
    path = tmp_path / "in.mbox"
    path.write_bytes(path.read_bytes().replace(b"cold", b"warm"))

    with pytest.raises(ImportRefusedError, match="changed since it was looked at"):
        mail_intake.take(desk, looked, as_referred=True)

    assert list(desk.store.folder.attachments.glob("*/*")) == []


def test_an_import_that_is_stopped_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    looked = look(desk, tmp_path, mails.mail(), mails.mail("Two", sender="b@x.org", message_id="2@x"))
    calls: list[tuple[int, int]] = []

    with pytest.raises(ImportRefusedError, match="cancelled"):
        mail_intake.take(
            desk, looked, as_referred=True,
            progress=lambda done, total: calls.append((done, total)), cancelled=lambda: bool(calls),
        )  # fmt: skip

    assert len(calls) == 1
    assert list(desk.store.folder.attachments.glob("*/*")) == []
    assert services.queue.counts(desk)[0].count == 0


def test_what_would_be_done_is_what_is_done(desk: Desk, add_complaint: AddComplaint, tmp_path: Path) -> None:
    add_complaint(email="ada@example.org")
    looked = look(
        desk, tmp_path, mails.mail(subject="CD-2026-0001"), mails.mail("x", sender="b@x.org", message_id="2@x"),
        mails.mail(subject="Fwd: x", message_id="3@x"),
    )  # fmt: skip

    would = mail_intake.would(looked, as_referred=True)
    done = mail_intake.take(desk, looked, as_referred=True)

    for name in ("rows", "new", "updated", "known", "duplicate", "invalid", "left"):
        assert getattr(would, name) == getattr(done, name)
    assert "in.mbox: 3 messages: 1 new, 1 for complaints here, 1 to decide." in done.told()


def test_a_mailbox_full_of_hostile_messages_is_survived_and_nothing_is_lost(
    desk: Desk, tmp_path: Path
) -> None:
    """A hundred messages every day, two thousand for a release: with time and memory then, told on the terminal."""
    count = 2000 if RELEASE else 60
    hostile = list(mails.HOSTILE.values())
    messages = [
        hostile[number % len(hostile)]
        if number % 5 == 0
        else mails.mail(
            f"Message {number}: the boiler is cold.",
            sender=f"Customer {number} <c{number}@example.org>",
            message_id=f"{number}@example.org",
            enclosed={f"photo {number}.png": mails.PICTURE + bytes([number % 256])} if number % 2 else None,
        )
        for number in range(count)
    ]
    path = mails.write(tmp_path / "in.mbox", *messages)
    begun = time.perf_counter()

    looked = mail.look(desk, path)
    report = mail_intake.take(desk, looked, as_referred=True)

    seconds = time.perf_counter() - begun
    assert report.rows == count
    assert report.new == len(report.placed)
    kept = {each.name for each in desk.store.folder.attachments.glob("*/*")}
    originals = {
        each.piece.sha256 for each in looked.proposals if each.number in {one.number for one in report.placed}
    }
    assert originals <= kept
    sound = [number for number in range(count) if number % 5]
    assert report.new >= len(sound)
    enclosed = {
        hashlib.sha256(mails.PICTURE + bytes([number % 256])).hexdigest() for number in sound if number % 2
    }
    assert enclosed <= kept
    assert services.care.verify(desk).ok
    if RELEASE:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"\n{count:,} messages, {path.stat().st_size:,} bytes: {seconds:.1f} s, peak {peak} MB; {report.told(3)}"
        )
