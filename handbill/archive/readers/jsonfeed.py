"""JSON Feed 1 and 1.1 (jsonfeed.org)."""

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from handbill.archive.readers.entry import Entry, Feed
from handbill.archive.readers.inline import Wish
from handbill.archive.readers.markup import plain
from handbill.archive.readers.taken import feed_date
from handbill.cleaning.text import tidy

LARGEST: Final = 32_000_000
"""Bytes of such a feed: it is read whole."""
_VERSION: Final = re.compile(rb'"version"\s*:\s*"https?://(?:www\.)?jsonfeed\.org/version/1')


def knows(start: bytes) -> bool:
    """Tell whether a file that begins like this is such a feed."""
    bare = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    return bare.startswith(b"{") and _VERSION.search(bare.replace(b"\\/", b"/")) is not None


def entries(stream: BinaryIO) -> Iterator[Feed | Entry | None]:
    """Give the feed and its items; None for what is no item.

    Raises:
        ValueError: it is too large, or not what it says that it is.
    """
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ValueError("too large")
    try:
        said = json.loads(data.decode("utf-8-sig", "replace"))
    except RecursionError:
        raise ValueError("too deep") from None
    if not isinstance(said, dict):
        raise ValueError("no object")  # noqa: TRY004 - of a text
    above = Feed(
        title=_word(said, "title"),
        link=_word(said, "home_page_url") or _word(said, "feed_url"),
        author=_names(said),
        language=_word(said, "language"),
        guid=_word(said, "feed_url"),
    )
    yield above
    for one in _list(said.get("items")):
        yield _entry(one, above) if isinstance(one, dict) else None


def _entry(said: dict[str, Any], above: Feed) -> Entry:
    found = Entry(
        title=plain(_word(said, "title")) if "&" in _word(said, "title") else _word(said, "title"),
        body=_word(said, "content_html") or _word(said, "content_text"),
        is_text=not _word(said, "content_html"),
        summary=_word(said, "summary"),
        author=_names(said) or above.author,
        date=feed_date(_word(said, "date_published")) or feed_date(_word(said, "date_modified")),
        guid=_word(said, "id"),
        link=_word(said, "url"),
        language=_word(said, "language") or above.language,
    )
    found.base = found.link or above.link
    found.terms = [
        (plain(tidy(tag)), "") for tag in _list(said.get("tags")) if isinstance(tag, str) and plain(tag)
    ]
    attached = [one for one in _list(said.get("attachments")) if isinstance(one, dict)]
    found.files = [Wish(_word(one, "url"), _word(one, "title")) for one in attached if _word(one, "url")]
    found.shown = [Wish(_word(said, name)) for name in ("image", "banner_image") if _word(said, name)]
    return found


def _names(said: dict[str, Any]) -> str:
    several = [*_list(said.get("authors")), said.get("author")]
    names = [plain(_word(one, "name")) for one in several if isinstance(one, dict)]
    return ", ".join(dict.fromkeys(filter(None, names)))


def _word(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    return tidy(value).strip() if isinstance(value, str) else str(value) if type(value) is int else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
