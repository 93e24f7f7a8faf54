"""What an export with pseudonyms hides: a look beforehand, what is said of doubtful words, a last check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from complaintdesk.errors import ExportRefusedError, InvalidInputError, NotFoundError
from complaintdesk.models import PseudonymChoice
from complaintdesk.rules import pseudonyms
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.pseudonyms import Find, Person, Seen, Tally
from complaintdesk.services import dossier, naming
from complaintdesk.services.texts import needed
from complaintdesk.store import records

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.naming import Named

_EVERYWHERE = ""
"""The place of a word that is to be hidden wherever it stands."""

_SHORTEST, _LONGEST = 2, 120
_TOLD = 5
"""Places that a refusal names; there may be hundreds."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What an export of one complaint would hide."""

    complaint_id: int
    reference: str
    texts: tuple[Seen, ...]
    """Every text in which something is hidden or doubtful."""
    tally: Tally
    """What is hidden, by kind; a text that the export prints twice counts once."""

    @property
    def doubtful(self) -> tuple[tuple[Seen, Find], ...]:
        """Every doubtful word with the text it stands in, those nobody has decided on first."""
        found = [(text, find) for text in self.texts for find in text.finds if find.is_doubtful]
        return tuple(sorted(found, key=lambda one: one[1].decided is not None))

    @property
    def open(self) -> int:
        """How many doubtful words nobody has decided on."""
        return sum(find.decided is None for _, find in self.doubtful)


def preview(desk: Desk, reference: str, named: Named | None = None) -> Preview:
    """Return what an export of a complaint would hide, word by word.

    Whoever gets a pseudonym for the first time gets it in a step of its own.

    Raises:
        NotFoundError: If there is no such complaint.
        ReadOnlyError: If somebody needs a pseudonym and the store may not be written.
    """
    found = dossier.by_reference(desk, reference)
    return preview_of(found, naming.people(desk, [found], named)[found.id])


def preview_of(found: Dossier, people: Sequence[Person]) -> Preview:
    """Return what is hidden of a complaint from people who have their pseudonyms."""
    _, tally = pseudonyms.pseudonymise(found, people)
    return Preview(found.id, found.reference, pseudonyms.seen(found, people), tally)


def decide(
    desk: Desk, complaint_id: int, find: Find, word: str, *, hide: bool, also: Sequence[Find] = ()
) -> None:
    """Keep what the handler says of a doubtful word: to be hidden at that place, or left.

    Args:
        desk: The desk.
        complaint_id: The complaint.
        find: The place.
        word: The word as it stands there.
        hide: Whether it is to be hidden.
        also: Other places of which the same is said.

    Raises:
        InvalidInputError: If the word is empty.
        ReadOnlyError: If the store may not be written.
    """
    said = needed(word, "word")
    with desk.step("hide a doubtful word" if hide else "leave a doubtful word", complaint_id) as step:
        for place in dict.fromkeys(one.place for one in (find, *also)):
            _keep(step.session, complaint_id, said, place, hide=hide)


def hide_word(desk: Desk, complaint_id: int, word: str) -> int:
    """Hide a name or a word in every export of a complaint from now on; return in how many places it stands now.

    Raises:
        InvalidInputError: If it is empty, a single letter, or longer than a name.
        ReadOnlyError: If the store may not be written.
    """
    said = " ".join(needed(word, "Name or word").split())
    if not _SHORTEST <= len(said) <= _LONGEST:
        msg = f"A name or word to hide has {_SHORTEST} to {_LONGEST} characters; this has {len(said)}."
        raise InvalidInputError(msg, "word")
    with desk.step("hide a word", complaint_id) as step:
        _keep(step.session, complaint_id, said, _EVERYWHERE, hide=True)
    return len(_places(preview(desk, dossier.load(desk, complaint_id).reference), said))


def show_word(desk: Desk, complaint_id: int, word: str) -> None:
    """Hide a word no longer that the handler added.

    Raises:
        NotFoundError: If it was not added.
        ReadOnlyError: If the store may not be written.
    """
    with desk.step("show a hidden word", complaint_id) as step:
        rows = records.of_complaint(step.session, PseudonymChoice, complaint_id)
        added = [row for row in rows if not row.place and row.hidden and _same(row.word, word)]
        if not added:
            msg = f"{word.strip()!r} was not added to what is hidden."
            raise NotFoundError(msg)
        for row in added:
            row.hidden = False


def decide_word(desk: Desk, reference: str, word: str, *, hide: bool) -> int:
    """Keep what the handler says of a word wherever it stands in a complaint; return at how many places.

    What is not doubtful is added to what is hidden, or, where it had been added, hidden no longer.

    Raises:
        NotFoundError: If there is no such complaint, the word to be left is neither doubtful nor added, or
            the word to be hidden stands nowhere.
    """
    shown = preview(desk, reference)
    places = [find for text, find in shown.doubtful if _same(text.text[find.start : find.end], word)]
    if places:
        decide(desk, shown.complaint_id, places[0], word.strip(), hide=hide, also=places[1:])
        return len(places)
    if hide:
        found = dossier.load(desk, shown.complaint_id)
        people = (*naming.people(desk, [found])[found.id], Person("", (), words=(word.strip(),)))
        if not _places(preview_of(found, people), word):
            msg = f"{word!r} stands nowhere in {shown.reference}, or is hidden there already."
            raise NotFoundError(msg)
        return hide_word(desk, shown.complaint_id, word)
    if added := _places(shown, word):
        show_word(desk, shown.complaint_id, word)
        return len(added)
    known = sorted({text.text[find.start : find.end] for text, find in shown.doubtful})
    said = f"Doubtful are {', '.join(known)}." if known else "No word is."
    msg = f"{word!r} is not doubtful in {shown.reference}. {said}"
    raise NotFoundError(msg)


def _keep(session: Session, complaint_id: int, word: str, place: str, *, hide: bool) -> None:
    """Keep what is said of one place, or of a word wherever it stands."""
    rows = session.exec(
        select(PseudonymChoice).where(
            col(PseudonymChoice.complaint_id) == complaint_id, col(PseudonymChoice.place) == place
        )
    )
    row = next((row for row in rows if place != _EVERYWHERE or _same(row.word, word)), None)
    if row is None:
        entered = {"complaint_id": complaint_id, "word": word, "place": place, "hidden": hide}
        session.add(PseudonymChoice.model_validate(entered))
    else:
        row.hidden = hide


def _places(shown: Preview, word: str) -> list[Find]:
    """Return where a word stands that was added to what is hidden."""
    return [
        find
        for text in shown.texts
        for find in text.finds
        if find.kind == pseudonyms.ADDED and _same(text.text[find.start : find.end], word)
    ]


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def require_hidden(found: Dossier, people: Sequence[Person], files: Mapping[str, str]) -> None:
    """Make sure that no file of an export would give somebody away, in what it holds or by its name.

    Args:
        found: The complaint as it is on the desk.
        people: Who is to be known by a label only.
        files: Name -> what the file holds.

    Raises:
        ExportRefusedError: Naming the file, the line and what stands there.
    """
    keep, accounts = (found.handler, found.organisation), (found.account_ref,)
    told = []
    for name, text in files.items():
        told += [f"its name: {leak.what}" for leak in pseudonyms.leaks(name, people, keep, accounts)]
        told += [f"line {leak.line}: {leak.what}" for leak in pseudonyms.leaks(text, people, keep, accounts)]
        if told:
            raise ExportRefusedError(gives_away(name, told))


def gives_away(name: str, places: Sequence[str]) -> str:
    """Return the refusal of a file that would name somebody, with the places."""
    more = f" and {len(places) - _TOLD} more" if len(places) > _TOLD else ""
    return (
        f"{name} would give somebody away ({'; '.join(places[:_TOLD])}{more}). Nothing was written;"
        " change the wording there, or export with the real names."
    )
