"""The authority matrix: how far each role may go alone, and how a file says so.

The mapping that is parsed is what a TOML file holds, in amounts as people type
them; reading the file is `config`'s. The shipped `authority.toml` shows the form.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from types import MappingProxyType

from complaintdesk.errors import InvalidInputError, SettingsError
from complaintdesk.rules import money
from complaintdesk.vocabulary import MoneyKind

ANY = "any"
"""Written in place of an amount where there is no limit."""

_TOP = ("currency", "source", "as_of", "roles")
_AMOUNTS = ("refund", "goodwill", "other_loss")
_KEYS = (
    "role",
    "title",
    "rank",
    *_AMOUNTS,
    "cumulative",
    "policy_exception",
    "signs",
    "holder",
    "deputy",
    "ends_on",
)

LIABILITY = "liability"
"""The right to say that the organisation is liable in law, among what a role signs."""

RIGHTS = (
    "acknowledgement",
    "update",
    "stage_one",
    "stage_two_draft",
    "stage_two",
    "extension",
    "final",
    "deadlock",
    "executive",
    LIABILITY,
    "settlement",
    "media",
)
"""What a role can be given to sign; `final_up_to_250` is a right up to an amount."""

_UP_TO = "_up_to_"


class Departure(Enum):
    """How far a package departs from policy, or how far a role may; each includes those before it."""

    none = "none"
    listed = "listed"
    within_service_offer = "within_service_offer"
    logged = "logged"
    finance = "finance"
    any = "any"

    @property
    def reach(self) -> int:
        """How far it goes, from 0."""
        return list(Departure).index(self)


DEPARTURE_WORDS: Mapping[Departure, str] = MappingProxyType(
    {
        Departure.none: "no departure from policy",
        Departure.listed: "minor departures that are on the list",
        Departure.within_service_offer: "one-off departures within the service offer",
        Departure.logged: "departures from policy that are put on record",
        Departure.finance: "departures from policy that finance agrees to",
        Departure.any: "any departure from policy",
    }
)
"""What a role may do by way of departure, in words."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How far one role may go alone; an amount of None is any amount."""

    role: str
    rank: int
    """Seniority: the higher, the more senior."""
    refund_minor: int | None = 0
    goodwill_minor: int | None = 0
    other_loss_minor: int | None = 0
    policy_exception: Departure = Departure.none
    signs: tuple[str, ...] = ()
    """The letters and acts this role may sign."""
    title: str = ""
    holder: str = ""
    deputy: str = ""
    cumulative_minor: int | None = None
    """The most one customer may be given in twelve months, all kinds together; None sets no such sum."""
    ends_on: date | None = None
    """The last day on which these limits hold; None for no end."""

    @property
    def name(self) -> str:
        """The role as a handler would say it."""
        return self.title or self.role.replace("_", " ")

    def may_sign(self, right: str, worth_minor: int) -> bool:
        """Return whether the role may sign what `right` stands for, where so much is given.

        `final` is a right without end, `final_up_to_250` one up to 250 of the currency.
        """
        upto = (
            each.removeprefix(f"{right}{_UP_TO}")
            for each in self.signs
            if each.startswith(f"{right}{_UP_TO}")
        )
        return right in self.signs or any(worth_minor <= int(n) * 100 for n in upto if n.isdecimal())

    @property
    def may_admit_liability(self) -> bool:
        """Whether the role may say that the organisation is liable in law."""
        return LIABILITY in self.signs

    @property
    def ceiling_minor(self) -> int | None:
        """The most that a whole package may be worth: the largest of the limits."""
        amounts = (self.refund_minor, self.goodwill_minor, self.other_loss_minor)
        known = [amount for amount in amounts if amount is not None]
        return max(known) if len(known) == len(amounts) else None

    def of(self, kind: MoneyKind) -> int | None:
        """Return the limit for one kind of money."""
        match kind:
            case MoneyKind.refund:
                return self.refund_minor
            case MoneyKind.goodwill:
                return self.goodwill_minor
            case MoneyKind.other_loss:
                return self.other_loss_minor


def limit_of(role: str, limits: Iterable[Limit]) -> Limit | None:
    """Return the limit of a role, found by its id or its title in any case; None where there is none."""
    wanted = role.strip().casefold()
    return next(
        (limit for limit in limits if wanted in {limit.role.casefold(), limit.title.casefold()} - {""}), None
    )


def parse_limits(mapping: Mapping[str, object], currency: str = "") -> tuple[Limit, ...]:
    """Return the limits of a matrix, the most junior role first.

    Args:
        mapping: `currency` and a list `roles` of tables.
        currency: What the desk keeps; a matrix in another one is refused. Blank
            takes the matrix as it is.

    Raises:
        SettingsError: With the role, the key and the remedy.
    """
    _only(mapping, _TOP, "The authority matrix")
    its_currency = _text(mapping, "currency", "The authority matrix")
    if not money.is_currency(its_currency):
        raise SettingsError(f"The authority matrix needs a currency such as GBP, not {its_currency!r}.")
    if currency and its_currency != currency:
        raise SettingsError(f"The authority matrix is in {its_currency}; this desk keeps {currency}.")
    roles = mapping.get("roles")
    if not isinstance(roles, list) or not roles:
        raise SettingsError("The authority matrix needs at least one [[roles]] table.")
    limits = tuple(_limit(role, place, its_currency) for place, role in enumerate(roles, start=1))
    _only_once("role", [limit.role for limit in limits])
    _only_once("rank", [str(limit.rank) for limit in limits])
    return tuple(sorted(limits, key=lambda limit: limit.rank))


def _limit(role: object, place: int, currency: str) -> Limit:
    where = f"Role {place} of the authority matrix"
    if not isinstance(role, Mapping):
        raise SettingsError(f"{where} must be a table.")
    _only(role, _KEYS, where)
    name = _text(role, "role", where)
    where = f"The role {name!r} of the authority matrix"
    rank = role.get("rank")
    if isinstance(rank, bool) or not isinstance(rank, int) or rank < 0:
        raise SettingsError(f"{where} needs a rank: a whole number from 0.")
    signs = role.get("signs", [])
    if not isinstance(signs, list) or not all(isinstance(sign, str) for sign in signs):
        raise SettingsError(f"{where}: 'signs' must be a list of words.")
    try:
        require_rights(signs)
    except InvalidInputError as wrong:
        raise SettingsError(f"{where}, 'signs': {wrong}") from wrong
    ends_on = role.get("ends_on")
    if ends_on is not None and type(ends_on) is not date:
        raise SettingsError(f"{where}: 'ends_on' must be a date such as 2027-03-31.")
    return Limit(
        role=name,
        rank=rank,
        refund_minor=_amount(role, "refund", where, currency),
        goodwill_minor=_amount(role, "goodwill", where, currency),
        other_loss_minor=_amount(role, "other_loss", where, currency),
        policy_exception=_departure(role, where),
        signs=tuple(signs),
        title=_text(role, "title", where, ""),
        holder=_text(role, "holder", where, ""),
        deputy=_text(role, "deputy", where, ""),
        cumulative_minor=_amount(role, "cumulative", where, currency) if "cumulative" in role else None,
        ends_on=ends_on,
    )


def require_rights(signs: Iterable[str]) -> None:
    """Refuse a right to sign that means nothing.

    Raises:
        InvalidInputError: With the nearest right that there is.
    """
    for right in signs:
        name, _, upto = right.partition(_UP_TO)
        if name not in RIGHTS:
            raise InvalidInputError(f"{right!r} is nothing to sign{_hint(name, RIGHTS)}", "signs")
        if _UP_TO in right and not (upto.isascii() and upto.isdecimal()):
            raise InvalidInputError(f"{right!r} needs whole amounts, such as {name}{_UP_TO}250.", "signs")


def _amount(role: Mapping[str, object], key: str, where: str, currency: str) -> int | None:
    typed = role.get(key)
    if typed == ANY:
        return None
    if isinstance(typed, bool) or not isinstance(typed, (str, int)):
        raise SettingsError(f"{where} needs the amount {key!r}: a sum such as 250, or {ANY!r}.")
    try:
        return money.parse(str(typed), currency)
    except InvalidInputError as wrong:
        raise SettingsError(f"{where}, {key!r}: {wrong}") from wrong


def _departure(role: Mapping[str, object], where: str) -> Departure:
    words = [one.value for one in Departure]
    word = _text(role, "policy_exception", where, Departure.none.value)
    if word not in words:
        raise SettingsError(f"{where}: {word!r} is no policy exception{_hint(word, words)}")
    return Departure(word)


def _only_once(key: str, values: Sequence[str]) -> None:
    for value, times in Counter(values).items():
        if times > 1:
            raise SettingsError(f"{times} roles of the authority matrix share the {key} {value!r}.")


def _text(table: Mapping[str, object], key: str, where: str, default: str | None = None) -> str:
    value = table.get(key, default)
    if not isinstance(value, str) or (default is None and not value.strip()):
        raise SettingsError(f"{where} needs the word {key!r}.")
    return value


def _only(table: Mapping[str, object], keys: Collection[str], where: str) -> None:
    """Refuse a key that has no meaning, naming the nearest one that has."""
    for key in table:
        if key not in keys:
            raise SettingsError(f"{where} has the unknown key {key!r}{_hint(key, keys)}")


def _hint(word: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    return f"; did you mean {near[0]!r}?" if near else f"; the choice is {', '.join(known)}."
