"""The text of an article of WordPress as it was shown, and its files: those in the text, in galleries, and those sent with it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handbill.archive.readers import shortcodes, wordpress
from handbill.archive.readers.autop import autop
from handbill.archive.readers.cut import pieces
from handbill.archive.readers.inline import Wish, taken_out
from handbill.archive.readers.markup import absolute, lines, plain
from handbill.archive.readers.shelf import Shelf, Shelved
from handbill.archive.readers.uploads import Uploads
from handbill.archive.readers.wordpress import Item, number
from handbill.archive.readers.xml import root_of
from handbill.archive.sources import ImportedFile
from handbill.archive.told import Told
from handbill.archive.walk import BEGINNING
from handbill.limits import HTML

_MORE: Final = re.compile(r"<!--(?:more|nextpage|noteaser).*?-->", re.DOTALL)
_ALONE: Final = re.compile(
    r"^[ \t]*(https?://[^\s<>\"']{1,1000})[ \t]*\r?$", re.MULTILINE
)  # shown as what it leads to
_BLOCK: Final = "<!-- wp:"
_NAMED: Final = 5  # files or short codes of one article that are named
_PUBLIC: Final = ("inherit", "publish", "")


@dataclass(slots=True)
class Content:
    """A text, its files, what may stand for it where it has no words, and what was left out."""

    html: str
    files: tuple[ImportedFile, ...] = ()
    words: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Contents:
    """Makes the texts of one export. Without a folder of media no file comes, and the pictures in its texts are counted."""

    def __init__(self, told: Told, site: str) -> None:
        self.site = site
        self.missing = 0
        self.uploads = Uploads(told.media) if told.media else None
        self.shelf = _filled(told) if told.media else None

    def of(self, item: Item, link: str) -> Content:
        """Give the text of an article that stood at `link`."""
        said = item.said.get("content:encoded", "")
        if len(said) > HTML:  # nothing so long is taken
            return Content(said)
        meant = shortcodes.without(said)
        html = _ALONE.sub(r'<a href="\1">\1</a>', _MORE.sub("", meant.html))
        shown = absolute(html if _BLOCK in said else autop(html), link)
        found = taken_out(shown, link, lambda address: self._find(address) is not None)
        content = Content(found.html)
        if self.uploads:
            content.files = tuple(self._files(self.uploads, item, found.found, meant.gallery))
        if meant.left_out:
            names = ", ".join(f"[{name}]" for name in sorted(meant.left_out)[:_NAMED])
            content.notes.append(_("left out of the text: %(names)s") % {"names": names})
        if found.missing and self.uploads:
            names = ", ".join(sorted({plain(one.rpartition("/")[2]) for one in found.missing})[:_NAMED])
            content.notes.append(
                ngettext(
                    "%(count)d picture of the text is not in the folder of media: %(names)s",
                    "%(count)d pictures of the text are not in the folder of media: %(names)s",
                    len(found.missing),
                )
                % {"count": len(found.missing), "names": names}
            )
        elif found.missing:
            self.missing += len(found.missing)
        content.words = [one.caption or one.alternative for one in content.files]
        return content

    def _find(self, address: str) -> str | None:
        return self.uploads.find(address) if self.uploads else None

    def _files(
        self, uploads: Uploads, item: Item, inline: list[Wish], gallery: list[str]
    ) -> Iterator[ImportedFile]:
        """Give each file once: first the one that stands for the article, then in the order of the text, then what was sent with it."""
        told: dict[str, Shelved] = {}
        own = list(self._shelved(item, gallery))
        for one in own:
            path = uploads.find(one.address)
            if path:
                told.setdefault(path, one)
        lead = number(item.meta.get("_thumbnail_id", ""))
        first = [path for path, one in told.items() if one.id == lead]
        wishes = {path: one for one in inline if (path := uploads.find(one.address))}
        enclosed = item.meta.get("enclosure", "").split("\n")[0].strip()
        last = [path] if enclosed and (path := uploads.find(enclosed)) else []
        for path in dict.fromkeys([*first, *wishes, *told, *last]):
            wish, shelved = wishes.get(path), told.get(path)
            caption = (wish.caption if wish else "") or (lines(shelved.caption) if shelved else "")
            alternative = (wish.alternative if wish else "") or (
                plain(shelved.alternative) if shelved else ""
            )
            yield uploads.file(path, caption, alternative)

    def _shelved(self, item: Item, gallery: list[str]) -> Iterator[Shelved]:
        """Give what the export says of the article's attachments."""
        if self.shelf is None:
            return
        for one in (number(item.meta.get("_thumbnail_id", "")), *map(number, gallery)):
            if one:
                yield from self.shelf.one(self.site, one)
        if item.number:
            yield from self.shelf.of(self.site, item.number)


def _filled(told: Told) -> Shelf:
    """Read all exports once, for what they say of attachments."""
    shelf = Shelf(told.folder / "attachments" if told.folder else None)
    if shelf.is_filled:
        return shelf
    for source in told.sources():
        with source.open() as stream:
            start = stream.read(BEGINNING)
            stream.seek(0)
            if not wordpress.knows(start):
                continue
            parts = pieces(stream)
            first = next(parts).text
            root = root_of(first)
            site = wordpress.head(root, first).site
            shelf.add(site, (one for part in parts if (one := _shelved(root, part.text))))
    shelf.fill()
    return shelf


def _shelved(root: str, text: str) -> Shelved | None:
    if "attachment" not in text:
        return None
    item = wordpress.item(root, text)
    if item is None or item.get("wp:post_type") != "attachment" or item.get("wp:status") not in _PUBLIC:
        return None
    address = item.get("wp:attachment_url") or item.get("guid")
    caption, words = item.get("excerpt:encoded"), item.meta.get("_wp_attachment_image_alt", "")
    return Shelved(item.number, number(item.get("wp:post_parent")), address, caption, words)
