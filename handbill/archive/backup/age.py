"""Encryption to age keys (age-encryption.org/v1), streamed: a thread beside the one that makes or reads the parts."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Final

import pyrage

from handbill.archive.backup.parts import BadBackup

MARK: Final = b"age-encryption.org/v1\n"
"""What such a file begins with."""
_PIECE: Final = 2**16


def recipients(said: Sequence[str]) -> list[Any]:
    """Read public keys: `age1…`, or those of ssh.

    Raises:
        ValueError: one is none.
    """
    found = []
    for one in said:
        kind = pyrage.ssh if one.startswith("ssh-") else pyrage.x25519
        try:
            found.append(kind.Recipient.from_str(one))
        except pyrage.RecipientError:
            raise ValueError(f"{one!r} is no public key: age1…, or one of ssh") from None
    return found


def identities(file: Path) -> list[Any]:
    """Read a file of secret keys, as age-keygen or ssh-keygen wrote it.

    Raises:
        ValueError: there is none in it.
    """
    text = file.read_bytes()
    try:
        if text.startswith(b"-----BEGIN"):
            return [pyrage.ssh.Identity.from_buffer(text)]
        lines = (one.strip() for one in text.decode().splitlines())
        found = [pyrage.x25519.Identity.from_str(one) for one in lines if one and not one.startswith("#")]
    except (pyrage.IdentityError, UnicodeDecodeError):
        found = []
    if not found:
        raise ValueError(f"{file} holds no secret key of age")
    return found


def is_encrypted(stream: BinaryIO) -> bool:
    """Look whether a file begins as such a one does; it is read from its beginning afterwards."""
    begins = stream.read(len(MARK)) == MARK
    stream.seek(0)
    return begins


@contextmanager
def encrypted(out: BinaryIO, to: Sequence[Any]) -> Iterator[BinaryIO]:
    """Give a stream; what is written to it goes encrypted to `out`.

    Raises:
        OSError: `out` does not take it.
    """
    reading, writing = os.pipe()
    source = os.fdopen(reading, "rb")
    try:
        with _Beside(lambda: pyrage.encrypt_io(source, out, to), source), os.fdopen(writing, "wb") as stream:
            yield stream
    except pyrage.EncryptError as error:
        raise OSError(str(error)) from None


@contextmanager
def decrypted(source: BinaryIO, by: Sequence[Any]) -> Iterator[BinaryIO]:
    """Give the plain stream of an encrypted one.

    Raises:
        BadBackup: it is for another key, cut off or altered.
    """
    if not by:
        raise BadBackup("it is encrypted: give the file with your secret key with --identity")
    reading, writing = os.pipe()
    into = os.fdopen(writing, "wb")
    try:
        with _Beside(lambda: pyrage.decrypt_io(source, into, by), into), os.fdopen(reading, "rb") as stream:
            yield stream
            while stream.read(_PIECE):  # to its end, which says whether it is whole
                pass
    except (pyrage.DecryptError, OSError) as error:
        if getattr(error, "errno", None):
            raise
        raise BadBackup(f"it cannot be decrypted: {str(error).lower()}") from None


class _Beside:
    """Work in a thread of its own, that ends when one side is closed. Its error counts more than what followed from it here."""

    def __init__(self, work: Callable[[], None], end: BinaryIO) -> None:
        self.work, self.end = work, end
        self.error: Exception | None = None
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        try:
            self.work()
        except Exception as error:  # noqa: BLE001 - it is raised in the other thread
            self.error = error
        finally:
            with suppress(OSError):
                self.end.close()

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self.thread.join()
        if self.error is not None and "Broken pipe" not in str(self.error):
            raise self.error
