"""Claims and statements: made, taken back, made again, counted, and never lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from complaintdesk import services
from complaintdesk.config import Settings
from complaintdesk.errors import InvalidInputError, NotFoundError, SettingsError
from complaintdesk.models import Pattern, PatternComplaint, Review
from complaintdesk.rules.coverage import DEFAULT, Expectations
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import claims, history, portfolio, statements
from complaintdesk.services.care import verify
from complaintdesk.services.claims import NewClaim, Record
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import EvidenceKind
from tests.claiming import SEEN, SHOWS, claim_first, items, offered, record_of
from tests.conftest import TODAY, Now
from tests.refusing import Refusals, refused, refused_each
from tests.rows import put


@pytest.fixture
def desk(worked_desk: Desk) -> Desk:
    return worked_desk


@pytest.fixture
def worked(desk: Desk) -> Dossier:
    """A complaint that went the whole way."""
    return services.dossier.by_reference(desk, "CD-2026-0001")


def test_a_record_is_claimed_listed_first_and_counted(desk: Desk, worked: Dossier) -> None:
    before = portfolio.view(desk).of("1.3")

    claim_id = claim_first(desk, "1.3")

    first = offered(desk, "1.3")[0]
    after = portfolio.view(desk).of("1.3")
    assert before is not None
    assert after is not None
    assert first.claim is not None
    assert (first.claim.id, first.claim.shows, first.claim.kind) == (
        claim_id,
        SHOWS.shows,
        EvidenceKind.work_product,
    )
    assert (after.items, after.proposed) == (1, before.proposed - 1)
    assert first.evidence.on is not None
    assert first.evidence.about
    assert first.evidence.reference == worked.reference
    assert portfolio.view(desk).complaints[0].claimed == ("1.3",)


def test_a_claim_is_one_step_taken_back_and_done_again(desk: Desk, worked: Dossier) -> None:
    claim_first(desk, "1.3")

    history.undo(desk)
    assert items(desk, "1.3") == 0
    history.redo(desk)
    assert items(desk, "1.3") == 1

    assert verify(desk).problems == ()
    assert services.dossier.load(desk, worked.id).steps[-1].label == "redo claim evidence for 1.3"


def test_what_was_said_comes_back_with_a_claim_that_is_made_again(desk: Desk, worked: Dossier) -> None:
    free = offered(desk, "1.4")[0]
    first = claims.claim(desk, "1.4", record_of(free), SEEN)
    claims.unclaim(desk, first)

    assert items(desk, "1.4") == 0
    assert claims.said_before(desk, "1.4", record_of(free)) == SEEN
    again = claims.claim(desk, "1.4", record_of(free), replace(SEEN, shows="Otherwise."))

    assert again == first
    assert claims.said_before(desk, "1.4", record_of(free)) is None
    assert offered(desk, "1.4")[0].claim is not None
    assert offered(desk, "1.4")[0].claim.shows == "Otherwise."  # type: ignore[union-attr]  # there, as said above
    history.undo(desk)
    assert items(desk, "1.4") == 0


def test_a_claim_is_edited_and_says_all_that_was_entered(desk: Desk, worked: Dossier) -> None:
    claim_id = claim_first(desk, "1.3")

    claims.edit(desk, claim_id, SEEN)

    held = offered(desk, "1.3")[0].claim
    assert held is not None
    assert {name: getattr(held, name) for name in NewClaim.__dataclass_fields__} == {
        name: getattr(SEEN, name) for name in NewClaim.__dataclass_fields__
    }
    assert held.on == SEEN.witnessed_on
    history.undo(desk)
    assert offered(desk, "1.3")[0].claim.shows == SHOWS.shows  # type: ignore[union-attr]  # it is claimed still


def test_one_record_can_be_claimed_for_several_criteria_but_once_for_each(
    desk: Desk, worked: Dossier
) -> None:
    free = offered(desk, "1.1")[0]
    claims.claim(desk, "1.1", record_of(free), SHOWS)
    claims.claim(desk, "2.1", record_of(free), SHOWS)

    with refused(desk, InvalidInputError, r"claimed for 1\.1 already; e changes"):
        claims.claim(desk, "1.1", record_of(free), SHOWS)


def test_sections_and_the_complaint_as_a_whole_can_be_claimed(desk: Desk, worked: Dossier) -> None:
    wish = next(each for each in offered(desk, "1.1") if each.evidence.record_kind == "section:wish")
    claims.claim(desk, "1.1", record_of(wish), SHOWS)
    claims.claim(desk, "1.2", Record("complaint", worked.id, worked.id), SHOWS)

    (whole,) = (each for each in offered(desk, "1.2") if each.claim)
    assert whole.evidence.label == "The complaint as a whole"
    assert whole.evidence.is_there
    assert next(each for each in offered(desk, "1.1") if each.claim).evidence.label == wish.evidence.label


def test_what_cannot_be_claimed_is_refused_and_nothing_is_changed(desk: Desk, worked: Dossier) -> None:
    there = record_of(offered(desk, "1.3")[0])
    cases: Refusals = {
        "an unknown criterion": (lambda d: claims.claim(d, "9.9", there, SHOWS), NotFoundError),
        "an unknown record": (
            lambda d: claims.claim(d, "1.3", Record("contact", 4711, worked.id), SHOWS),
            NotFoundError,
        ),
        "an unknown complaint": (
            lambda d: claims.claim(d, "1.3", Record("complaint", 99, 99), SHOWS),
            NotFoundError,
        ),
        "another's": (lambda d: claims.claim(d, "1.3", replace(there, complaint_id=77), SHOWS), NotFoundError),
        "it shows nothing": (lambda d: claims.claim(d, "1.3", there, NewClaim(" ")), InvalidInputError),
        "no witness": (lambda d: claims.claim(d, "1.3", there, replace(SEEN, witness="")), InvalidInputError),
        "no role": (lambda d: claims.claim(d, "1.3", there, replace(SEEN, witness_role="")), InvalidInputError),
        "no relation": (
            lambda d: claims.claim(d, "1.3", there, replace(SEEN, witness_relation="")),
            InvalidInputError,
        ),
        "no day": (lambda d: claims.claim(d, "1.3", there, replace(SEEN, witnessed_on=None)), InvalidInputError),
        "a day to come": (
            lambda d: claims.claim(d, "1.3", there, replace(SEEN, witnessed_on=date(2026, 11, 19))),
            InvalidInputError,
        ),
        "a work product outside": (lambda d: claims.claim(d, "1.3", Record("outside"), SHOWS), InvalidInputError),
        "outside, nobody knows where": (
            lambda d: claims.claim(d, "1.3", Record("outside"), replace(SEEN, original_at="")),
            InvalidInputError,
        ),
        "a claim that is none": (lambda d: claims.edit(d, 4711, SHOWS), NotFoundError),
        "nothing to take back": (lambda d: claims.unclaim(d, 4711), NotFoundError),
        "another set": (lambda d: claims.choose_set(d, "unit-46"), SettingsError),
        "a gauge of nothing": (lambda d: claims.expect(d, {"cases": 1}), SettingsError),
    }  # fmt: skip

    refused_each(desk, cases)


def test_a_claim_that_was_taken_back_is_neither_edited_nor_taken_back_again(
    desk: Desk, worked: Dossier
) -> None:
    claim_id = claim_first(desk, "1.3")
    claims.unclaim(desk, claim_id)

    with refused(desk, NotFoundError, "was taken back"):
        claims.unclaim(desk, claim_id)
    with refused(desk, NotFoundError, "was taken back"):
        claims.edit(desk, claim_id, SHOWS)


def test_another_set_has_claims_and_statements_of_its_own(desk: Desk, worked: Dossier) -> None:
    claim_first(desk, "1.3")
    statements.write(desk, "4.1", "Because.")

    claims.choose_set(desk, "r-506-2151")

    seen = portfolio.view(desk)
    assert (seen.criteria.id, seen.claims, dict(seen.statements)) == ("r-506-2151", (), {})
    (report,) = services.exporting.export_reports(
        desk, [worked.reference], desk.store.folder.exports, True
    ).paths
    assert "R/506/2151" in report.read_text("utf-8").replace("\\", "")
    history.undo(desk)
    assert items(desk, "1.3") == 1


def test_a_set_that_is_gone_is_named_with_the_way_out(
    desk: Desk, settings: Settings, worked: Dossier, now: Now
) -> None:
    folder = settings.places.config / "criteria"
    folder.mkdir(parents=True)
    shipped = (settings.places.data / "criteria" / "inscs028.toml").read_text("utf-8")
    (folder / "mine.toml").write_text(shipped.replace('"inscs028"', '"mine"'), "utf-8")
    services.setup.open_desk(settings, now.today, now.moment)
    claims.choose_set(Desk(desk.store, settings, now.today, now.moment), "mine")
    (folder / "mine.toml").write_text("id = ", "utf-8")

    with pytest.raises(
        SettingsError, match=r"no criteria set 'mine'.*choose another set.*mine\.toml: is not TOML"
    ):
        portfolio.view(Desk(desk.store, settings, now.today, now.moment))


def test_the_gauge_follows_what_is_expected_here(desk: Desk, worked: Dossier) -> None:
    claim_first(desk, "1.3")
    assert {one.name: one.has for one in portfolio.view(desk).readings}["complaints"] == 1

    claims.expect(desk, {"complaints": 1, "items": 1, "complaints_each": 1})

    seen = portfolio.view(desk)
    assert seen.expectations == Expectations(complaints=1, items=1, complaints_each=1)
    assert next(one for one in seen.readings if one.name == "complaints").is_met
    assert seen.of("1.3").gaps == ("one occasion only",)  # type: ignore[union-attr]  # 1.3 is of the set
    claims.expect(desk, {})
    assert portfolio.view(desk).expectations == DEFAULT
    assert desk.reader.execute("SELECT expectations FROM profile").fetchone()[0] == ""


def test_a_review_counts_once_enough_complaints_stand_behind_it(desk: Desk, worked: Dossier) -> None:
    review = Review(id=1, title="Boilers", from_on=TODAY, to_on=TODAY, made_at=desk.now())
    for row in (
        review,
        Pattern(id=1, review_id=1, finding="f"),
        PatternComplaint(pattern_id=1, complaint_id=worked.id),
    ):
        put(desk, row)
    claims.claim(desk, "3.2", Record("review", 1), SHOWS)
    assert {one.name: one.has for one in portfolio.view(desk).readings}["reviews"] == 0

    claims.expect(desk, {"review_complaints": 1})

    assert {one.name: one.has for one in portfolio.view(desk).readings}["reviews"] == 1
    (listed,) = (each for each in offered(desk, "3.2") if each.claim)
    assert (listed.evidence.reference, listed.evidence.label, listed.evidence.about, listed.evidence.on) == (
        "REV-1",
        "Review",
        "Boilers",
        TODAY,
    )


def test_a_recommendation_is_proposed_with_its_options_and_claimed_by_its_reference(prepared: Desk) -> None:
    seen = portfolio.view(prepared)
    assert {one.holder.reference for one in seen.suggestions} >= {"REC-1"}
    (paper,) = (one for one in seen.papers if one.holder.reference == "REC-1")
    assert set(paper.could) >= {"3.4", "3.5", "3.6"}
    options = [
        each.evidence
        for each in portfolio.of_reference(prepared, " rec-1 ")
        if each.criterion == "3.5" and each.claim is None
    ]
    assert [each.label for each in options] == [f"Option {n}" for n in range(1, paper.could["3.5"] + 1)]
    assert {each.reference for each in options} == {"REC-1"}

    claims.claim(prepared, "3.5", Record(*options[0].key), SHOWS)

    (paper,) = (one for one in portfolio.view(prepared).papers if one.holder.reference == "REC-1")
    assert paper.claimed == ("3.5",)
    assert paper.could["3.5"] == len(options) - 1


def test_the_complaint_that_would_fill_most_gaps_is_named(desk: Desk, worked: Dossier) -> None:
    (suggested,) = portfolio.view(desk).suggestions

    assert suggested.holder.reference == worked.reference
    assert set(suggested.criteria) >= {"1.1", "1.3", "2.1", "2.2", "2.3", "2.4"}
