"""Bytes in, drafts and problems out: how a file of complaints is read.

`reading.read` opens a file, finds its encoding, its separator, its preset and the
form of its dates, and gives back a `Reading`; going through it yields one
`ComplaintDraft` or one `Problem` for each record. A file that cannot be trusted
as a whole is refused with one sentence. No table, no clock and no screen is known here.
"""

from __future__ import annotations
