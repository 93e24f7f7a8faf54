"""E-mails for tests: plain ones, and those that a hostile or a careless sender makes."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40


def mail(
    text: str = "The boiler is cold again.\n",
    *,
    sender: str = "Ada Quill <ada@example.org>",
    subject: str = "Boiler",
    date: str = "Mon, 16 Nov 2026 10:00:00 +0000",
    message_id: str = "a1@example.org",
    answers: str = "",
    enclosed: dict[str, bytes] | None = None,
    **headers: str,
) -> bytes:
    """Return a message as a mail program writes it; other headers by name, `_` for `-`."""
    made = EmailMessage()
    given = {
        "From": sender, "To": "robin@northmoor.example", "Subject": subject, "Date": date,
        "Message-ID": f"<{message_id}>" if message_id else "",
        "In-Reply-To": f"<{answers}>" if answers else "",
    }  # fmt: skip
    for name, value in {
        **given,
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }.items():
        if value:
            made[name] = value
    made.set_content(text)
    for name, content in (enclosed or {}).items():
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def nested(depth: int) -> bytes:
    """Return a message whose parts lie so deep in each other."""
    within = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (place, place) for place in range(depth)
    )
    return (
        b"From: bomb@example.org\nSubject: Deep\nMIME-Version: 1.0\n"
        + within
        + b"Content-Type: text/plain\n\nx\n"
    )


def forwarded_in_forwarded(depth: int) -> bytes:
    """Return a message in a message in a message."""
    head = b"From: r%d@example.org\nSubject: Within %d\nContent-Type: message/rfc822\n\n"
    return b"".join(head % (place, place) for place in range(depth)) + b"From: z@example.org\n\nhello"


HOSTILE = {
    "nested 3,000 deep": nested(3000),
    "forwarded 3,000 times": forwarded_in_forwarded(3000),
    "comments in comments": b"From: a@example.org\nTo: " + b"(" * 100_000 + b"\nSubject: p\n\nhi",
    "a sender of comments": b"From: " + b"(" * 5000 + b" a@example.org\n\nhi",
    "30,000 addresses": b"From: a@example.org\nTo: "
    + b",".join(b"u%d@example.org" % number for number in range(30_000))
    + b"\n\nhi",
    "no such charset": b"From: a@example.org\nContent-Type: text/plain; charset=x-evil\n\n\xa340 caf\xe9",
    "a charset that unpacks": b"From: a@example.org\nContent-Type: text/plain; charset=zlib\n\nx\x9c",
    "line ends in the subject": b"From: a@example.org\nSubject: =?utf-8?q?a=0D=0ABcc:_x?=\n\nhi",
    "nulls": b"From: a@example.org\nSubject: a\0b\n\nhi\0there",
    "nothing": b"",
    "no head": b"Just some words.\n",
    "every byte": bytes(range(256)) * 50,
    "no boundary": b"From: a@example.org\nContent-Type: multipart/mixed; boundary=\n\nhi",
    "a boundary that never comes": b"From: a@example.org\nContent-Type: multipart/mixed; boundary=x\n\nhi",
    "cut short": b"From: a@example.org\nContent-Type: multipart/mixed; boundary=x\n\n"
    b"--x\nContent-Type: text/plain\n\nhi",
    "base64 that is none": b"From: a@example.org\nContent-Transfer-Encoding: base64\n\n!!!a",
    "an encoding nobody knows": b"From: a@example.org\nContent-Transfer-Encoding: x-uue\n\nbegin",
    "a date that never was": b"From: a@example.org\nDate: Wed, 99 Foo 2026 99:99:99 +9999\n\nhi",
    "a year far away": b"From: a@example.org\nDate: Wed, 1 Jan 9999 10:00:00 -2359\n\nhi",
    "an empty address": b"From: <>\nTo: ,,,,\n\nhi",
    "an encoded word cut short": b"From: =?utf-8?b?QWRh <a@example.org>\nSubject: =?utf-8?b?!!?=\n\nhi",
    "50,000 headers": b"From: a@example.org\n" + b"X: y\n" * 50_000 + b"\nhi",
    "60 parts": b"From: a@example.org\nContent-Type: multipart/mixed; boundary=x\n\n"
    + b"--x\nContent-Type: text/plain\n\np\n" * 60
    + b"--x--\n",
    "html without end": b"From: a@example.org\nContent-Type: text/html\n\n" + b"<div><!--" * 5000 + b"hi",
}  # fmt: skip
"""What it is -> the message."""


def mailbox(messages: list[bytes]) -> bytes:
    """Return a mailbox of messages, its own lines escaped."""
    return b"".join(
        b"From x@example.org Mon Nov 16 10:00:%02d 2026\n" % (place % 60)
        + (b"\n" + each).replace(b"\nFrom ", b"\n>From ")[1:]
        + b"\n\n"
        for place, each in enumerate(messages)
    )


def write(path: Path, *messages: bytes) -> Path:
    """Write a message, or several as a mailbox, and return where."""
    path.write_bytes(messages[0] if path.suffix == ".eml" else mailbox(list(messages)))
    return path
