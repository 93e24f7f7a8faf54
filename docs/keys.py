"""The keys as the documents name them: read from the bindings of every screen, form and list."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import NamedTuple

from textual.binding import Binding

import complaintdesk.screens
import complaintdesk.widgets
from complaintdesk.screens import keymap
from complaintdesk.screens.complaint import ComplaintScreen
from complaintdesk.screens.gate import GateScreen
from complaintdesk.screens.importing import ImportScreen
from complaintdesk.screens.mail import MailScreen
from complaintdesk.screens.parted import PartedScreen
from complaintdesk.screens.place import PLACES, PlaceScreen
from complaintdesk.widgets.dialogs import ConfirmScreen
from complaintdesk.widgets.fields import LongField, PathField
from complaintdesk.widgets.forms import FormScreen
from complaintdesk.widgets.row_list import RowList

_PRINTED = {"escape": "esc", "pagedown": "page down", "pageup": "page up"}
_BASES = {
    "import": (ImportScreen,),
    "mail": (MailScreen,),
    "everywhere": (PlaceScreen,),
    "complaint": (PartedScreen, ComplaintScreen),
    "overview": (PartedScreen,),
    "lists": (RowList,),
    "forms": (FormScreen, LongField, PathField),
    "dialogs": (ConfirmScreen,),
    "gate": (GateScreen,),
}
"""What has keys of its own beside the places -> the classes that hold them."""

_SHARED = {PlaceScreen, RowList, PartedScreen, ComplaintScreen}
"""Classes whose keys have a table of their own, and stand in no other."""


class Key(NamedTuple):
    """One act and its keys."""

    id: str
    keys: tuple[str, ...]
    does: str

    @property
    def marked(self) -> str:
        """The keys as a document writes them."""
        return " ".join(f"<kbd>{_escaped(key)}</kbd>" for key in self.keys)


@cache
def first_keys() -> dict[str, str]:
    """Return the key of every act by its id; the first, where there are several."""
    found: dict[str, str] = {}
    for module in _modules():
        for kind in vars(module).values():
            if inspect.isclass(kind) and kind.__module__ == module.__name__:
                for key in _of_class(kind):
                    found.setdefault(key.id, key.keys[0])
    for binding in keymap.EVERYWHERE:
        if isinstance(binding, Binding) and binding.id:
            found.setdefault(binding.id, binding.key)
    return found


def marked(act: str) -> str:
    """Return the key of an act as a document writes it.

    Raises:
        KeyError: If there is no such act.
    """
    return f'<kbd title="{act}">{_escaped(first_keys()[act])}</kbd>'


def table(of: str) -> str:
    """Return the table of a place's own keys, or of what else has keys, as Markdown."""
    found: dict[str, Key] = {}
    for kind in _BASES.get(of) or (_class_of(PLACES[of][2]),):
        for ancestor in kind.__mro__:
            shared = ancestor in _SHARED and ancestor is not kind
            if ancestor.__module__.startswith("complaintdesk.") and not shared:
                for key in _of_class(ancestor):
                    found.setdefault(key.id, key)
    rows = [f"| {key.marked} | {key.does} | `{key.id}` |" for key in found.values()]
    return "\n".join(["| Key | Does | Id |", "|---|---|---|", *rows])


def purpose(of: str) -> str:
    """Return what the help of a screen says it is for."""
    kind = _BASES[of][0] if of in _BASES else _class_of(PLACES[of][2])
    said: str = vars(kind)["PURPOSE"]
    return said


def _class_of(place: str) -> type:
    module, _, name = place.partition(":")
    kind: type = getattr(import_module(module), name)
    return kind


def _modules() -> Iterator[ModuleType]:
    for package in (complaintdesk.screens, complaintdesk.widgets):
        for each in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            yield import_module(each.name)


def _of_class(kind: type) -> Iterator[Key]:
    for binding in vars(kind).get("BINDINGS", ()):
        if isinstance(binding, Binding) and binding.id:
            keys = tuple(_PRINTED.get(key, key) for key in keymap.shown(binding).split())
            yield Key(binding.id, keys, binding.description)


def _escaped(key: str) -> str:
    # In a table a bar ends the cell, and a star or a bracket may be read as Markdown.
    signs = {"<": "&lt;", ">": "&gt;", "|": "&#124;", "*": "&#42;", "[": "&#91;", "]": "&#93;"}
    return "".join(signs.get(sign, sign) for sign in key)
