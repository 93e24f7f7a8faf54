"""Seeded identifiers: what gives a person away, in the forms people write it, and what an export shows instead."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

NAMES = (
    *("Ann Okafor", "Siobhán O'Dowd", "Zoë Müller-Lüdenscheidt", "Jürgen Weiß", "Mary-Jane Fitzsimmons"),
    *(
        "Łukasz Wiśniewski",
        "Søren Kierulf",
        "D'Arcy O'Shaughnessy",
        "Núria Puig i Ferrer",
        "Gwen Llewellyn-Rees",
    ),
)
"""Names with apostrophes, hyphens and accents; none is a word of English."""


class Secret(NamedTuple):
    """One identifier as it is written somewhere, and what an export shows there."""

    kind: str
    written: str
    shown: str


def all_kinds(labels: dict[str, str], random: Random) -> list[Secret]:
    """Return some three hundred identifiers of the people with these labels, and of anybody."""
    found = [
        Secret("name", form, shown) for name, label in labels.items() for form, shown in _forms(name, label)
    ]
    for number in range(12):
        found += [Secret("phone", phone, "[telephone number]") for phone in _phones(random)]
        found += [Secret("postcode", code, "[postcode]") for code in _postcodes(random)]
        found.append(
            Secret("account", f"{random.randrange(31, 99)}-{random.randrange(13, 99)}-44", "[account number]")
        )
        found.append(Secret("account", f"{random.randrange(32_000_000, 99_999_999)}", "[account number]"))
        found.append(Secret("email", f"box{number}.a+b@mail{number}.example.co.uk", "[e-mail address]"))
        found.append(Secret("card", _card(random), "[card number]"))
        found.append(Secret("insurance", f"QQ {number:02} 34 56 C", "[National Insurance number]"))
        found.append(Secret("address", f"Flat {number + 1}, {number + 12} Larch Tree Road", "[address]"))
    return found


def _forms(name: str, label: str) -> list[tuple[str, str]]:
    given, _, family = name.partition(" ")
    plain = name.translate(str.maketrans("áëüÜŁśøúß", "aeuULsous"))
    forms = [
        *(name, name.upper(), f"{family}, {given}", f"Mrs {family}", f"{given[0]}. {family}"),
        *(plain.replace("Weis", "Weiss"), name.replace("'", "’").replace("-", "‑"), f"the {family} file"),
    ]
    shown = [label] * 7 + [f"the {label} file"]
    possessive = [(f"{family}'s view", f"{label}'s view"), (f"{given}’s view", f"{label}’s view")]
    return [*zip(forms, shown, strict=True), *possessive]


def _phones(random: Random) -> list[str]:
    a, b = random.randrange(100, 999), random.randrange(100, 999)
    return [
        *(f"07700 {a} {b}", f"07700{a}{b}", f"+44 7700 {a}{b}", f"+44 (0)7700 {a}-{b}", f"0044 7700 {a} {b}"),
        *(f"(0161) {a} {b}1", f"0161-{a}-{b}1", f"07700.{a}.{b}"),
    ]


def _postcodes(random: Random) -> list[str]:
    n, m = random.randrange(1, 9), random.randrange(1, 9)
    return [f"SW{n}A {m}AA", f"m{n} {m}ae", f"LS{n}{m} 4QT"]


def _card(random: Random) -> str:
    digits = [4, *(random.randrange(10) for _ in range(14))]
    total = sum(digits[1::2]) + sum(d * 2 - 9 * (d > 4) for d in digits[::2])
    plain = "".join(map(str, [*digits, -total % 10]))
    return " ".join(plain[at : at + 4] for at in range(0, 16, 4))
