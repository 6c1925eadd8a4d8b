"""Read an export of WordPress (WXR 1.0 to 1.2): what everybody could read there comes, and nothing else.

Articles and pages that were public come as articles, with their approved comments and what a local folder has of their files.
Drafts, what waits for approval, what was marked as spam, and everybody's addresses stay behind; the report counts them.
"""

from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handbill.archive.readers import wordpress
from handbill.archive.readers.contents import Contents
from handbill.archive.readers.cut import Piece, pieces
from handbill.archive.readers.posts import Posts
from handbill.archive.readers.xml import root_of
from handbill.archive.sources import Found, NotUnderstood, Passed, SourceError
from handbill.archive.told import Told
from handbill.archive.walk import Source
from handbill.cleaning.text import one_line

_TAKEN: Final = ("post", "page")
_ATTACHMENT: Final = "attachment"
_NAMED: Final = 10  # kinds that are named in one line
_LONGEST: Final = 40  # characters of such a name


def read(source: Source, stream: BinaryIO, told: Told) -> Iterator[Found]:
    """Read a file item by item.

    Raises:
        SourceError: it is no such export.
    """
    parts = pieces(stream)
    first = next(parts)
    root = root_of(first.text)
    if not root or not wordpress.knows(first.text.encode()):
        raise SourceError(_("%(file)s is no export of WordPress.") % {"file": source.name})
    yield from _Reader(source.name, root, first.text, told).read(parts)


class _Reader:
    def __init__(self, name: str, root: str, first: str, told: Told) -> None:
        self.name, self.root = name, root
        head = wordpress.head(root, first)
        self.contents = Contents(told, head.site)
        self.posts = Posts(name, head, self.contents)
        self.files = self.protected = 0
        self.kinds: Counter[str] = Counter()
        self.states: Counter[str] = Counter()

    def read(self, parts: Iterator[Piece]) -> Iterator[Found]:
        passed, whole = 0, True
        for part in parts:
            if part.kind == "item":
                yield from self._item(part)
                whole = part.wrong != "cut"
            elif whole and "</" not in part.text:
                yield NotUnderstood(self.name, _("the file has no end; it was cut off"))
            if part.passed > passed:
                yield Passed(part.passed - passed)
                passed = part.passed
        for what in self._counted():
            yield NotUnderstood(self.name, what)

    def _item(self, part: Piece) -> Iterator[Found]:
        place = _("%(file)s, line %(line)d") % {"file": self.name, "line": part.line}
        if part.wrong == "cut":
            yield NotUnderstood(place, _("the file ends in the middle of this item; it was not taken"))
            return
        item = wordpress.item(self.root, part.text) if not part.wrong else None
        if item is None:
            what = _("this item is too large") if part.wrong else _("this item cannot be read")
            yield NotUnderstood(place, what)
            return
        kind, state = item.get("wp:post_type") or "post", item.get("wp:status") or "publish"
        if kind == _ATTACHMENT:
            self.files += 1
        elif kind not in _TAKEN:
            self.kinds[one_line(kind)[:_LONGEST]] += 1
        elif state != "publish":
            self.states[one_line(state)[:_LONGEST]] += 1
        elif item.get("wp:post_password"):
            self.protected += 1
        else:
            yield from self.posts.article(item, place)

    def _counted(self) -> Iterator[str]:
        """Say what stayed behind, in numbers."""
        left = self.posts.left
        for count, words in (
            (
                left["spam"],
                ngettext(
                    "%(count)d comment that was spam or deleted was left out",
                    "%(count)d comments that were spam or deleted were left out",
                    left["spam"],
                ),
            ),
            (
                left["waits"],
                ngettext(
                    "%(count)d comment that waited for approval was left out",
                    "%(count)d comments that waited for approval were left out",
                    left["waits"],
                ),
            ),
            (
                left["empty"],
                ngettext(
                    "%(count)d comment without a text was left out",
                    "%(count)d comments without a text were left out",
                    left["empty"],
                ),
            ),
            (
                self.protected,
                ngettext(
                    "%(count)d article behind a password was left out",
                    "%(count)d articles behind a password were left out",
                    self.protected,
                ),
            ),
            (
                self.contents.missing if not self.contents.uploads else 0,
                ngettext(
                    "%(count)d picture in a text was left out: name the folder that holds them with --media",
                    "%(count)d pictures in texts were left out: name the folder that holds them with --media",
                    self.contents.missing,
                ),
            ),
            (
                self.files if not self.contents.uploads else 0,
                ngettext(
                    "%(count)d file was left out: name the folder that holds it with --media",
                    "%(count)d files were left out: name the folder that holds them with --media",
                    self.files,
                ),
            ),
        ):
            if count:
                yield words % {"count": count}
        if self.states:
            yield _("not public there, and left out: %(names)s") % {"names": _named(self.states)}
        if self.kinds:
            yield _("no articles, and left out: %(names)s") % {"names": _named(self.kinds)}


def _named(found: Counter[str]) -> str:
    shown = [f"{name} {count}" for name, count in found.most_common(_NAMED)]
    return ", ".join([*shown, "…"] if len(found) > _NAMED else shown)
