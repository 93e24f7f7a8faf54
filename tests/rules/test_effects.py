"""Whether a change worked: what can be known, when, and the five verdicts."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis.strategies import dates, floats, integers

from complaintdesk.rules import effects
from complaintdesk.rules import months as calendar
from complaintdesk.rules.effects import EffectVerdict as Verdict
from complaintdesk.rules.kept_figures import KeptAgainst, KeptMeasure
from complaintdesk.rules.trend_words import BANNED
from complaintdesk.vocabulary import EffectKind
from complaintdesk.vocabulary import RecommendationState as State

CHANGE = date(2024, 6, 1)


def measure(ratio: float | None, p: float) -> KeptMeasure:
    return KeptMeasure(47, 365, 8, 245, ratio, 0.1, 0.54, p)


FELL, ROSE, SAME = measure(0.25, 0.0001), measure(2.0, 0.001), measure(0.9, 0.4)


def test_halving_five_a_month_shows_within_eight_months_by_the_formula() -> None:
    assert effects.months_needed(5, 12, 0.5) == pytest.approx(7.4, abs=0.05)
    assert effects.suggested_months(5, 0.5) == 8


@pytest.mark.parametrize(("monthly", "ratio"), [(5, 0.7), (2, 0.5), (0, 0.5), (5, 1.0)])
def test_what_cannot_be_known_is_said_to_be_so(monthly: float, ratio: float) -> None:
    assert effects.suggested_months(monthly, ratio) is None


def test_what_is_not_knowable_asks_for_another_sign() -> None:
    (told,) = effects.plan(2, 50, 12)

    assert told == (
        "At 2 a month, even halving would probably not show within a year. Agree another sign of success (repeat"
        " contacts, case checks)."
    )


def test_a_plan_says_how_likely_a_real_fall_shows() -> None:
    first, second = effects.plan(5, 50, 6, 0.69)

    assert first == "At 5 a month, halving would show within about 8 months, four times in five."
    assert "In the 6 months planned, it would show about 69 times in 100" in second


@pytest.mark.parametrize(
    ("changed_on", "wait_days", "first"),
    [
        (date(2024, 6, 1), 0, "2024-06"),
        (date(2024, 6, 2), 0, "2024-07"),
        (date(2024, 6, 1), 30, "2024-07"),
        (date(2024, 6, 1), 31, "2024-08"),
        (date(2024, 12, 15), 0, "2025-01"),
    ],
)
def test_the_window_begins_with_the_first_complete_month_after_the_settling_in(
    changed_on: date, wait_days: int, first: str
) -> None:
    assert effects.first_month_after(changed_on, wait_days) == first


def test_the_day_of_review_is_the_day_after_the_last_planned_month() -> None:
    assert effects.review_on(CHANGE, 0, 6) == date(2024, 12, 1)
    assert effects.months_before(CHANGE)[0] == "2023-06"
    assert effects.months_before(date(2024, 6, 17))[-1] == "2024-05"


@given(dates(date(2000, 1, 1), date(2090, 1, 1)), integers(0, 400), integers(1, 36))
def test_no_month_counts_both_before_and_after(changed_on: date, wait_days: int, months: int) -> None:
    window = effects.window(changed_on, wait_days, months)

    assert len(window) == months
    assert calendar.first_day(window[0]) >= changed_on
    assert not set(window) & set(effects.months_before(changed_on))
    assert effects.review_on(changed_on, wait_days, months) > calendar.last_day(window[-1])


@given(floats(0.1, 500), floats(0.05, 0.95))
def test_a_larger_fall_never_needs_longer(monthly: float, ratio: float) -> None:
    longer, shorter = effects.months_needed(monthly, 12, ratio), effects.months_needed(monthly, 12, ratio / 2)

    if longer is not None:
        assert shorter is not None
        assert shorter <= longer


@pytest.mark.parametrize(
    ("own", "against", "others", "is_over", "verdict"),
    [
        (FELL, KeptAgainst(0.2, 0.1, 0.5, 0.001), SAME, True, Verdict.fell_more),
        (FELL, KeptAgainst(0.9, 0.5, 1.4, 0.6), SAME, True, Verdict.fell_with_all),
        (FELL, None, SAME, True, Verdict.fell_more),
        (FELL, None, FELL, True, Verdict.fell_with_all),
        (SAME, KeptAgainst(0.2, 0.1, 0.5, 0.001), SAME, True, Verdict.no_clear_change),
        (measure(None, 1.0), None, SAME, True, Verdict.no_clear_change),
        (ROSE, None, SAME, True, Verdict.rose),
        (FELL, KeptAgainst(0.2, 0.1, 0.5, 0.001), SAME, False, Verdict.too_early),
        (ROSE, None, SAME, False, Verdict.too_early),
    ],
)
def test_the_verdict(
    own: KeptMeasure, against: KeptAgainst | None, others: KeptMeasure, is_over: bool, verdict: Verdict
) -> None:
    assert effects.judge(own, against, others, is_over) is verdict


@pytest.mark.parametrize(
    ("verdict", "meets", "state"),
    [
        (Verdict.fell_more, True, State.effective),
        (Verdict.fell_more, False, State.partly_effective),
        (Verdict.fell_with_all, True, None),
        (Verdict.rose, False, State.not_effective),
        (Verdict.no_clear_change, False, None),
        (Verdict.too_early, False, None),
    ],
)
def test_where_the_recommendation_stands_after_it(verdict: Verdict, meets: bool, state: State | None) -> None:
    assert effects.state_after(verdict, meets) is state


@pytest.mark.parametrize("kind", EffectKind)
@pytest.mark.parametrize("verdict", Verdict)
def test_a_sentence_has_its_counts_and_no_word_that_says_more(kind: EffectKind, verdict: Verdict) -> None:
    own = {Verdict.rose: ROSE, Verdict.no_clear_change: SAME}.get(verdict, FELL)
    told = effects.sentence("Visits", kind, verdict, CHANGE, own, SAME, (12, 8), date(2024, 12, 1))

    assert "Visits" in told
    assert "47" in told
    assert not [word for word in BANNED if word in told.casefold()]
    # Wherever a ratio is told, between what it likely lies is told beside it.
    assert told.count(" times the old") + told.count(" times, ") <= told.count("likely between")


def test_the_sentence_of_a_change_reads_as_people_say_it() -> None:
    told = effects.sentence(
        "Damaged goods", EffectKind.number, Verdict.fell_more, CHANGE, FELL,
        KeptMeasure(209, 365, 161, 245, 1.15, 0.93, 1.42, 0.2), (12, 8), None,
    )  # fmt: skip

    assert told == (
        "Since 1 Jun 2024 Damaged goods fell from 47 in 12 months to 8 in 8 months: about 0.25 times the old rate"
        " (likely between 0.10 and 0.54). Other complaints did not change clearly (1.1 times, likely between 0.93 and"
        " 1.4). The change is a likely reason; name what else changed."
    )


def test_too_early_says_what_is_seen_so_far_and_when_to_look() -> None:
    told = effects.sentence(
        "Visits", EffectKind.number, Verdict.too_early, CHANGE, FELL, SAME, (12, 1), date(2024, 12, 1)
    )

    assert told == (
        "Visits: too early to tell. So far: 47 in 12 months before, 8 in 1 month since. The window is complete on"
        " 1 Dec 2024."
    )
