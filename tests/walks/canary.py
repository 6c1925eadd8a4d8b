"""Clients of whom nothing may be kept, each from an address of its own, and the search for what they brought.

All that a client says of itself begins with one mark, so that a few needles find it in whatever writing. Four bytes of a packed address
look like any other four: of those, more finds than chance gives are a leak. Hashes are looked for one by one.
"""

import base64
import hashlib
import json
import random
import socket
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import Final

from tests.walks.site import Site

SEEN_ANYWHERE: Final = 4
"""Finds of packed addresses, of a thousand clients in 50 MB, that are no chance: 12 are expected where every byte is random, and few are."""

BEGINNING: Final = 12
"""Bytes of a hash by which it is looked for, at every byte."""


@dataclass(frozen=True)
class Client:
    """One of them: where it comes from, and what its browser, its camera and its typing say."""

    number: int
    mark: str
    address: IPv4Address = field(init=False)

    def __post_init__(self) -> None:
        dice = random.Random(f"{self.mark} {self.number}")
        octets = (127, 16 + self.number // 250, 1 + self.number % 250, dice.randrange(2, 255))
        object.__setattr__(self, "address", IPv4Address(bytes(octets)))

    def own(self, what: str) -> str:
        return f"{self.mark}{what}{self.number:04}"

    @property
    def told(self) -> dict[str, str]:
        """The headers of its browser, and those that a proxy or an app of a telephone might add."""
        far = IPv6Address(0x20010DB8 << 96 | int(self.address) << 32 | self.number)
        return {
            "User-Agent": f"Mozilla/5.0 ({self.own('agent')}) Canary/{self.number}.1",
            "Accept-Language": f"{self.own('tongue')}-{self.number},en;q=0.5",
            "Referer": f"https://{self.own('before')}.example/",
            "X-Forwarded-For": f"{far}",
            "X-Real-IP": f"{self.address}",
            "Forwarded": f'for="[{far}]"',
            "Via": self.own("via"),
            "From": f"{self.own('from')}@mail.example",
            "Cookie": f"id={self.own('cookie')}",
            "X-Device-Serial": self.own("serial"),
            "If-None-Match": f'"{self.own("etag")}"',
            "If-Modified-Since": "Mon, 23 Nov 2026 04:29:17 GMT",
            "DNT": self.own("dnt"),
            "Sec-CH-UA": f'"{self.own("brand")}";v="{self.number}"',
        }

    @property
    def picture(self) -> bytes:
        """The beginning of a JPEG with Exif: where it was taken, and by which camera (CIPA DC-008)."""
        serial, place = self.own("camera").encode(), self.own("place").encode()
        gps = struct.pack(">6I", 48, 1, self.number, 1, 2110, 100)
        body = b"Exif\0\0MM\0*\0\0\0\x08" + gps + serial + b"\0" + place
        return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(body) + 2) + body + b"\xff\xd9"

    def named(self) -> Iterator[bytes]:
        """What somebody could keep a bare hash of."""
        yield from (str(self.address).encode(), self.address.packed, str(int(self.address)).encode())
        yield from (f"::ffff:{self.address}".encode(), f"{self.address}/{self.told['User-Agent']}".encode())
        yield from (said.encode() for said in self.told.values())
        yield from (self.own(what).encode() for what in ("file", "camera", "place", "question", "typed"))
        yield self.own("file").encode() + b".jpg"
        yield self.picture

    def ask(
        self, site: Site, line: str, *headers: str, body: bytes = b"", kind: str = ""
    ) -> tuple[int, bytes]:
        """Ask from its own address, with all that its browser says; give the status and the answer."""
        said = [f"{name}: {value}" for name, value in self.told.items()]
        typed = [f"Content-Type: {kind}", f"Content-Length: {len(body)}"] if kind else []
        lines = [
            f"{line} HTTP/1.1",
            f"Host: 127.0.0.1:{site.port}",
            "Connection: close",
            *said,
            *typed,
            *headers,
        ]
        answer = b""
        with socket.create_connection(
            ("127.0.0.1", site.port), timeout=30, source_address=(str(self.address), 0)
        ) as door:
            with suppress(ConnectionError):
                door.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
            with suppress(ConnectionError):
                while part := door.recv(65536):
                    answer += part
        return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/") else 0, answer

    def form(
        self, site: Site, path: str, values: dict[str, str], *, picture: bool = False
    ) -> tuple[int, bytes]:
        """Send a form, as browsers do, with or without a picture."""
        edge = self.own("edge")
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in values.items()
        ]
        if picture:
            head = f'form-data; name="media"; filename="{self.own("file")}.jpg"'
            parts.append(
                f"--{edge}\r\nContent-Disposition: {head}\r\nContent-Type: image/jpeg\r\n\r\n".encode()
                + self.picture
                + b"\r\n"
            )
        body = b"".join(parts) + f"--{edge}--\r\n".encode()
        return self.ask(site, f"POST {path}", body=body, kind=f"multipart/form-data; boundary={edge}")

    def program(self, site: Site, path: str, told: object) -> tuple[int, bytes]:
        return self.ask(site, f"POST {path}", body=json.dumps(told).encode(), kind="application/json")


def blob(places: list[Path], since: float) -> bytes:
    """All bytes of these files and of what lies below these folders, packed files unpacked too; what is older was not written by us."""
    parts = []
    for place in places:
        for file in [place] if place.is_file() else sorted(place.rglob("*")):
            with suppress(FileNotFoundError):
                if file.is_file() and not file.is_symlink() and file.stat().st_mtime >= since:
                    data = file.read_bytes()
                    with suppress(zlib.error):
                        data = zlib.decompress(data, wbits=31) if file.suffix == ".gz" else data
                    parts += [b"\0\0\0\0", str(file).encode(), b"\0\0\0\0", data]
    return b"".join(parts)


def needles(mark: str) -> Iterator[tuple[str, bytes]]:
    """The mark in every writing: base64 in each of the three ways in which a text may lie in it."""
    plain = mark.encode()
    yield from (("text", plain), ("capitals", plain.upper()), ("small letters", plain.lower()))
    yield from (("UTF-16", mark.encode("utf-16-le")), ("reversed", plain[::-1]))
    yield from (("hexadecimal", plain.hex().encode()), ("hexadecimal capitals", plain.hex().upper().encode()))
    for shift in range(3):
        whole = base64.b64encode(bytes(shift) + plain)
        yield f"base64, {shift}", whole[(shift + 2) // 3 * 4 : -4]


def kept(found: bytes, mark: str, clients: list[Client]) -> list[str]:
    """Say what of the clients stands in these bytes, with what stands around it."""
    said = [f"{name}: {_around(found, needle)}" for name, needle in needles(mark) if needle in found]
    by_chance = []
    for client in clients:
        address, packed = str(client.address), client.address.packed
        said += [
            f"{address}: {_around(found, one.encode())}"
            for one in (address, f"{int(client.address)}", client.told["X-Forwarded-For"])
            if one.encode() in found
        ]
        by_chance += [
            f"{address}, packed: {_around(found, one)}"
            for one in (packed, packed.hex().encode())
            if one in found
        ]
    hashes = {one[:BEGINNING]: (one, name) for client in clients for one, name in _hashes(client)}
    for at in range(len(found) - BEGINNING):
        if found[at : at + BEGINNING] in hashes:
            one, name = hashes[found[at : at + BEGINNING]]
            said += [f"{name}: {_around(found, one)}"] if found.startswith(one, at) else []
    return said + (by_chance if len(by_chance) >= SEEN_ANYWHERE else [])


def _hashes(client: Client) -> Iterator[tuple[bytes, str]]:
    for thing in client.named():
        for algorithm in ("md5", "sha1", "sha256"):
            digest = hashlib.new(algorithm, thing).digest()
            for one in (digest, digest.hex().encode(), base64.b64encode(digest).rstrip(b"=")):
                yield one, f"{algorithm} of {thing!r}"


def _around(found: bytes, needle: bytes) -> str:
    at = found.index(needle)
    name = found[:at].rpartition(b"\0\0\0\0/")[2].partition(b"\0\0\0\0")[0]
    return f"/{name[:200].decode(errors='replace')}: {found[max(at - 60, 0) : at + 90]!r}"
