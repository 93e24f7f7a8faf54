"""E-mails by the command line: what is beyond doubt is taken in, what is not is named and stays in its file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from complaintdesk import services
from complaintdesk.cli.words import say, say_imported

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.import_figures import Figures
    from complaintdesk.services.mail_report import MailReport


def import_mail(desk: Desk, path: Path, *, as_referred: bool, dry_run: bool, quiet: bool) -> dict[str, Any]:
    """Import the e-mails of a file or folder, tell of it unless it is to be quiet, and return the document.

    Only with `as_referred` do messages that belong to no complaint become new ones.
    """
    shows = not quiet and sys.stderr.isatty()

    def progress(done: int, total: int) -> None:
        if shows:
            sys.stderr.write(f"\r{100 * done // max(total, 1):3d}% of {total:,} bytes ")
            sys.stderr.flush()

    try:
        looked = services.mail.look(desk, path, progress)
        if dry_run:
            report = services.mail_intake.would(looked, as_referred=as_referred)
        else:
            report = services.mail_intake.take(desk, looked, as_referred=as_referred, progress=progress)
    finally:
        if shows:
            sys.stderr.write("\r\x1b[K")
    if not quiet:
        _tell(report, dry_run=dry_run)
    return _document(report)


def _tell(report: MailReport, *, dry_run: bool) -> None:
    say(report.told(most=max(len(report.left), len(report.notes))))
    say_imported(report.batch, report.step, dry_run=dry_run)


def figures(report: Figures) -> dict[str, Any]:
    """Return the figures of an import as the document has them, whatever was imported."""
    named = ("rows", "new", "updated", "known", "duplicate", "invalid", "batch", "seconds")
    return {**{name: getattr(report, name) for name in named}, "notes": list(report.notes)}


def _document(report: MailReport) -> dict[str, Any]:
    return {
        "preset": services.mail.PRESET,
        **figures(report),
        "rejected": [{"line": each.number, "reason": each.reason} for each in report.left],
        "placed": [
            {
                "line": each.number,
                "reference": each.reference,
                "as": "complaint" if each.is_new else "contact",
            }
            for each in report.placed
        ],
    }
