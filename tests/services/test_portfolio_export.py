"""The portfolio as files: everything in it is found, nobody is named, and the same desk gives the same bytes."""

from __future__ import annotations

import hashlib
import posixpath
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from complaintdesk import services
from complaintdesk.config import Places, Settings, shipped_data
from complaintdesk.errors import CancelledError, ExportRefusedError
from complaintdesk.reports import portfolio as report
from complaintdesk.rules.exhibits import anchor
from complaintdesk.services import claims, intake, portfolio_export, portfolio_papers, setup, statements
from complaintdesk.services.claims import NewClaim, Record
from complaintdesk.services.desk import Desk
from complaintdesk.services.portfolio_export import Watch
from complaintdesk.vocabulary import EvidenceKind, LibraryKind
from tests import hostile, journey
from tests.claiming import SEEN, SHOWS, claim_first, offered, record_of
from tests.conftest import TODAY, Now

PARSER = MarkdownIt("gfm-like")


@pytest.fixture(scope="module")
def evidenced(walked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folders of a desk with claims of every kind and two statements, made once."""
    root = tmp_path_factory.mktemp("evidenced")
    shutil.copytree(walked, root, dirs_exist_ok=True)
    opened = _opened(root)
    for criterion in ("1.1", "1.3", "1.4", "2.3"):
        claim_first(opened, criterion)
    claims.claim(opened, "1.2", record_of(offered(opened, "1.2")[0]), SEEN)
    wish = next(each for each in offered(opened, "2.1") if each.evidence.record_kind == "section:wish")
    claims.claim(opened, "2.1", record_of(wish), SHOWS)
    claims.claim(opened, "2.4", Record("complaint", 1, 1), SHOWS)
    seen_outside = NewClaim(
        "A call I led.", EvidenceKind.observation, "Observation record 3", "Dana Wright", "Assessor",
        witnessed_on=SEEN.witnessed_on,
    )  # fmt: skip
    claims.claim(opened, "2.2", Record("outside"), seen_outside)
    services.library.add(opened, LibraryKind.policy_clause, "REP-9", "Heat first", "Heat comes before rent.")
    statements.write(
        opened,
        "4.3",
        "It goes up when it must, as in cd-2026-0001, Ada Quill.\n\nSee REP-9 (not REP-99), [really](http://x) <b>.",
    )
    statements.write(opened, "4.8", "# No heading\n| no | table |\n- no list")
    opened.close()
    return root


def _opened(root: Path) -> Desk:
    clock = Now()
    settings = Settings(Places(root / "store", root / "config", root / "state", shipped_data()))
    return setup.open_desk(settings, clock.today, clock.moment)


@pytest.fixture
def desk(evidenced: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk with claims of every kind and two statements."""
    shutil.copytree(evidenced, tmp_path / "desk")
    opened = _opened(tmp_path / "desk")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def exported(evidenced: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every file of that desk's portfolio, by its name."""
    folder = tmp_path_factory.mktemp("exported")
    shutil.copytree(evidenced, folder / "desk")
    opened = _opened(folder / "desk")
    portfolio_export.export(opened, folder / "out")
    opened.close()
    return texts(folder / "out")


def texts(folder: Path) -> dict[str, str]:
    """Return every file of an exported portfolio by its name within it."""
    root = folder / "portfolio"
    return {
        path.relative_to(root).as_posix(): path.read_text("utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def tokens(text: str) -> Iterator[Token]:
    body = text.split("\n---\n", 1)[1] if text.startswith("---\n") else text
    for token in PARSER.parse(body):
        yield token
        yield from token.children or ()


def anchors(text: str) -> list[str]:
    """Return the anchor of every heading, as renderers make them."""
    found: list[str] = []
    taken: dict[str, int] = {}
    is_heading = False
    for token in tokens(text):
        if token.type == "inline" and is_heading:
            plain = anchor("".join(child.content for child in token.children or ()))
            again = taken.get(plain, 0)
            taken[plain] = again + 1
            found.append(f"{plain}-{again}" if again else plain)
        is_heading = token.type == "heading_open"
    return found


def links(text: str) -> list[str]:
    return [str(token.attrs["href"]) for token in tokens(text) if token.type == "link_open"]


def test_every_link_and_anchor_leads_somewhere(exported: dict[str, str]) -> None:
    files = exported
    there = {name: anchors(text) for name, text in files.items()}
    followed = 0

    for name, text in files.items():
        assert len(there[name]) == len(set(there[name])), name
        for link in links(text):
            file, _, place = link.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), file)) if file else name
            assert target in files, (name, link)
            assert not place or place in there[target], (name, link)
            followed += 1
    assert followed > 60


def test_every_file_is_in_the_manifest_with_its_size_and_digest(exported: dict[str, str]) -> None:
    rows = re.findall(
        r"^\| \[([^]]+)\]\(\1\) \| (\d+) \| ([0-9a-f]{64}) \|$", exported["manifest.md"], re.MULTILINE
    )

    assert {name for name, _, _ in rows} == set(exported) - {"manifest.md"}
    for name, size, digest in rows:
        stored = exported[name].encode()
        assert (len(stored), hashlib.sha256(stored).hexdigest()) == (int(size), digest)


def test_two_exports_are_the_same_to_the_byte(desk: Desk, tmp_path: Path) -> None:
    """The second is by another desk on the same store, which has read nothing before."""
    portfolio_export.export(desk, tmp_path / "a")
    other = _opened(tmp_path / "desk")
    portfolio_export.export(other, tmp_path / "b")
    other.close()

    assert texts(tmp_path / "a") == texts(tmp_path / "b")
    assert set(texts(tmp_path / "a")) == {
        "index.md", "statements.md", "manifest.md", "complaints/CD-2026-0001.md"
    }  # fmt: skip


def test_the_single_file_holds_all_of_it_and_every_link_stays_within(
    desk: Desk, tmp_path: Path, exported: dict[str, str]
) -> None:
    portfolio_export.export(desk, tmp_path / "out", single=True)
    (text,), parts = texts(tmp_path / "out").values(), exported
    there = anchors(text)

    assert len(there) == len(set(there))
    assert set(there) == {one for part in parts.values() for one in anchors(part)}
    assert all(link.startswith("#") and link[1:] in there for link in links(text))
    levels = [token.tag for token in tokens(text) if token.type == "heading_open"]
    assert levels.count("h1") == 1
    assert levels[0] == "h1"
    assert "h5" not in levels
    assert text.count("\njournal_head: ") == 1
    fences = [token.content for part in parts.values() for token in tokens(part) if token.type == "fence"]
    assert [token.content for token in tokens(text) if token.type == "fence"] == fences


def test_the_structure_is_what_was_meant_and_no_word_is_taken_for_more(exported: dict[str, str]) -> None:
    for name, text in exported.items():
        found = list(tokens(text))
        html = [token.content for token in found if token.type in {"html_block", "html_inline"}]
        assert set(html) <= {"<br>"}, name
        assert [token.type for token in found if token.type == "image"] == []
        assert all(not link.startswith(("http", "mailto")) for link in links(text)), name
    said = [token.content for token in tokens(exported["statements.md"]) if token.type == "text"]
    assert "# No heading" in said
    assert "| no | table |" in said
    assert any("[really](http://x) <b>." in one for one in said)
    index = exported["index.md"]
    assert sum(token.type == "tr_open" for token in tokens(index)) == 1 + 25 + 1 + 8 + 1 + 1 + 1 + 2 + 1 + 5


def test_every_file_leads_back_and_a_complaint_to_each_criterion_it_is_claimed_for(
    exported: dict[str, str],
) -> None:
    report = exported["complaints/CD-2026-0001.md"]

    assert "[1.4](../index.md#criterion-14)" in report.split("\n## ")[0]
    assert "[All evidence for it](../index.md#criterion-23)" in report
    assert all("(index.md)" in exported[name] for name in ("statements.md", "manifest.md"))


def test_every_claim_says_where_its_original_is(exported: dict[str, str]) -> None:
    index = exported["index.md"].split("## Evidence by criterion")[1].split("\n## ")[0]

    assert index.count("- **Original:** ") == index.count(" Shows: ") > 5


def test_what_a_statement_names_becomes_a_link_and_nothing_else_does(exported: dict[str, str]) -> None:
    text = exported["statements.md"]
    assert links(text) == ["index.md", "complaints/CD-2026-0001.md", "#clause-1"]
    assert "[cd-2026-0001](complaints/CD-2026-0001.md)" in text
    assert "not REP-99" in text
    assert "Heat comes before rent" in text


def test_a_complaint_that_only_a_statement_names_is_in_the_portfolio(desk: Desk, tmp_path: Path) -> None:
    for _ in range(2):
        services.triage.accept(desk, journey.referred(desk).id)
    second, third = "CD-2026-0002", "CD-2026-0003"

    statements.write(desk, "4.1", f"As in {second}.")
    portfolio_export.export(desk, tmp_path)

    assert f"complaints/{second}.md" in texts(tmp_path)
    assert f"complaints/{third}.md" not in texts(tmp_path)


def test_nobody_is_named_in_any_of_it(desk: Desk, tmp_path: Path) -> None:
    # A customer of no complaint in the portfolio, named in a statement and in a claim on another's.
    ruth = intake.NewComplaint(
        customer="Ruth Ambrose",
        email="ruth@example.org",
        received_on=TODAY,
        channel="email",
        narrative="Nothing came.",
    )
    services.triage.accept(desk, intake.new(desk, ruth).id)
    statements.write(desk, "4.5", "Ruth Ambrose heard nothing; Mrs Ambrose rang. Write to ruth@example.org.")
    claim_first(desk, "2.3", NewClaim("Ms Ambrose was treated alike, unlike Dana Wright."))

    portfolio_export.export(desk, tmp_path / "hidden")
    portfolio_export.export(desk, tmp_path / "named", identified=True)

    hidden, named = texts(tmp_path / "hidden"), texts(tmp_path / "named")
    for name in ("Quill", "Ambrose", "Kay", "Doyle", "Dana", "Wright", "01632"):
        assert all(name not in text for text in hidden.values()), name
        assert any(name in text for text in named.values()), name
    assert "stand-ins" in hidden["index.md"]
    assert "names people as they are" in named["index.md"]
    assert "Robin Hale" in hidden["index.md"]
    assert "Replaced in the index and in the statements: " in hidden["index.md"]


def test_a_file_that_would_still_name_somebody_is_refused_and_nothing_is_written(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaky = (("reviews/review-1.md", "# Review\n\nAda Quill was right.\n"),)
    monkeypatch.setattr(portfolio_papers, "written", lambda *_: leaky)

    with pytest.raises(ExportRefusedError, match=r"reviews/review-1\.md would give somebody away \(line 3"):
        portfolio_export.export(desk, tmp_path / "out")

    assert not (tmp_path / "out").exists()


def test_reviews_and_recommendations_have_a_file_each_that_the_index_and_claims_lead_to(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements.write(desk, "4.9", "I tried it in review 1 and put it in Recommendation 2, not in review 12.")
    papers = (
        ("reviews/review-1.md", "---\na: 1\n---\n\n# Boilers\n\nText.\n"),
        ("recommendations/recommendation-2.md", "# Two visits\n\nText.\n"),
    )
    monkeypatch.setattr(portfolio_papers, "written", lambda *_: papers)

    portfolio_export.export(desk, tmp_path)

    files = texts(tmp_path)
    assert "| [Boilers](reviews/review-1.md) | not claimed |" in files["index.md"]
    assert "[review 1](reviews/review-1.md)" in files["statements.md"]
    assert "[Recommendation 2](recommendations/recommendation-2.md)" in files["statements.md"]
    assert "not in review 12" in files["statements.md"]
    assert "reviews/review-1.md" in files["manifest.md"]
    monkeypatch.setattr(portfolio_papers, "written", lambda *_: (("x.md", ""),))
    with pytest.raises(ExportRefusedError, match=r"x\.md is no name"):
        portfolio_export.compose(desk)


def test_nothing_is_overwritten_unasked(desk: Desk, tmp_path: Path) -> None:
    portfolio_export.export(desk, tmp_path)
    (tmp_path / "portfolio" / "index.md").write_text("mine")

    with pytest.raises(ExportRefusedError, match="is there already; --force replaces it"):
        portfolio_export.export(desk, tmp_path)
    assert (tmp_path / "portfolio" / "index.md").read_text() == "mine"

    portfolio_export.export(desk, tmp_path, force=True)
    assert (tmp_path / "portfolio" / "index.md").read_text() != "mine"


def test_a_stopped_export_writes_nothing_and_says_how_far_it_was(desk: Desk, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    with pytest.raises(CancelledError, match="nothing was written"):
        portfolio_export.export(
            desk, tmp_path / "out", watch=Watch(lambda *at: told.append(at), lambda: len(told) > 0)
        )
    assert not (tmp_path / "out").exists()
    assert told == [(0, 2)]

    portfolio_export.export(desk, tmp_path, watch=Watch(lambda *at: told.append(at)))
    assert told[-1] == (2, 2)


def test_gaps_are_said_plainly(exported: dict[str, str]) -> None:
    index = exported["index.md"]
    missing = index[index.index("## What is missing") : index.index("## Evidence by criterion")]
    assert (
        "[3.5](#criterion-35) Weighs each change for customers and for the organisation: no evidence."
        in missing
    )
    assert (
        "[4.1](#criterion-41) Why fewer complaints, and quick, good answers to them, matter: no statement."
        in missing
    )
    assert "(#criterion-43)" not in missing
    assert "| Complaints | 1 | 3 |" in missing


def test_where_nothing_is_claimed_what_could_be_is_shown_as_that(worked_desk: Desk, tmp_path: Path) -> None:
    for one in services.portfolio.view(worked_desk).claims:
        claims.unclaim(worked_desk, one.id)

    portfolio_export.export(worked_desk, tmp_path)

    files = texts(tmp_path)
    assert "**Nothing is claimed yet.**" in files["index.md"]
    assert "complaints/CD-2026-0001.md#cd-2026-0001-criterion-14" in files["index.md"]
    assert "complaints/CD-2026-0001.md" in files
    assert "No statement is written yet." in files["statements.md"]


@pytest.mark.parametrize("string", hostile.walks().values(), ids=hostile.walks().keys())
def test_hostile_words_stay_words(desk: Desk, tmp_path: Path, string: str) -> None:
    services.claims.edit(
        desk, services.portfolio.view(desk).claims[0].id, NewClaim(string, original_at=string)
    )
    statements.write(desk, "4.11", f"{string}\n\n{string} CD-2026-0001")

    portfolio_export.export(desk, tmp_path, identified=True)

    files = texts(tmp_path)
    there = {name: anchors(text) for name, text in files.items()}
    for name, text in files.items():
        assert {token.content for token in tokens(text) if token.type.startswith("html")} <= {"<br>"}, name
        for link in links(text):
            file, _, place = link.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), file)) if file else name
            assert not place or place in there[target], (name, link)
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text), name


def test_anchors_of_criteria_that_look_alike_are_told_apart() -> None:
    from complaintdesk.rules.criteria import CriteriaSet, Criterion

    ids = ("1.11", "11.1", "2")
    criteria = CriteriaSet("s", "S", tuple(Criterion(id_, "l", "g", "practical", (), "") for id_ in ids))

    assert report.criterion_anchors(criteria) == {
        "1.11": "criterion-111", "11.1": "criterion-111-1", "2": "criterion-2"
    }  # fmt: skip


def test_saved_reviews_and_recommendations_stand_in_it_with_their_pictures_and_without_names(
    prepared: Desk, tmp_path: Path
) -> None:
    recommendation = services.recommended.listed(prepared)[0]
    assert recommendation.decision_maker

    portfolio_export.export(prepared, tmp_path)
    portfolio_export.export(prepared, tmp_path / "one", single=True)

    files = {
        str(path.relative_to(tmp_path / "portfolio")): path.read_text("utf-8")
        for path in (tmp_path / "portfolio").rglob("*.*")
    }
    paper = files[f"recommendations/recommendation-{recommendation.id}.md"]
    assert "pseudonymised: true" in paper
    assert "names people as they are" not in paper
    assert re.search(r"Replaced here: \d+ names?", paper)
    assert "Back to the [index](../index.md)." in paper
    pictures = re.findall(r"\]\(([^()]+\.svg)\)", paper)
    assert pictures
    assert all(f"recommendations/{name}" in files for name in pictures)
    assert all(f"recommendations/{name}" in files["manifest.md"] for name in pictures)
    assert f"(recommendations/recommendation-{recommendation.id}.md)" in files["index.md"]
    assert not [name for name, text in files.items() if recommendation.decision_maker in text]
    whole = (tmp_path / "one" / "portfolio" / "portfolio.md").read_text("utf-8")
    assert ".svg)" not in whole
    assert "*Picture: " in whole
