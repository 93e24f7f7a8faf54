"""A file picker: the entries of a folder below a line, into which a path may be typed or pasted.

A mailbox that is a folder is picked like a file.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from pathlib import Path
from typing import ClassVar, NamedTuple
from urllib.parse import unquote, urlsplit

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from complaintdesk.rules import foreign_text
from complaintdesk.rules.counting import counted
from complaintdesk.widgets.columns import fit
from complaintdesk.widgets.foreign import C
from complaintdesk.widgets.line_input import LineInput
from complaintdesk.widgets.type_ahead import TypeAhead

MOST_LISTED = 500
"""Entries of a folder that are shown; typing narrows them."""

_NAME = 50
_STEP = 1000


class Entry(NamedTuple):
    """One entry of a folder."""

    path: Path
    is_folder: bool
    """Whether it is gone into; a mailbox is not."""

    size: int
    is_mailbox: bool = False

    @property
    def shown(self) -> str:
        """Its name, fitted, and its size."""
        if self.is_mailbox:
            return f"{fit(foreign_text.clean(self.path.name, one_line=True), _NAME)} {'mailbox':>9}"
        name = foreign_text.clean(self.path.name + (os.sep if self.is_folder else ""), one_line=True)
        return name if self.is_folder else f"{fit(name, _NAME)} {size_in_words(self.size):>9}"


def size_in_words(size: int) -> str:
    """Return a number of bytes as people say it: `1.2 MB`."""
    if size < _STEP:
        return f"{size} B"
    number = float(size)
    for unit in ("kB", "MB", "GB"):
        number /= _STEP
        if number < _STEP or unit == "GB":
            break
    return f"{number:.1f} {unit}"


def meant(typed: str) -> str:
    """Return the path that is meant by what was typed or pasted: without quotes, `file://` or a tilde."""
    text = typed.strip()
    if not text.startswith(("file://", "'", '"')):
        # A whole path, pasted behind the folder that stood there.
        begins = (text.find(begin) for begin in ("/file://", "/'", '/"', "/~/", "//"))
        text = text[next((at + 1 for at in begins if at >= 0), 0) :]
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    if text.casefold().startswith("file://"):
        text = unquote(urlsplit(text).path)
    return os.path.expanduser(text) if text.startswith("~") else text  # noqa: PTH111 - keeps a slash at the end


IsMailbox = Callable[[Path], bool]
"""Tells whether a folder is a mailbox."""


def no_mailbox(_folder: Path) -> bool:
    """Return that a folder is none."""
    return False


def entries(typed: str, suffixes: Collection[str], is_mailbox: IsMailbox = no_mailbox) -> list[Entry]:
    """Return the folders, then the files of a kind and the mailboxes, that what was typed may lead to.

    A name that is typed in full is listed whatever its kind; hidden entries only where a dot is typed.
    """
    folder, begun = os.path.split(meant(typed))
    found = []
    try:
        with os.scandir(folder or ".") as scanned:
            for entry in scanned:
                name = entry.name.casefold()
                if begun.casefold() not in name or (name.startswith(".") and not begun.startswith(".")):
                    continue
                if entry.is_dir():
                    path = Path(entry.path)
                    found.append(Entry(path, not (mails := is_mailbox(path)), 0, mails))
                elif name.endswith(tuple(suffixes)) or entry.name == begun:
                    found.append(Entry(Path(entry.path), False, entry.stat().st_size))
    except (OSError, ValueError):
        return []
    found.sort(key=lambda entry: (not entry.is_folder, entry.path.name.casefold()))
    return found[:MOST_LISTED]


class FilePicker(TypeAhead, ModalScreen[Path | None]):
    """Asks for a file; `enter` goes into a folder or takes a file. Answers with its path, or None."""

    AUTO_FOCUS: ClassVar[str | None] = "LineInput"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+n", "step(1)", "Next", id="dialog.down", show=False),
        Binding("up", "step(-1)", "Previous", id="dialog.up", show=False),
        Binding("tab", "complete", "Complete", id="picker.complete", show=False, priority=True),
        Binding("escape", "dismiss(None)", "Cancel", id="dialog.cancel"),
    ]

    def __init__(
        self, title: str, start: Path, suffixes: Collection[str], is_mailbox: IsMailbox = no_mailbox
    ) -> None:
        """Ask.

        Args:
            title: What stands above it.
            start: The folder to begin in.
            suffixes: The ends of names, in lower case, of files that are offered.
            is_mailbox: Tells which folders are offered too.
        """
        super().__init__(classes="dialog picker")
        self._title_text = title
        self._start = start
        self._suffixes = tuple(suffixes)
        self._is_mailbox = is_mailbox
        self._entries: list[Entry] = []

    def compose(self) -> ComposeResult:
        """Lay out the title, the line and the entries."""
        with Vertical(classes="dialog-box"):
            yield Static(C(self._title_text, limit=200), classes="dialog-title")
            yield LineInput(f"{self._start}{os.sep}", select_on_focus=False)
            options = OptionList(classes="dialog-list")
            options.can_focus = False
            yield options
            yield Static(classes="message muted", markup=False)

    def on_mount(self) -> None:
        """List the folder to begin in."""
        self._list(f"{self._start}{os.sep}")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._list(event.value)

    def _list(self, typed: str) -> None:
        self._entries = entries(typed, self._suffixes, self._is_mailbox)
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(Option(C(entry.shown)) for entry in self._entries)
        if self._entries:
            options.highlighted = 0
        files = sum(not entry.is_folder for entry in self._entries)
        said = f"{counted(files, 'file')} of complaints here. Type or paste a path; enter opens, esc leaves."
        self._say(said if self._entries else f"Nothing here. Files end in {' '.join(self._suffixes)}")

    def action_step(self, by: int) -> None:
        """Move in the list."""
        options = self.query_one(OptionList)
        if options.option_count:
            options.highlighted = ((options.highlighted or 0) + by) % options.option_count

    def action_complete(self) -> None:
        """Put the entry under the hand into the line."""
        entry = self._under_hand()
        if entry is not None:
            self._put(entry)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        path = Path(meant(event.value))
        # A path that was pasted whole is meant, whatever else is listed.
        if path.is_file() or self._is_mailbox(path):
            self.dismiss(path)
            return
        self._take(self._under_hand())

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take(self._entries[event.option_index])

    def _take(self, entry: Entry | None) -> None:
        if entry is None:
            self._say("There is no such file. Mend the path, or clear the name to see the folder.")
        elif entry.is_folder:
            self._put(entry)
        else:
            self.dismiss(entry.path)

    def _put(self, entry: Entry) -> None:
        line = self.query_one(LineInput)
        line.value = f"{entry.path}{os.sep}" if entry.is_folder else str(entry.path)
        line.cursor_position = len(line.value)

    def _under_hand(self) -> Entry | None:
        highlighted = self.query_one(OptionList).highlighted
        return self._entries[highlighted] if highlighted is not None and self._entries else None

    def _say(self, text: str) -> None:
        self.query_one(".message", Static).update(C(text, limit=300))
