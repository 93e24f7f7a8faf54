"""The working rules on what stands in a note: what the customer may read, and what does not belong there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from complaintdesk.rules import private_words
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.due_dates import short
from complaintdesk.rules.notices import Facts, Notice
from complaintdesk.rules.rule_book import Where
from complaintdesk.vocabulary import LetterState


class Note(NamedTuple):
    """One text of ours, how a sentence begins that is about it, and where it is."""

    text: str
    named: str
    where: Where


def insults(facts: Facts) -> Iterator[Notice]:
    """Rule 43: words in our notes that the customer may read of themselves."""
    for note in notes(facts.dossier):
        for found in private_words.insults(note.text, facts.wary):
            instead = f" {found.instead}" if found.instead else ""
            yield Notice(
                43, f'{note.named} says "{found.words}"; the customer may read it.{instead}', note.where
            )


def private_details(facts: Facts) -> Iterator[Notice]:
    """Rule 44: numbers and diagnoses that do not belong in a note."""
    for note in notes(facts.dossier):
        for found in private_words.private(note.text, facts.wary):
            yield Notice(44, f"{note.named} holds {private_words.told(found)}: mask it.", note.where)


def notes(dossier: Dossier) -> Iterator[Note]:
    """Yield the texts that the handler wrote; the customer's own words are not among them."""
    for contact in dossier.contacts:
        where = Where("investigation", "contacts.mask", "contact", contact.id)
        yield Note(contact.summary, f"The contact of {short(contact.on)}", where)
    for head in dossier.heads:
        where = Where("investigation", "head.edit", "head", head.id)
        yield Note(f"{head.reasons}\n{head.proof_note}", f"The finding on head {head.number}", where)
    for source in dossier.sources:
        where = Where("investigation", "source.edit", "source", source.id)
        yield Note(source.shows, f"Source {source.number}", where)
    for letter in dossier.letters:
        if letter.state is LetterState.draft:
            where = Where("resolution", "letter.write", "letter", letter.id)
            yield Note(letter.body, f"The {letter.kind.replace('_', ' ')} letter", where)
    where = Where("investigation", "gravity.edit")
    yield Note(dossier.severity_reason, "The reason for the severity", where)
    where = Where("investigation", "vulnerability.edit")
    yield Note(
        f"{dossier.adjustments}\n{dossier.vulnerability_drivers}", "What is noted of their needs", where
    )
    yield Note(dossier.contact_plan, "The contact plan", where)
    yield Note(dossier.conflict_note, "The note on a conflict", Where("investigation", "conflict.edit"))
