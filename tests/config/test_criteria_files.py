"""Criteria sets: the shipped ones are sound and in our own words, own ones add or replace, wrong ones are named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from complaintdesk.config import criteria, shipped_data
from complaintdesk.errors import SettingsError
from complaintdesk.rules.criteria import CriteriaSet
from tests.conftest import REPOSITORY

SHIPPED = shipped_data() / "criteria"
SET = 'id = "own"\ntitle = "Own set"\n[[groups]]\nid = "1"\nlabel = "One"\n'
CRITERION = (
    '[[criteria]]\nid = "1.1"\ngroup = "1"\nkind = "practical"\nlabel = "Does it"\n'
    'evidenced_by = ["head"]\ngood_shows = "that"\n'
)
LONGEST_ECHO = 4
"""Words in a row that our wording may share with the unit's; the trade has only so many words for a thing."""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


def the_shipped() -> list[CriteriaSet]:
    return list(criteria.load(SHIPPED).sets.values())


def words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


def test_the_criteria_of_unit_45_are_all_there_in_order() -> None:
    unit = criteria.load_all(SHIPPED)[criteria.DEFAULT]

    assert [one.id for one in unit.criteria] == [
        f"{group}.{n}" for group, last in ((1, 4), (2, 4), (3, 6), (4, 11)) for n in range(1, last + 1)
    ]
    assert all((one.kind == "knowledge") is one.id.startswith("4.") for one in unit.criteria)


def test_the_unit_itself_has_the_same_numbers_and_none_of_its_sentences_is_ours() -> None:
    path = REPOSITORY.parent / "shared" / "reference" / "unit45.txt"
    if not path.is_file():
        pytest.skip("needs the unit in ../shared/reference, which is not here")
    original = path.read_text("utf-8")
    unit = criteria.load_all(SHIPPED)[criteria.DEFAULT]
    said = words(original)
    runs = {tuple(said[at : at + LONGEST_ECHO + 1]) for at in range(len(said))}
    ours = [text for one in unit.criteria for text in (one.label, one.good_shows, *one.questions)]

    assert set(re.findall(r"(?m)^\s*([1-4]\.\d+)\s", original)) == {one.id for one in unit.criteria}
    for text in ours:
        mine = words(text)
        echoed = [
            run
            for at in range(len(mine))
            if len(run := tuple(mine[at : at + LONGEST_ECHO + 1])) > LONGEST_ECHO
        ]
        assert not runs & set(echoed), text


@pytest.mark.parametrize("found", the_shipped(), ids=lambda found: found.id)
def test_every_shipped_set_says_whose_it_is_what_shows_each_criterion_and_what_to_ask(
    found: CriteriaSet,
) -> None:
    assert found.source
    assert found.as_of
    for one in found.criteria:
        assert one.evidenced_by, one.id
        assert one.good_shows.endswith("."), one.id
        assert bool(one.questions) is (one.kind == "knowledge"), one.id
        assert all(question.endswith("?") for question in one.questions), one.id
        assert (one.kind == "knowledge") is ("statement" in one.evidenced_by), one.id
    if any(one.uncertain for one in found.criteria):
        assert "not seen" in found.note


def test_the_unit_the_one_before_it_and_the_standard_are_shipped() -> None:
    assert {found.id for found in the_shipped()} >= {"unit-45", "r-506-2151", "inscs028"}


def test_an_own_set_stands_beside_the_shipped_ones_or_replaces_one(own: Path) -> None:
    (own / "a.toml").write_text(SET + CRITERION, encoding="utf-8")
    (own / "b.toml").write_text((SET + CRITERION).replace('"own"', '"unit-45"'), encoding="utf-8")

    sets = criteria.load_all(SHIPPED, own)

    assert set(sets) == {"own", *(found.id for found in the_shipped())}
    assert sets["unit-45"].title == "Own set"
    assert sets["own"].criteria[0].group == "One"
    assert sets["own"].find("1.1") is sets["own"].criteria[0]
    assert sets["own"].find("9.9") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SET, "there is no criterion; add one under [[criteria]]"),
        (
            SET + CRITERION.replace('"head"', '"heads"'),
            "line 11, [[criteria]] 1.1: 'evidenced_by' cannot have 'heads'; did you mean 'head'?",
        ),
        (
            SET + CRITERION.replace("practical", "practise"),
            "line 9, [[criteria]] 1.1: 'kind' cannot be 'practise'; did you mean 'practical'?",
        ),
        (
            SET + CRITERION.replace('group = "1"', 'group = "9"'),
            "line 8, [[criteria]] 1.1: 'group' cannot be '9'; the choice is 1",
        ),
        (SET + CRITERION + 'colour = "red"', "line 13, [[criteria]] 1.1: there is no key 'colour' here"),
        (SET + CRITERION + CRITERION, "the id '1.1' is there twice; give one of them another"),
        (
            SET + CRITERION + 'questions = ["Why?"]',
            "line 13, [[criteria]] 1.1: 'questions' guide a statement",
        ),
        (SET + CRITERION + "uncertain = 1", "line 13, [[criteria]] 1.1: 'uncertain' must be true or false"),
        (SET.replace('title = "Own set"\n', "") + CRITERION, "'title' must be a text in quotation marks"),
        ('as_of = "2026"\n' + SET + CRITERION, "line 1: 'as_of' must be a date without quotation marks"),
        (SET + "[[criteria]\n", "is not TOML"),
    ],
)
def test_a_wrong_set_is_named_with_the_line_the_key_and_the_remedy(own: Path, text: str, said: str) -> None:
    path = own / "set.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError, match=re.escape(said)) as refused:
        criteria.load_all(SHIPPED, own)

    assert str(path) in str(refused.value)


def test_a_wrong_own_set_is_left_out_and_the_desk_works_with_the_others(own: Path) -> None:
    (own / "bad.toml").write_text(SET, encoding="utf-8")
    (own / "twin.toml").write_text(SET + CRITERION, encoding="utf-8")
    (own / "twin2.toml").write_text(SET + CRITERION, encoding="utf-8")

    loaded = criteria.load(SHIPPED, own)

    assert {"own", "unit-45"} <= set(loaded.sets)
    assert len(loaded.problems) == 2
    assert "has the id 'own', as twin.toml has; give it another" in loaded.problems[1]


def test_a_set_that_is_not_there_is_refused_with_the_nearest_and_what_was_left_out(own: Path) -> None:
    (own / "bad.toml").write_text(SET, encoding="utf-8")
    loaded = criteria.load(SHIPPED, own)

    with pytest.raises(SettingsError, match=r"no criteria set 'unit-46'; did you mean 'unit-45'.*Left out: "):
        loaded.require("unit-46")


def test_a_missing_folder_of_criteria_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="install complaintdesk again"):
        criteria.load_all(tmp_path / "none")
