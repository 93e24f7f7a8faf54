"""What tests of screens share: a desk on a copy of the demo's store."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from complaintdesk.services import setup
from complaintdesk.services.desk import Desk
from tests.stock import Stock, settings_of


@pytest.fixture
def demo_desk(stock: Stock, tmp_path: Path) -> Iterator[Desk]:
    """A desk on a copy of the demo's store, on the demo's own day."""
    shutil.copytree(stock.folders("demo") / "store", tmp_path / "store")
    desk = setup.open_desk(
        settings_of(tmp_path), lambda: date(2026, 11, 18), lambda: datetime(2026, 11, 18, 9, tzinfo=UTC)
    )
    yield desk
    desk.close()
