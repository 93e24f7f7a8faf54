"""Recommendations: proposed changes on their road, and the reviews they come from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from complaintdesk import services
from complaintdesk.errors import ExportRefusedError
from complaintdesk.rules import recommendations as road
from complaintdesk.screens import (
    decision_forms,
    portfolio_forms,
    recommendation_parts,
    review_forms,
    review_parts,
)
from complaintdesk.screens import recommendation_forms as forms
from complaintdesk.screens.asking import Values, export_fields
from complaintdesk.screens.listed_overview import ListedOverview
from complaintdesk.screens.place import OPEN
from complaintdesk.screens.recommendation_parts import (
    EVIDENCE,
    OF_A_RECOMMENDATION,
    OPTIONS,
    PARTS,
    PATTERNS,
    RECOMMENDATIONS,
    REVIEWS,
    Held,
)
from complaintdesk.vocabulary import RecommendationState as State
from complaintdesk.widgets.foreign import say
from complaintdesk.widgets.form_field import Choice
from complaintdesk.widgets.row_list import RowList

if TYPE_CHECKING:
    from collections.abc import Callable

    from complaintdesk.rules.review_facts import ChangeFacts, RecommendationFacts
    from complaintdesk.rules.rule_book import Where
    from complaintdesk.screens.recommendation_gate import Answer
    from complaintdesk.services.desk import Desk

STRETCHES = (
    Choice("problem", "The problem and its cause"),
    Choice("choice", "The choice, and why"),
    Choice("route", "Who decides, and how it gets there"),
    Choice("effect", "How it will be known whether it worked"),
)
"""What `e` on a recommendation can change; its options and its evidence are parts of their own."""


class RecommendationsScreen(ListedOverview[Held]):
    """Shows recommendations and reviews part by part; the one the cursor was on last is in hand."""

    PLACE = "recommendations"
    PARTS = PARTS
    PURPOSE = (
        "Proposed changes on their way: evidence, options, the one chosen, the decision, and whether it "
        "helped. Take each one step further, and look here for replies that are late."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus", "add", "Add", id="record.add", key_display="+"),
        Binding("e", "edit", "Edit", id="record.edit"),
        Binding("m", "missing", "Missing", id="gate.show", tooltip="What is missing, and go on"),
        Binding("P", "put", "Put forward", id="recommendation.put"),
        Binding("r", "record", "Record", id="recommendation.record"),
        Binding("W", "write", "Recommend", id="recommendation.write"),
        Binding("equals_sign", "claim", "Claim", id="record.claim", key_display="=",
                tooltip="Claim it as evidence", show=False),
        Binding("x", "remove", "Remove", id="record.remove", show=False),
    ]  # fmt: skip

    road_line = getters.query_one("#road", Static)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.recommendation_id: int | None = None
        self.review_id: int | None = None

    def compose_head(self) -> Iterator[Widget]:
        """Lay out, below the lines of places and parts, where what is in hand is on its road."""
        yield from super().compose_head()
        yield Static(id="road")

    def reload(self) -> None:
        """Read everything anew, and go to what was asked for."""
        sought, self.sought = self.sought, None
        if sought is not None:
            self._seek(sought)
        self.shown = recommendation_parts.read(self.desk, self.recommendation_id, self.review_id)
        if sought is not None and sought.record_id is not None:
            self.rows.move_to(sought.record_id)

    def _seek(self, where: Where) -> None:
        """Have the record that something is to be done about in hand."""
        if where.record_kind == "review":
            self.review_id, self.part_key = where.record_id, REVIEWS
        elif where.record_kind == "recommendation":
            self.recommendation_id, self.part_key = where.record_id, RECOMMENDATIONS

    def stand(self) -> tuple[str | int | None, ...]:
        """Return the part, the row, and which recommendation and review are in hand."""
        return *super().stand(), self.recommendation_id, self.review_id

    def stand_at(self, stand: tuple[str | int | None, ...]) -> None:
        """Have the same in hand, and go to the part and the row."""
        recommendation_id, review_id = stand[2:]
        self.recommendation_id = recommendation_id if isinstance(recommendation_id, int) else None
        self.review_id = review_id if isinstance(review_id, int) else None
        self.reload()
        super().stand_at(stand)

    def watch_shown(self, shown: Held | None) -> None:
        """Draw every part anew, of what is in hand now."""
        if shown is not None:
            self.recommendation_id = shown.recommendation.id if shown.recommendation else None
            self.review_id = shown.review.id if shown.review else None
        super().watch_shown(shown)

    def show_detail(self) -> None:
        """Say in full what the cursor is on, and where it is on its road."""
        super().show_detail()
        if self.shown is not None:
            of_review = self.part_key in {REVIEWS, PATTERNS}
            self.road_line.update(recommendation_parts.road_lines(self.shown, self.symbols, of_review))

    def take_in_hand(self, key: object) -> None:
        """Have the recommendation or review at the cursor in hand, with its own parts."""
        is_other = (self.part_key == RECOMMENDATIONS and key != self.recommendation_id) or (
            self.part_key == REVIEWS and key != self.review_id
        )
        if not is_other or not isinstance(key, int):
            return
        if self.part_key == RECOMMENDATIONS:
            self.recommendation_id = key
        else:
            self.review_id = key
        with self.showing_refusals():
            self.shown = recommendation_parts.read(self.desk, self.recommendation_id, self.review_id)

    @on(RowList.Chosen)
    def _enter(self) -> None:
        found, held, key = self.found, self.shown, self.rows.cursor_key
        if held is None or key is None:
            return
        if self.part_key == OPTIONS:
            self.sets_out(OPEN)
            self.open_record()
        elif self.part_key == EVIDENCE and isinstance(key, int):
            self.post_message(self.Going("investigation", key))
        else:
            self._open_behind(self._filter_behind(held, found))

    def _filter_behind(self, held: Held, found: RecommendationFacts | None) -> str:
        if self.part_key == RECOMMENDATIONS:
            return services.recommended.behind(found) if found else ""
        if held.review is None:
            return ""
        pattern = review_parts.pattern_of(held, self.rows.cursor_key)
        if self.part_key == REVIEWS or pattern is None:
            return services.reviews.behind(held.review)
        return services.reviews.behind_pattern(held.review, pattern)

    def _open_behind(self, filter_text: str) -> None:
        if filter_text:
            self.post_message(self.Going("desk", None, filter_text))
        else:
            say(self, "No complaints are linked yet; ] goes to the evidence, + links some.")

    @property
    def found(self) -> RecommendationFacts | None:
        """The recommendation in hand."""
        return self.shown.recommendation if self.shown else None

    @property
    def _option(self) -> ChangeFacts | None:
        options = self.found.options if self.found else ()
        return next((each for each in options if each.id == self.rows.cursor_key), None)

    def complaint_in_hand(self) -> int | None:
        """Return the complaint at the cursor, among the evidence."""
        key = self.rows.cursor_key if self.is_mounted and self.part_key == EVIDENCE else None
        return key if isinstance(key, int) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what the part and the state of what is in hand allow."""
        if not self.is_mounted:
            return super().check_action(action, parameters)
        in_reviews = self.part_key in {REVIEWS, PATTERNS}
        if action in {"missing", "put", "record"}:
            return not in_reviews and self.found is not None and self._allows(action)
        if action == "write":
            return in_reviews and self.shown is not None and self.shown.review is not None
        if action in {"export", "claim"}:
            return True if (self.shown and (self.shown.review if in_reviews else self.found)) else None
        if action == "edit" and (self.rows.cursor_key is None or self.part_key == EVIDENCE):
            return None
        if action == "remove" and self.rows.cursor_key is None:
            return None
        if action == "add":
            return self._may_add()
        return super().check_action(action, parameters)

    def _may_add(self) -> bool | None:
        if self.part_key in OF_A_RECOMMENDATION:
            return True if self.found else None
        if self.part_key == PATTERNS:
            return True if self.shown and self.shown.review else None
        return True

    def _allows(self, action: str) -> bool:
        assert self.found is not None
        is_prepared = self.found.state in road.PREPARED
        if action == "missing":
            return True
        if action == "record":
            return not is_prepared and self.found.state not in road.ENDED
        return is_prepared

    def action_add(self) -> None:
        found, held = self.found, self.shown
        if self.part_key == RECOMMENDATIONS:
            forms.ask_new(self)
        elif self.part_key == REVIEWS:
            review_forms.ask_new(self)
        elif self.part_key == PATTERNS and held is not None and held.review is not None:
            review_forms.ask_pattern(self, held.review, None)
        elif found is not None and self.part_key == OPTIONS:
            forms.ask_which_option(self, found)
        elif found is not None:
            forms.ask_evidence(self, found)

    def action_edit(self) -> None:
        found, held, option = self.found, self.shown, self._option
        if self.part_key == RECOMMENDATIONS and found is not None:
            self._ask_stretch(found)
        elif self.part_key == OPTIONS and found is not None and option is not None:
            forms.ask_option(self, found, option)
        elif held is not None and held.review is not None and self.part_key == REVIEWS:
            review_forms.edit(self, held.review)
        elif held is not None and held.review is not None and self.part_key == PATTERNS:
            pattern = review_parts.pattern_of(held, self.rows.cursor_key)
            review_forms.ask_pattern(self, held.review, pattern)

    def _ask_stretch(self, found: RecommendationFacts) -> None:
        self.choose(
            f"{found.reference}: what to change", STRETCHES, lambda answer: self._ask_for(answer, found)
        )

    def _ask_for(self, action: str, found: RecommendationFacts, record_id: int | None = None) -> None:
        """Open the form in which something is put right."""
        if action == "option.edit":
            option = next((each for each in found.options if each.id == record_id), None)
            self.part_key = OPTIONS
            if option is not None:
                self.rows.move_to(option.id)
                forms.ask_option(self, found, option)
        elif action == "option.add":
            self.part_key = OPTIONS
            forms.ask_which_option(self, found)
        elif action == "evidence":
            self.part_key = EVIDENCE
            forms.ask_evidence(self, found)
        else:
            _STRETCH[action](self, found)

    def action_remove(self) -> None:
        held, found, key = self.shown, self.found, self.rows.cursor_key
        if held is None or not isinstance(key, int):
            return
        with self.showing_refusals():
            if self.part_key == RECOMMENDATIONS:
                services.recommendations.remove(self.desk, key)
            elif self.part_key == REVIEWS:
                services.reviews.remove(self.desk, key)
            elif self.part_key == PATTERNS and held.review is not None:
                services.reviews.remove_pattern(self.desk, held.review.id, key)
            elif found is not None and self.part_key == OPTIONS:
                services.change_options.remove(self.desk, found.id, key)
            elif found is not None:
                services.recommendations.unlink(self.desk, found.id, key)
            say(self, "Removed. u undoes.")
            self.reload()

    def action_missing(self) -> None:
        from complaintdesk.screens.recommendation_gate import RecommendationGate

        found = self.found
        if found is not None and found.state in road.PREPARED:
            self.app.push_screen(RecommendationGate(found, self.symbols), self._after_gate)
        elif found is not None:
            say(self, road.next_step(found))

    def _after_gate(self, answer: Answer) -> None:
        found = self.found
        if answer is None or found is None:
            return
        if answer in ("advance", "override"):
            decision_forms.ask_put(self, found, override=answer == "override")
        elif not isinstance(answer, str):
            self._ask_for(answer.action, found, answer.record_id)

    def action_put(self) -> None:
        """Put it forward, or show what is missing."""
        found = self.found
        if found is None:
            return
        if road.missing(found):
            self.action_missing()
        else:
            decision_forms.ask_put(self, found)

    def action_record(self) -> None:
        """Ask what happened to it: what can have happened follows from where it is on its road."""
        found = self.found
        if found is None:
            return
        self.choose(
            f"{found.reference}: what happened",
            _recordable(found),
            lambda answer: _RECORD[answer](self, found),
        )

    def action_write(self) -> None:
        """Write a recommendation from the pattern at the cursor, or from the review."""
        review = self.shown.review if self.shown else None
        if self.shown is None or review is None or review.figures is None:
            return
        pattern = (
            review_parts.pattern_of(self.shown, self.rows.cursor_key) if self.part_key == PATTERNS else None
        )
        value = pattern.value if pattern else ""
        draft = services.recommendations.Draft(
            "",
            pattern.finding if pattern else review.summary,
            services.freezing.evidence_of_kept(review.figures, value),
            pattern.root_cause if pattern else "",
            "5 whys" if pattern and len(pattern.whys) >= 5 else "",
            pattern.confirmed_how if pattern else "",
            tuple(each.id for each in pattern.complaints) if pattern else (),
            review_id=review.id,
            pattern_id=pattern.id if pattern else None,
        )
        forms.ask_new(self, draft)

    def action_claim(self) -> None:
        """Ask for which criterion the record at the cursor is evidence, and what it shows."""
        held = self.shown
        if held is None:
            return
        paper = held.review if self.part_key in {REVIEWS, PATTERNS} else held.recommendation
        if paper is not None:
            option = self._option if self.part_key == OPTIONS else None
            portfolio_forms.ask_criterion(self, paper.reference, option.number if option else None)

    def action_export(self) -> None:
        """Ask where the paper goes, and write it."""
        in_reviews = self.part_key in {REVIEWS, PATTERNS}
        held = self.shown
        record = (held.review if in_reviews else held.recommendation) if held else None
        if record is None:
            return
        write = services.papers.export_review if in_reviews else services.papers.export_recommendation
        written: list[Path] = []

        def act(values: Values) -> None:
            to = Path(values["to"])
            paper = (
                to.expanduser() / f"{'review' if in_reviews else 'recommendation'}-{record.id}" / "report.md"
            )
            if not values["force"] and paper.exists():
                raise ExportRefusedError(f"{paper} is there already; 'Replace what is there' replaces it.")
            written[:] = write(
                self.desk,
                record.id,
                to,
                identified=bool(values["identified"]),
                force=bool(values["force"]),
            )

        self.ask(
            f"paper:{record.reference}",
            f"Write the paper of {record.reference}",
            export_fields(self.desk),
            act,
            lambda: f"Paper written: {written[0]}",
            writes=False,
        )


_STRETCH: dict[str, Callable[[RecommendationsScreen, RecommendationFacts], None]] = {
    "problem": forms.ask_problem,
    "choice": forms.ask_choice,
    "route": forms.ask_route,
    "effect": forms.ask_effect,
}

_RECORD: dict[str, Callable[[RecommendationsScreen, RecommendationFacts], None]] = {
    "acknowledged": decision_forms.ask_acknowledged,
    "chased": decision_forms.chase,
    "decided": decision_forms.ask_decision,
    "done": decision_forms.ask_done,
    "look": decision_forms.ask_look,
    "withdrawn": decision_forms.ask_withdraw,
}


def _recordable(found: RecommendationFacts) -> tuple[Choice, ...]:
    """Return what can have happened to a recommendation, the likeliest first."""
    offered = []
    if found.state in road.AWAITED:
        if found.acknowledged_on is None:
            offered.append(Choice("acknowledged", "It was acknowledged"))
        offered += [Choice("decided", "It was decided"), Choice("chased", "I asked after it today")]
    if found.state in road.ADOPTED:
        offered.append(Choice("done", "The change was made"))
    if found.state is State.implemented:
        offered.append(Choice("look", "Look whether it worked"))
    return (*offered, Choice("withdrawn", "It is withdrawn"))
