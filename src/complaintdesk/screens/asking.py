"""Asking: forms that keep what is typed, and the acts that every place offers.

The forms of single acts are loaded when they are first asked for: the first frame waits for none.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import App

from complaintdesk import services
from complaintdesk.errors import DeskError, ReadOnlyError
from complaintdesk.services.unfinished import Road
from complaintdesk.widgets.foreign import say
from complaintdesk.widgets.screens_base import DeskScreen

if TYPE_CHECKING:
    from complaintdesk.errors import StaleError
    from complaintdesk.rules.dossier import Dossier
    from complaintdesk.rules.rule_book import Where
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.drafts import Whence
    from complaintdesk.services.evidence import Files, Taken
    from complaintdesk.services.hiding import Preview
    from complaintdesk.widgets.columns import RowKey
    from complaintdesk.widgets.form_field import Caution, Choice, FormAids, FormField
    from complaintdesk.widgets.row_list import RowList

Values = Mapping[str, Any]
"""What a form holds when it is saved: field -> text, date, amount in minor units, True or False, path."""


@dataclass(slots=True)
class Awaited:
    """A form that waits and is being opened again."""

    form: str
    chosen: list[str]
    """What was chosen on the way to it, and is still to be chosen again."""

    is_there: bool = False


LEFT = "Left without saving; what you typed waits. D lists it, and it comes back with this form."


class Asking(DeskScreen[None]):
    """A screen that asks for things: each act is a form, a service and a notice."""

    read_at: int | None = None
    """The last step of the journal when what is shown was read; None where it is read when it is asked for."""

    lacking: Where | None = None
    """What the form that is asked for next was said to lack: it begins there, and holds what is known of it."""

    road = Road("")
    """The act that is under way, and what was chosen on the way."""

    awaited: Awaited | None = None
    """The form that waits and is being opened again; no other form is opened meanwhile."""

    def reload(self) -> None:
        """Read anew what is shown."""
        raise NotImplementedError

    def whence(self, form: str, title: str) -> Whence:
        """Return what is said of a form that was left with something typed, and where it is found again."""
        raise NotImplementedError

    @property
    def records(self) -> RowList | None:
        """The list in hand, where it lists records: the cursor goes to what is added to it."""
        return None

    def stand(self) -> tuple[str | int | None, ...]:
        """Return where in this place one stands, so that `stand_at` leads there again."""
        return ()

    def sets_out(self, act: str, lacking: Where | None = None) -> None:
        """Note the act that is begun, and what was said to lack: the form it asks with is come to again by it."""
        self.road = Road(act)
        self.lacking = lacking

    def choose(
        self, title: str, choices: Sequence[Choice], then: Callable[[str], None], *, writes: bool = True
    ) -> None:
        """Ask to pick one of some, and go on with its value.

        On the way to a form that waits, the choice is the one that was made before.

        Args:
            title: What is picked.
            choices: What there is.
            then: Called with the value of what was picked; not called where nothing was.
            writes: Whether what follows takes a step, which a store open for reading only does not allow.
        """
        from complaintdesk.widgets.dialogs import ChoiceScreen

        if writes and not self.may_write():
            return

        def chosen(value: str | None) -> None:
            if value is not None:
                self.road = self.road._replace(chosen=(*self.road.chosen, value))
                then(value)

        if self.awaited is None:
            self.app.push_screen(ChoiceScreen(title, choices), chosen)
        elif self.awaited.chosen and any(each.value == self.awaited.chosen[0] for each in choices):
            chosen(self.awaited.chosen.pop(0))

    def may_write(self) -> bool:
        """Return whether anything can be changed here; where it cannot, say who has the store and what to do."""
        try:
            self.desk.store.require_writable()
        except ReadOnlyError as refusal:
            say(self, str(refusal), "error", refusal.title)
            return False
        return True

    def _is_awaited(self, form: str) -> bool:
        """Return whether a form may open: while one that waits is being opened, only that one."""
        if self.awaited is None:
            return True
        self.awaited.is_there = self.awaited.is_there or self.awaited.form == form
        return self.awaited.form == form

    def ask(
        self,
        form: str,
        title: str,
        fields: Sequence[FormField],
        act: Callable[[Values], None],
        done: str | Callable[[], str],
        *,
        note: str = "",
        cautions: Callable[[Values], Sequence[Caution]] = lambda _: (),
        writes: bool = True,
        names: str = "",
    ) -> None:
        """Ask with a form; on saving, act and say that it is done.

        A refusal is shown in the form, which stays as it was typed. What is typed
        is kept as a draft under the name `form` until it is saved. What another desk or
        command saved since this screen was read is not written over: the form asks whose stays.

        Args:
            form: Which form of which record: `head.add:42`.
            title: What stands above it.
            fields: What it asks.
            act: Called with the values; its refusals go back to the form.
            done: The notice when it is done, without a word of undoing; made afterwards where it is a function,
                and nothing is said where that returns "".
            note: What to know while it is filled in; stands beneath the title.
            cautions: Returns what to think of before it is saved, besides what stands in the notes.
            writes: Whether saving takes a step, which a store open for reading only does not allow; an export does not.
            names: The field that tells a form that waits from others of its kind: what is typed there is put
                behind the title.
        """
        from complaintdesk.screens import wary_forms
        from complaintdesk.widgets.forms import FormScreen

        if (writes and not self.may_write()) or not self._is_awaited(form):
            return
        desk, road = self.desk, self.road._replace(stand=self.stand())
        lacking, self.lacking = self.lacking, None
        given = dict(lacking.given) if lacking else {}
        fields = [replace(field, value=given[field.id]) if field.id in given else field for field in fields]
        begins = [field.id for field in fields if lacking and field.id == lacking.field]

        def warned(values: Values) -> list[Caution]:
            return [*cautions(values), *wary_forms.cautions(desk, fields, values)]

        listed = self._listed()
        files = services.evidence.Files(desk)
        read_at = desk.last_step() if self.read_at is None else desk.seen_since(self.read_at)
        kept_at = services.drafts.seen(desk, form)
        seen = read_at if kept_at is None else kept_at

        def heed(stale: StaleError) -> None:
            nonlocal seen
            seen = stale.head

        taken: Collection[int] = ()

        def submit(values: Values) -> None:
            nonlocal taken
            with desk.as_seen(seen) as taken:
                act(files.put_in(values))

        def after(values: Values | None) -> None:
            files.let_go()
            if values is not None:
                if told := told_of(done if isinstance(done, str) else done(), taken if writes else None):
                    say(self, told)
                self.reload()
                self._go_to_added(listed)
            elif asked.is_kept:
                say(self, LEFT)

        def save_draft(typed: Mapping[str, str]) -> None:
            name = typed[names].strip() if names else ""
            whence = self.whence(form, f"{title}: {name}" if name else title)
            services.drafts.keep(desk, form, typed, seen, whence._replace(road=road))

        asked = FormScreen(
            title,
            fields,
            aids(self.app, desk),
            begin_at="".join(begins),
            save_draft=save_draft,
            forget_draft=lambda: services.drafts.forget(desk, form),
            draft=services.drafts.find(desk, form),
            submit=submit,
            heed=heed,
            prepare=lambda values, again: self._files_are_kept(fields, files, values, again),
            note=note,
            cautions=warned,
        )
        self.app.push_screen(asked, after)

    def _listed(self) -> tuple[RowKey, ...]:
        return self.records.keys_in_order if self.records is not None else ()

    def _go_to_added(self, listed: Collection[RowKey]) -> None:
        """Put the cursor on the first record that was not listed before, if there is one."""
        before = frozenset(listed)
        added = next((key for key in self._listed() if key not in before), None)
        if added is not None and self.records is not None:
            self.records.move_to(added)

    def _files_are_kept(
        self, fields: Sequence[FormField], files: Files, values: Values, again: Callable[[], None]
    ) -> bool:
        """Return whether the files of a form can be handed in; a large one is kept first, in sight, and then again."""
        waiting = [
            path for field in fields if field.taken_in and files.is_waited_for(path := values[field.id])
        ]
        if not waiting:
            return True
        from complaintdesk.screens.taking import TakingScreen  # large files are rare

        def after(taken: Taken | None) -> None:
            if taken is not None:
                files.add(waiting[0], taken)
                again()

        self.app.push_screen(TakingScreen(self.desk, waiting[0]), after)
        return False

    def ask_contact(self, complaint_id: int, side: str = "customer", direction: str = "outward") -> None:
        """Ask for a contact to log; what was said, what is promised and by when suffice."""
        from complaintdesk.screens import contact_form

        desk = self.desk
        found = services.dossier.load(desk, complaint_id)

        def act(values: Values) -> None:
            services.contacts.log(desk, complaint_id, contact_form.entered(values))

        self.ask(
            f"contact.log:{complaint_id}",
            f"Log a contact, {found.reference}",
            contact_form.fields(desk, found, side, direction),
            act,
            "Contact logged.",
            note=services.advice.on_this_call(desk, found),
            cautions=lambda values: contact_form.cautions(desk, found, values),
        )

    def ask_escalation(self, complaint_id: int) -> None:
        """Ask which way a complaint is handed over, to whom, and why."""
        from complaintdesk.screens import escalation_forms

        escalation_forms.ask_start(self, complaint_id)

    def ask_extension(self, complaint_id: int, reference: str, clock_id: str) -> None:
        """Ask for more time on one clock, or for the date agreed: exactly what its procedure demands."""
        from complaintdesk.screens import clock_forms

        clock_forms.ask(self, complaint_id, clock_id)

    def ask_letter(self, complaint_id: int) -> None:
        """Ask which letter, and open it with all that is known put in."""
        from complaintdesk.screens import letter_forms

        letter_forms.ask_which(self, complaint_id)

    def ask_hidden(self, complaint_id: int) -> None:
        """Show what an export hides; from there it goes on to the export."""
        from complaintdesk.screens.hiding import HidingScreen

        found = services.dossier.load(self.desk, complaint_id)

        def after(goes_on: bool | None) -> None:
            if goes_on:
                self._ask_where(found, services.hiding.preview(self.desk, found.reference))

        self.app.push_screen(HidingScreen(self.desk, found.reference), after)

    def ask_export(self, complaint_id: int) -> None:
        """Ask where the report goes, and write it; doubtful words that nobody has decided on are shown first."""
        found = services.dossier.load(self.desk, complaint_id)
        if self.desk.store.read_only:
            # Nobody can be given a pseudonym, nor a decision be kept.
            self._ask_where(found, None)
            return
        shown = services.hiding.preview(self.desk, found.reference)
        if shown.open:
            self.ask_hidden(complaint_id)
        else:
            self._ask_where(found, shown)

    def _ask_where(self, found: Dossier, hidden: Preview | None) -> None:
        """Ask where the report goes, and write it."""
        complaint_id = found.id
        written: list[Path] = []

        def act(values: Values) -> None:
            written[:] = services.exporting.export_reports(
                self.desk,
                [found.reference],
                Path(values["to"]),
                identified=bool(values["identified"]),
                force=bool(values["force"]),
            ).paths

        self.ask(
            f"export:{complaint_id}",
            f"Export {found.reference}",
            export_fields(self.desk),
            act,
            lambda: f"Report written: {', '.join(map(str, written))}",
            writes=False,
            note=f"Hidden unless real names are asked for: {hidden.tally}. Leave with esc, then H shows each."
            if hidden
            else "",
        )


def told_of(done: str, taken: Collection[int] | None, back: str = "u undoes.") -> str:
    """Return the notice that an act is done, by the steps it took; where it took none, `u` would undo another one.

    None is for an act that takes none by its nature.
    """
    if not done or taken is None:
        return done
    return f"{done.rstrip()} {back}" if taken else "Nothing was changed."


def export_fields(desk: Desk) -> tuple[FormField, FormField, FormField]:
    """Return what every export asks: where to, whether with real names, and whether what is there is replaced."""
    from complaintdesk.widgets.form_field import FormField

    return (
        FormField("to", "Folder", "path", required=True, value=str(desk.store.folder.exports)),
        FormField("identified", "With real names", "yesno", value=False, help="Otherwise pseudonyms"),
        FormField("force", "Replace what is there", "yesno", value=False),
    )


def ask_above(
    app: App[object],
    desk: Desk,
    form: str,
    title: str,
    field: FormField,
    submit: Callable[[Values], None],
    then: Callable[[], None],
) -> None:
    """Ask for one thing above a dialog: what was typed is kept as of every form, and `then` follows once it is done."""
    from complaintdesk.widgets.forms import FormScreen

    try:
        desk.store.require_writable()
    except DeskError as refusal:
        say(app, str(refusal), "error", refusal.title)
        return

    def after(values: Values | None) -> None:
        if values is not None:
            then()

    app.push_screen(
        FormScreen(
            title,
            (field,),
            aids(app, desk),
            save_draft=lambda typed: services.drafts.keep(desk, form, typed),
            forget_draft=lambda: services.drafts.forget(desk, form),
            draft=services.drafts.find(desk, form),
            submit=submit,
        ),
        after,
    )


def aids(app: App[object], desk: Desk) -> FormAids:
    """Return what the fields of a form need to understand dates and amounts on this desk."""
    calendar = desk.calendar(desk.whose.region)
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    from complaintdesk.widgets.editor import Editor
    from complaintdesk.widgets.form_field import FormAids

    editor = Editor(app, command, desk.settings.places.state)
    return FormAids(desk.today(), calendar.add, calendar.between, desk.whose.currency, editor.edit)


def word(values: Values, field: str) -> str:
    """Return what was chosen in a field, or an empty text where nothing was."""
    chosen = values[field]
    return "" if chosen is None else str(chosen)
