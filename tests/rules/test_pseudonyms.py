"""Pseudonyms: nobody is given away, nothing else is touched, and it comes out the same every time."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis.strategies import lists, sampled_from

from complaintdesk.rules.people_named import Named, people_named
from complaintdesk.rules.private_details import passes_luhn, passes_mod_97
from complaintdesk.rules.pseudonyms import Leak, Person, Pseudonymiser, Tally, label, leaks, pseudonymise
from complaintdesk.vocabulary import PartyRole
from tests.reports.dossiers import PEOPLE, the_full_dossier, the_minimal_dossier

ONEILL = Person(
    "Customer A",
    ("Mrs Margaret Anne O'Neill-Price", "Peggy O'Neill"),
    ("peg@example.org",),
    ("07700 900123", "4412", "555-0123"),
    ("LX-44 5566",),
)
BERG = Person("Colleague 1", ("Dr Zoë van der Berg",))
CASE = Person("Colleague 2", ("Samuel Case",))
MAY = Person("Approver 1", ("May Wu",))
IAN = Person("Customer B", ("Ian Smith",))
FIRM = Person("Representative 1", ("Citizens Help Charity",))
KNOWN = Pseudonymiser(
    (ONEILL, BERG, CASE, MAY, IAN, FIRM), keep=("Robin Hale", "Harbour Homes"), accounts=("REF/998877",)
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Margaret Anne O'Neill-Price rang", "Customer A rang"),
        ("margaret o’neill price rang", "Customer A rang"),
        ("MARGARET O'NEILL-PRICE", "Customer A"),
        ("Mrs O'Neill-Price's letter", "Customer A's letter"),
        ("Ms. ONeill wrote", "Customer A wrote"),
        ("M. A. O'Neill-Price", "Customer A"),
        ("MA O'Neill-Price", "Customer A"),
        ("Margaret A. O'Neill-Price", "Customer A"),
        ("O'Neill-Price, Margaret", "Customer A"),
        ("O'Neill-Price M", "Customer A"),
        ("I told Margaret and Peggy", "I told Customer A and Customer A"),
        ("margaret_oneillprice.pdf", "Customer A.pdf"),
        ("Dr van der Berg, Zoe\u0301 van der Berg, zoe", "Colleague 1, Colleague 1, Colleague 1"),
        ("ＺＯＥ van der Berg", "Colleague 1"),
        ("Zoë\u00a0van\u00a0der Berg", "Colleague 1"),
        ("Mr Case and mr case", "Colleague 2 and Colleague 2"),
        ("S. Case said no", "Colleague 2 said no"),
        ("Sam did not; Samuel did", "Sam did not; Colleague 2 did"),
        ("isn't Smithfield, blacksmith or smithy", "isn't Smithfield, blacksmith or smithy"),
        ("ismith and smith.i", "Customer B and Customer B"),
        ("Smith I think", "Customer B I think"),
        ("I smith no iron", "I Customer B no iron"),
        ("Citizens Help Charity of Citizens", "Representative 1 of Citizens"),
        ("Robin Hale of Harbour Homes", "Robin Hale of Harbour Homes"),
    ],
)
def test_a_name_is_found_in_all_its_forms(text: str, shown: str) -> None:
    assert KNOWN.replaced(text)[0] == shown


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("Ann Okafor", "A.O. rang, A. O. wrote", "Customer A rang, Customer A wrote"),
        ("Ann Okafor", "the Okafors' cat", "the Customer A' cat"),
        ("Ann Okafor", "AnnOkaforLetter.pdf, okafor_ann2.txt", "Customer ALetter.pdf, Customer A2.txt"),
        ("Jürgen Weiß", "Juergen Weiss, JURGEN WEISS", "Customer A, Customer A"),
        ("Łukasz Ødegård", "Lukasz Odegard, Oedegaard", "Customer A, Customer A"),
        ("Núria Puig i Ferrer", "Ms Puig i Ferrer, N. Puig i Ferrer", "Customer A, Customer A"),
        ("Ann Marsh", "at 9 A.M. sharp", "at 9 A.M. sharp"),
        ("Uwe Kant", "in the U.K. and the UK", "in the U.K. and the UK"),
    ],
)
def test_initials_plurals_umlauts_and_names_run_together_are_found(name: str, text: str, shown: str) -> None:
    assert Pseudonymiser([Person("Customer A", (name,))]).replaced(text)[0] == shown


def test_what_is_doubtful_is_told_apart_and_decided_by_where_it_stands() -> None:
    person = Person("Customer A", ("Ann Price",))
    text = "Price here. I told Price. PRICES, PRICE and AP; A.P. too. 12345678, 20261124"
    found = [
        (text[find.start : find.end], find.is_hidden)
        for find in Pseudonymiser([person]).finds(text)
        if find.is_doubtful
    ]

    assert found == [
        *(
            ("Price", False),
            ("Price", True),
            ("PRICE", False),
            ("AP", False),
            ("A.P.", True),
            ("12345678", True),
        ),
    ]
    first = next(iter(Pseudonymiser([person]).finds(text)))
    decided = replace(person, decided=((first.place, True),))
    assert Pseudonymiser([decided]).replaced(text)[0].startswith("Customer A here.")
    assert leaks("Price here", [person]) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("of 12 Larch Tree Road, flat", "of [address], flat"),
        ("Flat 3, 12a Elm Street and Flat 4, Baird House", "[address] and [address]"),
        (
            "3 years down the road, 18 November close the case",
            "3 years down the road, 18 November close the case",
        ),
        ("40-47-84 and 20-11-26", "[account number] and 20-11-26"),
        ("D02 X285, K1A 0B1, CA 94107-1234", "[postcode], [postcode], [postcode]"),
        ("birthday 3 May 1961; 212-555-0199", "birthday [date of birth]; [telephone number]"),
        ("scan_07700900123_2026-05-03_SW1A 1AA.pdf", "scan_[telephone number]_2026-05-03_[postcode].pdf"),
    ],
)
def test_addresses_and_numbers_of_other_places_are_found(text: str, shown: str) -> None:
    assert Pseudonymiser([]).replaced(text)[0] == shown


def test_only_what_surely_is_theirs_is_found_where_that_is_asked_for() -> None:
    sure = Pseudonymiser([replace(IAN, emails=("ian@x.uk",))], whole_names=True)

    text = "Ian Smith, Smith, I. Smith, ian@x.uk, other@x.uk, 07700 900123"
    assert sure.replaced(text)[0] == "Customer B, Smith, I. Smith, [e-mail address], other@x.uk, 07700 900123"
    assert Pseudonymiser([], whole_names=True).replaced(text)[0] == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("the price of the case", "the price of the case"),
        ("Price list. Case closed.", "Price list. Case closed."),
        ("Case 12 and CASE", "Case 12 and CASE"),
        ("I spoke to Case today", "I spoke to Colleague 2 today"),
        ("Case said no", "Colleague 2 said no"),
        ("Case's view", "Colleague 2's view"),
        ("- Case: open", "- Case: open"),
        ("first line\nCase opened", "first line\nCase opened"),
        ("It came in May, since May and last May", "It came in May, since May and last May"),
        ("on 3 May 2026 I met May", "on 3 May 2026 I met Approver 1"),
        ("Wu and May rang, wu did not", "Approver 1 and Approver 1 rang, wu did not"),
        ("miss case numbers", "miss case numbers"),
    ],
)
def test_a_name_that_is_a_word_is_found_only_where_it_stands_like_a_name(text: str, shown: str) -> None:
    assert KNOWN.replaced(text)[0] == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("peg@example.org, A.B+c@mail.example.co.uk", "[e-mail address], [e-mail address]"),
        (
            "07700 900123 07700900999 (0161) 496 0000",
            "[telephone number] [telephone number] [telephone number]",
        ),
        ("+44 7700 900123, +44 (0)7700-900-123, 0044 7700 900123", ", ".join(["[telephone number]"] * 3)),
        ("+1 (212) 555-0199 or 555 0123", "[telephone number] or [telephone number]"),
        ("ext 4412 of 2026", "ext 4412 of 2026"),
        ("SW1A 1AA, m1 1ae, EC1A1BB", "[postcode], [postcode], [postcode]"),
        ("S1 5wd, M3 4th, B2 3rd", "S1 5wd, M3 4th, B2 3rd"),
        ("4111 1111 1111 1111, 4111111111111112", "[card number], 4111111111111112"),
        ("card 4111-1111-1111-1111", "card [card number]"),
        ("GB29 NWBK 6016 1331 9268 19", "[account number]"),
        ("GB29 NWBK 6016 1331 9268 18", "GB29 NWBK 6016 1331 9268 18"),
        ("account number: 12345678", "account number: [account number]"),
        (
            "Policy no. AB-1234567 and sort code 20-11-33",
            "Policy no. [account number] and sort code [account number]",
        ),
        ("lx445566 and LX-44-5566, ref/998877", "[account number] and [account number], [account number]"),
        ("AB 12 34 56 C or ab123456c", "[National Insurance number] or [National Insurance number]"),
        ("born on 1 March 1961, DOB 01/02/70", "born on [date of birth], DOB [date of birth]"),
        (
            "account for 2026, policy 4.2, customer since 2019",
            "account for 2026, policy 4.2, customer since 2019",
        ),
    ],
)
def test_private_details_are_found_by_their_form(text: str, shown: str) -> None:
    assert KNOWN.replaced(text)[0] == shown


@pytest.mark.parametrize(
    "text",
    [
        "CD-2026-0007",
        "account CD-2026-0007",
        "9f" * 32,
        "£1,250.50, GBP 1250.50, €0.99, £07700900123",
        "2026-05-03, 03/05/2026, 3.5.26, 3 May 2026, May 3rd, 2026, 21st of June",
        "5 working days after Mon 11 May 2026, day 1 = Tue 12 May = Wed 13 May 2026",
        "0123456789abcdef0123456789abcdef",
        "20480 bytes, 10:30, 8 weeks, version 1.2.3",
    ],
)
def test_references_digests_dates_and_amounts_are_left_alone(text: str) -> None:
    assert KNOWN.replaced(text) == (text, Tally())


def test_a_title_of_ones_own_tells_two_of_a_surname_apart() -> None:
    pair = Pseudonymiser(
        (Person("Customer A", ("Mr Lee Okoro",)), Person("Representative 1", ("Mrs Ann Okoro",)))
    )

    shown, _ = pair.replaced("Mrs Okoro, Mr Okoro, Ann Okoro and Okoro")

    assert shown == "Representative 1, Customer A, Representative 1 and Customer A"


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("John (Jack) Smith, Jr.", "I met Jack, or John Smith", "I met Customer A, or Customer A"),
        ("John Smith MBE", "Smith", "Customer A"),
        ("Smith, John", "John Smith", "Customer A"),
        ("X Æ A-12", "x æ a-12 rang", "Customer A rang"),
        ("محمد علي", "محمد علي", "Customer A"),
        ("Müller-Lüdenscheidt", "Mr Muller, ludenscheidt", "Customer A, Customer A"),
        ("Don Ho", "I don't. I told Don", "I don't. I told Customer A"),
        ("Li", "Li or LI, like li", "Customer A or Customer A, like li"),
        ("Price", "I spoke to Price", "I spoke to Customer A"),
        ("李 Price", "the price for 李", "the price for 李"),
        ("Ian Price", "PRICE, Price", "PRICE, Customer A"),
        ("(", "(", "("),
        ("a+b c*d", "a+b c*d", "Customer A"),
        ("O'", "O'", "Customer A"),
    ],
)
def test_names_of_every_make_are_understood(name: str, text: str, shown: str) -> None:
    assert Pseudonymiser([Person("Customer A", (name,))]).replaced(text)[0] == shown


@pytest.mark.parametrize(
    "nobody", ["", " ", "Customer", "Anonymous", "The Resident", "A", "Consumer 4711", "…", "Dr.", "Mr"]
)
def test_a_name_that_names_nobody_takes_no_word_away(nobody: str) -> None:
    text = "The customer, a resident, asked A. consumer. An anonymous one… Dr. Who, Mr Who"

    assert Pseudonymiser([Person("Customer A", (nobody,))]).replaced(text)[0] == text


def test_everything_replaced_is_counted_by_kind() -> None:
    _, tally = KNOWN.replaced("Case said: peg@example.org, SW1A 1AA, M1 1AE, Mrs O'Neill-Price")

    assert str(tally) == "2 names, 1 e-mail address, 2 postcodes"
    assert str(tally + KNOWN.replaced("Dr van der Berg")[1]) == "3 names, 1 e-mail address, 2 postcodes"
    assert str(Tally()) == "nothing"


PIECES = sampled_from(
    [
        *(
            "Margaret",
            "O'Neill",
            "-",
            " ",
            "Price",
            "Case",
            "May",
            "in ",
            "\n",
            ". ",
            "07700 900123",
            "SW1A 1AA",
        ),
        *(
            "a@b.uk",
            "account ",
            "12345678",
            "CD-2026-0007",
            "3 May 2026",
            "£5",
            "Mrs ",
            "said",
            "é",
            "\u0301",
        ),
    ]
)


@given(text=lists(PIECES, max_size=12).map(" ".join))
def test_what_has_been_replaced_leaves_nothing_sure_behind(text: str) -> None:
    shown, _ = KNOWN.replaced(text)

    for secret in ("Margaret ", "900123", "a@b.uk"):
        assert secret not in shown
    assert KNOWN.replaced(text)[0] == shown


@pytest.mark.parametrize(
    "letter", ["a", " ", "(", "0", "M ", "account ", "margaret a ", "a@", "1-", "Price "]
)
def test_a_hundred_thousand_characters_of_one_kind_take_no_time(letter: str) -> None:
    text = letter * (100_000 // len(letter))
    started = time.process_time()

    KNOWN.replaced(text)

    assert time.process_time() - started < 20


def test_labels_are_letters_for_customers_and_numbers_for_others() -> None:
    assert [label(PartyRole.customer, n) for n in (1, 26, 27, 703)] == [
        *("Customer A", "Customer Z", "Customer AA", "Customer AAA")
    ]
    assert label(PartyRole.colleague, 2) == "Colleague 2"
    assert label(PartyRole.external_body, 1) == "Outside contact 1"
    with pytest.raises(ValueError, match="counted from 1"):
        label(PartyRole.customer, 0)


def test_a_leak_is_named_with_its_line_through_the_escapes_of_markdown() -> None:
    report = "# Report\n\nMrs O\\'Neill\\-Price wrote from peg&#64;example&#46;org.\n"

    assert leaks(report, [ONEILL]) == [
        Leak(3, 'name "Mrs O\'Neill-Price"'),
        Leak(3, "e-mail address 'peg@example.org'"),
    ]
    assert leaks("Customer A wrote to Robin Hale.", [ONEILL], keep=["Robin Hale"]) == []


def test_a_dossier_loses_every_name_and_keeps_what_is_no_name() -> None:
    dossier = the_full_dossier()

    changed, tally = pseudonymise(dossier, PEOPLE)

    assert changed.customer == "Customer A"
    assert changed.parties[0].name == "Representative 1"
    assert changed.contacts[1].with_whom == "Colleague 1"
    assert changed.account_ref == "[account number]"
    assert (changed.reference, changed.handler, changed.owner) == ("CD-2026-0007", "Robin Hale", "Robin Hale")
    assert changed.clocks == dossier.clocks
    assert changed.sources[0].attachment is not None
    assert changed.sources[0].attachment.sha256 == "3f" * 32
    assert dict(tally.counts)["name"] > 10
    assert "Okafor" not in repr(changed)
    assert pseudonymise(changed, PEOPLE) == (changed, Tally())


def test_details_kept_from_an_import_are_searched_too() -> None:
    dossier = replace(the_minimal_dossier(), extra={"Submitted by": "Ada Okafor", "Company": "Bank"})

    assert pseudonymise(dossier, PEOPLE)[0].extra == {"Submitted by": "Customer A", "Company": "Bank"}


def test_whoever_is_only_typed_into_a_field_is_found() -> None:
    dossier = replace(
        the_full_dossier(),
        referred_by="Priya Nair, front line",
        prior_decider="team manager",
        actions=tuple(replace(action, owner="J. O'Dowd (repairs)") for action in the_full_dossier().actions),
    )

    found = people_named(dossier, Pseudonymiser(PEOPLE, ("Robin Hale", "Harbour Homes")))

    assert found == (Named(PartyRole.colleague, "Priya Nair"), Named(PartyRole.colleague, "J. O'Dowd"))


@pytest.mark.parametrize(
    "text", ["", "finance", "the Council", "HR", "Service Desk", "Head of Repairs", "mrs", "12 Elm"]
)
def test_a_post_or_a_body_is_nobody(text: str) -> None:
    assert people_named(replace(the_minimal_dossier(), referred_by=text), Pseudonymiser(())) == ()


def test_check_digits_are_checked() -> None:
    assert passes_luhn("79927398713")
    assert not passes_luhn("79927398710")
    assert not passes_luhn("0000000000000")
    assert passes_mod_97("GB82 WEST 1234 5698 7654 32")
    assert not passes_mod_97("GB82 WEST 1234 5698 7654 33")
