"""Presets: what a header tells, and what a map by hand may say."""

from __future__ import annotations

from pathlib import Path

import pytest

from complaintdesk.errors import ImportRefusedError
from complaintdesk.importers import preset_files, presets
from complaintdesk.importers.presets import Preset

CFPB_18 = (
    "Date received,Product,Sub-product,Issue,Sub-issue,Consumer complaint narrative,Company public response,"
    "Company,State,ZIP code,Tags,Consumer consent provided?,Submitted via,Date sent to company,"
    "Company response to consumer,Timely response?,Consumer disputed?,Complaint ID"
)
CFPB_16 = CFPB_18.replace("Consumer consent provided?,", "").replace("Consumer disputed?,", "")
CFPB_14 = (
    "Complaint ID,Product,Sub-product,Issue,Sub-issue,State,ZIP code,Submitted via,Date received,"
    "Date sent to company,Company,Company response,Timely response?,Consumer disputed?"
)
CFPB_13 = "," + CFPB_14.replace("Submitted via,", "").replace("Company,Company response", "Company response")
CFPB_SNAKE = CFPB_18.lower().replace(" ", "_").replace("-", "_")
LOG = "ref,received,logged,closed,category,product,customer,remedy,accepted,satisfaction,text"


@pytest.mark.parametrize(
    ("header", "best"),
    [
        (CFPB_18, "cfpb"),
        (CFPB_16, "cfpb"),
        (CFPB_14, "cfpb"),
        (CFPB_13, "cfpb"),
        (CFPB_SNAKE, "cfpb"),
        ("Date received,Product,Company", "cfpb"),
        (LOG, "log"),
        ("Complaint Ref,Complainant,Date Received,Remedial Action", "log"),
        ("Ticket #,Customer Complaint,Date,Status", None),
        ("", None),
    ],
)
def test_a_header_tells_its_system(header: str, best: str | None, known: dict[str, Preset]) -> None:
    found = presets.detect(header.split(","), known)

    assert (found.best.preset.id if found.best else None) == best


def test_the_runner_up_is_named_with_what_it_knows(known: dict[str, Preset]) -> None:
    found = presets.detect(LOG.split(","), known)

    assert found.best is not None
    assert found.best.share == 1.0
    assert found.runner_up is not None
    assert (found.runner_up.preset.id, found.runner_up.known, found.runner_up.named) == ("desk", 6, 11)


def test_columns_the_preset_does_not_use_are_kept_by_name(known: dict[str, Preset]) -> None:
    header = ["", "date_received", "zipcode", "Company", "Notes", "Notes", "", "Complaint ID"]
    columns = presets.columns_of(known["cfpb"], header, {})

    assert dict(columns.fields) == {"received_on": 1, "source_id": 7}
    assert columns.extras == (
        ("Column 7", 6),
        ("Company", 3),
        ("Notes", 4),
        ("Notes (2)", 5),
        ("ZIP code", 2),
    )


def test_a_column_known_without_use_is_spelled_as_the_preset_spells_it(known: dict[str, Preset]) -> None:
    columns = presets.columns_of(known["cfpb"], ["DATE_RECEIVED", "zip_code", "TIMELY_RESPONSE"], {})

    assert columns.extras == (("Timely response?", 2), ("ZIP code", 1))


def test_a_map_by_hand_outranks_the_preset(known: dict[str, Preset]) -> None:
    header = LOG.split(",")
    columns = presets.columns_of(
        known["log"], header, {"received_on": "logged", "closed_on": "", "about": "Remedy"}
    )

    assert columns.fields["received_on"] == header.index("logged")
    assert columns.fields["about"] == header.index("remedy")
    assert not {"closed_on", "logged_on", "remedy"} & set(columns.fields)
    assert ("closed", header.index("closed")) in columns.extras


def test_two_fields_may_be_mapped_to_one_column() -> None:
    preset, _ = presets.by_hand(["Date", "No"])
    columns = presets.columns_of(
        preset, ["Date", "No"], {"received_on": "Date", "source_id": "No", "reference": "No"}
    )

    assert dict(columns.fields) == {"received_on": 0, "source_id": 1, "reference": 1}


def test_columns_mapped_by_hand_are_a_source_of_their_own() -> None:
    sources = {presets.by_hand(header)[1] for header in (["Date", "No"], ["DATE", "no."], ["Date", "Number"])}

    assert len(sources) == 2
    assert all(source.startswith("map:") for source in sources)


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ({"recieved_on": "Date"}, r"no field “recieved_on” \(the nearest is “received_on”\)"),
        ({"received_on": "Dat"}, r"no column “Dat” \(the nearest is “Date”\)"),
        ({"source_id": "No"}, r"--map received_on=COLUMN.*“Date”, “No”"),
    ],
)
def test_a_wrong_map_is_refused_with_the_nearest_right_word(mapping: dict[str, str], sentence: str) -> None:
    preset, _ = presets.by_hand(["Date", "No"])
    with pytest.raises(ImportRefusedError, match=sentence):
        presets.columns_of(preset, ["Date", "No"], mapping)


def test_a_map_is_parsed_from_words() -> None:
    items = ["received_on=Date = received", " source_id = No ", "closed_on="]

    assert presets.parse_mapping(items) == {
        "received_on": "Date = received",
        "source_id": "No",
        "closed_on": "",
    }


@pytest.mark.parametrize(
    ("item", "sentence"), [("Date", "FIELD=COLUMN"), ("naratve=Text", "nearest is “narrative”")]
)
def test_words_that_are_no_map_are_refused(item: str, sentence: str) -> None:
    with pytest.raises(ImportRefusedError, match=sentence):
        presets.parse_mapping([item])


def test_very_many_columns_are_not_all_listed() -> None:
    assert presets.listed([f"C{number}" for number in range(1_000)]).endswith("“C29” and 970 more.")


GOOD = """
id = "own"
title = "Our own"
[columns]
received_on = ["Eingang"]
"""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            GOOD.replace("columns", "colums"),
            r"own.toml, line 4, does not know the key “colums” \(the nearest is “columns”\)",
        ),
        (GOOD.replace("received_on", "recieved"), r"line 5, names no field in columns.recieved"),
        (GOOD.replace("received_on", "closed_on"), r"needs columns.received_on"),
        (GOOD.replace('["Eingang"]', '"Eingang"'), r"needs columns.received_on as a list of texts"),
        (GOOD.replace('"Our own"', "3"), r"needs a text for title"),
        (GOOD.replace('id = "own"', ""), r"needs a text for id"),
        ('date_order = "ydm"' + GOOD, r"line 1, has date_order “ydm”; it is dmy, mdy or ymd"),
        ('fingerprints = "Eingang"' + GOOD, r"fingerprints as a list of lists"),
        (GOOD + "[constants]\nreceived_on = 'x'", r"no field in constants.received_on"),
        (GOOD + "[values]\nchannel = 'x'", r"needs channel as a table"),
        ("id = ", r"cannot be read"),
    ],
)
def test_a_wrong_preset_file_is_refused_by_name_and_key(text: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ImportRefusedError, match=sentence):
        preset_files.load_all(tmp_path)


def test_a_wrong_own_preset_is_left_out_and_the_others_go_on_working(tmp_path: Path) -> None:
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    shipped.mkdir()
    own.mkdir()
    (shipped / "a.toml").write_text(GOOD.replace("own", "a"), encoding="utf-8")
    (own / "a.toml").write_text(GOOD.replace("columns", "colums"), encoding="utf-8")

    found = preset_files.load(shipped, own)

    assert found.presets["a"].title == "Our a"
    assert [said.startswith("The preset file a.toml, line 4, does not know") for said in found.problems] == [
        True
    ]


def test_own_presets_add_to_the_shipped_ones_and_override_them(tmp_path: Path) -> None:
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    shipped.mkdir()
    own.mkdir()
    (shipped / "a.toml").write_text(GOOD.replace("own", "a"), encoding="utf-8")
    (shipped / "b.toml").write_text(GOOD.replace("own", "b"), encoding="utf-8")
    (own / "b.toml").write_text(GOOD.replace("own", "b").replace("Our b", "Mine"), encoding="utf-8")

    found = preset_files.load_all(shipped, own)

    assert {name: preset.title for name, preset in found.items()} == {"a": "Our a", "b": "Mine"}
    assert preset_files.load_all(shipped, tmp_path / "none").keys() == {"a", "b"}


def test_words_of_the_system_become_ours(known: dict[str, Preset], tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(GOOD + "[values.channel]\nBrief = 'letter'", encoding="utf-8")
    preset = preset_files.read(tmp_path / "own.toml")

    assert preset.values["channel"] == {"brief": "letter"}
    assert known["cfpb"].values["channel"]["postal mail"] == "letter"
