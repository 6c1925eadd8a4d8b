"""Files of attachments from a copy of the public files: masters and rows, as what the record says of items asks for them."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from handbill import below
from handbill.actions.act import Act
from handbill.actions.attach import of_item, over, present, serial_of
from handbill.actions.redact import redact
from handbill.newswire import media
from handbill.newswire.article import Article
from handbill.newswire.attachment import Attachment, MediaFile
from handbill.newswire.comment import Comment
from handbill.newswire.standing import state_of
from handbill.newswire.version import Version
from handbill.record.format.attached import address
from handbill.record.format.canonical import canonical
from handbill.record.format.state import ENDED


def hang(folder: Path) -> tuple[int, ...]:
    """Bring the files that stand beside items, and their rows, in the caller's transaction; give the items that lost some.

    Only what is public has its files in a copy: those of an item that was hidden, and films that were being prepared, are lost.
    That attachment is redacted by the site, as no one could ever see it again.
    """
    lost = []
    for number in sorted(_with_media()):
        if state_of(number) in ENDED:
            continue
        item = Article.objects.filter(number=number).first() or Comment.objects.get(number=number)
        gone = list(_hang_on(item, folder))
        for k in gone:
            words = _("Its files were lost with the site's disc.")
            redact(Act.site(), number, None, words, field=f"media_{k}")
        lost += [number] * bool(gone)
        if isinstance(item, Article):
            _count(number)
    return tuple(lost)


def _with_media() -> set[int]:
    found = Version.objects.filter(fields__contains='"media_').values_list("number", flat=True)
    return set(found.iterator(chunk_size=2000))


def _hang_on(item: Article | Comment, folder: Path) -> Iterator[int]:
    """Give a row to each attachment that stands and has none; name those whose files are not to be had."""
    path = item.path if isinstance(item, Article) else item.article.path
    rows = {row.place: row for row in of_item(item.number)}
    wanted = present(item.number)
    over([row for k, row in rows.items() if k not in wanted or _differs(row, wanted[k])])
    for k, value in wanted.items():
        row, files = rows.get(k), value.get("files", [])
        known = row is not None and not _differs(row, value)
        if known and row is not None and row.waits and media.path_of(row.source).exists():
            continue
        if not files or not all(_have(folder, address(path, item.number, one["name"]), one) for one in files):
            yield k
        elif not known:
            _row(item, k, value)


def _row(item: Article | Comment, k: int, value: dict[str, Any]) -> None:
    row = Attachment.objects.create(
        number=item.number,
        serial=serial_of(value["files"][0]["name"]),
        place=k,
        value=canonical(value).decode(),
        at=item.at,
    )
    hashes = {one["sha256"] for one in value["files"]}
    MediaFile.objects.bulk_create(MediaFile(sha256=one, attachment=row) for one in hashes)


def _differs(row: Attachment, value: dict[str, Any]) -> bool:
    return row.value != canonical(value).decode() and not row.waits


def _have(folder: Path, name: str, told: dict[str, Any]) -> bool:
    """Put a file among the masters, if it is there already or the copy has the one that was committed to."""
    if media.path_of(told["sha256"]).exists():
        return True
    try:
        if below.digest(folder, name) != (told["sha256"], told["bytes"]):
            return False
    except ValueError:
        return False
    media.bring([(folder / name, told["sha256"])])
    return True


def _count(number: int) -> None:
    """Tell lists what an article has."""
    kinds = dict(Counter(one["kind"] for one in present(number).values()))
    Article.objects.filter(number=number).update(media=kinds)
