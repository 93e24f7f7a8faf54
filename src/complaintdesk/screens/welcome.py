"""The first start: whose desk it is, asked once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from textual.app import App

from complaintdesk.config import Settings, procedures
from complaintdesk.rules.working_days import WorkingCalendar
from complaintdesk.services.setup import Answers
from complaintdesk.widgets import themes
from complaintdesk.widgets.form_field import Choice, FormAids, FormField
from complaintdesk.widgets.forms import FormScreen

if TYPE_CHECKING:
    from collections.abc import Mapping

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


class WelcomeApp(App[Answers | None]):
    """Asks whose desk it is. Returns the answers, or None where the handler left."""

    CSS_PATH = "../desk.tcss"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, settings: Settings, today: date) -> None:
        super().__init__()
        self._settings = settings
        self._today = today
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
        calendar = WorkingCalendar("ENG")
        self.push_screen(
            FormScreen(
                f"Welcome. A store will be made in {self._settings.places.store}",
                (
                    FormField(
                        "handler", "Your name", "text", required=True, help="It stands on the evidence"
                    ),
                    FormField("organisation", "Organisation", "text"),
                    FormField("role", "Your role", "choice", True, ROLES, value="complaint_handler"),
                    FormField("region", "Where you work", "choice", True, REGIONS, value="ENG"),
                    FormField("procedure", "Procedure", "choice", True, offered, value="uk-general"),
                ),
                FormAids(self._today, calendar.add, calendar.between),
                save_draft=lambda _typed: None,
                forget_draft=lambda: None,
                save_label="Make my desk",
            ),
            self._answered,
        )

    def _answered(self, values: Mapping[str, object] | None) -> None:
        if values is None:
            self.exit(None)
            return
        said = {name: str(value or "") for name, value in values.items()}
        self.exit(
            Answers(said["handler"], said["role"], said["organisation"], said["region"], said["procedure"])
        )
