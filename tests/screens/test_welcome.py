"""The first start: it asks whose desk it is and what may be given at it, and can be left and gone on with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot

from complaintdesk import services
from complaintdesk.cli import opening, start
from complaintdesk.config import Places, Settings, shipped_data
from complaintdesk.errors import InvalidInputError
from complaintdesk.screens import welcome
from complaintdesk.screens.welcome import WelcomeApp
from complaintdesk.services import setup
from complaintdesk.services.setup import Answers, OwnLimits
from complaintdesk.store import door, sealing
from complaintdesk.store.folder import StoreFolder
from tests.conftest import Now

TODAY = date(2026, 11, 18)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(Places(tmp_path / "store", tmp_path / "config", tmp_path / "state", shipped_data()))


def shown(pilot: Pilot[Answers | None]) -> str:
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


@asynccontextmanager
async def begun(settings: Settings) -> AsyncIterator[tuple[WelcomeApp, Pilot[Answers | None]]]:
    """Start for the first time."""
    app = WelcomeApp(settings, TODAY)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        yield app, pilot


async def test_who_it_is_and_what_they_may_give(settings: Settings, now: Now) -> None:
    async with begun(settings) as (app, pilot):
        assert "nothing is sent" in " ".join(shown(pilot).split())
        await pilot.press(*"Robin", "ctrl+s")
        await pilot.pause()
        assert "2 of 2" in shown(pilot)
        assert "1000" in shown(pilot).replace(",", "")
        await pilot.press(*["backspace"] * 9, *"1200", "ctrl+s")
        await pilot.pause()
    answers = app.return_value

    assert answers is not None
    assert answers == Answers("Robin", limits=OwnLimits(120_000, 25_000, 50_000))
    desk = setup.create(settings, answers, now.today, now.moment)
    with desk.reading() as session:
        own = next(
            limit
            for limit in services.authority.limits(session, desk.today())
            if limit.role == "complaint_handler"
        )
    desk.close()
    assert (own.refund_minor, own.goodwill_minor) == (120_000, 25_000)


async def test_left_it_is_gone_on_with_where_it_was(settings: Settings) -> None:
    async with begun(settings) as (first, pilot):
        await pilot.press(*"Robin", "ctrl+s")
        await pilot.pause()
        await pilot.press(*["backspace"] * 9, *"77", "escape")
        await pilot.pause()
    assert first.return_value is None
    assert (settings.places.state / welcome.DRAFT).stat().st_mode & 0o077 == 0

    async with begun(settings) as (again, pilot):
        assert "Robin" in shown(pilot)
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "77" in shown(pilot)
        await pilot.press("ctrl+s")
        await pilot.pause()

    assert again.return_value is not None
    assert again.return_value.limits == OwnLimits(7_700, 25_000, 50_000)
    welcome.forget(settings)
    assert not (settings.places.state / welcome.DRAFT).exists()


async def test_the_first_step_can_be_left(settings: Settings) -> None:
    async with begun(settings) as (app, pilot):
        await pilot.press("escape")
        await pilot.pause()

    assert app.return_value is None
    assert not settings.places.store.exists()


@pytest.mark.parametrize("damaged", ["[1, 2]", "{", '{"whose": 3}', "\x00"])
async def test_what_was_kept_and_is_damaged_is_asked_anew(settings: Settings, damaged: str) -> None:
    settings.places.state.mkdir()
    (settings.places.state / welcome.DRAFT).write_text(damaged)
    async with begun(settings) as (_, pilot):
        assert "Your name" in shown(pilot)


def test_a_limit_below_nothing_and_a_role_that_there_is_not_are_refused(settings: Settings, now: Now) -> None:
    with pytest.raises(InvalidInputError, match="nothing or more"):
        setup.create(settings, Answers("Robin", limits=OwnLimits(-1, 0, 0)), now.today, now.moment)
    with pytest.raises(InvalidInputError, match="no role"):
        setup.usual_limits(settings, "king")
    assert setup.usual_limits(settings, "director") == OwnLimits(None, None, None)
    assert not settings.places.store.exists()


PHRASE = "correct horse battery"


async def to_the_passphrase(pilot: Pilot[Answers | None]) -> None:
    """Say that the store is to be encrypted, and leave the limits as they are."""
    await pilot.press(*"Robin", *["tab"] * 5, "y", "ctrl+s")
    await pilot.pause()
    assert "2 of 2" in shown(pilot)
    await pilot.press("ctrl+s")
    await pilot.pause()


async def test_a_store_is_encrypted_from_the_start_with_a_passphrase_typed_twice_and_kept_nowhere(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services.sealing, "is_installed", lambda: True)
    async with begun(settings) as (app, pilot):
        await to_the_passphrase(pilot)
        assert "There is no way back" in shown(pilot)
        assert "desk.key" in shown(pilot)
        await pilot.press(*"short", "ctrl+s")
        await pilot.pause()
        assert "12 characters at least; four or five words" in shown(pilot)
        await pilot.press("ctrl+u", *type_of(PHRASE), "enter", *"another one", "enter")
        await pilot.pause()
        assert "The two are not the same" in shown(pilot)
        assert "correct" not in shown(pilot)
        await pilot.press(*type_of(PHRASE), "enter")
        await pilot.pause()

    assert app.return_value is not None
    assert app.return_value.handler == "Robin"
    assert app.passphrase == PHRASE
    kept = (settings.places.state / welcome.DRAFT).read_text()
    assert "Robin" in kept
    assert "correct" not in kept


async def test_who_goes_back_from_the_passphrase_may_leave_the_store_plain(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services.sealing, "is_installed", lambda: True)
    async with begun(settings) as (app, pilot):
        await to_the_passphrase(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert "2 of 2" in shown(pilot)
        await pilot.press("escape")
        await pilot.pause()
    assert app.return_value is None

    async with begun(settings) as (again, pilot):
        await pilot.press(*["tab"] * 5, "n", "ctrl+s")
        await pilot.pause()
        await pilot.press("ctrl+s")
        await pilot.pause()
    assert again.return_value is not None
    assert again.passphrase is None


async def test_without_the_extra_one_line_says_how_to_get_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services.sealing, "is_installed", lambda: False)
    async with begun(settings) as (_, pilot):
        told = " ".join(shown(pilot).split())

    assert "Encrypt the store" not in told
    assert "takes an extra, `pip install 'complaintdesk[encrypted]'`" in told


@pytest.mark.skipif(not services.sealing.is_installed(), reason="the extra `encrypted` is not installed")
def test_what_was_typed_at_the_start_makes_an_encrypted_store(
    settings: Settings, now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The scrypt of a test is a weak one; the walk from the questions to the bytes is the same."""
    monkeypatch.setattr(sealing, "COST", 1 << 4)
    monkeypatch.setattr(start, "settings", lambda asked: settings)

    class Asked(WelcomeApp):
        passphrase = PHRASE

        def __init__(self, *_: object) -> None:
            pass

        def run(self, *_: object, **__: object) -> Answers:
            return Answers("Robin")

    monkeypatch.setattr(welcome, "WelcomeApp", Asked)
    try:
        desk = opening._first_desk(start.Asked(today=TODAY))
        assert desk is not None
        desk.close()
        assert StoreFolder(settings.places.store).is_encrypted()
    finally:
        door.unlock(None)


def type_of(words: str) -> list[str]:
    """Return the keys of a text."""
    return ["space" if each == " " else each for each in words]
