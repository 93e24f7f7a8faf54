"""The first start: whose desk it is, and what may be given at it, asked once.

It can be left and gone on with later: what was typed waits in the state folder
until the desk is made.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from functools import partial

from textual.app import App

from complaintdesk import services
from complaintdesk.config import Settings, procedures
from complaintdesk.rules.working_days import WorkingCalendar
from complaintdesk.screens import profile_form
from complaintdesk.screens.passphrase import PassphraseScreen
from complaintdesk.services.setup import Answers, OwnLimits
from complaintdesk.widgets import themes
from complaintdesk.widgets.form_field import Choice, FormAids, FormField
from complaintdesk.widgets.forms import FormScreen

ROLES = (
    Choice("complaint_handler", "complaint handler"),
    Choice("supervisor", "supervisor"),
    Choice("complaints_manager", "complaints manager"),
    Choice("head_of_service", "head of service"),
)
"""The roles whose desk this can be; the limits of each are in the library."""


NOTICE = (
    "Kept in {store}, on this machine; nothing is sent anywhere. It is personal data that your organisation"
    " answers for: encrypt the disk, and tell whoever looks after data protection."
)

ENCRYPTS = FormField(
    "encrypt",
    "Encrypt the store",
    "yesno",
    value=False,
    help="Asks for a passphrase, now and at every start; can be done later, too",
)
"""What is asked besides where the extra is installed."""

SAVE = "Make my desk"

DRAFT = "first-start.json"
"""The file in the state folder that keeps what was typed until the desk is made."""

_Typed = dict[str, dict[str, str]]


def forget(settings: Settings) -> None:
    """Forget what was typed: the desk is made."""
    (settings.places.state / DRAFT).unlink(missing_ok=True)


class WelcomeApp(App[Answers | None]):
    """Asks whose desk it is. Returns the answers, or None where the handler left."""

    CSS_PATH = "../desk.tcss"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, settings: Settings, today: date) -> None:
        super().__init__()
        self._settings = settings
        self._today = today
        self._typed = _kept(settings)
        self.passphrase: str | None = None
        """What the store is to be encrypted with; None for a plain one. It is kept nowhere else."""

        for theme in themes.THEMES:
            self.register_theme(theme)

    def on_mount(self) -> None:
        """Ask."""
        self.theme = self._settings.theme
        known = procedures.load(
            self._settings.places.data / "procedures", self._settings.procedures_folder
        ).procedures
        can_encrypt = services.sealing.is_installed()
        self._ask(
            "whose",
            "Welcome (1 of 2). Whose desk is it?",
            (
                *profile_form.fields(Answers(""), ROLES, known.values()),
                *((ENCRYPTS,) if can_encrypt else ()),
            ),
            "Go on",
            " ".join(
                (
                    NOTICE.format(store=self._settings.places.store),
                    *(() if can_encrypt else (services.sealing.HOW_TO_GET,)),
                )
            ),
        )

    def _ask(self, step: str, title: str, fields: tuple[FormField, ...], save_label: str, note: str) -> None:
        calendar = WorkingCalendar("ENG")
        self.push_screen(
            FormScreen(
                title,
                fields,
                FormAids(self._today, calendar.add, calendar.between),
                save_draft=partial(self._keep, step),
                # Both steps are kept until the desk is made.
                forget_draft=lambda: None,
                draft=self._typed.get(step),
                save_label=save_label,
                note=note,
            ),
            self._is_whose if step == "whose" else self._may_give,
        )

    def _is_whose(self, values: Mapping[str, object] | None) -> None:
        if values is None:
            self.exit(None)
            return
        encrypts = {"encrypt": "yes" if values["encrypt"] else "no"} if "encrypt" in values else {}
        said = {name: str(value or "") for name, value in values.items()} | encrypts
        self._keep("whose", said)
        self._ask_limits(said["role"])

    def _ask_limits(self, role: str) -> None:
        usual = services.setup.usual_limits(self._settings, role)
        self._ask(
            # What was typed for one role is not another's.
            f"limits of {role}",
            "Welcome (2 of 2). How much you may give without asking",
            (
                FormField("refund", "Refunds of what was paid", "money", True, value=usual.refund),
                FormField("goodwill", "Goodwill", "money", True, value=usual.goodwill),
                FormField("other_loss", "Other loss that is proven", "money", True, value=usual.other_loss),
            ),
            SAVE,
            "These figures are a starting point and no organisation's rule: put in your own. What is more needs a"
            " recorded approval. The Library changes them later, and those of every other role.",
        )

    def _may_give(self, values: Mapping[str, object] | None) -> None:
        if values is None:
            self.exit(None)
            return
        amounts = (values[name] for name in ("refund", "goodwill", "other_loss"))
        limits = OwnLimits(*(amount if isinstance(amount, int) else None for amount in amounts))
        said = self._typed["whose"]
        answers = Answers(
            said["handler"],
            said["role"],
            said["organisation"],
            said["region"],
            said["procedure"],
            limits=limits,
        )
        if said.get("encrypt") == "yes" and services.sealing.is_installed():
            self.push_screen(
                PassphraseScreen("The passphrase of your store", SAVE), partial(self._encrypts, answers)
            )
        else:
            self.exit(answers)

    def _encrypts(self, answers: Answers, passphrase: str | None) -> None:
        if passphrase is None:
            self._ask_limits(answers.role)
            return
        self.passphrase = passphrase
        self.exit(answers)

    def _keep(self, step: str, typed: Mapping[str, str]) -> None:
        self._typed[step] = dict(typed)
        path = self._settings.places.state / DRAFT
        # Where it cannot be kept, it is asked anew; the desk can be made all the same.
        with suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(self._typed, file)


def _kept(settings: Settings) -> _Typed:
    """Return what was typed at a first start that was left; nothing where that cannot be read."""
    try:
        said = json.loads((settings.places.state / DRAFT).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(said, dict):
        return {}
    return {
        step: {str(name): str(value) for name, value in typed.items()}
        for step, typed in said.items()
        if isinstance(typed, dict)
    }
