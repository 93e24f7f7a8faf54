"""What tests of screens share: a desk on a copy of the demo's store."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from complaintdesk.config import Places, Settings, shipped_data
from complaintdesk.services import demo, setup
from complaintdesk.services.desk import Desk


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's store, made once."""
    folder = tmp_path_factory.mktemp("demo")
    demo.create(
        Settings(Places(folder / "store", folder / "config", folder / "state", shipped_data()))
    ).close()
    return folder / "store"


@pytest.fixture
def demo_desk(demo_store: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk on a copy of the demo's store, on the demo's own day."""
    shutil.copytree(demo_store, tmp_path / "store")
    settings = Settings(Places(tmp_path / "store", tmp_path / "config", tmp_path / "state", shipped_data()))
    desk = setup.open_desk(
        settings, lambda: date(2026, 11, 18), lambda: datetime(2026, 11, 18, 9, tzinfo=UTC)
    )
    yield desk
    desk.close()
