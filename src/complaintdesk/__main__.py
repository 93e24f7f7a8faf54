"""The program's door: the version at once, the desk without the command line's library, else a command."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from complaintdesk import __version__


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code: 0 done, 1 refused or something wrong found, 2 wrongly called."""
    os.umask(0o077)
    words = list(sys.argv[1:] if argv is None else argv)
    if words == ["--version"]:
        print(f"complaintdesk {__version__}")  # noqa: T201 - nothing else need be loaded to say it
        return 0

    from complaintdesk.cli import start
    from complaintdesk.cli import words as spoken

    with spoken.refusals() as said:
        asked, rest = start.read_words(words)
        if rest:
            # Typer takes a tenth of a second to load; the desk opens without it.
            from complaintdesk.cli import commands

            said.code = commands.run(asked, rest)
        else:
            from complaintdesk.cli import opening

            said.code = opening.open_desk_screen(asked)
    return said.code


if __name__ == "__main__":
    sys.exit(main())
