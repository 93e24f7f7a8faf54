"""The documents hold: their links, keys, commands, examples and numbers are those of the program."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from typer.core import TyperGroup
from typer.exceptions import TyperException
from typer.main import get_command

from complaintdesk.cli import start
from complaintdesk.cli.commands import app
from complaintdesk.config import Places, Settings, criteria, procedures, shipped_data, vocabularies
from complaintdesk.config import read as read_settings
from complaintdesk.importers import preset_files
from complaintdesk.rules import authority_matrix
from complaintdesk.screens.place import PLACES
from docs import build, facts, keys

ROOT = Path(__file__).parents[1]
PAGES = [page for page in build.pages() if page.name != "CHANGELOG.md"]
HANDBOOK = sorted((ROOT / "docs" / "handbook").glob("*.md"))

pages = pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])

FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w*)\n(?P<text>.*?)^ *```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"!?\[[^\]]*\]\((?P<to>[^)\s]+)\)")
COMMAND = re.compile(r"^(?:\.venv/bin/)?complaintdesk\b")


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """Yield what stands in code: the language and the text of each fence, and indented lines."""
    for found in FENCE.finditer(text):
        yield found["language"], found["text"]
    rest = FENCE.sub("", text)
    for line in rest.splitlines():
        if line.startswith("    "):
            yield "", line.strip()


def prose(text: str) -> str:
    """Return a page without its code."""
    without = FENCE.sub("", text)
    return "\n".join(line for line in without.splitlines() if not line.startswith("    "))


def commands(text: str) -> Iterator[tuple[str, bool]]:
    """Yield every call of the program that a page shows, and whether it stands whole, in a block."""
    for language, block in blocks(text):
        if language in {"", "sh", "console"}:
            for line in block.splitlines():
                for part in line.split("&&"):
                    if COMMAND.match(part.strip()):
                        yield part.strip(), True
    for code in re.findall(r"`([^`\n]+)`", prose(text)):
        if COMMAND.match(code):
            yield code, False


def anchors(text: str) -> set[str]:
    """Return the anchors of a page's headings, as forges make them."""
    heads = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    words = (re.sub(r"[^\w\- ]", "", re.sub(r"<[^>]+>", "", head).lower()) for head in heads)
    return {head.strip().replace(" ", "-") for head in words}


ENDS_AT_ONCE = {"--version", "--install-completion", "--show-completion"}
"""Options that do what they do while a call is read; here they are only looked up."""


def require_parses(call: str, *, is_whole: bool = True) -> None:
    """Refuse a call whose command or option the program does not have.

    One that is only named in a sentence may leave out what the command needs.
    """
    command = get_command(app)
    known = {option for parameter in command.params for option in parameter.opts}
    assert known >= ENDS_AT_ONCE
    _, rest = start.read_words(shlex.split(call, comments=True)[1:])
    rest = [word for word in rest if word not in ENDS_AT_ONCE]
    only_help = rest[-1:] == ["--help"]
    rest = [word for word in rest if word != "--help"]
    while isinstance(command, TyperGroup) and rest:
        context = command.make_context(command.name, rest)
        name, found, rest = command.resolve_command(context, [*context._protected_args, *context.args])
        assert found is not None, f"there is no command {name}"
        command = found
    if not isinstance(command, TyperGroup) and not only_help:
        try:
            command.make_context(command.name, rest)
        except TyperException as error:
            if is_whole or not error.format_message().startswith("Missing"):
                raise


@pages
def test_what_is_made_is_what_the_program_says(page: Path) -> None:
    text = page.read_text("utf-8")

    assert build.made(text) == text, "`python -m docs.build` writes it anew"


@pages
def test_every_link_leads_somewhere(page: Path) -> None:
    lost = []
    for to in (found["to"] for found in LINK.finditer(prose(page.read_text("utf-8")))):
        if re.match(r"[a-z]+:", to):
            continue
        path, _, anchor = unquote(to).partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (
            anchor and target.suffix == ".md" and anchor not in anchors(target.read_text("utf-8"))
        ):
            lost.append(to)

    assert lost == []


@pages
def test_every_command_is_one_of_the_program_s(page: Path) -> None:
    for call, is_whole in commands(page.read_text("utf-8")):
        try:
            require_parses(call, is_whole=is_whole)
        except TyperException as error:
            pytest.fail(f"{call}: {error.format_message()}")


@pages
def test_every_key_names_its_act(page: Path) -> None:
    """A key without its act could not be told from another's; tables of keys are made, and need none."""
    text = re.sub(r"<!-- made: keys .*?<!-- end -->", "", page.read_text("utf-8"), flags=re.DOTALL)

    assert re.findall(r"<kbd>[^<]*</kbd>", text) == []


@pages
def test_what_is_shipped_is_named_as_it_is_called(page: Path) -> None:
    calls = [call for call, _ in commands(page.read_text("utf-8"))]
    named = {
        "--procedure": (set(facts.known_procedures()), facts.known_procedures()),
        "--preset": (set(facts.known_presets()), facts.known_presets()),
        "criteria": (set(facts.known_criteria()), facts.known_criteria()),
        "procedures": (set(facts.known_procedures()), facts.known_procedures()),
    }
    wrong = [
        call
        for call in calls
        for before, value in pairwise(shlex.split(call, comments=True))
        if before in named and not value.startswith("-") and value.isascii() and value not in named[before][0]
    ]

    assert [call for call in wrong if not call.split()[-1].isupper()] == []


def examples(name: str) -> Iterator[tuple[str, str]]:
    """Yield the files that pages show as examples: path and text, by the folder or file they are for."""
    for page in PAGES:
        for language, text in blocks(page.read_text("utf-8")):
            first = text.split("\n", 1)[0]
            if language == "toml" and first.startswith(f"# {name}"):
                yield first.removeprefix("# "), text


def write(folder: Path, name: str) -> None:
    for path, text in examples(name):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")


def test_the_example_of_a_procedure_is_one(tmp_path: Path) -> None:
    write(tmp_path, "procedures/")
    loaded = procedures.load(shipped_data() / "procedures", tmp_path / "procedures")

    assert loaded.problems == ()
    own = set(loaded.procedures) - set(facts.known_procedures())
    assert own
    assert next(clock.n for clock in loaded.procedures["northmoor"].clocks if clock.id == "s1_ack") == 2


def test_the_example_of_a_preset_is_one(tmp_path: Path) -> None:
    write(tmp_path, "presets/")
    own = set(preset_files.load_all(shipped_data() / "presets", tmp_path / "presets"))

    assert own - set(facts.known_presets()) == {"northmoor_log"}


def test_the_example_of_a_criteria_set_is_one(tmp_path: Path) -> None:
    write(tmp_path, "criteria/")
    loaded = criteria.load(shipped_data() / "criteria", tmp_path / "criteria")

    assert loaded.problems == ()
    assert [one.kind for one in loaded.sets["northmoor"].criteria] == ["practical", "knowledge"]


def test_the_example_of_a_vocabulary_is_one(tmp_path: Path) -> None:
    write(tmp_path, "vocabularies/")
    loaded = vocabularies.load(shipped_data() / "vocabularies", tmp_path / "vocabularies")

    assert loaded.problems == ()
    assert loaded.lists.causes.label("lift_fault") == "lift out of order"


def test_the_example_of_limits_is_a_role_of_the_matrix() -> None:
    shown = list(examples("library.toml"))

    assert shown
    for _, text in shown:
        said = tomllib.loads(text)["authority"]
        assert authority_matrix.parse_limits({"currency": "GBP", "source": "ours", **said}, "GBP")


def test_every_example_of_settings_can_be_read(tmp_path: Path) -> None:
    shown = list(examples("config.toml"))

    assert len(shown) >= 2
    for _, text in shown:
        (tmp_path / "config.toml").write_text(text, "utf-8")
        found = read_settings(Places(tmp_path, tmp_path, tmp_path, shipped_data()))
        assert isinstance(found, Settings)
        assert set(found.keys) <= set(keys.first_keys())


def test_every_screen_has_its_page_and_begins_with_what_the_help_says() -> None:
    for place in [*PLACES, "import"]:
        text = (ROOT / "docs" / "handbook" / f"{place}.md").read_text("utf-8")

        assert f"<!-- made: purpose {place} -->" in text
        assert f"<!-- made: keys {place} -->" in text
        assert keys.purpose(place) in text


@pytest.mark.parametrize("place", [*PLACES, "import", "mail"])
def test_the_help_of_a_screen_says_in_two_sentences_what_it_is_for(place: str) -> None:
    said = keys.purpose(place)

    assert len(re.findall(r"[.!?](?= [A-Z]|$)", said)) == 2
    assert len(said) <= 250


def test_the_index_names_every_page() -> None:
    index = (ROOT / "docs" / "handbook" / "index.md").read_text("utf-8")
    linked = {found["to"] for found in LINK.finditer(index)}

    assert {page.name for page in HANDBOOK} - linked == {"index.md"}


@pytest.mark.parametrize("page", HANDBOOK, ids=[page.name for page in HANDBOOK])
def test_a_page_is_no_longer_than_a_sitting(page: Path) -> None:
    text = re.sub(r"<!-- made: keys .*?<!-- end -->", "", page.read_text("utf-8"), flags=re.DOTALL)

    assert len(text.splitlines()) <= 90


def test_a_renamed_key_or_option_is_noticed() -> None:
    stale = '<kbd title="complaint.accept">Q</kbd>'

    assert build.made(stale) == '<kbd title="complaint.accept">a</kbd>'
    with pytest.raises(KeyError):
        build.made('<kbd title="complaint.greet">a</kbd>')
    for call in ("complaintdesk verify --jsn", "complaintdesk verfy", "complaintdesk list --limit many"):
        with pytest.raises(TyperException):
            require_parses(call)


@pytest.mark.parametrize("page", ["docs/house.md", "CONTRIBUTING.md"])
def test_the_files_that_a_maintainer_is_sent_to_are_there(page: str) -> None:
    text = FENCE.sub("", (ROOT / page).read_text("utf-8"))
    named = set(re.findall(r"`((?:\w+/)+[\w.]+\.(?:py|toml|md))`", text))
    to_be_made = {"models/visit.py", "screens/visits.py"}

    assert len(named) > 2
    assert [
        name
        for name in sorted(named - to_be_made)
        if not (ROOT / name).is_file() and not (ROOT / "src" / "complaintdesk" / name).is_file()
    ] == []
