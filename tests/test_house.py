"""The house stays as it is drawn: what may be named where, read from the source itself."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "complaintdesk"
MODULES = sorted(SOURCE.rglob("*.py"))


def trees(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    for path in MODULES:
        name = path.relative_to(SOURCE).as_posix()
        if not rooms or name.startswith(rooms):
            yield name, tree_of(path)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def called(node: ast.Call) -> str:
    return ast.unparse(node.func)


def test_only_the_command_line_reads_the_real_date() -> None:
    forbidden = {"date.today", "datetime.now", "datetime.utcnow", "datetime.today", "time.time"}
    found = [
        f"{name}:{node.lineno}"
        for name, tree in trees()
        if not name.startswith(("cli/", "__main__"))
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"today", "now", "utcnow", "time"}
        and called(node).removeprefix("datetime.").removeprefix("dt.") in forbidden
    ]

    assert found == []


def test_only_the_store_names_the_database_file() -> None:
    found = [
        name
        for name, tree in trees()
        if not name.startswith("store/")
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr == "database")
        or (isinstance(node, ast.Constant) and node.value == "desk.db")
    ]

    assert found == []


def test_every_connection_is_made_at_one_door() -> None:
    """Elsewhere a file would be opened without its key, and its faults would be caught by the wrong name."""
    found = [
        f"{name}:{node.lineno}"
        for name, tree in trees()
        if name != "store/door.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and ast.unparse(node)
        in {"sqlite3.connect", "sqlite3.Error", "sqlite3.DatabaseError", "sqlite3.OperationalError"}
    ]

    assert found == []


def test_bulk_updates_stay_in_the_store_where_they_are_journalled() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name, tree in trees("services", "screens", "cli", "reports")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module in {"sqlalchemy", "sqlmodel"}
        and {alias.name for alias in node.names} & {"update", "delete", "insert", "text"}
    ]

    assert found == []


def test_nothing_swallows_everything() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
        and not isinstance(node.body[-1], ast.Raise)
    ]

    assert found == []


MARKUP_WIDGETS = {"Static", "Label", "Button", "Option", "Checkbox", "RadioButton", "TabPane", "Collapsible"}


def test_no_widget_is_given_a_text_that_it_would_parse() -> None:
    """A plain string from outside would be read as markup; only constants and Content may come bare."""
    found = []
    for name, tree in trees("screens", "widgets", "app"):
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            target, first = called(node).split(".")[-1], node.args[0]
            literal = any(keyword.arg == "markup" for keyword in node.keywords)
            if target in MARKUP_WIDGETS | {"notify"} and isinstance(first, ast.JoinedStr) and not literal:
                if target == "Button" and all(
                    isinstance(part, ast.Constant) or ast.unparse(part) == "{self._save_label}"
                    for part in first.values
                ):
                    continue
                found.append(f"{name}:{node.lineno}")

    assert found == []


@pytest.mark.parametrize(
    "module",
    ["services.queue", "services.searching", "services.due", "services.setup", "screens.desk", "app"],
)
def test_the_first_frame_waits_for_no_database_mapper(module: str) -> None:
    code = (
        f"import sys, complaintdesk.{module}\n"
        "print([name for name in ('sqlmodel', 'sqlalchemy', 'pydantic', 'typer', 'alembic', 'jinja2', 'scipy')"
        " if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("module", ["triage", "dossier", "negotiation", "demo", "setup"])
def test_importing_a_service_loads_no_terminal(module: str) -> None:
    code = (
        f"import sys, complaintdesk.services.{module}\n"
        "print([name for name in ('textual', 'typer', 'rich') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
