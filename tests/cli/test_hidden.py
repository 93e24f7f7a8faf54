"""Exports with pseudonyms on the command line: a preview, decisions, and what was hidden."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import NEW, Call

PRICED = (
    "new", "--customer", "Ann Price", "--received", "2026-11-16", "--channel", "phone", "--about", "Cold",
    "--narrative", "Price it was, SW1A 1AA.",
)  # fmt: skip


def test_a_preview_counts_what_is_hidden_and_lists_doubtful_words(on: Call, tmp_path: Path) -> None:
    on(*PRICED)
    shown = on("export", "complaint", "CD-2026-0001", "--preview", "--json").document
    told = on("export", "complaint", "CD-2026-0001", "--preview").out.splitlines()

    assert shown == [
        {
            "reference": "CD-2026-0001",
            "replaced": {"name": 1, "postcode": 1},
            "doubtful": [
                {
                    "word": "Price",
                    "where": "narrative",
                    "around": "Price it was, SW1A 1AA.",
                    "hidden": False,
                    "decided": False,
                }
            ],
        }
    ]
    assert told == [
        "CD-2026-0001 hides 1 name, 1 postcode.",
        "Word\tIs\tWhere\tIn",
        "Price\tleft (undecided)\tnarrative\tPrice it was, SW1A 1AA.",
        "One doubtful word that nobody has decided on: --hide WORD or --leave WORD does.",
    ]


def test_a_decision_is_kept_and_the_export_says_what_it_hid(on: Call, tmp_path: Path) -> None:
    on(*PRICED)
    first = on("export", "complaint", "CD-2026-0001", "--to", tmp_path / "a").out.splitlines()
    on("export", "complaint", "CD-2026-0001", "--hide", "price", "--preview")
    second = on("export", "complaint", "CD-2026-0001", "--to", tmp_path / "b", "--json").document

    assert first[1:] == [
        "Hidden: 1 name, 1 postcode.",
        "One doubtful word that nobody has decided on; --preview lists them.",
    ]
    assert (second["replaced"], second["doubtful"]) == ({"name": 2, "postcode": 1}, 0)
    assert "Customer A it was, [postcode]." in Path(second["files"][0]).read_text("utf-8")
    left = on("export", "complaint", "CD-2026-0001", "--leave", "Price", "--preview").out
    assert "Price\tleft\tnarrative" in left
    assert on("export", "complaint", "CD-2026-0001", "--hide", "boiler", "--preview").code == 1


def test_an_export_needs_a_place_or_is_a_preview(on: Call) -> None:
    on(*NEW)
    ended = on("export", "complaint", "CD-2026-0001")

    assert (ended.code, ended.out) == (2, "")
    assert "--to FOLDER says where the reports go" in ended.err


def test_the_organisation_is_hidden_where_that_is_asked_for(on: Call, tmp_path: Path) -> None:
    on(*NEW)
    to = tmp_path / "out"
    on("export", "complaint", "CD-2026-0001", "--to", to, "--hide-organisation", "--name-colleagues")
    text = (to / "CD-2026-0001" / "report.md").read_text("utf-8")

    assert "Northmoor" not in text
    assert 'organisation: "The organisation"' in text
    assert (
        on("export", "complaint", "CD-2026-0001", "--to", to, "--force", "--identified").out.count("\n") == 1
    )
