"""Acts on the marked complaints: asked for once, with the references, and answered for each of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from complaintdesk import services
from complaintdesk.rules.references import shortened
from complaintdesk.screens import choices
from complaintdesk.screens.asking import Values
from complaintdesk.services.bulk import Result
from complaintdesk.vocabulary import Complexity, Known
from complaintdesk.widgets.dialogs import ConfirmScreen, TextScreen
from complaintdesk.widgets.form_field import Choice, FormField

if TYPE_CHECKING:
    from complaintdesk.screens.triage import TriageActs

MOST_NAMED = 40
"""References that are named before an act; of more, the number is said."""

Act = Callable[[], Sequence[Result]]


def accept(screen: TriageActs, ids: Sequence[int]) -> None:
    """Ask, and take the marked complaints on."""
    _confirm(screen, ids, "Accept", "accepted", lambda: services.triage.accept_all(screen.desk, ids))


def flag(screen: TriageActs, ids: Sequence[int]) -> None:
    """Ask, and flag the marked complaints as urgent; take the flag off where all have it."""
    urgent = not all(found.urgent for found in services.queue.rows_of(screen.desk, ids))
    what, done = ("Flag as urgent:", "urgent") if urgent else ("Take the urgent flag off", "no longer urgent")
    _confirm(screen, ids, what, done, lambda: services.triage.flag_all(screen.desk, ids, urgent=urgent))


def pause(screen: TriageActs, ids: Sequence[int]) -> None:
    """Resume the marked complaints where all are paused; else ask why the others are to pause."""
    rows = services.queue.rows_of(screen.desk, ids)
    running = [row.id for row in rows if not row.paused]
    if not running:
        _confirm(screen, ids, "Resume", "resumed", lambda: services.timekeeping.resume_all(screen.desk, ids))
        return
    _ask(
        screen,
        running,
        "Pause",
        "paused",
        (FormField("reason", "What is waited for", "text", required=True),),
        lambda values: services.timekeeping.pause_all(screen.desk, running, values["reason"]),
    )


def triage(screen: TriageActs, ids: Sequence[int]) -> None:
    """Ask what is to be said of all the marked complaints; what is left empty stays as it is on each."""
    desk = screen.desk
    yes_no = (Choice("yes", "yes"), Choice("no", "no"))
    fields = (
        FormField("severity", "Severity", "choice", choices=choices.SEVERITIES, explained=True),
        FormField("reason", "Why", "text"),
        FormField("complexity", "Complexity", "choice", choices=choices.COMPLEXITIES, explained=True),
        FormField("procedure", "Procedure", "choice", choices=choices.procedures(desk)),
        FormField("vulnerable", "Vulnerable", "choice", choices=choices.words(Known)),
        FormField("safety", "Safety or safeguarding", "choice", choices=yes_no),
        FormField("returned", "Return to sender, because", "text", help="Leave empty to keep them"),
    )

    def act(values: Values) -> Sequence[Result]:
        if values["returned"]:
            return services.triage.send_back_all(desk, ids, values["returned"])
        return services.triage.triage_all(
            desk,
            ids,
            severity=int(values["severity"]) if values["severity"] else None,
            reason=values["reason"],
            complexity=Complexity[values["complexity"]] if values["complexity"] else None,
            procedure_id=values["procedure"] or "",
            vulnerable=Known[values["vulnerable"]] if values["vulnerable"] else None,
            safety={"yes": True, "no": False}.get(values["safety"] or ""),
        )

    _ask(screen, ids, "Triage", "triaged", fields, act, "What is left empty stays as it is on each.")


def _named(screen: TriageActs, ids: Sequence[int]) -> str:
    rows = services.queue.rows_of(screen.desk, ids[:MOST_NAMED])
    more = f" and {len(ids) - MOST_NAMED} more" if len(ids) > MOST_NAMED else ""
    return ", ".join(shortened(row.reference) for row in rows) + more


def _confirm(screen: TriageActs, ids: Sequence[int], what: str, done: str, act: Act) -> None:
    def answered(is_yes: bool | None) -> None:
        if is_yes:
            with screen.showing_refusals():
                tell(screen, done, act())

    screen.app.push_screen(
        ConfirmScreen(f"{what} {len(ids)} complaints?", _named(screen, ids), yes=what.removesuffix(":")),
        answered,
    )


def _ask(
    screen: TriageActs,
    ids: Sequence[int],
    what: str,
    done: str,
    fields: Sequence[FormField],
    act: Callable[[Values], Sequence[Result]],
    note: str = "",
) -> None:
    results: list[Result] = []

    def all_of_them(values: Values) -> None:
        results[:] = act(values)

    def told() -> str:
        tell(screen, done, results)
        return ""

    screen.ask(
        f"{what.casefold()}:many",
        f"{what} {len(ids)} complaints",
        fields,
        all_of_them,
        told,
        note=f"{_named(screen, ids)}. {note}".strip(),
    )


def tell(screen: TriageActs, done: str, results: Sequence[Result]) -> None:
    """Say what became of each complaint; those that refused stay marked."""
    kept = [result for result in results if result.refusal]
    count = len(results) - len(kept)
    said = f"{count} {done}." if not kept else f"{count} of {len(results)} {done}."
    screen.after_act(said, [result.complaint_id for result in results if not result.refusal])
    if kept:
        screen.mark([result.complaint_id for result in kept])
        lines = [
            f"{shortened(result.reference)}  {(result.refusal and f'left: {result.refusal}') or done}"
            for result in results
        ]
        screen.app.push_screen(TextScreen(said, "\n".join(lines)))
