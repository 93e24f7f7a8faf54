"""Every real file is imported, adds up, adds nothing the second time, and its mended rejects are taken.

`pytest tests/services/test_import_table.py -s` prints the table.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from complaintdesk.services import importing
from complaintdesk.services.care import verify
from complaintdesk.services.desk import Desk
from complaintdesk.services.import_report import Report
from complaintdesk.services.importing import Request
from tests.conftest import REPOSITORY

SHARED_DATA = REPOSITORY.parent / "shared" / "data"

MAPS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "airline_baggage_complaints_monthly_2004_2010.csv": {"received_on": "Date"},
        "comcast_telecom_complaints_2015.csv": {"received_on": "Date", "narrative": "Customer Complaint"},
        "fca_consumer_credit_counts.csv": {"received_on": "Reporting period"},
        "fca_firm_after_3_days_within_8_weeks_pct.csv": {"received_on": "Reporting period"},
        "fca_firm_closed_within_3_days_pct.csv": {"received_on": "Reporting period"},
        "fca_firm_upheld_pct.csv": {"received_on": "Reporting period"},
        "housing_ombudsman_monthly.csv": {"received_on": "month"},
    }
)
"""What the columns mean where no preset knows the file."""

FILES = sorted(path for folder in ("dialects", "uk", "other") for path in (SHARED_DATA / folder).glob("*.*"))


def line_of(report: Report) -> str:
    counts = (report.rows, report.new, report.updated, report.known, report.duplicate, report.invalid)
    return f"{report.file.name:56} {report.preset:18}" + "".join(f"{count:8,}" for count in counts) + "\n"


def mended(rejects: Path, day: str, column: str) -> Path:
    """Return a rejects file with every record as wide as the header and with a day on which it came in."""
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    place = header.index(column)
    # A record that could not be told apart stands in one cell.
    parted = [row if len(row) > 3 else [*row[:2], *next(csv.reader([row[2]]))] for row in rows]
    whole = [(row + [""] * len(header))[: len(header)] for row in parted]
    for number, row in enumerate(whole):
        row[place] = day
        if "Complaint ID" in header:
            at = header.index("Complaint ID")
            row[at] = row[at] or f"mended-{number}"
    path = rejects.with_name("mended.csv")
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([header, *whole])
    return path


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_it_is_imported_once_and_adds_up(desk: Desk, path: Path, tmp_path: Path) -> None:
    mapping = MAPS.get(path.name, {})
    rejects = tmp_path / "rejects.csv"
    first = importing.run(desk, Request(path, mapping=mapping, rejects=rejects))
    again = importing.run(desk, Request(path, mapping=mapping))
    held = desk.reader.execute("SELECT count(*) FROM complaint").fetchone()[0]
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.reader(file))[1:]
    sys.stdout.write(f"\n{line_of(first)}{line_of(again)}")

    assert first.new == held > 0
    assert first.updated == first.known == 0
    assert (again.new, again.updated, again.known) == (0, 0, first.new)
    assert (again.duplicate, again.invalid) == (first.duplicate, first.invalid)
    assert [(int(line), reason) for line, reason, *_ in written] == [
        (each.line, each.reason) for each in first.rejected
    ]
    assert verify(desk).problems == ()


WITH_REJECTS = (
    ("dialects/cfpb_2014_14col_mdY_crlf.csv", "Date received", "01/31/2014"),
    ("dialects/cfpb_2023_truncated_at_1MiB.csv", "Date received", "2023-01-31"),
    ("uk/housing_ombudsman_findings_4494_raw_bom.csv", "Decision Date", "26 March 2024"),
    ("uk/housing_ombudsman_findings_2020_2026.csv.gz", "Decision Date", "26 March 2024"),
)


@pytest.mark.parametrize(("name", "column", "day"), WITH_REJECTS, ids=[name for name, _, _ in WITH_REJECTS])
def test_its_mended_rejects_are_imported(
    desk: Desk, name: str, column: str, day: str, shared_data: Path, tmp_path: Path
) -> None:
    rejects = tmp_path / "rejects.csv"
    first = importing.run(desk, Request(shared_data / name, rejects=rejects))
    report = importing.run(desk, Request(mended(rejects, day, column)))
    sys.stdout.write(f"\n{line_of(report)}")

    assert report.preset == first.preset
    assert report.rows == first.invalid > 0
    assert report.invalid == 0
    assert report.new + report.updated + report.known + report.duplicate == report.rows
