"""What is asked to link, group, merge and part complaints, from the queue and from a complaint."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from complaintdesk import services
from complaintdesk.errors import InvalidInputError
from complaintdesk.screens import contact_form
from complaintdesk.screens.asking import Values
from complaintdesk.vocabulary import LinkKind, Stage
from complaintdesk.widgets.form_field import Choice, FormField

if TYPE_CHECKING:
    from complaintdesk.rules.dossier import Dossier
    from complaintdesk.screens.asking import Asking
    from complaintdesk.screens.triage import TriageActs

MERGE = "merge"

_WAYS = (
    Choice("related", "is related to it", "Both go on, and each shows the other"),
    Choice("same_cause", "has the same cause", "Both go on, and each shows the other"),
    Choice("repeat_of", "is a repeat of it", "The customer came back with what was settled before"),
    Choice("part_of_group", "is part of the group it leads", "Worked as one; each customer is informed"),
    Choice(MERGE, "is the same: merge into it", "It stays as a signpost; what was logged goes over, marked"),
)


def ask(screen: Asking, complaint_id: int) -> None:
    """Ask how a complaint belongs to another; of one that is linked already, ask first what is to be done."""
    found = services.dossier.load(screen.desk, complaint_id)
    offered = [Choice("link", "Link or merge it with another complaint ...")]
    if found.stage is Stage.merged:
        offered = [Choice("unmerge", f"Take the merge into {found.merged_into} back ...")]
    if any(each.kind is LinkKind.part_of_group for each in found.links):
        offered.append(Choice("inform", "Inform each customer of its group ..."))
    offered += [
        Choice(
            f"unlink:{each.id}",
            f"Take the link with {each.reference} off",
            f"{each.kind.spoken}, {each.about}",
        )
        for each in found.links
        if each.kind is not LinkKind.merged_into
    ]
    if len(offered) == 1:
        _chosen(screen, found, offered[0].value)
        return

    screen.choose(
        f"{found.reference} and other complaints", offered, lambda what: _chosen(screen, found, what)
    )


def _chosen(screen: Asking, found: Dossier, what: str) -> None:
    kind, _, rest = what.partition(":")
    if kind == "link":
        _ask_link(screen, found)
    elif kind == "unmerge":
        _ask_unmerge(screen, found)
    elif kind == "inform":
        _ask_inform(screen, found)
    else:
        with screen.showing_refusals():
            services.links.unlink(screen.desk, found.id, int(rest))
            screen.reload()


def _ask_link(screen: Asking, found: Dossier) -> None:
    desk = screen.desk
    doubles = services.doubles.of_complaint(desk, found.id)
    fields = (
        FormField(
            "other",
            "With which complaint",
            required=True,
            value=doubles[0].reference if doubles else None,
            choices=[Choice(double.reference) for double in doubles],
            help="Its reference",
        ),
        FormField(
            "kind",
            f"{found.reference}",
            "choice",
            required=True,
            choices=_WAYS,
            value="related",
            explained=True,
        ),
        FormField("reason", "Why"),
    )

    def act(values: Values) -> None:
        if values["kind"] == MERGE:
            services.links.merge(desk, found.id, values["other"], values["reason"])
        else:
            services.links.link(desk, found.id, values["other"], values["reason"], LinkKind[values["kind"]])

    note = f"May be the same as {doubles[0]}" if doubles else ""
    screen.ask(
        f"link:{found.id}", f"Link {found.reference}", fields, act, f"{found.reference} linked.", note=note
    )


def _ask_unmerge(screen: Asking, found: Dossier) -> None:
    fields = (FormField("reason", "Why they are not the same", required=True),)

    def act(values: Values) -> None:
        services.links.unmerge(screen.desk, found.id, values["reason"])

    title = f"Take the merge of {found.reference} into {found.merged_into} back"
    screen.ask(f"unmerge:{found.id}", title, fields, act, f"{found.reference} lives again.")


def _ask_inform(screen: Asking, found: Dossier) -> None:
    desk = screen.desk
    told: list[str] = []

    def act(values: Values) -> None:
        entered = contact_form.entered(values)
        if entered.with_whom:
            raise InvalidInputError("Leave it empty: each customer of the group is named.", "with_whom")
        told[:] = services.links.inform(desk, found.id, entered)

    screen.ask(
        f"group.inform:{found.id}",
        f"Inform each customer of the group of {found.reference}",
        contact_form.fields(desk, found, "customer", "outward"),
        act,
        lambda: f"Logged on {', '.join(told)}.",
    )


def ask_group(screen: TriageActs, ids: Sequence[int]) -> None:
    """Ask why the marked complaints are one group; the first of them leads it."""
    rows = services.queue.rows_of(screen.desk, ids)
    named = ", ".join(row.reference for row in rows[:20])
    fields = (FormField("reason", "What they have in common", required=True),)

    def act(values: Values) -> None:
        services.links.group(screen.desk, [row.id for row in rows], values["reason"])

    def done() -> str:
        screen.mark(())
        return f"{len(rows)} complaints are one group; M informs each customer."

    screen.ask(
        f"group:{rows[0].id}",
        f"Make {len(rows)} complaints one group",
        fields,
        act,
        done,
        note=f"{rows[0].reference} leads it: {named}",
    )
