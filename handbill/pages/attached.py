"""Attachments of items as their pages show them, and the files that stand beside the page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from handbill.cleaning.media.transcript import paragraphs
from handbill.limits import FRONT_PICTURE
from handbill.look.contexts.media import Media, Source
from handbill.newswire import media
from handbill.newswire.article import Article
from handbill.newswire.attachment import SEEN
from handbill.pages.rows import SEALED_AWAY, ItemRow, load
from handbill.pages.write import Beside
from handbill.record.format.attached import CAPTIONS, MEDIA, standing
from handbill.record.format.kinds import ATTACHING

_KINDS: Final = frozenset(kind.value for kind in ATTACHING)


def attachments(row: ItemRow) -> dict[int, dict[str, Any]]:
    """Give the attachments of an item that stand, by K; none where its words are away."""
    if row.state in SEALED_AWAY:
        return {}
    present = row.versions[-1]
    later = [one.values() for one in row.decisions if one.kind in _KINDS and one.entry > present.entry]
    told = present.values()
    return standing(told, later) if later or any(map(MEDIA, told)) else {}


def folder_of(path: str, number: int) -> str:
    """Give the folder of the files of an item, from the root; `path` is that of its article."""
    return f"{path}/media/{number}"


def beside(path: str, rows: Iterable[ItemRow]) -> Iterator[tuple[str, Beside]]:
    """Give the folder of each of these items that ever had an attachment, and the files that are to stand in it."""
    for row in rows:
        if any('"media_' in one.fields for one in row.versions):
            files = {
                file["name"]: file["sha256"]
                for one in (attachments(row) if row.shown else {}).values()
                for file in one.get("files", ())
            }
            yield folder_of(path, row.item.number), Beside(files)


def media_view(row: ItemRow, *, finished: bool = False) -> tuple[Media, ...]:
    """Give the attachments of an item as its page shows them; on a site that is `finished` nobody describes them any more."""
    path = row.item.path if isinstance(row.item, Article) else row.item.article.path
    folder = folder_of(path, row.item.number)
    described = {one.values().get("media"): one.entry for one in row.decisions if one.kind == "describe"}
    door = f"comment/{row.item.number}/describe/" if row.shown and not finished else ""
    return tuple(view(k, folder, one, door, described=k in described) for k, one in attachments(row).items())


def view(k: int, folder: str, told: Mapping[str, Any], door: str = "", *, described: bool = False) -> Media:
    """Give an attachment as pages show it.

    Args:
        k: its number in the item.
        folder: of its files, from the root.
        told: what it is.
        door: below which readers describe those of its item, from the root; empty where they cannot.
        described: a reader has.
    """
    files = tuple(
        Source(
            href=f"{folder}/{file['name']}",
            type=file["type"],
            bytes=file["bytes"],
            width=file.get("width", 0),
            height=file.get("height", 0),
            language=file.get("language", ""),
        )
        for file in told.get("files", ())
    )
    return Media(
        k=k,
        kind=told["kind"],
        files=files,
        caption=told.get("caption", ""),
        alt=told.get("alt", ""),
        seconds=told.get("seconds", 0),
        transcript=_transcript(told),
        described=described,
        describe=f"{door}{k}/" if door and files and told["kind"] in SEEN and not told.get("alt") else "",
    )


def _transcript(told: Mapping[str, Any]) -> tuple[str, ...]:
    """Give what captions say; they are files that the record commits to, so a page that holds their words is as much made of it."""
    captions = [file["sha256"] for file in told.get("files", ()) if file["type"] == CAPTIONS]
    return paragraphs(media.text_of(captions[0])) if captions else ()


SIGHTS: Final = 4
"""Pictures, sounds or films of one article that a list of such shows."""


def sights(kind: str, articles: Sequence[Article]) -> dict[int, tuple[Media, ...]]:
    """Give what articles have of a kind, by number, as lists show it: pictures in small files; nothing without a kind."""
    rows = load(articles) if kind else {}
    found = {}
    for number, row in rows.items():
        of_it = [one for one in media_view(row) if one.kind == kind and one.files][:SIGHTS]
        found[number] = tuple(small(one) for one in of_it)
    return found


def small(media: Media) -> Media:
    """Leave out the files of a picture that are larger than a list may show."""
    if media.kind != "image":
        return media
    files = tuple(file for file in media.files if file.bytes <= FRONT_PICTURE)
    fits = any(file.type == "image/jpeg" for file in files)
    return replace(media, files=files if fits else media.files)
