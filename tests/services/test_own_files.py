"""A wrong file of the handler's own is left out and named with its remedy, whatever kind it is; the desk works on."""

from __future__ import annotations

import pytest

from complaintdesk import services
from complaintdesk.services import surroundings
from complaintdesk.services.desk import Desk

WRONG = {
    "procedures/mine.toml": ('id = "mine"\nnam = "x"\n', "mine.toml, line 2"),
    "presets/mine.toml": ('id = "mine"\ntitel = "x"\n', "mine.toml, line 2"),
    "criteria/mine.toml": ('id = "mine"\ntitel = "x"\n', "mine.toml, line 2"),
    "vocabularies/causes.toml": ('title = "Causes"\n[[wordz]]\n', "causes.toml, line 2"),
    "letters/update.md": ("Subject: x\n\n{{ custmer }}\n", "update.md, line 3"),
}
"""File -> what it holds, and how it is named."""


@pytest.mark.parametrize("path", WRONG)
def test_it_is_named_by_desk_and_doctor_and_takes_nothing_with_it(desk: Desk, path: str) -> None:
    text, named = WRONG[path]
    file = desk.settings.places.config / path
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")

    assert [named in said for said in desk.left_out] == [True]
    assert [named in each.says for each in surroundings.settings_found(desk.settings, ())] == [
        False,
        True,
    ]
    assert named in services.care.info(desk).own_files_left_out
    assert desk.vocabularies.causes.choices
    assert {"uk-general", "log", "unit-45"} <= {*desk.procedures, *desk.presets, *desk.criteria_sets.sets}


def test_without_files_of_ones_own_nothing_is_left_out(desk: Desk) -> None:
    assert desk.left_out == ()
