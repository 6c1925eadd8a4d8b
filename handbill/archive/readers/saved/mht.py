"""A page that a browser saved with all its parts in one file: MHTML (RFC 2557)."""

import email
import re
from collections.abc import Callable, Iterator
from email import policy
from email.message import EmailMessage, Message
from io import BytesIO
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from handbill.archive.readers.saved.decode import decode
from handbill.archive.readers.saved.html import found, layouts
from handbill.archive.readers.saved.page import Saved
from handbill.archive.readers.saved.page import read as read_page
from handbill.archive.readers.saved.tree import LARGEST
from handbill.archive.sources import Found, NotUnderstood
from handbill.archive.told import Told
from handbill.archive.walk import Source

_LARGEST: Final = 40_000_000
"""Bytes of such a file, which is in memory whole while it is taken apart."""
_HEAD: Final = re.compile(
    rb"\A(?:[A-Za-z0-9-]{1,60}:[^\n]{0,990}\n(?:[ \t][^\n]{0,990}\n)*)*?(?:content-type:\s*multipart/related|snapshot-content-location:)",
    re.IGNORECASE,
)
_PAGES: Final = frozenset({"text/html", "application/xhtml+xml"})


def knows(start: bytes) -> bool:
    """Tell from the beginning of a file whether it is such a page."""
    return _HEAD.match(start[:8000].replace(b"\r\n", b"\n").lstrip()) is not None


def read(source: Source, stream: BinaryIO, told: Told) -> Iterator[Found]:
    """Read the page of a file; its pictures are the other parts."""
    if source.size > _LARGEST:
        yield NotUnderstood(source.name, _("this is too large to be a page"))
        return
    whole = email.message_from_bytes(stream.read(_LARGEST).lstrip(), policy=policy.compat32)
    parts = [part for part in whole.walk() if not part.is_multipart()]
    page = next((part for part in parts if part.get_content_type() in _PAGES), None)
    data = _bytes(page) if page is not None else b""
    if page is None or not data or len(data) > LARGEST:
        yield NotUnderstood(source.name, _("there is no page in this file"))
        return
    address = _said(whole, "Snapshot-Content-Location") or _said(page, "Content-Location")
    saved = Saved(
        source.name,
        decode(data, str(page.get_content_charset() or "")),
        address,
        sure=address.startswith("http"),
        find=_among(parts),
    )
    yield from found(source.name, read_page(saved, layouts(told)))


def _among(parts: list["Message[str, str]"]) -> Callable[[str], Callable[[], BinaryIO] | None]:
    named = {}
    for part in parts:
        named[_said(part, "Content-Location")] = part
        named[f"cid:{_said(part, 'Content-ID').strip('<>')}"] = part

    def find(name: str) -> Callable[[], BinaryIO] | None:
        part = named.get(name) if name else None
        return None if part is None else lambda: BytesIO(_bytes(part))

    return find


def _said(part: "Message[str, str] | EmailMessage", name: str) -> str:
    return "".join(str(part.get(name) or "").split())


def _bytes(part: "Message[str, str]") -> bytes:
    try:
        data = part.get_payload(decode=True)
    except (LookupError, ValueError, AssertionError):
        return b""
    return data if isinstance(data, bytes) else b""
