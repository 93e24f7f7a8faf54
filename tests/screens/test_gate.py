"""The gate: all that is missing at once, the way there, the way on, and the override with its reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual.pilot import Pilot

from complaintdesk import services
from complaintdesk.rules.dossier import Dossier
from complaintdesk.screens.complaint import ComplaintScreen
from complaintdesk.screens.gate import GateScreen
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import Known, Stage
from complaintdesk.widgets.dialogs import ChoiceScreen
from complaintdesk.widgets.fields import Field
from complaintdesk.widgets.forms import FormScreen
from tests.conftest import AddComplaint
from tests.screens.stage import lines, notices, opened, settled, shown, type_in, until


def gate_of(pilot: Pilot[None]) -> GateScreen:
    assert isinstance(pilot.app.screen, GateScreen)
    return pilot.app.screen


def rated(desk: Desk, found: Dossier) -> int:
    services.triage.rate(desk, found.id, 2)
    return found.id


def accepted(desk: Desk, add_complaint: AddComplaint) -> int:
    complaint_id = add_complaint(wants="").id
    services.triage.accept(desk, complaint_id)
    return complaint_id


async def test_all_that_is_missing_is_listed_with_the_place_where_it_is_put_right(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = accepted(desk, add_complaint)
    wanted = services.progress.missing(desk, complaint_id)

    async with opened(desk, "investigation", complaint_id) as pilot:
        await pilot.press("m")
        await pilot.pause()
        gate = gate_of(pilot)

        assert gate.gaps == wanted
        assert len(gate.gaps) >= 3
        text = shown(pilot)
        assert f"investigating → deciding: {len(wanted)} missing" in text
        assert "Investigation" in text
        assert "enter goes there" in text
        for gap in wanted:
            assert gap.sentence[:30] in text
        assert "a Go on" not in lines(pilot)[-1]
        assert "o Override" in lines(pilot)[-1]


@pytest.mark.parametrize("begun_at", ["investigation", "timeline"])
@pytest.mark.parametrize(
    ("action", "part", "row", "title"),
    [
        ("wish.edit", "complaint", "wish", "CD-2026-0001: what they want"),
        ("head.add", "heads", None, "Add a head"),
    ],
)
async def test_enter_opens_the_form_in_which_it_is_put_right(
    desk: Desk,
    add_complaint: AddComplaint,
    begun_at: str,
    action: str,
    part: str,
    row: str | None,
    title: str,
) -> None:
    complaint_id = accepted(desk, add_complaint)

    async with opened(desk, begun_at, complaint_id) as pilot:
        await put_right(pilot, action)
        form = pilot.app.screen
        assert isinstance(form, FormScreen)
        assert title in shown(pilot)

        await pilot.press("escape")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, ComplaintScreen)

        assert (screen.PLACE, screen.part.id, screen.rows.cursor_key) == ("investigation", part, row)
        assert screen.rows.has_focus


async def asked(pilot: Pilot[None]) -> None:
    """Wait until a form or a choice is in front."""
    await until(pilot, lambda: isinstance(pilot.app.screen, FormScreen | ChoiceScreen), "what asks for it")


async def put_right(pilot: Pilot[None], action: str, nth: int = 0) -> None:
    """Ask what is missing, and press enter on the nth thing that is put right by an act."""
    await pilot.press("m")
    await pilot.pause()
    at = [n for n, gap in enumerate(gate_of(pilot).gaps) if gap.where.action == action][nth]
    await pilot.press(*(["j"] * at), "enter")
    await asked(pilot)


async def test_a_missing_finding_is_asked_for_on_its_head(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = accepted(desk, add_complaint)
    services.investigation.add_head(desk, complaint_id, "The boiler was not mended")
    services.investigation.add_head(desk, complaint_id, "Nobody rang back")

    async with opened(desk, "timeline", complaint_id) as pilot:
        await put_right(pilot, "head.find", 1)

        assert isinstance(pilot.app.screen, FormScreen)
        assert "Finding on head 2" in shown(pilot)


def negotiated(desk: Desk, add_complaint: AddComplaint, options: int = 2) -> int:
    """Return a complaint that is negotiated, with options of which nothing is told but what they are."""
    complaint_id = accepted(desk, add_complaint)
    for stage in (Stage.deciding, Stage.negotiating):
        services.progress.advance(desk, complaint_id, stage, "Urgent")
    for number in range(options):
        services.options.add(desk, complaint_id, services.options.NewOption(f"Way {number + 1}"))
    return complaint_id


async def begins_at(pilot: Pilot[None]) -> str:
    """Return the field at which the form in front begins, once it is in sight."""
    form = pilot.app.screen
    assert isinstance(form, FormScreen)
    await until(pilot, lambda: form.focused is not None, "a field having the keys")
    field = form.focused.parent if form.focused is not None else None
    assert isinstance(field, Field)
    await until(pilot, lambda: field.spec.label in shown(pilot), "the field being in sight")
    return field.spec.id


@pytest.mark.parametrize(
    ("count", "offered"),
    [(1, ["Only option 1: Way 1"]), (2, ["Only option 1: Way 1", "All 2 that were not shown yet"])],
)
async def test_what_the_customer_was_shown_is_asked_for_and_not_noted_at_once(
    desk: Desk, add_complaint: AddComplaint, count: int, offered: list[str]
) -> None:
    complaint_id = negotiated(desk, add_complaint, count)

    async with opened(desk, "timeline", complaint_id) as pilot:
        await put_right(pilot, "option.present")
        assert isinstance(pilot.app.screen, ChoiceScreen)
        text = shown(pilot)
        assert [words for words in offered if words in text] == offered
        assert services.dossier.load(desk, complaint_id).options[0].presented_on is None

        await pilot.press("enter")
        await settled(pilot)
        assert services.dossier.load(desk, complaint_id).options[0].presented_on == desk.today()


@pytest.mark.parametrize("begun_at", ["negotiation", "timeline"])
async def test_an_acceptance_is_asked_for_as_the_reply_to_the_newest_open_offer(
    desk: Desk, add_complaint: AddComplaint, begun_at: str
) -> None:
    complaint_id = negotiated(desk, add_complaint)
    for amount in (1_000, 2_000):
        services.negotiation.put(desk, complaint_id, services.negotiation.NewOffer(f"{amount} back", 0))

    async with opened(desk, begun_at, complaint_id) as pilot:
        await put_right(pilot, "offer.reply")
        assert isinstance(pilot.app.screen, ChoiceScreen)
        assert "The reply to our offer 2" in shown(pilot)

        await pilot.press("enter")
        await until(pilot, lambda: "Offer 2 is accepted" in shown(pilot), "the form of an acceptance")


async def test_an_acceptance_without_an_open_offer_begins_with_one(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = negotiated(desk, add_complaint)

    async with opened(desk, "timeline", complaint_id) as pilot:
        await put_right(pilot, "offer.put")

        assert isinstance(pilot.app.screen, FormScreen)
        assert "Put an offer to" in shown(pilot)


async def test_an_open_promise_is_settled_from_the_gate(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = accepted(desk, add_complaint)
    services.progress.advance(desk, complaint_id, Stage.checking, "Settled on the phone")
    for days, words in enumerate(("Ring", "Write")):
        services.contacts.promise(desk, complaint_id, words, "Ada", desk.today() + timedelta(days=days))

    async with opened(desk, "resolution", complaint_id) as pilot:
        await put_right(pilot, "promise.settle", 1)

        assert isinstance(pilot.app.screen, FormScreen)
        assert "Promised: Write" in shown(pilot)


async def think_of(pilot: Pilot[None], sentence: str) -> None:
    """Ask what is missing, and press enter on a line that begins so."""
    await pilot.press("m")
    await pilot.pause()
    at = next(n for n, line in enumerate(gate_of(pilot).lines) if line.sentence.startswith(sentence))
    await pilot.press(*(["j"] * at), "enter")
    await asked(pilot)


async def test_what_is_to_be_thought_of_opens_its_form_at_the_first_field_that_is_empty(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = negotiated(desk, add_complaint)
    told = services.options.NewOption("Way 3", benefit_customer="Warm", drawback_customer="Waits")
    services.options.add(desk, complaint_id, told)

    async with opened(desk, "timeline", complaint_id) as pilot:
        await think_of(pilot, "Option 3 leaves 2 of 4")
        assert await begins_at(pilot) == "benefit_organisation"

        # What was said to lack is said of that form alone.
        await pilot.press("escape", "k", "e")
        await asked(pilot)
        assert await begins_at(pilot) == "text"


@pytest.mark.parametrize(("whose", "side"), [("The customer's", "customer"), ("The staff's", "colleague")])
async def test_an_account_that_lacks_is_a_statement_of_whose_it_is(
    desk: Desk, add_complaint: AddComplaint, whose: str, side: str
) -> None:
    complaint_id = accepted(desk, add_complaint)

    async with opened(desk, "investigation", complaint_id) as pilot:
        await think_of(pilot, f"{whose} account is not among the sources.")
        assert await begins_at(pilot) == "heard_side"
        form = pilot.app.screen
        assert isinstance(form, FormScreen)
        assert (form.typed["kind"], form.typed["heard_side"]) == ("statement", side)

        await pilot.press("escape")
        await settled(pilot)
        await pilot.press("plus")
        await asked(pilot)
        form = pilot.app.screen
        assert isinstance(form, FormScreen)
        assert (form.typed["kind"], form.typed["heard_side"]) == ("document", "")


async def test_the_source_of_a_head_is_asked_for_with_its_head(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = accepted(desk, add_complaint)
    for words in ("The boiler was not mended", "Nobody rang back"):
        services.investigation.add_head(desk, complaint_id, words)

    async with opened(desk, "timeline", complaint_id) as pilot:
        await put_right(pilot, "source.add", 1)
        form = pilot.app.screen
        assert isinstance(form, FormScreen)

        assert form.typed["heads"] == "2"


@pytest.mark.parametrize("key", ["a", "enter"])
async def test_where_nothing_is_missing_the_complaint_is_accepted_with_its_owner(
    desk: Desk, add_complaint: AddComplaint, key: str
) -> None:
    complaint_id = rated(desk, add_complaint(received_on=desk.today()))

    async with opened(desk, "investigation", complaint_id) as pilot:
        await pilot.press("m")
        await pilot.pause()
        assert "Nothing is missing. a or enter accepts it." in shown(pilot)
        assert "a Go on" in lines(pilot)[-1]
        await pilot.press(key)
        await pilot.pause()
        found = services.dossier.load(desk, complaint_id)

        assert (found.stage, found.owner, found.accepted_on) == (
            Stage.investigating,
            "Robin Hale",
            desk.today(),
        )
        assert isinstance(pilot.app.screen, ComplaintScreen)
        assert "[investigating]" in shown(pilot)
        assert notices(pilot) == [f"Accepted {found.reference}; under Live from now on. u undoes."]


async def test_a_severity_that_nobody_rated_is_a_thought_with_its_form_and_blocks_nothing(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = add_complaint().id

    async with opened(desk, "investigation", complaint_id) as pilot:
        await think_of(pilot, "Its severity is not rated")
        assert await begins_at(pilot) == "severity"
        assert f"How grave CD-2026-{complaint_id:04}" in shown(pilot)
        assert services.dossier.load(desk, complaint_id).stage is Stage.referred

        await pilot.press("escape", "m", "a")
        await settled(pilot)
        assert services.dossier.load(desk, complaint_id).stage is Stage.investigating


async def test_what_may_be_the_same_complaint_is_named_when_it_is_accepted(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    words = "The boiler was not mended and nobody rang back, three times in one cold November week."
    first = add_complaint(narrative=words)
    second = rated(desk, add_complaint(narrative=words))

    async with opened(desk, "investigation", second) as pilot:
        await pilot.press("m", "a")
        await pilot.pause()

        assert f"May be the same as {first.reference}" in notices(pilot)[-1]
        assert "M on the Desk merges or links. u undoes." in notices(pilot)[-1]


async def test_enter_goes_on_only_where_no_line_is_there_to_go_to(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    returned, lacking = add_complaint().id, accepted(desk, add_complaint)
    services.triage.send_back(desk, returned, "Not ours")

    for complaint_id, stage in ((returned, Stage.returned), (lacking, Stage.investigating)):
        async with opened(desk, "timeline", complaint_id) as pilot:
            await pilot.press("m", "enter")
            await settled(pilot)
            assert services.dossier.load(desk, complaint_id).stage is stage


async def test_the_last_gate_closes_the_complaint(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = accepted(desk, add_complaint)
    services.progress.advance(desk, complaint_id, Stage.checking, "Explained and settled on the phone")
    services.delivery.ask_satisfaction(desk, complaint_id, services.delivery.Asked("phone", 4, 5))
    learned = services.delivery.Learned("process_not_followed", Known.no, "delay_service")
    services.delivery.learn(desk, complaint_id, learned)

    async with opened(desk, "resolution", complaint_id) as pilot:
        await pilot.press("m")
        await pilot.pause()
        assert [gap.sentence for gap in gate_of(pilot).gaps] == []
        await pilot.press("a")
        await pilot.pause()
        found = services.dossier.load(desk, complaint_id)

        assert (found.stage, found.closed_on) == (Stage.closed, desk.today())


async def test_an_override_needs_a_reason_and_keeps_it(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = accepted(desk, add_complaint)

    async with opened(desk, "investigation", complaint_id) as pilot:
        await pilot.press("m")
        await pilot.pause()
        count = len(gate_of(pilot).gaps)
        await pilot.press("o")
        await pilot.pause()
        await pilot.press("ctrl+s")
        assert isinstance(pilot.app.screen, FormScreen)
        await type_in(pilot, "Urgent [/x] q?")
        await pilot.press("ctrl+s")
        await pilot.pause()
        await pilot.pause()
        found = services.dossier.load(desk, complaint_id)

        assert found.stage is Stage.deciding
        assert [override.reason for override in found.overrides] == ["Urgent [/x] q?"] * count
        assert isinstance(pilot.app.screen, ComplaintScreen)

        await pilot.press("u")
        assert services.dossier.load(desk, complaint_id).stage is Stage.investigating


async def test_escape_leaves_everything_as_it_is(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = accepted(desk, add_complaint)
    steps = len(services.dossier.load(desk, complaint_id).steps)

    async with opened(desk, "investigation", complaint_id) as pilot:
        for key in ("escape", "q", "m"):
            await pilot.press("m")
            await pilot.pause()
            assert isinstance(pilot.app.screen, GateScreen)
            await pilot.press("a", key)
            await pilot.pause()
            assert isinstance(pilot.app.screen, ComplaintScreen)

    assert len(services.dossier.load(desk, complaint_id).steps) == steps


async def test_at_the_end_no_stage_follows(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint().id
    services.triage.send_back(desk, complaint_id, "Not ours")

    async with opened(desk, "timeline", complaint_id) as pilot:
        await pilot.press("m")
        await pilot.pause()

        assert "no stage follows" in shown(pilot)
        assert "Go on" not in lines(pilot)[-1]


async def test_what_a_rule_says_can_be_asked_why(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = accepted(desk, add_complaint)

    async with opened(desk, "investigation", complaint_id) as pilot:
        await pilot.press("m")
        await pilot.pause()
        first = gate_of(pilot).lines[0]
        await pilot.press("question_mark")
        await pilot.pause()

        assert f"Rule {first.rule} blocks:" in shown(pilot)
        assert "as of 2026-" in shown(pilot)
        assert "criterion" in shown(pilot)

        await pilot.press("question_mark")
        await pilot.pause()

        assert "as of 2026-" not in shown(pilot)
        assert "? says why" in shown(pilot)


async def test_what_is_due_and_to_think_of_follows_what_is_missing_and_keeps_nothing_shut(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = accepted(desk, add_complaint)
    thoughts = [
        notice.sentence
        for notice in services.advice.warnings(desk, services.dossier.load(desk, complaint_id))
    ]

    async with opened(desk, "investigation", complaint_id) as pilot:
        await pilot.press("m")
        await pilot.pause()
        gate = gate_of(pilot)
        kinds = [line.kind for line in gate.lines]

        assert kinds == sorted(kinds, key=["missing", "due", "a thought"].index)
        assert thoughts
        assert {*thoughts} <= {line.sentence for line in gate.lines}
        place = next(n for n, line in enumerate(gate.lines) if line.kind == "a thought")
        await pilot.press(*(["j"] * place), "enter")
        await pilot.pause()

        assert "It is" not in shown(pilot)


async def test_a_complaint_whose_procedure_is_no_more_can_still_be_asked_why(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    found = services.dossier.load(desk, accepted(desk, add_complaint))

    assert "The procedure the complaint runs under" not in services.advice.why(desk, found, 1)[1]
    desk.__dict__["_loaded_procedures"] = desk._loaded_procedures._replace(procedures={})
    assert "The procedure the complaint runs under" in services.advice.why(desk, found, 1)[1]
