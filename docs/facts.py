"""What the documents say of the program, taken from the program: tables, numbers, the lists of what is shipped."""

from __future__ import annotations

import json
import textwrap
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from typer.core import TyperGroup
from typer.main import get_command

from complaintdesk.cli.commands import app
from complaintdesk.config import criteria, procedures, shipped_data
from complaintdesk.importers import preset_files
from complaintdesk.rules import authority_matrix, money
from complaintdesk.rules.criteria import KINDS, KINDS_ELSEWHERE
from complaintdesk.rules.procedures import Procedure
from complaintdesk.rules.rule_book import RULES, Effect
from docs import keys
from tests.faults.counts import ROWS, Row

DATA = shipped_data()
RELIABILITY = Path(__file__).with_name("reliability.json")
_CURRENCY = "GBP"


def known_procedures() -> Mapping[str, Procedure]:
    """Return the procedures that are shipped, by id."""
    return procedures.load(DATA / "procedures", None).procedures


def known_presets() -> Sequence[str]:
    """Return the ids of the presets that are shipped."""
    return sorted(preset_files.load_all(DATA / "presets"))


def known_criteria() -> Sequence[str]:
    """Return the ids of the criteria sets that are shipped."""
    return sorted(criteria.load_all(DATA / "criteria"))


def _procedures() -> str:
    rows = ((f"`{each.id}`", each.name, each.region, each.as_of) for each in known_procedures().values())
    return _table(("Id", "Procedure", "Where", "As of"), rows)


def _presets() -> str:
    found = preset_files.load_all(DATA / "presets")
    return _table(("Preset", "Reads"), ((f"`{one}`", found[one].title) for one in sorted(found)))


def _criteria() -> str:
    found = criteria.load_all(DATA / "criteria")
    rows = ((f"`{one}`", found[one].title, len(found[one].criteria)) for one in sorted(found))
    return _table(("Set", "What it is", "Criteria"), rows)


def _evidence() -> str:
    return textwrap.fill(
        ", ".join(f"`{kind}`" for kind in sorted({*KINDS, *KINDS_ELSEWHERE})) + ".", width=118
    )


def _authority() -> str:
    said = tomllib.loads((DATA / "authority.toml").read_text("utf-8"))
    rows = (
        (
            each.name,
            *(
                "any amount" if amount is None else money.shown(amount, _CURRENCY)
                for amount in (each.refund_minor, each.goodwill_minor, each.other_loss_minor)
            ),
        )
        for each in authority_matrix.parse_limits(said, _CURRENCY)
    )
    return _table(("Role", "Refunds", "Goodwill", "Other loss"), rows)


def _rules() -> str:
    rows = (
        (each.number, each.sentence, each.effect.value, ", ".join(each.criteria) or "none")
        for each in RULES.values()
    )
    return _table(("No", "Rule", "It", "Criteria"), rows)


def _commands() -> str:
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    rows = (
        (f"`complaintdesk {name}`", (command.help or "").strip().split("\n\n")[0].replace("\n", " "))
        for name, command in group.commands.items()
    )
    return _table(("Command", "Does"), rows)


def _reliability() -> str:
    kept = json.loads(RELIABILITY.read_text("utf-8")) if RELIABILITY.exists() else {}
    rows = (
        (name, row.promise, _count(row.landing), _count(row.release), *tried(row, kept.get(name)))
        for name, row in ROWS.items()
    )
    return _table(("Row", "Promise", "Landing", "Release", "Tried", "Found"), rows)


def _count(number: int) -> str:
    return f"{number:,}" if number else "all"


def tried(row: Row, kept: Mapping[str, Any] | None) -> tuple[str, str]:
    """Return how often a row was tried as for a release, and what was found."""
    if kept is None:
        return "not yet", ""
    tried = f"{kept['tried']:,}" if row.release else f"{kept['tests']} tests"
    found = ", ".join(f"{name.replace('_', ' ')} {value:,}" for name, value in kept["found"].items())
    held = "held" if kept["held"] else "**did not hold**"
    return f"{tried}, until {kept['on']}, in {kept['minutes']:,} min", f"{held}: {found}" if found else held


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = (head, ["---"] * len(head), *rows)
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def _of_effect(effect: Effect) -> int:
    return sum(rule.effect is effect for rule in RULES.values())


TABLES: Mapping[str, Callable[[], str]] = {
    "procedures": _procedures,
    "presets": _presets,
    "criteria": _criteria,
    "evidence": _evidence,
    "authority": _authority,
    "rules": _rules,
    "commands": _commands,
    "reliability": _reliability,
}
"""Name of a part of a page that is made -> what makes it."""

PARTS: Mapping[str, Callable[[str], str]] = {
    "keys": keys.table,
    "purpose": keys.purpose,
}
"""The same for parts that are about one screen."""

COUNTS: Mapping[str, Callable[[], int]] = {
    "procedures": lambda: len(known_procedures()),
    "presets": lambda: len(known_presets()),
    "criteria": lambda: len(known_criteria()),
    "rules": lambda: len(RULES),
    "blocking": lambda: _of_effect(Effect.blocks),
    "warning": lambda: _of_effect(Effect.warns),
    "reminding": lambda: _of_effect(Effect.reminds),
}
"""Name of a number in the text -> what counts it."""
