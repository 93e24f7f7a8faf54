"""Options weigh against each other by scores and weights that can be seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintdesk.errors import InvalidInputError, SettingsError
from complaintdesk.rules import balance
from complaintdesk.rules.balance import CRITERIA, BalanceWeights
from complaintdesk.rules.dossier import OptionFacts, RemedyFacts
from tests.rules.dossiers import an_option

ALL_FOUR = dict.fromkeys(CRITERIA, 4)


def scored(number: int, minor: int = 0, days: int | None = None, **scores: int) -> OptionFacts:
    remedies = (RemedyFacts(number, "goodwill", minor),)
    return an_option(
        id=number * 10, number=number, remedies=remedies, days_to_deliver=days, scores=dict(scores)
    )


OPTIONS = st.lists(
    st.builds(
        scored,
        st.just(1),
        st.integers(0, 10**6),
        st.none() | st.integers(0, 90),
        wish=st.integers(0, 5),
        fairness=st.integers(0, 5),
        precedent=st.integers(0, 5),
    ),
    max_size=6,
).map(
    lambda options: [
        scored(number, option.total_minor, option.days_to_deliver, **option.scores)
        for number, option in enumerate(options, start=1)
    ]
)


@pytest.mark.parametrize(
    ("scores", "points"),
    [
        (dict.fromkeys(CRITERIA, 5), 100.0),
        (dict.fromkeys(CRITERIA, 0), 0.0),
        (ALL_FOUR, 80.0),
        ({**ALL_FOUR, "wish": 0}, 60.0),
        ({**ALL_FOUR, "precedent": 5}, 82.0),
        ({"wish": 5, "fairness": 0}, 55.6),
    ],
)
def test_points_are_the_weighted_share_of_the_best_scores(scores: dict[str, int], points: float) -> None:
    assert balance.balances([scored(1, **scores)]) == {10: points}


def test_an_option_without_scores_has_no_balance() -> None:
    assert balance.balances([scored(1, 500, 3), scored(2, wish=5)]) == {20: 100.0}
    assert balance.ranking([scored(1)]) == ()


def test_cost_and_speed_are_derived_where_they_differ_and_were_not_scored() -> None:
    cheap, dear = scored(1, 0, 5, wish=3), scored(2, 10_000, 10, wish=3)

    first, second = balance.ranking([cheap, dear])
    assert (first.number, first.points, second.points) == (1, 66.7, 33.3)
    assert set(first.parts) == {"wish", "cost", "speed"}
    assert set(balance.ranking([cheap, scored(2, 0, 5, wish=3)])[0].parts) == {"wish"}
    assert set(balance.ranking([cheap, scored(2, 0, None, wish=3)])[0].parts) == {"wish"}


def test_what_the_handler_scored_counts_before_what_can_be_derived() -> None:
    cheap, dear = scored(1, 0, wish=3, cost=0), scored(2, 10_000, wish=3, cost=5)

    assert [one.number for one in balance.ranking([cheap, dear])] == [2, 1]


def test_a_criterion_weighs_only_where_all_are_judged_on_it() -> None:
    options = [scored(1, wish=5, fairness=1), scored(2, wish=4)]

    assert balance.balances(options) == {10: 100.0, 20: 80.0}
    assert balance.left_out(options) == ("fairness",)


def test_options_judged_on_different_things_cannot_be_weighed() -> None:
    options = [scored(1, wish=5), scored(2, fairness=5)]

    assert balance.ranking(options) == ()
    assert balance.explained(options) == "No two options can be weighed yet: score them on the same criteria."
    assert balance.sentences(options) == {}


def test_a_criterion_without_weight_cannot_decide_alone() -> None:
    assert balance.ranking([scored(1, wish=5), scored(2, wish=1)], BalanceWeights(wish=0)) == ()


@given(OPTIONS)
def test_the_order_of_the_options_does_not_matter(options: list[OptionFacts]) -> None:
    assert balance.ranking(options) == balance.ranking(options[::-1])


@given(OPTIONS)
def test_every_option_has_one_place_and_points_in_range(options: list[OptionFacts]) -> None:
    ranked = balance.ranking(options)

    assert {one.number for one in ranked} == {option.number for option in options}
    assert all(0 <= one.points <= 100 for one in ranked)
    assert [(-one.points, one.number) for one in ranked] == sorted(
        (-one.points, one.number) for one in ranked
    )
    assert set(balance.sentences(options)) == {one.option_id for one in ranked}
    assert balance.explained(options).endswith(".")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ([], "No two options can be weighed yet: score them on the same criteria."),
        ([scored(1, **ALL_FOUR)], "Only option 1 is judged; it stands at 80 points."),
        (
            [scored(1, **ALL_FOUR), scored(2, **{**ALL_FOUR, "speed": 5})],
            "Option 2 leads option 1 by 2 points, chiefly on speed.",
        ),
        (
            [scored(1, **{**ALL_FOUR, "cost": 5}), scored(2, **{**ALL_FOUR, "wish": 5})],
            "Option 2 leads option 1 by 3 points, chiefly on the customer's wish; it is worse on cost.",
        ),
        (
            [scored(1, **ALL_FOUR), scored(2, **ALL_FOUR)],
            "Option 1 is level with option 2 at 80 points.",
        ),
        (
            [scored(1, **{**ALL_FOUR, "cost": 5}), scored(2, **{**ALL_FOUR, "speed": 5})],
            "Option 1 is level with option 2 at 82 points: better on cost, worse on speed.",
        ),
        (
            [scored(1, wish=5, aims=1), scored(2, wish=4)],
            (
                "Option 1 leads option 2 by 20 points, chiefly on the customer's wish "
                "(our aims left out: not every option is judged on it)."
            ),
        ),
    ],
)
def test_one_sentence_says_how_the_best_option_stands(options: list[OptionFacts], sentence: str) -> None:
    assert balance.explained(options) == sentence


def test_each_option_has_its_sentence() -> None:
    options = [
        scored(1, **{**ALL_FOUR, "cost": 5}),
        scored(2, **{**ALL_FOUR, "wish": 5}),
        scored(3, **{**ALL_FOUR, "wish": 0}),
    ]

    assert balance.sentences(options) == {
        20: "Option 2 leads option 1 by 3 points, chiefly on the customer's wish; it is worse on cost.",
        10: "Option 1 is 3 points behind option 2, chiefly on the customer's wish; it is better on cost.",
        30: "Option 3 is 25 points behind option 2, chiefly on the customer's wish.",
    }


@pytest.mark.parametrize("scores", [{}, {"wish": 0}, ALL_FOUR])
def test_sound_scores_are_not_refused(scores: dict[str, int]) -> None:
    balance.require_scores(scores)


@pytest.mark.parametrize(
    ("scores", "why"),
    [
        ({"wishes": 3}, "'wishes' is no criterion; they are wish, fairness"),
        ({"wish": 6}, "from 0 to 5, not 6"),
        ({"wish": -1}, "from 0 to 5, not -1"),
        ({"wish": True}, "not True"),
    ],
)
def test_senseless_scores_are_refused(scores: dict[str, int], why: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        balance.require_scores(scores)

    assert why in str(refusal.value)


def test_weights_come_from_the_settings() -> None:
    assert balance.parse_weights({"wish": 1}) == BalanceWeights(wish=1)
    with pytest.raises(SettingsError, match="no balance weight 'whish'; did you mean 'wish'"):
        balance.parse_weights({"whish": 1})
    with pytest.raises(SettingsError, match="balance weight 'wish' must be 0 or more"):
        balance.parse_weights({"wish": -1})


def test_every_criterion_has_a_name() -> None:
    assert set(balance.NAMES) == set(CRITERIA)
