"""Reading the tables of a data file, with one sentence for whatever is wrong in it."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from complaintdesk.errors import SettingsError


def document(path: Path) -> Mapping[str, object]:
    """Return what a TOML file holds.

    Raises:
        SettingsError: If it cannot be read or is not TOML; the sentence names the file and the line.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as wrong:
        raise SettingsError(f"{path}: is not UTF-8 text; save it as UTF-8.") from wrong
    except tomllib.TOMLDecodeError as wrong:
        raise SettingsError(f"{path}: is not TOML: {wrong}; correct it there.") from wrong
    except OSError as wrong:
        raise SettingsError(f"{path}: cannot be read ({wrong.strerror}).") from wrong


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a data file, and where it stands, for the sentences."""

    values: Mapping[str, object]
    where: str

    def only(self, keys: Collection[str]) -> None:
        """Refuse a key that has no meaning, naming the nearest one that has.

        Raises:
            SettingsError: If there is such a key.
        """
        for key in self.values:
            if key not in keys:
                raise self.wrong(f"there is no key {key!r} here; {choice(key, keys)}")

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; one without a default must be there and not be blank.

        Raises:
            SettingsError: If it is missing, blank or no text.
        """
        value = self.values.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.wrong(f"{key!r} must be a text in quotation marks")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty where the key is missing.

        Raises:
            SettingsError: If it is no list of texts.
        """
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.wrong(f'{key!r} must be a list of texts, such as ["one", "two"]')
        return tuple(value)

    def number(self, key: str) -> int:
        """Return a whole number from 0.

        Raises:
            SettingsError: If it is missing or is none.
        """
        value = self.values.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.wrong(f"{key!r} must be a whole number from 0")
        return value

    def flag(self, key: str) -> bool:
        """Return true or false; a missing key is false.

        Raises:
            SettingsError: If it is neither.
        """
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(f"{key!r} must be true or false")
        return value

    def day(self, key: str) -> date:
        """Return a date.

        Raises:
            SettingsError: If it is missing or is none.
        """
        value = self.values.get(key)
        if type(value) is not date:
            raise self.wrong(f"{key!r} must be a date without quotation marks, such as 2026-11-01")
        return value

    def word(self, key: str, choices: Collection[str], default: str | None = None) -> str:
        """Return one of the words there are to choose from.

        Raises:
            SettingsError: If it is another word; the nearest right one is named.
        """
        value = self.text(key, default)
        if value not in choices and value != default:
            raise self.wrong(f"{key!r} cannot be {value!r}; {choice(value, choices)}")
        return value

    def tables(self, key: str, by: str | None = "id") -> tuple[Table, ...]:
        """Return the tables of `[[key]]`, each called by what it has under `by`; by its place where that is None.

        Raises:
            SettingsError: If they are no tables, or two are called the same.
        """
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.wrong(f"{key!r} must be tables, each under [[{key}]]")
        found = []
        seen: set[str] = set()
        for place, one in enumerate(value, start=1):
            table = Table(one, f"{self.where}, [[{key}]] {one.get(by or '', place)}")
            if by is not None:
                name = table.text(by)
                if name in seen:
                    raise table.wrong(f"the {by} {name!r} is there twice; give one of them another")
                seen.add(name)
            found.append(table)
        return tuple(found)

    def table(self, key: str) -> Table | None:
        """Return the table of `[key]`; None where it is missing.

        Raises:
            SettingsError: If it is no table.
        """
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.wrong(f"{key!r} must be a table")
        return Table(value, f"{self.where}, {key}")

    def wrong(self, what: str) -> SettingsError:
        """Return the refusal that says where and what."""
        return SettingsError(f"{self.where}: {what}{'' if what.endswith('?') else '.'}")


def choice(word: str, known: Collection[str]) -> str:
    """Return the hint after a word that is not known."""
    near = difflib.get_close_matches(word, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"the choice is {', '.join(sorted(known))}"
