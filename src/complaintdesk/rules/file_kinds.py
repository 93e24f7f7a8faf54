"""What a file is, by its own bytes: the name it came with proves nothing.

A kind is a media type, words for it, and whether opening it would run something.
"""

from __future__ import annotations

import mimetypes
import re
from typing import NamedTuple

HEAD = 16_384
"""Bytes at the beginning of a file that are looked at."""

UNKNOWN = "application/octet-stream"


class Kind(NamedTuple):
    """What a file is."""

    media_type: str
    words: str
    runs: bool = False
    """Whether opening it may run it: a program, a script, a shortcut, a document with macros."""


_SIGNS: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF-", Kind("application/pdf", "a PDF")),
    (b"\x89PNG\r\n\x1a\n", Kind("image/png", "a picture (PNG)")),
    (b"\xff\xd8\xff", Kind("image/jpeg", "a picture (JPEG)")),
    (b"GIF87a", Kind("image/gif", "a picture (GIF)")),
    (b"GIF89a", Kind("image/gif", "a picture (GIF)")),
    (b"II*\0", Kind("image/tiff", "a picture (TIFF)")),
    (b"MM\0*", Kind("image/tiff", "a picture (TIFF)")),
    (b"\x7fELF", Kind("application/x-executable", "a program for Linux", True)),
    (b"\xcf\xfa\xed\xfe", Kind("application/x-mach-binary", "a program for macOS", True)),
    (b"\xce\xfa\xed\xfe", Kind("application/x-mach-binary", "a program for macOS", True)),
    (b"\xca\xfe\xba\xbe", Kind("application/x-mach-binary", "a program for macOS or Java", True)),
    (b"#!", Kind("text/x-script", "a script", True)),
    (b"L\0\0\0\x01\x14\x02\0", Kind("application/x-ms-shortcut", "a Windows shortcut", True)),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        Kind("application/x-ole-storage", "an older Office or Outlook file"),
    ),
    (b"{\\rtf", Kind("application/rtf", "a text with layout (RTF)")),
    (b"\x1f\x8b", Kind("application/gzip", "a packed file (gzip)")),
    (b"BZh", Kind("application/x-bzip2", "a packed file (bzip2)")),
    (b"\xfd7zXZ\0", Kind("application/x-xz", "a packed file (xz)")),
    (b"7z\xbc\xaf\x27\x1c", Kind("application/x-7z-compressed", "an archive (7z)")),
    (b"Rar!\x1a\x07", Kind("application/vnd.rar", "an archive (RAR)")),
    (b"MSCF", Kind("application/vnd.ms-cab-compressed", "an archive (CAB)")),
    (b"ID3", Kind("audio/mpeg", "a recording (MP3)")),
    (b"\xff\xfb", Kind("audio/mpeg", "a recording (MP3)")),
    (b"\xff\xf3", Kind("audio/mpeg", "a recording (MP3)")),
    (b"OggS", Kind("audio/ogg", "a recording (Ogg)")),
    (b"fLaC", Kind("audio/flac", "a recording (FLAC)")),
    (b"#!AMR", Kind("audio/amr", "a recording (AMR)")),
    (b"\x1aE\xdf\xa3", Kind("video/x-matroska", "a film (Matroska)")),
    (b"SQLite format 3\0", Kind("application/vnd.sqlite3", "a database")),
    (b'x\x9f>"', Kind("application/ms-tnef", "a winmail.dat, which only Outlook opens")),
)

_RIFF = {
    b"WAVE": Kind("audio/wav", "a recording (WAV)"),
    b"AVI ": Kind("video/x-msvideo", "a film (AVI)"),
    b"WEBP": Kind("image/webp", "a picture (WebP)"),
}

_BRANDS = {
    b"heic": Kind("image/heic", "a picture (HEIC)"),
    b"heix": Kind("image/heic", "a picture (HEIC)"),
    b"mif1": Kind("image/heif", "a picture (HEIF)"),
    b"avif": Kind("image/avif", "a picture (AVIF)"),
    b"M4A ": Kind("audio/mp4", "a recording (M4A)"),
    b"qt  ": Kind("video/quicktime", "a film (QuickTime)"),
}

_PACKED = (
    (
        b"word/",
        Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "a Word document"),
    ),
    (b"xl/", Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "an Excel workbook")),
    (
        b"ppt/",
        Kind("application/vnd.openxmlformats-officedocument.presentationml.presentation", "a PowerPoint"),
    ),
    (
        b"mimetypeapplication/vnd.oasis.opendocument",
        Kind("application/vnd.oasis.opendocument", "an OpenDocument file"),
    ),
    (b"META-INF/", Kind("application/java-archive", "a Java program", True)),
    (b"AndroidManifest.xml", Kind("application/vnd.android.package-archive", "an Android program", True)),
)

_RUNS_BY_NAME = frozenset(
    {
        "app", "appimage", "application", "bat", "chm", "cmd", "com", "command", "cpl", "csh", "desktop", "docm",
        "dotm", "exe", "hta", "jar", "jnlp", "js", "jse", "ksh", "lnk", "msc", "msi", "msp", "pif", "pl", "pptm",
        "ppsm",
        "ps1", "psm1", "py", "pyw", "rb", "reg", "scf", "scr", "sct", "sh", "url", "vb", "vbe", "vbs",
        "workflow", "ws", "wsf", "wsh", "xlam", "xlsm", "xltm",
    }
)  # fmt: skip
"""Endings of what a system runs, or hands to something that does."""

_TEXTS = {
    "csv": Kind("text/csv", "a table (CSV)"),
    "md": Kind("text/markdown", "a text (Markdown)"),
    "ics": Kind("text/calendar", "a calendar entry"),
    "vcf": Kind("text/vcard", "a visiting card"),
    "json": Kind("application/json", "data (JSON)"),
    "log": Kind("text/plain", "a text"),
}

_PLAIN = Kind("text/plain", "a text")
_MAIL_HEAD = re.compile(
    rb"(?:(?:Return-Path|Received|From|Message-ID|MIME-Version|Delivered-To|DKIM-Signature|Date|Subject|To):|From )",
    re.IGNORECASE,
)
_HTML = re.compile(
    rb"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_SVG = re.compile(rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?<svg\b", re.IGNORECASE | re.DOTALL)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def kind_of(head: bytes, name: str) -> Kind:
    """Return what a file is by the beginning of its bytes; its name only tells texts apart, and what runs.

    Args:
        head: Its first bytes, `HEAD` of them where it has as many.
        name: The name it came with.
    """
    found = _by_bytes(head, _ending(name))
    return found if found.runs else found._replace(runs=_ending(name) in _RUNS_BY_NAME)


def disguise(kind: Kind, name: str) -> str:
    """Return in a sentence that a name says another kind than the file is; "" where it does not."""
    said = mimetypes.guess_type(name, strict=False)[0]
    if said is None or said == kind.media_type or kind.media_type == UNKNOWN:
        return ""
    if kind.runs:
        is_plain = _ending(name) in _RUNS_BY_NAME
    else:
        family, other = said.partition("/")[0], kind.media_type.partition("/")[0]
        # A JPEG called .png, a table called .txt: nobody is misled by that.
        is_plain = family == other or (kind.media_type.startswith("text/") and family == "application")
    if is_plain:
        return ""
    return f"Its name ends in .{_ending(name)}, but it is {kind.words}."


def _ending(name: str) -> str:
    stem, dot, ending = name.strip(" .").rpartition(".")
    return ending.lower() if dot and stem else ""


def _by_bytes(head: bytes, ending: str) -> Kind:
    if head[:2] == b"MZ":
        return Kind("application/vnd.microsoft.portable-executable", "a program for Windows", True)
    for sign, kind in sorted(_SIGNS, key=lambda each: -len(each[0])):
        if head.startswith(sign):
            return kind
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12], Kind(UNKNOWN, "a file of an unknown kind"))
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], Kind("video/mp4", "a film (MP4)"))
    if head.startswith(b"PK\x03\x04"):
        return next(
            (kind for sign, kind in _PACKED if sign in head), Kind("application/zip", "an archive (ZIP)")
        )
    if head.startswith(b"BM") and len(head) > 14 and head[6:10] == b"\0\0\0\0":
        return Kind("image/bmp", "a picture (BMP)")
    return _text(head, ending)


def _text(head: bytes, ending: str) -> Kind:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _TEXTS.get(ending, _PLAIN)
    if _CONTROLS.search(head):
        return Kind(UNKNOWN, "a file of an unknown kind")
    if _SVG.match(head):
        return Kind("image/svg+xml", "a drawing (SVG)")
    if _HTML.match(head):
        return Kind("text/html", "a web page")
    if head.lstrip()[:5] == b"<?xml":
        return Kind("application/xml", "data (XML)")
    if ending == "eml" and _MAIL_HEAD.match(head):
        return Kind("message/rfc822", "an e-mail")
    return _TEXTS.get(ending, _PLAIN)
