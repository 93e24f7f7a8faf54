"""A form is matched with the style sheet once, and is of the theme that holds all the same."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from textual.css.stylesheet import Stylesheet
from textual.widgets import Static

from complaintdesk.widgets import themes
from complaintdesk.widgets.dialogs import ConfirmScreen
from tests.widgets.test_forms import Desk


async def test_each_part_is_matched_once_as_the_form_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    matched: Counter[object] = Counter()
    apply = Stylesheet.apply

    def counted(sheet: Stylesheet, node: Any, **named: Any) -> None:
        matched[node] += 1
        apply(sheet, node, **named)

    monkeypatch.setattr(Stylesheet, "apply", counted)
    desk = Desk()

    async with desk.stage().run_test(size=(80, 24)):
        assert {matched[part] for part in desk.form.query(".form-title, #form-keys")} == {1}


@pytest.mark.parametrize(("size", "name"), [((80, 24), "-narrow"), ((140, 42), "-wide")])
async def test_it_has_the_shape_of_its_terminal(size: tuple[int, int], name: str) -> None:
    desk = Desk()

    async with desk.stage().run_test(size=size) as pilot:
        assert desk.form.has_class(name)
        await pilot.resize_terminal(110, 42)
        assert desk.form.has_class("-mid")
        assert not desk.form.has_class(name)


async def test_another_theme_chosen_above_it_is_its_own_once_it_comes_back() -> None:
    desk = Desk()

    async with desk.stage().run_test(size=(80, 24)) as pilot:
        title = desk.form.query_one(".form-title", Static)
        before = title.styles.color
        pilot.app.push_screen(ConfirmScreen("Leave?"))
        await pilot.pause()
        pilot.app.theme = themes.LIGHT.name
        await pilot.pause()
        pilot.app.pop_screen()
        await pilot.pause()

        assert title.rich_style.color != before.rich_color
        assert pilot.app.screen is desk.form
