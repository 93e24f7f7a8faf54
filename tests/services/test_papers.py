"""Papers as they are written: whole, pseudonymised, never over another one, and the same bytes twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.__main__ import main
from complaintdesk.errors import ExportRefusedError, NotFoundError
from complaintdesk.services import papers, recommendations, recommended, reviews
from complaintdesk.services.desk import Desk
from tests import trending
from tests.conftest import AddComplaint

READY = 1


@pytest.fixture
def desk(prepared: Desk) -> Desk:
    """A desk on which missed visits rise, with a recommendation of which nothing is missing."""
    return prepared


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_review_and_a_recommendation_are_written_with_their_pictures(desk: Desk, tmp_path: Path) -> None:
    saved = trending.review(desk)

    review = papers.export_review(desk, saved.id, tmp_path)
    recommendation = papers.export_recommendation(desk, READY, tmp_path)

    assert [path.relative_to(tmp_path.resolve()).as_posix() for path in (*review, *recommendation)] == [
        "review-1/report.md",
        "review-1/months.svg",
        "review-1/makeup.svg",
        "recommendation-1/report.md",
        "recommendation-1/evidence.svg",
    ]
    assert "missed visit is rising" in review[0].read_text("utf-8")


def test_what_was_asked_of_a_pattern_stands_in_the_paper_that_comes_of_it(desk: Desk, tmp_path: Path) -> None:
    saved = trending.review(desk)
    pattern = saved.patterns[0]
    draft = recommendations.Draft("Look at stock first", review_id=saved.id, pattern_id=pattern.id)
    begun = recommendations.start(desk, draft)

    written = papers.export_recommendation(desk, begun.id, tmp_path)[0].read_text("utf-8")
    reviews.remove_pattern(desk, saved.id, pattern.id)

    first, second, third = pattern.whys
    assert f"- Why: {first}\n- Why, and why that: {second}\n- Why, and why that: {third}\n" in written
    assert recommended.load(desk, begun.id).whys == ()


def test_the_same_paper_is_the_same_bytes_twice(desk: Desk, tmp_path: Path) -> None:
    saved = trending.review(desk)

    for folder in ("one", "two"):
        papers.export_review(desk, saved.id, tmp_path / folder)
        papers.export_recommendation(desk, READY, tmp_path / folder)

    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_a_paper_is_not_written_over_another_one(desk: Desk, tmp_path: Path) -> None:
    papers.export_recommendation(desk, READY, tmp_path)
    before = contents(tmp_path)

    with pytest.raises(ExportRefusedError, match="--force"):
        papers.export_recommendation(desk, READY, tmp_path)

    assert contents(tmp_path) == before
    assert papers.export_recommendation(desk, READY, tmp_path, force=True)


def test_nobody_is_named_unless_it_is_asked_for(
    desk: Desk, tmp_path: Path, add_complaint: AddComplaint
) -> None:
    complaint = add_complaint(
        customer="Ada Quill", email="ada.quill@example.org", about="Ada Quill waits for Jo Bell"
    )
    recommendations.link(desk, READY, [complaint.reference])
    found = recommended.load(desk, READY)
    recommendations.describe(
        desk, READY, found.title, "Ada Quill (ada.quill@example.org, 01632 960114) waited.", "Stock", "", "x"
    )

    (report, *_) = papers.export_recommendation(desk, READY, tmp_path)
    (named, *_) = papers.export_recommendation(desk, READY, tmp_path / "named", identified=True)

    text = report.read_text("utf-8")
    for private in ("Ada", "Quill", "ada.quill", "960114", "Jo Bell"):
        assert private not in text, private
    assert "Customer A" in text
    assert "Approver 1" in text
    assert "Robin Hale" in text
    assert "Replaced here: " in text
    assert "Ada Quill" in named.read_text("utf-8")
    assert "Jo Bell" in named.read_text("utf-8")
    assert services.care.verify(desk).ok


def test_the_pictures_of_a_paper_name_nobody_either(desk: Desk, tmp_path: Path) -> None:
    written = papers.export_recommendation(desk, READY, tmp_path)

    assert [path for path in written if path.suffix == ".svg"]
    assert [path.name for path in written if "Jo Bell" in path.read_text("utf-8")] == []


def test_what_is_not_there_is_not_written(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        papers.export_review(desk, 9, tmp_path)
    with pytest.raises(NotFoundError):
        papers.export_recommendation(desk, 9, tmp_path)
    assert list(tmp_path.rglob("*.md")) == []


def test_the_commands_write_them(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    trending.review(desk)
    store = ["--store", str(desk.store.folder.path), "--today", "2026-11-18"]
    desk.close()

    assert main(["export", "review", "rev-1", "--to", str(tmp_path), *store]) == 0
    assert "review-1/report.md" in capsys.readouterr().out
    assert main(["export", "recommendation", "1", "--to", str(tmp_path), "--json", *store]) == 0
    files = json.loads(capsys.readouterr().out)["files"]
    assert [Path(file).name for file in files] == ["report.md", "evidence.svg"]
    assert main(["export", "recommendation", "REC-1", "--to", str(tmp_path), *store]) == 1
    assert "--force" in capsys.readouterr().err
    assert main(["export", "recommendation", "REC-9", "--to", str(tmp_path), *store]) == 1
    assert main(["export", "review", "October", "--to", str(tmp_path), *store]) == 1
    assert "is no review" in capsys.readouterr().err
