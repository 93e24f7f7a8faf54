"""JSON in every form that systems export it in: records with named cells, and no record lost."""

from __future__ import annotations

import gzip
import io
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintdesk.errors import ImportRefusedError
from complaintdesk.importers import objects, reading
from complaintdesk.importers.drafts import ComplaintDraft, Problem
from complaintdesk.importers.presets import Preset
from complaintdesk.importers.records import Record
from complaintdesk.importers.rejects import write_rejects
from tests.importers.conftest import AddFile

Known = dict[str, Preset]

TWO: list[dict[str, Any]] = [
    {"ref": "A-1", "received": "2024-03-26", "category": "Delay", "text": 'It said "soon".\nTwice.'},
    {
        "ref": "A-2",
        "received": "2024-03-27T09:00:00Z",
        "category": None,
        "text": "",
        "via": {"channel": "web"},
    },
]


def read(path: Any, known: Known) -> list[ComplaintDraft | Problem]:
    return list(reading.read(path, known))


def records(text: str, longest: int = 1_000) -> list[Record | Problem]:
    layout = objects.layout(io.StringIO(text), longest)
    return list(objects.ObjectReader(io.StringIO(text), layout.header, longest))


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(TWO),
        "\ufeff" + json.dumps(TWO, indent=2),
        "\n".join(map(json.dumps, TWO)),
        "\r\n\r\n".join(map(json.dumps, TWO)) + "\r\n",
        "\n".join(json.dumps(one, indent=1) for one in TWO),
        json.dumps({"tickets": TWO, "count": 2, "next_page": None}),
        json.dumps(
            {
                "took": 3,
                "hits": {"total": {"value": 2}, "hits": [{"_id": "x", "_source": one} for one in TWO]},
            }
        ),
    ],
    ids=["array", "indented", "lines", "blank-lines", "spread", "page", "search"],
)
def test_objects_are_complaints_however_they_are_wrapped(
    content: str, add_file: AddFile, known: Known
) -> None:
    found = read(add_file(content, "export.json"), known)

    assert [(draft.key, draft.received_on, draft.category, draft.narrative) for draft in found] == [  # type: ignore[union-attr]
        ("A-1", date(2024, 3, 26), "Delay", 'It said "soon".\nTwice.'),
        ("A-2", date(2024, 3, 27), "", ""),
    ]
    assert found[1].extra == {"via.channel": "web"}  # type: ignore[union-attr]


def test_what_is_nested_becomes_columns_and_numbers_stay_as_spelled() -> None:
    (record,) = records(
        '[{"id": 1.50, "big": 12345678901234567890, "ok": true, "tags": ["a", "b", null],'
        ' "custom_fields": [{"id": "ward", "value": "North"}, {"id": "paid", "value": false}],'
        ' "comments": [{"body": "one"}], "gone": null, "empty": {}}]'
    )
    header = objects.layout(
        io.StringIO('[{"custom_fields": [{"id": "ward", "value": "North"}]}]'), 1_000
    ).header

    assert isinstance(record, Record)
    assert record.cells == [
        "1.50",
        "12345678901234567890",
        "true",
        "a, b",
        "North",
        "false",
        '[{"body": "one"}]',
        "",
    ]
    assert header == ("custom_fields.ward",)


@pytest.mark.parametrize(
    ("content", "reasons"),
    [
        (json.dumps(TWO)[:-30], [(2, "The file ends inside the record")]),
        ("\n".join(map(json.dumps, TWO))[:-30], [(2, "The file ends inside the record")]),
        (json.dumps(TWO[0]) + "\n{oops}\n" + json.dumps(TWO[1]) + "\n", [(2, "is no JSON")]),
        (json.dumps([TWO[0], 7, None, TWO[1]]), [(2, "“7” is no object"), (3, "is no object")]),
        (json.dumps([TWO[0], {**TWO[1], "text": "\0"}]), [(2, "NUL character")]),
        (json.dumps([TWO[0]])[:-1] + ', {"ref": "\\ud800"}]', [(2, "bytes that are no text")]),
        (json.dumps([TWO[0], {"ref": "A-3"}]), [(2, "received_on (column “received”) is blank")]),
    ],
    ids=["cut-array", "cut-lines", "bad-line", "no-objects", "nul", "surrogate", "blank"],
)  # fmt: skip
def test_an_object_that_will_not_do_is_a_problem_with_its_place(
    content: str, reasons: list[tuple[int, str]], add_file: AddFile, known: Known
) -> None:
    problems = [item for item in read(add_file(content, "a.jsonl"), known) if isinstance(item, Problem)]

    assert [problem.line for problem in problems] == [place for place, _ in reasons]
    for problem, (_, reason) in zip(problems, reasons, strict=True):
        assert reason in problem.reason


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            '[{"ref": "A-1"}, {oops: 1}, {"ref": "A-2", "received": "2024-01-01", "more": "0123456789"}]',
            "character 19",
        ),
        ("[" + '{"a":' * 100_000, "nested too deeply"),
        ("[{}]", "holds no objects"),
        (
            json.dumps([{f"c{n}": 1 for n in range(objects.MOST_COLUMNS + 1)}]),
            "more than 2,000 different names",
        ),
    ],
    ids=["broken", "deep", "empty", "wide"],
)
def test_json_that_cannot_be_trusted_is_refused(
    content: str, sentence: str, add_file: AddFile, known: Known
) -> None:
    with pytest.raises(ImportRefusedError, match=sentence):
        reading.read(add_file(content, "a.json"), known)


def test_a_packed_array_on_one_line_is_read_in_pieces(add_file: AddFile, known: Known) -> None:
    many = [
        {"ref": f"A-{n}", "received": "2024-03-26", "category": "Delay", "text": "x" * 900}
        for n in range(3_000)
    ]
    path = add_file(gzip.compress(json.dumps(many).encode()), "a.json.gz")
    found = reading.read(path, known)

    assert (sum(isinstance(item, ComplaintDraft) for item in found), found.rows) == (3_000, 3_000)
    assert found.counts_objects
    assert found.bytes_done == found.bytes_total


def test_rejected_objects_import_once_they_are_mended(add_file: AddFile, known: Known) -> None:
    file = reading.read(
        add_file(json.dumps([*TWO, {"ref": "A-3", "received": "soon", "category": "x"}])), known
    )
    rejected = add_file(b"", "rejects.csv")
    count = write_rejects(rejected, file.header, (item for item in file if isinstance(item, Problem)))
    rejected.write_text(rejected.read_text("utf-8-sig").replace('"soon"', '"2024-03-28"'), "utf-8")
    mended = reading.read(rejected, known)

    assert count == 1
    assert mended.source == file.source
    assert [(draft.key, draft.received_on) for draft in mended] == [("A-3", date(2024, 3, 28))]  # type: ignore[union-attr]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


@given(st.lists(JSON, max_size=6), st.sampled_from([None, 1]))
def test_as_many_records_as_objects(values: list[Any], indent: int | None) -> None:
    text = json.dumps([{"ref": "A-0"}, *values], indent=indent)

    assert len(records(text)) == 1 + len([value for value in values if value != {}])


@given(st.lists(st.dictionaries(st.text(max_size=4), JSON, max_size=3), min_size=1, max_size=5), st.data())
def test_a_file_cut_anywhere_is_read_or_refused(values: list[dict[str, Any]], data: st.DataObject) -> None:
    text = json.dumps([{"ref": "A-0"}, *values])
    cut = text[: data.draw(st.integers(2, len(text)))]
    try:
        found = records(cut)
    except ImportRefusedError:
        return

    assert len(found) <= len(records(text)) + 1
    assert all(isinstance(item, Record | Problem) for item in found)
