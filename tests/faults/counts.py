"""How often each fault is tried: often enough for every landing, and far oftener for a release.

`COMPLAINTDESK_RELEASE=1 python -m pytest tests/faults` tries the counts of a release.
"""

from __future__ import annotations

import os

RELEASE = bool(os.environ.get("COMPLAINTDESK_RELEASE"))


def rounds(landing: int, release: int) -> int:
    """Return how often a fault is tried in this run."""
    return release if RELEASE else landing
