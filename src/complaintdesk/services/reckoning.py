"""When would it be due? A procedure's clocks without a complaint, and without a store."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from complaintdesk.config import Settings, procedures
from complaintdesk.errors import InvalidInputError, NotFoundError, ProcedureError
from complaintdesk.rules import clocks as rules
from complaintdesk.rules import due_dates
from complaintdesk.rules.clocks import Clock, Extension, Pause
from complaintdesk.rules.procedure_grammar import EVENTS, NEEDS, ClockRule, Procedure
from complaintdesk.rules.working_days import WorkingCalendar


def clocks(
    settings: Settings,
    procedure_id: str,
    region: str,
    events: Mapping[str, date],
    today: date,
    *,
    variants: Collection[str] = (),
    extend: Sequence[tuple[str, date | None]] = (),
    pauses: Sequence[Pause] = (),
) -> tuple[Clock, ...]:
    """Return every clock of a procedure as the events start and meet it.

    Args:
        settings: Where the procedures lie.
        procedure_id: The procedure.
        region: Whose bank holidays.
        events: Event -> its day.
        today: The day on which the clocks are read.
        variants: What kind of complaint it is, for clocks that differ by it.
        extend: The clocks to extend, in order, each with its new date or None for all that is allowed.
        pauses: When it was waited, and why.

    Raises:
        NotFoundError: If there is no such procedure; names the nearest.
        InvalidInputError: If the procedure knows no such event, variant or clock.
        ProcedureError: If the region is unknown, or a clock cannot be extended like this.
    """
    procedure = find(settings, procedure_id)
    for event in events:
        _require(event, {*EVENTS, *procedure.events}, "event")
    for variant in variants:
        _require(variant, {name for rule in procedure.clocks for name in rule.variants}, "variant")
    # Until somebody has spoken to the customer, their silence counts from the day the complaint came.
    happened = {"last_contact": events["received"], **events} if "received" in events else dict(events)
    calendar = WorkingCalendar(region)
    taken: list[Extension] = []
    beyond: dict[str, str] = {}
    for clock_id, to_on in extend:
        _require(clock_id, {rule.id for rule in procedure.clocks}, "clock")
        asked = Extension(clock_id, today, to_on)
        rule = procedure.clock(clock_id)
        started = next((happened[event] for event in rule.start if event in happened), None)
        if started is None:
            msg = f"{rule.name} has not started: give its start with --event {rule.start[0]}=YYYY-MM-DD."
            raise InvalidInputError(msg, "extend")
        without = _problems(rule, started, calendar, asked, taken, pauses, today, variants)
        if without:
            beyond[clock_id] = without
        taken.append(asked)
    found = rules.clocks(procedure, happened, calendar, today, pauses, taken, variants=variants)
    return tuple(
        replace(clock, sum=f"{clock.sum} (needs an approver)") if clock.id in beyond else clock
        for clock in found
    )


def find(settings: Settings, procedure_id: str) -> Procedure:
    """Return one procedure, without a store.

    Raises:
        NotFoundError: If there is none of this id; names the nearest, or what is wrong with its file.
    """
    loaded = load(settings)
    found = loaded.procedures.get(procedure_id)
    if found is not None:
        return found
    for problem in loaded.problems:
        if problem.path.stem == procedure_id:
            raise NotFoundError(problem.sentence)
    near = get_close_matches(procedure_id, loaded.procedures, 1)
    hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(loaded.procedures)}."
    msg = f"There is no procedure {procedure_id!r}. {hint}"
    raise NotFoundError(msg)


def load(settings: Settings) -> procedures.Loaded:
    """Return all procedures that are in order, and the handler's own files that are not."""
    return procedures.load(settings.places.data / "procedures", settings.procedures_folder)


def check(settings: Settings, path: Path) -> str | None:
    """Return what is wrong with one procedure file, were it one of the handler's own; None where nothing is."""
    return procedures.check(path, settings.places.data / "procedures", settings.procedures_folder)


def check_own(settings: Settings) -> dict[Path, str | None]:
    """Return each of the handler's own procedure files with what is wrong with it, or None."""
    wrong = {problem.path: problem.sentence for problem in load(settings).problems}
    folder = settings.procedures_folder
    return {path: wrong.get(path) for path in sorted(folder.glob("*.toml"))} if folder.is_dir() else {}


def _problems(
    rule: ClockRule,
    started: date,
    calendar: WorkingCalendar,
    asked: Extension,
    taken: Sequence[Extension],
    pauses: Sequence[Pause],
    today: date,
    variants: Collection[str],
) -> str:
    """Return what only an approver could allow of an extension; what nobody can is refused.

    Raises:
        ProcedureError: If the clock cannot be extended like this at all.
    """
    if rule.unit == "agreed" and asked.to_on is not None and asked.to_on >= started:
        return ""

    def against(given: Collection[str]) -> str:
        said = due_dates.extension_problems(
            rule, started, calendar, asked, given,
            earlier=taken, pauses=pauses, today=today, n=rules.number(rule, variants),
        )  # fmt: skip
        return " ".join(said)

    if refused := against(set(NEEDS)):
        raise ProcedureError(refused)
    is_approved_anyway = rule.extension is not None and due_dates.APPROVERS & set(rule.extension.needs)
    return "" if is_approved_anyway else against(set(NEEDS) - due_dates.APPROVERS)


def _require(word: str, known: Collection[str], what: str) -> None:
    """Refuse a word that is not known, with the nearest one.

    Raises:
        InvalidInputError: If it is not.
    """
    if word not in known:
        near = get_close_matches(word, known, 1)
        hint = (
            f"Did you mean {near[0]}?"
            if near
            else f"Known are {', '.join(sorted(known))}."
            if known
            else f"This procedure has no {what}s."
        )
        msg = f"There is no {what} {word!r}. {hint}"
        raise InvalidInputError(msg, what)
