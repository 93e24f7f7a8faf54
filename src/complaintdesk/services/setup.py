"""Making a store, and opening one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from complaintdesk.config import Settings
from complaintdesk.errors import InvalidInputError, ProcedureError, StoreError
from complaintdesk.services.desk import Desk
from complaintdesk.services.texts import text
from complaintdesk.store import door, migrating
from complaintdesk.store.folder import StoreFolder
from complaintdesk.store.store import Store

if TYPE_CHECKING:
    from complaintdesk.rules.authority import Limit

ANCHORS = "anchors.jsonl"


class OwnLimits(NamedTuple):
    """How much the handler may give without asking, in minor units; None is any amount."""

    refund: int | None
    goodwill: int | None
    other_loss: int | None


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

    limits: OwnLimits | None = None
    """The handler's own limits; None takes those that are shipped for the role."""


def is_there(path: Path) -> bool:
    """Return whether there is a store in this folder."""
    return StoreFolder(path).exists()


def key_needed(path: Path) -> Path | None:
    """Return the key file of the store in a folder, if it is encrypted and this process has not unlocked it.

    Raises:
        LockedStoreError: If it is encrypted and its key file is missing.
    """
    if door.keys() is not None:
        return None
    folder = StoreFolder(path)
    folder.require_key()
    return folder.key_file if folder.is_encrypted() else None


def unlock(key_file: Path, passphrase: str) -> None:
    """Open, from now on and in this process, the store that a key file belongs to.

    Raises:
        LockedStoreError: If the passphrase is not the one, or the extra is not installed.
    """
    from complaintdesk.store import sealing

    keys = sealing.unwrapped(key_file, passphrase)
    with door.unlocked(keys):
        door.driver()
    door.unlock(keys)


def usual_limits(settings: Settings, role: str, currency: str = "GBP") -> OwnLimits:
    """Return what a role may usually give without asking.

    Raises:
        InvalidInputError: If there is no such role.
    """
    from complaintdesk.services import authority

    limits = authority.shipped_limits(settings, currency)
    require_role(role, [limit.role for limit in limits])
    limit = next(limit for limit in limits if limit.role == role)
    return OwnLimits(limit.refund_minor, limit.goodwill_minor, limit.other_loss_minor)


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
    passphrase: str | None = None,
) -> Desk:
    """Make a store in the folder of the settings and return its desk; the set-up is its first step.

    With a passphrase it is encrypted from its first byte, and this process has it unlocked.

    Raises:
        StoreError: If there is a store already, or the folder cannot be used.
        LockedStoreError: If the passphrase is too short, or the extra is not installed; nothing was made.
        InvalidInputError: If an answer cannot be kept; nothing was made.
    """
    from complaintdesk.models import AuthorityLimit, Profile
    from complaintdesk.rules import money
    from complaintdesk.services import authority, bands, sealing

    folder = StoreFolder(settings.places.store)
    if folder.exists() and (key_needed(folder.path) or migrating.is_set_up(folder)):
        msg = (
            f"There is a store in {folder.path} already; `complaintdesk --store {folder.path}` opens it."
            " `complaintdesk profile` says whose it is, and changes that."
        )
        raise StoreError(msg)
    handler, organisation = handler_name(answers.handler), organisation_name(answers.organisation)
    if not money.is_currency(answers.currency):
        msg = f"{answers.currency!r} is not a currency; use its three letters, such as GBP."
        raise InvalidInputError(msg, "currency")
    store = Store(folder, settings.places.state / ANCHORS)
    desk = Desk(store, settings, today, now)
    # Refused here, before anything is made.
    require_usual(desk, answers.procedure)
    require_region(answers.region)
    limits = authority.shipped_limits(settings, answers.currency)
    require_role(answers.role, [limit.role for limit in limits])
    limits = tuple(_own(limit, answers) if limit.role == answers.role else limit for limit in limits)

    if passphrase is not None:
        sealing.begin(folder, passphrase)
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


def _own(limit: Limit, answers: Answers) -> Limit:
    own = answers.limits
    if own is None:
        return limit
    if any(amount is not None and amount < 0 for amount in own):
        msg = "A limit is an amount of nothing or more."
        raise InvalidInputError(msg, "limits")
    return replace(
        limit, refund_minor=own.refund, goodwill_minor=own.goodwill, other_loss_minor=own.other_loss
    )


def handler_name(said: str) -> str:
    """Return the handler's name as it is kept.

    Raises:
        InvalidInputError: If there is none.
    """
    handler = text(said, "Name").strip()
    if not handler:
        msg = "The handler's name is needed: it stands on the evidence."
        raise InvalidInputError(msg, "name")
    return handler


def organisation_name(said: str) -> str:
    """Return the organisation as it is kept."""
    return text(said, "Organisation").strip()


def require_usual(desk: Desk, procedure_id: str) -> None:
    """Check that a procedure can be the desk's usual one.

    Raises:
        NotFoundError: If there is none of this id.
        InvalidInputError: If it only adds to another one.
    """
    if desk.procedure(procedure_id).overlay:
        msg = f"{procedure_id} runs beside another procedure and cannot be the usual one."
        raise InvalidInputError(msg, "procedure")


def require_region(region: str) -> None:
    """Check that a region's bank holidays are known.

    Raises:
        InvalidInputError: If they are not.
    """
    from complaintdesk.rules.working_days import WorkingCalendar

    try:
        WorkingCalendar(region)
    except ProcedureError as error:
        raise InvalidInputError(str(error), "region") from error


def require_role(role: str, roles: list[str]) -> None:
    """Check that a role is one of those that there are.

    Raises:
        InvalidInputError: If it is not.
    """
    if role not in roles:
        msg = f"There is no role {role!r}; choose from {', '.join(roles)}."
        raise InvalidInputError(msg, "role")
