"""A history with planted facts, and the road of a recommendation on it: what tests of reviews start from."""

from __future__ import annotations

import hashlib
from calendar import monthrange
from datetime import date
from pathlib import Path
from typing import Any

from complaintdesk.rules import months as calendar
from complaintdesk.rules.review_facts import RecommendationFacts, ReviewFacts
from complaintdesk.services import change_options, effect_checks, effects, importing, recommendations, reviews
from complaintdesk.services.desk import Desk
from complaintdesk.services.review import Review
from complaintdesk.vocabulary import EffectKind, PatternLabel

RISING, OTHER, RARE = "missed visit", "noise", "lost key"

SIDES: dict[str, Any] = {
    "benefit_customer": "Nobody waits in vain",
    "drawback_customer": "Fewer slots to choose from",
    "benefit_organisation": "Fewer second visits",
    "drawback_organisation": "Costs an hour a day",
}


def history(desk: Desk, folder: Path, last: str = "2026-10") -> None:
    """Import 24 months: two missed visits a month and eight in the last three, six about noise, a key once a year."""
    lines = ["ref,received,closed,category,product,customer,remedy,accepted,satisfaction,text"]
    for age in range(24):
        month = calendar.shifted(last, -age)
        counts = {RISING: 8 if age < 3 else 2, OTHER: 6, RARE: 1 if age % 12 == 5 else 0}
        lines += _month(month, counts)
    path = folder / "history.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    report = importing.run(desk, importing.Request(path, preset="log"))
    assert report.invalid == 0, report


def more(desk: Desk, folder: Path, months: dict[str, dict[str, int]]) -> None:
    """Import further months: month -> category -> complaints."""
    lines = ["ref,received,closed,category,product,customer,remedy,accepted,satisfaction,text"]
    for month, counts in months.items():
        lines += _month(month, counts)
    path = folder / "more.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    importing.run(desk, importing.Request(path, preset="log"))


def _month(month: str, counts: dict[str, int]) -> list[str]:
    days = monthrange(int(month[:4]), int(month[5:]))[1]
    found = []
    for category, count in counts.items():
        for number in range(count):
            day = number * (days - 3) // max(count, 1) + 1
            name = f"{category}-{month}-{number}"
            closed = date.fromisoformat(f"{month}-{day:02d}").replace(day=min(day + 2, days))
            found.append(
                f"{name},{month}-{day:02d},{closed},{category},Repairs,Customer {name},apology,"
                f"{'yes' if number % 3 else 'no'},{4 if number % 2 else 2},{_words(f'{category}{month}{number}')}"
            )
    return found


_SAID = (
    *(
        "door",
        "van",
        "slot",
        "call",
        "wait",
        "hour",
        "letter",
        "promise",
        "window",
        "meter",
        "dust",
        "ladder",
    ),
    *("colour", "winter", "neighbour", "key", "garden", "stairs", "kitchen", "ceiling", "paint", "noise"),
    *("weekend", "shift", "manager", "note", "engineer", "photo", "corner", "storm", "gutter", "lamp"),
)


def _words(seed: str) -> str:
    """Return a sentence that is like no other one: no two complaints share a text."""
    places = hashlib.sha256(seed.encode()).digest()
    return " ".join(_SAID[place % len(_SAID)] for place in places[:14])


def review(desk: Desk, title: str = "October review") -> ReviewFacts:
    """Save a review of everything, with a pattern."""
    saved = reviews.save(desk, Review(desk), title, "Visits need a look.", None)
    return reviews.add_pattern(
        desk,
        saved.id,
        reviews.NewPattern(
            "Visits are booked before the parts are there.",
            RISING,
            PatternLabel.systematic,
            "Nobody came\nThe part was not there\nVisits are booked by phone before stock is looked at",
            "Stock is not looked at when a visit is booked",
            "Read twelve job sheets",
            link_behind=True,
        ),
    )


def drafted(desk: Desk) -> RecommendationFacts:
    """Begin a recommendation from a row of the review."""
    figures = recommendations.evidence(desk, Review(desk), RISING)
    return recommendations.start(
        desk, recommendations.Draft("Book visits when the part is here", "Visits are missed.", figures)
    )


def ready(desk: Desk, value: str = RISING, window_months: int = 3) -> RecommendationFacts:
    """Return a recommendation of which nothing is missing."""
    found = drafted(desk)
    found = recommendations.describe(
        desk, found.id, found.title, found.problem, "Stock is not looked at", "5 whys", "Twelve job sheets"
    )
    nothing = found.options[0]
    found = change_options.edit(
        desk,
        found.id,
        nothing.id,
        change_options.NewChange(nothing.text, do_nothing=True, look_again_on=date(2027, 2, 1), **SIDES),
    )
    for text in ("Look at stock first", "Carry more parts in the van"):
        found = change_options.add(
            desk,
            found.id,
            change_options.NewChange(
                text,
                cost_low_minor=50_000,
                cost_high_minor=120_000,
                effort="Two weeks",
                reversibility="easily",
                who_must_agree="Stores",
                **SIDES,
            ),
        )
    found = recommendations.choose(
        desk, found.id, found.options[1].id, "It is cheap and soon done", "A van holds no more"
    )
    found = recommendations.route(
        desk, found.id, recommendations.Road("Jo Bell", "Head of repairs", "paper to the repairs meeting")
    )
    return effect_checks.plan(
        desk,
        found.id,
        effects.Plan(
            EffectKind.number,
            value,
            smallest_percent=50,
            planned_change_on=desk.today(),
            window_months=window_months,
        ),
    )
