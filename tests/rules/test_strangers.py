"""People whom nobody entered: an initial or a title with a name is doubtful; what only looks like that is left."""

from __future__ import annotations

import pytest

from complaintdesk.rules.pseudonyms import Person, Pseudonymiser, leaks

OKAFOR = Person("Customer A", ("Lena Okafor",))
KNOWN = Pseudonymiser([OKAFOR], keep=("Robin Hale", "Harbour Homes"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Statement of P. Dunn, gas engineer", "Statement of [name], gas engineer"),
        ("P. Dunn said no", "[name] said no"),
        ("Statement of P Dunn", "Statement of [name]"),
        ("J.R. Moss and J. R. Moss", "[name] and [name]"),
        ("Mr Dunn's view, mr Dunn’s van", "[name]'s view, [name]’s van"),
        ("MR DUNN, signed K. DUNN", "[name], signed [name]"),
        ("Mrs O'Neill rang. Ms. Weiß-Król wrote", "[name] rang. [name] wrote"),
        ("Dr van Dyk and Prof. de la Cruz", "[name] and [name]"),
        ("J. van den Berg", "[name]"),
        ("Ms A. Patel, Mr J R Moss, Mr P Dunn", "[name], [name], [name]"),
        ("Mr Paul Dunn Monday, Mr Dunn Tuesday", "[name] Monday, [name] Tuesday"),
        ("J. McDonald-Smith of repairs", "[name] of repairs"),
        ("Seen by Dr\nOsei", "Seen by [name]"),
        ("Cllr Éva Nagy; Miss Ng", "[name]; [name]"),
        ("A. Khan\nB. Dunn", "[name]\n[name]"),
        ("C. Boiler was there alone", "[name] was there alone"),
        ("N. Dunn of Wales", "[name] of Wales"),
        ("A.M. Khan of accounts", "[name] of accounts"),
        ("Paul J. Dunn", "Paul [name]"),
    ],
)
def test_a_title_or_an_initial_with_a_name_is_somebody(text: str, shown: str) -> None:
    assert KNOWN.replaced(text)[0] == shown
    assert all(find.is_doubtful and find.is_stranger and find.decided is None for find in KNOWN.finds(text))
    assert not leaks(text, [OKAFOR])


@pytest.mark.parametrize(
    "text",
    [
        *(
            "i.e. Monday, e.g. Boiler",
            "I.e. Monday, E.g. Boiler, I.E. Monday",
            "No. seven Hill",
            "A. The boiler",
        ),
        *(
            "St. Mary's",
            "U.K. Government",
            "at the U.S. Embassy",
            "P.O. Box seven",
            "P.S. Please",
            "N.B. Boiler",
        ),
        "A. Boiler was cold\nB. Radiator was, too",
        "- A) Boiler was cold\n- B. Radiator was, too",
        "Q. Did it work?\nA. Boiler was off",
        *(
            "in Block B. Monday we",
            "under option C. Everything",
            "vitamin D. Tablets",
            "Appendix A. Boiler checks",
        ),
        *(
            "Dear Sir Thank you",
            "Dear Sir Monday was",
            "Dr. Who, Mr Who",
            "Mr Customer",
            "Miss Monday's call",
        ),
        *(
            "MS Word, MS Teams",
            "at 9 A.M. Dunn",
            "N. Ireland, S. Wales",
            "plan B Works",
            "an X Ray, the P Trap",
        ),
        *("I Think A Boiler", "Flat 3 B. Boiler", "Mr and Mrs", "the Dr is in", "Mr. X", "Henry V Park"),
        *(
            "Ms Hale, R. Hale and Mr R. Hale",
            "version 2.B.Boiler",
            "B.Boiler@example",
            "UK Government",
            "A Boiler",
        ),
        "grade B.\n\nBoiler",
    ],
)
def test_what_only_looks_like_a_name_is_left(text: str) -> None:
    assert [text[find.start : find.end] for find in KNOWN.finds(text) if find.is_stranger] == []


def test_whoever_is_known_is_known_within_a_strangers_name() -> None:
    assert KNOWN.replaced("Mr J. Okafor and Mrs Okafor")[0] == "Mr J. Customer A and Customer A"
    assert not KNOWN.knows("P. Dunn")
    assert KNOWN.knows("Lena")
    assert Pseudonymiser([OKAFOR], strangers=False).replaced("P. Dunn")[0] == "P. Dunn"


def test_what_is_said_of_a_stranger_holds_where_it_was_said() -> None:
    text = "P. Dunn came. P. Dunn left."
    first, second = KNOWN.finds(text)
    said = Person("", (), decided=((first.place, False), (second.place, True)))

    assert Pseudonymiser([said]).replaced(text)[0] == "P. Dunn came. [name] left."


@pytest.mark.parametrize(
    ("words", "text", "shown"),
    [
        (("Dunn",), "DUNN, Dunn's and Dunnock", "[hidden word], [hidden word]'s and Dunnock"),
        (("Lena",), "Lena Okafor and Lena", "Customer A and Customer A"),
        (("Acorn Heating", "Acorn"), "Acorn  Heating of Acorn", "[hidden word] of [hidden word]"),
        (("14",), "14 Elm Street, flat 14", "[address], flat [hidden word]"),
        (("c++ (old)",), "in C++ (OLD)", "in [hidden word]"),
        (("2026",), "CD-2026-0001 of 2026", "CD-2026-0001 of [hidden word]"),
    ],
)
def test_a_word_that_was_added_is_hidden_wherever_it_stands(
    words: tuple[str, ...], text: str, shown: str
) -> None:
    people = [OKAFOR, Person("", (), words=words)]

    assert Pseudonymiser(people).replaced(text)[0] == shown
    assert [leak for leak in leaks(text, people) if "hidden word" in leak.what] == []
