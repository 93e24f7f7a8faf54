"""Real files in the dialects they came in."""

from __future__ import annotations

from pathlib import Path

import pytest

from complaintdesk.importers import reading
from complaintdesk.importers.drafts import ComplaintDraft, Problem
from complaintdesk.importers.presets import Preset

Known = dict[str, Preset]


def drafts_of(path: Path, known: Known) -> dict[str, ComplaintDraft]:
    items = [item for item in reading.read(path, known) if isinstance(item, ComplaintDraft)]
    found = {item.key: item for item in items}
    assert len(found) == len(items)
    return found


@pytest.mark.parametrize(
    ("name", "rows", "problems"),
    [
        ("cfpb_2013_18col_mdY.csv", 1_000, []),
        ("cfpb_2014_14col_mdY_crlf.csv", 8_340, [(8341, "13 cells where the header has 14")]),
        ("cfpb_2015_13col_pandasindex_nocompany_head6000.csv", 6_000, []),
        ("cfpb_2018_18col_mmddYYYY.csv", 802, []),
        ("cfpb_2020_18col_iso_head2500.csv", 2_500, []),
        ("cfpb_2020_same_excel_Y-m-d_slash_crlf_head2500.csv", 2_500, []),
        ("cfpb_2020_3col_subset.csv", 6_623, []),
        ("cfpb_2023_truncated_at_1MiB.csv", 2_068, [(3302, "The file ends inside the record")]),
        ("cfpb_2025_rag_filtered_iso.csv", 106, []),
        ("cfpb_2025_search_export_mm-dd-yy_None_crlf.csv", 131, []),
        ("cfpb_same_id_two_snapshots.csv", 114, []),
        ("cfpb_api_2024-01-26_28.json", 1_975, []),
    ],
)
def test_every_dialect_is_read_and_every_reject_has_its_line_and_reason(
    name: str, rows: int, problems: list[tuple[int, str]], shared_data: Path, known: Known
) -> None:
    items = reading.read(shared_data / "dialects" / name, known)
    rejected = [item for item in items if isinstance(item, Problem)]

    assert items.preset.id == "cfpb"
    assert items.rows == rows
    assert [problem.line for problem in rejected] == [line for line, _ in problems]
    for problem, (_, reason) in zip(rejected, problems, strict=True):
        assert reason in problem.reason


@pytest.mark.parametrize(
    ("name", "preset", "mapping", "rows", "problems"),
    [
        ("uk/housing_ombudsman_findings_4494_raw_bom.csv", "housing_ombudsman", {}, 4_494, 9),
        ("uk/housing_ombudsman_monthly.csv", "map", {"received_on": "month"}, 71, 0),
        ("uk/fca_consumer_credit_counts.csv", "map", {"received_on": "Reporting period"}, 1_286, 0),
        ("uk/fca_firm_upheld_pct.csv", "map", {"received_on": "Reporting period"}, 2_463, 0),
        ("other/comcast_telecom_complaints_2015.csv", "map", {"received_on": "Date"}, 2_224, 0),
        ("other/airline_baggage_complaints_monthly_2004_2010.csv", "map", {"received_on": "Date"}, 252, 0),
    ],
)
def test_what_is_no_bureau_s_is_read_by_its_preset_or_a_map(
    name: str, preset: str, mapping: dict[str, str], rows: int, problems: int, shared_data: Path, known: Known
) -> None:
    items = reading.read(shared_data / name, known, mapping=mapping)
    reasons = [item.reason for item in items if isinstance(item, Problem)]

    assert (items.preset.id, items.rows, len(reasons)) == (preset, rows, problems)
    assert all("received_on" in reason for reason in reasons)


def test_days_and_months_exchanged_are_noticed_in_the_real_file_and_in_no_other(
    shared_data: Path, known: Known
) -> None:
    wrong = reading.read(
        shared_data / "other" / "comcast_telecom_complaints_2015.csv", known, mapping={"received_on": "Date"}
    )
    (suspicion,) = wrong.suspicions
    honest = [
        reading.read(path, known).suspicions
        for path in sorted((shared_data / "dialects").glob("cfpb_20*.csv"))
    ]

    assert "486 of the 609 dates with a day up to 12" in suspicion
    assert "from 2015-04 to 2015-06" in suspicion
    assert wrong.notes[0] == suspicion
    assert len(honest) > 8
    assert not any(honest)


def test_the_same_rows_in_two_dialects_are_the_same_complaints(shared_data: Path, known: Known) -> None:
    """The spreadsheet lost zeros of 86 ZIP codes and letters of three texts; the rest is alike."""
    folder = shared_data / "dialects"
    plain = drafts_of(folder / "cfpb_2020_18col_iso_head2500.csv", known)
    resaved = drafts_of(folder / "cfpb_2020_same_excel_Y-m-d_slash_crlf_head2500.csv", known)
    both = plain.keys() & resaved.keys()
    unlike = {"received_on": 0, "category": 0, "channel": 0, "outcome": 0, "narrative": 0}
    for key in both:
        for name in unlike:
            unlike[name] += getattr(plain[key], name) != getattr(resaved[key], name)

    assert len(both) == 2_388
    assert unlike == {"received_on": 0, "category": 0, "channel": 0, "outcome": 0, "narrative": 1}
    assert sum(plain[key].extra.get("ZIP code") != resaved[key].extra.get("ZIP code") for key in both) == 86


def test_the_sample_is_read_whole(shared_data: Path, known: Known) -> None:
    items = reading.read(shared_data / "cfpb_sample.csv.gz", known)
    drafts = [item for item in items if isinstance(item, ComplaintDraft)]

    assert (items.rows, items.problems, len(drafts)) == (20_000, 0, 20_000)
    assert sum(bool(draft.narrative) for draft in drafts) == 7_748
    assert all(draft.closed_on is None for draft in drafts)


def test_the_scenario_of_the_trend_review_is_a_log(shared_data: Path, known: Known) -> None:
    items = reading.read(shared_data.parent / "spc_reference" / "scenario_a.csv", known)
    drafts = [item for item in items if isinstance(item, ComplaintDraft)]

    assert (items.preset.id, len(drafts), items.problems) == ("log", 635, 0)
    assert sum(draft.satisfaction is not None for draft in drafts) == 358
    assert sum(draft.accepted is True for draft in drafts) == 433


def test_the_words_of_a_cell_are_the_words_of_the_draft(shared_data: Path, known: Known) -> None:
    path = shared_data / "dialects" / "cfpb_2025_search_export_mm-dd-yy_None_crlf.csv"
    raw = path.read_bytes().decode("utf-8")

    drafts = drafts_of(path, known).values()
    assert drafts
    for draft in drafts:
        assert draft.narrative.replace('"', '""') in raw
