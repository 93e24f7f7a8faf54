"""Faults of the store's file, said in the handler's words wherever they come up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from complaintdesk.store import door
from complaintdesk.store.connection import explain


@contextmanager
def explained() -> Iterator[None]:
    """Turn what SQLite reports while lists are read into a refusal.

    Raises:
        StoreError: In place of SQLite's own error.
    """
    try:
        yield
    except door.faults() as error:
        raise explain(error) from error
