"""Records of a web archive (WARC 1.1, ISO 28500:2017), each packed by itself so that it can be read alone."""

import hashlib
import uuid
import zlib
from base64 import b32encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import BinaryIO, Final

_PIECE: Final = 2**20
_STORED: Final = ("image/", "audio/", "video/", "application/pdf")
"""What is packed already."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A file as the site answers it: the address, when it was written, its type, its bytes from the beginning of a stream."""

    address: str
    at: datetime
    type: str
    stream: BinaryIO


@dataclass(frozen=True, slots=True)
class Written:
    """What the index says of a record: the digest of what was answered, and how many bytes the record has."""

    digest: str
    size: int


def info(at: datetime, said: dict[str, str], out: Callable[[bytes], object]) -> int:
    """Write what stands at the beginning; give its bytes."""
    block = "".join(f"{name}: {value}\r\n" for name, value in said.items()).encode()
    head = {"WARC-Type": "warcinfo", "WARC-Date": _date(at), "Content-Type": "application/warc-fields"}
    return _record(head, f"warcinfo {at}", iter([block]), len(block), out, 6)


def response(answer: Answer, out: Callable[[bytes], object]) -> Written:
    """Write a record of an answer."""
    payload, length = hashlib.sha1(usedforsecurity=False), 0
    for piece in _pieces(answer.stream):
        payload.update(piece)
        length += len(piece)
    digest = f"sha1:{b32encode(payload.digest()).decode()}"
    http = (
        f"HTTP/1.1 {HTTPStatus.OK.value} {HTTPStatus.OK.phrase}\r\nContent-Type: {answer.type}\r\nContent-Length: {length}\r\n\r\n"
    ).encode()
    head = {
        "WARC-Type": "response",
        "WARC-Target-URI": answer.address,
        "WARC-Date": _date(answer.at),
        "WARC-Payload-Digest": digest,
        "Content-Type": "application/http; msgtype=response",
    }
    level = 0 if answer.type.startswith(_STORED) else 6
    block = _joined(http, answer.stream)
    return Written(digest, _record(head, f"{answer.address} {digest}", block, len(http) + length, out, level))


def _record(
    head: dict[str, str],
    name: str,
    block: Iterator[bytes],
    length: int,
    out: Callable[[bytes], object],
    level: int,
) -> int:
    said = {
        **head,
        "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}>",
        "Content-Length": str(length),
    }
    packer = zlib.compressobj(level, zlib.DEFLATED, 31)
    lines = "".join(f"{key}: {value}\r\n" for key, value in said.items())
    size = _put(packer.compress(f"WARC/1.1\r\n{lines}\r\n".encode()), out)
    for piece in block:
        size += _put(packer.compress(piece), out)
    return size + _put(packer.compress(b"\r\n\r\n") + packer.flush(), out)


def _put(data: bytes, out: Callable[[bytes], object]) -> int:
    if data:
        out(data)
    return len(data)


def _joined(http: bytes, stream: BinaryIO) -> Iterator[bytes]:
    yield http
    yield from _pieces(stream)


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(0)
    while piece := stream.read(_PIECE):
        yield piece


def _date(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
