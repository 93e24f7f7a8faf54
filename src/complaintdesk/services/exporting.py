"""Exports: reports of complaints for people who never open the desk, and tables for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from complaintdesk.errors import InvalidInputError
from complaintdesk.reports import bundle, calendar, complaint, markdown, tables
from complaintdesk.reports.complaint import Integrity
from complaintdesk.rules import clocks, money, pseudonyms
from complaintdesk.rules.criteria import CriteriaSet
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.pseudonyms import Tally
from complaintdesk.rules.working_days import WorkingCalendar
from complaintdesk.services import care, dossier, due, filtering, hiding, letters, naming
from complaintdesk.store import whole
from complaintdesk.store.conditions import Condition
from complaintdesk.store.due_list import last_step

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

FORMATS = (".csv", ".json")


@dataclass(frozen=True, slots=True)
class Reports:
    """Reports that were written."""

    paths: tuple[Path, ...]
    replaced: Tally | None
    """What pseudonyms stand for, by kind; None where people are named."""

    doubtful: int
    """Words that may be names and that nobody has decided on."""


def export_reports(
    desk: Desk,
    references: Sequence[str],
    to: Path,
    identified: bool = False,
    force: bool = False,
    named: naming.Named | None = None,
) -> Reports:
    """Write the reports of some complaints into a folder and return where they are.

    Each has a folder of its own, `CD-2026-0007/report.md`. Nobody is named but the
    handler and the organisation, unless `identified`; who gets a pseudonym for the
    first time gets it in a step of its own.

    Args:
        desk: The desk.
        references: The complaints, in any spelling.
        to: The folder; nothing is written outside it.
        identified: Whether people are named.
        force: Whether reports that are there are replaced.
        named: Whom reports with pseudonyms name all the same; as the settings say where it is None.

    Raises:
        NotFoundError: If there is no such complaint.
        ExportRefusedError: If a report is there already, the folder cannot be written, or a report
            would give somebody away; nothing was written then.
        ReadOnlyError: If somebody needs a pseudonym and the store may not be written.
    """
    found = {each.reference: each for each in (dossier.by_reference(desk, one) for one in references)}
    people = {} if identified else naming.people(desk, list(found.values()), named)
    # After the pseudonyms, so that the report tells of the journal as it stands.
    integrity_now = integrity(desk)
    wanted = desk.criteria
    files = {}
    replaced = Tally()
    doubtful = 0
    for reference, one in found.items():
        name = f"{reference.replace('/', '-')}/report.md"
        if identified:
            files[name] = complaint.render(one, integrity_now, wanted, desk.today(), labels=labels(desk, one))
        else:
            files[name], tally = pseudonymised(desk, one, people[one.id], integrity_now, wanted, name)
            replaced += tally
            doubtful += hiding.preview_of(one, people[one.id]).open
    return Reports(bundle.write(files, to, force), None if identified else replaced, doubtful)


def integrity(desk: Desk) -> Integrity:
    """Return what the journal is found to be now, for the line that every report ends with."""
    verified = care.verify(desk)
    return Integrity(verified.head, verified.steps, desk.today(), verified.ok)


def labels(desk: Desk, found: Dossier) -> complaint.Labels:
    """Return what the codes of this desk's lists, and the items of a complaint's checklists, are called in a report."""
    words = desk.vocabularies
    lists = {"cause": words.causes, "root_cause": words.root_causes, "remedy": words.remedies}
    rules = ((letter, letters.rule_of(desk, found, letter)) for letter in found.letters)
    points = {letter.id: rule.items for letter, rule in rules if rule is not None}
    ways = ((handed, words.escalations.find(handed.route)) for handed in found.escalations)
    steps = {handed.id: way.route.steps for handed, way in ways if way is not None and way.route is not None}

    def called(kind: str, code: str) -> str:
        if kind in lists:
            return lists[kind].label(code)
        record, item = code.split("/", 1)
        said = (points if kind == "point" else steps).get(int(record), {}).get(item)
        return said.rstrip(".") if said else complaint.item_in_words(code)

    return called


def pseudonymised(
    desk: Desk,
    found: Dossier,
    people: Sequence[pseudonyms.Person],
    verified: Integrity,
    wanted: CriteriaSet,
    name: str,
    home: Mapping[str, str] | None = None,
) -> tuple[str, Tally]:
    """Return a report that names nobody, and what was replaced; `home` is for `complaint.render`.

    Raises:
        ExportRefusedError: If it still does; the message says where.
    """
    hidden, replaced = pseudonyms.pseudonymise(found, people)
    text = complaint.render(hidden, verified, wanted, desk.today(), replaced, home, labels(desk, found))
    hiding.require_hidden(found, people, {name: text})
    return text, replaced


def summary(desk: Desk, found: Dossier) -> str:
    """Return a complaint in a few lines of Markdown, to be pasted into a message; it names the customer."""
    lines = [f"**{markdown.inline(found.reference)}** {markdown.inline(found.about)}", ""]
    lines += [f"- {label}: {markdown.inline(text)}" for label, text in in_short(found)]
    return "\n".join(lines) + "\n"


def in_short(found: Dossier) -> tuple[tuple[str, str], ...]:
    """Return what is first asked about a complaint, as (label, text), what is not known left out."""
    clock = clocks.next_clock(found.clocks)
    due = f"{clock.name}, {markdown.date_in_full(clock.due_on)}" if clock and clock.due_on else ""
    facts = (
        ("Stage", found.stage.spoken),
        ("Customer", found.customer),
        ("Received", markdown.date_in_full(found.received_on)),
        ("Owner", found.owner),
        ("Wants", found.wants),
        ("Outcome", found.outcome.spoken if found.outcome else ""),
        ("Next", due),
        *(
            (f"Head {head.number}", head.text + (f" ({head.finding.spoken})" if head.finding else ""))
            for head in found.heads
        ),
    )
    return tuple((label, text) for label, text in facts if text)


def export_calendar(
    desk: Desk, path: Path, within_days: int, identified: bool = False, force: bool = False
) -> Path:
    """Write what is overdue or due within some days as an iCalendar file and return where it is.

    The same store on the same day gives the same bytes. Without `identified` an entry
    holds the complaint's reference and the kind of thing only.

    Raises:
        InvalidInputError: If the file's name does not end in `.ics`.
        ExportRefusedError: If the file is there already or cannot be written.
    """
    if path.suffix.lower() != ".ics":
        msg = f"{path.name} must end in .ics; calendars know it by that."
        raise InvalidInputError(msg, "to")
    store, at = last_step(desk.reader)
    off = desk.calendar(desk.whose.region)
    entries = [
        calendar.Entry(
            uid=f"{store}-{item.kind}-{item.complaint_id or 0}-{item.key}",
            on=item.due_on,
            alarm_on=_working_day_before(off, item.due_on),
            summary=f"{item.reference}: {item.what if identified else item.kind}",
        )
        for item in due.morning(desk, within_days)
        # What waits in a form is for the desk, not for a day.
        if item.kind != "draft"
    ]
    (written,) = bundle.write({path.name: calendar.render(entries, at)}, path.parent, force)
    return written


def _working_day_before(off: WorkingCalendar, day: date) -> date:
    before = day - timedelta(days=1)
    while not off.is_working(before):
        before -= timedelta(days=1)
    return before


@dataclass(slots=True)
class _Counted:
    count: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was written."""

    path: Path
    rows: int


def export_table(desk: Desk, filter_text: str, path: Path, force: bool = False) -> Table:
    """Write the complaints of a filter into one CSV or JSON file and return where it is.

    Referred complaints are meant unless the filter names an origin. The table
    holds the customers' names and words: it is for the organisation's own use.

    Raises:
        FilterError: At the first place of the filter that is not understood.
        InvalidInputError: If the file's name ends in neither `.csv` nor `.json`.
        ExportRefusedError: If the file is there already or cannot be written.
    """
    kind = path.suffix.lower()
    if kind not in FORMATS:
        msg = f"{path.name} must end in .csv or .json; that says what is written."
        raise InvalidInputError(msg, "to")
    wanted = filtering.condition(desk, filter_text)
    counted = _Counted()
    rows = _rows(desk, wanted, counted)
    columns = (*whole.TABLE, "amount", "currency")
    lines = tables.csv_lines(columns, rows) if kind == ".csv" else tables.json_lines(rows)
    (written,) = bundle.write({path.name: lines}, path.parent, force)
    return Table(written, counted.count)


def _rows(desk: Desk, wanted: Condition, counted: _Counted) -> Iterator[dict[str, object]]:
    """Yield the rows as they stand at one moment."""
    currency = desk.whose.currency
    reader = desk.store.another_reader()
    try:
        reader.execute("BEGIN")
        for row in whole.rows(reader, wanted):
            counted.count += 1
            minor = row["amount_minor"]
            row["amount"] = money.plain(int(str(minor)), currency) if minor is not None else ""
            row["currency"] = currency
            yield row
    finally:
        reader.close()
