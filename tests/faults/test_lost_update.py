"""Two desks on one store: who saves last does not take away what the other saved, and loses nothing typed."""

from __future__ import annotations

import pytest

from complaintdesk import services
from complaintdesk.config import Settings
from complaintdesk.errors import StaleError
from complaintdesk.screens.investigation import InvestigationScreen
from complaintdesk.services import setup, triage
from complaintdesk.services.desk import Desk
from complaintdesk.widgets.forms import FormScreen
from tests.conftest import AddComplaint, Now
from tests.screens.filling import fill
from tests.screens.stage import notices, opened, shown

REFUSAL = "The complaint was changed meanwhile (about, urgent). Nothing was saved; look at it again."


def test_a_stale_save_is_refused_and_says_what_changed(
    desk: Desk, settings: Settings, now: Now, add_complaint: AddComplaint
) -> None:
    seen = add_complaint()
    other = setup.open_desk(settings, now.today, now.moment)
    triage.describe(other, seen.id, {"about": "Theirs"}, seen.version)
    triage.flag(other, seen.id, urgent=True)
    other.close()

    with pytest.raises(StaleError) as refused:
        triage.describe(desk, seen.id, {"about": "Mine"}, seen.version)

    assert str(refused.value) == REFUSAL
    assert services.dossier.load(desk, seen.id).about == "Theirs"


def test_what_the_journal_forgot_is_not_named(desk: Desk, add_complaint: AddComplaint) -> None:
    seen = add_complaint()
    services.erasing.erase(desk, seen.customer_id or 0, "Asked")

    with pytest.raises(StaleError, match=r"changed meanwhile\. Nothing was saved"):
        triage.describe(desk, seen.id, {"about": "Mine"}, seen.version)


async def test_the_form_of_a_stale_save_keeps_what_was_typed(
    desk: Desk, settings: Settings, now: Now, add_complaint: AddComplaint
) -> None:
    complaint_id = add_complaint().id
    other = setup.open_desk(settings, now.today, now.moment)

    async with opened(desk, "investigation", complaint_id) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, InvestigationScreen)
        assert screen.rows.move_to("about")
        await pilot.press("e")
        await pilot.pause()
        triage.describe(other, complaint_id, {"about": "Theirs"})
        triage.flag(other, complaint_id, urgent=True)
        await fill(pilot, about="Mine, typed at length")

        assert notices(pilot)[-1] == REFUSAL
        assert isinstance(pilot.app.screen, FormScreen)
        assert "Mine, typed at length" in shown(pilot)
        assert services.drafts.find(desk, f"describe.about:{complaint_id}") == {
            "about": "Mine, typed at length"
        }
        assert services.dossier.load(desk, complaint_id).about == "Theirs"
    other.close()
