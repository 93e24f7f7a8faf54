"""What the tests of the importers share: the shipped presets, a file writer and the real data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from complaintdesk.importers import preset_files
from complaintdesk.importers.presets import Preset

REPOSITORY = Path(__file__).parents[2]

AddFile = Callable[..., Path]


@pytest.fixture(scope="session")
def known() -> dict[str, Preset]:
    """The shipped presets."""
    return dict(preset_files.load_all(REPOSITORY / "data" / "presets"))


@pytest.fixture
def add_file(tmp_path: Path) -> AddFile:
    """Writes text or bytes to a file and returns its path."""

    def write(content: str | bytes, name: str = "complaints.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real complaint data that lies beside the repository."""
    folder = REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the real data are not here ({folder})")
    return folder
