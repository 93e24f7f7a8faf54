"""The key table: collected from the bindings of the screens, so that help and docs cannot drift from them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from importlib import import_module
from typing import NamedTuple

from textual import actions
from textual.binding import Binding, BindingType
from textual.keys import key_to_character

from complaintdesk.config import Settings
from complaintdesk.errors import SettingsError
from complaintdesk.screens.place import OF_A_COMPLAINT, PLACES, PlaceScreen
from complaintdesk.widgets.row_list import RowList

EVERYWHERE: tuple[BindingType, ...] = (
    Binding("ctrl+q", "quit", "Quit", id="quit", show=False, priority=True),
    Binding("f8", "app.lock", "Lock the desk", id="lock", show=False, priority=True),
    Binding("f2", "app.tour_on", "Next step of the tour", id="tour.next", show=False),
    Binding("f3", "app.tour_end", "No more of the tour", id="tour.end", show=False),
)
"""The keys of the app itself; those of the tour only in the demo."""

NEVER = frozenset(
    {"ctrl+h", "ctrl+i", "ctrl+m", "ctrl+left_square_bracket", "ctrl+space", "ctrl+b", "ctrl+enter"}
)
"""Keys that terminals or multiplexers take for something else."""


class Key(NamedTuple):
    """One line of the key table."""

    id: str
    key: str
    description: str
    where: str


def table() -> list[Key]:
    """Return every binding of the desk, place by place, each with its id."""
    found: dict[tuple[str, str], Key] = {}
    for where, binding in _bindings():
        if binding.id:
            found.setdefault((binding.id, where), Key(binding.id, shown(binding), binding.description, where))
    everywhere = {key.id for key in found.values() if key.where == "everywhere"}
    return [key for key in found.values() if key.where == "everywhere" or key.id not in everywhere]


def of_the_gate() -> list[Key]:
    """Return the keys of the list of what is missing, which is no place of its own."""
    from complaintdesk.screens.gate_dialog import GateDialog  # loaded by those who open it

    bindings = (binding for _, binding in _of_class(GateDialog, "gate"))
    return [
        Key(binding.id, shown(binding), binding.description, "gate") for binding in bindings if binding.id
    ]


def shown(binding: Binding) -> str:
    """Return the keys of a binding as they are printed on a keyboard."""
    if binding.key_display:
        return binding.key_display
    return " ".join(_printed(key) for key in binding.key.split(","))


def _printed(key: str) -> str:
    character = key_to_character(key)
    return character if character and character.isprintable() and not character.isspace() else key


def chosen(settings: Settings) -> dict[str, str]:
    """Return the handler's own keys as Textual's keymap, checked.

    Raises:
        SettingsError: If an id is unknown, a key cannot be bound, or two acts of one screen share a key; names
            the file and the line.
    """
    keys = settings.keys
    if not keys:
        # Nothing to check, so no screen need be loaded for it.
        return {}
    known: dict[str, list[tuple[str, Binding]]] = {}
    for where, binding in _bindings():
        if binding.id:
            known.setdefault(binding.id, []).append((where, binding))
    for binding_id, key in keys.items():
        if binding_id not in known:
            near = get_close_matches(binding_id, known, 1)
            hint = f" Did you mean {near[0]}?" if near else " `complaintdesk keys` lists them."
            raise SettingsError(f"{_place(settings, binding_id)}: there is no act {binding_id!r}.{hint}")
        if not _may_be_bound(key):
            said = f"{binding_id} cannot be on {key!r}; choose another key."
            raise SettingsError(f"{_place(settings, binding_id)}: {said}")
    _refuse_clashes(settings, known)
    return {binding_id: ",".join(part.strip() for part in key.split(",")) for binding_id, key in keys.items()}


def _may_be_bound(key: object) -> bool:
    # What stands in a settings file may be anything.
    if not isinstance(key, str):
        return False
    parts = [part.strip() for part in key.split(",")]
    return all(parts) and not NEVER & set(parts) and not any(part.startswith("alt+") for part in parts)


def _refuse_clashes(settings: Settings, known: Mapping[str, list[tuple[str, Binding]]]) -> None:
    keys = settings.keys
    taken: dict[tuple[str, str], str] = {}
    for binding_id, places in known.items():
        for where, binding in places:
            for key in keys.get(binding_id, binding.key).split(","):
                other = taken.setdefault((where, key.strip()), binding_id)
                if other != binding_id and (binding_id in keys or other in keys):
                    changed = binding_id if binding_id in keys else other
                    raise SettingsError(
                        f"{_place(settings, changed)}: {other} and {binding_id} would both be on"
                        f" {key.strip()!r} in {where}."
                    )


def why_idle(key: str, place: PlaceScreen, own: Mapping[str, str]) -> str:
    """Return why a key did nothing on a place: what it needs there, or where it works; empty where it never does.

    Args:
        key: As Textual names it.
        place: Where it was pressed.
        own: The handler's own keys, as `chosen` returns them.
    """
    bound: dict[str, list[str]] = {}
    of_lists = key in {each for _, binding in _of_class(RowList, "") for each in binding.key.split(",")}
    for where, binding in () if of_lists else _bindings():
        if key not in own.get(binding.id or "", binding.key).split(","):
            continue
        if where in {"everywhere", PLACES[place.PLACE][1]}:
            _, act, _ = actions.parse(binding.action)
            if act in place.NEEDS_COMPLAINT and place.complaint_in_hand() is None:
                return f"Put the cursor on a complaint first; {_printed(key)} ({binding.description}) is about one."
            return f"{_printed(key)} ({binding.description}) has nothing to act on here."
        bound.setdefault(binding.description, []).append(where)
    told = [f"on {_named(places)} it is {does}" for does, places in bound.items()]
    return f"{_printed(key)} does nothing here; {', '.join(told)}." if told else ""


def _named(places: list[str]) -> str:
    """Return places with the digits that lead there; those of a complaint, where it is all of them, as one."""
    digits = {name: digit for digit, name, _ in PLACES.values()}
    of_one = [PLACES[each][1] for each in PLACES if each in OF_A_COMPLAINT]
    if set(of_one) <= set(places):
        return f"a complaint's screens ({digits[of_one[0]]} to {digits[of_one[-1]]})"
    return " and ".join(f"{name} ({digits[name]})" for name in dict.fromkeys(places))


def _place(settings: Settings, binding_id: str) -> str:
    """Return the file and the line in which a key is set; the parser of the file tells no lines."""
    path = settings.places.config / "config.toml"
    named = re.compile(rf"""\s*(?:keys\.)?["']?{re.escape(binding_id)}["']?\s*=""")
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    line = next((number for number, text in enumerate(lines, start=1) if named.match(text)), None)
    return f"{path}, [keys]" if line is None else f"{path}, line {line}"


def _bindings() -> Iterator[tuple[str, Binding]]:
    for binding in EVERYWHERE:
        if isinstance(binding, Binding):
            yield "everywhere", binding
    yield from _of_class(PlaceScreen, "everywhere")
    yield from _of_class(RowList, "any list")
    for _, name, place in PLACES.values():
        module, _, screen = place.partition(":")
        for ancestor in getattr(import_module(module), screen).__mro__:
            if ancestor.__module__.startswith("complaintdesk.screens") and ancestor is not PlaceScreen:
                yield from _of_class(ancestor, name)


def _of_class(kind: type, where: str) -> Iterator[tuple[str, Binding]]:
    for binding in vars(kind).get("BINDINGS", ()):
        if isinstance(binding, Binding):
            yield where, binding
