"""The examples at the end of each command's help."""

from __future__ import annotations

from collections.abc import Mapping

import typer

EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "demo": ("demo", "demo --keep demo-desk --no-open"),
    "init": (
        'init --name "Robin Hale" --organisation "Northmoor Homes" --procedure eng-hos-2024',
        "init --encrypt",
    ),
    "profile": (
        "profile",
        'profile --name "Robin Hale" --organisation "Northmoor Homes"',
        'profile --contact "020 7946 0000, Monday to Friday, 9 to 5"',
    ),
    "verify": ("verify", "verify --json"),
    "backup": ("backup", "backup --to /media/stick/desk.db", "backup --if-changed"),
    "restore": ("restore", "restore /media/stick/desk.db"),
    "restore-drill": ("restore-drill",),
    "encrypt": ("encrypt", "--passphrase-file secret.txt encrypt"),
    "decrypt": ("decrypt",),
    "rekey": ("rekey",),
    "doctor": ("doctor", "doctor --repair"),
    "info": ("info", "--store /srv/desk2 info"),
    "keys": ("keys", "keys --json"),
    "erase": ('erase CD-2026-0003 --reason "Asked for on 12 November" --basis "Art. 17"',),
    "retention": ("retention", "retention --run"),
    "import": (
        "import history.csv.gz --preset cfpb --dry-run",
        "import referred.csv --map customer=Name --map received_on=Date --map narrative=Text --as referred",
        "import mailbox.mbox",
    ),
    "undo-import": ("undo-import 2",),
    "new": (
        'new --customer "Ada Brook" --received 2026-11-17 --channel phone --narrative @words.txt',
        'new --customer "Ada Brook" --received 2026-11-17 --channel email --narrative - --wants "The tap mended"',
    ),
    "accept": ("accept CD-2026-0007", "accept 7 --json"),
    "contact": (
        'contact 7 --with customer --direction out --channel phone --summary "Said the date"',
        'contact 7 --with customer --direction out --channel phone --summary "Rang" --promise "Ring" --by 2026-11-20',
    ),
    "list": ("list", "list stage:referred due:overdue", 'list origin:history "third visit" --sort received'),
    "show": ("show CD-2026-0007", "show 7 --json"),
    "search": ("search boiler", "search missed visit --limit 5"),
    "due": ("due", "due --within 14"),
    "clocks": (
        "clocks --procedure eng-hos-2024 --region ENG --received 2026-12-21",
        "clocks --procedure eng-hos-2024 --region ENG --received 2026-12-21 --extend s1",
    ),
    "letter": ("letter CD-2026-0007", "letter CD-2026-0007 update --to update.md"),
    "procedures": ("procedures", "procedures eng-hos-2024", "procedures --check"),
    "trends": (
        "trends --group product",
        "trends category:repairs --from 2026-01-01 --by quarter",
        "trends --series visits.csv",
    ),
    "exposure": ('exposure customers "2026-03 12400"', "exposure orders @orders.txt"),
    "export complaint": (
        "export complaint CD-2026-0007 --preview",
        "export complaint CD-2026-0007 CD-2026-0008 --to reports",
    ),
    "export portfolio": ("export portfolio --to evidence", "export portfolio --to one-file --single"),
    "export escalation": ("export escalation CD-2026-0007 --to packs --identified",),
    "export review": ("export review REV-1 --to papers",),
    "export recommendation": ("export recommendation REC-2 --to papers",),
    "export calendar": ("export calendar --to desk.ics", "export calendar --to desk.ics --days 90"),
    "export complaints": (
        "export complaints --to live.csv",
        "export complaints origin:history received:2026 --to history.json",
    ),
    "export journal": ("export journal --to journal.jsonl", "export journal --to chain.jsonl --chain-only"),
    "calendar": ("calendar", 'calendar add 2026-12-24 "Office closed"'),
    "calendar add": ('calendar add 2026-12-24 "Office closed"',),
    "calendar work": ("calendar work 2026-12-28",),
    "calendar rest": ("calendar rest 2026-12-28",),
    "calendar week": ("calendar week 12345",),
    "calendar cutoff": ("calendar cutoff 17:00", "calendar cutoff none"),
    "library": ("library", "library write library.toml"),
    "library write": ("library write library.toml",),
    "library read": ("library read library.toml --dry-run", "library read library.toml"),
    "portfolio": ("portfolio", "portfolio records 2.3"),
    "portfolio records": ("portfolio records 2.3",),
    "portfolio claim": (
        'portfolio claim 1.3 CD-2026-0007 "Contact 3" --shows "The delay, told before it was one"',
        'portfolio claim 3.5 REC-2 "Option 1" --shows "Doing nothing, weighed like the rest"',
    ),
    "portfolio unclaim": ("portfolio unclaim 3",),
    "portfolio statement": ("portfolio statement 4.2", "portfolio statement 4.2 @negotiating.txt"),
    "portfolio criteria": ("portfolio criteria", "portfolio criteria unit-45"),
}
"""Command -> calls of it, without the program's name; `tests/cli/test_examples.py` reads every one."""


def give(room: typer.Typer, group: str = "") -> None:
    """Put the examples of a room's commands at the end of their help."""
    for command in room.registered_commands:
        # A command is called by its name, or else by its function's.
        name = command.name or getattr(command.callback, "__name__", "")
        command.epilog = epilog(f"{group} {name}".strip())


def epilog(command: str) -> str | None:
    """Return the end of a command's help; None where it has no examples."""
    calls = EXAMPLES.get(command)
    if calls is None:
        return None
    # The first mark keeps the lines as they are.
    return "\n".join(["\b", "Examples:", *(f"  complaintdesk {call}" for call in calls)])
