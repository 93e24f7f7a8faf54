"""What leaves the desk: nobody is given away, nothing else is touched, doubtful words are the handler's to decide."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from complaintdesk import services
from complaintdesk.errors import ExportRefusedError, InvalidInputError, NotFoundError
from complaintdesk.reports import markdown
from complaintdesk.services import contacts, hiding, investigation, letters
from complaintdesk.services.care import verify
from complaintdesk.services.contacts import NewContact
from complaintdesk.services.desk import Desk
from complaintdesk.services.investigation import NewParty, NewSource
from complaintdesk.vocabulary import Direction, PartyRole, Side, SourceKind
from tests import seeded
from tests.conftest import AddComplaint
from tests.hostile import walks

LABELS = {name: f"Colleague {number}" for number, name in enumerate(seeded.NAMES, start=1)}


def report(folder: Path, reference: str) -> str:
    return (folder / reference / "report.md").read_text("utf-8")


def sentences(secrets: list[seeded.Secret]) -> tuple[str, str]:
    """Return a text that holds the identifiers, and the text that should be left of it."""
    lines = [f"{number}: on Monday we noted %s, and the lamp was on." for number in range(len(secrets))]
    written = "\n".join(line % secret.written for line, secret in zip(lines, secrets, strict=True))
    return written, "\n".join(line % secret.shown for line, secret in zip(lines, secrets, strict=True))


def test_three_hundred_identifiers_are_hidden_and_nothing_else_is_changed(
    desk: Desk, add_complaint: AddComplaint, tmp_path: Path
) -> None:
    secrets = seeded.all_kinds(LABELS, Random(7))
    Random(11).shuffle(secrets)
    told, noted, quoted, written, filed = (secrets[at::5] for at in range(5))
    narrative, narrative_left = sentences(told)
    found = add_complaint(narrative=narrative, about="The boiler")
    services.triage.accept(desk, found.id)
    for name in seeded.NAMES:
        investigation.add_party(desk, found.id, NewParty(PartyRole.colleague, name))
    note, note_left = sentences(noted)
    contacts.log(desk, found.id, NewContact(Side.colleague, Direction.outward, "email", note))
    quote, quote_left = sentences(quoted)
    investigation.add_head(desk, found.id, f"They said: “{quote}”", "")
    letter, letter_left = sentences(written)
    letters.keep(desk, found.id, letters.Written("update", "Your complaint", letter))
    named_by = [filed[at : at + 5] for at in range(0, len(filed), 5)]
    for number, some in enumerate(named_by):
        file = tmp_path / f"{number}_{'_'.join(secret.written for secret in some)}_scan.txt"
        file.write_text(f"scan {number}")
        scan = NewSource(SourceKind.document, f"Scan {number}", "New", "Drive", desk.today(), file=file)
        investigation.add_source(desk, found.id, scan)

    exported = services.exporting.export_reports(desk, [found.reference], tmp_path / "out")
    text = report(tmp_path / "out", found.reference)

    assert len(secrets) == 304
    assert [secret for secret in secrets if secret.written in text] == []
    assert narrative_left in text
    assert markdown.paragraph(note_left, indent=2) in text
    assert markdown.paragraph(f"They said: “{quote_left}”", indent=2) in text
    assert letter_left in text
    for number, some in enumerate(named_by):
        assert markdown.cell(f"{number}_{'_'.join(secret.shown for secret in some)}_scan.txt") in text
    assert exported.replaced is not None
    counted = Counter(dict(exported.replaced.counts))
    # Of each kind what was hidden there, and besides that the names in the fields for people.
    assert counted == Counter(secret.kind for secret in secrets) + Counter(name=1 + len(seeded.NAMES))
    assert str(exported.replaced) in text
    # Eight digits alone may be an account's number or an order's.
    assert exported.doubtful == 12


def test_a_word_that_may_be_a_name_is_shown_and_the_handlers_word_on_it_is_kept(
    desk: Desk, add_complaint: AddComplaint, tmp_path: Path
) -> None:
    """`Price` is the customer's name and a word; where it stands tells, and the handler knows better."""
    found = add_complaint(
        customer="Ann Price", narrative="Price was the matter. I told Price so. PRICE LIST", about="The price"
    )
    shown = hiding.preview(desk, found.reference)

    assert [
        (seen.where, seen.text[find.start : find.end], find.is_hidden) for seen, find in shown.doubtful
    ] == [
        ("narrative", "Price", False),
        ("narrative", "Price", True),
        ("narrative", "PRICE", False),
    ]
    assert (shown.open, str(shown.tally)) == (3, "2 names")

    (_, first), (_, second), (_, third) = shown.doubtful
    hiding.decide(desk, found.id, first, "Price", hide=True)
    hiding.decide(desk, found.id, second, "Price", hide=False)
    hiding.decide(desk, found.id, third, "PRICE", hide=False)
    written = services.exporting.export_reports(desk, [found.reference], tmp_path / "a")

    assert "Customer A was the matter. I told Price so. PRICE LIST" in report(tmp_path / "a", found.reference)
    assert written.doubtful == 0
    hiding.decide(desk, found.id, second, "Price", hide=True)
    assert hiding.preview(desk, found.reference).texts[1].finds[1].decided is True

    assert services.history.undo(desk).label == "hide a doubtful word"
    assert services.history.undo(desk).label == "leave a doubtful word"
    assert hiding.preview(desk, found.reference).open == 1
    assert verify(desk).problems == ()


def test_a_word_is_decided_on_wherever_it_stands(desk: Desk, add_complaint: AddComplaint) -> None:
    found = add_complaint(
        customer="Ann Price", narrative="Price here.\nPrice there.\nA.P. and 5 A.P. rang.", about="Cold"
    )

    assert hiding.decide_word(desk, found.reference, "price", hide=True) == 2
    shown = hiding.preview(desk, found.reference)

    assert (shown.open, str(shown.tally)) == (2, "4 names")
    with pytest.raises(
        NotFoundError, match=r"'Boiler' is not doubtful in CD-2026-0001\. Doubtful are A\.P\., Price"
    ):
        hiding.decide_word(desk, found.reference, "Boiler", hide=False)
    other = add_complaint(customer="Lena Okafor")
    with pytest.raises(NotFoundError, match="No word is"):
        hiding.decide_word(desk, other.reference, "Boiler", hide=False)


def test_somebody_who_was_never_entered_comes_up_wherever_they_are_named(
    desk: Desk, add_complaint: AddComplaint, tmp_path: Path
) -> None:
    found = add_complaint(narrative="Mrs O'Neill came. P. Dunn did not.", about="x")
    services.triage.accept(desk, found.id)
    statement = NewSource(
        SourceKind.document, "Statement of P. Dunn, gas engineer", "New", "Drive", desk.today()
    )
    investigation.add_source(desk, found.id, statement)
    shown = hiding.preview(desk, found.reference)

    assert [(seen.where, seen.text[find.start : find.end]) for seen, find in shown.doubtful] == [
        ("narrative", "Mrs O'Neill"),
        ("narrative", "P. Dunn"),
        ("source 1, what", "P. Dunn"),
    ]
    written = services.exporting.export_reports(desk, [found.reference], tmp_path / "a")
    assert written.doubtful == 3
    assert "Dunn" not in report(tmp_path / "a", found.reference)
    assert hiding.decide_word(desk, found.reference, "P. Dunn", hide=False) == 2
    assert services.history.undo(desk).label == "leave a doubtful word"
    assert hiding.decide_word(desk, found.reference, "P. Dunn", hide=False) == 2
    services.exporting.export_reports(desk, [found.reference], tmp_path / "b")
    text = report(tmp_path / "b", found.reference)
    assert markdown.inline("Statement of P. Dunn, gas engineer") in text
    assert "O'Neill" not in text


def test_what_was_missed_is_hidden_from_now_on_until_it_is_shown_again(
    desk: Desk, add_complaint: AddComplaint, tmp_path: Path
) -> None:
    """Paul Dunn is nobody's name to a program; the handler knows it. A word of the report's own refuses nothing."""
    found = add_complaint(narrative="Paul  Dunn came.\nPAUL DUNN left the complaint.", about="x")

    assert hiding.hide_word(desk, found.id, " paul dunn ") == 2
    assert hiding.hide_word(desk, found.id, "Paul Dunn") == 2
    assert hiding.decide_word(desk, found.reference, "complaint", hide=True) == 3
    services.exporting.export_reports(desk, [found.reference], tmp_path / "a")
    told = report(tmp_path / "a", found.reference)
    assert "[hidden word] came.\n[hidden word] left the [hidden word]." in told
    assert hiding.hide_word(desk, found.id, "Moss") == 0
    with pytest.raises(NotFoundError, match="'Reed' stands nowhere in CD-2026-0001"):
        hiding.decide_word(desk, found.reference, "Reed", hide=True)

    assert hiding.decide_word(desk, found.reference, "PAUL DUNN", hide=False) == 2
    with pytest.raises(NotFoundError, match="'Dunn' was not added"):
        hiding.show_word(desk, found.id, "Dunn")
    assert services.history.undo(desk).label == "show a hidden word"
    assert str(hiding.preview(desk, found.reference).tally) == "1 name, 5 hidden words"
    for word in ("", " ", "x", "x" * 121):
        with pytest.raises(InvalidInputError):
            hiding.hide_word(desk, found.id, word)
    assert verify(desk).problems == ()


def test_colleagues_and_the_organisation_are_named_or_not_as_asked(
    desk: Desk, add_complaint: AddComplaint, tmp_path: Path
) -> None:
    found = add_complaint(narrative="Sol Birch of Northmoor Homes told Ada Quill so.", about="x")
    services.triage.accept(desk, found.id)
    investigation.add_party(desk, found.id, NewParty(PartyRole.colleague, "Sol Birch"))

    def says(colleagues: bool | None, organisation: bool | None) -> str:
        named = services.naming.as_set(desk, colleagues, organisation)
        services.exporting.export_reports(desk, [found.reference], tmp_path, force=True, named=named)
        return next(line for line in report(tmp_path, found.reference).splitlines() if " told " in line)

    assert says(None, None) == "Colleague 1 of Northmoor Homes told Customer A so."
    assert says(True, False) == "Sol Birch of The organisation told Customer A so."
    assert "Northmoor" not in report(tmp_path, found.reference)
    desk.settings = replace(desk.settings, name_colleagues=True, name_organisation=False)
    assert says(None, None) == "Sol Birch of The organisation told Customer A so."


def test_an_export_that_names_somebody_is_refused_with_file_and_line(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    found = add_complaint(email="ada@example.org")
    people = services.naming.people(desk, [found])[found.id]
    clean = {"index.md": "Customer A wrote.\n", "a/report.md": "Customer A\n"}

    hiding.require_hidden(found, people, clean)
    with pytest.raises(
        ExportRefusedError, match=r"a/report\.md would give .*\(line 2: name 'Quill'; line 3: e-mail"
    ):
        hiding.require_hidden(
            found, people, {**clean, "a/report.md": "# X\nMs **Q**, Quill\nada\\@example&#46;org\n"}
        )
    with pytest.raises(
        ExportRefusedError, match=r"quill_letter\.md would give somebody away \(its name: name 'quill'"
    ):
        hiding.require_hidden(found, people, {"quill_letter.md": "nothing"})
    with pytest.raises(ExportRefusedError, match=r"and 2 more\)"):
        hiding.require_hidden(found, people, {"x.md": "Quill\n" * 7})


@pytest.mark.parametrize("string", walks().values(), ids=walks().keys())
def test_a_hostile_name_or_text_breaks_no_preview(
    desk: Desk, add_complaint: AddComplaint, string: str
) -> None:
    found = add_complaint(customer=string, narrative=f"{string} said {string}, on 07700 900123", about=string)

    shown = hiding.preview(desk, found.reference)

    assert shown.texts
    for seen in shown.texts:
        assert all(0 <= find.start < find.end <= len(seen.text) for find in seen.finds)


def test_a_preview_writes_nothing_once_everybody_has_a_pseudonym(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    found = add_complaint()
    hiding.preview(desk, found.reference)
    steps = services.care.last_step(desk)

    hiding.preview(desk, found.reference)

    assert services.care.last_step(desk) == steps
