"""`python -m docs.build`: write anew what the documents take from the program; with `--check`, only look.

`--pictures` draws the pictures of the README anew, too.

A page names what is made for it in comments, which no reader sees:

- `<!-- made: keys desk -->` ... `<!-- end -->` around a table or a sentence;
- `<!-- count: rules -->47<!-- end -->` around a number;
- `<kbd title="complaint.accept">a</kbd>` for a key, by the id of its act.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from docs import facts, keys

ROOT = Path(__file__).parents[1]
_MADE = re.compile(r"(<!-- made: (?P<what>[a-z]+)(?: (?P<of>[a-z]+))? -->\n).*?(<!-- end -->)", re.DOTALL)
_COUNT = re.compile(r"(<!-- count: (?P<what>[a-z]+) -->)[^<]*(<!-- end -->)")
_KEY = re.compile(r'<kbd title="(?P<act>[^"]+)">[^<]*</kbd>')


def main() -> int:
    """Bring every page up to date and return 0; with `--check`, return 1 where one is not."""
    parser = argparse.ArgumentParser(description="Write anew what the documents take from the program.")
    parser.add_argument("--check", action="store_true", help="only say which pages are out of date")
    parser.add_argument("--pictures", action="store_true", help="draw the pictures anew, too")
    asked = parser.parse_args()
    only_look = asked.check
    stale = 0
    for page in pages():
        text = page.read_text("utf-8")
        wanted = made(text)
        if wanted != text:
            stale += 1
            sys.stdout.write(f"{'out of date' if only_look else 'written'}: {page.relative_to(ROOT)}\n")
            if not only_look:
                page.write_text(wanted, "utf-8")
    if asked.pictures:
        from docs import drawing

        for path in drawing.write():
            sys.stdout.write(f"drawn: {path.relative_to(ROOT)}\n")
    return int(only_look and stale > 0)


def pages() -> Iterator[Path]:
    """Yield every document of the project, in order."""
    yield from sorted(ROOT.glob("*.md"))
    yield from sorted((ROOT / "docs").rglob("*.md"))


def made(text: str) -> str:
    """Return a page with all that is made in it as it should be.

    Raises:
        KeyError: If it asks for a part, a number or an act that there is not.
    """
    text = _MADE.sub(lambda found: f"{found[1]}{_part(found['what'], found['of'])}\n{found[4]}", text)
    text = _COUNT.sub(lambda found: f"{found[1]}{facts.COUNTS[found['what']]()}{found[3]}", text)
    return _KEY.sub(lambda found: keys.marked(found["act"]), text)


def _part(what: str, of: str | None) -> str:
    return facts.PARTS[what](of) if of is not None else facts.TABLES[what]()


if __name__ == "__main__":
    sys.exit(main())
