"""Whoever a text names in any form is looked for in it; whoever it cannot name is not."""

from __future__ import annotations

import pytest

from complaintdesk.rules.pseudonyms import Person, Pseudonymiser
from complaintdesk.services.portfolio_people import _Everybody

NAMES = [
    "Ada Quill", "Mary-Jane O'Brien", "José Núñez", "Jo van der Berg", "Dr Li Wu", "Will Price", "McTavish, Ian",
    "John (Jack) Smith-Jones", "A. B. Carter", "Zoë Ng", "Kay Doyle", "Prince",
]  # fmt: skip

SHAPES = [
    "{0}", "Mr {last}", "{first}", "{last}", "{i}. {last}", "{i} {last}", "{last} {i}.", "{last}, {first}", "{joined}",
    "{i}{plain}", "{plain}{i}", "{plain}.{first}", "Mrs {last}'s", "{upper}", "said {first} yesterday",
]  # fmt: skip


def spellings(name: str) -> list[str]:
    bare = name.replace("Dr ", "").replace("(Jack) ", "")
    if "," in bare:
        bare = " ".join(reversed(bare.split(", ")))
    first, _, last = bare.partition(" ")
    last = last or bare
    plain = "".join(filter(str.isalpha, last)).lower()
    values = {"first": first, "last": last, "i": first[0], "plain": plain, "joined": first.lower() + plain}
    return [shape.format(bare, upper=bare.upper(), **values) for shape in SHAPES]


@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_overlooked_who_would_be_replaced(name: str) -> None:
    person = Person("Customer A", (name,), ("who@example.org",), ("01632 960117",), ("TEN-40217",))
    judge, index = Pseudonymiser([person]), _Everybody([Person("Customer B", ("Nobody Else",)), person])
    replaced = 0

    for said in (*spellings(name), "who@example.org", "+44 1632 960117", "account TEN 40217"):
        text = f"Then {said} came."
        if "Customer A" in judge.replaced(text)[0] or "[" in judge.replaced(text)[0]:
            replaced += 1
            assert person in index.in_texts([text]), text
    assert replaced >= 4


def test_whoever_cannot_be_named_is_not_looked_for() -> None:
    people = [
        Person("Customer A", ("Ann Reed",)),
        Person("Customer B", ("Al Day",), phones=("01632 960999",)),
    ]

    assert _Everybody(people).in_texts(["It was agreed on Monday, annually, in 2026; dial 0."]) == ()
    assert _Everybody(people).in_texts(["Ms Reed rang."]) == (people[0],)
