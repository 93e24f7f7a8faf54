"""Letters by keys: chosen, filled, checked, sent; from any screen, and whatever people wrote."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from complaintdesk import services
from complaintdesk.app import DeskApp
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import LetterState
from complaintdesk.widgets.dialogs import ChoiceScreen
from complaintdesk.widgets.fields import Field
from complaintdesk.widgets.forms import FormScreen
from complaintdesk.widgets.note_area import NoteArea
from tests import journey
from tests.conftest import TODAY, AddComplaint
from tests.hostile import STRINGS
from tests.screens.filling import fill
from tests.screens.stage import lines, notices, shown
from tests.widgets.stage import controls_in

SMALL, WIDE = (80, 24), (140, 42)


@pytest.fixture
def housed(desk: Desk, add_complaint: AddComplaint) -> int:
    """A complaint under the housing code, taken on today."""
    found = add_complaint(received_on=TODAY, about="Boiler cold again")
    services.triage.assign_procedure(desk, found.id, "eng-hos-2024")
    return services.triage.accept(desk, found.id).id


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_the_due_letter_is_written_and_sent_from_the_open_complaint(
    desk: Desk, housed: int, size: tuple[int, int]
) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await press(pilot, "2", "L")
        assert isinstance(app.screen, ChoiceScreen)
        assert "Stage 1 acknowledgement, due Wed 25 Nov 2026" in "\n".join(lines(pilot))

        await press(pilot, "enter")
        form = app.screen
        assert isinstance(form, FormScreen)
        body = form.query_one(NoteArea)
        assert "I am Robin Hale" in body.text
        told = body.text.replace("[[how to reach you]]", "020 7946 0000")
        await fill(pilot, body=told)
        assert notices(pilot)[-1].startswith("Letter kept. not found in it: Says which parts are ours")

        await press(pilot, "5", *["right_square_bracket"] * 2, "r")
        await fill(pilot, sent_by="Letter")
        sent = services.dossier.load(desk, housed)
        assert sent.letters[0].state is LetterState.sent
        assert next(clock.status for clock in sent.clocks if clock.id == "s1_ack") == "met"

        await press(pilot, "enter")
        assert "Kept as sent, SHA-256" in "\n".join(lines(pilot))


async def test_a_letter_with_gaps_is_not_sent_and_says_which(desk: Desk, housed: int) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await press(pilot, "2", "L", "enter")
        assert "f9 says once how you are reached." in " ".join(" ".join(lines(pilot)).split())
        await press(pilot, "ctrl+s")
        assert "f9 says once how you are reached." in notices(pilot)[-1]
        assert "1 to put in: how to reach you" in notices(pilot)[-1]
        await press(pilot, "5", *["right_square_bracket"] * 2)
        assert "Still to be put in: how to reach you" in "\n".join(lines(pilot))
        await press(pilot, "r")

        assert (
            "Still to be put in: how to reach you. e opens the letter. f9 says once how you are reached."
            in notices(pilot)[-1]
        )
        assert services.dossier.load(desk, housed).letters[0].state is LetterState.draft


async def test_what_to_think_twice_about_is_asked_before_it_is_kept(desk: Desk, housed: int) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await press(pilot, "2", "L", *"update", "enter")
        await fill(pilot, body="I am sorry that you feel let down.")
        assert services.dossier.load(desk, housed).letters == ()
        assert "is sorry for a feeling" in "\n".join(lines(pilot))


async def test_what_the_handler_said_of_a_point_is_there_again_and_the_rest_follows_the_text(
    desk: Desk, housed: int
) -> None:
    written = journey.write(
        desk, housed, "stage_response", "Our answer", "We uphold your complaint.", is_complete=True
    )
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await press(pilot, "2", "5", *["right_square_bracket"] * 2, "e")
        form = app.screen
        assert isinstance(form, FormScreen)
        raw = {field.spec.label.partition(": ")[2]: field.raw for field in form.query(Field)}
        told = {field.spec.label.partition(": ")[2]: field.spec.help for field in form.query(Field)}
        assert raw["Gives the decision"] == ""
        assert told["Gives the decision"] == "Ticked by the text: We uphold your complaint."
        assert raw["Gives the reasons for the decision"] == "yes"
        assert told["Gives the reasons for the decision"].startswith("Not in the text yet; empty,")
        assert form.query(Field).last().spec.label.startswith("8/8: ")
        assert any(field.spec.label.startswith("Checklist 1/8: ") for field in form.query(Field))
        said = " ".join(shown(pilot).split())
        assert "Beneath the text: the checklist, 8 of 8 ticked." in said
        await press(pilot, "ctrl+s")

    assert services.dossier.load(desk, housed).letters[0].checklist == written.letters[0].checklist


async def test_a_letter_gets_out_of_the_desk_into_a_file_or_to_the_clipboard(desk: Desk, housed: int) -> None:
    journey.write(desk, housed, "stage_response", "Our [red]answer", f"{STRINGS['action']}\n[[the decision]]")
    exports, steps = desk.store.folder.exports, services.care.last_step(desk)
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await press(pilot, "2", "5", *["right_square_bracket"] * 2, "O")
        assert "Into a file" in "\n".join(lines(pilot))
        await press(pilot, "enter")
        first = exports / f"{services.dossier.load(desk, housed).reference}-stage-response.txt"
        assert first.read_text() == f"Our [red]answer\n\n{STRINGS['action']}\n[[the decision]]"
        assert notices(pilot)[-1] == f"Letter written: {first}. Still to be put in: the decision."

        await press(pilot, "O", "enter")
        assert {path.name for path in exports.iterdir()} == {first.name, f"{first.stem}-2.txt"}
        await press(pilot, "O", *"clip", "enter")
        assert app.clipboard == first.read_text()
        assert notices(pilot)[-1] == "Letter copied. Still to be put in: the decision."

        await press(pilot, "left_square_bracket", "O")
        assert not isinstance(app.screen, ChoiceScreen)

    assert services.care.last_step(desk) == steps


async def test_a_letter_that_cannot_be_written_is_refused(desk: Desk, housed: int) -> None:
    journey.write(desk, housed, "update", "News", "Still at it.")
    desk.store.folder.exports.rmdir()
    desk.store.folder.exports.write_text("in the way")
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await press(pilot, "2", "5", *["right_square_bracket"] * 2, "O", "enter")
        assert "is a file; an export needs a folder" in " ".join(notices(pilot)[-1].split())


@pytest.mark.parametrize("string", [" ".join(STRINGS.values()), "x" * 5000])
async def test_whatever_people_wrote_is_shown_in_the_letter_and_does_nothing(
    desk: Desk, housed: int, string: str
) -> None:
    services.triage.describe(desk, housed, {"wants": string, "about": string})
    services.investigation.add_head(desk, housed, string, "leak")
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        for keys in (
            ("2", "L"),
            ("enter",),
            ("tab",),
            ("ctrl+s",),
            ("5",),
            ("right_square_bracket",) * 2,
            ("O",),
            ("enter",),
            ("r",),
        ):
            await press(pilot, *keys)
            assert controls_in(lines(pilot)) == []
        assert app.return_code in {0, None}
