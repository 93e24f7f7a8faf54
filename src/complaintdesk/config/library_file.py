"""The library as a file: what is cited, how far roles may go, and what sums are compared with.

The file is TOML, its amounts as people type them. Reading names the table and the
key that is wrong; what is written can be read again and is then the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from complaintdesk.config import tables
from complaintdesk.config.tables import Table
from complaintdesk.errors import InvalidInputError, SettingsError
from complaintdesk.rules import authority_matrix, balance, money, remedy_bands, triage_score
from complaintdesk.rules.authority_matrix import ANY, Limit
from complaintdesk.rules.balance import BalanceWeights
from complaintdesk.rules.remedy_bands import Band
from complaintdesk.rules.triage_score import TriageWeights
from complaintdesk.vocabulary import LibraryKind

WRITTEN = (LibraryKind.policy_clause, LibraryKind.service_offer, LibraryKind.aim)
"""The kinds of entry a file holds; procedures have files of their own."""

_TOP = (*(kind.name for kind in WRITTEN), "authority", "remedy_bands", "balance", "triage")
_BAND = ("scale", "level", "least", "most", "year", "source", "note")


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One wording of a clause, a part of the service offer or an aim."""

    kind: LibraryKind
    code: str
    title: str
    text: str
    effective_on: date | None = None


@dataclass(frozen=True, slots=True)
class LibraryFile:
    """What a file says; what it leaves out, it says nothing about."""

    entries: tuple[FileEntry, ...] = ()
    limits: tuple[Limit, ...] = ()
    bands: tuple[Band, ...] = ()
    balance: BalanceWeights | None = None
    triage: TriageWeights | None = None
    title: str = field(default="", compare=False)
    """What stands at its top, as a comment."""


def read(path: Path, currency: str) -> LibraryFile:
    """Return what a file says.

    Raises:
        SettingsError: If it cannot be read, or something in it is wrong; names the table, the key and the remedy.
    """
    top = Table(tables.document(path), str(path))
    top.only(_TOP)
    authority, bands = top.table("authority"), top.table("remedy_bands")
    try:
        return LibraryFile(
            tuple(_entry(kind, table) for kind in WRITTEN for table in top.tables(kind.name, by="code")),
            authority_matrix.parse_limits(authority.values, currency) if authority else (),
            parse_bands(bands, currency) if bands else (),
            None if (given := top.table("balance")) is None else balance.parse_weights(given.values),
            None if (given := top.table("triage")) is None else triage_score.parse_weights(given.values),
        )
    except SettingsError as wrong:
        said = str(wrong)
        raise SettingsError(said if said.startswith(str(path)) else f"{path}: {said}") from wrong


def _entry(kind: LibraryKind, table: Table) -> FileEntry:
    table.only(("code", "title", "text", "effective_on"))
    begins = table.day("effective_on") if "effective_on" in table.values else None
    return FileEntry(
        kind, table.text("code").strip(), table.text("title").strip(), table.text("text"), begins
    )


def parse_bands(table: Table, currency: str) -> tuple[Band, ...]:
    """Return the remedy bands of a table with `currency` and a list `bands`.

    Raises:
        SettingsError: If one cannot be, two are the same, or they are in another currency than the desk's.
    """
    table.only(("currency", "bands"))
    its_currency = table.text("currency")
    if its_currency != currency:
        raise table.wrong(f"the remedy bands are in {its_currency}; this desk keeps {currency}")
    found: list[Band] = []
    for each in table.tables("bands", by=None):
        each.only(_BAND)
        band = Band(
            scale=each.text("scale").strip(),
            level=each.text("level").strip(),
            year=each.number("year"),
            source=each.text("source").strip(),
            least_minor=_amount(each, "least", currency),
            most_minor=_amount(each, "most", currency),
            note=each.text("note", "").strip(),
        )
        try:
            remedy_bands.require_sound(band)
        except InvalidInputError as wrong:
            raise each.wrong(str(wrong).rstrip(".")) from wrong
        if band.named in {other.named for other in found}:
            raise each.wrong(f"{band.scale}, {band.level}, {band.year} is there twice; give one another year")
        found.append(band)
    return tuple(found)


def _amount(table: Table, key: str, currency: str) -> int | None:
    typed = table.values.get(key)
    if typed is None:
        return None
    if isinstance(typed, bool) or not isinstance(typed, (str, int)):
        raise table.wrong(f'{key!r} must be an amount, such as 250 or "1,250.50"')
    try:
        return money.parse(str(typed), currency)
    except InvalidInputError as wrong:
        raise table.wrong(f"{key!r}: {str(wrong).rstrip('.')}") from wrong


def render(said: LibraryFile, currency: str) -> str:
    """Return the file's text."""
    import tomli_w  # only here, and seldom

    holds: dict[str, Any] = {
        kind.name: [_entry_values(entry) for entry in said.entries if entry.kind is kind] for kind in WRITTEN
    }
    holds["authority"] = {"currency": currency, "roles": [_role(limit, currency) for limit in said.limits]}
    holds["remedy_bands"] = {"currency": currency, "bands": [_band(band, currency) for band in said.bands]}
    for name, weights in (("balance", said.balance), ("triage", said.triage)):
        if weights is not None:
            holds[name] = asdict(weights)
    text = tomli_w.dumps(_without_empty(holds))
    return f"# {said.title}\n\n{text}" if said.title else text


def _entry_values(entry: FileEntry) -> Mapping[str, object]:
    values = {"code": entry.code, "title": entry.title, "text": entry.text}
    return values | ({"effective_on": entry.effective_on} if entry.effective_on else {})


def _role(limit: Limit, currency: str) -> Mapping[str, object]:
    amounts = {
        "refund": limit.refund_minor,
        "goodwill": limit.goodwill_minor,
        "other_loss": limit.other_loss_minor,
    }
    values: dict[str, object] = {"role": limit.role, "title": limit.title, "rank": limit.rank}
    values |= {name: ANY if minor is None else _typed(minor, currency) for name, minor in amounts.items()}
    if limit.cumulative_minor is not None:
        values["cumulative"] = _typed(limit.cumulative_minor, currency)
    values |= {"policy_exception": limit.policy_exception.value, "signs": list(limit.signs)}
    values |= {"holder": limit.holder, "deputy": limit.deputy}
    if limit.ends_on is not None:
        values["ends_on"] = limit.ends_on
    return values


def _band(band: Band, currency: str) -> Mapping[str, object]:
    values: dict[str, object] = {"scale": band.scale, "level": band.level}
    if band.least_minor is not None:
        values["least"] = _typed(band.least_minor, currency)
    if band.most_minor is not None:
        values["most"] = _typed(band.most_minor, currency)
    return values | {"year": band.year, "source": band.source} | ({"note": band.note} if band.note else {})


def _typed(minor: int, currency: str) -> int | str:
    """Return an amount as it would be typed: a whole one as a number."""
    plain = money.plain(minor, currency)
    whole, _, rest = plain.partition(".")
    return plain if rest.strip("0") else int(whole)


def _without_empty(holds: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what there is none of, so that the file holds only what it says something about."""
    return {
        name: value
        for name, value in holds.items()
        if value and not (isinstance(value, dict) and [] in value.values())
    }
