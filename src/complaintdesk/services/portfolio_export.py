"""The portfolio as files: an index, a file for each complaint, review and recommendation, statements, manifest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from complaintdesk.errors import CancelledError, ExportRefusedError
from complaintdesk.reports import bundle, complaint, linking, portfolio, single_file
from complaintdesk.reports.portfolio import Book, Cited, InFile, Paper, Said
from complaintdesk.rules import criteria as criteria_rules
from complaintdesk.rules.coverage import Claimed
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.exhibits import COMPLAINT, SECTION, SECTIONS, exhibits, section_exhibit
from complaintdesk.rules.pseudonyms import Tally
from complaintdesk.services import dossier, exporting, library, naming, portfolio_papers, portfolio_people
from complaintdesk.services import portfolio as portfolios
from complaintdesk.services.hiding import gives_away
from complaintdesk.services.portfolio_people import Hiding, Texts

if TYPE_CHECKING:
    from complaintdesk.reports.complaint import Integrity
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.library import Entry
    from complaintdesk.services.portfolio import Edition, Portfolio

FOLDER = "portfolio"
"""The folder of a portfolio within the one it is exported to."""

_PLAIN = re.compile(r"[A-Za-z0-9-]+")
_REFERENCE = re.compile(r"\b[A-Z]{2,}-\d{4}-\d{4,}\b")
_PAPER = re.compile(r"(?:reviews|recommendations)/(?P<kind>review|recommendation)-(?P<id>\d+)\.md")


@dataclass(frozen=True, slots=True)
class Watch:
    """How an export is followed: told how far it is, and asked whether it is to stop."""

    progress: Callable[[int, int], None] = lambda done, total: None
    is_stopped: Callable[[], bool] = lambda: False

    def at(self, done: int, total: int) -> None:
        """Say how far it is.

        Raises:
            CancelledError: If it is to stop.
        """
        if self.is_stopped():
            raise CancelledError("The export was stopped; nothing was written.")
        self.progress(done, total)


def export(
    desk: Desk,
    to: Path,
    identified: bool = False,
    force: bool = False,
    single: bool = False,
    watch: Watch | None = None,
) -> tuple[Path, ...]:
    """Write the portfolio into the folder `portfolio` of another and return where its files are.

    It holds the complaints with a claim or named in a statement; where nothing is claimed yet,
    every complaint the handler has accepted. The same journal gives the same bytes on the same day.

    Args:
        desk: The desk.
        to: The folder; nothing is written outside it.
        identified: Whether people are named.
        force: Whether files that are there are replaced.
        single: Whether all of it goes into one file, `portfolio/portfolio.md`.
        watch: How it is followed; None where nobody does.

    Raises:
        ExportRefusedError: If a file is there already, the folder cannot be written, or a file would
            give somebody away; nothing was written then.
        ReadOnlyError: If somebody needs a pseudonym and the store may not be written.
        CancelledError: If it was stopped; nothing was written.
    """
    files = compose(desk, identified, watch, pictures=not single)
    if single:
        files = {portfolio.SINGLE: single_file.made_of(files)}
    return bundle.write({f"{FOLDER}/{name}": text for name, text in files.items()}, to, force)


def first_file(single: bool) -> str:
    """Return the file by whose being there an earlier export is known, from the folder it is exported to."""
    return f"{FOLDER}/{portfolio.SINGLE if single else portfolio.INDEX}"


def preview(desk: Desk) -> str:
    """Return the index and the statements as they would be written, without a pseudonym being given for good.

    Raises:
        ExportRefusedError: If a file would give somebody away.
    """
    files = compose(desk, keeps=False)
    return f"{files[portfolio.INDEX]}\n{files[portfolio.STATEMENTS]}"


@dataclass(frozen=True, slots=True)
class _Read:
    """What a portfolio is made of, as it stood at one moment."""

    seen: Portfolio
    latest: tuple[Edition, ...]
    texts: Texts
    """All that people wrote and the index and the statements tell, by complaint."""

    chosen: tuple[int, ...]
    found: Mapping[int, Dossier]
    """The chosen complaints, and those whose people may be named in the words."""

    entries: tuple[Entry, ...]
    papers: Mapping[str, str]
    """Reviews and recommendations, naming people as they are."""


def compose(
    desk: Desk,
    identified: bool = False,
    watch: Watch | None = None,
    keeps: bool = True,
    pictures: bool = True,
) -> dict[str, str]:
    """Return every file of the portfolio by its name, as `export` writes them.

    Args:
        desk: The desk.
        identified: Whether people are named.
        watch: How it is followed; None where nobody does.
        keeps: Whether whoever needs a pseudonym is given it for good; not for a mere look.
        pictures: Whether the papers' pictures are among the files.

    Raises:
        ExportRefusedError: If a file would give somebody away.
        ReadOnlyError: If somebody needs a pseudonym and the store may not be written.
        CancelledError: If it was stopped.
    """
    watch = watch or Watch()
    read = _read(desk, identified, watch)
    seen, found = read.seen, read.found
    mine = [found[id_] for id_ in read.chosen]
    total = 2 * len(mine)
    hiding = None if identified else _hiding(desk, read, keeps)
    # After the pseudonyms, so that every file tells of the journal as it stands.
    integrity = exporting.integrity(desk)
    home = portfolio.ways_home(seen.criteria, portfolio_papers.HOME)
    files: dict[str, str] = {}
    for done, one in enumerate(mine, start=len(mine)):
        watch.at(done, total)
        name = _file_of(one)
        files[name] = (
            complaint.render(
                one, integrity, seen.criteria, desk.today(), home=home, labels=exporting.labels(desk, one)
            )
            if hiding is None
            else exporting.pseudonymised(
                desk, one, hiding.people(one.id), integrity, seen.criteria, name, home
            )[0]
        )
    book = _book(desk, read, mine, integrity, hiding)
    papers = read.papers
    if hiding:
        papers = dict(portfolio_papers.written(desk, hiding.of(None), lambda: hiding.tally))
    if not pictures:
        papers = {name: text for name, text in papers.items() if not name.endswith(portfolio_papers.PICTURE)}
    book = replace(book, papers=tuple(_papers(papers, seen)), replaced=hiding.tally if hiding else None)
    files.update(papers)
    files[portfolio.INDEX] = portfolio.index(book)
    files[portfolio.STATEMENTS] = portfolio.statements(book)
    if hiding:
        # Of a picture, what it shows in words stands in the paper; its figures are places on the canvas.
        told = [name for name in papers if not name.endswith(portfolio_papers.PICTURE)]
        for name in (portfolio.INDEX, portfolio.STATEMENTS, *told):
            _require_hidden(hiding, name, files[name])
    ordered = {name: files[name] for name in portfolio.sequence_of(list(files))}
    watch.at(total, total)
    return {**ordered, portfolio.MANIFEST: portfolio.manifest(book, ordered)}


def _as_it_is(text: str) -> str:
    return text


def _chosen(seen: Portfolio, latest: Iterable[Edition]) -> list[int]:
    """Return the complaints that go into the portfolio, in the order of their references."""
    known = {one.facts.reference: one.facts.id for one in seen.complaints}
    named = {
        known[reference]
        for one in latest
        for reference in _REFERENCE.findall(one.text.upper())
        if reference in known
    }
    claimed = {one.facts.id for one in seen.complaints if one.claimed}
    wanted = claimed | named if seen.claims else set(known.values())
    return [id_ for id_ in known.values() if id_ in wanted]


def _texts_of(seen: Portfolio, chosen: Iterable[int]) -> dict[int | None, list[str]]:
    """Return all that people wrote and the index tells, by the complaint it is about."""
    found: dict[int | None, list[str]] = {None: [], **{id_: [] for id_ in chosen}}
    for claim in seen.claims:
        told = found.setdefault(claim.evidence.complaint_id, [])
        told += [getattr(claim, name) for name in _TEXTS]
        if claim.evidence.complaint_id is None:
            told.append(claim.evidence.about)
    for one in seen.complaints:
        if one.facts.id in found:
            found[one.facts.id].append(one.facts.about)
    return found


_TEXTS = (
    "shows", "original_at", "witness", "witness_role", "witness_relation", "witness_contact", "why_valid",
    "why_authentic", "why_reliable", "why_current", "why_sufficient",
)  # fmt: skip
"""What of a claim is somebody's words."""


def _read(desk: Desk, identified: bool, watch: Watch) -> _Read:
    """Return what a portfolio is made of, read at one moment."""
    with desk.reading() as session:
        seen = portfolios.view(desk)
        latest = tuple(editions[0] for editions in seen.statements.values())
        chosen = _chosen(seen, latest)
        papers = dict(portfolio_papers.written(desk, _as_it_is))
        texts = _texts_of(seen, chosen)
        texts[None] += [*(one.text for one in latest), *papers.values()]
        besides = () if identified else portfolio_people.mentioned(desk, texts)
        entries = library.entries(desk)
        found = {}
        for done, id_ in enumerate(dict.fromkeys([*chosen, *besides])):
            watch.at(min(done, len(chosen)), 2 * len(chosen))
            found[id_] = dossier.compose(desk, session, id_)
            session.expunge_all()
    return _Read(seen, latest, texts, tuple(chosen), found, entries, papers)


def _file_of(one: Dossier) -> str:
    fit = one.reference if _PLAIN.fullmatch(one.reference) else f"complaint-{one.id}"
    return f"complaints/{fit}.md"


def _hiding(desk: Desk, read: _Read, keeps: bool) -> Hiding:
    people = naming.people(desk, [read.found[id_] for id_ in sorted(read.found)], keeps=keeps)
    road = naming.of_road(desk, portfolio_papers.on_road(desk), keeps=keeps)
    others = (*portfolio_people.witnesses(read.seen.claims), *road)
    return Hiding(people, others, read.found, (desk.whose.handler, desk.whose.organisation), read.texts)


def _book(
    desk: Desk, read: _Read, mine: Sequence[Dossier], integrity: Integrity, hiding: Hiding | None
) -> Book:
    seen = read.seen
    whose = desk.whose

    def hidden(complaint_id: int | None) -> Callable[[str], str]:
        return hiding.of(complaint_id) if hiding else _as_it_is

    covered = tuple(
        replace(
            one,
            claims=tuple(_hidden_claim(_with_original(claim, read.found), hidden) for claim in one.claims),
        )
        for one in seen.covered
    )
    of_id = {one.facts.id: one for one in seen.complaints}
    said = []
    for one in read.latest:
        criterion = seen.criteria.find(one.criterion)
        if criterion is not None:
            said.append(Said(criterion, hidden(None)(one.text), one.edition, one.on))
    order = {one.id: place for place, one in enumerate(seen.criteria.criteria)}
    said.sort(key=lambda one: order[one.criterion.id])
    return Book(
        criteria=seen.criteria,
        covered=covered,
        readings=seen.readings,
        complaints=tuple(
            InFile(
                replace(of_id[one.id].facts, about=hidden(one.id)(of_id[one.id].facts.about)),
                _file_of(one),
                _anchors(one),
                _proposed(one, seen),
            )
            for one in mine
        ),
        papers=(),
        said=tuple(said),
        cited=_cited(
            read.entries,
            [*(one.text for one in said), *(claim.shows for one in covered for claim in one.claims)],
            hidden(None),
        ),
        handler=whose.handler,
        role=whose.role,
        organisation=whose.organisation,
        period=seen.period,
        exported_on=desk.today(),
        integrity=integrity,
        replaced=Tally() if hiding else None,
    )


def _with_original(claim: Claimed, found: Mapping[int, Dossier]) -> Claimed:
    """Return a claim with where its record is kept, if the handler did not say where the original is."""
    if claim.original_at or claim.evidence.complaint_id is None:
        return claim
    one = found[claim.evidence.complaint_id]
    kind, id_ = claim.evidence.key
    if kind == "source":
        kept = next((source.where_kept for source in one.sources if source.id == id_), "")
    else:
        files = {("contact", each.id): each.attachment for each in one.contacts}
        files |= {("action", each.id): each.attachment for each in one.actions}
        file = files.get((kind, id_))
        kept = file.original_at if file else ""
    return replace(claim, original_at=kept)


def _hidden_claim(claim: Claimed, hidden: Callable[[int | None], Callable[[str], str]]) -> Claimed:
    owner = claim.evidence.complaint_id
    hide = hidden(owner)
    told: dict[str, Any] = {name: hide(getattr(claim, name)) for name in _TEXTS}
    # A record of a complaint is told in the complaint's own file; here its name will do.
    about = hide(claim.evidence.about) if owner is None else ""
    return replace(claim, evidence=replace(claim.evidence, about=about), **told)


def _anchors(one: Dossier) -> dict[tuple[str, int], str]:
    """Return the anchors of a complaint's records in its report; that of the whole is its first section."""
    found = {key: exhibit.anchor for key, exhibit in exhibits(one).items()}
    found |= {(f"{SECTION}{name}", one.id): section_exhibit(one, name).anchor for name in SECTIONS}
    found[COMPLAINT, one.id] = section_exhibit(one, "summary").anchor
    return found


def _proposed(one: Dossier, seen: Portfolio) -> dict[str, int]:
    return {
        criterion.id: unclaimed
        for criterion, refs in criteria_rules.index(one, seen.criteria)
        if (unclaimed := sum(not ref.claimed for ref in refs))
    }


def _cited(entries: Iterable[Entry], texts: Iterable[str], hide: Callable[[str], str]) -> tuple[Cited, ...]:
    """Return the library's entries that some texts name by their codes, in the order of the codes."""
    held = {entry.code.casefold(): entry for entry in entries}
    named = {name for text in texts for name in linking.names_in(text, held)}
    return tuple(
        Cited(entry.code, hide(entry.title), hide(entry.text), entry.edition, entry.effective_on)
        for code, entry in sorted(held.items())
        if code in named
    )


def _papers(files: Mapping[str, str], seen: Portfolio) -> Iterator[Paper]:
    could = {one.holder.key: one.could for one in seen.papers}
    for name, text in files.items():
        if name.endswith(portfolio_papers.PICTURE):
            continue
        found = _PAPER.fullmatch(name)
        if found is None:
            raise ExportRefusedError(f"{name} is no name for a review or a recommendation in a portfolio.")
        title = next((line[2:] for line in text.split("\n") if line.startswith("# ")), name)
        key = found["kind"], int(found["id"])
        yield Paper(*key, name, title, could.get(key, {}))


def _require_hidden(hiding: Hiding, name: str, text: str) -> None:
    """Refuse a file that still names somebody.

    Raises:
        ExportRefusedError: Naming the lines.
    """
    leaks = hiding.leaks(text)
    if leaks:
        raise ExportRefusedError(gives_away(name, [f"line {leak.line}: {leak.what}" for leak in leaks]))
