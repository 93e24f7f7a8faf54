"""Themes: every word of the style sheet can be read on what is behind it."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from complaintdesk.widgets import themes
from tests.widgets.stage import Stage


@pytest.mark.parametrize("theme", themes.THEMES, ids=lambda theme: str(theme.name))
@pytest.mark.parametrize("pair", themes.PAIRS, ids=" on ".join)
def test_words_can_be_read(theme: Theme, pair: tuple[str, str]) -> None:
    stage = Stage()
    stage.theme = theme.name
    words, behind = (Color.parse(stage.get_css_variables()[name]) for name in pair)

    assert words.a == behind.a == 1
    assert contrast(words, behind) >= themes.READABLE


def contrast(one: Color, other: Color) -> float:
    """Return the contrast ratio of WCAG 2."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: Color) -> float:
    def linear(channel: float) -> float:
        return float(channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(channel / 255) for channel in color.rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_black_on_white_is_the_greatest_contrast() -> None:
    assert contrast(Color(0, 0, 0), Color(255, 255, 255)) == pytest.approx(21)


def test_without_colour_no_colour_codes_are_sent() -> None:
    assert themes.ansi_color(no_color=True) is True
    assert themes.ansi_color(no_color=False) is None
