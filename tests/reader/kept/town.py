"""A town of some bundles, and what a reader says of it who keeps what they read."""

from hashlib import sha256
from pathlib import Path

from handbill.reader import memory
from handbill.reader.report import Report
from handbill.reader.trust import Trust
from handbill.record.format.entry import Kind
from handbill.record.format.note import Signer
from tests.reader.town import Town, put

MANY = 600


def grown() -> Town:
    """A town of some bundles."""
    town = Town()
    town.append(Kind.INVITE, {"name": "Nora"}, by="site", number=1)
    town.append(Kind.SET_GUIDELINES, {"title": "G1", "text": "Be kind."}, by="site", number=1)
    for article in [town.publish(f"Rain, part {n}") for n in range(6)]:
        for n in range(MANY // 6):
            town.comment(article, f"Drop {n}")
    return town


def go(town: Town, folder: Path) -> bytes:
    return (town.write(folder) / "record/checkpoint").read_bytes()


def there(town: Town) -> Path:
    return memory.beside(town.signer.vkey)


def check(source: Path | str, since: bytes | None = None, *, sparing: bool = True) -> Report:
    return Trust(str(source), since=since, sparing=sparing).check()[0]


def right(source: Path | str, since: bytes | None = None) -> Report:
    report = check(source, since)
    assert (report.wrong, report.unsealed) == ([], [])
    return report


def sealed(data: bytes) -> bytes:
    return data[:-32] + sha256(data[:-32]).digest()


def replace_key(town: Town, folder: Path) -> bytes:
    """Hand over to another key; give the checkpoint that the one before signed last."""
    old, new = town.signer, Signer("town.example/log", b"9" * 32)
    town.append(Kind.ROTATE_KEY, {"vkey": new.vkey}, by="site", via="shell")
    last = go(town, folder)
    town.signer = new
    put(folder / "record/keys", f"{old.vkey}\n{new.vkey}\n".encode())
    put(folder / "record/rotation/1", last + go(town, folder).partition(b"\n\n")[2])
    return last
