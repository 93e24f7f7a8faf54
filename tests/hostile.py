"""Hostile strings: what a customer, a file or another system may send, and a desk full of each."""

from __future__ import annotations

import os
import sqlite3
from datetime import date
from pathlib import Path

from complaintdesk.models import (
    ChangeOption,
    EffectCheck,
    Pattern,
    Recommendation,
    RecommendationComplaint,
    Review,
)
from complaintdesk.services import calendars, claims, statements
from complaintdesk.services.desk import Desk
from tests import journey
from tests.rows import put

STRINGS = {
    "closing tag": "Bank said [/oops] refund",
    "lone slash": "no [/ refund [b",
    "styles": "[red]twice[/red] [x] [b",
    "action": "[@click=app.quit]press me[/] [@click=app.simulate_key('d')]x[/]",
    "theme colour": "[$primary]z [bold on red]y",
    "reference": "call [ref 123] and [1] [Complaint ref=AB/12]",
    "emoji code": ":warning: :bomb:",
    "window title": "a\x1b]0;OWNED\x07b",
    "clipboard": "a\x1b]52;c;T1dORUQ=\x07b",
    "cursor": "a\x1b[1;1HTOP\x1b[2Jb\x9b31mc",
    "controls": "a\x07\x08\x0b\x0c\x85\x7f\u2028\u2029b",
    "directions": "abc\u202edef\u2066ghi\u200b",
    "marks": "e" + "\u0301" * 300,
    "wide": "漢字かな交じり文 👩‍👩‍👧‍👦 ﷽",
    "formula": '=HYPERLINK("https://example.org";"x")',
    "markdown": "# Head\n\n| a | b |\n|---|---|\n```\n<script>alert(1)</script> [x](javascript:1) ![y](https://example.org)",
    "sql": "'); DROP TABLE complaint; --",
    "template": "{{ 7*7 }} {% raw %} ${x} %s %(y)s {0}",
}
"""What it tries -> the string."""

TOGETHER = {
    "markup": ("closing tag", "lone slash", "styles", "action", "theme colour", "reference", "emoji code"),
    "bytes": ("window title", "clipboard", "cursor", "controls"),
    "shapes": ("directions", "marks", "wide"),
    "languages": ("formula", "markdown", "sql", "template"),
}
"""What several try at once: a walk over everything takes ten seconds."""


def walks() -> dict[str, str]:
    """Return the strings for walks over everything: a few that try several things, or for a release each alone."""
    if os.environ.get("COMPLAINTDESK_RELEASE"):
        return STRINGS
    return {what: " ".join(STRINGS[one] for one in ones) for what, ones in TOGETHER.items()}


KEPT = frozenset(
    {
        "reference", "currency", "region", "procedure", "role", "store_uuid", "sha256", "source_digest", "preset",
        "event", "clock", "unit", "at", "taken_at", "imported_at", "created_at", "written_at", "made_at", "saved_at",
        "scores", "verdict", "verdict_limits", "checklist", "extra", "policy_exception", "figures", "fixed_today",
        "holidays_added", "holidays_worked", "weekdays", "cutoff", "expectations",
        "media_type", "typed", "form", "criterion", "criteria_set", "record_kind", "found", "grouping",
    }
)  # fmt: skip
"""Columns that hold codes of ours, not words of people."""


def fill(desk: Desk, file: Path, string: str) -> int:
    """Walk the journey, then put the string into every text that people write; return the complaint's id."""
    found = journey.walk(desk, journey.referred(desk).id, file)
    calendars.add_day_off(desk, date(2026, 12, 1), string)
    claims.claim(desk, "1.2", claims.Record("complaint", found.id, found.id), claims.NewClaim("So."))
    statements.write(desk, "4.1", "So.")
    journey.referred(desk)
    _recommend(desk, found.id)
    shell = sqlite3.connect(desk.store.folder.database)
    tables = [
        str(name)
        for (name,) in shell.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE TABLE%'")
        if "_words" not in str(name) and not str(name).startswith(("journal_", "alembic_", "sqlite_"))
    ]
    for table in tables:
        for _, column, kind, *_ in shell.execute(f'PRAGMA table_info("{table}")').fetchall():
            if kind == "VARCHAR" and column not in KEPT:
                shell.execute(f'UPDATE "{table}" SET "{column}" = ?', (string,))
    shell.commit()
    shell.close()
    return found.id


def _recommend(desk: Desk, complaint_id: int) -> None:
    """Put a review with a pattern and a recommendation with everything that people write onto the desk."""
    day = date(2026, 11, 18)
    put(desk, ChangeOption.model_validate({"recommendation_id": 1, "number": 1, "text": "x"}))
    put(
        desk,
        Review.model_validate(
            {"title": "x", "from_on": day, "to_on": day, "made_at": desk.now(), "again_on": day}
        ),
        Recommendation.model_validate(
            {"title": "x", "state": "put_forward", "chosen_id": 1, "put_on": day, "reply_due_on": day}
        ),
    )
    put(
        desk,
        EffectCheck.model_validate({"recommendation_id": 1, "measure": "x", "written_on": day}),
        Pattern.model_validate({"review_id": 1, "finding": "x"}),
        RecommendationComplaint.model_validate({"recommendation_id": 1, "complaint_id": complaint_id}),
    )
