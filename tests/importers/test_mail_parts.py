"""An e-mail is read for what it says; what it does to whoever reads it stays without effect."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaintdesk.importers import mail_parts
from complaintdesk.importers.mail import Address, Limits, Mail
from tests import mails

LIMITS = Limits()


def read(raw: bytes, limits: Limits = LIMITS) -> Mail:
    return mail_parts.read(raw, limits, with_content=True)


def test_a_plain_message_is_read_to_the_letter() -> None:
    found = read(
        mails.mail("It is cold: £40 for café.\n", subject="Boiler – again", answers="b2@example.org")
    )

    assert found.sender == Address("Ada Quill", "ada@example.org")
    assert found.recipients == (Address("", "robin@northmoor.example"),)
    assert found.subject == "Boiler – again"
    assert found.text == "It is cold: £40 for café."
    assert found.sent_at == datetime(2026, 11, 16, 10, tzinfo=UTC)
    assert (found.message_id, found.answers) == ("a1@example.org", ("b2@example.org",))
    assert (found.notices, found.automatic, found.enclosures) == ((), "", ())


def test_the_text_that_was_written_as_text_comes_before_html() -> None:
    raw = (
        b"From: a@example.org\nContent-Type: multipart/alternative; boundary=x\n\n"
        b"--x\nContent-Type: text/plain\n\nPlain.\n--x\nContent-Type: text/html\n\n<p>HTML.</p>\n--x--\n"
    )

    assert read(raw).text == "Plain."
    assert read(raw.replace(b"Plain.", b"  ")).text == "HTML."


def test_html_becomes_words_and_fetches_nothing() -> None:
    html = (
        b"<html><head><title>No</title><style>p{}</style></head><body><p>One &amp; two</p><script>x()</script>"
        b"<ul><li>three</li></ul><img src='https://example.org/t.png' alt='Logo'>"
        b"<blockquote>Earlier</blockquote></body>"
    )

    found = read(b"From: a@example.org\nContent-Type: text/html\n\n" + html)

    assert found.text.split("\n") == ["One & two", "", "- three", "", "[Logo]", "> Earlier"]


def test_an_enclosure_keeps_its_bytes_and_loses_its_folder() -> None:
    found = read(mails.mail(enclosed={"../../etc/pass\x1bwd\0.png": mails.PICTURE}))

    (one,) = found.enclosures
    assert (one.content, one.size) == (mails.PICTURE, len(mails.PICTURE))
    assert one.sha256 == hashlib.sha256(mails.PICTURE).hexdigest()
    assert "/" not in one.name
    assert not set(one.name) & {"\x1b", "\0"}
    assert (
        mail_parts.read(mails.mail(enclosed={"a.png": b"x"}), LIMITS, with_content=False)
        .enclosures[0]
        .content
        == b""
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [("..", "enclosure-1.octetstr"), ("C:\\mail\\x.doc", "x.doc"), ("a\u202egnp.exe", "a\ufffdgnp.exe")],
)
def test_a_name_of_an_enclosure_is_fit_to_be_shown(name: str, shown: str) -> None:
    assert read(mails.mail(enclosed={name: b"x"})).enclosures[0].name == shown


def test_a_very_long_name_keeps_its_ending() -> None:
    (one,) = read(mails.mail(enclosed={f"{'x' * 300}.pdf": b"x"})).enclosures

    assert len(one.name) <= 120
    assert one.name.endswith("….pdf")


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"Auto_Submitted": "auto-replied"}, "Auto-Submitted: auto-replied"),
        ({"Auto_Submitted": "no"}, ""),
        ({"X_Auto_Response_Suppress": "All"}, "X-Auto-Response-Suppress"),
        ({"Precedence": "bulk"}, "Precedence: bulk"),
        ({"Precedence": "first-class"}, ""),
        ({"Return_Path": "<>"}, "a report on the delivery of a message"),
    ],
)
def test_a_machine_is_known_by_its_headers(headers: dict[str, str], why: str) -> None:
    assert read(mails.mail(**headers)).automatic == why  # type: ignore[arg-type]  # headers by name


def test_what_was_forwarded_as_a_message_is_read_and_kept() -> None:
    inner = mails.mail(
        "I am the customer.", sender="Bo Marsh <bo@example.org>", subject="My flat", message_id="in@x.org"
    )
    raw = (
        b"From: desk@example.org\nSubject: Fwd\nContent-Type: multipart/mixed; boundary=x\n\n"
        b"--x\nContent-Type: text/plain\n\nPlease see.\n--x\nContent-Type: message/rfc822\n\n"
        + inner
        + b"\n--x--\n"
    )

    found = read(raw)

    assert found.inner is not None
    assert found.inner.sender == Address("Bo Marsh", "bo@example.org")
    assert found.inner.text == "I am the customer."
    assert [one.name for one in found.enclosures] == ["My flat.eml"]
    assert found.text == "Please see."


def test_what_only_outlook_opens_and_what_is_sealed_is_said() -> None:
    tnef = read(mails.mail(enclosed={"winmail.dat": b'x\x9f>"'}))
    sealed = read(b"From: a@example.org\nContent-Type: application/pkcs7-mime; name=smime.p7m\n\nx")

    assert "winmail.dat, which only Outlook opens" in tnef.notices[0]
    assert [one.name for one in tnef.enclosures] == ["winmail.dat"]
    assert "It is encrypted" in sealed.notices[0]


def test_flowed_lines_are_joined_and_quoted_ones_are_not() -> None:
    raw = b"From: a@example.org\nContent-Type: text/plain; format=flowed\n\nOne \ntwo.\n> quoted \nThree.\n-- \nAda\n"

    assert read(raw).text == "One two.\n> quoted \nThree.\n-- \nAda"


def test_the_same_message_is_known_whatever_way_it_took_and_another_is_not() -> None:
    plain = mails.mail()
    moved = b"Received: from here by there; Mon, 16 Nov 2026 10:00:05 +0000\nX-Label: seen\n" + plain

    assert read(plain).digest == read(moved).digest
    assert read(moved).received_at == datetime(2026, 11, 16, 10, 0, 5, tzinfo=UTC)
    others = [mails.mail("Other."), mails.mail(subject="Other"), mails.mail(enclosed={"a": b"x"})]
    assert len({read(each).digest for each in [plain, *others]}) == 4


def test_a_message_that_is_too_large_is_read_by_its_head() -> None:
    limits = Limits(message_bytes=5000)
    raw = mails.mail("x" * 6000)

    found = read(raw, limits)

    assert (found.subject, found.text, found.is_read) == ("Boiler", "", False)
    assert "so only its head was read" in found.notices[0]
    assert found.digest != read(raw + b"y", limits).digest


@pytest.mark.parametrize("raw", mails.HOSTILE.values(), ids=mails.HOSTILE.keys())
def test_nothing_a_sender_does_stops_the_reading(raw: bytes) -> None:
    found = read(raw)

    assert len(found.recipients) <= LIMITS.addresses
    assert "\n" not in found.subject
    assert "\0" not in found.text + found.subject
    found.text.encode("utf-8")


SAID = {
    "nested 3,000 deep": "nested too deep",
    "forwarded 3,000 times": "nested too deep",
    "30,000 addresses": "about 30,000 addresses; the first 50 are kept",
    "no such charset": "The charset is guessed (cp1252; it is said to be x-evil)",
    "line ends in the subject": "The subject holds line breaks",
    "60 parts": "more than 50 parts; 11 are in the original only",
    "no boundary": "parts could not be told apart",
    "an encoding nobody knows": "encoded as x-uue",
    "no head": "no head of an e-mail",
}


@pytest.mark.parametrize(("what", "said"), SAID.items())
def test_what_could_not_be_read_is_said(what: str, said: str) -> None:
    assert any(said in notice for notice in read(mails.HOSTILE[what]).notices)


def test_what_is_not_utf_8_is_still_words() -> None:
    assert read(mails.HOSTILE["no such charset"]).text == "£40 café"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.binary(max_size=200))
def test_any_bytes_are_some_message(head: bytes, body: bytes) -> None:
    for raw in (head, b"From: a@example.org\n" + head + b"\n\n" + body, mails.mail().replace(b"10:00", head)):
        found = read(raw)

        found.text.encode("utf-8")
        found.subject.encode("utf-8")


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 3000), st.integers(0, 255), st.integers(0, 3000))
def test_a_damaged_message_is_read_as_far_as_it_goes(at: int, byte: int, cut: int) -> None:
    raw = bytearray(mails.mail(enclosed={"a.png": mails.PICTURE[:600]}))
    raw[at % len(raw)] = byte

    read(bytes(raw))
    read(bytes(raw[: cut % len(raw)]))
