"""The forms of saved reviews: what is kept of the figures, and the analysis of a pattern.

`ask_save` is what `R` on Trends calls, with the review on screen.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaintdesk import services
from complaintdesk.rules import review_words
from complaintdesk.rules.months import month_of
from complaintdesk.rules.review_facts import PatternFacts, ReviewFacts
from complaintdesk.rules.trend_words import months_in_words
from complaintdesk.screens.asking import word
from complaintdesk.vocabulary import PatternLabel
from complaintdesk.widgets.form_field import Choice, FormField

if TYPE_CHECKING:
    from complaintdesk.rules.kept_figures import KeptReview
    from complaintdesk.screens.asking import Asking, Values
    from complaintdesk.services.review import Review

LABELS = tuple(Choice(label.name, label.spoken, review_words.LABELS[label]) for label in PatternLabel)


def ask_save(screen: Asking, review: Review, figures: KeptReview) -> None:
    """Ask for a title and a summary, and keep the review with its figures, which were just frozen."""
    desk = screen.desk

    def act(values: Values) -> None:
        services.reviews.save(desk, review, values["title"], values["summary"], values["again_on"], figures)

    title = f"Review of {months_in_words([review.windows.recent[-1]])}, by {review.grouping}"
    screen.ask(
        f"review.save:{review.grouping}:{review.filter_text}",
        "Save as a review; its figures stay as they are now",
        _words(title, "", None),
        act,
        "Review saved; 8 lists it.",
    )


def ask_new(screen: Asking) -> None:
    """Ask which complaints are reviewed, and save their figures as of today."""
    desk = screen.desk
    groupings = tuple(Choice(each) for each in services.review_values.GROUPED_BY)
    title = f"Review of {months_in_words([month_of(desk.today())])}"
    fields = (
        *_words(title, "", None)[:1],
        FormField("grouping", "Parted by", "choice", required=True, choices=groupings, value="category"),
        FormField("filter", "Filter", "text", help="As on the Desk; empty counts every complaint"),
        *_words(title, "", None)[1:],
    )

    def act(values: Values) -> None:
        review = services.review.Review(desk, values["filter"], word(values, "grouping"))
        services.reviews.save(desk, review, values["title"], values["summary"], values["again_on"])

    screen.ask("review.new", "Save a review of today's figures", fields, act, "Review saved.")


def edit(screen: Asking, found: ReviewFacts) -> None:
    """Ask for other words of a review; its figures stay."""

    def act(values: Values) -> None:
        services.reviews.edit(screen.desk, found.id, values["title"], values["summary"], values["again_on"])

    fields = _words(found.title, found.summary, found.again_on)
    screen.ask(f"review.edit:{found.id}", f"{found.reference}: its words", fields, act, "Review changed.")


def _words(title: str, summary: str, again_on: object) -> tuple[FormField, ...]:
    return (
        FormField("title", "Title", "text", required=True, value=title),
        FormField("summary", "Summary", "long", value=summary, help="What it comes to, in your own words"),
        FormField("again_on", "Review again on", "date", value=again_on, help="Reminds on the due list"),
    )


def ask_pattern(screen: Asking, review: ReviewFacts, pattern: PatternFacts | None) -> None:
    """Ask what was found, what kind of pattern it is, and what it comes from."""
    rows = review.figures.rows if review.figures else ()
    values_of = tuple(Choice(row.value, row.value, row.verdict) for row in rows)
    held = pattern
    fields = (
        FormField("value", "About", "choice", choices=values_of, value=held and held.value,
                  help="The row of the review; empty: about all of it"),
        FormField("finding", "Finding", "long", required=True, value=held and held.finding),
        FormField("label", "Kind", "choice", required=True, choices=LABELS, explained=True,
                  value=held.label.name if held else None),
        FormField("whys", "Why, and why that", "long", value="\n".join(held.whys) if held else None,
                  help="A line each, down to what could be changed; five are a good number"),
        FormField("root_cause", "Root cause", "text", value=held and held.root_cause),
        FormField("confirmed_how", "How confirmed", "text", value=held and held.confirmed_how,
                  help="Job sheets read, a walk through the process, staff asked ..."),
        FormField("references", "Complaints that show it", "text", help="References with blanks between"),
        FormField("link_behind", "Link those behind the row", "yesno", required=True, value=held is None,
                  help="Those of the last three months"),
    )  # fmt: skip

    def act(values: Values) -> None:
        new = services.reviews.NewPattern(
            values["finding"],
            word(values, "value"),
            PatternLabel[word(values, "label")],
            values["whys"],
            values["root_cause"],
            values["confirmed_how"],
            references(values["references"]),
            bool(values["link_behind"]),
        )
        if held is None:
            services.reviews.add_pattern(screen.desk, review.id, new)
        else:
            services.reviews.edit_pattern(screen.desk, review.id, held.id, new)

    form = f"pattern.edit:{held.id}" if held else f"pattern.add:{review.id}"
    title = "What the pattern is, and why" if held else f"Add a pattern to {review.reference}"
    screen.ask(form, title, fields, act, "Pattern kept.")


def references(typed: object) -> tuple[str, ...]:
    """Return the references in what was typed; commas, line ends and blanks before a letter part them."""
    parts = re.split(r"[,;\n]|\s+(?=[A-Za-z#])", str(typed or ""))
    return tuple(part.strip() for part in parts if part.strip())
