"""Remedy bands: what outside bodies usually award, to compare a sum with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from complaintdesk.config import Settings, library_file, tables
from complaintdesk.models import RemedyBand
from complaintdesk.rules import remedy_bands
from complaintdesk.rules.remedy_bands import Band
from complaintdesk.services.texts import text
from complaintdesk.store import records

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


def shipped(settings: Settings, currency: str) -> tuple[Band, ...]:
    """Return the bands a new desk begins with; none for a desk in another currency than theirs."""
    path = settings.places.data / "remedy_bands.toml"
    said = tables.document(path)
    if said.get("currency") != currency:
        return ()
    return library_file.parse_bands(tables.Table(said, path.name), currency)


def view(desk: Desk) -> tuple[Band, ...]:
    """Return the bands, scale by scale, the lowest step first."""
    with desk.reading() as session:
        rows = session.exec(
            select(RemedyBand)
            .where(col(RemedyBand.removed).is_(False))
            .order_by(col(RemedyBand.scale), col(RemedyBand.year).desc(), col(RemedyBand.id))
        ).all()
    bands = [
        Band(row.scale, row.level, row.year, row.source, row.least_minor, row.most_minor, row.note, row.id)
        for row in rows
    ]
    return tuple(sorted(bands, key=lambda band: (band.scale, -band.year, band.least_minor or 0)))


def nearest(desk: Desk, procedure_id: str) -> tuple[Band, ...]:
    """Return the bands, those of the outside body of a procedure first, as far as its own words name that body."""
    procedure = desk.procedures.get(procedure_id)
    body = procedure.external.name if procedure is not None and procedure.external else ""
    named = f"{procedure.name} {procedure.source} {body}" if procedure is not None else ""
    words = set(re.findall(r"\w+", named.casefold()))
    return tuple(
        sorted(view(desk), key=lambda band: not words.issuperset(re.findall(r"\w+", band.scale.casefold())))
    )


def keep(desk: Desk, band: Band) -> tuple[Band, ...]:
    """Add a band, or change the one of this id.

    Raises:
        InvalidInputError: If it cannot be.
        NotFoundError: If there is none of its id.
    """
    with desk.step("change the remedy bands") as step:
        put(step.session, band)
    return view(desk)


def remove(desk: Desk, band_id: int) -> tuple[Band, ...]:
    """Take a band off the list.

    Raises:
        NotFoundError: If there is no such band.
    """
    with desk.step("remove a remedy band") as step:
        records.get(step.session, RemedyBand, band_id).removed = True
    return view(desk)


def put(session: Session, band: Band) -> None:
    """Keep a band within somebody else's step; see `keep`."""
    remedy_bands.require_sound(band)
    values = row_of(band)
    if band.id is None:
        session.add(RemedyBand.model_validate(values))
        return
    row = records.get(session, RemedyBand, band.id)
    for name, value in values.items():
        setattr(row, name, value)


def row_of(band: Band) -> dict[str, Any]:
    """Return a band as its table holds it."""
    return {
        "scale": text(band.scale, "Scale").strip(),
        "level": text(band.level, "Step").strip(),
        "least_minor": band.least_minor,
        "most_minor": band.most_minor,
        "year": band.year,
        "source": text(band.source, "Source").strip(),
        "note": text(band.note, "Note").strip(),
    }
