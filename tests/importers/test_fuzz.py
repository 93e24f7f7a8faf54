"""Whatever the bytes are: drafts and problems, or one refusal, and never a crash."""

from __future__ import annotations

import csv
import gzip
import io
import os
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaintdesk.errors import ImportRefusedError
from complaintdesk.importers import reading
from complaintdesk.importers.drafts import ComplaintDraft, Problem
from complaintdesk.importers.presets import Preset

ROUNDS = int(os.environ.get("COMPLAINTDESK_FUZZ_ROUNDS", "300"))
HEAD = ("ref", "received", "category", "customer", "text")
FUZZED = settings(
    max_examples=ROUNDS,
    deadline=None,
    # The file is written anew by every example.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", "2024-03-26", "3/4/2024", "31/12/2024", "A-1", 'say "no"', "a,b", "x\r\ny", "\0", "'="]
    ),
)
PIECES = st.one_of(
    st.binary(max_size=12),
    st.sampled_from(
        [b"ref,received,category,customer,text\n", b"A-1,2024-03-26,Delay,C,x\n", b'"', b",", b";", b"\n",
         b"\r\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\0", b"\xe2\x80", b"\x93",
         b'A-2,2024-03-27,Delay,"C', b"\x1f\x8b"]
    ),
)  # fmt: skip


def outcome(path: Path, known: dict[str, Preset]) -> list[ComplaintDraft | Problem] | None:
    """Return what the file became; None where it was refused in one sentence."""
    try:
        items = reading.read(path, known)
        found = list(items)
    except ImportRefusedError:
        return None
    assert items.rows == len(found)
    assert items.bytes_done == items.bytes_total
    for item in found:
        assert item.line > 1
        if isinstance(item, Problem):
            assert item.reason.endswith(".")
        else:
            assert len(item.digest) == 64
    return found


@FUZZED
@given(st.lists(PIECES, max_size=12), st.booleans())
def test_any_bytes_are_read_or_refused(
    tmp_path: Path, known: dict[str, Preset], pieces: list[bytes], packed: bool
) -> None:
    content = b"".join(pieces)
    path = tmp_path / "fuzz.csv"
    path.write_bytes(gzip.compress(content) if packed else content)
    outcome(path, known)


@FUZZED
@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=8))
def test_records_in_are_drafts_and_problems_out(
    tmp_path: Path, known: dict[str, Preset], rows: list[list[str]]
) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(HEAD)
    writer.writerow(("A-0", "2024-12-31", "Delay", "C", "x"))
    writer.writerows(rows)
    path = tmp_path / "fuzz.csv"
    path.write_bytes(written.getvalue().encode("utf-8"))

    found = outcome(path, known)

    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if found is not None:
        blank = sum(1 for row in rows if len(row) == len(HEAD) and any(row)) - sum(
            1 for row in filled if len(row) == len(HEAD)
        )
        assert len(found) == 1 + len(filled) + blank


@FUZZED
@given(st.data())
def test_a_damaged_file_is_read_or_refused(
    tmp_path: Path, known: dict[str, Preset], data: st.DataObject
) -> None:
    lines = [
        ",".join(HEAD),
        *(f'A-{number},2024-03-{number + 10},Delay,"C, Ltd","Zoë\nx"' for number in range(9)),
    ]
    content = bytearray("\n".join([*lines, ""]).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        match data.draw(st.sampled_from(["flip", "drop", "cut", "mark"])):
            case "flip":
                content[at] ^= 1 << data.draw(st.integers(0, 7))
            case "drop":
                del content[at : at + data.draw(st.integers(1, 20))]
            case "cut":
                del content[at + 1 :]
            case _:
                content[at:at] = b'"'
        content = content or bytearray(b"\n")
    path = tmp_path / "fuzz.csv"
    path.write_bytes(content)
    outcome(path, known)
