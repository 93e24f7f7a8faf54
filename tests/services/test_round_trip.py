"""A table that was exported is taken in again: the same complaints, whatever is in their words."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.config import Places, Settings, shipped_data
from complaintdesk.importers.presets import parse_mapping
from complaintdesk.rules.foreign_text import clean
from complaintdesk.services import importing, setup
from complaintdesk.services.desk import Desk
from complaintdesk.services.import_report import Report
from complaintdesk.vocabulary import Origin
from tests.conftest import AddComplaint, Now
from tests.hostile import STRINGS

FIELDS = (
    *(
        "reference",
        "source_id",
        "received_on",
        "closed_on",
        "customer",
        "email",
        "phone",
        "channel",
        "product",
    ),
    *(
        "category",
        "cause",
        "narrative",
        "about",
        "wants",
        "outcome",
        "remedy",
        "accepted",
        "satisfaction",
        "amount",
    ),
)
"""What an import can take."""

ODD = (
    *("=1+1", "'quoted'", "''twice", "+44 7700 900123", "-5", "@SUM(A1)", "\t=tab", "\u2003=wide", "％x"),
    *(
        'say "no"',
        "a;b,c\td",
        "one\ntwo\n\nfour",
        "ends in a break\n",
        "  blanks  ",
        "é漢字👩‍👩‍👧‍👦",
        "x" * 100_000,
    ),
    *(text for text in STRINGS.values() if text == clean(text)),
)
"""Texts that a table, a spreadsheet or a reader might take for something else."""

HISTORY = (
    "ref,received,closed,customer,email,phone,channel,product,category,cause,text,outcome,remedy,accepted,"
    "satisfaction,amount\n"
    "A-1,2026-01-02,2026-02-03,Bea Heath,bea@example.org,+44 7700 900123,phone,Homes,damp,delay,Mould,Upheld,"
    "Repair,yes,4,1250.50\n"
    "A-2,2026-01-05,,Cy Lund,,,,,,,Damp,,,no,,0\n"
)


@pytest.fixture
def another(blank: Path, tmp_path: Path, now: Now) -> Iterator[Desk]:
    """A second, empty desk."""
    root = tmp_path / "another"
    for made in blank.iterdir():
        shutil.copytree(made, root / made.name)
    places = Places(root / "store", root / "config", root / "state", shipped_data())
    opened = setup.open_desk(Settings(places), now.today, now.moment)
    yield opened
    opened.close()


def table(desk: Desk, path: Path) -> list[dict[str, str]]:
    """Export everything into a table, and return its rows as they stand in the file."""
    services.exporting.export_table(desk, "origin:any", path, force=True)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{name: row[name] for name in FIELDS} for row in csv.DictReader(file)]


def take_in(desk: Desk, path: Path, mapping: tuple[str, ...] = ()) -> Report:
    request = importing.Request(path, None, parse_mapping(mapping), Origin.history, None, None)
    return importing.run(desk, request)


def test_what_was_exported_comes_back_the_same(
    desk: Desk, another: Desk, add_complaint: AddComplaint, tmp_path: Path
) -> None:
    csv.field_size_limit(1_000_000)
    for number, text in enumerate(ODD):
        add_complaint(
            customer=f"Customer {number}",
            narrative=text,
            wants=text.strip(),
            about=text.replace("\n", " ")[:900],
        )
    log = tmp_path / "log.csv"
    log.write_text(HISTORY)
    take_in(desk, log, ("narrative=text", "received_on=received", "source_id=ref"))
    sent = table(desk, tmp_path / "sent.csv")

    report = take_in(another, tmp_path / "sent.csv")

    assert (report.rejected, report.preset, report.new) == ((), "desk", len(sent))
    came = table(another, tmp_path / "came.csv")
    # A reference that a desk gives is its own: there it becomes the number elsewhere.
    key = {row["source_id"]: {**row, "reference": ""} for row in came}
    for row in sent:
        assert key[row["source_id"]] == {**row, "reference": ""}
    stored = dict(another.reader.execute("SELECT source_id, narrative FROM complaint").fetchall())
    meant = dict(
        desk.reader.execute(
            "SELECT iif(source_id = '', reference, source_id), narrative FROM complaint"
        ).fetchall()
    )
    assert stored == meant
    again = take_in(another, tmp_path / "sent.csv")
    assert (again.new, again.updated, again.known) == (0, 0, len(sent))


def test_json_holds_every_text_as_it_is(desk: Desk, add_complaint: AddComplaint, tmp_path: Path) -> None:
    """Control characters too: only a table for spreadsheets makes them visible."""
    texts = [text for text in (*ODD, *STRINGS.values()) if text.strip()]
    for text in texts:
        add_complaint(narrative=text)

    services.exporting.export_table(desk, "", tmp_path / "all.json")

    rows = json.loads((tmp_path / "all.json").read_text("utf-8"))
    assert [row["narrative"] for row in rows] == texts
