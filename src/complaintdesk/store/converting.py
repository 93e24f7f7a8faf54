"""Converting a whole store: plain to encrypted, or back; its backups, what was put aside, and its files with it.

Every part is written anew beside the old one, compared, and exchanged by one
rename; what was done before an interruption is found and left as it is.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

from complaintdesk.errors import DamagedStoreError
from complaintdesk.store import attachments, backups, content, door, migrating, schema, sealing, verifying
from complaintdesk.store.connection import explain
from complaintdesk.store.files import sha256_of, sync_file, sync_folder, write_whole
from complaintdesk.store.folder import StoreFolder
from complaintdesk.store.sealing import Keys


def databases(folder: StoreFolder) -> list[Path]:
    """Return the copies of the database beside the one in use: its backups, and the stores that were put aside."""
    return [*sorted(folder.backups.glob("*.db")), *sorted(folder.aside.glob("*/*.db"))]


def left_over(folder: StoreFolder, *, plain: bool) -> list[Path]:
    """Return the databases of a store that are in one form still, the one in use first."""
    return [one for one in (folder.database, *databases(folder)) if door.is_plain(one) is plain]


def files(folder: StoreFolder, *, sealed: bool) -> Iterator[Path]:
    """Yield the kept files of the store and of its backups that are sealed, or that are not."""
    for place in (folder.attachments, folder.backups / "attachments", *folder.aside.glob("*.altered-files")):
        for kept in sorted((*place.glob("??/*"), *place.glob("*.part"))):
            if kept.is_file() and sealing.is_sealed(kept) is sealed:
                yield kept


def convert_files(folder: StoreFolder, before: Keys | None, after: Keys | None) -> int:
    """Write every kept file anew as it shall be, beside the old one; return how many there are.

    Raises:
        DamagedStoreError: If one cannot be read; it is named.
        NotSavedError: If the disk would not.
    """
    count = 0
    for old in list(files(folder, sealed=before is not None)):
        if old.parent.parent not in {folder.attachments, folder.backups / "attachments"}:
            continue
        try:
            with old.open("rb") as raw:
                reading = raw if before is None else sealing.Unsealed(before, raw)
                with door.unlocked(after):
                    attachments.keep(old.parent.parent, reading, old.name)  # type: ignore[arg-type]  # it reads
        except OSError as error:
            raise DamagedStoreError(
                f"{old} cannot be read ({error.strerror}); nothing was converted."
            ) from error
        count += 1
    return count


def remove_files(folder: StoreFolder, *, sealed: bool) -> None:
    """Remove the kept files of the one form; they are there in the other."""
    for old in list(files(folder, sealed=sealed)):
        old.unlink()


def convert_database(database: Path, before: Keys | None, after: Keys | None) -> None:
    """Exchange a database for one of the same content in the other form, with its manifest.

    Nobody else may have it open.

    Raises:
        DamagedStoreError: If it cannot be read, or the new one does not hold the same; the old one stays.
    """
    part = database.with_name(database.name + ".part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        _export(database, part, before, after)
        held = [_held(path, keys) for path, keys in ((database, before), (part, after))]
        if held[0] != held[1]:
            raise DamagedStoreError(f"{database} could not be converted: the new one does not hold the same.")
        sync_file(part)
        _follow(database, part)
        part.replace(database)
        sync_folder(database.parent)
    except door.faults() as error:
        raise DamagedStoreError(f"{database} cannot be converted: {explain(error)}") from error
    finally:
        for left in (part, part.with_name(part.name + "-journal")):
            left.unlink(missing_ok=True)


def _export(database: Path, part: Path, before: Keys | None, after: Keys | None) -> None:
    """Write everything that is in one database into another one."""
    # Through SQLCipher on both sides; it opens a plain file with an empty key.
    with door.unlocked(before or after):
        driver = door.driver()
    reading = driver.connect(str(database), isolation_level=None)
    try:
        if before is not None:
            reading.execute(f"PRAGMA key = \"x'{before.database}'\"")
        reading.execute("PRAGMA cipher_log_level = NONE")
        reading.execute("SELECT count(*) FROM sqlite_master").fetchone()
        key = "" if after is None else f"x'{after.database}'"
        reading.execute("ATTACH DATABASE ? AS other KEY ?", (str(part), key))
        reading.execute("SELECT sqlcipher_export('other')").fetchone()
        reading.execute(f"PRAGMA other.application_id = {schema.APPLICATION_ID}")
        reading.execute("DETACH DATABASE other")
    finally:
        reading.close()


def _held(path: Path, keys: Keys | None) -> object:
    """Return what a database holds, and that it is sound: what is compared before one takes the other's place."""
    with door.unlocked(keys), backups.opened(path) as reading:
        found = verifying.verify_copy(reading)
        if not found.ok:
            raise DamagedStoreError(
                f"{path} is not sound ({found.problems[0]}); mend it, or move it away, first."
            )
        return content.measure(reading), content.files_of(reading), migrating.revision_of(reading), found.head


def _follow(database: Path, part: Path) -> None:
    """Have the manifest of a backup name the new bytes."""
    manifest = backups.manifest_of(database)
    if manifest is not None:
        changed = replace(manifest, file_sha256=sha256_of(part))
        write_whole(backups.manifest_place(database), json.dumps(asdict(changed), indent=2) + "\n")
