"""The rejects file: complete, harmless in a spreadsheet, and importable once mended."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintdesk.importers import reading
from complaintdesk.importers.drafts import Problem
from complaintdesk.importers.presets import Preset
from complaintdesk.importers.rejects import REJECT_COLUMNS, write_rejects
from complaintdesk.rules.spreadsheet import guarded, unguarded

AddFile = Callable[..., Path]


@given(st.text())
def test_taking_off_one_apostrophe_gives_every_cell_back(text: str) -> None:
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+44 20",
        "-5",
        "@SUM(A1)",
        "|cmd",
        "%x",
        "\t=1",
        "\r=1",
        "  =1",
        "\u200b=1",
        "\ufeff=1",
        "\u00a0=1",
        "\n=1",
        "＝1",
        "＋1",
        "－1",
        "＠1",
    ],
)
def test_what_a_spreadsheet_would_reckon_is_put_behind_an_apostrophe(text: str) -> None:
    assert guarded(text) == "'" + text


@pytest.mark.parametrize("text", ["", "plain", "a=b", "12.5", "(=1)"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


def test_the_file_holds_line_reason_and_the_record(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    problems = [Problem(7, "Mend it.", ("A-1", "=cmd", "two\nlines")), Problem(9, "Cut.", ("A-2", "\udc93"))]

    assert write_rejects(path, ("ref", "received", "text"), problems) == 2
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))) == [
        [*REJECT_COLUMNS, "ref", "received", "text"],
        ["7", "Mend it.", "A-1", "'=cmd", "two\nlines"],
        ["9", "Cut.", "A-2", "\\udc93"],
    ]
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["rejects.csv"]


def test_a_writing_that_fails_leaves_the_earlier_file(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    path.write_text("earlier", encoding="utf-8")

    def failing() -> list[Problem]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_rejects(path, (), (problem for _ in range(1) for problem in failing()))

    assert path.read_text(encoding="utf-8") == "earlier"
    assert [entry.name for entry in tmp_path.iterdir()] == ["rejects.csv"]


def test_a_mended_rejects_file_imports_into_the_same_source(
    add_file: AddFile, known: dict[str, Preset], tmp_path: Path
) -> None:
    header = "ref,received,category,customer,text\n"
    items = reading.read(
        add_file(header + "A-1,2024-03-26,Delay,C1,x\nA-2,2024-02-30,Delay,+44 20,'=so it says\n"), known
    )
    problems = [item for item in items if isinstance(item, Problem)]
    path = tmp_path / "rejects.csv"
    write_rejects(path, items.header, problems)
    path.write_bytes(path.read_bytes().replace(b"2024-02-30", b"2024-02-29"))

    again = reading.read(path, known)
    (draft,) = again

    assert not isinstance(draft, Problem)
    assert (draft.key, draft.customer, draft.narrative) == ("A-2", "+44 20", "'=so it says")
    assert again.source == items.source
    assert draft.extra == {}


def test_a_rejects_file_mapped_by_hand_stays_in_its_source(
    add_file: AddFile, known: dict[str, Preset], tmp_path: Path
) -> None:
    mapping = {"received_on": "Date", "source_id": "No"}
    items = reading.read(add_file("No,Date\n1,2024-03-26\n2,2024-03-32\n"), known, mapping=mapping)
    path = tmp_path / "rejects.csv"
    write_rejects(path, items.header, [item for item in items if isinstance(item, Problem)])

    # The only record has no date at all; mended, it is read.
    path.write_bytes(path.read_bytes().replace(b"03-32", b"03-30"))
    assert reading.read(path, known, mapping=mapping).source == items.source
