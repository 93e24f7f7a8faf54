"""Whatever is done to a file, an import adds up, is whole or nothing, and finds nothing new the second time."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from complaintdesk.errors import DeskError
from complaintdesk.importers import reading
from complaintdesk.importers.drafts import ComplaintDraft, Problem
from complaintdesk.services import importing
from complaintdesk.services.care import verify
from complaintdesk.services.desk import Desk
from complaintdesk.services.import_sinks import Loading
from complaintdesk.services.importing import Request
from tests.faults.counts import rounds, seeded, tell
from tests.importers.test_dialects import DIALECTS

READ = rounds("import-fuzz")
"""Files that are read."""

IMPORTED = max(READ // 100, 50)
"""Of them, files that are imported too: that costs a step on the disk each."""

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1")
PIECES = (
    b'"',
    b"'",
    b",",
    b";",
    b"\t",
    b"|",
    b"\n",
    b"\r\n",
    b"\r",
    b"\0",
    b"\xff",
    b"\xe2\x80",
    b"\xef\xbb\xbf",
    b"{",
    b"]",
)


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(1, len(content) + 1)]


def _flip(content: bytes, chance: random.Random) -> bytes:
    flipped = bytearray(content)
    for _ in range(chance.randint(1, 5)):
        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def _quotes(content: bytes, chance: random.Random) -> bytes:
    places = [place for place, byte in enumerate(content) if byte == ord('"')]
    if not places:
        return content
    place = chance.choice(places)
    return content[:place] + content[place + 1 :]


def _shuffle(content: bytes, chance: random.Random) -> bytes:
    lines = content.splitlines(keepends=True)
    separator = max(b",;\t", key=lines[0].count)
    order = list(range(lines[0].count(separator) + 1))
    chance.shuffle(order)
    mixed = []
    for line in lines:
        cells = line.rstrip(b"\r\n").split(bytes([separator]))
        if len(cells) == len(order):
            cells = [cells[place] for place in order]
        mixed.append(bytes([separator]).join(cells) + b"\n")
    return b"".join(mixed)


def _lines(content: bytes, chance: random.Random) -> bytes:
    lines = content.splitlines(keepends=True)
    head, rest = lines[:1], lines[1:]
    for _ in range(chance.randint(1, 3)):
        match chance.randrange(3):
            case 0:
                chance.shuffle(rest)
            case 1:
                rest += [chance.choice(lines)]
            case _ if rest:
                del rest[chance.randrange(len(rest))]
    return b"".join(head + rest)


def _mix(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content))
    text = content.decode("utf-8", "replace")
    return content[:place] + text[place:].encode(chance.choice(ENCODINGS), "replace")


def _insert(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content) + 1)
    return content[:place] + chance.choice(PIECES) * chance.randint(1, 3) + content[place:]


HARMS = (_cut, _flip, _quotes, _shuffle, _lines, _mix, _insert)


def mutated(count: int) -> Iterator[bytes]:
    """Yield files of all systems, each harmed once to three times."""
    chance = seeded(8)
    sound = [
        dialect.content if isinstance(dialect.content, bytes) else dialect.content.encode()
        for dialect in DIALECTS.values()
    ]
    for _ in range(count):
        content = chance.choice(sound)
        for _ in range(chance.randint(1, 3)):
            content = chance.choice(HARMS)(content, chance) or b"\n"
        yield content


def test_a_harmed_file_is_read_or_refused_and_every_record_is_one_or_the_other(
    desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "fuzz.csv"
    read = refused = 0
    for content in mutated(READ):
        path.write_bytes(content)
        try:
            file = reading.read(path, desk.presets, mapping={}, date_order="dmy")
            items = list(file)
        except DeskError as refusal:
            assert "\n" not in str(refusal)
            refused += 1
            continue
        read += 1
        drafts = [item for item in items if isinstance(item, ComplaintDraft)]
        problems = [item for item in items if isinstance(item, Problem)]
        assert len(drafts) + len(problems) == file.rows
        assert all(problem.reason.endswith(".") for problem in problems)
        assert all(draft.key and len(draft.digest) == 64 for draft in drafts)

    tell("import-fuzz", READ, read=read, refused=refused)
    # Harm that is always refused, or never, would show nothing.
    assert read > READ // 4
    assert refused > READ // 50


def test_a_harmed_file_is_imported_whole_or_not_at_all(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "fuzz.csv"
    taken = 0
    for content in mutated(IMPORTED):
        path.write_bytes(content)
        request = Request(path, date_order="dmy")
        before = _held(desk)
        try:
            looked = importing.dry_run(desk, request)
            report = importing.run(desk, request)
        except DeskError:
            assert _held(desk) == before
            continue
        counts = (report.new, report.updated, report.known, report.duplicate, report.invalid)
        assert counts == (looked.new, looked.updated, looked.known, looked.duplicate, looked.invalid)
        assert report.rows == sum(counts)
        assert _held(desk)["complaint"] == before["complaint"] + report.new
        again = importing.dry_run(desk, request)
        assert (again.new, again.updated, again.rows) == (0, 0, report.rows)
        taken += 1

    assert taken > IMPORTED // 4
    assert verify(desk).problems == ()


def _held(desk: Desk) -> dict[str, int]:
    return {
        table: int(desk.reader.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
        for table in ("complaint", "customer", "import_batch", "journal_step")
    }


@pytest.mark.parametrize("spoiled", ["insert", "finish"])
def test_an_import_that_breaks_off_leaves_nothing(
    desk: Desk, tmp_path: Path, spoiled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text(
        "\n".join(json.dumps({"ref": n, "received": "2026-10-01", "text": "x"}) for n in range(3_000))
    )
    before = _held(desk)
    inserted = Loading.insert

    def failing(sink: Loading, *arguments: object) -> object:
        if spoiled == "insert":
            inserted(sink, *arguments)  # type: ignore[arg-type]
        raise RuntimeError(spoiled)

    monkeypatch.setattr(Loading, spoiled, failing)
    with pytest.raises(RuntimeError):
        importing.run(desk, Request(path))

    assert _held(desk) == before
    assert verify(desk).problems == ()
