"""The review of a whole log finds what was planted in it, with R's figures; and nothing where there is nothing."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from complaintdesk import services
from complaintdesk.cli import trend_figures
from complaintdesk.rules import verdicts
from complaintdesk.rules.months import Windows, between
from complaintdesk.rules.trend_words import BANNED
from complaintdesk.services.desk import Desk
from complaintdesk.services.importing import Request
from complaintdesk.services.review import Review
from tests.conftest import REPOSITORY, Now
from tests.rules.statistics.reference import differences

FOLDER = REPOSITORY.parent / "shared" / "spc_reference"


@pytest.fixture
def reference() -> Path:
    if not FOLDER.is_dir():
        pytest.skip(f"the reference results are not here ({FOLDER})")
    return FOLDER


def _known(got: list[dict[str, Any]], want: list[Mapping[str, Any]], key: str) -> list[dict[str, Any]]:
    """Return those of the answers that the case names, in its order."""
    by_key = {each[key]: each for each in got}
    return [by_key.get(each[key], {}) for each in want]


def test_a_log_with_planted_facts_is_read_as_r_reads_it(desk: Desk, now: Now, reference: Path) -> None:
    case = json.loads((reference / "scenario_a.json").read_text("utf-8"))
    now.day = date.fromisoformat(case["expected"]["as_of"])
    services.importing.run(desk, Request(reference / "scenario_a.csv", preset="log"))
    review = Review(desk)
    wanted = dict(case["expected"])
    planted = wanted.pop("planted")
    change = wanted["before_after"]

    answer = json.loads(
        json.dumps(
            trend_figures.whole(
                review, review.before_after(change["category"], date.fromisoformat(change["change_date"]))
            ),
            default=str,
        )
    )
    answer["terms"] = _known(answer["terms"], wanted["terms"], "term")

    assert differences(answer, wanted, case["tolerance"]["rel"], case["tolerance"]["abs"]) == []
    told = {row["category"]: row for row in answer["verdicts"]}
    assert told[planted["rising"]]["verdict"] == "rising"
    assert told[planted["falling"]]["verdict"].startswith("falling")
    assert "may be the season" in told[planted["seasonal"]]["verdict"]
    assert told[planted["rare"]]["verdict"] == "too few to judge"
    assert [each["refs"] for each in answer["campaigns"]] == [planted["mass_letter_refs"]]
    assert answer["campaigns"][0]["category"] == planted["mass_letter_category"]
    for row in answer["verdicts"]:
        assert not [word for word in BANNED if word in row["sentence"].casefold()]


def test_noise_is_seldom_called_anything(reference: Path) -> None:
    case = json.loads((reference / "noise_shared.json").read_text("utf-8"))
    counts: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    with (reference / case["input"]["file"]).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    numbers = sorted({int(row["month"]) for row in rows})
    months = between("2023-01", "2024-12")[: len(numbers)]
    for row in rows:
        counts[row["set"]][row["category"]][months[int(row["month"]) - numbers[0]]] = int(row["count"])
    windows = Windows(months[-3:], months[-15:-3], months[-15:-12], months[-12:])

    called = [
        number
        for number, sets in counts.items()
        if any(
            row.verdict in verdicts.RISING | verdicts.FALLING
            for row in verdicts.judge(sets, windows, has_last_year=True)
        )
    ]

    assert len(called) <= 0.03 * len(counts)
