"""Every command has examples in its help, and each of them is a call that it takes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from complaintdesk.cli.commands import app
from complaintdesk.cli.examples import EXAMPLES
from tests.test_docs import require_parses


def named(command: object, name: str = "") -> Iterator[tuple[str, TyperCommand | TyperGroup]]:
    """Yield every command by its name, with those of the groups."""
    if isinstance(command, TyperGroup):
        for one, each in command.commands.items():
            whole = f"{name} {one}".strip()
            if isinstance(each, TyperGroup | TyperCommand):
                yield whole, each
            yield from named(each, whole)


COMMANDS = dict(named(get_command(app)))


@pytest.mark.parametrize("name", sorted({*COMMANDS} - {"export"}))
def test_its_help_ends_with_examples(name: str) -> None:
    assert name in EXAMPLES, "cli/examples.py has none"
    assert "Examples:" in (COMMANDS[name].epilog or "")


def test_no_example_is_of_a_command_that_is_no_more() -> None:
    assert {*EXAMPLES} - {*COMMANDS} == set()


@pytest.mark.parametrize("call", [call for calls in EXAMPLES.values() for call in calls])
def test_each_is_a_call_that_the_program_takes(call: str) -> None:
    require_parses(f"complaintdesk {call}")
