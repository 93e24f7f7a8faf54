"""What is asked of sources: what is collected or asked for, what came of it, and the files they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintdesk import services
from complaintdesk.errors import InvalidInputError
from complaintdesk.rules.dossier import Dossier, SourceFacts
from complaintdesk.screens import choices, numbers
from complaintdesk.screens.asking import Values
from complaintdesk.vocabulary import Side, SourceKind
from complaintdesk.widgets.foreign import say
from complaintdesk.widgets.form_field import Choice, FormField

if TYPE_CHECKING:
    from complaintdesk.screens.complaint import ComplaintScreen

_BECAME = (
    Choice("came", "came today", "What it shows is noted, and it is a gap no more"),
    Choice("chased", "was chased", "A contact is logged, and it is to come by a new date"),
)


def ask_source(screen: ComplaintScreen, found: Dossier) -> None:
    """Ask for a source that came, or for one that was asked for."""
    heads = {head.number: head for head in found.heads}
    fields = (
        FormField("what", "What it is", required=True, help="Job sheet, call of 9 November, photo ..."),
        FormField(
            "kind", "Kind", "choice", required=True, choices=choices.words(SourceKind), value="document"
        ),
        FormField(
            "obtained_on",
            "Came on",
            "date",
            value=found.today,
            past=True,
            help="Empty if it is only asked for",
        ),
        FormField("shows", "What it shows", "long"),
        numbers.numbered(
            "heads", "Bears on the heads", {number: head.text for number, head in heads.items()}, ()
        ),
        FormField("where_kept", "Where it is kept", help="The original: system, folder, drawer"),
        FormField("file", "File", "path", help="A copy is kept with its SHA-256", taken_in=True),
        FormField("heard_side", "Whose account", "choice", choices=choices.words(Side)),
        FormField("asked_of", "Asked of", help="Where it has not come yet"),
        FormField("asked_on", "Asked on", "date", past=True),
        FormField("due_on", "Due", "date", help="When it is to come"),
    )

    def act(values: Values) -> None:
        asked_on = values["asked_on"]
        if values["obtained_on"] is None and asked_on is None and values["asked_of"].strip():
            asked_on = found.today
        services.investigation.add_source(
            screen.desk,
            found.id,
            services.investigation.NewSource(
                SourceKind[values["kind"]],
                values["what"],
                values["shows"],
                values["where_kept"],
                values["obtained_on"],
                asked_of=values["asked_of"],
                asked_on=asked_on,
                due_on=values["due_on"],
                heard_side=Side[values["heard_side"]] if values["heard_side"] else None,
                head_ids=tuple(heads[number].id for number in numbers.read(values["heads"])),
                file=values["file"],
            ),
        )

    screen.ask(f"source.add:{found.id}", f"Add a source, {found.reference}", fields, act, "Source added.")


def ask_source_words(screen: ComplaintScreen, found: Dossier, source: SourceFacts) -> None:
    """Ask for what is to be put right of a source."""
    heads = {head.number: head for head in found.heads}
    fields = (
        FormField("what", "What it is", required=True, value=source.what),
        FormField(
            "kind", "Kind", "choice", required=True, choices=choices.words(SourceKind), value=source.kind.name
        ),
        FormField("shows", "What it shows", "long", value=source.shows),
        numbers.numbered(
            "heads",
            "Bears on the heads",
            {number: head.text for number, head in heads.items()},
            [number for number, head in heads.items() if head.id in source.head_ids],
        ),
        FormField("where_kept", "Where it is kept", value=source.where_kept),
        FormField(
            "heard_side",
            "Whose account",
            "choice",
            choices=choices.words(Side),
            value=source.heard_side.name if source.heard_side else None,
        ),
    )

    def act(values: Values) -> None:
        services.corrections.source(
            screen.desk,
            found.id,
            source.id,
            services.corrections.SourceWords(
                SourceKind[values["kind"]],
                values["what"],
                values["shows"],
                values["where_kept"],
                tuple(heads[number].id for number in numbers.read(values["heads"])),
                Side[values["heard_side"]] if values["heard_side"] else None,
            ),
        )

    title = f"Change source {source.number}, {found.reference}"
    screen.ask(f"source.edit:{source.id}", title, fields, act, "Source changed.")


def ask_receipt(screen: ComplaintScreen, found: Dossier, source: SourceFacts) -> None:
    """Ask what a source shows that has come at last."""
    if not source.is_gap:
        say(screen, f"Source {source.number} has come already; e changes what is said of it.")
        return
    fields = (
        FormField("became", "It", "choice", required=True, choices=_BECAME, value="came", explained=True),
        FormField("shows", "What it shows", "long", help="Needed where it came"),
        FormField("where_kept", "Where it is kept", value=source.where_kept),
        FormField("file", "File", "path", help="A copy is kept with its SHA-256", taken_in=True),
        FormField("words", "What was said", "long", help="Needed where it was chased"),
        FormField("due_on", "To come by", "date", help="Needed where it was chased: the new date"),
        FormField(
            "side", "Chased with", "choice", choices=choices.words(Side, (Side.customer,)), value="colleague"
        ),
        FormField("channel", "By", "choice", choices=choices.channels(screen.desk), value="email"),
    )

    def act(values: Values) -> None:
        if values["became"] == "came":
            shows = values["shows"]
            if not shows.strip():
                raise InvalidInputError("Say what it shows.", "shows")
            services.investigation.receive_source(
                screen.desk, found.id, source.id, shows, values["where_kept"], values["file"]
            )
            return
        for name, sentence in (("words", "Say what was said."), ("due_on", "Say by when it is to come now.")):
            if not values[name]:
                raise InvalidInputError(sentence, name)
        chased = services.investigation.Chase(
            values["due_on"],
            values["words"],
            Side[values["side"] or "colleague"],
            values["channel"] or "email",
        )
        services.investigation.chase(screen.desk, found.id, source.id, chased)

    asked = f", asked of {source.asked_of}" if source.asked_of.strip() else ""
    chases = (
        f", chased {source.chases} times" if source.chases > 1 else ", chased once" if source.chases else ""
    )
    title = f"Source {source.number}: {source.what}{asked}{chases}"
    screen.ask(f"source.receive:{source.id}", title, fields, act, f"Source {source.number}: recorded.")


def ask_file(screen: ComplaintScreen, found: Dossier, source: SourceFacts) -> None:
    """Ask for the file of a source."""
    replaced = f"Takes the place of {source.attachment.name}; " if source.attachment else ""
    fields = (
        FormField(
            "file",
            "File",
            "path",
            required=True,
            help=f"{replaced}a copy is kept with its SHA-256",
            taken_in=True,
        ),
    )

    def act(values: Values) -> None:
        services.corrections.attach(screen.desk, found.id, source.id, values["file"])

    title = f"Attach a file to source {source.number}: {source.what}"
    screen.ask(f"source.attach:{source.id}", title, fields, act, "File attached.")


def ask_attachment(screen: ComplaintScreen, found: Dossier) -> None:
    """Ask for a file that becomes a source of its own."""
    heads = {head.number: head for head in found.heads}
    fields = (
        FormField(
            "file", "File", "path", required=True, help="A copy is kept with its SHA-256", taken_in=True
        ),
        FormField("what", "What it is", help="Empty: called by the name of the file"),
        FormField(
            "kind", "Kind", "choice", required=True, choices=choices.words(SourceKind), value="document"
        ),
        FormField("shows", "What it shows", "long"),
        numbers.numbered(
            "heads", "Bears on the heads", {number: head.text for number, head in heads.items()}, ()
        ),
        FormField("heard_side", "Whose account", "choice", choices=choices.words(Side)),
    )

    def act(values: Values) -> None:
        services.investigation.add_source(
            screen.desk,
            found.id,
            services.investigation.NewSource(
                SourceKind[values["kind"]],
                values["what"].strip() or values["file"].name,
                values["shows"],
                obtained_on=found.today,
                heard_side=Side[values["heard_side"]] if values["heard_side"] else None,
                head_ids=tuple(heads[number].id for number in numbers.read(values["heads"])),
                file=values["file"],
            ),
        )

    screen.ask(f"source.file:{found.id}", f"Attach a file, {found.reference}", fields, act, "File attached.")
