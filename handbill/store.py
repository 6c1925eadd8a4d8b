"""A bucket by the S3 protocol: put, get, fetch, delete, list. Nothing else of the program knows what is behind it.

The keys are those of the environment (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY), else the two lines of `secrets/bucket`.
"""

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO, Final

from handbill.settings import Settings, SettingsError

PART: Final = 8 * 2**20
"""Bytes above which a file is put in parts of as many: what a bucket calls its tag is a hash of theirs then."""
PATIENCE: Final = timedelta(seconds=20)
"""For one request. After that it failed, and comes again with all that is still to be put."""
CONNECT: Final = timedelta(seconds=5)
"""For a connection."""
KEYS: Final = "bucket"
"""The file in `secrets/` that holds the name of the key and the key."""


class Failed(OSError):
    """The store does not answer, or says no. The word is the kind of error, never what it said: that may hold a key."""


class Store:
    """One bucket, or what is below a prefix of it."""

    def __init__(self, site: Settings, url: str, may: Callable[[], bool] = lambda: True) -> None:
        """Open nothing yet; the first request does. `may`: asked before each part of a file that is put in parts.

        Raises:
            SettingsError: there are no keys, or what speaks S3 is not installed.
        """
        try:
            import obstore  # noqa: PLC0415 - 16 MB of memory, which a site without a bucket need not have
            from obstore.store import S3Store  # noqa: PLC0415 - as above
        except ImportError:
            raise SettingsError("a bucket needs the package obstore: pip install 'handbill[s3]'") from None
        bucket, _slash, prefix = url.removeprefix("s3://").partition("/")
        options: Any = {"timeout": PATIENCE, "connect_timeout": CONNECT}
        if site.pages.endpoint.startswith("http:"):
            options["allow_http"] = True
        described: dict[str, Any] = {"region": site.pages.region, **_keys(site)}
        if site.pages.endpoint:
            described |= {
                "endpoint": site.pages.endpoint.rstrip("/"),
                "virtual_hosted_style_request": False,
            }
        self._api: Any = obstore
        self._may = may
        self.below = S3Store(
            bucket,
            prefix=prefix.strip("/") or None,
            client_options=options,
            retry_config={"max_retries": 2, "retry_timeout": PATIENCE},
            **described,
        )

    def put(self, path: str, file: Path, told: Mapping[str, str]) -> bool:
        """Put a file as it is now, whole or not at all, with what is told of it; False where there is none.

        Raises:
            Failed: see there.
        """
        try:
            large = file.stat().st_size > PART
            given: Iterator[bytes] | bytes = self._parts(file.open("rb")) if large else file.read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return False
        try:
            with self._worded():
                self._api.put(
                    *(self.below, path, given),
                    attributes=dict(told),
                    use_multipart=large,
                    chunk_size=PART,
                    max_concurrency=2,
                )
        except FileNotFoundError:
            raise Failed("NoSuchBucket") from None
        return True

    def _parts(self, stream: BinaryIO) -> Iterator[bytes]:
        with stream:
            while part := stream.read(PART):
                if not self._may():
                    raise Failed("Stopped")
                yield part

    def get(self, path: str) -> bytes | None:
        """Give an object; None where there is none. Raises Failed."""
        with contextlib.suppress(FileNotFoundError), self._worded():
            return bytes(self._api.get(self.below, path).bytes())
        return None

    def fetch(self, path: str, into: Path) -> bool:
        """Write an object into a file, a part at a time; False where there is none. Raises Failed."""
        with contextlib.suppress(FileNotFoundError), self._worded():
            found = self._api.get(self.below, path)
            with into.open("wb") as out:
                for part in found.stream(min_chunk_size=PART):
                    out.write(part)
            return True
        return False

    def delete(self, path: str) -> None:
        """Take an object away. One that is not there is no error. Raises Failed."""
        with contextlib.suppress(FileNotFoundError), self._worded():
            self._api.delete(self.below, path)

    def list(self, prefix: str = "", *, below: bool = True) -> Iterator[tuple[str, int, str]]:
        """Give the path, the size and the tag of all objects in a folder, whose name ends at a slash, and `below` it. Raises Failed."""
        with self._worded():
            if below:
                parts = self._api.list(self.below, prefix or None, chunk_size=1000)
            else:
                parts = [self._api.list_with_delimiter(self.below, prefix or None)["objects"]]
            for part in parts:
                for one in part:
                    yield one["path"], one["size"], (one["e_tag"] or "").strip('"')

    def folders(self, prefix: str) -> Iterator[str]:
        """Give the folders in a folder, each ending at a slash. Raises Failed."""
        with self._worded():
            found = self._api.list_with_delimiter(self.below, prefix or None)["common_prefixes"]
        yield from (f"{name.rstrip('/')}/" for name in found)

    @contextlib.contextmanager
    def _worded(self) -> Iterator[None]:
        try:
            yield
        except (self._api.exceptions.NotFoundError, FileNotFoundError):
            raise FileNotFoundError from None
        except (self._api.exceptions.BaseError, OSError) as error:
            raise Failed(type(error).__name__.removesuffix("Error")) from None


def tag(file: Path) -> str:
    """Give what a store calls the tag of a file that was put: its MD5, or of one in parts the MD5 of theirs and their number."""
    sums: list[bytes] = []
    with file.open("rb") as stream:
        while part := stream.read(PART):
            sums.append(hashlib.md5(part, usedforsecurity=False).digest())
        size = stream.tell()
    if size <= PART:
        return (sums or [hashlib.md5(b"", usedforsecurity=False).digest()])[0].hex()
    return f"{hashlib.md5(b''.join(sums), usedforsecurity=False).hexdigest()}-{len(sums)}"


def _keys(site: Settings) -> dict[str, str]:
    if "AWS_ACCESS_KEY_ID" in os.environ:
        return {}  # obstore reads them itself
    file = site.secrets / KEYS
    try:
        name, secret = file.read_text("ascii").split()
    except FileNotFoundError:
        raise SettingsError(
            f"a bucket needs keys: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or two lines in {file}"
        ) from None
    except ValueError:
        raise SettingsError(f"{file} holds no two lines: the name of the key, and the key") from None
    return {"access_key_id": name, "secret_access_key": secret}
