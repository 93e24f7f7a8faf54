"""Making a store: what is refused makes nothing, and what was cut short is done again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from complaintdesk import services
from complaintdesk.config import Settings
from complaintdesk.errors import DeskError, InvalidInputError, NotFoundError, StoreError, StoreMissingError
from complaintdesk.services import setup
from complaintdesk.services.desk import Desk
from complaintdesk.services.setup import Answers
from complaintdesk.store.folder import StoreFolder
from tests.conftest import Now

ANSWERS = Answers(
    " Robin Hale ", "supervisor", " Northmoor Homes ", "SCT", "eng-hos-2024", "EUR", date(2026, 11, 2)
)


def test_what_was_answered_is_whose_desk_it_is(settings: Settings, now: Now) -> None:
    made = setup.create(settings, ANSWERS, now.today, now.moment)
    made.close()
    desk = setup.open_desk(settings, now.today, now.moment)
    whose = desk.whose

    assert (whose.handler, whose.role, whose.organisation) == ("Robin Hale", "supervisor", "Northmoor Homes")
    assert (whose.region, whose.procedure, whose.currency) == ("SCT", "eng-hos-2024", "EUR")
    assert whose.fixed_today == date(2026, 11, 2)
    assert services.care.last_step(desk) == 1
    assert services.care.verify(desk).ok
    desk.close()


@pytest.mark.parametrize(
    ("changed", "kind", "field"),
    [
        ({"handler": " "}, InvalidInputError, "name"),
        ({"currency": "Pounds"}, InvalidInputError, "currency"),
        ({"region": "Narnia"}, InvalidInputError, "region"),
        ({"role": "king"}, InvalidInputError, "role"),
        ({"procedure": "nope"}, NotFoundError, ""),
    ],
)
def test_an_answer_that_cannot_be_kept_makes_nothing(
    settings: Settings, now: Now, changed: dict[str, Any], kind: type[DeskError], field: str
) -> None:
    with pytest.raises(kind) as caught:
        setup.create(settings, replace(ANSWERS, **changed), now.today, now.moment)

    assert getattr(caught.value, "field", "") == field
    assert not settings.places.store.exists()
    assert not setup.is_there(settings.places.store)


def test_a_store_is_not_made_over_another(desk: Desk, settings: Settings, now: Now) -> None:
    with pytest.raises(StoreError, match=r"There is a store in .* already"):
        setup.create(settings, ANSWERS, now.today, now.moment)

    assert desk.whose.handler == "Robin Hale"


def test_a_set_up_that_was_cut_short_is_told_and_done_again(settings: Settings, now: Now) -> None:
    StoreFolder(settings.places.store).make()
    half = setup.open_desk(settings, now.today, now.moment)
    with pytest.raises(StoreMissingError, match="`complaintdesk init` does it"):
        _ = half.whose
    half.close()

    desk = setup.create(settings, ANSWERS, now.today, now.moment)

    assert desk.whose.handler == "Robin Hale"
    assert list((settings.places.store / "backups").iterdir()) == []
    desk.close()


def test_a_name_that_cannot_be_stored_is_kept_with_a_visible_sign(settings: Settings, now: Now) -> None:
    answers = Answers("Rob\udc80in", organisation="North\0moor")
    desk = setup.create(settings, answers, now.today, now.moment)

    assert (desk.whose.handler, desk.whose.organisation) == ("Rob\ufffdin", "North\ufffdmoor")
    desk.close()


def test_there_is_no_desk_where_there_is_no_store(settings: Settings, now: Now, tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError, match="`complaintdesk init` makes one there"):
        setup.open_desk(settings, now.today, now.moment)

    assert not setup.is_there(tmp_path / "nowhere")
    assert not settings.places.store.exists()
