"""The demonstration: a sound desk with something at every stage, made by the same services."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.config import Places, Settings, shipped_data
from complaintdesk.errors import SettingsError, StoreError
from complaintdesk.services import demo
from complaintdesk.services.desk import Desk


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The demonstration's desk; no test changes it."""
    folder = tmp_path_factory.mktemp("demo")
    settings = Settings(Places(folder / "store", folder / "config", folder / "state", shipped_data()))
    desk = demo.create(settings)
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
