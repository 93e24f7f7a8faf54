"""Which stage may follow which."""

from __future__ import annotations

import pytest

from complaintdesk.errors import WrongStageError
from complaintdesk.rules import stages
from complaintdesk.rules.stages import Place, Rung
from complaintdesk.vocabulary import Stage


def test_every_stage_says_what_may_follow_it() -> None:
    assert set(stages.MOVES) == set(Stage)


def test_the_ladder_can_be_climbed_from_bottom_to_top() -> None:
    for current, wanted in zip(stages.LADDER, stages.LADDER[1:], strict=False):
        stages.require_move(current, wanted)
        assert stages.MOVES[current][0] is wanted


def test_every_stage_can_be_reached_from_the_first() -> None:
    reached, waiting = {Stage.referred}, [Stage.referred]
    while waiting:
        for following in stages.MOVES[waiting.pop()]:
            if following not in reached:
                reached.add(following)
                waiting.append(following)

    assert reached == set(Stage)


@pytest.mark.parametrize(
    ("current", "wanted", "sentence"),
    [
        (
            Stage.closed,
            Stage.implementing,
            (
                "CD-2026-0007 is closed; closed cannot become implementing. "
                "From closed it can go to investigating or negotiating."
            ),
        ),
        (
            Stage.merged,
            Stage.referred,
            "CD-2026-0007 is merged; merged cannot become referred. Nothing follows it.",
        ),
        (Stage.closed, Stage.closed, "CD-2026-0007 is closed already."),
        (
            Stage.returned,
            Stage.closed,
            "CD-2026-0007 is returned; returned cannot become closed. From returned it can go to referred.",
        ),
    ],
)
def test_a_move_out_of_order_is_refused_with_the_ways_out(
    current: Stage, wanted: Stage, sentence: str
) -> None:
    with pytest.raises(WrongStageError) as refusal:
        stages.require_move(current, wanted, "CD-2026-0007")

    assert str(refusal.value) == sentence


def test_an_act_of_another_stage_is_refused() -> None:
    stages.require_stage(Stage.negotiating, (Stage.negotiating,), "make an offer")
    with pytest.raises(WrongStageError, match="to make an offer it must be deciding or negotiating"):
        stages.require_stage(Stage.referred, (Stage.deciding, Stage.negotiating), "make an offer")


@pytest.mark.parametrize(
    ("current", "wanted", "forward"),
    [
        (Stage.referred, Stage.investigating, True),
        (Stage.deciding, Stage.checking, True),
        (Stage.deciding, Stage.investigating, False),
        (Stage.deciding, Stage.deciding, False),
        (Stage.closed, Stage.negotiating, False),
        (Stage.referred, Stage.merged, False),
        (Stage.returned, Stage.referred, False),
    ],
)
def test_forward_is_up_the_ladder(current: Stage, wanted: Stage, forward: bool) -> None:
    assert stages.is_forward(current, wanted) is forward


def test_the_strip_shows_what_is_done_and_what_is_ahead() -> None:
    rungs = stages.ladder(Stage.negotiating)

    assert [rung.stage for rung in rungs] == list(stages.LADDER)
    assert [rung.place for rung in rungs] == [Place.done] * 3 + [Place.here] + [Place.ahead] * 3


@pytest.mark.parametrize("stage", [Stage.returned, Stage.merged])
def test_a_complaint_off_the_ladder_has_a_rung_of_its_own(stage: Stage) -> None:
    assert stages.ladder(stage) == (Rung(Stage.referred, Place.done), Rung(stage, Place.here))


@pytest.mark.parametrize("stage", list(Stage))
def test_closed_returned_and_merged_ask_for_no_work(stage: Stage) -> None:
    assert stages.is_live(stage) is (stage not in {Stage.closed, Stage.returned, Stage.merged})
