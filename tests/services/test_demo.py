"""The demonstration: a sound desk with something at every stage, made by the same services."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.config import Places, Settings
from complaintdesk.errors import SettingsError, StoreError
from complaintdesk.rules import criteria
from complaintdesk.services import demo, setup
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import PromiseState
from tests.conftest import TODAY
from tests.stock import Stock, settings_of


@pytest.fixture(scope="module")
def played(stock: Stock, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The demonstration's desk, opened once it was made; no test changes it."""
    root = tmp_path_factory.mktemp("played")
    stock.copy("demo", root)
    desk = setup.open_desk(settings_of(root), lambda: TODAY, lambda: datetime(2026, 11, 18, 9, tzinfo=UTC))
    yield desk
    desk.close()


def test_the_demonstration_s_store_is_sound(played: Desk) -> None:
    assert services.care.verify(played).problems == ()


def test_it_stands_on_its_own_day(played: Desk) -> None:
    assert played.whose.fixed_today == played.today()
    last = played.reader.execute("SELECT max(at) FROM journal_step").fetchone()[0]
    assert last[:10] <= played.today().isoformat()


def test_there_is_something_at_every_stage_and_of_every_kind(played: Desk) -> None:
    def distinct(column: str, table: str) -> set[str]:
        return {str(row[0]) for row in played.reader.execute(f"SELECT DISTINCT {column} FROM {table}")}

    assert distinct("stage", "complaint WHERE origin = 'referred'") >= {
        "referred",
        "investigating",
        "deciding",
        "negotiating",
        "implementing",
        "checking",
        "closed",
        "returned",
    }
    assert distinct("origin", "complaint") == {"referred", "history"}
    assert distinct("maker", "offer") == {"desk", "customer"}
    assert distinct("state", "letter") >= {"sent"}
    for table in (
        "source",
        "implication",
        "promise",
        "agreement",
        "attachment",
        "escalation",
        "party",
        "approval",
    ):
        assert distinct("id", table), table


def test_it_is_not_played_over_another_store(played: Desk) -> None:
    with pytest.raises(StoreError, match="already"):
        demo.create(played.settings)


def test_an_act_that_is_not_known_is_named(settings: Settings, tmp_path: Path) -> None:
    import shutil

    data = tmp_path / "data"
    shutil.copytree(settings.places.data, data)
    script = data / "demo" / "desk.toml"
    text = script.read_text("utf-8")
    first = text.index("[[complaints]]")
    script.write_text(
        text[:first]
        + """
[[complaints]]
customer = "Ada Quill"
channel = "phone"
narrative = "Cold."
received = -9
referred = -8
acts = [{ on = -8, do = "juggle" }]
""",
        "utf-8",
    )
    elsewhere = Settings(Places(tmp_path / "other", tmp_path / "config", tmp_path / "state", data))

    with pytest.raises(SettingsError, match="there is no act 'juggle'"):
        demo.create(elsewhere)


def test_what_the_portfolio_proposes_is_what_each_report_s_own_index_names(played: Desk) -> None:
    """One is asked of SQL over all complaints, the other of a dossier; both must mean the same records."""
    named: dict[int, set[tuple[str, str, str, bool]]] = {}
    ids = [
        int(row[0]) for row in played.reader.execute("SELECT id FROM complaint WHERE accepted_on IS NOT NULL")
    ]
    for complaint_id in ids:
        found = services.dossier.load(played, complaint_id)
        named[complaint_id] = {
            (criterion.id, ref.label, str(ref.kind), ref.claimed)
            for criterion, refs in criteria.index(found, played.criteria)
            for ref in refs
        }

    proposed = {
        complaint_id: {
            (
                each.criterion,
                each.evidence.label,
                "complaint" if ":" in each.evidence.record_kind else each.evidence.record_kind,
                each.claim is not None,
            )
            for each in services.portfolio.for_complaint(played, complaint_id)
        }
        for complaint_id in ids
    }

    assert len(ids) > 10
    assert sum(map(len, named.values())) > 200
    assert proposed == named


def test_the_portfolio_counts_what_it_lists(played: Desk) -> None:
    seen = services.portfolio.view(played)

    for one in seen.covered:
        listed = services.portfolio.for_criterion(played, one.criterion.id)
        assert sum(each.claim is None for each in listed) == one.proposed, one.criterion.id
        assert {each.claim for each in listed if each.claim} == set(one.claims), one.criterion.id
    for complaint in seen.complaints:
        offered = services.portfolio.for_complaint(played, complaint.facts.id)
        assert {each.criterion for each in offered if each.claim} == set(complaint.claimed)
        assert {each.criterion for each in offered if not each.claim} == set(complaint.could)


def test_nobody_works_on_a_day_off(played: Desk) -> None:
    """An assessor looks at the dates."""
    said = tomllib.loads((played.settings.places.data / "demo" / "desk.toml").read_text("utf-8"))
    calendar = played.calendar(played.whose.region)
    acts = [act for complaint in said["complaints"] for act in complaint["acts"]]
    acts += [*said["claims"], *said["statements"], *said["reviews"]]

    days = {said["day"] + timedelta(days=act["on"]) for act in acts}
    assert [day for day in sorted(days) if not calendar.is_working(day)] == []


def test_what_the_records_say_of_themselves_is_so(played: Desk) -> None:
    """A kept promise was kept in time, and each tick of a letter has its words in the letter."""
    ids = [row[0] for row in played.reader.execute("SELECT id FROM complaint WHERE accepted_on IS NOT NULL")]
    ticked = 0
    for complaint_id in ids:
        found = services.dossier.load(played, complaint_id)
        for promise in found.promises:
            if promise.state is PromiseState.kept:
                assert promise.settled_on is not None
                assert promise.settled_on <= promise.due_on, (found.reference, promise.text)
        for letter in found.letters:
            assert "[[" not in letter.body
            assert all(letter.checklist.values()), (found.reference, letter.subject)
            ticked += len(letter.checklist)
    assert ticked > 30


def test_patterns_and_changes_are_claimed_for_every_criterion_about_them(played: Desk) -> None:
    seen = services.portfolio.view(played)

    for number in ("3.1", "3.2", "3.3", "3.4", "3.5", "3.6"):
        covered = seen.of(number)
        assert covered is not None
        assert covered.items >= 2, number
        assert {claim.evidence.reference[:4] for claim in covered.claims} & {"REV-", "REC-"}, number


def test_a_remedy_is_counted_once_however_it_is_written(played: Desk) -> None:
    label = played.vocabularies.remedies.label
    review = services.reviews.load(played, 2)
    assert review.figures is not None

    called = [label(each.remedy) for each in review.figures.remedies]
    assert sorted(called) == sorted(set(called))
    assert {"part refund", "waived charge"} <= set(called)
