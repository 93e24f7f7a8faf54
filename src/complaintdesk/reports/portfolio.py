"""The portfolio as Markdown: an index from which every piece of evidence is found, the statements, the manifest.

It is for an assessor who never opens the desk. What stands where is the templates'
business; whatever they print that is not Markdown of ours is escaped, as in the
report of a complaint. Links lead to headings; `single_file` puts all of it into one file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from complaintdesk.reports import linking, markdown
from complaintdesk.reports.complaint import Integrity, facts_of
from complaintdesk.reports.templating import environment, ours
from complaintdesk.rules import recommendations as road
from complaintdesk.rules.coverage import Claimed, ComplaintFacts, Coverage, Evidence, Reading
from complaintdesk.rules.criteria import CriteriaSet, Criterion
from complaintdesk.rules.exhibits import anchor
from complaintdesk.rules.pseudonyms import Tally

if TYPE_CHECKING:
    from markupsafe import Markup

INDEX = "index.md"
STATEMENTS = "statements.md"
MANIFEST = "manifest.md"
SINGLE = "portfolio.md"

_MOST_PROPOSED = 12
"""Complaints named under a criterion whose records could be evidence too; the rest are counted."""


@dataclass(frozen=True, slots=True)
class InFile:
    """A complaint of the portfolio, and the file it is in."""

    facts: ComplaintFacts
    name: str
    """`complaints/CD-2026-0007.md`."""

    anchors: Mapping[tuple[str, int], str]
    """Record of it -> the anchor of its heading."""

    proposed: Mapping[str, int]
    """Criterion -> its records that could be evidence too, and are not claimed."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A review or a recommendation, in a file of its own."""

    kind: str
    """`review` or `recommendation`."""

    id: int
    name: str
    title: str
    proposed: Mapping[str, int] = field(default_factory=dict)
    """Criterion -> its records that could be evidence too, and are not claimed."""

    @property
    def reference(self) -> str:
        """What it is called: `REV-2`, `REC-1`."""
        return road.review_reference(self.id) if self.kind == "review" else road.reference(self.id)


@dataclass(frozen=True, slots=True)
class Said:
    """The latest edition of a statement."""

    criterion: Criterion
    text: str
    edition: int
    on: date


@dataclass(frozen=True, slots=True)
class Cited:
    """A clause of the library that a statement or a claim names."""

    code: str
    title: str
    text: str
    edition: int
    effective_on: date | None


@dataclass(frozen=True, slots=True)
class Book:
    """All that the index and the statements tell, pseudonymised by the caller unless people may be named."""

    criteria: CriteriaSet
    covered: tuple[Coverage, ...]
    readings: tuple[Reading, ...]
    complaints: tuple[InFile, ...]
    papers: tuple[Paper, ...]
    said: tuple[Said, ...]
    cited: tuple[Cited, ...]
    handler: str
    role: str
    organisation: str
    period: tuple[date, date] | None
    exported_on: date
    integrity: Integrity
    replaced: Tally | None
    """What was replaced by pseudonyms; None where people are named."""

    @property
    def is_claimed(self) -> bool:
        """Whether anything is claimed; else the complaints are those that could be evidence."""
        return any(one.claims for one in self.covered)


def index(book: Book) -> str:
    """Return `index.md`."""
    anchors = criterion_anchors(book.criteria)
    files = {one.facts.id: one for one in book.complaints}
    linked = linking.linked_in(_links(book, STATEMENTS))
    heads = {one.criterion.id: f"Statement {one.criterion.id}" for one in book.said}
    text = (
        environment()
        .get_template("portfolio.md.j2")
        .render(
            book=book,
            facts=facts_of,
            front_matter=_front_matter(book, "Portfolio of evidence"),
            anchors=anchors,
            place=lambda criterion: _to(criterion.id, "", anchors[criterion.id]),
            evidence=lambda claim: _evidence(book, files, claim),
            tests=_tests,
            seen_by=_seen_by,
            also=lambda one: _also(book, one),
            statement=lambda criterion: _to("statement", STATEMENTS, anchor(heads[criterion.id])),
            complaint=lambda one: _to(one.facts.reference, one.name),
            shows=lambda claim: ours(linked(" ".join(claim.shows.split()))),
            paper=lambda one: _to(one.title, one.name),
            claimed_for=lambda one: _claimed_for(
                book, anchors, lambda claim: claim.complaint_id == one.facts.id
            ),
            claimed_in=lambda one: _claimed_for(
                book, anchors, lambda claim: claim.reference == one.reference
            ),
            witnesses=_witnesses(book),
            gaps=[one for one in book.covered if one.gaps],
            link_statements=_to(STATEMENTS, STATEMENTS),
            link_manifest=_to(MANIFEST, MANIFEST),
        )
    )
    return _tidy(text)


def statements(book: Book) -> str:
    """Return `statements.md`: the handler's own words, with what they name turned into links."""
    linked = linking.linked_in(_links(book))
    text = (
        environment()
        .get_template("statements.md.j2")
        .render(
            book=book,
            facts=facts_of,
            front_matter=_front_matter(book, "Statements"),
            words=lambda said: ours("\n\n".join(map(linked, _blocks(said)))),
            missing=[
                one.criterion
                for one in book.covered
                if one.criterion.kind == "knowledge" and one.statement_on is None
            ],
            link_index=_to(INDEX, INDEX),
        )
    )
    return _tidy(text)


def manifest(book: Book, files: Mapping[str, str]) -> str:
    """Return `manifest.md`: every other file of the portfolio with its size and SHA-256."""
    rows = []
    for name, text in files.items():
        stored = text.encode("utf-8", "replace")
        rows.append((_to(name, name), len(stored), hashlib.sha256(stored).hexdigest()))
    return _tidy(
        environment()
        .get_template("manifest.md.j2")
        .render(
            book=book,
            facts=facts_of,
            front_matter=_front_matter(book, "Manifest"),
            rows=rows,
            link_index=_to(INDEX, INDEX),
        )
    )


def criterion_anchors(criteria: CriteriaSet) -> dict[str, str]:
    """Return the anchor of each criterion's heading in the index, told apart as renderers tell them apart."""
    found: dict[str, str] = {}
    taken: dict[str, int] = {}
    for one in criteria.criteria:
        plain = anchor(f"Criterion {one.id}")
        again = taken.get(plain, 0)
        taken[plain] = again + 1
        found[one.id] = f"{plain}-{again}" if again else plain
    return found


def ways_home(criteria: CriteriaSet, index_file: str) -> dict[str, str]:
    """Return the place of each criterion in the index, and under "" the index, for the links of another file."""
    places = {id_: f"{index_file}#{place}" for id_, place in criterion_anchors(criteria).items()}
    return {"": index_file, **places}


def _front_matter(book: Book, title: str) -> Mapping[str, object]:
    return {
        "title": title,
        "candidate": book.handler,
        "organisation": book.organisation,
        "criteria_set": book.criteria.id,
        "from": book.period[0] if book.period else None,
        "to": book.period[1] if book.period else None,
        "complaints": len(book.complaints),
        "exported_on": book.exported_on,
        "pseudonymised": book.replaced is not None,
        "journal_head": book.integrity.head_hash,
        "journal_steps": book.integrity.steps,
        "verified_on": book.integrity.verified_on,
        "verified": book.integrity.ok,
    }


def _to(label: str, file: str, place: str = "") -> Markup:
    """Return a link to a file of the portfolio, or to a heading in it; our own file names need no escape."""
    shown = label if label == file else markdown.inline(label)
    return ours(f"[{shown}]({file}{f'#{place}' if place else ''})")


def _evidence(book: Book, files: Mapping[int, InFile], claim: Claimed) -> Markup:
    """Return the link to what is claimed, or its name where it is in no file of the portfolio."""
    found = claim.evidence
    file = files.get(found.complaint_id) if found.complaint_id is not None else None
    if file is not None:
        label = f"{found.reference} {found.label}"
        return _to(label, file.name, file.anchors.get(found.key, "")) if found.is_there else _gone(label)
    paper = next((one for one in book.papers if one.reference == found.reference), None)
    label = f"{found.reference} {found.label}".strip() + (f": {found.about}" if found.about else "")
    if paper is not None:
        place = _IN_PAPER.get(found.record_kind)
        return _to(label, paper.name, anchor(f"{paper.reference} {place}") if place else "")
    return ours(markdown.inline(label)) if found.is_there else _gone(found.label)


_IN_PAPER = {"change_option": "options", "effect_check": "effect check"}
"""Kind of record -> the heading of a recommendation's paper, behind its reference, beneath which it is told."""


def _gone(label: str) -> Markup:
    return ours(f"{markdown.inline(label)} (taken off after it was claimed)")


def _tests(claim: Claimed) -> tuple[tuple[str, str], ...]:
    """Return what the candidate says of a claim in each test of evidence, those not answered left out."""
    tests = (
        ("Valid", claim.why_valid),
        ("Authentic", claim.why_authentic),
        ("Reliable", claim.why_reliable),
        ("Current", claim.why_current),
        ("Sufficient", claim.why_sufficient),
    )
    return tuple((name, said) for name, said in tests if said)


def _seen_by(claim: Claimed) -> str:
    """Return who was there: `Kay Doyle, team leader, line manager`."""
    return ", ".join(filter(None, (claim.witness, claim.witness_role, claim.witness_relation)))


def _also(book: Book, one: Coverage) -> Markup:
    """Return where in the portfolio more records could be evidence; empty where there are none."""
    found = [file for file in book.complaints if file.proposed.get(one.criterion.id)]
    links = [
        f"{_to(file.facts.reference, file.name, anchor(f'{file.facts.reference} Criterion {one.criterion.id}'))}"
        f" ({file.proposed[one.criterion.id]})"
        for file in found[:_MOST_PROPOSED]
    ]
    rest = len(found) - len(links)
    links += [
        f"{_to(paper.reference, paper.name)} ({paper.proposed[one.criterion.id]})"
        for paper in book.papers
        if paper.proposed.get(one.criterion.id)
    ]
    return ours(", ".join([*links, *([f"and {markdown.count(rest, 'complaint')} more"] if rest else [])]))


def _claimed_for(book: Book, anchors: Mapping[str, str], is_of: Callable[[Evidence], bool]) -> Markup:
    """Return the criteria that something of one file is claimed for."""
    return ours(
        ", ".join(
            _to(one.criterion.id, "", anchors[one.criterion.id])
            for one in book.covered
            if any(is_of(claim.evidence) for claim in one.claims)
        )
        or "not claimed"
    )


def _witnesses(book: Book) -> list[tuple[str, str, str, str, str, str]]:
    """Return everybody who was there, with role, relation, how to reach them, on which days and for what."""
    rows: dict[tuple[str, str, str, str], list[Claimed]] = {}
    for one in book.covered:
        for claim in one.claims:
            if claim.witness:
                who = (claim.witness, claim.witness_role, claim.witness_relation, claim.witness_contact)
                rows.setdefault(who, []).append(claim)
    return [
        (
            *who,
            ", ".join(dict.fromkeys(markdown.date_in_full(one.on) for one in claims if one.on)),
            ", ".join(dict.fromkeys(one.criterion for one in claims)),
        )
        for who, claims in rows.items()
    ]


def _links(book: Book, statements_file: str = "") -> Mapping[str, Markup]:
    """Return what a statement or a claim may name, folded, and the link it becomes.

    Args:
        book: The portfolio.
        statements_file: The file that tells of the clauses; empty within that file.
    """
    links = {one.facts.reference.casefold(): _to(one.facts.reference, one.name) for one in book.complaints}
    links |= {one.reference.casefold(): _to(one.reference, one.name) for one in book.papers}
    links |= {
        f"{one.kind} {one.id}": _to(f"{one.kind.capitalize()} {one.id}", one.name) for one in book.papers
    }
    links |= {
        one.code.casefold(): _to(one.code, statements_file, anchor(f"Clause {number}"))
        for number, one in enumerate(book.cited, start=1)
    }
    return links


def _blocks(text: str) -> Iterator[str]:
    """Yield the blocks of a text, parted by blank lines."""
    for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n")):
        if block.strip():
            yield block.strip("\n")


def _tidy(text: str) -> str:
    """Return the text without a second blank line and with one line end; none of it is in a fence."""
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


def sequence_of(files: Sequence[str]) -> list[str]:
    """Return file names in the order in which a portfolio holds them: the index, its parts, the manifest."""
    first, last = {INDEX: 0, STATEMENTS: 1}, {MANIFEST: 1}
    return sorted(files, key=lambda name: (last.get(name, 0), first.get(name, 2), name))
