"""Making a store, and opening one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import uuid4

from complaintdesk.config import Settings
from complaintdesk.errors import InvalidInputError, ProcedureError, StoreError
from complaintdesk.rules.working_days import WorkingCalendar
from complaintdesk.services.desk import Desk
from complaintdesk.services.texts import text
from complaintdesk.store import migrating
from complaintdesk.store.folder import StoreFolder
from complaintdesk.store.store import Store

ANCHORS = "anchors.jsonl"


@dataclass(frozen=True, slots=True)
class Answers:
    """What the first start asks."""

    handler: str
    role: str = "complaint_handler"
    organisation: str = ""
    region: str = "ENG"
    procedure: str = "uk-general"
    currency: str = "GBP"
    fixed_today: date | None = None
    """The day on which a demonstration store's clock stands."""


def is_there(path: Path) -> bool:
    """Return whether there is a store in this folder."""
    return StoreFolder(path).exists()


def require_no_backups(path: Path) -> None:
    """Check that a folder without a store has no backups of one either.

    Raises:
        StoreMissingError: If it has; names the command that brings one back.
    """
    folder = StoreFolder(path)
    if folder.has_backups():
        folder.require()


def open_desk(
    settings: Settings,
    today: Callable[[], date],
    now: Callable[[], datetime],
    *,
    read_only: bool = False,
) -> Desk:
    """Return the desk on the store of the settings.

    Raises:
        StoreError: If there is none, or it cannot be used; the message says why.
    """
    store = Store(StoreFolder(settings.places.store), settings.places.state / ANCHORS, read_only=read_only)
    store.open(now())
    return Desk(store, settings, today, now)


def create(
    settings: Settings,
    answers: Answers,
    today: Callable[[], date],
    now: Callable[[], datetime],
) -> Desk:
    """Make a store in the folder of the settings and return its desk; the set-up is its first step.

    Raises:
        StoreError: If there is a store already, or the folder cannot be used.
        InvalidInputError: If an answer cannot be kept; nothing was made.
    """
    from complaintdesk.models import AuthorityLimit, Profile
    from complaintdesk.rules import money
    from complaintdesk.services import authority, bands

    folder = StoreFolder(settings.places.store)
    if folder.exists() and migrating.is_set_up(folder):
        msg = f"There is a store in {folder.path} already."
        raise StoreError(msg)
    handler = text(answers.handler, "Name").strip()
    if not handler:
        msg = "The handler's name is needed: it stands on the evidence."
        raise InvalidInputError(msg, "name")
    organisation = text(answers.organisation, "Organisation").strip()
    if not money.is_currency(answers.currency):
        msg = f"{answers.currency!r} is not a currency; use its three letters, such as GBP."
        raise InvalidInputError(msg, "currency")
    store = Store(folder, settings.places.state / ANCHORS)
    desk = Desk(store, settings, today, now)
    # Refused here, before anything is made.
    desk.procedure(answers.procedure)
    _require_region(answers.region)
    limits = authority.shipped_limits(settings, answers.currency)
    _require_role(answers.role, [limit.role for limit in limits])

    folder.make()
    store.open(now())
    with desk.step("set up the desk") as step:
        # There is nothing before it, so undo has nothing to go back to.
        step.tops = (None, None)
        step.session.add(
            Profile.model_validate(
                {
                    "store_uuid": str(uuid4()),
                    "handler": handler,
                    "role": answers.role,
                    "organisation": organisation,
                    "region": answers.region,
                    "procedure": answers.procedure,
                    "currency": answers.currency,
                    "fixed_today": answers.fixed_today.isoformat() if answers.fixed_today else "",
                    "created_at": now(),
                }
            )
        )
        for limit in limits:
            step.session.add(AuthorityLimit.model_validate(authority.row_of(limit)))
        for band in bands.shipped(settings, answers.currency):
            bands.put(step.session, band)
    return desk


def _require_region(region: str) -> None:
    try:
        WorkingCalendar(region)
    except ProcedureError as error:
        raise InvalidInputError(str(error), "region") from error


def _require_role(role: str, roles: list[str]) -> None:
    if role not in roles:
        msg = f"There is no role {role!r}; choose from {', '.join(roles)}."
        raise InvalidInputError(msg, "role")
