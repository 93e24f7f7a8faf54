"""Vocabularies: shipped files are sound, own ones add or replace, wrong ones are named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from complaintdesk.config import shipped_data, vocabularies
from complaintdesk.config.vocabularies import Vocabularies
from complaintdesk.errors import SettingsError
from complaintdesk.vocabulary import MoneyKind

SHIPPED = shipped_data() / "vocabularies"
WORD = '[[entries]]\nid = "{id}"\nlabel = "a label"\ndefinition = "what it means"\n'


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


def the_shipped() -> Vocabularies:
    return vocabularies.load_all(SHIPPED)


def test_the_shipped_words_are_all_there() -> None:
    words = the_shipped()

    for name in vocabularies.NAMES:
        entries = getattr(words, name).entries
        assert len(entries) >= 10
        assert all(re.fullmatch("[a-z_]+", entry.id) and entry.definition.endswith(".") for entry in entries)


def test_a_remedy_says_against_which_limit_its_sum_counts() -> None:
    remedies = the_shipped().remedies

    assert {entry.money_kind for entry in remedies.entries} == {None, *MoneyKind}
    goodwill, apology = remedies.find("goodwill"), remedies.find("apology")
    assert goodwill is not None
    assert apology is not None
    assert (goodwill.money_kind, apology.money_kind) == (MoneyKind.goodwill, None)


def test_an_implication_says_whom_to_alert_and_by_when_and_on_whose_word() -> None:
    implications = the_shipped().implications

    assert all(entry.alert for entry in implications.entries)
    clocks = {entry.id: entry.clock for entry in implications.entries if entry.clock}
    assert all(clock.source for clock in clocks.values())
    assert clocks["data_breach"].time_allowed == "72 hours"
    assert clocks["safeguarding"].time_allowed == "the same day"


def test_a_word_is_said_by_its_label_and_an_unknown_one_as_it_stands() -> None:
    channels = the_shipped().channels

    assert (channels.label("phone"), channels.label("pigeon")) == ("telephone", "pigeon")
    assert channels.label("Web form") == channels.label("web_form")


def test_own_words_replace_add_and_retire(own: Path) -> None:
    (own / "channels.toml").write_text(
        WORD.format(id="phone") + "retired = true\n" + WORD.format(id="pigeon"), "utf-8"
    )

    channels = vocabularies.load_all(SHIPPED, own).channels

    assert channels.entries[0].id == "phone"
    assert channels.label("phone") == "a label"
    assert [entry.id for entry in channels.choices][-1] == "pigeon"
    assert "phone" not in [entry.id for entry in channels.choices]
    assert len(channels.entries) == len(the_shipped().channels.entries) + 1


def test_an_own_list_may_replace_the_shipped_one(own: Path) -> None:
    (own / "causes.toml").write_text(
        'title = "Ours"\nreplace = true\n' + WORD.format(id="only"), encoding="utf-8"
    )

    causes = vocabularies.load_all(SHIPPED, own).causes

    assert (causes.title, [entry.id for entry in causes.entries]) == ("Ours", ["only"])


def test_a_folder_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    assert vocabularies.load_all(SHIPPED, tmp_path / "none") == the_shipped()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = 3\n" + WORD.format(id="x"), "'title' must be a text in quotation marks"),
        ("replace = 1\n" + WORD.format(id="x"), "'replace' must be true or false"),
        ("entries = 3", "'entries' must be tables, each under [[entries]]"),
        ('title = "Empty"', "there is no word in it; add one under [[entries]]"),
        ("titel = 'x'\n" + WORD.format(id="x"), "there is no key 'titel' here; did you mean 'title'?"),
        (WORD.format(id="x") * 2, "[[entries]] x: the id 'x' is there twice"),
        (WORD.format(id=" "), "'id' must be a text"),
        ('[[entries]]\nid = "x"\n', "[[entries]] x: 'label' must be a text"),
        (
            WORD.format(id="x") + 'money_kind = "goodwil"',
            "'money_kind' cannot be 'goodwil'; did you mean 'goodwill'?",
        ),
        (WORD.format(id="x") + 'money_kind = "zzz"', "the choice is goodwill, other_loss, refund"),
        (WORD.format(id="x") + "alert = ['a', 3]", "'alert' must be a list of texts"),
        (WORD.format(id="x") + "clock = 3", "'clock' must be a table"),
        (
            WORD.format(id="x") + "[entries.clock]\nn = -1",
            "[[entries]] x, clock: 'n' must be a whole number from 0",
        ),
        (WORD.format(id="x") + "[entries.clock]\nn = 1\nunit = 'moon'", "'unit' cannot be 'moon'"),
        (
            WORD.format(id="x")
            + "[entries.clock]\nn = 1\nunit = 'day'\nstarts = 'a'\nduty = 'b'\nsource = 'c'",
            "'as_of' must be a date without quotation marks",
        ),
        ("not toml", "is not TOML"),
    ],
)
def test_a_wrong_file_is_named_with_the_key_and_the_remedy(own: Path, text: str, said: str) -> None:
    path = own / "remedies.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError, match=re.escape(said)) as refused:
        vocabularies.load_all(SHIPPED, own)

    assert str(path) in str(refused.value)


def test_a_wrong_own_file_is_left_out_with_its_line_and_the_shipped_list_stands(own: Path) -> None:
    (own / "causes.toml").write_text(WORD.format(id="x") + 'colour = "red"\n', encoding="utf-8")
    (own / "channels.toml").write_text(WORD.format(id="pigeon"), encoding="utf-8")

    loaded = vocabularies.load(SHIPPED, own)

    (said,) = loaded.problems
    assert "causes.toml, line 5, [[entries]] x: there is no key 'colour' here" in said
    assert loaded.lists.causes == the_shipped().causes
    assert loaded.lists.channels.find("pigeon")


def test_a_wrong_key_in_a_table_of_an_entry_is_named_with_its_line(own: Path) -> None:
    text = WORD.format(id="x") + "[entries.clock]\nn = 1\nunit = 'moon'\n"
    (own / "implications.toml").write_text(text, encoding="utf-8")

    assert "line 7, [[entries]] x, clock: 'unit'" in vocabularies.load(SHIPPED, own).problems[0]


def test_a_file_of_an_unknown_name_is_refused(own: Path) -> None:
    (own / "colours.toml").write_text("", encoding="utf-8")

    with pytest.raises(SettingsError, match="there is no vocabulary of this name; name it causes"):
        vocabularies.load_all(SHIPPED, own)


def test_a_file_that_cannot_be_read_is_refused(own: Path) -> None:
    (own / "causes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match="save it as UTF-8"):
        vocabularies.load_all(SHIPPED, own)
    with pytest.raises(SettingsError, match="cannot be read"):
        vocabularies.load_all(own / "none")


@pytest.mark.parametrize(
    ("list_name", "typed"),
    [("causes", word) for word in ("repair", "call", "commun", "delay", "rude", "faulty", "invoice")]
    + [("remedies", word) for word in ("compens", "fix", "exchange", "training")],
)
def test_what_a_handler_calls_it_is_in_the_label_or_the_explanation(list_name: str, typed: str) -> None:
    entries = getattr(the_shipped(), list_name).entries

    assert any(re.search(rf"\b{typed}", f"{one.label} {one.definition}".casefold()) for one in entries)
