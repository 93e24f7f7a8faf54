"""What to think of before a note is saved: words that its subject may read, and details that do not belong in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from complaintdesk import services
from complaintdesk.rules import private_words
from complaintdesk.widgets.form_field import Caution, FormField

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


def cautions(desk: Desk, fields: Sequence[FormField], values: Mapping[str, Any]) -> Iterator[Caution]:
    """Yield a caution for each field that says what a customer should not read, or holds what is private.

    Somebody else's words are theirs: an insult in them stays; a card number does not belong there either.
    What a field held when the form was opened was thought of before.
    """
    wary = services.contacts.wary_words(desk)
    for field in fields:
        said = values.get(field.id)
        if field.kind not in {"text", "long"} or not isinstance(said, str) or said == field.value:
            continue
        private = private_words.private(said, wary)
        if private:
            named = " and ".join(dict.fromkeys(private_words.told(one) for one in private))
            masked = private_words.masked(said, wary)
            yield Caution(field.id, f"This holds {named}. Mask it?", masked)
        insults = () if field.quoted else private_words.insults(said, wary)
        if insults:
            words = ", ".join(f'"{one.words}"' for one in insults)
            instead = f" {insults[0].instead}" if insults[0].instead else ""
            yield Caution(field.id, f"The customer may read {words}.{instead}")
