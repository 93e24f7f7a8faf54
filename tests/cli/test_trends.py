"""`trends --series`: any series as a chart, with the figures that R gives for it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Call
from tests.rules.statistics.reference import KINDS, differences
from tests.rules.statistics.test_reference import cases


def _options(case: dict[str, Any], kind: str) -> list[str]:
    params = case["params"] or {}
    options = ["--chart", kind]
    freeze = params.get("baseline_last_point") or params.get("fix_after_n_points")
    if freeze:
        options += ["--freeze", str(freeze)]
    if "exclude_from_baseline" in params:
        options += ["--exclude", ",".join(map(str, params["exclude_from_baseline"]))]
    if "rebase" in params:
        options += ["--rebase", ",".join(params["rebase"])]
    if "screen_moving_ranges" in params:
        options.append("--screen" if params["screen_moving_ranges"] else "--no-screen")
    if "improvement_direction" in params:
        options += ["--improvement", params["improvement_direction"]]
    if kind.endswith("prime"):
        options.append("--unbounded")
    return options


@pytest.mark.parametrize("path", cases())
def test_a_series_gives_what_the_reference_gives(call: Call, tmp_path: Path, path: Path) -> None:
    case = json.loads(path.read_text("utf-8"))
    if case["method"] not in KINDS:
        pytest.skip("no series")
    given = {name: values for name, values in case["input"].items() if isinstance(values, list)}
    file = tmp_path / "series.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(given)
        writer.writerows(zip(*given.values(), strict=True))

    done = call("trends", "--series", str(file), *_options(case, KINDS[case["method"]]), "--json")

    assert done.code == 0, done.err
    answer = json.loads(done.out)
    assert differences(answer, case["expected"], case["tolerance"]["rel"], case["tolerance"]["abs"]) == []


def series(tmp_path: Path, text: str) -> str:
    file = tmp_path / "series.csv"
    file.write_text(text, "utf-8")
    return str(file)


RECOMMENDED = {
    "counts": ("count\n" + "12\n9\n" * 8, "uprime"),
    "few points": ("count\n" + "12\n9\n" * 3, "run"),
    "small counts": ("count\n" + "1\n2\n" * 12, "run"),
    "counts out of something": ("count,exposure\n" + "12,30\n9,31\n" * 8, "uprime"),
    "shares": ("numerator,denominator\n" + "12,30\n9,31\n" * 8, "pprime"),
    "a measure": ("value\n" + "12.5\n9.1\n" * 8, "xmr"),
    "gaps": ("between\n" + "12\n0\n" * 8, "g"),
}


@pytest.mark.parametrize(("text", "kind"), RECOMMENDED.values(), ids=RECOMMENDED.keys())
def test_the_chart_that_fits_is_chosen_and_named_with_the_reason(
    call: Call, tmp_path: Path, text: str, kind: str
) -> None:
    done = call("trends", "--series", series(tmp_path, text), "--json")

    answer = json.loads(done.out)
    assert (answer["chart"], bool(answer["reason"])) == (kind, True)
    said = call("trends", "--series", series(tmp_path, text))
    assert f"{kind} chart: {answer['reason']}." in said.out


WRONG = {
    "no such file": (None, (), "cannot be opened"),
    "no rows": ("count\n", (), "has no rows under a line of titles"),
    "no column of a chart": ("month,number\n1,2\n", (), "none of the columns"),
    "a column is missing": ("count\n1\n2\n", ("--chart", "p"), "A p chart needs the column 'numerator'"),
    "a cell is no number": ("count\n1\nmany\n", (), "line 3, column count: 'many' is no number"),
    "a cell is empty": ("period,count\na,1\nb,\n", (), "line 3, column count: there is nothing"),
    "less than none": ("count\n1\n-2\n", (), "line 3, column count: -2 is less than 0"),
    "no such chart": ("count\n1\n2\n", ("--chart", "pie"), "There is no chart 'pie'"),
    "no such point": ("count\n1\n2\n", ("--exclude", "7"), "--exclude 7 is none of the 2 points"),
    "no such period": ("count\n1\n2\n", ("--rebase", "2024"), "There is no period '2024'"),
    "frozen too late": ("count\n1\n2\n", ("--freeze", "7"), "--freeze 7 is none of the 2 points"),
    "points that are words": ("count\n1\n2\n", ("--exclude", "all"), "--exclude takes numbers of points"),
    "better in no direction": ("value\n1\n2\n", ("--improvement", "up"), "--improvement 'up' is none of"),
    "a time of nothing": ("between\n1\n0\n", ("--chart", "t"), "A t chart needs times above 0"),
    "nothing to divide by": (
        "count,exposure\n1,0\n2,0\n",
        (),
        "There is no point to draw a centre line from",
    ),
}


@pytest.mark.parametrize(("text", "options", "said"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_one_line_that_names_it(
    call: Call, tmp_path: Path, text: str | None, options: tuple[str, ...], said: str
) -> None:
    file = str(tmp_path / "none.csv") if text is None else series(tmp_path, text)

    done = call("trends", "--series", file, *options)

    assert done.code in {1, 2}
    assert said in done.err
    assert len(done.err.strip().splitlines()) == 1
    assert done.out == ""


def test_a_point_without_exposure_is_left_out_and_the_rest_is_drawn(call: Call, tmp_path: Path) -> None:
    text = "period,count,exposure\n" + "".join(f"{n},{n % 3 + 5},30\n" for n in range(12)) + "12,4,0\n"
    answer = json.loads(call("trends", "--series", series(tmp_path, text), "--json").out)

    assert answer["value"][-1] is None
    assert answer["points_outside_limits"] == []
