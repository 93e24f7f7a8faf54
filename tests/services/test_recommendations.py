"""A recommendation on its whole road: each act one step, each refusal a sentence, every step undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.errors import GateError, InvalidInputError, NotFoundError, WrongStageError
from complaintdesk.models import Exposure
from complaintdesk.rules import kept_figures
from complaintdesk.rules import recommendations as road
from complaintdesk.rules.effects import EffectVerdict
from complaintdesk.rules.review_facts import RecommendationFacts
from complaintdesk.services import (
    change_options,
    effect_checks,
    effects,
    investigation,
    queue,
    recommendations,
    recommended,
    reviews,
)
from complaintdesk.services.change_options import NewChange
from complaintdesk.services.desk import Desk
from complaintdesk.services.recommendations import Decided, Road
from complaintdesk.services.review import Review
from complaintdesk.vocabulary import EffectKind, LibraryKind
from complaintdesk.vocabulary import RecommendationState as State
from tests import trending
from tests.conftest import AddComplaint, Now
from tests.rows import put
from tests.trending import OTHER, RISING, SIDES


@pytest.fixture
def desk(prepared: Desk) -> Desk:
    """A desk on which missed visits rise, with a recommendation of which nothing is missing."""
    return prepared


READY = 1
"""The recommendation of which nothing is missing."""


def adopted(desk: Desk) -> RecommendationFacts:
    """Put a whole recommendation forward and have it accepted."""
    recommendations.put_forward(desk, READY)
    return recommendations.decide(desk, READY, Decided(State.accepted, "It pays for itself"))


def test_it_begins_with_its_evidence_frozen_and_doing_nothing_weighed(desk: Desk, tmp_path: Path) -> None:
    found = trending.drafted(desk)

    trending.more(desk, tmp_path, {"2026-10": {RISING: 30}})

    again = recommended.load(desk, found.id)
    assert again.evidence == found.evidence
    assert again.evidence is not None
    assert (again.evidence.complaints, again.evidence.of) == (42, 115)
    assert again.evidence.row is not None
    assert again.evidence.row.verdict == "rising"
    assert again.evidence.counts[-3:] == (8, 8, 8)
    assert [option.do_nothing for option in again.options] == [True]
    assert again.state is State.draft
    assert [each.remedy for each in again.evidence.remedies] == ["apology"]


def test_a_saved_review_gives_the_evidence_as_it_was_seen(desk: Desk, tmp_path: Path) -> None:
    saved = trending.review(desk)
    trending.more(desk, tmp_path, {"2026-10": {RISING: 30}})
    assert saved.figures is not None

    kept = services.freezing.evidence_of_kept(saved.figures, RISING)

    assert (kept.complaints, kept.of) == (42, 115)
    assert kept.row == saved.patterns[0].row
    assert kept.counts[-3:] == (8, 8, 8)


def test_the_whole_road_is_undone_step_by_step_and_done_again(desk: Desk, now: Now) -> None:
    begun = services.care.last_step(desk)
    found = recommendations.put_forward(desk, trending.ready(desk).id)
    found = recommendations.decide(desk, found.id, Decided(State.accepted, "It pays for itself"))
    found = recommendations.implement(desk, found.id, "Stock is looked at first", "Job sheet of today")
    assert found.state is State.implemented

    taken = services.care.last_step(desk) - begun
    for _ in range(taken):
        services.history.undo(desk)
    assert [each.id for each in recommended.listed(desk)] == [READY]
    for _ in range(taken):
        services.history.redo(desk)
    assert recommended.load(desk, found.id) == found
    assert services.care.verify(desk).ok


def test_it_is_not_put_forward_while_something_is_missing(desk: Desk) -> None:
    found = trending.drafted(desk)

    with pytest.raises(GateError) as refused:
        recommendations.put_forward(desk, found.id)

    assert len(refused.value.missing) == len(road.missing(found)) >= 8
    assert recommended.load(desk, found.id).state is State.draft


def test_the_state_follows_the_options(desk: Desk) -> None:
    found = recommended.load(desk, READY)
    assert found.state is State.options_ready

    found = change_options.remove(desk, found.id, found.options[2].id)

    assert found.state is State.draft
    services.history.undo(desk)
    assert recommended.load(desk, found.id).state is State.options_ready


def test_removing_the_chosen_option_leaves_none_chosen(desk: Desk) -> None:
    found = recommended.load(desk, READY)
    assert found.chosen is not None

    found = change_options.remove(desk, found.id, found.chosen.id)

    assert found.chosen is None
    assert found.chosen_id is None


def test_it_goes_to_its_decision_maker_and_is_asked_after(desk: Desk, now: Now) -> None:
    found = recommendations.put_forward(desk, READY)
    assert (found.state, found.put_on, found.reply_due_on) == (
        State.put_forward,
        date(2026, 11, 18),
        date(2026, 12, 16),
    )

    now.day = date(2026, 12, 16)
    found = recommendations.acknowledge(desk, found.id, "Kim, for Jo Bell", date(2026, 11, 20))
    found = recommendations.chase(desk, found.id)

    assert (found.acknowledged_by, found.acknowledged_on) == ("Kim, for Jo Bell", date(2026, 11, 20))
    assert (found.chased_on, found.chases) == (date(2026, 12, 16), 1)


def test_a_decision_keeps_its_reason_its_conditions_and_who_made_it(desk: Desk) -> None:
    found = recommendations.put_forward(desk, READY)

    found = recommendations.decide(
        desk, found.id, Decided(State.accepted_changed, "Only for boilers", "From January")
    )

    assert found.state is State.accepted_changed
    assert (found.decided_by, found.decision_reason, found.conditions) == (
        "Jo Bell",
        "Only for boilers",
        "From January",
    )


def test_what_is_deferred_comes_up_again_and_can_be_decided_then(desk: Desk, now: Now) -> None:
    found = recommendations.put_forward(desk, READY)
    with pytest.raises(InvalidInputError, match="until when"):
        recommendations.decide(desk, found.id, Decided(State.deferred, "Budget"))

    found = recommendations.decide(desk, found.id, Decided(State.deferred, "Budget", until=date(2027, 1, 11)))

    assert found.deferred_until == date(2027, 1, 11)
    now.day = date(2027, 1, 11)
    items = [item for item in services.due.morning(desk) if item.kind == "recommendation"]
    assert [(item.reference, item.due_on) for item in items] == [("REC-1", date(2027, 1, 11))]
    found = recommendations.decide(desk, found.id, Decided(State.rejected, "No money"))
    assert found.deferred_until is None
    assert "rejected" in found.state


@pytest.mark.parametrize("state", [State.draft, State.implemented, State.withdrawn])
def test_what_is_no_decision_is_refused(desk: Desk, state: State) -> None:
    found = recommendations.put_forward(desk, READY)

    with pytest.raises(InvalidInputError, match="is no decision"):
        recommendations.decide(desk, found.id, Decided(state, "x"))


def test_days_that_cannot_be_are_refused(desk: Desk) -> None:
    found = recommended.load(desk, READY)
    with pytest.raises(InvalidInputError, match="Put forward on"):
        recommendations.put_forward(desk, found.id, date(2026, 11, 19))
    recommendations.route(desk, found.id, Road("Jo Bell", "Head", "paper", None, date(2026, 11, 17)))
    with pytest.raises(InvalidInputError, match="Reply due on"):
        recommendations.put_forward(desk, found.id)
    recommendations.route(desk, found.id, Road("Jo Bell", "Head", "paper"))
    recommendations.put_forward(desk, found.id)
    acts: tuple[Callable[[], object], ...] = (
        lambda: recommendations.acknowledge(desk, found.id, "Jo", date(2026, 11, 17)),
        lambda: recommendations.chase(desk, found.id, date(2026, 11, 19)),
        lambda: recommendations.decide(desk, found.id, Decided(State.accepted, "x", on=date(2026, 11, 17))),
    )
    for act in acts:
        with pytest.raises(InvalidInputError, match="2026-11-1"):
            act()


def test_what_was_put_forward_is_not_changed_behind_its_reader(desk: Desk) -> None:
    found = recommendations.put_forward(desk, READY)
    option = found.options[1]

    acts: tuple[Callable[[], object], ...] = (
        lambda: change_options.add(desk, found.id, NewChange("x")),
        lambda: change_options.edit(desk, found.id, option.id, NewChange("x")),
        lambda: change_options.remove(desk, found.id, option.id),
        lambda: recommendations.choose(desk, found.id, option.id, "x"),
        lambda: recommendations.describe(desk, found.id, "x", "x", "x"),
        lambda: recommendations.route(desk, found.id, Road("x")),
        lambda: recommendations.put_forward(desk, found.id),
        lambda: recommendations.implement(desk, found.id, "x", "y"),
        lambda: recommendations.remove(desk, found.id),
    )
    for act in acts:
        with pytest.raises(WrongStageError, match="REC-1 is put forward, so you cannot"):
            act()
    assert recommended.load(desk, found.id) == found


def test_a_recommendation_is_withdrawn_with_its_reason_and_then_removed(desk: Desk) -> None:
    found = recommendations.put_forward(desk, READY)
    with pytest.raises(InvalidInputError, match="Reason is needed"):
        recommendations.withdraw(desk, found.id, " ")

    found = recommendations.withdraw(desk, found.id, "Stores did it already")

    assert (found.state, found.withdrawn_reason) == (State.withdrawn, "Stores did it already")
    with pytest.raises(WrongStageError):
        recommendations.withdraw(desk, found.id, "again")
    assert recommendations.remove(desk, found.id) == ()
    with pytest.raises(NotFoundError, match="no such recommendation"):
        recommended.load(desk, found.id)


def test_evidence_is_linked_and_unlinked_and_listed_by_a_filter(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    first, second = add_complaint(), add_complaint()
    found = trending.drafted(desk)
    assert len(queue.page(desk, filter_text=recommended.behind(found), count=100)) == 42

    found = recommendations.link(desk, found.id, [first.reference, "cd 2026 2", first.reference])
    found = recommendations.link(desk, found.id, [second.reference])

    assert [each.id for each in found.complaints] == [first.id, second.id]
    assert len(queue.page(desk, filter_text=recommended.behind(found))) == 2
    found = recommendations.unlink(desk, found.id, first.id)
    assert [each.id for each in found.complaints] == [second.id]
    with pytest.raises(NotFoundError, match="not among the evidence"):
        recommendations.unlink(desk, found.id, first.id)
    with pytest.raises(InvalidInputError, match="CD-2026-0007"):
        recommendations.link(desk, found.id, [])


def test_a_clause_is_named_in_the_edition_that_held(desk: Desk) -> None:
    services.library.add(desk, LibraryKind.policy_clause, "REP-4", "Visits", "By phone.")
    clause = services.library.entries(desk, LibraryKind.policy_clause)[0]
    found = trending.drafted(desk)

    found = change_options.add(
        desk,
        found.id,
        NewChange("Change the rule", clause_id=clause.id, new_text="After the part is here."),
    )
    services.library.add(desk, LibraryKind.policy_clause, "REP-4", "Visits", "Otherwise.")

    option = recommended.load(desk, found.id).options[1]
    assert (option.clause, option.clause_text) == ("REP-4 Visits (edition 1)", "By phone.")
    assert option.new_text == "After the part is here."


def test_an_option_must_say_something_and_cost_no_less_at_most_than_at_least(desk: Desk) -> None:
    found = trending.drafted(desk)

    with pytest.raises(InvalidInputError, match="Change is needed"):
        change_options.add(desk, found.id, NewChange(" "))
    with pytest.raises(InvalidInputError, match="less at most than at least") as refused:
        change_options.add(desk, found.id, NewChange("x", cost_low_minor=5, cost_high_minor=4))
    assert refused.value.field == "cost_high"
    with pytest.raises(InvalidInputError, match="weighed already"):
        change_options.add(desk, found.id, NewChange("Nothing", do_nothing=True))


def test_what_customers_accepted_and_the_service_offer_are_proposed(desk: Desk) -> None:
    services.library.add(desk, LibraryKind.service_offer, "SO-1", "Visits", "One visit.")
    found = trending.drafted(desk)

    proposed = change_options.proposals(desk, found)

    assert [(each.remedy, each.accepted.n) for each in proposed.remedies] == [("apology", 66)]
    assert [each.code for each in proposed.offers] == ["SO-1"]


# ---- The effect ----------------------------------------------------------------------------------


def test_how_it_will_be_known_is_written_down_with_the_baseline(desk: Desk) -> None:
    found = trending.ready(desk, window_months=6)

    assert found.effect is not None
    check = found.effect
    assert (check.baseline_from, check.baseline_to) == (date(2025, 11, 1), date(2026, 10, 31))
    assert check.baseline_value == "42 in 12 months"
    assert check.review_on == date(2027, 6, 1)
    assert check.measure == "complaints about missed visit"
    assert check.plan[0] == "At 4 a month, halving would show within about 15 months, four times in five."
    assert check.target == "falls by 50% or more"


def test_it_cannot_be_written_down_after_the_change(desk: Desk) -> None:
    found = adopted(desk)
    recommendations.implement(desk, found.id, "Done", "Sheet")

    with pytest.raises(WrongStageError, match="before the change"):
        effect_checks.plan(desk, found.id, effects.Plan(EffectKind.number, RISING))


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (effects.Plan(EffectKind.number, " "), "Say which category is to fall"),
        (effects.Plan(EffectKind.number, RISING, smallest_percent=0), "between 1% and 100%"),
        (effects.Plan(EffectKind.number, RISING, planned_change_on=date(2026, 11, 17)), "Change planned for"),
        (effects.Plan(EffectKind.number, RISING, "weather"), "cannot be counted by 'weather'"),
        (effects.Plan(EffectKind.rate, RISING, exposure="visits"), "is not known for 2025-11"),
    ],
)
def test_a_plan_that_cannot_be_measured_is_refused(desk: Desk, plan: effects.Plan, words: str) -> None:
    found = trending.drafted(desk)

    with pytest.raises(InvalidInputError, match=words):
        effect_checks.plan(desk, found.id, plan)
    assert recommended.load(desk, found.id).effect is None


def change_made(desk: Desk, now: Now, day: date = date(2026, 12, 1)) -> RecommendationFacts:
    found = adopted(desk)
    now.day = day
    return recommendations.implement(desk, found.id, "Stock is looked at first", "Job sheet")


def test_once_the_clock_has_moved_a_fall_is_found_beside_the_others(
    desk: Desk, now: Now, tmp_path: Path
) -> None:
    found = change_made(desk, now)
    assert found.effect is not None
    assert found.effect.review_on == date(2027, 3, 1)
    months = ["2026-11", "2026-12", "2027-01", "2027-02"]
    trending.more(
        desk, tmp_path, {month: {RISING: 8 if month < "2026-12" else 0, OTHER: 6} for month in months}
    )
    now.day = date(2027, 3, 1)

    seen = effect_checks.look(desk, found.id)
    found = effect_checks.record(desk, found.id, "Nothing known")

    assert seen.verdict == "fell, more than other complaints"
    assert (seen.own.before, seen.own.after) == (48, 0)
    assert (seen.others.before, seen.others.after) == (73, 18)
    assert seen.peak == pytest.approx(3.0, abs=0.1)
    assert seen.chart is not None
    assert len(set(seen.chart.centre)) == 1
    assert [each.what for each in seen.beside][:1] == ["Days until half are closed"]
    assert found.state is State.effective
    assert found.effect is not None
    assert found.effect.verdict == seen.verdict
    assert found.effect.after_value == "0 in 3 months"
    assert found.effect.confounders == "Nothing known"
    assert found.effect.found is not None
    assert kept_figures.to_json(found.effect.found) == kept_figures.to_json(seen)


def test_before_its_day_it_is_too_early_and_nothing_is_concluded(
    desk: Desk, now: Now, tmp_path: Path
) -> None:
    found = change_made(desk, now)
    now.day = date(2027, 2, 28)

    assert effect_checks.look(desk, found.id).verdict == "too early"
    with pytest.raises(InvalidInputError, match="too early to conclude"):
        effect_checks.record(desk, found.id, "Nothing", conclude=State.not_effective)
    with pytest.raises(InvalidInputError, match="say when to look again"):
        effect_checks.record(desk, found.id, "Nothing")
    found = effect_checks.record(desk, found.id, "Nothing", date(2027, 3, 15))
    assert (found.state, found.effect and found.effect.review_on) == (State.implemented, date(2027, 3, 15))


def test_where_nothing_at_all_came_in_it_is_the_record_that_stopped(desk: Desk, now: Now) -> None:
    found = change_made(desk, now)
    now.day = date(2027, 3, 1)

    seen = effect_checks.look(desk, found.id)

    assert (seen.own.after, seen.others.after, seen.verdict) == (0, 0, "too early")
    assert "No complaint of any kind is on record for the 3 months since" in seen.sentence
    with pytest.raises(InvalidInputError, match="too early to conclude"):
        effect_checks.record(desk, found.id, "Nothing", conclude=State.effective)


def test_no_clear_change_is_looked_at_again_or_concluded_by_the_handler(
    desk: Desk, now: Now, tmp_path: Path
) -> None:
    found = change_made(desk, now)
    trending.more(
        desk, tmp_path, {month: {RISING: 4, OTHER: 6} for month in ("2026-12", "2027-01", "2027-02")}
    )
    now.day = date(2027, 3, 1)

    assert effect_checks.look(desk, found.id).verdict == "no clear change yet"
    with pytest.raises(InvalidInputError, match="Look again on"):
        effect_checks.record(desk, found.id, "Nothing", date(2027, 2, 1))
    found = effect_checks.record(desk, found.id, "A new contractor", conclude=State.not_effective)
    assert found.state is State.not_effective


def test_a_rise_is_called_one(desk: Desk, now: Now, tmp_path: Path) -> None:
    found = change_made(desk, now)
    trending.more(
        desk, tmp_path, {month: {RISING: 16, OTHER: 6} for month in ("2026-12", "2027-01", "2027-02")}
    )
    now.day = date(2027, 3, 1)

    assert effect_checks.record(desk, found.id, "Frost").state is State.not_effective


@pytest.mark.parametrize("kind", [EffectKind.share, EffectKind.median_days, EffectKind.repeat_share])
def test_every_kind_of_measure_is_looked_at(desk: Desk, now: Now, kind: EffectKind) -> None:
    base = effects.baseline(desk, effects.Plan(kind, RISING))
    now.day = date(2026, 11, 18)
    seen = effects.look(desk, effects.Plan(kind, RISING), date(2026, 8, 1), 3)

    assert base.words
    assert seen.verdict in {str(each) for each in EffectVerdict}
    assert seen.own.before_of
    assert seen.own.after_of


def test_a_rate_is_by_what_there_was_to_complain_about(desk: Desk, now: Now) -> None:
    months = [f"{year}-{month:02d}" for year in (2025, 2026) for month in range(1, 13)]
    put(
        desk,
        *(
            Exposure.model_validate(
                {"measure": "visits", "period": month, "amount": 4000 if month >= "2026-08" else 1000}
            )
            for month in months
        ),
    )

    seen = effects.look(desk, effects.Plan(EffectKind.rate, RISING, exposure="visits"), date(2026, 8, 1), 3)

    # Four times the visits and four times the complaints are the same rate.
    assert seen.own.ratio == pytest.approx(1.0)
    assert seen.verdict == "no clear change yet"
    assert effects.exposures(desk) == ["visits"]


def test_there_is_no_effect_before_the_change_or_without_a_plan(desk: Desk) -> None:
    found = recommended.load(desk, READY)
    with pytest.raises(WrongStageError, match="no effect before the change"):
        effect_checks.look(desk, found.id)

    bare = recommendations.start(desk, recommendations.Draft("Other", "x"))
    recommendations.route(desk, bare.id, Road("Jo Bell"))
    option = change_options.add(desk, bare.id, NewChange("Do it", **SIDES)).options[1]
    recommendations.choose(desk, bare.id, option.id, "x")
    recommendations.put_forward(desk, bare.id, override_reason="Asked for at once")
    recommendations.decide(desk, bare.id, Decided(State.accepted, "x"))
    made = recommendations.implement(desk, bare.id, "x", "y")
    assert made.override_reason == "Asked for at once"
    with pytest.raises(InvalidInputError, match="not written down before the change"):
        effect_checks.look(desk, bare.id)


# ---- Reminders -----------------------------------------------------------------------------------


def kinds_due(desk: Desk, within: int = 7) -> dict[str, date]:
    return {
        item.kind: item.due_on for item in services.due.morning(desk, within) if item.complaint_id is None
    }


def test_an_unanswered_recommendation_is_due_after_twenty_working_days(desk: Desk, now: Now) -> None:
    found = recommendations.put_forward(desk, READY)
    assert "recommendation" not in kinds_due(desk)

    now.day = date(2026, 12, 16)
    assert kinds_due(desk)["recommendation"] == date(2026, 12, 16)
    recommendations.chase(desk, found.id)
    assert "recommendation" not in kinds_due(desk)
    recommendations.decide(desk, found.id, Decided(State.accepted, "x"))
    assert "recommendation" not in kinds_due(desk, 60)


def test_an_adopted_change_is_due_on_the_day_of_its_check(desk: Desk, now: Now) -> None:
    change_made(desk, now)

    now.day = date(2027, 2, 25)

    assert kinds_due(desk) == {"effect": date(2027, 3, 1)}


def test_doing_nothing_for_now_is_looked_at_again_on_its_day(desk: Desk, now: Now) -> None:
    found = recommended.load(desk, READY)
    recommendations.choose(desk, found.id, found.options[0].id, "Winter is over soon", "They cost")
    recommendations.put_forward(desk, found.id)
    recommendations.decide(desk, found.id, Decided(State.accepted, "Agreed"))
    now.day = date(2027, 1, 28)

    assert kinds_due(desk) == {"effect": date(2027, 2, 1)}


def test_a_review_is_due_again_until_it_was_made_again(desk: Desk, now: Now) -> None:
    reviews.save(desk, Review(desk), "October", again_on=date(2026, 11, 20))
    assert kinds_due(desk) == {"review": date(2026, 11, 20)}

    reviews.save(desk, Review(desk), "November")

    assert kinds_due(desk) == {}


def test_three_of_a_kind_in_ninety_days_ask_for_a_review_until_there_is_one(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    cause = desk.vocabularies.causes.choices[0].id
    for day in (date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 2)):
        assert "like-complaints" not in kinds_due(desk)
        complaint = add_complaint(received_on=day)
        services.triage.accept(desk, complaint.id)
        investigation.add_head(desk, complaint.id, "Late", cause)

    # The one of 1 August is older than ninety days.
    (item,) = [item for item in services.due.morning(desk) if item.kind == "like-complaints"]
    assert (item.due_on, item.days_left, item.reference) == (desk.today(), 0, "Trends")
    assert "3 complaints in 90 days" in item.what
    assert desk.vocabularies.causes.label(cause) in item.what
    reviews.save(desk, Review(desk, grouping="cause"), "Lateness")
    assert "like-complaints" not in kinds_due(desk)


def test_reminders_go_into_the_calendar_under_their_reference(desk: Desk, tmp_path: Path) -> None:
    recommendations.put_forward(desk, READY)

    written = services.exporting.export_calendar(desk, tmp_path / "due.ics", 60).read_text("utf-8")

    assert "SUMMARY:REC-1: recommendation" in written
