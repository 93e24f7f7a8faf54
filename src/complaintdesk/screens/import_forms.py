"""What the import asks about how a file is to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintdesk.screens.choices import presets
from complaintdesk.widgets.form_field import Choice, FormField

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.importing import Request


def reading_fields(desk: Desk, request: Request) -> tuple[FormField, ...]:
    """Return the fields of the form, filled as the file is read now."""
    return (
            FormField("file", "File", "path", required=True, value=request.path),
            FormField("load_as", "As", "choice", required=True, choices=_AS, value=request.load_as.name),
            FormField(
                "preset", "Preset", "choice", choices=presets(desk), value=request.preset,
                help="Empty: found by its header",
            ),
            FormField(
                "date_order", "Dates are", "choice", choices=_ORDERS, value=request.date_order,
                help="Empty: by the column's evidence",
            ),
            FormField(
                "encoding", "Encoding", "choice", choices=_ENCODINGS, value=request.encoding,
                help="Empty: by the file's evidence",
            ),
            FormField("rejects", "Rejected rows to", "path", value=request.rejects),
        )  # fmt: skip


_AS = (Choice("history", "history, for trends"), Choice("referred", "referred, to be worked"))
_ORDERS = (Choice("dmy", "day first"), Choice("mdy", "month first"), Choice("ymd", "year first"))
_ENCODINGS = (
    Choice("utf-8", "UTF-8"),
    Choice("cp1252", "Windows, western"),
    Choice("utf-16", "UTF-16"),
    Choice("latin-1", "Latin 1"),
    Choice("cp850", "DOS, western"),
)
