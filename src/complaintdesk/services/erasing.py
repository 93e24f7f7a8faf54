"""The end of data: erasing one customer, and disposing of complaints that were kept for as long as they may be.

Neither can be undone, so both are told whole before they are done.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from complaintdesk.errors import InvalidInputError, NotFoundError, WrongStageError
from complaintdesk.models import Erasure
from complaintdesk.rules.pseudonyms import Person, Pseudonymiser
from complaintdesk.services import dossier
from complaintdesk.services.retention import Due, due
from complaintdesk.services.texts import needed
from complaintdesk.store import forgetting, keeping, personal

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

ERASED = "[erased]"
"""What stands where a person was named in words that stay."""

_LEAST_TRACE = 3
"""Letters or digits of a piece by which a text is looked for."""
_LARGEST_READ = 20_000_000
"""Bytes of an exported file that is looked through."""


@dataclass(frozen=True, slots=True)
class Copies:
    """Where the data still is, outside the store's own file."""

    backups: tuple[Path, ...]
    unreadable: tuple[Path, ...]
    """Backups that cannot be read, so that nobody can say what they hold."""
    exports: tuple[Path, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """Say it plainly, copy by copy, and what to do about them."""
        told = [f"Still in the backup {one}; delete it, or keep it knowingly." for one in self.backups]
        told += [f"The backup {one} cannot be read; it may hold the data too." for one in self.unreadable]
        told += [f"Still in the export {one}; delete it if it is no longer needed." for one in self.exports]
        told.append("Copies made elsewhere, backups or exports, are not known to the desk.")
        return tuple(told)


@dataclass(frozen=True, slots=True)
class Plan:
    """What erasing a customer would do."""

    customer_id: int
    name: str
    references: tuple[str, ...]
    """Their complaints, which lose all words and keep dates, codes and outcome."""
    open_references: tuple[str, ...]
    """Those of them that are still open and are closed by it."""
    namesakes: tuple[str, ...]
    """Others of the same name, because of whom the name stays in other complaints' words."""
    copies: Copies

    @property
    def sentences(self) -> tuple[str, ...]:
        """Say what will be done, before it is."""
        many = "no complaint" if not self.references else ", ".join(self.references)
        told = [
            f"Erases customer {self.customer_id}, {self.name}, with {many}: every word, file and draft of theirs,"
            " in the journal too. Dates, cause, product and outcome stay for the figures.",
            "It cannot be undone, and nothing done before it can be undone any more.",
        ]
        told += [f"{one} is still open; erasing closes it." for one in self.open_references]
        if self.namesakes:
            others = ", ".join(self.namesakes)
            told.append(f"Of the same name: {others}. So the name stays in other complaints' words.")
        return (*told, *self.copies.sentences)


@dataclass(frozen=True, slots=True)
class Erased:
    """What was taken away."""

    step: int
    complaints: int
    customers: int
    entries: int
    """Entries of the journal that lost their values."""
    files: int
    drafts: int
    elsewhere: tuple[str, ...]
    """Other records in whose words the person was named, and is no longer."""
    left: tuple[Path, ...]
    """Kept files that could not be removed."""
    is_compact: bool
    """Whether the database was written anew without the room that was freed."""
    copies: Copies


def find(desk: Desk, said: str) -> int:
    """Return the number of the one customer of a name, an e-mail address, a number or a complaint's reference.

    Raises:
        NotFoundError: If there is none, or several; the message tells them apart.
    """
    wanted = said.strip()
    rows = keeping.customers_called(desk.reader, wanted)
    if len(rows) == 1:
        return int(rows[0]["id"])
    if rows:
        several = "; ".join(f"{row['id']} ({row['references'] or 'no complaint'})" for row in rows)
        msg = f"Several customers are {said!r}: {several}. Name the one meant by its number."
        raise NotFoundError(msg)
    try:
        found = dossier.by_reference(desk, wanted)
    except NotFoundError as error:
        msg = f"There is no customer {said!r}, by name, e-mail, number or a complaint's reference."
        raise NotFoundError(msg) from error
    if found.customer_id is None or not found.customer:
        msg = f"{found.reference} has no customer to erase."
        raise NotFoundError(msg)
    return found.customer_id


def plan(desk: Desk, customer_id: int) -> Plan:
    """Return what erasing a customer would do, and where their data would still be.

    Raises:
        NotFoundError: If there is no such customer.
        WrongStageError: If a complaint of theirs is under a legal hold, or an outside body has it.
    """
    person = _person(desk, customer_id)
    rows = keeping.complaints_of(desk.reader, customer_id)
    for row in rows:
        if row["legal_hold"]:
            why = f" ({row['legal_hold_reason']})" if row["legal_hold_reason"] else ""
            msg = f"{row['reference']} is under a legal hold{why}. Lift it first (Investigation, Held: e)."
            raise WrongStageError(msg)
        if row["out_to"]:
            msg = f"{row['out_to']} has {row['reference']}; record that it came back first."
            raise WrongStageError(msg)
    kept = [row for row in rows if row["disposed_on"] is None]
    return Plan(
        customer_id,
        person.names[0],
        tuple(row["reference"] for row in kept),
        tuple(row["reference"] for row in kept if row["origin"] == "referred" and _is_open(row["stage"])),
        tuple(keeping.namesakes(desk.reader, person.names[0], customer_id)),
        _copies(desk, [customer_id], [int(row["id"]) for row in kept], person),
    )


def _is_open(stage: str) -> bool:
    return stage not in {"closed", "returned", "merged"}


def erase(desk: Desk, customer_id: int, reason: str, legal_basis: str = "") -> Erased:
    """Take everything personal of a customer away, as one step that cannot be undone.

    Raises:
        InvalidInputError: If no reason is given.
        NotFoundError: If there is no such customer.
        WrongStageError: If a complaint of theirs is under a legal hold, or an outside body has it.
        ReadOnlyError: If the store may not be written.
    """
    why = needed(reason, "Reason").strip()
    told = plan(desk, customer_id)
    person = _person(desk, customer_id)
    sure = Pseudonymiser([person if not told.namesakes else _without_name(person)], whole_names=True)
    complaints = [int(row["id"]) for row in keeping.complaints_of(desk.reader, customer_id)]
    wanted = personal.Wanted(
        tuple(complaints),
        (customer_id,),
        desk.today().isoformat(),
        f"Erased on {desk.today()}",
        lambda text: sure.replaced(text)[0],
        lambda text: Pseudonymiser([person], strangers=False).replaced(text)[0],
        _traces(person),
    )
    # A reason may name the person; what is kept of it does not.
    kept_reason = Pseudonymiser([person], strangers=False).replaced(why)[0]
    return _forget(desk, "erase a customer", wanted, kept_reason, legal_basis, person)


def _without_name(person: Person) -> Person:
    return Person(person.label, (), person.emails, person.phones, person.accounts)


def _person(desk: Desk, customer_id: int) -> Person:
    row = desk.reader.execute(
        "SELECT name, email, phone, nicknames FROM customer WHERE id = ? AND NOT erased", (customer_id,)
    ).fetchone()
    if row is None:
        msg = f"There is no customer {customer_id}, or they are erased already."
        raise NotFoundError(msg)
    accounts = (one["account_ref"] for one in keeping.complaints_of(desk.reader, customer_id))
    names = (one.strip() for one in (row["name"], *row["nicknames"].splitlines()))
    return Person(
        ERASED,
        tuple(dict.fromkeys(name for name in names if name)) or (row["name"],),
        tuple(filter(None, [row["email"]])),
        tuple(filter(None, [row["phone"]])),
        tuple(dict.fromkeys(filter(None, accounts))),
    )


def _traces(person: Person) -> tuple[str, ...]:
    """Return small pieces, one of which is in every text that names the person whole or by a detail of theirs.

    They are ASCII, and the longest of each name: what is in few other texts.
    """
    found: list[str] = []
    for text in (*person.names, *person.emails, *person.accounts):
        longest = max(re.findall(r"[A-Za-z0-9]+", text), key=len, default="").lower()
        # Without such a piece it is the text itself, and as JSON writes it.
        found += [longest] if len(longest) >= _LEAST_TRACE else [text.lower(), json.dumps(text)[1:-1].lower()]
    found += [re.sub(r"\D", "", phone)[-_LEAST_TRACE:] for phone in person.phones]
    return tuple(dict.fromkeys(one for one in found if one.strip()))


def _forget(
    desk: Desk,
    label: str,
    wanted: personal.Wanted,
    reason: str,
    legal_basis: str,
    person: Person | None,
) -> Erased:
    with desk.step(label) as step:
        row = Erasure.model_validate(
            {
                "customer_id": wanted.customers[0] if person is not None else 0,
                "reason": reason,
                "legal_basis": legal_basis,
                "erased_at": desk.now(),
            }
        )
        step.session.add(row)
        step.session.flush()
        assert row.id is not None, "it was flushed"
        done = forgetting.forget(step, desk.store.folder.attachments, wanted, row.id)
    left = forgetting.remove_files(desk.store.folder.attachments, done.files)
    desk.store.drop_anchor(desk.now())
    return Erased(
        step.draft.number or 0,
        len(wanted.complaints),
        len(wanted.customers),
        done.entries,
        len(done.files) - len(left),
        done.drafts,
        tuple(done.elsewhere),
        tuple(left),
        forgetting.compact(desk.store.folder),
        _copies(desk, wanted.customers, wanted.complaints, person),
    )


def _copies(
    desk: Desk, customers: Collection[int], complaints: Collection[int], person: Person | None
) -> Copies:
    found = list(keeping.holding(desk.store.folder, customers, complaints))
    return Copies(
        tuple(path for path, is_read in found if is_read),
        tuple(path for path, is_read in found if not is_read),
        tuple(_exports_naming(desk.store.folder.exports, person)) if person is not None else (),
    )


def _exports_naming(folder: Path, person: Person) -> Iterator[Path]:
    """Yield the files in the folder for exports that name somebody."""
    sure, traces = Pseudonymiser([person], whole_names=True), _traces(person)
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if not path.is_file() or path.is_symlink() or path.stat().st_size > _LARGEST_READ:
            continue
        text = path.read_text("utf-8", errors="replace")
        if path.suffix == ".jsonl":
            text = _as_kept(text)
        if any(trace in text.lower() for trace in traces) and any(sure.finds(_as_read(text))):
            yield path


def _as_kept(journal: str) -> str:
    """Return an exported journal with the letters that it spells as numbers, its values being JSON within JSON."""
    return re.sub(r"\\+u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), journal)


def _as_read(markdown: str) -> str:
    """Return Markdown without the signs that only guard it."""
    import html

    return html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown))


def dispose(desk: Desk, wanted: Sequence[Due] | None = None) -> Erased | None:
    """Take everything personal out of complaints whose retention has run out; None where there are none.

    Of a customer who has no other complaint nothing stays either. A legal hold keeps what it holds.

    Args:
        desk: The desk.
        wanted: Which of those that are due; all of them where it is None.

    Raises:
        InvalidInputError: If one of them is not due, or is under a legal hold.
        ReadOnlyError: If the store may not be written.
    """
    are_due = {one.complaint_id: one for one in due(desk) if not one.hold}
    chosen = list(are_due.values()) if wanted is None else list(wanted)
    for one in chosen:
        if one.complaint_id not in are_due:
            msg = f"{one.reference} is not due for disposal, or a legal hold keeps it."
            raise InvalidInputError(msg, "reference")
    if not chosen:
        return None
    ids = tuple(one.complaint_id for one in chosen)
    customers = dict.fromkeys(one.customer_id for one in chosen if one.customer_id is not None)
    gone = tuple(keeping.left_with_nothing(desk.reader, list(customers), ids))
    told = f"Disposed of on {desk.today()}"
    nothing = personal.Wanted(
        ids, gone, desk.today().isoformat(), told, lambda text: text, lambda text: text, ()
    )
    return _forget(desk, "dispose of complaints", nothing, "retention ran out", "", None)


def disposed_of(desk: Desk) -> int:
    """Return how many complaints were disposed of or erased."""
    return int(
        desk.reader.execute("SELECT count(*) FROM complaint WHERE disposed_on IS NOT NULL").fetchone()[0]
    )
