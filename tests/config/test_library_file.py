"""The library as a file: what is written reads back the same, what is wrong is named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintdesk.config import library_file
from complaintdesk.config.library_file import FileEntry, LibraryFile
from complaintdesk.errors import SettingsError
from complaintdesk.rules.authority_matrix import Departure, Limit
from complaintdesk.rules.balance import BalanceWeights
from complaintdesk.rules.remedy_bands import Band
from complaintdesk.rules.triage_score import TriageWeights
from complaintdesk.vocabulary import LibraryKind
from tests.hostile import STRINGS

ROLE = Limit(
    "clerk",
    1,
    125_050,
    None,
    0,
    Departure.listed,
    ("final_up_to_250",),
    "Clerk",
    "A. Reeve",
    "B. Moss",
    40_000,
    date(2027, 3, 31),
)
BAND = Band("Ombudsman", "middle", 2024, "Guidance", 10_050, None, "check")
FULL = LibraryFile(
    (
        FileEntry(LibraryKind.policy_clause, "REP-4", "Rent", "Rent stays due.\nStill.", date(2026, 1, 1)),
        FileEntry(LibraryKind.aim, "AIM-1", "Warm homes", "Warm."),
    ),
    (ROLE,),
    (BAND,),
    BalanceWeights(wish=40),
    TriageWeights(severity=1, full_age_days=9),
)


def read(tmp_path: Path, text: str) -> LibraryFile:
    path = tmp_path / "library.toml"
    path.write_text(text, "utf-8")
    return library_file.read(path, "GBP")


def test_what_is_written_is_read_back_the_same(tmp_path: Path) -> None:
    assert read(tmp_path, library_file.render(FULL, "GBP")) == FULL


def test_an_empty_file_says_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, library_file.render(LibraryFile(), "GBP")) == LibraryFile()


@pytest.mark.parametrize("words", STRINGS.values(), ids=STRINGS.keys())
def test_hostile_words_go_through_a_file_unchanged(tmp_path: Path, words: str) -> None:
    kept = words.encode("utf-8", "replace").decode()
    said = LibraryFile((FileEntry(LibraryKind.aim, "A", kept.strip(), kept),))

    assert read(tmp_path, library_file.render(said, "GBP")) == said


@given(st.integers(0, 10**9))
def test_amounts_are_written_as_they_would_be_typed(minor: int) -> None:
    typed = library_file._typed(minor, "GBP")

    assert round(float(typed) * 100) == minor
    assert isinstance(typed, int) is (minor % 100 == 0)


WRONG = {
    "not TOML": ("[aim", "is not TOML"),
    "unknown table": ("[[aims]]\ncode = 'A'", "there is no key 'aims' here; did you mean 'aim'?"),
    "unknown key": ("[[aim]]\ncode = 'A'\ntitel = 'x'", "[[aim]] A: there is no key 'titel'"),
    "no text": ("[[aim]]\ncode = 'A'\ntitle = 'x'", "'text' must be a text"),
    "a code twice": ("[[aim]]\ncode='A'\ntitle='x'\ntext='y'\n" * 2, "the code 'A' is there twice"),
    "no date": ("[[aim]]\ncode='A'\ntitle='x'\ntext='y'\neffective_on='soon'", "must be a date"),
    "no right": (
        "[authority]\ncurrency='GBP'\n[[authority.roles]]\nrole='a'\nrank=1\nrefund=1\ngoodwill=1\n"
        "other_loss=1\nsigns=['finl']",
        "'finl' is nothing to sign; did you mean 'final'?",
    ),
    "another currency": ("[remedy_bands]\ncurrency='EUR'\nbands=[]", "are in EUR; this desk keeps GBP"),
    "no amount": (
        "[remedy_bands]\ncurrency='GBP'\n[[remedy_bands.bands]]\nscale='s'\nlevel='l'\nyear=2024\n"
        "source='x'\nleast='much'",
        "[[bands]] 1: 'least': 'much' is not an amount",
    ),
    "a band without ends": (
        "[remedy_bands]\ncurrency='GBP'\n[[remedy_bands.bands]]\nscale='s'\nlevel='l'\nyear=2024\nsource='x'",
        "needs at least one of its ends",
    ),
    "a band twice": (
        "[remedy_bands]\ncurrency='GBP'\n"
        + "[[remedy_bands.bands]]\nscale='s'\nlevel='l'\nyear=2024\nsource='x'\nmost=5\n" * 2,
        "is there twice",
    ),
    "no weight": ("[balance]\nwish='much'", "The balance weight 'wish' must be a number"),
    "an unknown weight": ("[triage]\nsevrity=3", "did you mean 'severity'?"),
}


@pytest.mark.parametrize(("text", "why"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_file_is_named_with_the_place_and_the_remedy(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        read(tmp_path, text)

    assert why in str(refusal.value)
    assert str(refusal.value).startswith(str(tmp_path / "library.toml"))
