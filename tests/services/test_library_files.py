"""The library by file, its remedy bands and its weights: one step each, undone and redone whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.config import Settings
from complaintdesk.errors import CancelledError, InvalidInputError, SettingsError
from complaintdesk.rules.remedy_bands import Band
from complaintdesk.services import bands, history, library, library_files, setup, weighing
from complaintdesk.services.derived import Recount
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import LibraryKind
from tests.conftest import TODAY, AddComplaint, Now


@pytest.fixture
def written(desk: Desk, tmp_path: Path) -> Path:
    """A desk's library with a clause, written to a file."""
    library.add(desk, LibraryKind.policy_clause, "REP-4", "Rent", "Stays due.", date(2026, 1, 1))
    return library_files.write(desk, tmp_path / "library.toml")


@pytest.mark.parametrize(
    ("procedure", "first"),
    [
        ("eng-hos-2024", "Housing Ombudsman"),
        ("uk-fca-disp", "Financial Ombudsman"),
        ("eng-lgsco-code", "Local Government Ombudsman"),
        ("eng-nhs-2009", "Parliamentary and Health Ombudsman"),
    ],
)
def test_the_bands_of_the_body_that_a_procedure_leads_to_come_first(
    desk: Desk, procedure: str, first: str
) -> None:
    nearest = bands.nearest(desk, procedure)

    assert nearest[0].scale == first
    assert set(nearest) == set(bands.view(desk))
    assert bands.nearest(desk, "none of that name") == bands.view(desk)


def test_what_was_just_written_changes_nothing_when_it_is_read(desk: Desk, written: Path) -> None:
    before = services.care.last_step(desk)

    assert library_files.take(desk, written) == ()
    assert services.care.last_step(desk) == before


def test_what_a_file_says_otherwise_is_one_step_that_undoes_whole(desk: Desk, written: Path) -> None:
    before = library_files.held(desk)
    text = written.read_text("utf-8").replace("Stays due.", "Stays due, but costs are repaid.")
    text = text.replace("wish = 25", "wish = 50").replace("year = 2015", "year = 2016")
    text = text.replace(
        'title = "supervisor"\nrank = 2\nrefund = 250', 'title = "supervisor"\nrank = 2\nrefund = 260'
    )
    written.write_text(text, "utf-8")
    asked = library_files.take(desk, written, dry_run=True)

    assert library_files.held(desk) == before

    told = library_files.take(desk, written)

    assert (
        told
        == asked
        == (
            "REP-4: new edition",
            "supervisor: limits",
            "Pensions Ombudsman, where most awards lie: added",
            "balance weights",
        )
    )
    (clause,) = library.entries(desk, LibraryKind.policy_clause)
    assert (clause.edition, clause.effective_on) == (2, TODAY), "nobody chose the old day for the new wording"
    assert (
        next(limit for limit in services.authority.view(desk) if limit.role == "supervisor").refund_minor
        == 26_000
    )
    assert desk.balance_weights.wish == 50
    assert history.undo(desk).label == "read the library from a file"
    assert replace(library_files.held(desk), title="") == replace(before, title="")


def test_ranks_can_change_places(desk: Desk, written: Path) -> None:
    text = written.read_text("utf-8").replace("rank = 1\n", "rank = 9\n").replace("rank = 2\n", "rank = 1\n")
    written.write_text(text.replace("rank = 9\n", "rank = 2\n"), "utf-8")

    assert library_files.take(desk, written) == ("supervisor: limits", "front line: limits")
    assert [limit.role for limit in services.authority.view(desk)][:2] == ["supervisor", "front_line"]


def test_a_wrong_file_changes_nothing(desk: Desk, written: Path) -> None:
    before = library_files.held(desk)
    written.write_text(written.read_text("utf-8").replace("wish = 25", "wish = -1"), "utf-8")

    with pytest.raises(SettingsError, match="'wish' must be 0 or more"):
        library_files.take(desk, written)

    assert library_files.held(desk) == before


def test_a_desk_in_another_currency_begins_without_bands(settings: Settings, now: Now) -> None:
    desk = setup.create(settings, setup.Answers("Robin Hale", currency="EUR"), now.today, now.moment)

    assert bands.view(desk) == ()
    desk.close()


def test_a_band_is_added_changed_and_removed(desk: Desk) -> None:
    shipped = bands.view(desk)
    assert len(shipped) == 17
    assert all(band.year and band.source for band in shipped)

    added = next(b for b in bands.keep(desk, Band("Own", "usual", 2026, "Board", 5_000)) if b.scale == "Own")
    changed = next(b for b in bands.keep(desk, replace(added, most_minor=9_000)) if b.scale == "Own")
    assert (changed.id, changed.most_minor) == (added.id, 9_000)
    assert changed.id is not None
    assert bands.remove(desk, changed.id) == shipped
    with pytest.raises(InvalidInputError, match="ends above"):
        bands.keep(desk, replace(added, most_minor=4_999))


def test_balance_weights_change_every_balance_and_undo(desk: Desk, add_complaint: AddComplaint) -> None:
    found = add_complaint()
    services.triage.accept(desk, found.id)
    for number, scores in enumerate(({"wish": 5, "fairness": 0}, {"wish": 0, "fairness": 5}), start=1):
        services.options.add(desk, found.id, services.options.NewOption(f"Option {number}", scores=scores))

    def balances() -> list[float | None]:
        return [option.balance for option in services.dossier.load(desk, found.id).options]

    before = balances()
    weighing.set_balance(desk, {"wish": 0, "fairness": 1})

    assert balances() == [0.0, 100.0]
    assert services.dossier.load(desk, found.id).balance_weights == weighing.of_balance(desk)

    history.undo(desk)
    assert balances() == before
    with pytest.raises(SettingsError, match="did you mean 'fairness'"):
        weighing.set_balance(desk, {"fairnes": 1})


def test_triage_weights_score_every_open_complaint_anew_and_undo(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    found = add_complaint(received_on=TODAY - timedelta(days=20))

    def kept() -> int:
        row = desk.reader.execute("SELECT triage_score FROM complaint WHERE id = ?", (found.id,)).fetchone()
        return int(row[0])

    before = kept()
    told: list[tuple[int, int]] = []
    only_age = dict.fromkeys(("severity", "clock", "safety", "vulnerable", "promise", "repeat", "value"), 0.0)
    weighing.set_triage(desk, {**only_age, "full_age_days": 40}, Recount(lambda *done: told.append(done)))

    assert kept() == 50 == services.dossier.load(desk, found.id).triage_score != before
    assert told[-1] == (1, 1)
    assert weighing.of_triage(desk).full_age_days == 40
    assert services.care.verify(desk).problems == ()

    history.undo(desk)
    assert kept() == before
    assert services.care.verify(desk).problems == ()


def test_scoring_anew_can_be_stopped_and_then_nothing_has_changed(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    add_complaint()
    step = services.care.last_step(desk)

    with pytest.raises(CancelledError):
        weighing.set_triage(desk, {"age": 50}, Recount(is_cancelled=lambda: True))

    assert services.care.last_step(desk) == step
    assert weighing.of_triage(desk).age == 2


def test_weights_that_are_those_by_default_are_not_written_down(desk: Desk) -> None:
    weighing.set_balance(desk, {"wish": 1})
    weighing.set_balance(desk, {})

    assert desk.reader.execute("SELECT balance_weights FROM profile").fetchone()[0] == ""
