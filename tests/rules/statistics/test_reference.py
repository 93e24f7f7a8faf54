"""The rules give what R and the published examples give, each within the tolerance its case states."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPOSITORY
from tests.rules.statistics.reference import ANSWERS, differences

FOLDER = REPOSITORY.parent / "shared" / "spc_reference"
WHOLE = {"scenario_complaint_log", "noise_panel"}
"""Cases that are a whole log; the review answers them."""


def cases() -> list[Any]:
    found = sorted(FOLDER.glob("*.json")) if FOLDER.is_dir() else []
    return [pytest.param(path, id=path.stem) for path in found if not path.stem.startswith("optional_")] or [
        pytest.param(None, marks=pytest.mark.skip(f"the reference results are not here ({FOLDER})"))
    ]


@pytest.mark.parametrize("path", cases())
def test_it_gives_what_the_reference_gives(path: Path) -> None:
    case = json.loads(path.read_text("utf-8"))
    if case["method"] in WHOLE or case["method"] == "rules_given_centre_sigma":
        pytest.skip(
            "answered by the review" if case["method"] in WHOLE else "rules that the desk does not offer"
        )

    answer = ANSWERS[case["method"]](case)

    assert differences(answer, case["expected"], case["tolerance"]["rel"], case["tolerance"]["abs"]) == []
