"""Forms: by keys alone, understood as one types, and nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from textual import events
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import OptionList, Static

from complaintdesk.errors import DeskError, InvalidInputError, NotSavedError
from complaintdesk.rules.working_days import WorkingCalendar
from complaintdesk.widgets.choice_field import matching
from complaintdesk.widgets.fields import Field
from complaintdesk.widgets.form_field import Choice, FormAids, FormField
from complaintdesk.widgets.forms import Answers, FormScreen
from complaintdesk.widgets.line_input import LONGEST_LINE, LineInput
from complaintdesk.widgets.note_area import LONGEST_NOTE, NoteArea
from tests.widgets.stage import Stage, controls_in, hostile_at

ENGLAND = WorkingCalendar("ENG")
AIDS = FormAids(date(2026, 12, 18), ENGLAND.add, ENGLAND.between, "GBP")
CHANNELS = (
    Choice("phone", "Phone", "A call"),
    Choice("letter", "Letter", "On paper"),
    Choice("visit", "Visit in person", "At a counter"),
)
FIELDS = (
    FormField("customer", "Customer", required=True),
    FormField("received_on", "Received", "date", past=True, help="The day it came"),
    FormField("channel", "Channel", "choice", choices=CHANNELS),
    FormField("amount", "Amount", "money"),
    FormField("narrative", "The customer's words", "long"),
    FormField("urgent", "Urgent", "yesno"),
    FormField("file", "File", "path"),
)


@dataclass
class Desk:
    """A form on a stage, and what became of it."""

    fields: tuple[FormField, ...] = FIELDS
    draft: Mapping[str, str] | None = None
    aids: FormAids = AIDS
    submit: Callable[[Answers], None] | None = None
    drafts: list[dict[str, str]] = field(default_factory=list)
    forgotten: int = 0
    answers: list[Answers | None] = field(default_factory=list)

    def forget(self) -> None:
        self.forgotten += 1

    def stage(self, save_label: str = "Save") -> Stage:
        self.form = FormScreen(
            "New complaint",
            self.fields,
            self.aids,
            save_draft=self.drafts.append,
            forget_draft=self.forget,
            draft=self.draft,
            submit=self.submit,
            save_label=save_label,
        )
        desk = self

        class WithForm(Stage):
            def on_mount(self) -> None:
                self.push_screen(desk.form, desk.answers.append)

        return WithForm()

    def line(self, id_: str) -> LineInput:
        return self.form.query_one(f"#{id_}", LineInput)

    def message(self, id_: str) -> str:
        found = next(part for part in self.form.query(Field) if part.spec.id == id_)
        return str(found.query_one(".message", Static).render())


async def press(pilot: Pilot[object], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


async def type_(pilot: Pilot[object], text: str) -> None:
    await press(pilot, *("space" if key == " " else key for key in text))


async def paste(pilot: Pilot[object], text: str) -> None:
    pilot.app.screen.post_message(events.Paste(text))
    await pilot.pause()
    await pilot.pause()


@pytest.mark.parametrize("size", [(80, 24), (140, 42)])
async def test_a_whole_form_is_filled_in_by_keys(size: tuple[int, int]) -> None:
    desk = Desk()

    async with desk.stage().run_test(size=size, notifications=True, tooltips=True) as pilot:
        await type_(pilot, "A. Okafor")
        await press(pilot, "enter")
        await type_(pilot, "yesterday")
        await press(pilot, "enter", "l", "e", "enter")
        await type_(pilot, "250")
        await press(pilot, "tab")
        await type_(pilot, "No heat")
        await press(pilot, "enter")
        await type_(pilot, "again")
        await press(pilot, "tab", "y", "enter")
        await type_(pilot, "/tmp/a.pdf")
        await press(pilot, "ctrl+s")

    assert desk.answers == [
        {
            "customer": "A. Okafor",
            "received_on": date(2026, 12, 17),
            "channel": "letter",
            "amount": 25_000,
            "narrative": "No heat\nagain",
            "urgent": True,
            "file": Path("/tmp/a.pdf"),
        }
    ]
    assert desk.forgotten == 1


async def test_what_is_left_empty_is_nothing_and_not_a_default() -> None:
    desk = Desk(fields=(replace(FIELDS[0], required=False), *FIELDS[1:]))

    async with desk.stage().run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await press(pilot, "ctrl+s")

    nothing = {"received_on": None, "channel": None, "amount": None, "urgent": None, "file": None}
    assert desk.answers == [{"customer": "", "narrative": "", **nothing}]


async def test_what_it_was_given_is_what_it_answers() -> None:
    values = {"received_on": date(2026, 12, 1), "channel": "visit", "amount": 1250, "urgent": False}
    fields = tuple(replace(spec, value=values.get(spec.id, "x")) for spec in FIELDS[:6])
    desk = Desk(fields=fields)

    async with desk.stage().run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await press(pilot, *["tab"] * 6, "ctrl+s")

    assert desk.answers == [{"customer": "x", "narrative": "x", **values}]
    assert desk.drafts == []


async def test_a_line_that_is_longer_than_its_field_is_in_sight() -> None:
    long = "A warm flat, an apology from somebody who means it, and something for the nine days without heat."
    desk = Desk(fields=(FIELDS[0], FormField("wants", "Wants", value=long)))

    async with desk.stage().run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "A warm flat, an apology from somebody" in shown(pilot)

        await press(pilot, "tab")
        assert "for the nine days without heat." in shown(pilot)


def shown(pilot: Pilot[object]) -> str:
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


JUNK = ("x", "1", "question_mark", "slash", "n", "d", "q", "exclamation_mark", "b", "E")


@pytest.mark.parametrize("spec", FIELDS, ids=lambda spec: str(spec.kind))
async def test_keys_of_the_desk_typed_into_a_field_are_text(spec: FormField) -> None:
    desk = Desk(fields=(spec,))

    async with desk.stage().run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await press(pilot, *JUNK)

        assert desk.form.typed == {spec.id: "x1?/ndq!bE"}
        assert pilot.app.screen is desk.form


async def test_a_day_and_an_amount_are_said_back_as_one_types() -> None:
    desk = Desk()

    async with desk.stage().run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        assert desk.message("received_on") == "The day it came"
        await press(pilot, "tab", "f", "r", "i")
        assert desk.message("received_on") == "Fri 11 Dec (5 working days ago)"
        await press(pilot, "tab", "tab")
        await type_(pilot, "1250.5")
        assert desk.message("amount") == "£1,250.50"


async def test_the_first_field_that_is_wrong_gets_the_keys() -> None:
    desk = Desk()

    async with desk.stage().run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await press(pilot, "tab", "s", "o", "o", "n", "tab", "x", "x", "tab", "ctrl+s")

        assert desk.message("customer") == "! This is needed."
        assert desk.message("received_on").startswith("! “soon” is not a day")
        assert desk.message("channel").startswith("! Nothing has “xx” in it")
        assert pilot.app.focused is desk.line("customer")
        assert desk.answers == []

        await press(pilot, "x")
        assert desk.message("customer") == ""


async def test_an_empty_needed_field_is_not_complained_about_before_it_is_saved() -> None:
    desk = Desk()

    async with desk.stage().run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await press(pilot, "tab")

        assert desk.message("customer") == ""


async def test_a_check_of_the_field_is_heard() -> None:
    spec = FormField("amount", "Amount", "money", check=lambda minor: "Too much." if minor == 500 else None)
    desk = Desk(fields=(spec,))

    async with desk.stage().run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await press(pilot, "5", "ctrl+s")

        assert desk.message("amount") == "! Too much."


async def test_a_refusal_of_the_desk_is_shown_at_its_field_and_the_form_stays() -> None:
    def refuse(answers: Answers) -> None:
        raise InvalidInputError("There is such a customer.", "customer")

    desk = Desk(submit=refuse)

    async with desk.stage().run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await press(pilot, "x", "tab", "ctrl+s")

        assert desk.message("customer") == "! There is such a customer."
        assert pilot.app.focused is desk.line("customer")
        assert desk.drafts[-1]["customer"] == "x"
        assert (desk.answers, desk.forgotten) == ([], 0)


async def test_a_refusal_about_the_whole_is_a_notice_and_the_form_stays() -> None:
    def refuse(answers: Answers) -> None:
        raise NotSavedError("The disk is full [/oops].")

    desk = Desk(submit=refuse)
    stage = desk.stage()

    async with stage.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await press(pilot, "x", "ctrl+s")

        assert [notice.message for notice in stage._notifications] == ["The disk is full [/oops]."]
        assert desk.form.typed["customer"] == "x"
        assert desk.forgotten == 0


async def test_leaving_keeps_the_draft_and_an_untouched_form_has_none() -> None:
    desk, untouched = Desk(), Desk()

    async with desk.stage().run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await press(pilot, "x", "escape")
    async with untouched.stage().run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await press(pilot, "tab", "escape")

    assert desk.drafts[-1]["customer"] == "x"
    assert (desk.answers, desk.forgotten) == ([None], 0)
    assert (untouched.answers, untouched.drafts, untouched.forgotten) == ([None], [], 0)


async def test_the_draft_is_saved_while_one_types_and_when_a_field_is_left() -> None:
    desk = Desk()

    async with desk.stage().run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await press(pilot, "x")
        assert desk.drafts == []
        await pilot.pause(1.7)
        assert desk.drafts[-1]["customer"] == "x"

        await press(pilot, "y", "tab")
        assert desk.drafts[-1]["customer"] == "xy"


async def test_what_is_on_screen_is_kept_though_its_message_is_still_on_the_way() -> None:
    """A signal is handled between a key and the message of the edit it made."""
    desk = Desk()

    async with desk.stage().run_test(size=(80, 24), notifications=True, tooltips=True):
        desk.line("customer").value = "Bo Reeve"
        desk.form.keep_draft()

        assert desk.drafts[-1]["customer"] == "Bo Reeve"


async def test_a_draft_comes_back_as_it_was_typed() -> None:
    typed = {"customer": "A", "received_on": "so", "channel": "lett", "amount": "25,", "narrative": "a\n[/b"}
    desk = Desk(draft=typed)

    async with desk.stage().run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        assert desk.form.typed == {**typed, "urgent": "", "file": ""}
        await press(pilot, "escape")

    assert desk.drafts[-1] == {**typed, "urgent": "", "file": ""}


@pytest.mark.parametrize("text", hostile_at((80, 24)))
async def test_strange_text_in_a_form_stays_text(text: str) -> None:
    """Values, choices, help and drafts are foreign; labels are ours."""
    fields = (
        FormField("who", "Who", value=text, choices=(Choice(text),)),
        FormField("what", "What", "long", value=text, help=text),
        FormField("pick", "Pick", "choice", value=text, choices=(Choice(text, text, text), Choice("b"))),
    )
    desk = Desk(fields=fields)
    stage = desk.stage()

    async with stage.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await press(pilot, "tab", "tab", "down", "up")

        assert controls_in(stage.lines()) == []
        assert {cell_len(line) for line in stage.lines()} == {80}
        assert desk.form.typed["who"] == text
        assert desk.form.typed["what"] == text


async def test_imported_text_is_altered_by_an_edit_only() -> None:
    text = "one\r\ntwo\u2028three\x0bfour\nfive"
    desk = Desk(fields=(FormField("words", "Words", "long", value=text),))

    async with desk.stage().run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await press(pilot, "down", "right")
        assert desk.form.typed == {"words": text}

        await press(pilot, "!")
        assert "t!wo" in desk.form.typed["words"]
        await press(pilot, "backspace")
        assert desk.form.typed == {"words": text}


async def test_lines_pasted_into_one_line_keep_all_their_words() -> None:
    desk = Desk()

    async with desk.stage().run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await paste(pilot, "A. Okafor\r\nFlat 2\n")

        assert desk.line("customer").value == "A. Okafor Flat 2"


@pytest.mark.parametrize(
    ("tabs", "text", "said"),
    [
        (0, "x" * (LONGEST_LINE + 1), "A line holds 10,000 characters, this would be 10,004."),
        (4, "x" * (LONGEST_LINE + 1), "A line holds 10,000 characters, this would be 10,001."),
        (4, "xxxx\n" * (LONGEST_NOTE // 5), "A note holds 200,000 characters, this would be 200,003."),
    ],
)
async def test_a_paste_that_is_too_long_is_refused_and_nothing_is_lost(
    tabs: int, text: str, said: str
) -> None:
    desk = Desk()
    stage = desk.stage()

    async with stage.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await press(pilot, *["tab"] * tabs, "a", "b", "c")
        before = desk.form.typed
        await paste(pilot, text)

        assert desk.form.typed == before
        assert said in next(iter(stage._notifications)).message


async def test_a_paste_within_the_limits_is_taken_whole() -> None:
    desk = Desk()

    async with desk.stage().run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await press(pilot, "tab", "tab", "tab", "tab")
        await paste(pilot, "one\ntwo [/oops]")

        assert desk.form.typed["narrative"] == "one\ntwo [/oops]"


async def test_choices_are_narrowed_by_typing_and_walked_by_arrows() -> None:
    desk = Desk(fields=(FIELDS[2],))

    async with desk.stage().run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        options = desk.form.query_one(OptionList)
        assert options.option_count == 3
        await press(pilot, "down", "down", "down")
        assert desk.message("channel") == "At a counter"
        await press(pilot, "down", "up", "up", "enter")
        assert desk.form.typed == {"channel": "letter"}


async def test_enter_in_an_empty_choice_that_is_not_needed_chooses_nothing() -> None:
    desk = Desk(fields=(FIELDS[2], FIELDS[0]))

    async with desk.stage().run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await press(pilot, "enter")

        assert desk.form.typed["channel"] == ""


async def test_a_choice_typed_in_part_is_taken_when_the_field_is_left() -> None:
    desk = Desk(fields=(FIELDS[2], FIELDS[0]))

    async with desk.stage().run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await press(pilot, "p", "e", "r", "tab")

        assert desk.form.typed["channel"] == "visit"
        assert desk.line("channel").value == "Visit in person"
        assert not desk.form.query_one(OptionList).display


async def test_a_choice_is_found_by_the_words_that_explain_it() -> None:
    choices = (Choice("late", "late service", "A visit or repair still waited for"), Choice("price"))
    desk = Desk(fields=(FormField("cause", "Cause", "choice", choices=choices), FIELDS[0]))

    async with desk.stage().run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await type_(pilot, "repa")
        assert desk.message("cause") == "A visit or repair still waited for"
        await press(pilot, "tab")

        assert desk.form.typed["cause"] == "late"


async def test_what_no_choice_has_is_said_as_one_types_and_down_shows_all() -> None:
    desk = Desk(fields=(FIELDS[2], FIELDS[0]))

    async with desk.stage().run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await type_(pilot, "xyz")
        assert desk.message("channel") == "! Nothing has “xyz” in it; backspace, or down shows all."
        assert desk.form.query_one(OptionList).option_count == 0
        await press(pilot, "down")
        assert desk.form.query_one(OptionList).option_count == 3
        assert not desk.message("channel").startswith("!")
        await press(pilot, "enter")

        assert desk.form.typed["channel"] == FIELDS[2].choices[0].value


async def test_the_keys_of_a_field_for_a_file_fit_beside_the_longest_button() -> None:
    desk = Desk(fields=(FIELDS[6],))

    async with desk.stage(save_label="Look at it").run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        keys = desk.form.query_one("#form-keys", Static)

        assert str(keys.render()).endswith("ctrl+g: pick a file")
        assert cell_len(str(keys.render())) <= keys.size.width
        assert keys.region.right <= 80


async def test_esc_clears_what_is_half_typed_before_it_leaves() -> None:
    desk = Desk(fields=(replace(FIELDS[2], value="visit"), FIELDS[0]))

    async with desk.stage().run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await type_(pilot, "xyz")
        await press(pilot, "escape")
        assert desk.form.typed["channel"] == "visit"
        assert desk.answers == []
        await press(pilot, "escape")

        assert desk.answers == [None]


async def test_keys_typed_in_one_burst_reach_the_field_they_were_meant_for() -> None:
    desk = Desk()

    async with desk.stage().run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        for key in ("A", "b", "tab", "2", "4", "tab", "v", "i", "tab", "5"):
            pilot.app.post_message(events.Key(key, None if key == "tab" else key))
        await pilot.pause()
        await pilot.pause()

        typed = desk.form.typed
        assert (typed["customer"], typed["received_on"], typed["amount"]) == ("Ab", "24", "5")
        assert typed["channel"] == "visit"


async def test_a_choice_can_be_clicked() -> None:
    desk = Desk(fields=(FIELDS[2],))

    async with desk.stage().run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await pilot.click(OptionList, offset=(4, 1))
        await pilot.pause()

        assert desk.form.typed == {"channel": "letter"}


def test_what_begins_with_what_is_typed_comes_first() -> None:
    choices = tuple(map(Choice, ("has a refund", "prefund", "refund", "apology")))

    assert [choice.value for choice in matching(choices, "refund")] == ["refund", "has a refund", "prefund"]
    assert matching(choices, "") == choices


def test_a_label_comes_before_an_explanation_of_which_only_the_beginnings_of_words_count() -> None:
    choices = (Choice("1", "gesture", "Compensation, as goodwill"), Choice("2", "no compensation", "Recompensed"),
               Choice("3", "other", "Recompense"))  # fmt: skip

    assert [choice.value for choice in matching(choices, "compens")] == ["2", "1"]


async def test_the_editor_gives_the_text_back_or_leaves_it_alone() -> None:
    def edit(text: str) -> str:
        if text == "refuse":
            raise DeskError("The editor 'nano' could not be started.")
        return f"{text} and more"

    desk = Desk(fields=(FIELDS[4],), aids=replace(AIDS, edit=edit))
    stage = desk.stage()

    async with stage.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await press(pilot, "a", "ctrl+g")
        assert desk.form.typed == {"narrative": "a and more"}

        desk.form.query_one(NoteArea).text = "refuse"
        await press(pilot, "ctrl+g")
        assert desk.form.typed == {"narrative": "refuse"}
        assert "could not be started" in next(iter(stage._notifications)).message


async def test_a_form_without_an_editor_does_not_offer_one() -> None:
    desk = Desk()
    stage = desk.stage()

    async with stage.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await press(pilot, "tab", "tab", "tab", "tab", "a", "ctrl+g")

        assert desk.form.typed["narrative"] == "a"
        assert "editor" not in "\n".join(stage.lines())


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (140, 42)])
async def test_the_buttons_and_the_field_with_the_keys_are_always_in_sight(size: tuple[int, int]) -> None:
    desk = Desk()
    stage = desk.stage()

    async with stage.run_test(size=size, notifications=True, tooltips=True) as pilot:
        for spec in FIELDS:
            shown = "\n".join(stage.lines())
            assert "Save (ctrl+s)" in shown
            assert spec.label in shown
            await press(pilot, "tab")
        await press(pilot, "enter")

        assert desk.message("customer") == "! This is needed."
        await press(pilot, "shift+tab", "enter")


async def test_a_field_that_gets_the_keys_is_in_sight_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who types on does not wait until the form has glided there."""
    glided: list[object] = []
    scroll = Widget._scroll_to

    def scrolled(widget: Widget, *args: Any, **how: Any) -> bool:
        glided.append(how.get("animate"))
        return scroll(widget, *args, **how)

    monkeypatch.setattr(Widget, "_scroll_to", scrolled)
    desk = Desk()

    async with desk.stage().run_test(size=(80, 24)) as pilot:
        await press(pilot, *["tab"] * len(FIELDS), "shift+tab")

    assert glided
    assert set(glided) == {False}


async def test_the_buttons_do_what_they_say() -> None:
    desk = Desk(fields=(FIELDS[0],))

    async with desk.stage().run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await press(pilot, "x", "tab", "tab", "enter")

    assert desk.answers == [None]
    assert desk.drafts[-1] == {"customer": "x"}


async def test_the_field_with_the_keys_shows_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    desk = Desk()
    stage = desk.stage()

    async with stage.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        first = stage.lines()
        await press(pilot, "tab")

        assert stage.lines() != first


async def test_what_is_typed_right_after_an_editing_key_stays() -> None:
    desk = Desk(draft={"customer": "An old name"})

    async with desk.stage().run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        for key in ("ctrl+u", "N", "e", "w", "home", "A"):
            # As a terminal hands them over: all at once, nobody waiting between them.
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await pilot.pause()

        assert desk.line("customer").value == "ANew"


async def test_a_letter_does_not_lay_the_form_out_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Laying a form out takes longer than all else a letter brings."""
    desk = Desk(fields=(FIELDS[0], FIELDS[4]))
    laid_out: list[Screen[Any]] = []
    lay_out = Screen._refresh_layout

    def noted(screen: Screen[Any], *given: Any, **named: Any) -> None:
        laid_out.append(screen)
        lay_out(screen, *given, **named)

    monkeypatch.setattr(Screen, "_refresh_layout", noted)
    async with desk.stage().run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert laid_out
        for control in (each.control for each in desk.form.query(Field)):
            control.focus()
            await pilot.press("a")
            await pilot.pause()
            before = len(laid_out)

            await pilot.press("b")
            await pilot.pause()

            assert len(laid_out) == before, control


async def test_a_line_longer_than_its_field_is_seen_to_its_end() -> None:
    desk = Desk(fields=FIELDS[:1])
    async with desk.stage().run_test(size=(80, 24)) as pilot:
        await pilot.press(*"x" * 200, "e", "n", "d")
        await pilot.pause()
        line = desk.form.query_one(LineInput)
        assert line.scroll_offset.x > 100
        assert "end" in "".join(segment.text for segment in line.render_line(0))
