"""A file is what its bytes say; what would run when opened is known, whatever it is called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintdesk.rules import file_kinds

KINDS = {
    "a PDF": (b"%PDF-1.7", "x", "application/pdf", False),
    "a PNG called JPEG": (b"\x89PNG\r\n\x1a\n", "a.jpg", "image/png", False),
    "a JPEG": (b"\xff\xd8\xff\xe0", "a", "image/jpeg", False),
    "a HEIC": (b"\0\0\0\x18ftypheic", "a", "image/heic", False),
    "a film": (b"\0\0\0\x18ftypisom", "a", "video/mp4", False),
    "a WAV": (b"RIFF\0\0\0\0WAVE", "a", "audio/wav", False),
    "an unknown RIFF": (b"RIFF\0\0\0\0ABCD", "a", "application/octet-stream", False),
    "a Word document": (
        b"PK\x03\x04\x14\0[Content_Types].xml..PK\x03\x04word/document.xml", "a",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", False,
    ),
    "a ZIP": (b"PK\x03\x04\x14\0a.txt", "a.pdf", "application/zip", False),
    "a Java program": (b"PK\x03\x04\x14\0META-INF/MANIFEST.MF", "a.zip", "application/java-archive", True),
    "a macro document": (b"PK\x03\x04\x14\0..", "a.DOCM ", "application/zip", True),
    "a program called a picture": (b"MZ\x90\0", "a.jpg", "application/vnd.microsoft.portable-executable", True),
    "a Linux program": (b"\x7fELF\x02", "letter", "application/x-executable", True),
    "a script": (b"#!/bin/sh\n", "readme.txt", "text/x-script", True),
    "a recording, no script": (b"#!AMR\n", "a", "audio/amr", False),
    "a batch file": (b"del *.*\r\n", "letter.bat", "text/plain", True),
    "a starter": (b"[Desktop Entry]\nExec=rm\n", "Letter.desktop", "text/plain", True),
    "a shortcut": (b"L\0\0\0\x01\x14\x02\0", "a.pdf", "application/x-ms-shortcut", True),
    "a web page": (b"<!DOCTYPE html><html>", "a", "text/html", False),
    "a drawing": (b"<?xml version='1.0'?><svg ", "a", "image/svg+xml", False),
    "XML": (b"<?xml version='1.0'?><a/>", "a", "application/xml", False),
    "an e-mail": (b"Received: by x\nFrom: a@b.c\n\n", "a.eml", "message/rfc822", False),
    "a table": (b"a,b\n1,2\n", "a.CSV", "text/csv", False),
    "a text": ("£40 für café".encode(), "a", "text/plain", False),
    "a wide text": ("\ufeffabc".encode("utf-16"), "a", "text/plain", False),
    "a winmail.dat": (b'x\x9f>"', "winmail.dat", "application/ms-tnef", False),
    "nothing": (b"", "a.exe", "text/plain", True),
    "noise": (b"\x01\x02\x03", "a.png", "application/octet-stream", False),
    "a BMP": (b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28", "a", "image/bmp", False),
    "words that begin with BM": (b"BM is a bank that wrote to me", "a", "text/plain", False),
}  # fmt: skip


@pytest.mark.parametrize(("head", "name", "media_type", "runs"), KINDS.values(), ids=KINDS.keys())
def test_a_kind_is_found(head: bytes, name: str, media_type: str, runs: bool) -> None:
    kind = file_kinds.kind_of(head, name)

    assert (kind.media_type, kind.runs) == (media_type, runs)


@given(st.binary(max_size=200), st.text(max_size=30))
def test_every_file_is_of_some_kind(head: bytes, name: str) -> None:
    kind = file_kinds.kind_of(head, name)

    assert "/" in kind.media_type
    file_kinds.disguise(kind, name)


@pytest.mark.parametrize(
    ("head", "name", "said"),
    [
        (b"MZ\x90", "photo.jpg", "Its name ends in .jpg, but it is a program for Windows."),
        (b"%PDF-", "a.png", "Its name ends in .png, but it is a PDF."),
        (b"\x89PNG\r\n\x1a\n", "a.jpg", ""),
        (b"%PDF-", "a.pdf", ""),
        (b"%PDF-", "a", ""),
        (b"a,b", "a.csv", ""),
        (b"hello", "a.json", ""),
        (b"\x01\x02", "a.png", ""),
        (b"#!/bin/sh", "a.txt", "Its name ends in .txt, but it is a script."),
    ],
)
def test_a_name_that_says_something_else_is_named(head: bytes, name: str, said: str) -> None:
    assert file_kinds.disguise(file_kinds.kind_of(head, name), name) == said
