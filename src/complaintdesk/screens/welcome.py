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
from complaintdesk.services.setup import Answers, OwnLimits
from complaintdesk.widgets import themes
from complaintdesk.widgets.form_field import Choice, FormAids, FormField
from complaintdesk.widgets.forms import FormScreen

REGIONS = (
    Choice("ENG", "England"),
    Choice("WLS", "Wales"),
    Choice("SCT", "Scotland"),
    Choice("NIR", "Northern Ireland"),
)

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
        for theme in themes.THEMES:
            self.register_theme(theme)

    def on_mount(self) -> None:
        """Ask."""
        self.theme = self._settings.theme
        known = procedures.load(
            self._settings.places.data / "procedures", self._settings.procedures_folder
        ).procedures
        offered = tuple(
            Choice(each.id, each.name, each.summary) for each in known.values() if not each.overlay
        )
        self._ask(
            "whose",
            "Welcome (1 of 2). Whose desk is it?",
            (
                FormField("handler", "Your name", "text", required=True, help="It stands on the evidence"),
                FormField("organisation", "Organisation", "text"),
                FormField("role", "Your role", "choice", True, ROLES, value="complaint_handler"),
                FormField("region", "Where you work", "choice", True, REGIONS, value="ENG"),
                FormField("procedure", "Procedure", "choice", True, offered, value="uk-general"),
            ),
            "Go on",
            NOTICE.format(store=self._settings.places.store),
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
        said = {name: str(value or "") for name, value in values.items()}
        self._keep("whose", said)
        usual = services.setup.usual_limits(self._settings, said["role"])
        self._ask(
            # What was typed for one role is not another's.
            f"limits of {said['role']}",
            "Welcome (2 of 2). How much you may give without asking",
            (
                FormField("refund", "Refunds of what was paid", "money", True, value=usual.refund),
                FormField("goodwill", "Goodwill", "money", True, value=usual.goodwill),
                FormField("other_loss", "Other loss that is proven", "money", True, value=usual.other_loss),
            ),
            "Make my desk",
            "These figures are a starting point and no organisation's rule: put in your own. What is more needs a"
            " recorded approval. The Library changes them later, and those of every other role.",
        )

    def _may_give(self, values: Mapping[str, object] | None) -> None:
        if values is None:
            self.exit(None)
            return
        whose = self._typed["whose"]
        amounts = (values[name] for name in ("refund", "goodwill", "other_loss"))
        limits = OwnLimits(*(amount if isinstance(amount, int) else None for amount in amounts))
        self.exit(
            Answers(
                whose["handler"],
                whose["role"],
                whose["organisation"],
                whose["region"],
                whose["procedure"],
                limits=limits,
            )
        )

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
