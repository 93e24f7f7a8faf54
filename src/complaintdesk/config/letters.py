"""Letter templates: the shipped ones, and the organisation's own beside or instead of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from complaintdesk.config.procedures import FileProblem
from complaintdesk.config.tables import Table, document
from complaintdesk.errors import SettingsError


class Templates(NamedTuple):
    """What letters are made from."""

    texts: Mapping[str, str]
    """Kind of letter -> its template."""

    dead_links: Mapping[str, str]
    """Host -> why nothing is found there any more."""

    problems: tuple[FileProblem, ...] = ()
    """The organisation's own templates that are wrong and were left out."""


def load(shipped: Path, own: Path, check: Callable[[str], None]) -> Templates:
    """Return every template that is in order; one of the organisation's own takes the shipped one's place.

    Args:
        shipped: The folder of the shipped templates.
        own: The folder of the organisation's own, which need not be there.
        check: Raises a `SettingsError` that names line and remedy where a template is wrong.

    Raises:
        SettingsError: If the shipped files are missing or damaged.
    """
    texts: dict[str, str] = {}
    problems = []
    for folder, is_own in ((shipped, False), (own, True)):
        for path in sorted(folder.glob("*.md")):
            try:
                text = path.read_text("utf-8").replace("\r\n", "\n")
                check(text)
            except (SettingsError, UnicodeDecodeError, OSError) as error:
                if not is_own:
                    raise SettingsError(f"{path}: {error}") from error
                problems.append(FileProblem(path, f"{path.name}, {error}"))
            else:
                texts[path.stem] = text
    links = Table(document(shipped / "dead_links.toml"), "dead_links.toml").tables("links")
    return Templates(texts, {table.text("host"): table.text("why") for table in links}, tuple(problems))
