"""The encoding of a file: found by its marks and by what decodes, never by leaving anything out."""

from __future__ import annotations

import codecs
import io
import re
from pathlib import Path
from typing import NamedTuple

from complaintdesk.errors import ImportRefusedError
from complaintdesk.importers.files import CHUNK, open_bytes, unpacked

WIDE = ("utf-16", "utf-32")
"""How the names of encodings begin that take two or four bytes a character."""

_STRAY = re.compile("[\udc80-\udcff]")


class Start(NamedTuple):
    """What the first pass over the bytes tells of the encoding."""

    head: bytes
    size: int
    zeros: int
    """How many bytes are zero."""

    is_utf8: bool


_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def find_encoding(path: Path, start: Start, asked: str | None = None) -> tuple[str, bool, bool]:
    """Return the encoding, whether it is a guess, and whether some bytes may not be in it.

    A mark at the beginning tells, then whether all of it is UTF-8; whatever else
    decodes is a guess, Windows-1252 before all others.

    Args:
        path: The file.
        start: What is known of its bytes.
        asked: The handler's word on the encoding.

    Raises:
        ImportRefusedError: If it is in no encoding that is known, or breaks off inside a character.
    """
    if asked is not None:
        try:
            # Unlike codecs.lookup, this knows text from compression and the like.
            name = codecs.lookup(io.TextIOWrapper(io.BytesIO(), encoding=asked).encoding).name
        except (LookupError, ValueError) as error:
            raise ImportRefusedError(f"{asked} is no known encoding; try utf-8, utf-16 or cp1252.") from error
        if name.startswith(WIDE):
            return _wide(path, name, guessed=False)
        return name, False, not _whole(path, name)
    marked = next((name for mark, name in _MARKS if start.head.startswith(mark)), None)
    if marked and marked != "utf-8-sig":
        return _wide(path, marked, guessed=False)
    if start.zeros > start.size // 4:
        # Text in UTF-16 without a mark has a zero byte in most of its characters.
        return _wide(path, "utf-16-be" if start.head[:1] == b"\0" else "utf-16-le", guessed=True)
    name = marked or "utf-8"
    if start.is_utf8:
        return name, False, False
    if marked or _mostly_utf8(path):
        return name, False, True
    if _whole(path, "cp1252"):
        return "cp1252", True, False
    return _guess(path), True, False


def _wide(path: Path, name: str, *, guessed: bool) -> tuple[str, bool, bool]:
    if not _whole(path, name, "surrogatepass"):
        raise ImportRefusedError(
            f"{path.name} is in {name.upper()} but breaks off or is damaged inside a character; get it again."
        )
    return name, guessed, True


def _whole(path: Path, name: str, errors: str = "strict") -> bool:
    """Return whether the whole file decodes."""
    decoder = codecs.getincrementaldecoder(name)(errors)
    raw, stream = open_bytes(path)
    with raw, stream:
        return all(decodes(decoder, chunk) for chunk in unpacked(stream, path)) and decodes(
            decoder, b"", final=True
        )


def decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    """Return whether the next bytes, or with `final` the last ones, are text in the decoder's encoding."""
    try:
        decoder.decode(chunk, final)
    except UnicodeError:
        return False
    return True


def _mostly_utf8(path: Path) -> bool:
    """Return whether the file has at least as many characters of UTF-8 beyond ASCII as bytes that are none.

    Then it is UTF-8 with some damage; read as anything else, every good character
    would turn into two wrong ones.
    """
    good = bad = 0
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    raw, stream = open_bytes(path)
    with raw, stream:
        for chunk in unpacked(stream, path):
            text = decoder.decode(chunk)
            stray = len(_STRAY.findall(text))
            bad += stray
            good += len(text) - len(text.encode("ascii", "ignore")) - stray
    return good >= max(bad, 1)


def _guess(path: Path) -> str:
    """Return the best guess at the encoding from the lines that are not ASCII."""
    # Loaded here because it is heavy and hardly ever needed.
    from charset_normalizer import from_bytes

    sample = bytearray()
    raw, stream = open_bytes(path)
    with raw, stream:
        for chunk in unpacked(stream, path):
            for line in chunk.splitlines(keepends=True):
                if not line.isascii() and len(sample) < CHUNK // 4:
                    sample += line
    best = from_bytes(bytes(sample)).best()
    if best is None or not _whole(path, best.encoding):
        raise ImportRefusedError(
            f"{path.name} is in no encoding that could be found; save it as UTF-8, or name its encoding."
        )
    return best.encoding
