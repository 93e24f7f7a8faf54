"""What lies around a store is known by names and numbers alone."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from complaintdesk.rules.surroundings import has_wal_fault, network_file_system, synced_by

MOUNTS = (
    "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw",
    "30 22 0:40 / /home/robin/shared rw - nfs4 server:/export rw",
    r"31 22 0:41 / /mnt/two\040words rw - cifs //server/share rw",
    "32 30 0:42 / /home/robin/shared/local rw - ext4 /dev/vdb rw",
    "33 22 0:43 / /home/robin/cloud rw - fuse.rclone remote: rw",
    "a line that was cut",
    "",
)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/robin/desk", ""),
        ("/home/robin/shared", "nfs4"),
        ("/home/robin/shared/desk", "nfs4"),
        ("/home/robin/shared2/desk", ""),
        ("/home/robin/shared/local/desk", ""),
        ("/mnt/two words/desk", "cifs"),
        ("/home/robin/cloud/desk", "fuse.rclone"),
    ],
)
def test_a_file_system_across_a_network_is_known_by_the_nearest_mount(path: str, kind: str) -> None:
    assert network_file_system(PurePosixPath(path), MOUNTS) == kind
    assert network_file_system(PurePosixPath(path), ()) == ""


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/home/robin/Dropbox/desk", "Dropbox"),
        ("/home/robin/Dropbox (Work)/desk", "Dropbox"),
        ("/mnt/c/Users/Robin/OneDrive - Northmoor Homes/desk", "OneDrive"),
        ("/Users/robin/Library/Mobile Documents/com~apple~CloudDocs/desk", "iCloud"),
        ("/home/robin/nextcloud/desk", "Nextcloud"),
        ("/home/robin/dropboxes/desk", ""),
        ("/home/robin/.local/share/complaintdesk", ""),
    ],
)
def test_a_folder_that_is_kept_in_step_is_known_by_its_name(path: str, service: str) -> None:
    assert synced_by(PurePosixPath(path)) == service


@pytest.mark.parametrize(
    ("version", "has"),
    [
        ("3.6.23", False),
        ("3.40.1", True),
        ("3.44.5", True),
        ("3.44.6", False),
        ("3.45.0", True),
        ("3.50.7", False),
        ("3.51.2", True),
        ("3.51.3", False),
        ("3.53.0", False),
    ],
)
def test_the_wal_fault_is_in_the_versions_it_was_found_in(version: str, has: bool) -> None:
    assert has_wal_fault(version) is has
