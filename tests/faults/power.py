"""A disk that loses power: what may be on it after any system call of a program that was watched by `strace`.

It is as unkind as a disk may be. What was written and not synced is there, or not, or
in part: any of its sectors of 512 bytes. A name that was made, taken away or changed
is so only once its folder was synced; until then, it may be or not.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

SECTOR = 512
CALLS = (
    "trace=openat,pwrite64,write,fsync,fdatasync,ftruncate,unlink,unlinkat,rename,renameat,renameat2,mkdir,"
    "mkdirat,link,linkat,symlink,fallocate,copy_file_range,sendfile,pwritev,writev"
)
"""What is watched. What cannot be replayed is watched too: a program that uses it must not pass unseen."""

OPTIONS = ("-y", "-xx", "-s", "20000000", "-e", CALLS, "-e", "signal=none")

_LINE = re.compile(r"^(?:\d+ +)?(?P<call>\w+)\((?P<args>.*)\) += (?P<result>-?\d+)(?P<rest>.*)$")
_QUOTED = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_HANDLE = re.compile(r"(?<![\w\\])(\d+)<((?:\\x[0-9a-f]{2})*)>")


@dataclass(eq=False, slots=True)
class File:
    """The bytes of one file, whatever it is called."""

    now: bytearray = field(default_factory=bytearray)
    kept: bytes = b""
    """What is surely on the disk."""

    waiting: list[tuple[int, bytes | None]] = field(default_factory=list)
    """Bytes at a place, or None for an end that was cut there, in order; not synced."""

    def write(self, at: int, content: bytes) -> None:
        if len(self.now) < at:
            self.now.extend(bytes(at - len(self.now)))
        self.now[at : at + len(content)] = content
        self.waiting.append((at, content))

    def cut(self, size: int) -> None:
        del self.now[size:]
        self.now.extend(bytes(size - len(self.now)))
        self.waiting.append((size, None))

    def sync(self) -> None:
        self.kept = bytes(self.now)
        self.waiting.clear()

    def in_part(self, chance: random.Random) -> bytes:
        """Return what is on the disk if any of what waits got there."""
        if not self.waiting:
            return self.kept
        found = bytearray(self.kept)
        for at, content in self.waiting:
            if content is None:
                if chance.random() < 0.5:
                    found = found[:at] + bytes(max(0, at - len(found)))
                continue
            for start in range(0, len(content), SECTOR):
                if chance.random() < 0.5:
                    place, piece = at + start, content[start : start + SECTOR]
                    found.extend(bytes(max(0, place - len(found))))
                    found[place : place + len(piece)] = piece
        return bytes(found)


@dataclass(frozen=True, slots=True)
class Named:
    """A name that waits to be durable: it is given to a file, and another one is taken away."""

    folders: tuple[str, ...]
    name: str
    file: File | None
    """None where the name is taken away."""

    instead_of: str = ""


Image = dict[str, bytes | None]
"""Path below the root -> what is in it; None for a folder."""

_FOLDER = File()


class Disk:
    """What a program's calls leave on a disk, below one folder."""

    def __init__(self, root: Path) -> None:
        self.root = str(root)
        self.names: dict[str, File] = {}
        for path in sorted(root.rglob("*")):
            content = b"" if path.is_dir() else path.read_bytes()
            self.names[str(path)] = _FOLDER if path.is_dir() else File(bytearray(content), content)
        self.kept = dict(self.names)
        self._waiting: list[Named] = []
        self._places: dict[int, int] = {}
        """Handle -> where its next `write` goes; -1 for the end of the file."""

    def replay(self, log: Path) -> Iterator[bytes]:
        """Do each call of a log; yield after each that changes the disk, and after what the program told by then."""
        for line in log.read_text("ascii").splitlines():
            found = _LINE.match(line)
            assert found is not None, f"not understood: {line[:200]}"
            if int(found["result"]) < 0:
                continue
            handle = _HANDLE.search(found["args"])
            if found["call"] == "write" and handle and _text(handle[2]).startswith("pipe:"):
                yield _bytes(found["args"])
                continue
            if self._do(found["call"], found["args"], int(found["result"]), found["rest"]):
                yield b""

    def images(self, chance: random.Random) -> Iterator[Image]:
        """Yield four disks: nothing of what waits got there, all of it, and twice any of it."""
        yield self._image(self.kept, lambda file: file.kept)
        yield self._image(self.names, lambda file: bytes(file.now))
        for _ in range(2):
            names = dict(self.kept)
            for named in self._waiting:
                if chance.random() < 0.5:
                    _apply(names, named)
            yield self._image(names, lambda file: file.in_part(chance))

    def _image(self, names: dict[str, File], content: object) -> Image:
        assert callable(content)
        found: Image = {}
        for name in sorted(names):
            above = str(PurePosixPath(name).parent)
            # What lies in a folder that is not there is lost with it.
            if above == self.root or above[len(self.root) + 1 :] in found:
                file = names[name]
                found[name[len(self.root) + 1 :]] = None if file is _FOLDER else content(file)
        return found

    def _do(self, call: str, args: str, result: int, rest: str) -> bool:
        said = [] if "write" in call else [_text(each) for each in _QUOTED.findall(args)]
        paths = [path for path in said if self._is_ours(path)]
        handle = _HANDLE.search(args)
        held = _text(handle[2]) if handle else ""
        match call:
            case "openat":
                return self._open(args, result, rest)
            case "mkdir" | "mkdirat" if paths:
                self._name(Named((_above(paths[0]),), paths[0], _FOLDER))
            case "unlink" | "unlinkat" if paths:
                self._name(Named((_above(paths[0]),), paths[0], None))
            case "rename" | "renameat" | "renameat2" if paths:
                old, new = paths
                self._name(Named((_above(old), _above(new)), new, self.names[old], old))
            case "fsync" | "fdatasync" if held == self.root or self._is_ours(held):
                self._sync(held)
            case "ftruncate" if self._is_ours(held):
                self.names[held].cut(int(args.rsplit(", ", 1)[1]))
            case "pwrite64" if self._is_ours(held):
                at = int(args.rsplit(", ", 1)[1])
                self.names[held].write(at, _bytes(args)[:result])
            case "write" if self._is_ours(held) and handle:
                file, at = self.names[held], self._places[int(handle[1])]
                file.write(len(file.now) if at < 0 else at, _bytes(args)[:result])
                self._places[int(handle[1])] = -1 if at < 0 else at + result
            case _:
                assert not paths, f"{call} cannot be replayed"
                assert not self._is_ours(held), f"{call} cannot be replayed"
                return False
        return True

    def _open(self, args: str, result: int, rest: str) -> bool:
        held = _text(rest.strip()[1:-1])
        self._places[result] = -1 if "O_APPEND" in args else 0
        if not self._is_ours(held) or "O_DIRECTORY" in args:
            return False
        if held not in self.names:
            assert "O_CREAT" in args, f"{held} came from nowhere"
            self._name(Named((_above(held),), held, File()))
            return True
        if "O_TRUNC" in args and self.names[held].now:
            self.names[held].cut(0)
            return True
        return False

    def _name(self, named: Named) -> None:
        _apply(self.names, named)
        self._waiting.append(named)

    def _sync(self, path: str) -> None:
        if path != self.root and self.names[path] is not _FOLDER:
            self.names[path].sync()
            return
        for named in [each for each in self._waiting if path in each.folders]:
            _apply(self.kept, named)
            self._waiting.remove(named)

    def _is_ours(self, path: str) -> bool:
        return path.startswith(f"{self.root}/")


def _apply(names: dict[str, File], named: Named) -> None:
    names.pop(named.instead_of, None)
    if named.file is None:
        names.pop(named.name, None)
    else:
        names[named.name] = named.file


def put(image: Image, root: Path) -> None:
    """Make a folder hold exactly what an image says."""
    for name, content in image.items():
        path = root / name
        if content is None:
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.write_bytes(content)


def _above(path: str) -> str:
    return str(PurePosixPath(path).parent)


def _text(said: str) -> str:
    return bytes.fromhex(said.replace("\\x", "")).decode()


def _bytes(args: str) -> bytes:
    found = _QUOTED.search(args)
    assert found is not None
    return bytes.fromhex(found[1].replace("\\x", ""))
