"""The forms of a recommendation until it is put forward: each asks for one stretch of its road.

What comes after that is asked by `decision_forms`.
`ask_new` is what `W` on Trends calls, with the problem and its evidence filled in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from complaintdesk import services
from complaintdesk.rules import review_words
from complaintdesk.rules.review_facts import ChangeFacts, RecommendationFacts
from complaintdesk.rules.rule_book import Where
from complaintdesk.screens import choices
from complaintdesk.screens.asking import word
from complaintdesk.screens.place import PlaceScreen
from complaintdesk.screens.review_forms import references
from complaintdesk.vocabulary import EffectKind, LibraryKind
from complaintdesk.widgets.form_field import Choice, FormField

if TYPE_CHECKING:
    from complaintdesk.screens.asking import Asking, Values
    from complaintdesk.services.recommendations import Draft

METHODS = tuple(
    Choice(each)
    for each in (
        "5 whys",
        "cause-and-effect diagram",
        "walk through the process",
        "case reading",
        "asked the staff",
    )
)
"""How a root cause is looked for; another one may be typed."""

ROUTES = tuple(
    Choice(each)
    for each in ("paper to a meeting", "email", "one-to-one meeting", "change request", "suggestion scheme")
)
"""How a recommendation reaches who decides; another one may be typed."""

REVERSIBLE = tuple(
    Choice(each, each, words)
    for each, words in (
        ("easily", "Taken back within days, at no cost"),
        ("with some cost", "Taken back, but that costs time or money"),
        ("hardly", "Once made it stays"),
    )
)

KINDS: Mapping[EffectKind, tuple[str, str]] = MappingProxyType(
    {
        EffectKind.number: ("number of complaints", "For days alike; the usual one"),
        EffectKind.rate: (
            "rate per exposure",
            "Where customers, orders or visits are entered month by month",
        ),
        EffectKind.share: (
            "share of all complaints",
            "Where how much there was is not known, and others stay",
        ),
        EffectKind.median_days: ("days until half are closed", "Where complaints should be settled sooner"),
        EffectKind.repeat_share: ("share that comes back", "Customers who complain again within 90 days"),
    }
)
"""What can be measured -> its name, and when it is the right one."""


def ask_new(screen: Asking, draft: Draft | None = None) -> None:
    """Ask what the problem is; what a review says of it is filled in."""
    given = draft or services.recommendations.Draft("")
    fields = (
        FormField("title", "What should change", "text", required=True, value=given.title or None),
        FormField(
            "problem",
            "The problem",
            "long",
            value=given.problem or None,
            help="What happens to whom, how often",
        ),
        FormField("references", "Complaints that show it", "text", help="References with blanks between"),
    )

    begun: list[RecommendationFacts] = []

    def act(values: Values) -> None:
        begun[:] = [
            services.recommendations.start(
                screen.desk,
                replace(
                    given,
                    title=values["title"],
                    problem=values["problem"],
                    references=references(values["references"]),
                ),
            )
        ]

    def done() -> str:
        """Have it in hand, where recommendations are on screen."""
        if isinstance(screen, PlaceScreen) and screen.PLACE == "recommendations":
            screen.sought = Where("recommendations", "edit", "recommendation", begun[0].id)
            return f"{begun[0].reference} begun. m lists what it lacks."
        return f"{begun[0].reference} begun; 8 goes there."

    evidence = given.evidence
    value = evidence.value if evidence else ""
    note = evidence.row.sentence if evidence and evidence.row else ""
    screen.ask(
        f"recommendation.new:{given.review_id or ''}:{value}",
        "Write a recommendation",
        fields,
        act,
        done,
        note=note,
    )


def ask_problem(screen: Asking, found: RecommendationFacts) -> None:
    """Ask what the problem is, what it comes from and how that is known."""
    fields = (
        FormField("title", "What should change", "text", required=True, value=found.title),
        FormField("problem", "The problem", "long", required=True, value=found.problem),
        FormField("root_cause", "Root cause", "long", value=found.root_cause, help="What could be changed"),
        FormField("cause_method", "Looked for by", "text", choices=METHODS, value=found.cause_method),
        FormField("cause_confirmed", "Confirmed how", "text", value=found.cause_confirmed),
    )

    def act(values: Values) -> None:
        services.recommendations.describe(
            screen.desk,
            found.id,
            values["title"],
            values["problem"],
            values["root_cause"],
            values["cause_method"],
            values["cause_confirmed"],
        )

    screen.ask(f"recommendation.problem:{found.id}", f"{found.reference}: the problem", fields, act, "Kept.")


def ask_which_option(screen: Asking, found: RecommendationFacts) -> None:
    """Ask for one more option; where doing nothing was taken off, whether it is that."""
    if any(option.do_nothing for option in found.options):
        ask_option(screen, found, None)
        return

    def chosen(answer: str | None) -> None:
        if answer is not None:
            ask_option(screen, found, None, is_nothing=answer == "nothing")

    offered = (Choice("change", "A change"), Choice("nothing", services.change_options.NOTHING))
    screen.choose("Which option", offered, chosen)


def ask_option(
    screen: Asking, found: RecommendationFacts, option: ChangeFacts | None, *, is_nothing: bool = False
) -> None:
    """Ask for one way to make the change, from both sides; what customers accepted stands above it."""
    is_nothing = is_nothing or (option is not None and option.do_nothing)
    held = option
    texts = (
        ("benefit_customer", "Benefit for customers"),
        ("drawback_customer", "Drawback for customers"),
        ("benefit_organisation", "Benefit for the organisation"),
        ("drawback_organisation", "Drawback for the organisation"),
    )
    nothing = services.change_options.NOTHING if is_nothing else None
    fields = [FormField("text", "The change", "long", required=True, value=held.text if held else nothing)]
    if is_nothing:
        fields.append(
            FormField(
                "look_again_on", "Look again on", "date", required=True, value=held and held.look_again_on
            )
        )
    fields += [FormField(name, label, "text", value=held and getattr(held, name)) for name, label in texts]
    if not is_nothing:
        fields += _change_fields(screen, held)

    def act(values: Values) -> None:
        new = services.change_options.NewChange(
            **{name: values[name] for name in ("text", *(name for name, _ in texts))},
            do_nothing=is_nothing,
            look_again_on=values.get("look_again_on"),
            clause_id=int(values["clause"]) if values.get("clause") else None,
            **{name: values.get(name) or "" for name in ("new_text", "effort", "who_must_agree")},
            reversibility=values.get("reversibility") or "",
            cost_low_minor=values.get("cost_low"),
            cost_high_minor=values.get("cost_high"),
        )
        if held is None:
            services.change_options.add(screen.desk, found.id, new)
        else:
            services.change_options.edit(screen.desk, found.id, held.id, new)

    form = f"change.edit:{held.id}" if held else f"change.add:{found.id}"
    title = f"{found.reference}: option {held.number}" if held else f"{found.reference}: one way to do it"
    note = "" if is_nothing else proposals(screen, found)
    screen.ask(form, title, fields, act, "Option kept.", note=note)


def _change_fields(screen: Asking, held: ChangeFacts | None) -> list[FormField]:
    clauses = choices.clauses(screen.desk)
    return [
        FormField("cost_low", "Costs at least", "money", value=held and held.cost_low_minor, column="cost_low_minor"),
        FormField("cost_high", "Costs at most", "money", value=held and held.cost_high_minor, column="cost_high_minor"),
        FormField("effort", "Effort", "text", value=held and held.effort, help="Whose time, how much"),
        FormField("reversibility", "Reversible", "choice", choices=REVERSIBLE, explained=True,
                  value=held and held.reversibility),
        FormField("who_must_agree", "Who must agree", "text", value=held and held.who_must_agree),
        FormField("clause", "Policy clause it changes", "choice", choices=clauses,
                  value=str(held.clause_id) if held and held.clause_id else None, help="None: no clause changes",
                  column="policy_clause_id"),
        FormField("new_text", "What the clause would say", "long", value=held and held.new_text),
    ]  # fmt: skip


def proposals(screen: Asking, found: RecommendationFacts) -> str:
    """Return from what solutions can be made that customers accept and that fit the service offer, in a line."""
    proposed = services.change_options.proposals(screen.desk, found)
    labels = screen.desk.vocabularies.remedies
    told = [
        review_words.remedy(each, labels.label(each.remedy)).split(";")[0] for each in proposed.remedies[:2]
    ]
    offers = [f"{each.code} {each.title}" for each in proposed.offers[:2]]
    return "; ".join([*told, *(["Service offer: " + ", ".join(offers)] if offers else [])])


def ask_choice(screen: Asking, found: RecommendationFacts) -> None:
    """Ask which option is recommended, why, and why not the others."""
    options = tuple(Choice(str(each.id), f"{each.number} {each.text}") for each in found.options)
    fields = (
        FormField("option", "Recommended", "choice", required=True, choices=options,
                  value=str(found.chosen_id) if found.chosen_id else None, column="chosen_id"),
        FormField("why", "Why this one", "long", required=True, value=found.why_chosen, column="why_chosen"),
        FormField("others", "Why not the others", "long", value=found.why_others_not, column="why_others_not"),
    )  # fmt: skip

    def act(values: Values) -> None:
        services.recommendations.choose(
            screen.desk, found.id, int(values["option"]), values["why"], values["others"]
        )

    screen.ask(f"recommendation.choice:{found.id}", f"{found.reference}: the choice", fields, act, "Chosen.")


def ask_route(screen: Asking, found: RecommendationFacts) -> None:
    """Ask who decides, and how it gets there."""
    desk = screen.desk
    entries = services.library.entries(desk, LibraryKind.procedure)
    procedures = tuple(Choice(str(each.id), f"{each.code} {each.title}") for each in entries)
    holders = tuple(Choice(limit.holder) for limit in services.authority.view(desk) if limit.holder)
    held = str(found.procedure_entry_id) if found.procedure_entry_id else None
    fields = [
        FormField("whom", "Who decides", "text", required=True, choices=holders, value=found.decision_maker,
                  column="decision_maker"),
        FormField("role", "In which role", "text", value=found.decision_maker_role, column="decision_maker_role"),
        FormField("route", "By which route", "text", choices=ROUTES, value=found.route),
        FormField("reply_due_on", "Reply agreed by", "date", value=found.reply_due_on,
                  help="Empty: twenty working days from putting it forward"),
    ]  # fmt: skip
    if procedures:
        fields.insert(
            3,
            FormField(
                "procedure",
                "By the procedure",
                "choice",
                choices=procedures,
                value=held,
                column="procedure_entry_id",
            ),
        )

    def act(values: Values) -> None:
        services.recommendations.route(
            desk,
            found.id,
            services.recommendations.Road(
                values["whom"],
                values["role"],
                values["route"],
                int(values["procedure"]) if values.get("procedure") else None,
                values["reply_due_on"],
            ),
        )

    screen.ask(
        f"recommendation.route:{found.id}", f"{found.reference}: its route", fields, act, "Route kept."
    )


def ask_effect(screen: Asking, found: RecommendationFacts) -> None:
    """Ask, before the change, how it will be known whether it worked; what can be known is said when it is saved."""
    desk = screen.desk
    check, evidence = found.effect, found.evidence
    kinds = tuple(Choice(kind.name, name, words) for kind, (name, words) in KINDS.items())
    groupings = tuple(Choice(each) for each in services.review_values.GROUPED_BY)
    measures = tuple(Choice(each) for each in services.effects.exposures(desk))
    grouping = check.grouping if check else evidence.grouping if evidence else "category"
    value = check.value if check else evidence.value if evidence else None
    fields = (
        FormField("kind", "What should fall", "choice", required=True, choices=kinds, explained=True,
                  value=check.kind.name if check else EffectKind.number.name),
        FormField("grouping", "Parted by", "choice", required=True, choices=groupings, value=grouping),
        FormField("value", "Which one", "text", required=True, value=value, help="As complaints have it: late repair"),
        FormField("filter", "Of which complaints", "text",
                  value=check.filter if check else evidence.filter if evidence else None, help="Empty: of all"),
        FormField("exposure", "Per what", "text", choices=measures, value=check and check.exposure,
                  help="For a rate: the measure entered on Trends"),
        FormField("smallest", "Smallest fall worth it, in %", "text", required=True, check=_whole(1, 100),
                  value=str(check.smallest_percent) if check else "50"),
        FormField("change_on", "Change planned for", "date", value=check and check.planned_change_on),
        FormField("wait", "Days of settling-in left out", "text", required=True, check=_whole(0, 1000),
                  value=str(check.wait_days) if check else "0"),
        FormField("months", "Months looked at", "text", check=_whole(1, 36),
                  value=str(check.window_months) if check else None, help="Empty: as many as the numbers need"),
        FormField("target", "Target in words", "text", value=check and check.target),
    )  # fmt: skip

    def act(values: Values) -> None:
        services.effect_checks.plan(
            desk,
            found.id,
            services.effects.Plan(
                EffectKind[word(values, "kind")],
                values["value"],
                word(values, "grouping"),
                values["filter"],
                values["exposure"],
                int(values["smallest"]),
                values["change_on"],
                int(values["wait"]),
                int(values["months"] or 0),
                values["target"],
            ),
        )

    def done() -> str:
        kept = services.recommended.load(desk, found.id).effect
        return f"Written down; before: {kept.baseline_value}. {' '.join(kept.plan)}" if kept else ""

    screen.ask(
        f"recommendation.effect:{found.id}",
        f"{found.reference}: how will we know whether it worked?",
        fields,
        act,
        done,
        note="Written down before the change, with what there was; what is written afterwards is no plan.",
    )


def _whole(least: int, most: int) -> Callable[[object], str | None]:
    def problem(typed: object) -> str | None:
        text = str(typed).strip()
        if text.isascii() and text.isdecimal() and least <= int(text) <= most:
            return None
        return f"A whole number from {least} to {most}."

    return problem


def ask_evidence(screen: Asking, found: RecommendationFacts) -> None:
    """Ask for complaints that show the problem."""
    fields = (
        FormField("references", "Complaints", "text", required=True, help="References with blanks between"),
    )

    def act(values: Values) -> None:
        services.recommendations.link(screen.desk, found.id, references(values["references"]))

    screen.ask(f"evidence.add:{found.id}", f"{found.reference}: link complaints", fields, act, "Linked.")
