"""From one key to the next, so that it may be cut off anywhere (docs/record.md section 12).

The seed of the next key stands in `secrets/record.next` before its entry does. The first signature that covers the entry is
made by both keys and kept in the database with the head, in one transaction: from then on the next key is the present one,
its seed takes the place of the old one, and the files follow.
"""

import os
from collections.abc import Callable
from pathlib import Path

from handbill.record import durable
from handbill.record.format.checkpoint import Checkpoint
from handbill.record.format.note import Signer
from handbill.record.models import Rotation, Sealed
from handbill.settings import Settings

NEXT = "record.next"


class NoKey(Exception):
    """The seed of the key that was announced is not there, or is another one."""


def settle_key(site: Settings) -> bool:
    """Put the seed of the key that signs now in its place; say whether a next one is there, to take over later or just now."""
    following = site.secrets / NEXT
    if not following.exists():
        return False
    last = Rotation.objects.exclude(note="").order_by("-entry_id").first()
    if last is not None and Signer(site.origin, following.read_bytes()).vkey == last.vkey:
        following.replace(site.secrets / "record")
        _sync(site.secrets)
    return True


def prepare(site: Settings) -> str:
    """Make the seed of the next key, or find the one of an order that was cut off; give its verifier key."""
    following = site.secrets / NEXT
    if not following.exists():
        beside = following.with_name(f"{NEXT}.new")
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(os.urandom(32))
            out.flush()
            os.fsync(out.fileno())
        beside.replace(following)
        _sync(site.secrets)
    return Signer(site.origin, following.read_bytes()).vkey


def waiting(target: int) -> Rotation | None:
    """Give the rotation that a checkpoint of this size is the first to cover."""
    row = Rotation.objects.filter(note="").first()
    if row is None or not Sealed.objects.filter(entry_id=row.entry_id, index__lt=target).exists():
        return None
    return row


def sign(old: Signer, secrets: Path, row: Rotation, checkpoint: Checkpoint) -> bytes:
    """Sign a checkpoint with both keys.

    Raises:
        NoKey: the next one is not there.
    """
    try:
        following = Signer(old.verifier.name, (secrets / NEXT).read_bytes())
    except (OSError, ValueError):
        raise NoKey(f"secrets/{NEXT}, the key that was announced, cannot be read") from None
    if following.vkey != row.vkey:
        raise NoKey(f"secrets/{NEXT} is not the key that was announced")
    added = following.sign(checkpoint.body()).rpartition(b"\n\n")[2]
    return old.sign(checkpoint.body()) + added


def publish_keys(public: Path, vkey: str) -> None:
    """Write the hand-overs, the list of keys and the present one.

    Raises:
        FileExistsError: there is another file in the place of one.
    """
    rows = list(Rotation.objects.exclude(note="").order_by("entry_id"))
    file = public / "record/vkey"
    if not rows:
        durable.create(public, file, f"{vkey}\n".encode())
        return
    if rows[-1].vkey != vkey:
        raise FileExistsError("secrets/record is not the key that signs the record now")
    for place, row in enumerate(rows, 1):
        durable.create(public, public / f"record/rotation/{place}", row.note.encode())
    listed = "".join(f"{one}\n" for one in [rows[0].old, *(row.vkey for row in rows)]).encode()
    _move_on(public, public / "record/keys", listed, listed.startswith)
    _move_on(public, file, f"{vkey}\n".encode(), lambda before: before in listed.splitlines(keepends=True))


def _move_on(public: Path, file: Path, data: bytes, older: Callable[[bytes], bool]) -> None:
    """Replace what stood there before the keys changed; anything else is an error, as in `durable.create`."""
    if file.exists() and file.read_bytes() != data and older(file.read_bytes()):
        durable.replace(public, file, data)
    durable.create(public, file, data)


def was_replaced(public: Path, vkey: str) -> bool:
    """Say whether the public files tell that this key has handed over to another one."""
    try:
        return vkey in (public / "record/keys").read_text("utf-8", "replace").split("\n")[:-2]
    except OSError:
        return False


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
