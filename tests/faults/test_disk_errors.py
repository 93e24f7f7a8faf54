"""System calls that fail: what was acknowledged is there, what was refused is not, and the refusal says why."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from itertools import cycle, islice, product
from pathlib import Path

from complaintdesk.errors import DeskError
from complaintdesk.services import contacts, drafts, investigation
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import Direction, Side, SourceKind
from tests.faults.conftest import Machine, problems
from tests.faults.counts import rounds, seeded, tell
from tests.faults.processes import FAILED, Traced, needs_strace

TRIED = rounds("disk-errors")
CALLS = {"pwrite64": 40, "fdatasync": 16, "fsync": 4, "unlink": 3, "write": 3, "pread64": 40}
"""What SQLite and the keeping of files work with, and about how often they call it here."""

ERRORS = ("EIO", "ENOSPC")
SENTENCES = (
    r"The disk refused to write\. Nothing was changed; check the disk and save again\.",
    r"The disk could not be read\. Nothing was changed; check the disk and try again\.",
    r"The store's file is damaged, or its disk could not be read\. Try again; if it stays so, .*",
    r"The disk is full\. Nothing was changed; free some space and save again\.",
    r"sheet\.txt could not be kept: (Input/output error|No space left on device)\. Nothing was changed\.",
    r"What was kept could not be made durable: (Input/output error|No space left on device)\. Nothing was changed\.",
    r"The disk failed while saving, and the store cannot be read to tell whether the step was kept\.",
)
"""All that a handler may be told here."""

Act = Callable[[Desk, int, str, Path], object]


def log(desk: Desk, complaint_id: int, words: str, _file: Path) -> None:
    said = contacts.NewContact(Side.customer, Direction.outward, "phone", words)
    contacts.log(desk, complaint_id, said)


def attach(desk: Desk, complaint_id: int, words: str, file: Path) -> None:
    source = investigation.NewSource(SourceKind.document, words, obtained_on=desk.today(), file=file)
    investigation.add_source(desk, complaint_id, source)


def draft(desk: Desk, complaint_id: int, words: str, _file: Path) -> None:
    drafts.keep(desk, f"contact:{complaint_id}:{words}", {"summary": words})


ACTS: dict[str, tuple[Act, str]] = {
    "log": (log, "SELECT summary FROM contact"),
    "attach": (attach, "SELECT what FROM source"),
    "draft": (draft, "SELECT typed FROM draft"),
}
"""Name -> what is done with some words, and where they stand afterwards."""


def outcome(act: Callable[[], object]) -> str:
    """Return the refusal in which an act ended, or nothing."""
    try:
        act()
    except DeskError as refusal:
        return str(refusal)
    return ""


def work(machine: Machine, turn: int, file: Path, tell_of: Callable[[str], object]) -> None:
    """Do each act once and tell how it ended, if the desk opens at all."""
    desks: list[Desk] = []
    refusal = outcome(lambda: desks.append(machine.open()))
    if refusal:
        tell_of(f"open||{refusal}\n")
        return
    for name, (do, _) in ACTS.items():
        words = f"{turn}-{name}"
        refusal = outcome(lambda do=do, words=words: do(desks[0], machine.complaint_id, words, file))  # type: ignore[misc]
        tell_of(f"{name}|{words}|{refusal}\n")
    # An anchor that cannot be dropped keeps nobody from leaving.
    desks[0].close()


def fields(line: str) -> list[str]:
    return line.split("|")


@needs_strace
def test_every_call_that_fails_is_told_and_nothing_is_lost_or_half_done(
    machine: Machine, tmp_path: Path
) -> None:
    """`(INJECTED)` stands in the log of `strace` where a call was made to fail."""
    chance = seeded(23)
    trace, file = tmp_path / "strace.log", tmp_path / "sheet.txt"
    met = refused = unsure = 0
    for turn, ((call, often), error) in enumerate(islice(cycle(product(CALLS.items(), ERRORS)), TRIED)):
        first = chance.randint(1, often)
        file.write_text(f"Visit {turn}.", "utf-8")

        def act(pipe: int, turn: int = turn) -> None:
            # By `writev`: calls of `write` are to fail where files are kept.
            work(machine, turn, file, lambda line: os.writev(pipe, [line.encode()]))

        injected = f"inject={call}:error={error}:when={first}..{first + 1}"
        said = Traced(act, "-e", f"trace={call}", "-e", injected, "-o", str(trace)).run()
        where = f"{call} {error} {first}: {said!r}"
        assert FAILED not in said, where
        failed = "(INJECTED)" in trace.read_text("utf-8", errors="replace")
        met += failed
        desk = machine.open()
        assert problems(desk) == (), where
        for name, words, told in map(fields, said.decode().splitlines()):
            stands = name != "open" and any(words in row[0] for row in desk.reader.execute(ACTS[name][1]))
            if told:
                refused += 1
                unsure += "tell whether" in told
                assert failed, where
                assert any(re.fullmatch(sentence, told) for sentence in SENTENCES), where
            # A draft that was refused and stands all the same does no harm: it is written again with the next key.
            assert stands == (not told) or "tell whether" in told or name == "draft", where
            assert stands or told, where
        desk.close()
    tell("disk-errors", TRIED, met=met, refused=refused, unsure=unsure)

    assert met > TRIED // 4
    assert refused > 0
