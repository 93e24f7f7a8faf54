"""What Trends asks for: how complaints are counted, how much there was to complain about, where new limits begin."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from complaintdesk import services
from complaintdesk.rules import periods
from complaintdesk.screens.asking import Values
from complaintdesk.screens.narrowing import FIELD_NAMES
from complaintdesk.widgets.foreign import say
from complaintdesk.widgets.form_field import Choice, FormField

if TYPE_CHECKING:
    from complaintdesk.screens.trends import TrendsScreen, Wanted
    from complaintdesk.services.steadiness import Base


def ask_counting(screen: TrendsScreen, counted: Callable[[Wanted], None]) -> None:
    """Ask what complaints are counted by, per what, and in which periods."""
    wanted, counting = screen.wanted, screen.wanted.counting
    offered: dict[str, tuple[str, Wanted]] = {}

    def offer(key: str, label: str, chosen: Wanted) -> None:
        now = "  (as now)" if chosen == wanted else ""
        offered[key] = (f"{label}{now}", chosen)

    for name in services.review_values.GROUPED_BY:
        offer(f"by {name}", f"by {FIELD_NAMES.get(name, name)}", wanted._replace(grouping=name))
    for kind in periods.KINDS:
        offer(kind, f"a point a {kind}", wanted._replace(counting=counting._replace(period=kind)))
    offer(
        "fit",
        f"the shortest period with {periods.LEAST_MEAN} or more each",
        wanted._replace(counting=counting._replace(period="")),
    )
    offer("once", "campaigns counted once each", wanted._replace(counting=counting._replace(folded=True)))
    offer("full", "campaigns counted in full", wanted._replace(counting=counting._replace(folded=False)))
    offer("complaints", "complaints", wanted._replace(counting=counting._replace(unit="complaints")))
    offer(
        "customers",
        "customers: each once in a period",
        wanted._replace(counting=counting._replace(unit="customers")),
    )
    offer("days", "per days", wanted._replace(counting=counting._replace(measure="")))
    for measure in services.baselines.measures(screen.desk):
        offer(
            f"per {measure}", f"per {measure}", wanted._replace(counting=counting._replace(measure=measure))
        )

    choices = [Choice(key, label) for key, (label, _) in offered.items()]
    screen.choose("Count", choices, lambda key: counted(offered[key][1]), writes=False)


def ask_addition(screen: TrendsScreen, period: str) -> None:
    """Ask whether new limits begin at a period, or how much there was to complain about."""

    def picked(what: str) -> None:
        if what == "limits":
            _ask_limits(screen, period)
        else:
            _ask_measure(screen)

    choices = [
        Choice("limits", "New limits, because something has changed"),
        Choice("measure", "How much there was to complain about: customers, orders ..."),
    ]
    screen.choose("Add to the chart", choices, picked)


def _ask_limits(screen: TrendsScreen, period: str) -> None:
    filter_text = screen.filter_shown
    fields = (
        FormField("period", "From", "text", required=True, value=period, help="2026-03, 2026-W12 or 2026-Q1"),
        FormField(
            "cause",
            "What changed",
            "long",
            required=True,
            help="Limits move only with a known cause; the old ones stay in sight",
        ),
    )

    def act(values: Values) -> None:
        services.baselines.begin(screen.desk, filter_text, values["period"], values["cause"])

    screen.ask("chart.base", "New limits on this chart", fields, act, "New limits begun.")


def _ask_measure(screen: TrendsScreen) -> None:
    known = services.baselines.measures(screen.desk)
    chosen = screen.wanted.counting.measure or (known[0] if known else "")
    fields = (
        FormField(
            "measure", "What there was", "text", required=True, value=chosen or None, help="customers, orders"
        ),
        FormField(
            "amounts",
            "How many, by period",
            "long",
            required=True,
            tall=True,
            value=services.baselines.entered(screen.desk, chosen) if chosen else None,
            help="A period and an amount on each line, typed or pasted from a table: 2026-03 12400",
        ),
    )

    def act(values: Values) -> None:
        services.baselines.enter(screen.desk, values["measure"], values["amounts"])

    screen.ask("exposure", "How much there was to complain about", fields, act, "Entered. i counts by it.")


def ask_end(screen: TrendsScreen, bases: tuple[Base, ...]) -> None:
    """Ask which new limits are taken back."""
    if not bases:
        say(screen, "This chart has no limits of yours. + begins new ones.")
        return

    def picked(base: str) -> None:
        with screen.showing_refusals():
            services.baselines.end(screen.desk, int(base))
            say(screen, "The limits of before are back. u undoes.")
            screen.reload()

    choices = [Choice(str(base.id), f"from {periods.words(base.period)}: {base.cause}") for base in bases]
    screen.choose("Take new limits back", choices, picked)
