"""Procedures: which clocks, stages, letters and duties a complaint is handled under.

A procedure is data. `parse` reads one from a plain mapping and refuses what is
wrong in one sentence; `inherit` completes one by the procedure it is based on.
The parts and the words are in `procedure_grammar`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from complaintdesk.errors import ProcedureError
from complaintdesk.rules.procedure_grammar import (
    CLOCK_KINDS,
    CONDITIONS,
    COUNTED_UNITS,
    COUNTS,
    EVENTS,
    LETTER_KINDS,
    LONGEST,
    NEEDS,
    PAUSABLE_KINDS,
    PROCEDURE_KINDS,
    ROLLS,
    UNITS,
    ClockRule,
    ExtensionRule,
    ExternalBody,
    LetterRule,
    Limit,
    Note,
    Procedure,
    StageRule,
)
from complaintdesk.rules.procedure_table import TOP, Table

__all__ = [
    "EVENTS",
    "NEEDS",
    "UNITS",
    "ClockRule",
    "ExtensionRule",
    "ExternalBody",
    "LetterRule",
    "Limit",
    "Note",
    "Procedure",
    "StageRule",
    "inherit",
    "parse",
]

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_REGION = re.compile(r"custom|[A-Z]{2,3}(-[A-Z0-9]{1,3})?")
_MERGED = ("events", "rules")
_Part = TypeVar("_Part")


def parse(mapping: Mapping[str, object], where: str) -> Procedure:
    """Return the procedure a file holds; `where` names the file in refusals.

    A procedure with a `base` may leave out what it inherits, and is complete
    only after `inherit`.

    Raises:
        ProcedureError: If a key or a word is unknown, a mandatory one is
            missing, or a number has no source.
    """
    top = Table(mapping, where, TOP, _keys(Procedure, but=("from_on",)) | {"from"})
    based = top.has("base")
    procedure = Procedure(
        id=_matched(top, "id", _ID, "small letters, digits and hyphens"),
        name=top.text("name", "" if based else None),
        summary=top.text("summary", ""),
        region=_matched(top, "region", _REGION, "such as ENG, UK or AU") if top.has("region") else "",
        kind=top.choice("kind", PROCEDURE_KINDS, "" if based else None),
        source=top.text("source"),
        as_of=top.day("as_of"),
        base=_matched(top, "base", _ID, "small letters, digits and hyphens") if based else "",
        overlay=top.flag("overlay"),
        when=top.choice("when", CONDITIONS, ""),
        from_on=top.day("from") if top.has("from") else None,
        decider=top.text("decider", ""),
        events=top.sentences("events"),
        stages=_parts(top, "stages", _keys(StageRule), _stage),
        clocks=_parts(top, "clocks", _keys(ClockRule, but=("stop_reasons",)), _clock),
        without=top.codes("without"),
        outcomes=top.codes("outcomes"),
        external=_external(top.table("external", _keys(ExternalBody))),
        referral=_referral(top.table("referral", _keys(Limit, but=("id",)))),
        limits=_parts(top, "limits", _keys(Limit), lambda one: _limit(one, one.code("id"))),
        letters=_parts(top, "letters", _keys(LetterRule), _letter),
        reply=top.sentences("reply"),
        remedies=top.sentences("remedies"),
        rules=top.sentences("rules"),
        exclusions=top.sentences("exclusions"),
        records=top.sentences("records"),
        notes=_parts(top, "notes", _keys(Note), _note),
    )
    if procedure.overlay and not procedure.when:
        top.refuse("is an overlay and needs the key 'when'")
    if not based:
        _require_whole(procedure, where)
    return procedure


def inherit(base: Procedure, child: Procedure, where: str = "") -> Procedure:
    """Return `child` with everything it does not restate taken from `base`.

    `where` names the child's file in refusals; its id does if that is blank.

    Clocks, stages, letters, limits and notes are replaced one by one and whole,
    so that no number is left under a source that did not give it; events and
    rules are added to; every other list is restated or inherited as a whole.

    Raises:
        ProcedureError: If the child drops a clock the base does not have, or
            the whole does not hold together.
    """
    stated = {one.name: getattr(child, one.name) for one in fields(Procedure) if getattr(child, one.name)}
    for name in _MERGED:
        stated[name] = {**getattr(base, name), **getattr(child, name)}
    for name in ("stages", "clocks", "limits", "letters", "notes"):
        stated[name] = _restated(getattr(base, name), getattr(child, name))
    known = {rule.id for rule in base.clocks}
    for dropped in child.without:
        if dropped not in known:
            raise ProcedureError(
                f"{where or child.id}: the base {base.id} has no clock {dropped!r} to go without."
            )
    stated["clocks"] = tuple(rule for rule in stated["clocks"] if rule.id not in child.without)
    whole = replace(base, **stated)
    _require_whole(whole, where or child.id)
    return whole


def _restated(base: tuple[_Part, ...], child: tuple[_Part, ...]) -> tuple[_Part, ...]:
    """Return the base's parts in their order, those the child restates replaced, then the child's own."""
    parts = {_called(part): part for part in base}
    parts.update((_called(part), part) for part in child)
    return tuple(parts.values())


def _called(part: object) -> Hashable:
    """Return what tells a part from the others of its list: its id, or a letter's kind and stage."""
    return (part.kind, part.stage) if isinstance(part, LetterRule) else getattr(part, "id", None)


def _parts(top: Table, key: str, keys: Collection[str], read: Callable[[Table], _Part]) -> tuple[_Part, ...]:
    """Return the parts listed under `key`; two of one name are refused."""
    parts: dict[Hashable, _Part] = {}
    for table in top.tables(key, keys):
        part = read(table)
        if _called(part) in parts:
            table.refuse("is there twice")
        parts[_called(part)] = part
    return tuple(parts.values())


def _clock(table: Table) -> ClockRule:
    kind = table.choice("kind", CLOCK_KINDS)
    unit = table.choice("unit", tuple(UNITS))
    n = table.number("n", 1, LONGEST)
    if unit in COUNTED_UNITS and n is None:
        table.refuse(f"counts in {UNITS[unit]}s and needs the key 'n'")
    if unit not in COUNTED_UNITS and n is not None:
        table.refuse(f"has the unit {unit!r}, which takes no number 'n'")
    if not (start := table.codes("start")):
        table.refuse("needs the key 'start'")
    stop_clock, stop_reasons = _stop_clock(table, kind)
    if not (met_by := table.codes("met_by")):
        table.refuse("needs the key 'met_by'")
    return ClockRule(
        id=table.code("id"),
        name=table.text("name"),
        start=start,
        met_by=met_by,
        unit=unit,
        kind=kind,
        source=table.text("source"),
        as_of=table.day("as_of"),
        n=n,
        count=table.choice("count", COUNTS, "exclusive"),
        roll=table.choice("roll", ROLLS, "none"),
        cutoff=table.hour("cutoff"),
        repeat=table.flag("repeat"),
        variants=table.numbers("variants", 1, LONGEST),
        extension=_extension(table.table("extension", _keys(ExtensionRule))),
        stop_clock=stop_clock,
        stop_reasons=stop_reasons,
        needs=table.codes("needs", NEEDS),
        at_due=table.codes("at_due"),
        missed=table.codes("missed"),
        target_pct=table.number("target_pct", 1, 100),
        stage=table.code("stage", ""),
        note=table.text("note", ""),
    )


def _stop_clock(table: Table, kind: str) -> tuple[bool, tuple[str, ...]]:
    """Return whether a pause moves the clock, and for which reasons only; the key is a flag or a list."""
    if not table.has("stop_clock"):
        return kind in PAUSABLE_KINDS, ()
    if table.holds_list("stop_clock"):
        reasons = table.codes("stop_clock")
        return bool(reasons), reasons
    return table.flag("stop_clock"), ()


def _extension(table: Table | None) -> ExtensionRule | None:
    if table is None:
        return None
    n, to = table.number("n", 1, LONGEST), table.number("to", 1, LONGEST)
    if n is not None and to is not None:
        table.refuse("says both 'n' (so many more) and 'to' (so many in all); keep one")
    if n is None and to is None:
        unit = table.choice("unit", ("agreed",), "agreed")
    else:
        unit = table.choice("unit", COUNTED_UNITS)
    unlimited = table.says("max_uses", "any")
    return ExtensionRule(
        unit=unit,
        n=n,
        to=to,
        max_uses=None if unlimited else table.number("max_uses", 1, LONGEST) or 1,
        needs=table.codes("needs", NEEDS),
    )


def _stage(table: Table) -> StageRule:
    return StageRule(
        table.code("id"), table.text("name"), table.flag("final"), table.flag("different_decider")
    )


def _external(table: Table | None) -> ExternalBody | None:
    if table is None:
        return None
    return ExternalBody(
        name=table.text("name"),
        details=table.text("details", ""),
        website=table.text("website", ""),
        condition=table.text("condition", ""),
        findings=table.codes("findings"),
        source=table.text("source"),
        as_of=table.day("as_of"),
    )


def _referral(table: Table | None) -> Limit | None:
    return None if table is None else _limit(table, "referral")


def _limit(table: Table, limit_id: str) -> Limit:
    if (n := table.number("n", 1, LONGEST)) is None:
        table.refuse("needs the key 'n'")
    return Limit(
        id=limit_id,
        text=table.text("text"),
        after=table.text("after"),
        n=n,
        unit=table.choice("unit", (*COUNTED_UNITS, "year")),
        source=table.text("source"),
        as_of=table.day("as_of"),
        count=table.choice("count", COUNTS, "exclusive"),
    )


def _letter(table: Table) -> LetterRule:
    items = table.sentences("items")
    if not items:
        table.refuse("needs the key 'items' with what the letter must contain")
    return LetterRule(
        kind=table.choice("kind", LETTER_KINDS),
        name=table.text("name"),
        items=items,
        stage=table.code("stage", ""),
    )


def _note(table: Table) -> Note:
    return Note(table.code("id"), table.text("text"), table.text("source"), table.day("as_of"))


def _require_whole(procedure: Procedure, where: str) -> None:
    """Refuse a procedure whose parts name stages or events that it does not have.

    Raises:
        ProcedureError: Naming the part and the word.
    """
    top = Table({}, where, TOP, ())
    if not procedure.region and not procedure.overlay:
        top.refuse("needs the key 'region'")
    if not procedure.clocks:
        top.refuse("needs at least one clock: write [[clocks]]")
    stages = {stage.id for stage in procedure.stages}
    events = {*EVENTS, *procedure.events}
    for rule in procedure.clocks:
        place = Table({}, where, f"clocks {rule.id!r}", ())
        for key, named in (("start", rule.start), ("met_by", rule.met_by)):
            for event in named:
                place.require_known(key, event, events)
        _require_stage(place, rule.stage, stages)
    for letter in procedure.letters:
        _require_stage(Table({}, where, f"letters {letter.kind!r}", ()), letter.stage, stages)


def _require_stage(place: Table, stage: str, stages: Collection[str]) -> None:
    if stage:
        place.require_known("stage", stage, stages)


def _matched(table: Table, key: str, pattern: re.Pattern[str], shape: str) -> str:
    """Return a piece of text of a given shape."""
    value = table.text(key)
    if pattern.fullmatch(value) is None:
        table.refuse(f"has {value!r} for {key!r}, which should be {shape}")
    return value


def _keys(part: type[Any], but: Iterable[str] = ()) -> set[str]:
    """Return the keys a table may hold: the fields of the part it becomes."""
    return {one.name for one in fields(part)} - set(but)
