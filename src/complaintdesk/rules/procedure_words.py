"""A procedure in words: what it asks for, and where each number comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from complaintdesk.rules.counting import counted
from complaintdesk.rules.procedure_grammar import COUNTED_UNITS, NEEDS, UNITS, ClockRule, Limit, Procedure


class Part(NamedTuple):
    """One part of the explanation: a heading and its lines."""

    heading: str
    lines: tuple[str, ...]


def explained(procedure: Procedure) -> tuple[Part, ...]:
    """Return the whole of a procedure in words; a part that says nothing is left out."""
    return tuple(part for part in _parts(procedure) if part.lines)


def _parts(procedure: Procedure) -> Iterator[Part]:
    yield Part("What it is", tuple(_what(procedure)))
    yield Part(
        "Stages",
        tuple(
            stage.name
            + (", final" if stage.final else "")
            + (", decided by somebody else" if stage.different_decider else "")
            for stage in procedure.stages
        ),
    )
    yield Part("Clocks", tuple(line for rule in procedure.clocks for line in _clock(rule, procedure)))
    yield Part("Afterwards", tuple(_external(procedure)))
    limits = (*((procedure.referral,) if procedure.referral else ()), *procedure.limits)
    yield Part("Time limits", tuple(_limit(each) for each in limits))
    yield Part("Outcomes", (", ".join(procedure.outcomes).replace("_", " "),) if procedure.outcomes else ())
    for letter in procedure.letters:
        yield Part(f"Letter: {letter.name}", tuple(letter.items.values()))
    yield Part("Rules", tuple(procedure.rules.values()))
    yield Part("Not for", tuple(procedure.exclusions.values()))
    yield Part("Keep on file", tuple(procedure.records.values()))
    yield Part("Notes", tuple(f"{note.text} ({note.source}, {note.as_of})" for note in procedure.notes))


def _what(procedure: Procedure) -> Iterator[str]:
    if procedure.summary:
        yield procedure.summary
    yield f"For {procedure.region or 'every region'}; {procedure.kind}; decided by {procedure.decider or 'us'}"
    if procedure.from_on is not None:
        yield f"In force from {procedure.from_on}"
    if procedure.overlay:
        yield "Runs beside another procedure, by itself, where a head is about data protection"
    yield f"Source: {procedure.source}, as of {procedure.as_of}"


def amount(rule: ClockRule) -> str:
    """Return how much time a clock gives: `10 working days`, `promptly`, `as agreed with the customer`."""
    if rule.unit in COUNTED_UNITS:
        return counted(rule.n or 0, UNITS[rule.unit])
    return "as agreed with the customer" if rule.unit == "agreed" else UNITS[rule.unit]


def _clock(rule: ClockRule, procedure: Procedure) -> Iterator[str]:
    start = " or else ".join(procedure.event_name(event) for event in rule.start)
    how = ", that day being day 1" if rule.count == "inclusive" else ""
    rolled = "; a last day that is no working day becomes the next one" if rule.roll != "none" else ""
    yield f"{rule.name} [{rule.id}]: {amount(rule)} after {start}{how}{rolled} ({rule.kind})"
    for name, n in rule.variants.items():
        yield f"  {name.replace('_', ' ')}: {n} {UNITS[rule.unit]}s"
    if rule.extension is not None:
        yield f"  {_extension(rule)}"
    yield f"  {_pause(rule)}"
    if rule.at_due:
        yield f"  When due and not met: {_spoken(rule.at_due)}"
    if rule.missed:
        yield f"  When missed: {_spoken(rule.missed)}"
    if rule.needs:
        yield f"  Only with {_spoken_needs(rule.needs)}"
    if rule.target_pct is not None:
        yield f"  To be kept for {rule.target_pct} in 100"
    if rule.note:
        yield f"  {rule.note}"
    yield f"  Source: {rule.source}, as of {rule.as_of}"


def _extension(rule: ClockRule) -> str:
    allowed = rule.extension
    assert allowed is not None
    if allowed.n is not None:
        how = f"by {allowed.n} {UNITS[allowed.unit]}s"
    elif allowed.to is not None:
        how = f"to {allowed.to} {UNITS[allowed.unit]}s in all"
    else:
        how = "to a new date"
    times = {None: "as often as needed", 1: "once"}.get(allowed.max_uses, f"{allowed.max_uses} times")
    needs = f"; needs {_spoken_needs(allowed.needs)}" if allowed.needs else ""
    return f"Can be extended {how}, {times}{needs}"


def _pause(rule: ClockRule) -> str:
    if not rule.stop_clock:
        return "Runs on while we wait"
    return f"Stands still while we wait{' for: ' + _spoken(rule.stop_reasons) if rule.stop_reasons else ''}"


def _external(procedure: Procedure) -> Iterator[str]:
    body = procedure.external
    if body is None:
        return
    yield body.name
    for line in (body.details, body.website, body.condition):
        if line:
            yield line
    if body.as_of is not None:
        yield f"Source: {body.source}, as of {body.as_of}"


def _limit(limit: Limit) -> str:
    unit = UNITS.get(limit.unit, limit.unit)
    first = ", the first being that day" if limit.count == "inclusive" else ""
    return f"{limit.text}: {counted(limit.n, unit)} from {limit.after}{first} ({limit.source}, {limit.as_of})"


def _spoken(codes: Iterable[str]) -> str:
    return ", ".join(code.replace("_", " ") for code in codes)


def _spoken_needs(needs: Iterable[str]) -> str:
    return ", ".join(NEEDS[need] for need in needs)
