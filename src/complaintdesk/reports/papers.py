"""Papers: a saved review and a recommendation, for those who decide and never open the desk.

They stand in the order in which a decision maker reads: what is asked, what was found, what it means, the choice, how
it will be known; the method and its limits are in a box, counts with p and q in the appendix.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from complaintdesk.reports import markdown, pictures
from complaintdesk.reports.pictures import Picture
from complaintdesk.reports.templating import environment, ours
from complaintdesk.rules import effects, months, review_words, trend_words
from complaintdesk.rules.kept_figures import KeptChart, KeptReview
from complaintdesk.rules.pseudonyms import Tally
from complaintdesk.rules.review_facts import ChangeFacts, RecommendationFacts, ReviewFacts

MOST_REMEDIES = 6
"""Remedies that the paper of a recommendation names, the most offered first; the review's names all."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One part of the service offer that a solution must fit."""

    code: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: its text, and the pictures that lie beside it."""

    text: str
    pictures: tuple[Picture, ...]

    def files(self, folder: str) -> dict[str, str]:
        """Return name -> what it holds, inside a folder."""
        return {
            f"{folder}/report.md": self.text,
            **{f"{folder}/{each.name}": each.svg for each in self.pictures},
        }


Labels = Callable[[str], str]
"""What a code of the organisation's own lists is called: a remedy."""


def review(
    found: ReviewFacts,
    exported_on: date,
    replaced: Tally | None = None,
    remedy_label: Labels = str,
    home: str = "",
) -> Paper:
    """Return the paper of a saved review.

    Args:
        found: The review, pseudonymised by the caller unless people may be named.
        exported_on: The day of the export.
        replaced: What was replaced by pseudonyms; None where people are named.
        remedy_label: What a remedy is called.
        home: The index of the portfolio it is in, if it is in one.
    """
    figures = found.figures
    drawn = _review_pictures(figures) if figures else ()
    text = (
        environment()
        .get_template("review.md.j2")
        .render(
            r=found,
            home=ours(home),
            k=figures,
            front_matter=_front_matter(f"Review {found.reference}", found, exported_on, replaced),
            replaced=replaced,
            pictures={each.name: _image(each) for each in drawn},
            findings=review_words.findings(figures) if figures else (),
            labels=review_words.LABELS,
            words=review_words,
            method=_review_method(figures) if figures else (),
            remedies=[review_words.remedy(each, remedy_label(each.remedy)) for each in figures.remedies]
            if figures
            else [],
            p_value=_p_value,
            period=_period,
            quarter=_recent_words(figures.recent) if figures else "",
            day_words=trend_words.day_in_words,
        )
    )
    return Paper(_spaced(text), drawn)


def recommendation(
    found: RecommendationFacts,
    exported_on: date,
    replaced: Tally | None = None,
    remedy_label: Labels = str,
    offers: Sequence[Offer] = (),
    home: str = "",
) -> Paper:
    """Return the paper of a recommendation; its arguments are those of `review`.

    Args:
        found: The recommendation.
        exported_on: The day of the export.
        replaced: What was replaced by pseudonyms; None where people are named.
        remedy_label: What a remedy is called.
        offers: The service offer as it stands.
        home: The index of the portfolio it is in, if it is in one.
    """
    drawn = _recommendation_pictures(found)
    evidence = found.evidence
    text = (
        environment()
        .get_template("recommendation.md.j2")
        .render(
            r=found,
            home=ours(home),
            e=evidence,
            effect=found.effect,
            ask=_ask(found, is_hidden=replaced is not None),
            front_matter=_front_matter(f"Recommendation {found.reference}", found, exported_on, replaced),
            replaced=replaced,
            pictures={each.name: _image(each) for each in drawn},
            clauses=[each for each in _chosen_first(found) if each.clause],
            cost=lambda option: _cost(option, found.currency),
            remedies=[
                review_words.remedy(each, remedy_label(each.remedy))
                for each in evidence.remedies[:MOST_REMEDIES]
            ]
            if evidence
            else [],
            offers=offers,
            regression=effects.REGRESSION,
            words=review_words,
            method=_recommendation_method(found),
            p_value=_p_value,
            period=_period,
            quarter=_recent_words(evidence.recent) if evidence else "",
            measured=lambda amount, of, many: (
                effects.measured(found.effect.kind, amount, of, many) if found.effect else ""
            ),
            times=lambda each: review_words.measured_times(each.ratio, each.low, each.high),
            series=lambda kept: zip(kept.months, kept.counts, strict=True),
            month_words=lambda month: trend_words.months_in_words([month]),
        )
    )
    return Paper(_spaced(text), drawn)


def _front_matter(
    title: str, found: ReviewFacts | RecommendationFacts, exported_on: date, replaced: Tally | None
) -> Mapping[str, object]:
    return {
        "title": f"{title}: {found.title}",
        "reference": found.reference,
        "organisation": found.organisation,
        "handler": found.handler,
        "exported_on": exported_on,
        "pseudonymised": replaced is not None,
    }


def _ask(found: RecommendationFacts, *, is_hidden: bool) -> str:
    """Return what is asked, in one sentence; of whom, by their role where people are hidden."""
    chosen = found.chosen
    if chosen is None:
        return "Nothing is asked yet: no option is chosen."
    whom = found.decision_maker or "Whoever decides"
    role = f" ({found.decision_maker_role})" if found.decision_maker_role else ""
    if is_hidden and found.decision_maker_role:
        whom, role = f"The {found.decision_maker_role}", ""
    what = chosen.text.strip().rstrip(".")
    if chosen.do_nothing:
        until = (
            f", and to look again on {trend_words.day_in_words(chosen.look_again_on)}"
            if chosen.look_again_on
            else ""
        )
        return f"{whom}{role} is asked to agree that nothing is changed for now{until}."
    return f"{whom}{role} is asked to agree to this: {what}."


def _review_pictures(figures: KeptReview) -> tuple[Picture, ...]:
    drawn = []
    if figures.chart is not None:
        drawn.append(pictures.months("months.svg", figures.chart, "All complaints, month by month"))
    if figures.bars:
        span = review_words.months(figures.year[0], figures.year[-1])
        title = f"What complaints are made of, {span}"
        drawn.append(pictures.makeup("makeup.svg", figures.bars, title, figures.grouping))
    return tuple(drawn)


def _recommendation_pictures(found: RecommendationFacts) -> tuple[Picture, ...]:
    drawn = []
    evidence = found.evidence
    if evidence is not None and any(evidence.counts):
        of = evidence.value or "All complaints"
        chart = _plain_chart(evidence.months, evidence.counts)
        drawn.append(pictures.months("evidence.svg", chart, f"{of}, month by month"))
    seen = found.effect.found if found.effect else None
    if seen is not None and seen.chart is not None and seen.after_months:
        title = f"{found.effect.value if found.effect else ''}, before and after the change"
        drawn.append(pictures.months("effect.svg", seen.chart, title, seen.after_months[0]))
    return tuple(drawn)


def _plain_chart(span: Sequence[str], counts: Sequence[int], per_days: int = 30) -> KeptChart:
    """Return counts as a chart with their average, without limits."""
    days = [months.days_in([month]) for month in span]
    average = per_days * sum(counts) / sum(days)
    return KeptChart(
        tuple(span),
        tuple(counts),
        tuple(per_days * count / many for count, many in zip(counts, days, strict=True)),
        (average,) * len(counts),
        (),
        (),
        (),
        per_days,
    )


def _image(picture: Picture) -> object:
    return ours(f"![{markdown.inline(picture.alt)}]({picture.name})")


def _chosen_first(found: RecommendationFacts) -> list[ChangeFacts]:
    return sorted(found.options, key=lambda option: (option.id != found.chosen_id, option.number))


def _cost(option: ChangeFacts, currency: str) -> str:
    known = [each for each in (option.cost_low_minor, option.cost_high_minor) if each is not None]
    return " to ".join(markdown.money(each, currency) for each in dict.fromkeys(known))


def _p_value(p: float | None) -> str:
    if p is None:
        return "not judged"
    return "< 0.0001" if p < 0.0001 else f"{p:.4f}" if p < 0.01 else f"{p:.2f}"


def _period(span: Sequence[str]) -> str:
    return review_words.months(span[0], span[-1])


def _recent_words(recent: Sequence[str]) -> str:
    return trend_words.months_in_words(recent)


def _review_method(figures: KeptReview) -> tuple[str, ...]:
    told = [
        f"Data: complaints received {_period(figures.year)}, as of {trend_words.day_in_words(figures.as_of)};"
        " counted by the day received.",
        f"Which: {figures.filter or 'all complaints'}; parted by {figures.grouping}.",
        f"Compared: {_period(figures.recent)} with {_period(figures.before)}"
        + (f", and with {_period(figures.last_year)} for the season." if figures.has_last_year
           else "; the season could not be looked at, for the figures do not go back so far."),
    ]  # fmt: skip
    if figures.running_month:
        told.append(f"Left out: {_period([figures.running_month])}, which was not over.")
    if figures.folded_away:
        many = trend_words.number(figures.folded_away)
        told.append(
            f"Texts sent by many: {many} more of a text already counted; a rise made by them is called one campaign."
        )
    return (*told, *_tests(figures.looked_at), review_words.NOT_CUSTOMERS)


def _tests(looked_at: int) -> tuple[str, ...]:
    return (
        f"Tests: exact test of two Poisson rates (central, 95% ranges), exact 2x2 test against all other complaints,"
        f" Benjamini-Hochberg over the {looked_at} rows that had enough to be judged; 5% counts as beyond chance.",
        "Charts: Laney u' with limits of three standard deviations, sigma z never below 1; runs by Anhoej. Shares:"
        " Wilson 95%. Times: Kaplan-Meier, open complaints included.",
        'Small numbers: below 10 no percentage is given; "no clear change" is not "no change": a change within the'
        " range would not show.",
    )


def _recommendation_method(found: RecommendationFacts) -> tuple[str, ...]:
    evidence = found.evidence
    told: list[str] = []
    if evidence is not None:
        told += [
            f"Data: complaints received {_period(evidence.year)}, as of {trend_words.day_in_words(evidence.as_of)},"
            f" counted by the day received; {evidence.filter or 'all complaints'}, parted by {evidence.grouping}.",
            f"Left out: the month that was not over. Rows looked at: {evidence.looked_at}.",
        ]
    told += _tests(evidence.looked_at if evidence else 0)
    if found.effect is not None:
        told.append(
            "Effect: the twelve complete months before the change with the complete months after it and its"
            " settling-in; control: all other complaints of the same filter; limits of the chart frozen at the change."
        )
    return (*told, review_words.NOT_CUSTOMERS)


def _spaced(text: str) -> str:
    """Return a text with one blank line at most between its blocks; fences are not in these papers."""
    kept: list[str] = []
    for line in text.split("\n"):
        if line.strip() or (kept and kept[-1]):
            kept.append(line.rstrip())
    return "\n".join(kept).strip("\n") + "\n"
