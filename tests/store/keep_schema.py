"""Keep a store of today's schema in `schemas/`, for `test_migrating`: `python -m tests.store.keep_schema`.

To be called before the schema changes; a store that only the next program could write proves nothing.
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from complaintdesk.config import Places, Settings, shipped_data
from complaintdesk.services import importing, investigation, setup
from complaintdesk.store import schema
from tests import journey
from tests.conftest import Now

LOG = "complaint ref,date received,complainant,text\nL-1,2026-11-02,Ben Brook,The lift stood still.\n"


def keep(folder: Path) -> Path:
    """Work on a new store for a while, put it into the folder under the number of its schema, and return its path."""
    clock = Now()
    with TemporaryDirectory() as scratch:
        root = Path(scratch)
        settings = Settings(Places(root / "store", root / "config", root / "state", shipped_data()))
        desk = setup.create(settings, setup.Answers(handler="Robin Hale"), clock.today, clock.moment)
        (root / "log.csv").write_text(LOG, "utf-8")
        importing.run(desk, importing.Request(root / "log.csv"))
        complaint_id = journey.referred(desk).id
        journey.triaged(desk, complaint_id)
        investigation.add_head(desk, complaint_id, "The boiler was not mended", "delay_service")
        journey.write(desk, complaint_id, "acknowledgement", "We have it", "Robin Hale looks after it.")
        desk.close()
        kept = folder / f"{schema.REVISION}.db.gz"
        kept.write_bytes(gzip.compress(desk.store.folder.database.read_bytes(), mtime=0))
    return kept


if __name__ == "__main__":
    kept = keep(Path(__file__).parent / "schemas")
    sys.stdout.write(f"{kept}\n")
