"""The command palette: every act of the screen in front, and any complaint by its reference."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from complaintdesk import services
from complaintdesk.errors import DeskError
from complaintdesk.rules.rule_book import Where
from complaintdesk.screens.keymap import shown
from complaintdesk.screens.place import PlaceScreen
from complaintdesk.widgets.help_screen import nearness

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from textual.app import App
    from textual.binding import Binding


class RowAct(NamedTuple):
    """What is done to a complaint from a row of its overview, without a key that is its own."""

    words: str
    where: Where
    hint: str


ROW_ACTS = tuple(
    RowAct(words, Where("investigation", action), f"Investigation, overview: {hint}")
    for words, action, hint in (
        (
            "Legal hold: set or lift",
            "held.edit",
            "e on Held; nothing of it is erased or disposed of meanwhile",
        ),
        (
            "Erase the customer",
            "customer.remove",
            "x on Customer, or complaintdesk erase; it cannot be undone",
        ),
        ("Handle it under another procedure", "procedure.edit", "e on Procedure"),
        ("Contact plan, and how to reach them", "reach.edit", "e on Reach them"),
    )
)
"""The acts on a complaint that the palette alone names."""


class DeskCommands(Provider):
    """Offers the acts of the screen in front; typing a reference offers to go there."""

    async def discover(self) -> Hits:
        """Yield every act before anything is typed."""
        for binding in self._acts():
            yield DiscoveryHit(binding.description, self._doing(binding), help=self._hint(binding))
        for each, act in self._row_acts():
            yield DiscoveryHit(each.words, act, help=each.hint)

    async def search(self, query: str) -> Hits:
        """Yield the acts that match, and the complaint that is spelled."""
        matcher = self.matcher(query)
        for binding in self._acts():
            score = matcher.match(binding.description)
            if score > 0:
                yield Hit(
                    score,
                    matcher.highlight(binding.description),
                    self._doing(binding),
                    help=self._hint(binding),
                )
        for each, act in self._row_acts():
            if (score := matcher.match(each.words)) > 0:
                yield Hit(score, matcher.highlight(each.words), act, help=each.hint)
        found = self._complaint(query)
        if found is not None and isinstance(self.screen, PlaceScreen):
            complaint_id, reference = found
            screen = self.screen
            yield Hit(
                1.0,
                Content(f"Go to {reference}"),
                lambda: screen.post_message(PlaceScreen.Going("investigation", complaint_id)),
                text=reference,
            )

    def _acts(self) -> Iterator[Binding]:
        seen = set()
        bindings = self.screen.active_bindings.values()
        for active in sorted(bindings, key=lambda each: nearness(self.screen, each.binding)):
            binding = active.binding
            if (
                binding.id
                and binding.id not in seen
                and active.enabled
                and not binding.id.startswith("list.")
            ):
                seen.add(binding.id)
                yield binding

    def _row_acts(self) -> Iterator[tuple[RowAct, Callable[[], object]]]:
        """Yield what can be done to the complaint in hand from its overview, each with what does it."""
        screen = self.screen
        complaint_id = screen.complaint_in_hand() if isinstance(screen, PlaceScreen) else None
        if complaint_id is None:
            return
        for each in ROW_ACTS:
            going = PlaceScreen.Going("investigation", complaint_id, where=each.where, opens=True)
            yield each, partial(screen.post_message, going)

    def _doing(self, binding: Binding) -> Callable[[], Awaitable[None]]:
        screen = self.screen

        async def act() -> None:
            app = cast("App[object]", screen.app)
            await app.run_action(binding.action, default_namespace=screen)

        return act

    @staticmethod
    def _hint(binding: Binding) -> str:
        return f"{binding.id}, key {shown(binding)}"

    def _complaint(self, query: str) -> tuple[int, str] | None:
        desk = getattr(self.screen, "desk", None)
        if desk is None:
            return None
        try:
            found = services.dossier.by_reference(desk, query)
        except DeskError:
            return None
        return found.id, found.reference
