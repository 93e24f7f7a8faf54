"""What lies around a store: folders that are synchronised, file systems across a network, faults of SQLite.

Text in, words out: nothing is looked up here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath

LEAST_FREE_BYTES = 200_000_000
"""Below this much room on the disk the handler is warned."""

_SYNCED = {
    "dropbox": "Dropbox",
    "onedrive": "OneDrive",
    "icloud": "iCloud",
    "icloud drive": "iCloud",
    "mobile documents": "iCloud",
    "com~apple~clouddocs": "iCloud",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "syncthing": "Syncthing",
    "pcloud": "pCloud",
    "seafile": "Seafile",
}
_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "vboxsf", "afs", "ceph", "glusterfs", "ncpfs"}
)

_FIXED = ((3, 44, 6), (3, 50, 7), (3, 51, 3))
"""Versions that mend the fault in which a WAL that is begun anew damages the file; each mends its own line."""


def synced_by(path: PurePath) -> str:
    """Return which service keeps a folder in step with other machines, by its name; "" for none that is known."""
    for part in path.parts:
        # "OneDrive - Northmoor Homes" and "Dropbox (Work)" are theirs as well.
        name = re.split(r" [-(]|\.", part.lower(), maxsplit=1)[0].strip()
        found = _SYNCED.get(part.lower()) or _SYNCED.get(name)
        if found:
            return found
    return ""


def network_file_system(path: PurePath, mounts: Iterable[str]) -> str:
    """Return the kind of file system a folder is on, if it lies across a network; "" if it does not.

    Args:
        path: The folder, absolute.
        mounts: The lines of `/proc/self/mountinfo`; one that cannot be read is passed over.
    """
    deepest, kind = -1, ""
    for line in mounts:
        before, dash, after = line.partition(" - ")
        fields = before.split(" ")
        if not dash or len(fields) < 5:
            continue
        place = PurePath(re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), fields[4]))
        if path.is_relative_to(place) and len(place.parts) >= deepest:
            deepest, kind = len(place.parts), after.split(" ")[0]
    is_network = kind in _NETWORK or kind.startswith("fuse.")
    return kind if is_network else ""


def has_wal_fault(version: str) -> bool:
    """Return whether this SQLite can damage a file in WAL mode; the desk does not use that mode.

    Args:
        version: Such as `3.40.1`.
    """
    found = tuple(int(part) for part in version.split(".")[:3])
    if found >= (3, 52, 0) or found < (3, 7, 0):
        return False
    return not any(found[:2] == fixed[:2] and found >= fixed for fixed in _FIXED)
