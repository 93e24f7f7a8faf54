"""Files end to end: what becomes of every record, and which files are refused."""

from __future__ import annotations

import gzip
import os
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from complaintdesk.errors import ImportRefusedError
from complaintdesk.importers import files, reading
from complaintdesk.importers.drafts import ComplaintDraft, Problem
from complaintdesk.importers.files import Limits
from complaintdesk.importers.presets import Preset
from complaintdesk.importers.table import Money

AddFile = Callable[..., Path]
Known = dict[str, Preset]

HEAD = "ref,received,category,customer,text\n"
ROW = "A-1,2024-03-26,Delay,C1,Late again\n"


def parted(items: reading.Reading) -> tuple[list[ComplaintDraft], list[Problem]]:
    drafts: list[ComplaintDraft] = []
    problems: list[Problem] = []
    for item in items:
        if isinstance(item, Problem):
            problems.append(item)
        else:
            drafts.append(item)
    assert items.rows == len(drafts) + len(problems)
    assert items.problems == len(problems)
    return drafts, problems


def test_every_field_of_a_log_arrives_in_its_place(add_file: AddFile, known: Known) -> None:
    path = add_file(
        "ref,received,logged,closed,incident,reference,customer,email,phone,channel,product,sub product,"
        "category,sub category,cause,about,wants,outcome,remedy,accepted,satisfaction,amount,text,Shop\n"
        "A-1,2024-03-26,2024-03-27,2024-04-30,2024-03-01,X/7, Ann ,a@b.c,+44 1,phone,Loan,Car,Delay,Post,"
        'Strike,Late,Sorry,upheld,Refund,Yes,4,"1,250.50", Late again ,Leeds\n'
    )
    (draft,), problems = parted(reading.read(path, known, money=Money("GBP")))

    assert problems == []
    assert draft == ComplaintDraft(
        line=2,
        key="A-1",
        digest=draft.digest,
        received_on=date(2024, 3, 26),
        logged_on=date(2024, 3, 27),
        closed_on=date(2024, 4, 30),
        incident_on=date(2024, 3, 1),
        source_id="A-1",
        reference="X/7",
        customer="Ann",
        email="a@b.c",
        phone="+44 1",
        channel="phone",
        product="Loan",
        sub_product="Car",
        category="Delay",
        sub_category="Post",
        cause="Strike",
        about="Late",
        wants="Sorry",
        outcome="upheld",
        remedy="Refund",
        verdict="",
        narrative=" Late again ",
        accepted=True,
        satisfaction=4,
        amount_minor=125050,
        extra={"Shop": "Leeds"},
    )


def test_what_the_file_does_not_give_is_not_filled_in(add_file: AddFile, known: Known) -> None:
    (draft,), _ = parted(reading.read(add_file(HEAD + "A-1,2024-03-26,,,\n"), known))

    assert (draft.closed_on, draft.accepted, draft.satisfaction, draft.amount_minor) == (
        None,
        None,
        None,
        None,
    )
    assert (draft.category, draft.customer, draft.narrative, draft.extra) == ("", "", "", {})


@pytest.mark.parametrize(
    "words",
    [
        "  spaced  ",
        "line one\nline two",
        "line one\r\nline two",
        "tab\there",
        'he said "no"',
        "a,b;c",
        "=1+1",
        "'quoted",
        "\u2028 sep \x85 nel \x0b vt \x1b[31m",
        "🏳️‍🌈 Ünïcödé",
        "[red]markup[/red]",
        "\ufeffinside",
    ],
)
def test_the_customers_words_arrive_byte_for_byte(words: str, add_file: AddFile, known: Known) -> None:
    cell = '"' + words.replace('"', '""') + '"'
    (draft,), _ = parted(reading.read(add_file(f"{HEAD}A-1,2024-03-26,Delay,C1,{cell}\n"), known))

    assert draft.narrative == words


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32"]
)
@pytest.mark.parametrize(("delimiter", "end"), [(",", "\n"), (";", "\r\n"), ("\t", "\r\n"), (",", "\r")])
def test_encoding_separator_and_line_ends_are_found(
    encoding: str, delimiter: str, end: str, add_file: AddFile, known: Known
) -> None:
    text = (HEAD + 'A-1,2024-03-26,Delay,"Zoë","Paid £5,\nstill – late"\n').replace("\n", end, 1)
    text = text.replace(",", delimiter) if delimiter != "," else text
    text = text[:-1] + end
    items = reading.read(add_file(text.encode(encoding)), known)
    (draft,), problems = parted(items)

    assert problems == []
    assert draft.customer == "Zoë"
    assert draft.narrative == f"Paid £5{delimiter}\nstill – late"
    assert items.delimiter == delimiter
    assert items.encoding_guessed == (encoding in {"cp1252", "utf-16-le", "utf-16-be"})
    assert any("guessed" in note for note in items.notes) == items.encoding_guessed


def test_an_encoding_named_by_the_handler_is_used(add_file: AddFile, known: Known) -> None:
    path = add_file((HEAD + "A-1,2024-03-26,Delay,Łódź,x\n").encode("cp1250"))
    items = reading.read(path, known, encoding="cp1250")

    assert parted(items)[0][0].customer == "Łódź"
    assert not items.encoding_guessed
    with pytest.raises(ImportRefusedError, match="no known encoding"):
        reading.read(path, known, encoding="rot13")


def test_lines_are_counted_as_an_editor_does(add_file: AddFile, known: Known) -> None:
    path = add_file("\n" + HEAD + '\nA-1,2024-03-26,Delay,C1,"one\ntwo"\n\nA-2,2024-03-27,Delay,C1,x\n')

    assert [draft.line for draft in parted(reading.read(path, known))[0]] == [4, 7]


@pytest.mark.parametrize(
    ("rows", "line", "reason"),
    [
        (
            ROW + "A-2,2024-03-26,Delay,C1\n" + ROW,
            3,
            "4 cells where the header has 5; a separator is missing",
        ),
        (
            ROW + "A-2,2024-03-26,Delay,C1,so, late\n",
            3,
            "6 cells where the header has 5; a text holds an unquoted",
        ),
        (ROW + "A-2,2024-03-26,Del", 3, "The file ends inside the record (3 of 5 cells)"),
        (
            ROW + 'A-2,2024-03-26,Delay,C1,"so la',
            3,
            "The file ends inside the record, in a cell whose quotation",
        ),
        (
            ROW + 'A-2,2024-03-26,Delay,C1,"said "no" twice"\n',
            3,
            "The quotation marks of the record are wrong",
        ),
        (ROW + HEAD + ROW.replace("A-1", "A-2"), 3, "The header line is repeated"),
        (
            ROW + "A-2,2024-02-30,Delay,C1,x\n",
            3,
            "received_on (column “received”) “2024-02-30” is no date in the",
        ),
        (ROW + "A-2,,Delay,C1,x\n", 3, "received_on (column “received”) is blank"),
        (ROW + ",2024-03-26,Delay,C1,x\n", 3, "source_id (column “ref”) is blank"),
        (ROW + "A-2,2024-03-26,Delay,C1,x\0y\n", 3, "The column “text” holds a NUL character"),
    ],
)
def test_a_record_that_will_not_do_is_a_problem_and_the_others_are_taken(
    rows: str, line: int, reason: str, add_file: AddFile, known: Known
) -> None:
    drafts, (problem,) = parted(reading.read(add_file(HEAD + rows), known))

    assert {draft.key for draft in drafts} <= {"A-1", "A-2"}
    assert drafts
    assert problem.line == line
    assert reason in problem.reason
    assert problem.reason.endswith(".")
    assert "A-2" in problem.cells[0] or problem.cells[0] in {"", "ref"}


def test_two_misshapen_records_are_told_in_the_order_of_the_file(add_file: AddFile, known: Known) -> None:
    drafts, problems = parted(reading.read(add_file(HEAD + "A,B\nC,D\n" + ROW + 'E,"F'), known))

    assert [problem.line for problem in problems] == [2, 3, 5]
    assert len(drafts) == 1


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("satisfaction", "7", "satisfaction (column “satisfaction”) “7” is not a whole number from 1 to 5"),
        ("accepted", "maybe", "accepted (column “accepted”) “maybe” is neither yes nor no"),
        ("amount", "$5", "amount (column “amount”) “$5” is not in GBP"),
        (
            "closed",
            "2024-03-25",
            "closed_on (column “closed”) “2024-03-25” is before the day of receipt (2024-03-26)",
        ),
        ("closed", "2024-13-25", "closed_on (column “closed”) “2024-13-25” is no date"),
    ],
)
def test_a_value_that_does_not_fit_is_named_with_its_field_and_column(
    column: str, cell: str, reason: str, add_file: AddFile, known: Known
) -> None:
    path = add_file(
        f"ref,received,category,{column}\nA-0,2024-03-26,x,\nA-1,2024-03-26,x,{cell}\nA-2,2024-03-26,x,\n"
    )
    if column == "closed":
        path = add_file(path.read_text() + "A-3,2024-03-26,x,2024-03-26\n")
    _, (problem,) = parted(reading.read(path, known, money=Money("GBP")))

    assert reason in problem.reason
    assert problem.cells == ("A-1", "2024-03-26", "x", cell)


def test_separators_after_the_last_cell_are_let_through(add_file: AddFile, known: Known) -> None:
    drafts, problems = parted(reading.read(add_file(HEAD + ROW.replace("\n", ",, \n") + ",,,,\n  \n"), known))

    assert (len(drafts), problems) == (1, [])


def test_a_cell_out_of_all_bounds_costs_its_record_only(add_file: AddFile, known: Known) -> None:
    path = add_file(HEAD + ROW.replace("Late", "x" * 2_000) + ROW.replace("A-1", "A-2"))
    drafts, (problem,) = parted(reading.read(path, known, limits=Limits(field_chars=1_000)))

    assert [draft.key for draft in drafts] == ["A-2"]
    assert "longer than 1,000 characters" in problem.reason


@pytest.mark.parametrize("later", ["", 'A-3,2024-03-28,Delay,"C3, Ltd",x\n', 'A-3,2024-03-28,Delay,C3,"x"\n'])
def test_an_unclosed_mark_that_swallows_records_is_refused_with_its_line(
    later: str, add_file: AddFile, known: Known
) -> None:
    rows = ROW + 'A-2,2024-03-27,Delay,"C2,x\n' + ROW.replace("A-1", "A-9") * 3 + later
    with pytest.raises(
        ImportRefusedError, match=r"starts on line 3 has a quotation mark .* such as “A-9,2024-03-26"
    ):
        parted(reading.read(add_file(HEAD + rows), known))


def test_a_damaged_character_costs_its_record_only(add_file: AddFile, known: Known) -> None:
    good = (HEAD + ROW.replace("Late", "Zoë – late")).encode()
    items = reading.read(add_file(good + b"A-2,2024-03-26,Delay,C1,\xff\xfe\n"), known)
    drafts, (problem,) = parted(items)

    assert [draft.narrative for draft in drafts] == ["Zoë – late again"]
    assert "“text” holds bytes that are no text" in problem.reason
    assert any("not UTF-8" in note for note in items.notes)


def test_a_lone_surrogate_in_utf_16_costs_its_record_only(add_file: AddFile, known: Known) -> None:
    text = HEAD + ROW + "A-2,2024-03-26,Delay,C1,\ud800\n"
    drafts, (problem,) = parted(reading.read(add_file(text.encode("utf-16", "surrogatepass")), known))

    assert len(drafts) == 1
    assert "no text" in problem.reason


def test_a_file_without_ids_is_known_by_content_and_occurrence(add_file: AddFile, known: Known) -> None:
    path = add_file("Date received,Product,Company\n3/18/2020,Loan,B\n3/18/2020,Loan,B\n3/19/2020,Loan,B\n")
    items = reading.read(path, known)
    keys = [draft.key for draft in parted(items)[0]]
    digests = [draft.digest for draft in parted(items)[0]]

    assert keys == [f"c:{digests[0]}:1", f"c:{digests[0]}:2", f"c:{digests[2]}:1"]
    assert [draft.key for draft in parted(items)[0]] == keys
    assert any("No column holds ids" in note for note in items.notes)


def test_the_same_complaint_spelled_otherwise_has_the_same_digest(add_file: AddFile, known: Known) -> None:
    one = add_file('Date received,ZIP code,Tags,Complaint ID,Issue,Consumer complaint narrative\n'
                   '2020-03-18,07087,None,7,Delay,"a\nb"\n', "one.csv")  # fmt: skip
    two = add_file('issue,complaint_id,zipcode,date_received,consumer_complaint_narrative\r\n'
                   'Delay,7,07087,3/18/2020,"a\r\nb"\r\n', "two.csv")  # fmt: skip
    three = add_file(one.read_text().replace("Delay", "Fee"), "three.csv")
    first, second, third = (parted(reading.read(path, known))[0][0] for path in (one, two, three))

    assert first.narrative == "a\nb"
    assert second.narrative == "a\r\nb"
    assert first.extra == {"ZIP code": "07087"}
    assert first.digest != third.digest
    assert {**first._asdict(), "narrative": "", "digest": "", "extra": {}} == {
        **second._asdict(), "narrative": "", "digest": "", "extra": {}
    }  # fmt: skip


def test_blanks_words_and_masks_of_the_bureau_are_understood(add_file: AddFile, known: Known) -> None:
    path = add_file(
        "Date received,Issue,Sub-issue,Consumer complaint narrative,Submitted via,Consumer disputed?,"
        "ZIP code,Company response to consumer,Complaint ID\n"
        "04/30/25,Fees,None,XXXX took {$500.00},Postal mail,N/A,335XX,In progress,12824978\n"
        "04/30/25,Fees,N/A,None,Carrier pigeon,No,,Closed,12824979\n"
    )
    (one, two), _ = parted(reading.read(path, known))

    assert (one.sub_category, one.channel, one.outcome, one.closed_on) == ("", "letter", "In progress", None)
    assert one.narrative == "XXXX took {$500.00}"
    assert one.extra == {"ZIP code": "335XX"}
    assert (two.narrative, two.channel, two.extra) == ("", "Carrier pigeon", {"Consumer disputed?": "No"})


def test_a_preset_can_give_what_no_column_does(add_file: AddFile) -> None:
    own = Preset("own", "Own", {"received_on": ("D",), "channel": ("C",)}, constants={"channel": "letter"})
    drafts, _ = parted(
        reading.read(add_file("D,C\n2024-01-31,\n2024-01-31,web\n"), {"own": own}, preset="own")
    )

    assert [draft.channel for draft in drafts] == ["letter", "web"]


def test_columns_mapped_by_hand_need_no_preset(add_file: AddFile, known: Known) -> None:
    path = add_file("Ticket #,Customer Complaint,Date\n250635,Slow,22-04-15\n")
    items = reading.read(
        path,
        known,
        mapping={"source_id": "Ticket #", "received_on": "Date", "narrative": "customer complaint"},
    )
    (draft,), _ = parted(items)

    assert (draft.key, draft.received_on, draft.narrative) == ("250635", date(2015, 4, 22), "Slow")
    assert items.preset.id == "map"
    assert items.source.startswith("map:")


def test_the_whole_column_is_asked_where_the_first_records_do_not_tell(
    add_file: AddFile, known: Known
) -> None:
    rows = "".join(f"A-{number},03/04/2024,x,\n" for number in range(5_100))
    path = add_file("ref,received,category,closed\n" + rows + "A-x,25/04/2024,x,26/04/2024\n")
    items = reading.read(path, known)
    drafts, _ = parted(items)

    assert drafts[0].received_on == date(2024, 4, 3)
    assert (items.forms["received_on"].deciding, items.forms["received_on"].weighed) == (1, 5_101)
    assert drafts[-1].closed_on == date(2024, 4, 26)


def test_dates_that_do_not_tell_are_refused_until_the_order_is_named(add_file: AddFile, known: Known) -> None:
    path = add_file(HEAD + "A-1,03/04/2024,Delay,C1,x\n")
    with pytest.raises(ImportRefusedError, match="--date-order"):
        reading.read(path, known)

    assert parted(reading.read(path, known, date_order="dmy"))[0][0].received_on == date(2024, 4, 3)
    with pytest.raises(ImportRefusedError, match="“ydm” is no order of dates"):
        reading.read(path, known, date_order="ydm")


def test_a_file_with_a_header_only_has_no_records(add_file: AddFile, known: Known) -> None:
    items = reading.read(add_file(HEAD), known)

    assert parted(items) == ([], [])
    assert items.bytes_done == items.bytes_total == len(HEAD)


def test_a_compressed_file_is_read_as_it_is(add_file: AddFile, known: Known) -> None:
    plain = add_file(HEAD + ROW * 600)
    packed = add_file(gzip.compress(plain.read_bytes()), "complaints.csv.gz")
    renamed = add_file(packed.read_bytes(), "renamed.csv")
    items = reading.read(packed, known)

    assert parted(items) == parted(reading.read(plain, known)) == parted(reading.read(renamed, known))
    assert items.bytes_done == items.bytes_total == packed.stat().st_size


def test_progress_grows_while_reading(add_file: AddFile, known: Known) -> None:
    items = reading.read(add_file(HEAD + ROW * 100_000), known)
    seen = [items.bytes_done for _ in items]

    assert seen == sorted(seen)
    assert 0 < seen[50_000] < items.bytes_total


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.csv", "a.csv is empty"),
        (b"\n\n", "a.csv", "No header line"),
        (b'"ref,received\nA', "a.csv", "No header line"),
        (b"PK\x03\x04rest", "a.xlsx", "a workbook or a zip archive"),
        (gzip.compress(random.Random(7).randbytes(9_999), mtime=0)[:-900], "a.csv.gz", "cut short"),
        (
            gzip.compress(b"x" * 9_999, mtime=0)[:20] + b"\0\1\2" * 40,
            "a.csv.gz",
            "damaged or is not a gzip file",
        ),
        (b"ref,received\n", "a.csv.gz", "damaged or is not a gzip file"),
        (b"[{}]", "a.json", "JSON but holds no objects"),
        (b"a,b\n1,2\n", "a.csv", "No preset knows this header.*“a”, “b”"),
        (b"\xff\xfea\0,", "a.csv", "breaks off or is damaged inside a character"),
        ((HEAD + "A-1,soon,x,y,z\n").encode(), "a.csv", "“received” holds no date"),
    ],
    # The contents would make poor names: long, and not the same everywhere.
    ids=[str(number) for number in range(11)],
)
def test_a_file_that_cannot_be_trusted_is_refused_in_one_sentence(
    content: bytes, name: str, sentence: str, add_file: AddFile, known: Known
) -> None:
    with pytest.raises(ImportRefusedError, match=sentence) as refusal:
        reading.read(add_file(content, name), known)
    assert "\n" not in str(refusal.value)


def test_what_is_no_file_is_refused(tmp_path: Path, known: Known) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    for path, sentence in (
        (tmp_path, "not an ordinary file"),
        (pipe, "not an ordinary file"),
        (tmp_path / "none.csv", "No such file"),
        ("nul\0name.csv", "cannot be opened"),
    ):
        with pytest.raises(ImportRefusedError, match=sentence):
            reading.read(path, known)


def test_a_preset_that_does_not_exist_is_refused(add_file: AddFile, known: Known) -> None:
    with pytest.raises(
        ImportRefusedError, match=r"no preset “cfbp”; there are cfpb, desk, freshdesk, .*, zendesk"
    ):
        reading.read(add_file(HEAD), known, preset="cfbp")


def test_a_bomb_and_an_endless_line_are_refused(add_file: AddFile, known: Known) -> None:
    bomb = add_file(gzip.compress(HEAD.encode() + b"\n" * (3 << 20)), "bomb.csv.gz")
    with pytest.raises(ImportRefusedError, match="unpacks to more than"):
        reading.read(bomb, known, limits=Limits(ratio_from_bytes=1 << 20))
    with pytest.raises(ImportRefusedError, match="unpacks to more than"):
        reading.read(bomb, known, limits=Limits(unpacked_bytes=1 << 20))
    with pytest.raises(ImportRefusedError, match="The line after line 1 is longer than 1 MiB"):
        reading.read(add_file(HEAD + "x" * (3 << 20)), known, limits=Limits(line_bytes=1 << 20))


def test_a_file_changed_meanwhile_is_refused(add_file: AddFile, known: Known) -> None:
    path = add_file(HEAD + ROW)
    items = reading.read(path, known)
    path.write_text(HEAD + ROW + ROW)

    with pytest.raises(ImportRefusedError, match="was changed while it was being read"):
        parted(items)


def test_a_header_that_is_no_text_is_refused(add_file: AddFile, known: Known) -> None:
    with pytest.raises(ImportRefusedError, match="holds bytes that are no text"):
        reading.read(add_file(HEAD.replace("text", "te\0xt") + ROW), known)


def test_a_reason_shows_what_cannot_be_seen(add_file: AddFile, known: Known) -> None:
    _, (problem,) = parted(reading.read(add_file(HEAD + ROW + "A-2,\x1b[2J\u202e,Delay,C,x\n"), known))

    assert "“\ufffd[2J\ufffd”" in problem.reason


@pytest.mark.parametrize(
    ("name", "before", "after", "sentence"),
    [
        ("a.csv", "Late again", b"Late \xff\xff\xff\xff\xff", "is not in utf-8"),
        ("a.csv.gz", "Late again", None, "could not be read to its end"),
    ],
)
def test_a_file_changed_behind_its_stamp_is_refused_all_the_same(
    name: str, before: str, after: bytes | None, sentence: str, add_file: AddFile, known: Known
) -> None:
    plain = (HEAD + ROW).encode()
    path = add_file(plain if after else gzip.compress(plain), name)
    items = reading.read(path, known)
    status = path.stat()
    content = path.read_bytes()
    path.write_bytes(content.replace(before.encode(), after) if after else content[:-8] + bytes(8))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    with pytest.raises(ImportRefusedError, match=sentence):
        list(items)


def test_a_disk_that_fails_is_a_refusal() -> None:
    class Failing:
        def read(self, _size: int) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(ImportRefusedError, match=r"a\.csv cannot be read: Input/output error"):
        list(files.unpacked(cast("BinaryIO", Failing()), Path("a.csv")))


def test_wide_text_named_by_the_handler_is_read(add_file: AddFile, known: Known) -> None:
    items = reading.read(add_file((HEAD + ROW).encode("utf-16-le")), known, encoding="utf-16-le")

    assert len(parted(items)[0]) == 1
    assert not items.encoding_guessed


def test_the_next_best_preset_is_at_hand(add_file: AddFile, known: Known) -> None:
    runner_up = reading.read(add_file("ref,received,category,product\n"), known).runner_up

    assert runner_up is not None
    assert runner_up.preset.id == "zendesk"


def test_a_preset_named_map_is_the_handlers_own_map_alone(add_file: AddFile, known: Known) -> None:
    items = reading.read(add_file(HEAD + ROW), known, preset="map", mapping={"received_on": "received"})
    (draft,), _ = parted(items)

    assert draft.narrative == ""
    assert draft.extra["text"] == "Late again"


def test_a_file_without_its_last_line_end_is_remarked_on(add_file: AddFile, known: Known) -> None:
    items = reading.read(add_file((HEAD + ROW)[:-1]), known)

    assert len(parted(items)[0]) == 1
    assert any("no line end" in note for note in items.notes)


def test_a_file_whose_every_day_of_receipt_is_blank_is_all_problems(add_file: AddFile, known: Known) -> None:
    _, problems = parted(reading.read(add_file(HEAD + ROW.replace("2024-03-26", "") * 2), known))

    assert ["is blank" in problem.reason for problem in problems] == [True, True]


@pytest.mark.parametrize(
    "start",
    [
        "ref|received|category|customer|text\n",
        "sep=|\nref|received|category|customer|text\n",
        "ï»¿ref|received|category|customer|text\n",
        "\ufeffï»¿ref|received|category|customer|text\n",
        '\ufeff"ref"|"received"|"category"|"customer"|"text, in full; or so"\n',
        "Complaints\n\nAs of Monday\nref|received|category|customer|text\n",
    ],
)
def test_the_header_is_found_below_and_behind_what_is_put_before_it(
    start: str, add_file: AddFile, known: Known
) -> None:
    file = reading.read(add_file(start + "A-1|2024-03-26|Delay|C, D; E|x\n"), known)
    drafts, problems = parted(file)

    assert [(draft.key, draft.customer) for draft in drafts] == [("A-1", "C, D; E")]
    assert (problems, file.delimiter) == ([], "|")
    assert [note for note in file.notes if "Above" in note] == (
        ["Above the header and passed over: “Complaints / As of Monday”."] if "Monday" in start else []
    )


def test_what_a_report_writes_below_its_table_is_passed_over_and_told(
    add_file: AddFile, known: Known
) -> None:
    footer = (
        '\n""\n"Cases this year"\n"Copyright (c) 2000-2024 somebody, inc."\n"Generated By:  B, 1/2/2024"\n'
    )
    file = reading.read(add_file(HEAD + ROW + footer), known)

    assert len(parted(file)[0]) == 1
    assert file.rows == 1
    assert any(
        note.startswith("Below the table and passed over: “Cases this year / Copyright")
        for note in file.notes
    )


@pytest.mark.parametrize(
    "end", ["\nnobody knows what this is\n", "\nCopyright C\n" + ROW.replace("A-1", "A-2"), "Copyright C\n"]
)
def test_what_is_no_footer_is_a_problem(end: str, add_file: AddFile, known: Known) -> None:
    _, problems = parted(reading.read(add_file(HEAD + ROW + end), known))

    assert [problem.line for problem in problems] == [4 if end.startswith("\n") else 3]


def test_a_record_of_very_many_lines_is_remarked_on(add_file: AddFile, known: Known) -> None:
    file = reading.read(add_file(HEAD + 'A-1,2024-03-26,Delay,C1,"' + "\n" * 300 + '"\n'), known)
    parted(file)

    assert "The record on line 2 takes 301 lines; look whether its quotation marks are right." in file.notes


def test_a_date_that_is_more_or_less_than_a_day_is_kept_as_it_stands(add_file: AddFile, known: Known) -> None:
    rows = "A-1,26 March 2024,x,C,x\nA-2,27 March 2024 (amended),x,C,x\nA-3,October 2025,x,C,x\nA-4,,x,C,x\n"
    file = reading.read(add_file(HEAD + rows), known)
    drafts, problems = parted(file)

    assert [(draft.received_on, draft.extra) for draft in drafts] == [
        (date(2024, 3, 26), {}),
        (date(2024, 3, 27), {"received": "27 March 2024 (amended)"}),
        (date(2025, 10, 1), {"received": "October 2025"}),
    ]
    assert len(problems) == 1
    assert any(note.startswith("2 records have a date that is a month") for note in file.notes)
