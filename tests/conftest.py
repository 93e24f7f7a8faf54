"""What all tests share: a desk on a store in a temporary folder, on a fixed day."""

from __future__ import annotations

import gc
import os
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import settings as hypothesis_settings
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.util import LRUCache
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

import complaintdesk.app
import complaintdesk.screens.desk
from complaintdesk.app import DeskApp
from complaintdesk.config import Settings, criteria, letters, procedures, shipped_data, tables, vocabularies
from complaintdesk.importers import preset_files
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import intake, setup
from complaintdesk.services.desk import Desk
from complaintdesk.services.intake import NewComplaint
from complaintdesk.store import connection
from tests import resting
from tests.stock import Stock, settings_of

TODAY = date(2026, 11, 18)
"""A Wednesday."""

REPOSITORY = Path(__file__).parents[1]

AddComplaint = Callable[..., Dossier]

T = TypeVar("T")


# A machine that tests is slow and shared; how long one example takes says nothing of what is tested.
hypothesis_settings.register_profile("unhurried", deadline=None)
hypothesis_settings.load_profile("unhurried")

_LONGEST = ("test_desk_machine.py", "test_journey.py", "test_killed.py", "test_wheel.py")

_MEMORY = Path("/dev/shm")
_MEMORY_NEEDED = 4 * 1024**3
"""Bytes that all folders of the tests together stay far below."""


def pytest_configure(config: pytest.Config) -> None:
    """Keep the tests' folders in memory, where there is room.

    Each step of a desk is forced to the disk; in ten thousand steps that is minutes of waiting, and of the
    hardware, not of the program. Faults of the disk are played by tests/faults, not met by chance.
    """
    # What tests hold is thrown away whole; looking at it again and again is waste.
    gc.set_threshold(50_000, 50, 100)
    if config.option.basetemp is None and "PYTEST_XDIST_WORKER" not in os.environ and _has_room(_MEMORY):
        for left in _MEMORY.glob("complaintdesk-tests-*"):
            # Of a run that was killed; memory is not emptied by itself.
            if not Path("/proc", left.name.rpartition("-")[2]).exists():
                shutil.rmtree(left, ignore_errors=True)
        config.option.basetemp = _MEMORY / f"complaintdesk-tests-{os.getpid()}"
        config.add_cleanup(lambda: shutil.rmtree(config.option.basetemp, ignore_errors=True))


def pytest_unconfigure() -> None:
    """Throw away what tests held, once: pytest does it five times over, to find what fails as it goes."""
    gc.collect()
    gc.freeze()


def _has_room(folder: Path) -> bool:
    """Whether a folder is there, large enough, and programs may be run from it (a wheel is, once installed)."""
    if not os.access(folder, os.W_OK):
        return False
    system = os.statvfs(folder)
    return system.f_bavail * system.f_frsize > _MEMORY_NEEDED and not system.f_flag & os.ST_NOEXEC


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest tests, so that no worker is left with one of them at the end."""
    items.sort(key=lambda item: item.path.name not in _LONGEST)


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """No test reaches a network, whatever it calls; lines to other processes of this machine are let be."""

    def guarded(method: Callable[..., T]) -> Callable[..., T]:
        def calling(own: socket.socket, *args: Any) -> T:
            if own.family != socket.AF_UNIX:
                raise RuntimeError("no test may reach a network")
            return method(own, *args)

        return calling

    def looked_up(*_: object, **__: object) -> None:
        raise RuntimeError("no test may reach a network")

    with pytest.MonkeyPatch.context() as patched:
        for name in ("connect", "connect_ex", "sendto", "sendmsg"):
            patched.setattr(socket.socket, name, guarded(getattr(socket.socket, name)))
        for name in ("getaddrinfo", "gethostbyname", "gethostbyaddr"):
            patched.setattr(socket, name, looked_up)
        yield


@pytest.fixture(autouse=True, scope="session")
def shipped_files_read_once() -> Iterator[None]:
    """The shipped data does not change while tests run; reading it anew for each desk is a tenth of their time."""
    shipped = shipped_data()

    def once(read: Callable[..., T]) -> Callable[..., T]:
        known: dict[Path, T] = {}

        def reading(path: Path, *rest: Any) -> T:
            if rest or not path.is_relative_to(shipped):
                return read(path, *rest)
            if path not in known:
                known[path] = read(path)
            return known[path]

        return reading

    with pytest.MonkeyPatch.context() as patched:
        for room, name in (
            (procedures, "_read"),
            (vocabularies, "_read"),
            (preset_files, "read"),
            (criteria, "document"),
            (letters, "document"),
            (tables, "document"),
        ):
            patched.setattr(room, name, once(getattr(room, name)))
        yield


@pytest.fixture(autouse=True, scope="session")
def statements_compiled_once() -> Iterator[None]:
    """A statement is the same text for every store; to compile it anew for each desk is a tenth of all tests' time."""
    compiled: LRUCache[Any, Any] = LRUCache(3000)
    dialects: dict[object, Dialect] = {}
    compile_statement, make_engine = ClauseElement._compile_w_cache, connection.make_engine

    def compile_for_all(element: ClauseElement, dialect: Dialect, **named: Any) -> Any:
        shared = dialects.setdefault((type(dialect), dialect.dbapi), dialect)
        return compile_statement(element, shared, **named)

    def make_sharing_engine(database: Path) -> Engine:
        engine = make_engine(database)
        engine._compiled_cache = compiled
        return engine

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ClauseElement, "_compile_w_cache", compile_for_all)
        patched.setattr(connection, "make_engine", make_sharing_engine)
        yield


@pytest.fixture(autouse=True, scope="session")
def screens_start_quickly() -> Iterator[None]:
    """What every start of a desk does alike is done once: a thousand tests open one."""
    parsed: dict[tuple[object, ...], list[RuleSet]] = {}
    parse = Stylesheet._parse_rules

    def parse_once(sheet: Stylesheet, *args: Any, **named: Any) -> list[RuleSet]:
        key = (args, tuple(named.items()), frozenset(sheet._variables.items()))
        if key not in parsed:
            parsed[key] = parse(sheet, *args, **named)
        return parsed[key]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Stylesheet, "_parse_rules", parse_once)
        # Scores and the backup of the day have tests of their own, which ask for them.
        patched.setattr(complaintdesk.app, "FIRST_DAY_CHECK_AFTER", 3600.0)
        # A hand that tests rests at once.
        patched.setattr(complaintdesk.screens.desk, "REST_AFTER", 0.002)
        # Thousands of rules are looked up in sets for each part of a screen; by identity either way.
        patched.setattr(RuleSet, "__hash__", object.__hash__)
        # A full pass of the collector over all that tests hold takes longer than many a test.
        patched.setattr(DeskApp, "_spare_the_collector", staticmethod(lambda: None))
        patched.setattr(DeskApp, "on_unmount", lambda _app: None)
        resting.teach_pilots(patched)
        yield


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the folders of whoever runs it, or knows their time zone."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home" / name.lower()))
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    for name in ("COMPLAINTDESK_STORE", "COMPLAINTDESK_PASSPHRASE", "NO_COLOR", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings whose places all lie in the test's own folder."""
    return settings_of(tmp_path)


class Now:
    """The test's clock: a day that can be moved, at nine in the morning."""

    def __init__(self) -> None:
        self.day = TODAY

    def today(self) -> date:
        return self.day

    def moment(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 9, tzinfo=UTC)


@pytest.fixture
def now() -> Now:
    """The clock of the test's desk."""
    return Now()


@pytest.fixture(scope="session")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Stock:
    """The desks that tests begin with, shared by all workers."""
    folder, now = tmp_path_factory.getbasetemp(), Now()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    return Stock(folder / "stock", now.today, now.moment)


@pytest.fixture(scope="session")
def blank(stock: Stock) -> Path:
    """The folders of an empty desk."""
    return stock.folders("blank")


@pytest.fixture(scope="session")
def walked(stock: Stock) -> Path:
    """The folders of a desk with one complaint that went the whole way."""
    return stock.folders("closed")


@pytest.fixture
def stocked_as() -> str:
    """What the desk of a test begins as; a module of tests may name another of `tests/stock.py`."""
    return "blank"


@pytest.fixture
def desk(stocked_as: str, stock: Stock, settings: Settings, now: Now) -> Iterator[Desk]:
    """An empty desk of one handler on a Wednesday, or what `stocked_as` says."""
    stock.copy(stocked_as, settings.places.store.parent)
    opened = setup.open_desk(settings, now.today, now.moment)
    yield opened
    opened.close()


@pytest.fixture
def worked_desk(stock: Stock, settings: Settings, now: Now) -> Iterator[Desk]:
    """A desk with one complaint, CD-2026-0001, that went the whole way and is closed."""
    stock.copy("closed", settings.places.store.parent)
    opened = setup.open_desk(settings, now.today, now.moment)
    yield opened
    opened.close()


@pytest.fixture
def prepared(stock: Stock, settings: Settings, now: Now) -> Iterator[Desk]:
    """A desk on which missed visits rise, with a recommendation, REC-1, of which nothing is missing."""
    stock.copy("history", settings.places.store.parent)
    opened = setup.open_desk(settings, now.today, now.moment)
    yield opened
    opened.close()


@pytest.fixture
def add_complaint(desk: Desk) -> AddComplaint:
    """Puts a complaint on the desk; whatever matters to a test is given by name."""
    plain = NewComplaint(
        customer="Ada Quill",
        received_on=date(2026, 11, 16),
        channel="phone",
        narrative="The boiler was mended twice and is cold again.",
        wants="A warm flat and an apology.",
    )

    def add(**given: object) -> Dossier:
        return intake.new(desk, replace(plain, **given))  # type: ignore[arg-type]  # names are checked by replace

    return add


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real complaint data beside the checkout; tests that need it are skipped without."""
    folder = REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs the real complaint data in ../shared/data, which is not here")
    return folder
