"""What a disc may hold after a power loss: recorded calls, replayed with what was not synced kept, dropped, reordered or garbled.

SQLite tests itself in this way (https://sqlite.org/atomiccommit.html section 6). Data and names are kept apart, as on file
systems: a sync of a file puts its bytes on the disc, one of a folder its names, one of the file system everything. A
journalling file system keeps more; whatever it may keep is among these states.
"""

import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

CALLS = "openat,write,pwrite64,ftruncate,fsync,fdatasync,syncfs,rename,unlink,mkdir,rmdir,link,fallocate,sendto,pwritev,writev"
NOT_REPLAYED = {"link", "fallocate", "pwritev", "writev"}
"""Nothing does these; if something begins to, it must be replayed too."""

_LINE = re.compile(r"(?:\d+ +)?(\w+)\((.*)\) += (-?\d+)(?:<(.*)>)?(?: .*)?$")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_FILE = re.compile(r"\d+<([^>]*)>")


@dataclass(frozen=True, slots=True)
class Op:
    """One call that took effect. `file` is absolute; `data` what is written, `at` where, or how long it is cut."""

    call: str
    file: str = ""
    data: bytes = b""
    at: int = -1
    to: str = ""


def plain(text: str) -> bytes:
    return re.sub(rb"\\x([0-9a-f]{2})", lambda m: bytes([int(m[1], 16)]), text.encode("latin-1"))


def recorded(trace: str, below: Path, base: Path) -> list[Op]:
    """Read the calls of `strace -y -xx` that change something below a folder, as if below `base`; syncs, and what was said (sendto)."""
    found: list[Op] = []
    ends: dict[str, int] = {}  # of files that are written without a place
    for line in trace.splitlines():
        match = _LINE.match(line)
        done = match and not match[3].startswith("-")
        op = _op(match[1], match[2], int(match[3]), ends) if match and done else None
        if op and (op.call in {"said", "sync all"} or op.file.startswith(str(below))):
            found.append(replace(op, file=_moved(op.file, below, base), to=_moved(op.to, below, base)))
    return found


def _op(call: str, given: str, result: int, ends: dict[str, int]) -> Op | None:
    assert call not in NOT_REPLAYED, f"{call} is not replayed yet"
    texts = [plain(one) for one in _TEXT.findall(given)]
    handle = _FILE.match(given)
    name = plain(handle[1]).decode() if handle else texts[0].decode("utf-8", "replace")
    if call == "openat":
        name = texts[0].decode()
        ends[name] = 0
        return Op("open", name, at=0 if "O_TRUNC" in given else -1) if "O_CREAT" in given else None
    if call == "write":
        ends[name] = ends.get(name, 0) + result
        return Op("write", name, texts[0][:result], ends[name] - result)
    last = given.rpartition(", ")[2]
    ops = {
        "pwrite64": lambda: Op("write", name, texts[0][:result], int(last)),
        "ftruncate": lambda: Op("cut", name, at=int(last)),
        "rename": lambda: Op("rename", name, to=texts[1].decode()),
        "syncfs": lambda: Op("sync all"),
        "sendto": lambda: Op("said", data=texts[0]),
    }
    return ops[call]() if call in ops else Op("sync" if call in {"fsync", "fdatasync"} else call, name)


def _moved(name: str, below: Path, base: Path) -> str:
    return f"{base}{name.removeprefix(str(below))}" if name else name


@dataclass
class Node:
    """A file's bytes: on the disc for sure, and what was written since."""

    sure: bytes = b""
    since: list[Op] = field(default_factory=list)
    origin: Path | None = None  # where the same bytes stand

    def now(self, dice: random.Random, mode: str) -> bytes:
        data = bytearray(self.sure)
        for op in self.since:
            if mode == "dropped" or (mode != "kept" and dice.random() < 0.4):
                continue
            if op.call == "cut":
                del data[op.at :]
                data.extend(bytes(max(0, op.at - len(data))))
                continue
            data.extend(bytes(max(0, op.at + len(op.data) - len(data))))
            block = dice.choice((512, 4096))
            for at in range(op.at, op.at + len(op.data), block):
                part = op.data[at - op.at : at - op.at + block]
                fate = dice.random() if mode == "garbled" else 1
                if fate < 0.15:
                    part = dice.randbytes(len(part))
                elif fate < 0.3:
                    part = bytes(len(part))
                elif fate < 0.5:
                    continue
                data[at : at + len(part)] = part
        return bytes(data)


class Disc:
    """A file system while calls are replayed. Names lead to nodes; `names` are those that are there for sure."""

    def __init__(self, base: Path) -> None:
        self.names: dict[str, Node | None] = {str(base): None}  # None: a folder
        for folder, folders, files in os.walk(base):
            self.names |= {f"{folder}/{name}": None for name in folders}
            for file in (Path(folder, name) for name in files):
                self.names[str(file)] = Node(file.read_bytes(), origin=file)
        self.live = dict(self.names)
        self.waiting: list[tuple[str, Node | None, bool]] = []  # name, node, is it there: in order

    def _name(self, name: str, node: Node | None, *, there: bool = True) -> None:
        self.waiting.append((name, node, there))
        if there:
            self.live[name] = node
        else:
            self.live.pop(name, None)

    def do(self, op: Op) -> None:
        """Replay a call."""
        match op.call:
            case "open":
                self._open(op)
            case "write" | "cut":
                self._node(op.file).since.append(op)
            case "rename":
                self.waiting.append((op.file, None, False))
                self._name(op.to, self.live.pop(op.file))
            case "mkdir" | "unlink" | "rmdir":
                self._name(op.file, None, there=op.call == "mkdir")
            case "sync":
                self._sync(op.file)
            case "sync all":
                for node in filter(None, self.live.values()):
                    self._settle(node)
                self.names, self.waiting = dict(self.live), []

    def _open(self, op: Op) -> None:
        if op.file not in self.live:
            self._name(op.file, Node())
        elif op.at == 0:
            self._node(op.file).since.append(Op("cut", at=0))

    def _node(self, name: str) -> Node:
        node = self.live[name]
        assert node is not None
        return node

    def _settle(self, node: Node) -> None:
        if node.since:
            node.sure, node.since, node.origin = node.now(random.Random(0), "kept"), [], None

    def _sync(self, name: str) -> None:
        node = self.live.get(name)
        if node:
            self._settle(node)
            return
        stay = []
        for one, what, there in self.waiting:  # a folder: its names
            if one.rpartition("/")[0] != name:
                stay.append((one, what, there))
            elif there:
                self.names[one] = what
            else:
                self.names.pop(one, None)
        self.waiting = stay

    def bytes_of(self, name: str) -> bytes:
        """Give what a reader would see, while the power is on."""
        return self._node(name).now(random.Random(0), "kept")

    def after_the_cut(self, dice: random.Random) -> Iterator[tuple[str, bytes | Path | None]]:
        """Give what the disc holds: names with bytes, or the file that is as it was, or None for a folder."""
        mode = dice.choice(("kept", "dropped", "ordered", "reordered", "garbled", "garbled"))
        names = dict(self.names)
        many = dice.randrange(len(self.waiting) + 1)
        for at, (name, node, there) in enumerate(self.waiting):
            if mode == "dropped" or (mode == "ordered" and at >= many):
                break
            if mode in {"reordered", "garbled"} and dice.random() < 0.3:
                continue
            if not there:
                names.pop(name, None)
            else:
                names[name] = node
        for name, node in sorted(names.items(), key=lambda one: one[0]):
            if name.rpartition("/")[0] in names:
                yield name, None if node is None else (not node.since and node.origin) or node.now(dice, mode)


def lay_out(state: Iterator[tuple[str, bytes | Path | None]], base: Path, into: Path) -> None:
    """Make a folder as the disc holds it. What is as it was is linked, but for databases, which are written in place."""
    into.mkdir()
    for name, data in state:
        place = into / os.path.relpath(name, base)
        if data is None:
            place.mkdir(exist_ok=True)
        elif isinstance(data, Path) and "sqlite" not in place.name:
            place.hardlink_to(data)
        else:
            place.write_bytes(data.read_bytes() if isinstance(data, Path) else data)
