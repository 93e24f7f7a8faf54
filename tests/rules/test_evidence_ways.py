"""Ways to evidence: every kind has one, and each names a place, a part and a key that are there."""

from __future__ import annotations

from importlib import import_module

import pytest

from complaintdesk.rules import evidence_ways
from complaintdesk.rules.criteria import KINDS, KINDS_ELSEWHERE
from complaintdesk.rules.evidence_ways import WAYS
from complaintdesk.screens import keymap
from complaintdesk.screens.place import OF_A_COMPLAINT, PLACES
from complaintdesk.services.desk import Desk

TABLE = {(key.where, key.id): key.key for key in keymap.table()}


def test_every_kind_of_evidence_has_a_way() -> None:
    assert WAYS.keys() == {*KINDS, *KINDS_ELSEWHERE}


@pytest.mark.parametrize("kind", WAYS)
def test_a_way_names_a_place_and_a_key_that_are_there(kind: str) -> None:
    way = WAYS[kind]
    name = PLACES[way.place][1]

    assert name == way.place.capitalize()
    assert way.key == TABLE.get((name, way.act), TABLE.get(("everywhere", way.act)))


@pytest.mark.parametrize("kind", [kind for kind, way in WAYS.items() if way.part])
def test_a_part_is_one_of_its_place(desk: Desk, kind: str) -> None:
    way = WAYS[kind]
    module, _, name = PLACES[way.place][2].partition(":")
    of_one = (1,) if way.place in OF_A_COMPLAINT else ()
    screen = getattr(import_module(module), name)(desk, *of_one)

    assert way.part in {part.title for part in screen.PARTS}


def test_a_key_of_the_handlers_own_is_told() -> None:
    assert list(evidence_ways.told(["change_option", "wish"], {"record.add": "f7"})) == [
        "an option of a recommendation (Recommendations, Options: f7)",
        "what the customer wants (Desk: e)",
    ]
