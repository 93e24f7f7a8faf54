"""Figures as a review or a recommendation keeps them: frozen as they were seen, and read back as they were.

Kept as canonical JSON, so that the same figures are the same bytes. What has no upper end is None.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from datetime import date
from functools import lru_cache
from math import isfinite
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from complaintdesk.errors import DamagedStoreError

DIGITS = 6
"""Figures keep so many digits; more would differ from one machine to the next."""

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class KeptShare:
    """So many of so many, and between what the share likely is."""

    k: int
    n: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class KeptChart:
    """A chart of complaints per so many days, month by month."""

    months: tuple[str, ...]
    counts: tuple[int, ...]
    value: tuple[float | None, ...]
    centre: tuple[float, ...]
    lcl: tuple[float, ...]
    """Empty where there are too few months for limits."""

    ucl: tuple[float, ...]
    outside: tuple[int, ...]
    per_days: int
    useful: int = 0
    longest_run: int = 0
    longest_run_max: int = 0
    crossings: int = 0
    crossings_min: int = 0
    level_changed: bool = False


@dataclass(frozen=True, slots=True)
class KeptBar:
    """One part of what complaints are made of."""

    value: str
    n: int
    share: KeptShare
    cumulative: float


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One row of what is rising or falling, with its verdict in the words in which it was said."""

    value: str
    now: int
    before: int
    expected: float
    ratio: float | None
    """None where there was nothing before."""

    low: float
    high: float | None
    p: float
    q: float | None
    """None where there were too few to look at."""

    others_low: float
    others_high: float | None
    others_p: float
    last_year: int | None
    """The same months a year earlier; None where the store does not go back so far."""

    is_bursty: bool
    verdict: str
    sentence: str


@dataclass(frozen=True, slots=True)
class KeptCampaign:
    """Complaints that share one text."""

    references: tuple[str, ...]
    value: str
    first_on: date
    last_on: date
    customers: int


@dataclass(frozen=True, slots=True)
class KeptRemedy:
    """What became of one kind of remedy."""

    remedy: str
    accepted: KeptShare
    satisfied: KeptShare


@dataclass(frozen=True, slots=True)
class KeptTerm:
    """A word that complaints hold more often than before."""

    term: str
    with_now: int
    now: int
    with_before: int
    before: int


@dataclass(frozen=True, slots=True)
class KeptTime:
    """How long complaints take, those still open included."""

    cases: int
    open: int
    median: float | None
    low: float | None
    high: float | None
    target_days: int
    closed: float
    """The share closed within the target."""

    closed_low: float | None
    """None where all are closed within it."""

    closed_high: float | None


@dataclass(frozen=True, slots=True)
class KeptRepeats:
    """Customers who complained more than once."""

    customers: int
    repeating: int
    complaints: int
    came_back: KeptShare
    within_days: int


@dataclass(frozen=True, slots=True)
class KeptReview:
    """A whole review: what was counted, and what was said of it."""

    as_of: date
    filter: str
    grouping: str
    first_on: date | None
    last_on: date | None
    complaints: int
    recent: tuple[str, ...]
    before: tuple[str, ...]
    last_year: tuple[str, ...]
    has_last_year: bool
    year: tuple[str, ...]
    year_complaints: int
    running_month: str
    """The month left out because it was not over; empty where nothing came in yet."""

    running_complaints: int
    running_days: int
    uncategorised: KeptShare
    chart: KeptChart | None
    bars: tuple[KeptBar, ...]
    rows: tuple[KeptRow, ...]
    looked_at: int
    by_month: dict[str, tuple[int, ...]]
    """Value -> complaints in the months of the chart."""

    campaigns: tuple[KeptCampaign, ...]
    folded_away: int
    """Complaints that counting each campaign once takes away."""

    repeats: KeptRepeats
    remedies: tuple[KeptRemedy, ...]
    terms: tuple[KeptTerm, ...]
    time: KeptTime | None
    settings: dict[str, float] = field(default_factory=dict)
    """The thresholds it went by."""


@dataclass(frozen=True, slots=True)
class KeptEvidence:
    """What a recommendation rests on, as it stood when it was written down."""

    as_of: date
    filter: str
    grouping: str
    value: str
    complaints: int
    """In the last twelve complete months: of this value, or of all where there is none."""

    of: int
    """All complaints of the filter in the same months."""

    year: tuple[str, ...]
    recent: tuple[str, ...]
    row: KeptRow | None
    months: tuple[str, ...]
    counts: tuple[int, ...]
    looked_at: int = 0
    remedies: tuple[KeptRemedy, ...] = ()
    """What customers accepted who complained of it, the most offered first."""


@dataclass(frozen=True, slots=True)
class KeptMeasure:
    """One thing measured before and after a change."""

    before: float
    """Complaints, those of them that count, or days."""

    before_of: float
    """Days, exposure or complaints they are out of."""

    after: float
    after_of: float
    ratio: float | None
    low: float
    high: float | None
    p: float


@dataclass(frozen=True, slots=True)
class KeptAgainst:
    """How what was to fall did against all the others."""

    ratio: float | None
    low: float
    high: float | None
    p: float


@dataclass(frozen=True, slots=True)
class KeptBeside:
    """What else may have got better or worse, in words."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class KeptEffect:
    """What was found when a change was looked at."""

    as_of: date
    kind: str
    before_months: tuple[str, ...]
    after_months: tuple[str, ...]
    own: KeptMeasure
    others: KeptMeasure
    against: KeptAgainst | None
    peak: float | None
    """How the three months before the change ran, as a multiple of the nine before those."""

    verdict: str
    sentence: str
    meets_target: bool
    chart: KeptChart | None = None
    """Its limits are those of the months before the change."""

    beside: tuple[KeptBeside, ...] = ()


def to_json(kept: object) -> str:
    """Return kept figures as canonical JSON."""
    assert is_dataclass(kept)
    assert not isinstance(kept, type)
    return json.dumps(_plain(asdict(kept)), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(kind: type[Kept], text: str) -> Kept | None:
    """Return kept figures as they were; None where there are none.

    Raises:
        DamagedStoreError: If the text is none of them.
    """
    if not text:
        return None
    known: Any = kind
    read: Kept = _known(known, text)
    return read


@lru_cache(maxsize=64)
def _known(kind: Any, text: str) -> Any:
    """Return kept figures read once: lists show the same ones again and again, and nothing changes them."""
    try:
        return _read(kind, json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        msg = "Figures that were kept cannot be read any more; `complaintdesk verify` says more."
        raise DamagedStoreError(msg) from error


def _plain(value: object) -> object:
    if isinstance(value, float):
        if not isfinite(value):
            return None
        # A whole number is written as one, whichever of the two it came as.
        rounded = value if value.is_integer() else float(f"{value:.{DIGITS}g}")
        return int(rounded) if rounded.is_integer() else rounded
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def _read(kind: Any, value: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        inner = [each for each in get_args(kind) if each is not type(None)]
        return None if value is None else _read(inner[0], value)
    if origin is tuple:
        return tuple(_read(get_args(kind)[0], each) for each in value)
    if origin is dict:
        return {str(key): _read(get_args(kind)[1], each) for key, each in value.items()}
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        given = {each.name for each in fields(kind)} & set(value)
        return kind(**{name: _read(hints[name], value[name]) for name in given})  # type: ignore[operator]
    if kind is date:
        return date.fromisoformat(value)
    return float(value) if kind is float else _checked(kind, value)


def _checked(kind: type, value: Any) -> Any:
    if not isinstance(value, kind):
        msg = f"{value!r} is no {kind.__name__}"
        raise TypeError(msg)
    return value
