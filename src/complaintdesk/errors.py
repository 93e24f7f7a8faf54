"""Every refusal of the desk, in the handler's words.

DeskError
├── NotFoundError            what was named does not exist
├── WrongStageError          the complaint is not at a stage that allows this
├── GateError                something must be done first; names all that is missing
├── AuthorityError           above the handler's limit and no approval is recorded
├── StaleError               somebody else changed the same since it was read; names both
├── NothingToUndoError       the undo or redo list is empty
├── CannotUndoError          this step cannot be taken back
├── InvalidInputError        a field holds something that cannot be kept
│   ├── TypedDateError       a typed date was not understood
│   └── FilterError          a filter was not understood; knows the place
├── ProcedureError           a procedure file is wrong
├── ImportRefusedError       a file cannot be imported as it stands
├── ExportRefusedError       an export would overwrite, escape or reveal
├── StoreError               the store cannot be used
│   ├── StoreMissingError    there is no store in that folder
│   ├── StoreBusyError       another desk holds the store
│   ├── NewerStoreError      the store was written by a newer complaintdesk
│   ├── DamagedStoreError    the file is not a sound store
│   ├── ReadOnlyError        the store is open for reading only
│   ├── LockedStoreError     the store is encrypted, and its passphrase was not given
│   └── NotSavedError        the step could not be written; nothing was changed
├── CancelledError           the handler stopped it; nothing was changed
└── SettingsError            a settings file is wrong
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

Item = TypeVar("Item")


class DeskError(Exception):
    """A refusal; its message is shown to the handler as it stands."""

    title = "That did not work"


class NotFoundError(DeskError):
    """What was named does not exist."""

    title = "Not found"


class WrongStageError(DeskError):
    """The complaint is not at a stage that allows this."""

    title = "Not at this stage"


class GateError(DeskError):
    """Something must be done first; `missing` holds one sentence for each thing."""

    title = "Not yet"

    def __init__(self, message: str, missing: Sequence[str] = ()) -> None:
        self.missing = tuple(missing)
        super().__init__("\n".join([message, *(f"- {line}" for line in self.missing)]))


class AuthorityError(DeskError):
    """Above the handler's limit, and no approval is recorded."""

    title = "Above your authority"


class Clash(NamedTuple):
    """One value that was changed elsewhere since it was seen, and that a save would change, too; values as stored."""

    table: str
    row_id: int
    column: str
    """Empty where the save takes a whole row off."""

    before: object
    theirs: object
    mine: object


class StaleError(DeskError):
    """What a save would change was changed elsewhere since it was seen; nothing was saved.

    `clashes` holds both, value by value; `head` is the last step that they were compared with, `step` the last
    that changed one of them, and `who` says whose it was, as far as a desk can tell, and which.
    """

    title = "Changed meanwhile"

    def __init__(self, message: str, clashes: Sequence[Clash] = (), head: int = 0, step: int = 0) -> None:
        self.clashes = tuple(clashes)
        self.head = head
        self.step = step
        self.who = ""
        super().__init__(message)


class NothingToUndoError(DeskError):
    """There is no step left to undo or redo."""

    title = "Nothing there"


class CannotUndoError(DeskError):
    """This step cannot be taken back."""

    title = "Cannot be undone"


class InvalidInputError(DeskError):
    """A field holds something that cannot be kept; `field` names it."""

    title = "Please check"

    def __init__(self, message: str, field: str = "") -> None:
        self.field = field
        super().__init__(message)


class TypedDateError(InvalidInputError):
    """A typed date was not understood."""

    title = "Not a date"


class FilterError(InvalidInputError):
    """A filter was not understood; `at` is the place of the first character that was not."""

    title = "Filter"

    def __init__(self, message: str, at: int = 0) -> None:
        self.at = at
        super().__init__(message, "filter")


class ProcedureError(DeskError):
    """A procedure file is wrong; the message names the file, the key and the remedy."""

    title = "Procedure file"


class ImportRefusedError(DeskError):
    """A file cannot be imported as it stands; nothing was taken from it."""

    title = "Import refused"


class ExportRefusedError(DeskError):
    """An export would overwrite, leave its folder or reveal a person; nothing was written."""

    title = "Export refused"


class CancelledError(DeskError):
    """The handler stopped it; nothing was changed."""

    title = "Stopped"


class StoreError(DeskError):
    """The store cannot be used."""

    title = "The store"


class StoreMissingError(StoreError):
    """There is no store in that folder."""

    title = "No store"


class StoreBusyError(StoreError):
    """Another desk holds the store; the message names it."""

    title = "In use"


class NewerStoreError(StoreError):
    """The store was written by a newer complaintdesk; it was not touched."""

    title = "Newer store"


class DamagedStoreError(StoreError):
    """The file is not a sound store."""

    title = "Damaged store"


class ReadOnlyError(StoreError):
    """The store is open for reading only."""

    title = "Read-only"


class LockedStoreError(StoreError):
    """The store is encrypted, and what opens it is not there: the passphrase, its key file, or the extra."""

    title = "Locked"


class NotSavedError(StoreError):
    """The step could not be written; nothing was changed."""

    title = "Not saved"


class SettingsError(DeskError):
    """A settings file is wrong; the message names the file and the remedy."""

    title = "Settings"


def left_out(
    items: Iterable[Item], take: Callable[[Item], object], kind: type[DeskError] = DeskError
) -> tuple[str, ...]:
    """Take each of some items, and return what was said of those that were refused; one stops no other.

    Args:
        items: What is to be taken.
        take: Takes one, or refuses it.
        kind: The refusals that leave an item out; any other is raised.
    """
    said = []
    for item in items:
        try:
            take(item)
        except kind as refusal:
            said.append(str(refusal))
    return tuple(said)
