"""Procedure files: the shipped ones are whole, and wrong ones are named with their remedy."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from complaintdesk.config.procedures import check, load, load_all, read
from complaintdesk.errors import ProcedureError
from complaintdesk.rules.clocks import clocks
from complaintdesk.rules.procedures import Procedure
from complaintdesk.rules.working_days import WorkingCalendar

SHIPPED = Path(__file__).parents[2] / "data" / "procedures"
ENGLAND = WorkingCalendar("ENG")

SMALL = """id = "small"
name = "Small"
region = "ENG"
kind = "policy"
source = "A test"
as_of = 2026-11-01

[[clocks]]
id = "ack"
name = "Acknowledgement"
start = "received"
met_by = "acknowledged"
n = 2
unit = "wd"
kind = "policy"
source = "A test"
as_of = 2026-11-01
"""


def based(on: str, own_id: str, more: str = "") -> str:
    return f'id = "{own_id}"\nbase = "{on}"\nsource = "A test"\nas_of = 2026-11-01\n{more}'


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    folder = tmp_path / "shipped"
    folder.mkdir()
    (folder / "small.toml").write_text(SMALL, encoding="utf-8")
    return folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


def due_dates(procedure: Procedure, **events: date) -> dict[str, str]:
    found = clocks(procedure, events, ENGLAND, date(2026, 12, 21))
    return {clock.id: clock.due_on.isoformat() for clock in found if clock.due_on is not None}


def test_every_shipped_procedure_is_called_by_its_file_name() -> None:
    procedures = load_all(SHIPPED, None)

    assert {"uk-general", "eng-hos-2024"} <= set(procedures)
    assert set(procedures) == {path.stem for path in SHIPPED.glob("*.toml")}


def test_the_general_procedure_gives_the_known_dates() -> None:
    general = load_all(SHIPPED, None)["uk-general"]

    assert due_dates(general, received=date(2026, 12, 21), last_contact=date(2026, 12, 23)) == {
        "ack": "2026-12-23",
        "update": "2027-01-11",
        "target": "2027-01-21",
        "final": "2027-02-15",
    }


def test_the_housing_code_gives_the_known_dates() -> None:
    code = load_all(SHIPPED, None)["eng-hos-2024"]

    assert due_dates(
        code,
        received=date(2026, 12, 21),
        s1_ack_sent=date(2026, 12, 29),
        s2_requested=date(2027, 1, 15),
        s2_ack_sent=date(2027, 1, 18),
    ) == {"s1_ack": "2026-12-30", "s1": "2027-01-13", "s2_ack": "2027-01-22", "s2": "2027-02-15"}
    assert due_dates(code, received=date(2026, 12, 21), acknowledged=date(2026, 12, 30))["s1"] == "2027-01-14"


@pytest.mark.parametrize(
    "procedure_id",
    ["uk-general", "eng-hos-2024", "eng-lgsco-code", "sct-spso-mchp", "eng-nhs-2009", "au-rg271"],
)
def test_a_shipped_procedure_has_a_checklist_for_each_letter_a_handler_sends(procedure_id: str) -> None:
    procedure = load_all(SHIPPED, None)[procedure_id]

    assert {"acknowledgement", "update", "extension", "final"} <= {
        letter.kind for letter in procedure.letters
    }
    assert procedure.external is not None
    assert procedure.reply


def test_the_organisations_own_file_replaces_the_shipped_one_and_adds_others(
    shipped: Path, own: Path
) -> None:
    (own / "mine.toml").write_text(SMALL.replace("n = 2", "n = 3"), encoding="utf-8")
    (own / "other.toml").write_text(SMALL.replace('"small"', '"other"'), encoding="utf-8-sig")

    procedures = load_all(shipped, own)

    assert set(procedures) == {"small", "other"}
    assert procedures["small"].clock("ack").n == 3


def test_the_organisations_own_file_can_change_the_shipped_one(shipped: Path, own: Path) -> None:
    (own / "small.toml").write_text(based("small", "small", 'region = "SCT"\n'), encoding="utf-8")
    (own / "more.toml").write_text(based("small", "more"), encoding="utf-8")

    procedures = load_all(shipped, own)

    assert procedures["small"].region == "SCT"
    assert procedures["small"].clock("ack").n == 2
    assert procedures["more"].region == "SCT"


def test_no_own_folder_is_no_fault(shipped: Path, tmp_path: Path) -> None:
    assert set(load_all(shipped, tmp_path / "nowhere")) == {"small"}


def test_missing_shipped_files_are_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(ProcedureError, match="is missing; install complaintdesk again"):
        load_all(tmp_path / "nowhere", None)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"id = 'x'\nname = \n", r"wrong\.toml: is not TOML: .*line 2, column"),
        (b"id = '\xe9'\n", r"wrong\.toml: is not UTF-8 text; save it as UTF-8"),
        (
            b"id = 'x'\nnam = 'y'\n",
            r"wrong\.toml, line 2: the procedure has no key 'nam'; 'name' is the nearest",
        ),
        (SMALL.encode(), r"wrong\.toml: has the id 'small', as small\.toml has; give it another"),
        (
            based("big", "wrong").encode(),
            r"wrong\.toml: there is no procedure 'big' to be based on; there are small, wrong",
        ),
        (based("wrong", "wrong").encode(), r"is based on itself \(wrong -> wrong\); take one 'base' out"),
    ],
)
def test_a_wrong_file_is_named_with_its_remedy(shipped: Path, content: bytes, message: str) -> None:
    (shipped / "wrong.toml").write_bytes(content)

    with pytest.raises(ProcedureError, match=message):
        load_all(shipped, None)


def test_what_is_wrong_only_with_its_base_is_named_too(shipped: Path) -> None:
    (shipped / "mine.toml").write_text(based("small", "other", 'without = ["akc"]\n'), encoding="utf-8")

    with pytest.raises(ProcedureError, match=r"mine\.toml: the base small has no clock 'akc'"):
        load_all(shipped, None)


def test_an_own_file_that_changes_a_shipped_one_based_on_another_is_no_circle(
    shipped: Path, own: Path
) -> None:
    (shipped / "more.toml").write_text(based("small", "more"), encoding="utf-8")
    (own / "more.toml").write_text(based("more", "more", 'region = "NIR"\n'), encoding="utf-8")

    assert load_all(shipped, own)["more"].region == "NIR"


def test_a_circle_of_bases_is_refused_not_walked(shipped: Path) -> None:
    for one, another in (("a", "b"), ("b", "c"), ("c", "a")):
        (shipped / f"{one}.toml").write_text(based(another, one), encoding="utf-8")

    with pytest.raises(ProcedureError, match="a -> b -> c -> a"):
        load_all(shipped, None)


def test_a_file_that_cannot_be_read_is_named(shipped: Path) -> None:
    (shipped / "folder.toml").mkdir()

    with pytest.raises(ProcedureError, match=r"folder\.toml: cannot be read \(Is a directory\)"):
        load_all(shipped, None)


def test_a_wrong_file_of_ones_own_is_left_out_and_takes_no_other_with_it(shipped: Path, own: Path) -> None:
    (own / "a.toml").write_text(based("b", "a"), encoding="utf-8")
    (own / "b.toml").write_text(based("nowhere", "b"), encoding="utf-8")
    (own / "broken.toml").write_text("id = ", encoding="utf-8")
    (own / "fine.toml").write_text(based("small", "fine"), encoding="utf-8")
    (own / "small.toml").write_text(based("small", "small", 'without = ["akc"]\n'), encoding="utf-8")
    loaded = load(shipped, own)

    assert set(loaded.procedures) == {"small", "fine"}
    assert [problem.path.name for problem in loaded.problems] == [
        "a.toml",
        "b.toml",
        "broken.toml",
        "small.toml",
    ]
    assert all(problem.sentence.startswith(problem.path.name) for problem in loaded.problems)


def test_a_circle_of_ones_own_is_left_out_whole(shipped: Path, own: Path) -> None:
    for one, another in (("a", "b"), ("b", "a")):
        (own / f"{one}.toml").write_text(based(another, one), encoding="utf-8")
    loaded = load(shipped, own)

    assert set(loaded.procedures) == {"small"}
    assert len(loaded.problems) == 2


def test_ones_own_wrong_file_is_refused_where_all_must_be_right(shipped: Path, own: Path) -> None:
    (own / "broken.toml").write_text("id = ", encoding="utf-8")

    with pytest.raises(ProcedureError, match=r"broken\.toml: is not TOML"):
        load_all(shipped, own)


@pytest.mark.parametrize(
    ("was", "now", "line"),
    [
        ("n = 2", "nn = 2", 13),
        ("n = 2", "n = 0", 13),
        ('unit = "wd"', 'unit = "wdd"', 14),
        ('start = "received"', 'start = "recieved"', 11),
        ("n = 2\n", "", 8),
        ('name = "Acknowledgement"\n', "", 8),
        ('region = "ENG"', 'regoin = "ENG"', 3),
        ("as_of = 2026-11-01\n\n", 'as_of = "soon"\n\n', 6),
        (
            'kind = "policy"\nsource = "A test"\nas_of = 2026-11-01\n',
            'kind = "policy"\nsource = "A test"\nas_of = 2026-11-01\n[clocks.extension]\nn = 3\nto = 4\nunit = "wd"\n',
            19,
        ),
    ],
)
def test_a_wrong_key_is_named_with_its_line(tmp_path: Path, was: str, now: str, line: int) -> None:
    path = tmp_path / "mine.toml"
    head, _, tail = SMALL.rpartition(was)
    path.write_text((head + now + tail), encoding="utf-8")

    with pytest.raises(ProcedureError, match=rf"^mine\.toml, line {line}: "):
        read(path)


def test_one_file_is_checked_as_if_it_were_ones_own(shipped: Path, own: Path, tmp_path: Path) -> None:
    path = tmp_path / "draft.toml"
    path.write_text(based("small", "draft", 'without = ["akc"]\n'), encoding="utf-8")
    assert "has no clock 'akc'" in (check(path, shipped, own) or "")

    path.write_text(based("small", "draft"), encoding="utf-8")
    assert check(path, shipped, own) is None
    assert check(path, shipped, None) is None


def test_every_number_of_every_shipped_procedure_has_a_source_and_a_day() -> None:
    for procedure in load_all(SHIPPED, None).values():
        cited = [(rule.source, rule.as_of) for rule in procedure.clocks]
        cited += [(limit.source, limit.as_of) for limit in procedure.limits]
        if procedure.referral is not None:
            cited.append((procedure.referral.source, procedure.referral.as_of))

        assert procedure.source
        assert procedure.as_of is not None
        assert all(source and as_of for source, as_of in cited)
        assert procedure.external is not None
        assert procedure.external.source
