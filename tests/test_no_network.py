"""Nothing leaves the machine: no test could reach a network, and the program does not try."""

from __future__ import annotations

import json
import os
import re
import socket
import sys
from pathlib import Path

import pytest

from complaintdesk.services.desk import Desk
from tests.cli.conftest import NEW, Call, call
from tests.faults.processes import all_of, child
from tests.test_house import MODULES

__all__ = ["call"]

NETWORK = re.compile(
    r"^\s*(?:import|from)\s+(aiohttp|ftplib|http|httpx|imaplib|nntplib|poplib|requests|smtplib|socketserver|ssl|telnetlib"
    r"|urllib(?:\.request|3|\s+import\s+.*request)|webbrowser|websockets|xmlrpc)\b",
    re.MULTILINE,
)
OF_SOCKET = re.compile(r"\bsocket\.(\w+)|\bfrom socket import (.*)")
HARMLESS = {"gethostname", "socketpair"}
"""What may be had of `socket`: this machine's name, and a line to a child of our own."""

ADDRESSES = {
    "a name": ("example.org", 443),
    "an address": ("192.0.2.1", 80),
    "this machine": ("127.0.0.1", 9),
    "an address of six": ("2001:db8::1", 80),
}


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES.keys())
def test_no_test_can_reach_a_network(address: tuple[str, int]) -> None:
    with pytest.raises(RuntimeError, match="no test may reach a network"):
        socket.create_connection(address, 0.1)


def test_nor_send_without_a_connection_or_look_up_a_name() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as unconnected,
        pytest.raises(RuntimeError, match="no test may reach"),
    ):
        unconnected.sendto(b"Ada Quill", ("192.0.2.1", 53))
    with pytest.raises(RuntimeError, match="no test may reach"):
        socket.getaddrinfo("example.org", 443)


def test_a_line_to_another_process_of_this_machine_is_let_be(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "line"))
        server.listen()
        client.connect(str(tmp_path / "line"))
        with server.accept()[0] as line:
            client.sendall(b"x")

            assert line.recv(1) == b"x"


def test_no_line_of_the_program_names_what_reaches_a_network() -> None:
    sources = {path.name: path.read_text("utf-8") for path in MODULES}
    used = {word for text in sources.values() for found in OF_SOCKET.findall(text) for word in found if word}

    assert {name: found for name, text in sources.items() if (found := NETWORK.findall(text))} == {}
    assert used == HARMLESS
    assert NETWORK.findall("    from http.client import HTTPSConnection"), "it is looked for in the right way"


def test_python_itself_sees_no_connection_made(desk: Desk, call: Call, tmp_path: Path) -> None:
    """An audit hook hears of every socket, whoever makes it; it cannot be taken away again, so a child has it."""
    desk.close()
    store = ("--store", desk.store.folder.path, "--today", "2026-11-18")

    def work(pipe: int) -> None:
        heard: list[str] = []
        sys.addaudithook(lambda event, _: heard.append(event) if event.startswith("socket.") else None)
        ended = [
            call(*store, *words).code
            for words in (
                NEW,
                ("list",),
                ("export", "complaint", "CD-2026-0001", "--to", tmp_path / "out"),
                ("backup",),
            )
        ]
        socket.gethostname()  # so that there is something to hear
        os.write(pipe, json.dumps([ended, sorted(set(heard))]).encode())

    with child(work) as (_, pipe):
        ended, heard = json.loads(all_of(pipe))

    assert (ended, heard) == ([0] * 4, ["socket.gethostname"])
