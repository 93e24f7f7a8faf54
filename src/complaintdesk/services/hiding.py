"""What an export with pseudonyms hides: a look beforehand, what is said of doubtful words, a last check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import col, select

from complaintdesk.errors import ExportRefusedError, NotFoundError
from complaintdesk.models import PseudonymChoice
from complaintdesk.rules import pseudonyms
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.pseudonyms import Find, Person, Seen, Tally
from complaintdesk.services import dossier, naming
from complaintdesk.services.texts import needed

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.naming import Named

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


def decide(desk: Desk, complaint_id: int, find: Find, word: str, *, hide: bool) -> None:
    """Keep what the handler says of a doubtful word: to be hidden at that place, or left.

    Raises:
        InvalidInputError: If the word is empty.
        ReadOnlyError: If the store may not be written.
    """
    said = needed(word, "word")
    with desk.step("hide a doubtful word" if hide else "leave a doubtful word", complaint_id) as step:
        row = step.session.exec(
            select(PseudonymChoice).where(
                col(PseudonymChoice.complaint_id) == complaint_id, col(PseudonymChoice.place) == find.place
            )
        ).first()
        if row is None:
            entered = {"complaint_id": complaint_id, "word": said, "place": find.place, "hidden": hide}
            step.session.add(PseudonymChoice.model_validate(entered))
        else:
            row.hidden = hide


def decide_word(desk: Desk, reference: str, word: str, *, hide: bool) -> int:
    """Keep what the handler says of a doubtful word wherever it stands in a complaint; return at how many places.

    Raises:
        NotFoundError: If there is no such complaint, or the word is nowhere doubtful in it.
    """
    shown = preview(desk, reference)
    places = [
        (find, text.text[find.start : find.end])
        for text, find in shown.doubtful
        if text.text[find.start : find.end].casefold() == word.strip().casefold()
    ]
    if not places:
        known = sorted({text.text[find.start : find.end] for text, find in shown.doubtful})
        said = f"Doubtful are {', '.join(known)}." if known else "No word is."
        msg = f"{word!r} is not doubtful in {shown.reference}. {said}"
        raise NotFoundError(msg)
    for find, said in places:
        decide(desk, shown.complaint_id, find, said, hide=hide)
    return len(places)


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
