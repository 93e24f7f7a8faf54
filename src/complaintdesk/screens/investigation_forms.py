"""What is asked on the Investigation screen: heads, findings, implications, people and promises.

Sources are asked about by `source_forms`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintdesk import services
from complaintdesk.rules.dossier import Dossier, HeadFacts, ImplicationFacts, PartyFacts
from complaintdesk.screens import choices, implication_forms, negotiation_forms, numbers
from complaintdesk.screens.asking import Values, word
from complaintdesk.vocabulary import Finding, Known, Likelihood, PartyRole, PromiseState
from complaintdesk.widgets.foreign import say
from complaintdesk.widgets.form_field import Choice, FormField

if TYPE_CHECKING:
    from complaintdesk.rules.dossier import PromiseFacts
    from complaintdesk.screens.complaint import ComplaintScreen

GRAVITIES = tuple(
    Choice(str(number), f"{number} {words}")
    for number, words in ((5, "grave"), (4, "serious"), (3, "medium"), (2, "small"), (1, "slight"))
)


def ask_head(screen: ComplaintScreen, found: Dossier, head: HeadFacts | None) -> None:
    """Ask for a head, or for other words of one."""
    desk, lists = screen.desk, screen.desk.vocabularies
    fields = [
        FormField("text", "What is complained of", required=True, value=head.text if head else None),
        FormField(
            "cause",
            "Cause",
            "choice",
            choices=choices.listed(lists.causes),
            value=head.cause or None if head else None,
            explained=True,
        ),
        FormField(
            "about_data",
            "About data protection",
            "yesno",
            value=head.about_data_protection if head else False,
            help="It runs on a clock of its own",
            column="about_data_protection",
        ),
    ]
    if head is None:

        def add(values: Values) -> None:
            services.investigation.add_head(
                desk,
                found.id,
                values["text"],
                word(values, "cause"),
                about_data_protection=bool(values["about_data"]),
            )

        screen.ask(f"head.add:{found.id}", f"Add a head, {found.reference}", fields, add, "Head added.")
        return

    def edit(values: Values) -> None:
        services.investigation.edit_head(
            desk,
            found.id,
            head.id,
            values["text"],
            word(values, "cause"),
            head.root_cause,
            about_data_protection=bool(values["about_data"]),
        )

    screen.ask(f"head.edit:{head.id}", f"Change head {head.number}", fields, edit, "Head changed.")


def ask_finding(screen: ComplaintScreen, found: Dossier, head: HeadFacts) -> None:
    """Ask what was found on a head, why, and on which sources it rests."""
    come = {source.number: source for source in found.sources if not source.is_gap}
    cited = [number for number, source in come.items() if source.id in head.source_ids]
    fields = (
        FormField(
            "finding",
            "Finding",
            "choice",
            required=True,
            choices=choices.words(Finding),
            value=head.finding.name if head.finding else None,
        ),
        numbers.numbered(
            "sources", "Rests on the sources", {number: source.what for number, source in come.items()}, cited
        ),
        FormField(
            "reasons",
            "Reasons",
            "long",
            required=True,
            value=head.reasons,
            help='Cite by number, such as "source 2": it then rests on that source too',
        ),
        FormField(
            "root_cause",
            "Root cause",
            "choice",
            choices=choices.listed(screen.desk.vocabularies.root_causes),
            value=head.root_cause or None,
            explained=True,
        ),
        FormField(
            "proof_note",
            "How sure, and by what measure",
            value=head.proof_note,
            help="Mostly: more likely than not. Say what weighed, and what could not be found out",
        ),
    )

    def act(values: Values) -> None:
        services.investigation.find(
            screen.desk,
            found.id,
            head.id,
            Finding[values["finding"]],
            values["reasons"],
            [come[number].id for number in numbers.read(values["sources"])],
            word(values, "root_cause"),
            values["proof_note"],
        )

    title = f"Finding on head {head.number}: {head.text}"
    screen.ask(f"head.find:{head.id}", title, fields, act, f"Finding on head {head.number} recorded.")


def ask_implication(screen: ComplaintScreen, found: Dossier, one: ImplicationFacts | None) -> None:
    """Ask for an implication, or for other words of one."""
    desk = screen.desk
    gravity = (
        FormField("text", "What it means here", "long", value=one.text if one else None),
        FormField(
            "likelihood",
            "Likelihood",
            "choice",
            required=True,
            choices=choices.words(Likelihood),
            value=one.likelihood.name if one else "possible",
        ),
        FormField(
            "severity",
            "How grave",
            "choice",
            required=True,
            choices=GRAVITIES,
            value=str(one.severity) if one else "3",
        ),
    )
    if one is not None:

        def edit(values: Values) -> None:
            services.corrections.implication(
                desk,
                found.id,
                one.id,
                values["text"],
                Likelihood[values["likelihood"]],
                int(values["severity"]),
            )

        screen.ask(
            f"implication.edit:{one.id}", "Change an implication", gravity, edit, "Implication changed."
        )
        return
    fields = (
        FormField(
            "kind",
            "Kind",
            "choice",
            required=True,
            choices=implication_forms.kinds(desk),
            fills=lambda kind: {"alerted": implication_forms.must_know(desk, kind)},
        ),
        *gravity,
        FormField("alerted", "Whom to alert", help="Preselected by the kind; type over it"),
        FormField("told", "Alerted already", "yesno", help="Empty or no: they are still to be told"),
        *implication_forms.awareness(desk),
        FormField("due_on", "Due", "date", help="Empty: what the kind's own clock allows"),
    )

    def add(values: Values) -> None:
        preselected = implication_forms.must_know(desk, values["kind"])
        # Whoever was named by hand was alerted, unless it is said that they were not.
        is_told = values["alerted"] != preselected if values["told"] is None else values["told"]
        services.implications.add(
            desk,
            found.id,
            services.implications.NewImplication(
                values["kind"],
                values["text"],
                Likelihood[values["likelihood"]],
                int(values["severity"]),
                values["alerted"] if is_told else "",
                due_on=values["due_on"],
                aware_at=implication_forms.aware_at(desk, values),
            ),
        )

    title = f"Add an implication, {found.reference}"
    screen.ask(f"implication.add:{found.id}", title, fields, add, "Implication added.")


def ask_alert(screen: ComplaintScreen, found: Dossier, one: ImplicationFacts) -> None:
    """Ask who was alerted to an implication, and what they answered."""
    entry = screen.desk.vocabularies.implications.find(one.kind)
    known = tuple(Choice(who) for who in entry.alert) if entry else ()
    fields = (
        FormField(
            "alerted",
            "Who was alerted",
            required=True,
            choices=known,
            value=one.alerted or None,
            help=f"Must know: {', '.join(entry.alert)}" if entry and entry.alert else "",
        ),
        FormField("response", "Their answer", "long", value=one.response, help="Empty until there is one"),
    )

    def act(values: Values) -> None:
        services.implications.alert(screen.desk, found.id, one.id, values["alerted"], values["response"])

    title = f"Alert to: {entry.label if entry else one.kind}"
    screen.ask(f"implication.alert:{one.id}", title, fields, act, "Alert noted.")


def ask_party(screen: ComplaintScreen, found: Dossier, party: PartyFacts | None) -> None:
    """Ask for a person or body around the complaint, or for what is to be put right of one."""
    desk = screen.desk
    texts = (
        ("position", "Position"),
        ("organisation", "Organisation"),
        ("email", "E-mail"),
        ("phone", "Phone"),
    )
    fields = (
        FormField("name", "Name", required=True, value=party.name if party else None),
        FormField(
            "role",
            "As",
            "choice",
            required=True,
            choices=choices.words(PartyRole),
            value=party.role.name if party else "colleague",
        ),
        *(FormField(name, label, value=getattr(party, name) if party else None) for name, label in texts),
        FormField(
            "authority",
            "May act for the customer",
            "choice",
            choices=choices.words(Known),
            value=party.authority_to_act.name if party else "unknown",
            help="For a representative",
            column="authority_to_act",
        ),
        FormField(
            "note",
            "Authority on file",
            value=party.authority_note if party else None,
            help="What shows it, and of when; L writes to the customer for it",
            column="authority_note",
        ),
        FormField(
            "complained_of",
            "Complained of",
            "yesno",
            value=party.complained_of if party else False,
            help="Whoever is complained of does not judge it",
        ),
    )

    def act(values: Values) -> None:
        said = services.investigation.NewParty(
            PartyRole[values["role"]],
            values["name"],
            **{name: values[name] for name, _ in texts},
            authority_to_act=Known[word(values, "authority") or "unknown"],
            authority_note=values["note"],
            complained_of=bool(values["complained_of"]),
        )
        if party is None:
            services.investigation.add_party(desk, found.id, said)
        else:
            services.corrections.party(desk, found.id, party.id, said)

    form = f"party.edit:{party.id}" if party else f"party.add:{found.id}"
    title = f"Change {party.name}" if party else f"Add a party, {found.reference}"
    screen.ask(form, title, fields, act, "Party changed." if party else "Party added.")


def ask_promise(screen: ComplaintScreen, found: Dossier) -> None:
    """Ask for a promise that was made elsewhere than in a logged contact."""

    def act(values: Values) -> None:
        services.contacts.promise(screen.desk, found.id, values["text"], values["made_to"], values["due_on"])

    title = f"Note a promise, {found.reference}"
    screen.ask(
        f"promise.add:{found.id}", title, negotiation_forms.promise_fields(found), act, "Promise noted."
    )


def ask_settling(screen: ComplaintScreen, found: Dossier, promise: PromiseFacts) -> None:
    """Ask what became of a promise."""
    if promise.state is not PromiseState.open:
        say(screen, f"That promise is {promise.state.spoken} already.")
        return

    def act(values: Values) -> None:
        negotiation_forms.settle(screen.desk, found.id, promise.id, values)

    fields = negotiation_forms.settling_fields()
    screen.ask(f"promise.settle:{promise.id}", f"Promised: {promise.text}", fields, act, "Recorded.")
