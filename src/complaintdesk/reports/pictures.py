"""Pictures of a paper: SVG that is the same bytes every time, runs nothing, fetches nothing and says what it shows.

Lines are told apart by their dashes and names, not by colour alone.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from complaintdesk.rules import review_words, trend_words
from complaintdesk.rules.counting import counted
from complaintdesk.rules.foreign_text import clean

if TYPE_CHECKING:
    from complaintdesk.rules.kept_figures import KeptBar, KeptChart

WIDTH, HEIGHT = 760, 370
MOST_BARS = 12
MOST_LABELS = 12
_SVG = "http://www.w3.org/2000/svg"
_BLUE, _ORANGE, _GREY, _INK = "#1f5fa8", "#b35900", "#5c6670", "#1a1f24"


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture, and what it shows in words, for those who do not see it."""

    name: str
    """The file it is put into."""

    alt: str
    svg: str


class _Series(NamedTuple):
    """One line of a picture."""

    label: str
    values: Sequence[float | None]
    colour: str
    dashes: str = ""
    """Empty for a line drawn through, with dots."""


_SEEN = 0.05
"""A lower limit at or below this is the axis itself."""


def months(name: str, chart: KeptChart, title: str, changed: str = "") -> Picture:
    """Return complaints month by month with their average and, where there are any, the limits of chance.

    Args:
        name: The file it is put into.
        chart: What is drawn.
        title: What stands above it.
        changed: The first month after a change; the limits are those of the months before.
    """
    drawn = [
        _Series(f"Complaints per {chart.per_days} days", chart.value, _BLUE),
        _Series("Average", chart.centre, _GREY, "9, 4"),
    ]
    if chart.ucl:
        drawn.append(_Series("Upper limit of chance", chart.ucl, _ORANGE, "2, 4"))
        if max(chart.lcl) > _SEEN:
            drawn.append(_Series("Lower limit", chart.lcl, _ORANGE, "2, 4"))
    at = chart.months.index(changed) if changed in chart.months else None
    picture = _line(_one_line(title), [*(each.colour for each in drawn), _INK])
    every = max(ceil(len(chart.months) / MOST_LABELS), 1)
    picture.x_labels = [_label(month, place, every) for place, month in enumerate(chart.months)]
    for each in drawn:
        style = {"width": 1.5, "dasharray": each.dashes} if each.dashes else {"width": 2}
        values = [_drawn(value) for value in each.values]
        picture.add(each.label, values, stroke_style=style, show_dots=not each.dashes)
    if at is not None:
        top = max([value for value in (*chart.value, *chart.ucl) if value is not None], default=1.0)
        marked = [top if place == at else None for place in range(len(chart.months))]
        label = f"First month after the change, {trend_words.months_in_words([changed])}"
        picture.add(label, marked, stroke=False, show_dots=True, dots_size=6)
    return Picture(
        name, _months_alt(chart, changed), _plain(picture, name, title, _months_alt(chart, changed))
    )


def makeup(name: str, bars: Sequence[KeptBar], title: str, grouping: str) -> Picture:
    """Return what complaints are made of, the most frequent first."""
    shown = list(bars[:MOST_BARS])
    total = sum(bar.n for bar in bars)
    picture = _bars(_one_line(title), len(shown))
    picture.x_labels = [
        clean(bar.value or f"(no {grouping})", one_line=True, limit=28) for bar in reversed(shown)
    ]
    picture.add("Complaints", [bar.n for bar in reversed(shown)])
    told = "; ".join(
        f"{clean(bar.value or f'no {grouping}', one_line=True, limit=60)}: {review_words.share(bar.share)}"
        for bar in shown[:5]
    )
    rest = f"; {len(bars) - 5} others" if len(bars) > 5 else ""
    by = _one_line(grouping)
    alt = f"Bars of {counted(total, 'complaint')} by {by}, the most frequent first. {told}{rest}."
    return Picture(name, alt, _plain(picture, name, title, alt))


def _months_alt(chart: KeptChart, changed: str) -> str:
    known = [value for value in chart.value if value is not None]
    span = review_words.months(chart.months[0], chart.months[-1])
    outside = [trend_words.months_in_words([chart.months[place]]) for place in chart.outside]
    beyond = (
        f" Beyond the limits of chance: {', '.join(outside)}."
        if outside
        else " No month is beyond the limits."
    )
    limits = beyond if chart.ucl else " Too few months for limits."
    change = f" The change was made before {review_words.months(changed, changed)}." if changed else ""
    return (
        f"Line of complaints per {chart.per_days} days, {span}: from {min(known):.1f} to {max(known):.1f} about an"
        f" average of {chart.centre[0]:.1f}.{limits}{change}"
    )


def _one_line(text: str) -> str:
    """Return words as a picture can hold them: XML takes no control characters."""
    return clean(text, one_line=True, limit=100)


def _label(month: str, place: int, every: int) -> str:
    return f"{trend_words.months_in_words([month])}" if place % every == 0 else ""


def _drawn(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _style(colours: Sequence[str]) -> Any:
    return _pygal().style.Style(
        background="#ffffff",
        plot_background="#ffffff",
        foreground=_INK,
        foreground_strong=_INK,
        foreground_subtle=_GREY,
        colors=tuple(colours),
        font_family="sans-serif",
        title_font_size=15,
        label_font_size=11,
        major_label_font_size=11,
        legend_font_size=12,
        value_font_size=11,
        opacity=1,
        transition="0s",
    )


_PLAIN = {
    "js": (),
    "width": WIDTH,
    "explicit_size": True,
    "disable_xml_declaration": True,
    "pretty_print": False,
    "show_legend": True,
    "legend_at_bottom": True,
    "legend_at_bottom_columns": 2,
    "truncate_legend": -1,
    "truncate_label": -1,
}


def _pygal() -> Any:
    """Return the library that draws; nothing but a paper needs it."""
    import pygal

    # It leaves a finder of a kind behind that Python warns of at every later import; only its maps need it.
    sys.meta_path[:] = [each for each in sys.meta_path if type(each).__name__ != "PluginImportFixer"]
    return pygal


def _line(title: str, colours: Sequence[str]) -> Any:
    return _pygal().Line(
        **_PLAIN,
        height=HEIGHT,
        style=_style(colours),
        title=title,
        dots_size=2.5,
        include_x_axis=True,
        x_label_rotation=30,
        show_minor_y_labels=False,
        show_y_guides=False,
    )


def _bars(title: str, many: int) -> Any:
    return _pygal().HorizontalBar(
        **{**_PLAIN, "show_legend": False},
        height=90 + 26 * max(many, 2),
        style=_style((_BLUE,)),
        title=title,
        print_values=True,
        print_values_position="top",
    )


def _plain(picture: Any, name: str, title: str, alt: str) -> str:
    """Return a picture without what it does not need: scripts, comments, tooltips, the day it was made."""
    # It numbers what it draws by a random name of its own otherwise.
    picture.uuid = re.sub(r"\W", "-", name)
    drawn = picture.render(is_unicode=True)
    ET.register_namespace("", _SVG)
    # Comments, which tell the day and the maker, are left out by the parser; the text is our own.
    root = ET.fromstring(drawn)  # noqa: S314 - it was made by us just now
    for parent in list(root.iter()):
        for child in list(parent):
            if (
                child.tag in (f"{{{_SVG}}}script", f"{{{_SVG}}}desc")
                or child.get("class") == "tooltip-overlay"
            ):
                parent.remove(child)
    root.set("role", "img")
    root.set("aria-label", alt)
    told = ET.tostring(root, encoding="unicode")
    head, _, rest = told.partition(">")
    return f"{head}><title>{escape(_one_line(title))}</title><desc>{escape(alt)}</desc>{rest}\n"
