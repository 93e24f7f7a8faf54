"""A file before it is imported: its columns with samples, and presets of the handler's own made of them."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import tomli_w

from complaintdesk.errors import ImportRefusedError, InvalidInputError
from complaintdesk.importers import presets, reading
from complaintdesk.importers.rejects import REJECT_COLUMNS
from complaintdesk.services.import_words import together

if TYPE_CHECKING:
    from complaintdesk.importers.reading import Glance
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.importing import Request

KEPT = "kept"
"""What becomes of a column that gives no field: it stays with the complaint and is searched."""

LEFT_OUT = "left out"

PLAIN_LOG = "log"
"""The preset whose names anybody might give to columns of their own."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file."""

    place: int
    name: str
    field: str
    """The field that it gives, `kept` or `left out`."""

    samples: tuple[str, ...]
    """Its first values that are not blank."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a file looks like before it is imported."""

    header: tuple[str, ...]
    columns: tuple[Column, ...]
    preset: str
    title: str
    known: int
    """Columns that the preset knows."""

    runner_up: str
    """The next best preset, with how many columns it knows; empty where there is none."""

    encoding: str
    encoding_guessed: bool
    delimiter: str
    bytes_total: int

    def of_field(self, field: str) -> Column | None:
        """Return the column that gives a field, or None."""
        return next((column for column in self.columns if column.field == field), None)


def look(desk: Desk, request: Request) -> Sight:
    """Return what a file looks like, whether or not it can be imported as it stands.

    Raises:
        ImportRefusedError: If it is no file of records.
    """
    found = _glance(desk, request)
    by_place = {place: field for field, place in found.fields.items()}
    ignored = {presets.folded(name) for name in found.preset.ignored}
    columns = tuple(
        Column(
            place,
            name,
            by_place.get(place) or (LEFT_OUT if _is_left_out(place, name, ignored) else KEPT),
            tuple(cell for cell in (sample[place].strip() for sample in found.samples) if cell),
        )
        for place, name in enumerate(found.header)
        if name not in REJECT_COLUMNS
    )
    other = found.detection.runner_up
    if found.detection.best is not None and found.detection.best.preset.id != found.preset.id:
        other = found.detection.best
    return Sight(
        header=found.header,
        columns=columns,
        preset=found.preset.id,
        title=found.preset.title,
        known=presets.match(found.preset, found.header).known,
        runner_up=f"{other.preset.id} ({other.known} of {other.named})" if other else "",
        encoding=found.encoding,
        encoding_guessed=found.encoding_guessed,
        delimiter=found.delimiter,
        bytes_total=found.bytes_total,
    )


def _glance(desk: Desk, request: Request) -> Glance:
    return reading.glance(
        request.path,
        desk.presets,
        preset=request.preset,
        mapping=request.mapping,
        encoding=request.encoding,
    )


def _is_left_out(place: int, name: str, ignored: set[str]) -> bool:
    return (place == 0 and not name) or presets.folded(name) in ignored


def suggested(desk: Desk, request: Request, sight: Sight) -> dict[str, str]:
    """Return what columns of a header that no preset knows give by their plain names, column by field.

    The names are those of the plain log. Nothing is suggested where the handler has said something of the columns, or
    where none of them has a name of the day of receipt.
    """
    if sight.preset != presets.MAP or request.preset is not None or request.mapping:
        return {}
    fields = presets.fields_of(desk.presets[PLAIN_LOG], sight.header, {})
    return {field: sight.header[place] for field, place in fields.items()} if "received_on" in fields else {}


def remapped(request: Request, sight: Sight, column: Column, field: str) -> Request:
    """Return a request in which a column gives another field, or none with `kept`."""
    mapping = dict(request.mapping)
    if column.field in mapping or column.field not in {KEPT, LEFT_OUT}:
        mapping[column.field] = ""
    if field != KEPT:
        mapping[field] = column.name
    return replace(request, mapping=mapping)


def save(desk: Desk, name: str, request: Request) -> str:
    """Save how a file is read as a preset of the handler's own, and return its id.

    It has the file's header as its fingerprint, so that the next file like it is known.

    Raises:
        InvalidInputError: If the name is blank or taken.
        ImportRefusedError: If the columns say no day of receipt, or the preset cannot be written.
    """
    preset_id = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")
    if not preset_id:
        msg = "Name is needed, with a letter or a digit in it."
        raise InvalidInputError(msg, "name")
    if preset_id in desk.presets or preset_id == presets.MAP:
        msg = f"There is a preset {preset_id} already; choose another name."
        raise InvalidInputError(msg, "name")
    found = _glance(desk, request)
    presets.columns_of(found.preset, found.header, request.mapping)
    header = tuple(column for column in found.header if column and column not in REJECT_COLUMNS)
    made = replace(
        found.preset,
        id=preset_id,
        title=name.strip(),
        fingerprints=(header,),
        columns={
            field: (found.header[place],) for field, place in found.fields.items() if found.header[place]
        },
        date_order=request.date_order or found.preset.date_order,
        values=together(found.preset.values, request.words),
    )
    _write(desk, made)
    del desk.loaded_presets
    return preset_id


def _write(desk: Desk, preset: presets.Preset) -> None:
    folder = desk.settings.places.config / "presets"
    path = folder / f"{preset.id}.toml"
    part = path.with_name(path.name + ".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            tomli_w.dump(presets.document(preset), file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        msg = f"The preset cannot be written to {path}: {error.strerror}."
        raise ImportRefusedError(msg) from error
