"""The command palette: every act of the screen in front, and any complaint by its reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from complaintdesk import services
from complaintdesk.errors import DeskError
from complaintdesk.screens.keymap import shown
from complaintdesk.screens.place import PlaceScreen
from complaintdesk.widgets.help_screen import nearness

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from textual.app import App
    from textual.binding import Binding


class DeskCommands(Provider):
    """Offers the acts of the screen in front; typing a reference offers to go there."""

    async def discover(self) -> Hits:
        """Yield every act before anything is typed."""
        for binding in self._acts():
            yield DiscoveryHit(binding.description, self._doing(binding), help=self._hint(binding))

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
