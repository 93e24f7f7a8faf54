"""What is said of an export with pseudonyms: how much is hidden by kind, and which words are doubtful."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from complaintdesk.cli.words import document, say, table

if TYPE_CHECKING:
    from complaintdesk.rules.pseudonyms import Find, Seen
    from complaintdesk.services.exporting import Reports
    from complaintdesk.services.hiding import Preview

_AROUND = 24
"""Characters shown on either side of a doubtful word."""


def tell(previews: Sequence[Preview], as_json: bool) -> None:
    """Say what exports of some complaints would hide."""
    if as_json:
        document([_as_document(each) for each in previews])
        return
    for each in previews:
        say(f"{each.reference} hides {each.tally}.")
        if not each.doubtful:
            say("No word is doubtful.")
            continue
        table(
            ("Word", "Is", "Where", "In"),
            [(_word(*one), _state(one[1]), one[0].where, _around(*one)) for one in each.doubtful],
        )
        if each.open:
            say(f"{_words(each.open)} nobody has decided on: --hide WORD or --leave WORD does.")


def tell_written(written: Reports, as_json: bool) -> None:
    """Say which reports were written, and what stands for whom in them."""
    if as_json:
        told: dict[str, Any] = {"files": [str(path) for path in written.paths]}
        if written.replaced is not None:
            told |= {"replaced": dict(written.replaced.counts), "doubtful": written.doubtful}
        document(told)
        return
    for path in written.paths:
        say(str(path))
    if written.replaced is not None:
        say(f"Hidden: {written.replaced}.")
    if written.doubtful:
        say(f"{_words(written.doubtful)} nobody has decided on; --preview lists them.")


def _words(n: int) -> str:
    return "One doubtful word that" if n == 1 else f"{n} doubtful words that"


def _as_document(preview: Preview) -> dict[str, Any]:
    return {
        "reference": preview.reference,
        "replaced": dict(preview.tally.counts),
        "doubtful": [
            {
                "word": _word(text, find),
                "where": text.where,
                "around": _around(text, find),
                "hidden": find.is_hidden,
                "decided": find.decided is not None,
            }
            for text, find in preview.doubtful
        ],
    }


def _word(text: Seen, find: Find) -> str:
    return text.text[find.start : find.end]


def _around(text: Seen, find: Find) -> str:
    return text.text[max(0, find.start - _AROUND) : find.end + _AROUND]


def _state(find: Find) -> str:
    is_open = " (undecided)" if find.decided is None else ""
    return f"hidden as {find.label}{is_open}" if find.is_hidden else f"left{is_open}"
