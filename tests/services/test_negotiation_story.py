"""A negotiation of three rounds with two colleagues, as somebody who was not there reads it in the report."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.rules import negotiation_story
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.terms import Term
from complaintdesk.services import contacts, history, negotiation, options, progress
from complaintdesk.services.contacts import NewContact
from complaintdesk.services.desk import Desk
from complaintdesk.services.negotiation import Acceptance, NewOffer
from complaintdesk.services.options import ApprovalRequest, NewOption, NewRemedy
from complaintdesk.vocabulary import Decision, Direction, Known, MoneyKind, OfferState, Side, Stage
from tests.conftest import TODAY, AddComplaint, Now

OUT, IN = Direction.outward, Direction.inward


@pytest.fixture
def found(desk: Desk, now: Now, add_complaint: AddComplaint) -> Dossier:
    """Three rounds over nine days, all of it on record."""
    one = add_complaint().id
    services.triage.accept(desk, one)
    options.add(desk, one, NewOption("Explain well", explain_only=True, scores={"wish": 0, "fairness": 1}))
    options.add(
        desk,
        one,
        NewOption(
            "A new boiler and something for the trouble",
            (NewRemedy("replace"), NewRemedy("distress", 15_000, MoneyKind.goodwill)),
            scores={"wish": 4, "fairness": 4},
        ),
    )
    progress.advance(desk, one, Stage.deciding, "The findings are in the file.")
    first, second = (option.id for option in services.dossier.load(desk, one).options)
    options.present(desk, one, [first, second])
    negotiation.put(
        desk,
        one,
        NewOffer("New boiler on Monday, £150", 15_000, second, TODAY + timedelta(days=10), Known.yes),
    )

    now.day += timedelta(days=1)
    contacts.log(
        desk, one, NewContact(Side.customer, IN, "phone", "Cold for five weeks is worth more.", "", "£500")
    )
    offer = services.dossier.load(desk, one).offers[-1]
    negotiation.counter(desk, one, offer.id, NewOffer("The boiler, and £500", 50_000))
    contacts.log(
        desk,
        one,
        NewContact(
            Side.colleague,
            OUT,
            "phone",
            "The lift for the boiler costs £90 a day.",
            "Sol Birch",
            "Fit it on Monday",
        ),
    )
    contacts.log(
        desk,
        one,
        NewContact(Side.colleague, OUT, "email", "Would go to £300, not further.", "Mo Lund", "£300 at most"),
    )

    now.day += timedelta(days=3)
    options.ask_approval(
        desk,
        one,
        ApprovalRequest(
            second, "Five weeks, two of them with frost", "Mo Lund", "complaints_manager", 30_000
        ),
    )
    approval = services.dossier.load(desk, one).approvals[-1]
    options.decide_approval(
        desk,
        one,
        approval.id,
        Decision.approved,
        "Only with the boiler fitted first",
        now.day + timedelta(days=14),
    )
    negotiation.put(
        desk, one, NewOffer("New boiler on Monday, £300", 30_000, second, now.day + timedelta(days=7))
    )
    negotiation.reject(desk, one, services.dossier.load(desk, one).offers[-1].id, "Monday is too late")

    now.day += timedelta(days=1)
    negotiation.put(desk, one, NewOffer("New boiler on Friday, £300", 30_000, second))

    now.day += timedelta(days=1)
    last = services.dossier.load(desk, one).offers[-1]
    return negotiation.agree(
        desk,
        one,
        last.id,
        Acceptance(
            "By phone, by Ada Quill herself",
            why="Friday means a warm weekend.\nThe money is fair.",
            promised=(
                Term("New boiler", TODAY + timedelta(days=9), False),
                Term("Pay £300", TODAY + timedelta(days=20), True),
            ),
            override_reason="The wish was heard.",
        ),
    )


STORY = Path(__file__).parents[1] / "reports" / "golden" / "negotiation.txt"


def test_the_story_says_who_offered_what_when_on_whose_authority_and_why_it_was_accepted(
    found: Dossier,
) -> None:
    told = [f"{line.on:%a} {line.on.day}: {line.sentence}" for line in negotiation_story.told(found)]

    assert told == STORY.read_text("utf-8").splitlines()


def test_it_stands_in_the_report_with_the_record_behind_each_sentence(
    desk: Desk, found: Dossier, tmp_path: Path
) -> None:
    written = services.exporting.export_reports(desk, [found.reference], tmp_path / "out", identified=True)
    (path,) = written.paths
    report = path.read_text("utf-8")

    section = report.split("Negotiation with both sides\n", 1)[1].split("The same by sides:", 1)[0]
    assert section.count("\n1. ") == 1
    assert "\n12. Tuesday 24 November 2026. The customer accepted offer 4." in section
    assert "([Offer 4](#" in section
    assert section.index("turned offer 3 down") < section.index("Offer 4: the organisation offered")


def test_what_is_promised_becomes_actions_of_the_agreement_in_the_same_step(
    desk: Desk, found: Dossier
) -> None:
    assert [(action.number, action.text, action.owner, action.is_payment) for action in found.actions] == [
        (1, "New boiler", "Robin Hale", False),
        (2, "Pay £300", "Robin Hale", True),
    ]
    assert found.offers[-1].response == "Friday means a warm weekend.\nThe money is fair."

    history.undo(desk)

    back = services.dossier.load(desk, found.id)
    assert (back.actions, back.agreement, back.stage) == ((), None, Stage.negotiating)
    last = back.offers[-1]
    assert (last.state, last.response, last.responded_on) == (OfferState.open, "", None)
    assert (back.options, back.approvals) == (found.options, found.approvals)
    for table in ("agreement", "action", "override"):
        left = desk.reader.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        assert left == (len(back.overrides) if table == "override" else 0), f"orphans in {table}"

    history.redo(desk)

    again = services.dossier.load(desk, found.id)
    assert replace(again, steps=found.steps, version=found.version) == found


def test_a_complaint_without_options_or_offers_has_no_story(add_complaint: AddComplaint) -> None:
    assert negotiation_story.told(add_complaint()) == ()
