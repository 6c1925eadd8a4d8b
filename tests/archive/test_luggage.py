"""The files of imported items: clean, once, and never at the cost of a text."""

import dataclasses
import io
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import pytest

from handbill.actions import keep
from handbill.actions.act import Act
from handbill.archive.bring import Brought, bring
from handbill.archive.provenance import Keys
from handbill.archive.ready import Preparing
from handbill.archive.sources import ImportedArticle, ImportedComment, ImportedFile
from handbill.limits import CAPTION
from handbill.newswire.article import Article
from handbill.newswire.attachment import Attachment, MediaFile
from handbill.newswire.comment import Comment
from handbill.settings import Settings, use
from tests.archive import ledger
from tests.cast import Town
from tests.intake.test_media import CANARY, everything, files, picture


class Killed(BaseException):
    pass


class Old:
    """An article of an old site, with its pictures; counts how often they are opened."""

    def __init__(self) -> None:
        self.opened = 0

    def file(self, place: str, data: bytes | None, caption: str = "", alternative: str = "") -> ImportedFile:
        def opened() -> BinaryIO:
            self.opened += 1
            if data is None:
                raise LookupError(place)
            return io.BytesIO(data)

        return ImportedFile(place, opened, caption, alternative)

    def article(self, *, later: bool = False) -> ImportedArticle:
        first = ImportedComment(
            place="weir, comment 1",
            raw={"body": "Here is mine."},
            date="2009-03-04",
            legacy={"from": "weir"},
            keys=(("c", "1"),),
            files=(self.file("navy", photo("navy")),),
        )
        second = ImportedComment(
            place="weir, comment 2",
            raw={"body": "And mine."},
            date="2009-03-05",
            legacy={"from": "weir"},
            keys=(("c", "2"),),
            files=(self.file("olive", photo("olive")),),
        )
        return ImportedArticle(
            place="weir",
            raw={"title": "The weir", "body": "It broke at four."},
            date="2009-03-04",
            legacy={"from": "weir"},
            keys=(("a", "1"),),
            comments=[first, second] if later else [first],
            files=(
                self.file("one", photo("teal"), "The weir " * 200, " seen\nfrom  Mill Street "),
                self.file("broken", b"\xff\xd8\xff\xe0 nothing more"),
                self.file("away", None),
                self.file("words", b"A list of names:\nMill Street\n", "The list"),
            ),
        )


def photo(colour: str) -> bytes:
    return bytes(picture(colour).read())


def brought(site: Settings, article: ImportedArticle) -> Brought:
    done = Brought()
    for batch in Preparing(Keys(site)).batches("the old wire", lambda: iter([article])):
        one = bring(batch)
        done = Brought(
            done.articles + one.articles,
            done.comments + one.comments,
            done.known + one.known,
            done.notes + one.notes,
        )
    return done


def test_they_come_clean_and_once(site: Settings) -> None:
    town, old = Town(site), Old()
    done = brought(site, old.article())
    assert (done.articles, done.comments, old.opened) == (1, 1, 5)
    assert [(one.place, one.what) for one in done.notes] == [
        (
            "broken",
            "the file was left out: It cannot be read to its end; perhaps it was cut off or damaged on its way.",
        ),
        ("away", "the file was left out: It is not there."),
        ("one", "what is said of the file was cut: it has 1799 characters; 1000 fit"),
    ]
    again = brought(site, old.article(later=True))
    assert (again.articles, again.comments, again.known, old.opened) == (0, 1, 2, 6)
    town.go_and_verify()
    said = ledger.said(1)
    assert [name for name in said if name.startswith("media")] == ["media_1", "media_2"]
    first, second = said["media_1"], said["media_2"]
    assert (first["kind"], first["alt"], CAPTION - len(first["caption"])) == (
        "image",
        "seen from Mill Street",
        1,  # the space before the cut
    )
    assert (second["kind"], second["caption"]) == ("text", "The list")
    assert Article.objects.get().media == {"image": 1, "text": 1}
    assert [ledger.said(one.number)["media_1"]["kind"] for one in Comment.objects.all()] == ["image"] * 2
    assert len(files(site)) == len(files(site, master=True)) == MediaFile.objects.count() == 10
    assert not Attachment.objects.filter(number=0).exists()
    assert CANARY.encode() not in everything(site)
    assert not list(site.temporary.iterdir())
    ledger.replay()


def test_no_more_than_a_publication_may_have(site: Settings) -> None:
    use(dataclasses.replace(site, media=dataclasses.replace(site.media, files=2)))
    old = Old()
    article = old.article()
    many = tuple(old.file(f"{n}", b"A line of text.\n") for n in range(4))
    done = brought(
        site,
        ImportedArticle(
            place="weir", raw=article.raw, date="", legacy=article.legacy, keys=article.keys, files=many
        ),
    )
    assert done.notes[0].what == "2 of its files were left out: 2 fit"
    assert (old.opened, [name for name in ledger.said(1) if name.startswith("media")]) == (
        2,
        ["media_1", "media_2"],
    )


def test_what_is_not_taken_leaves_no_file(site: Settings) -> None:
    old = Old()
    article = ImportedArticle(
        place="weir", raw={"title": "", "body": "x"}, date="", legacy={}, keys=(("a",),),
        files=(old.file("one", photo("teal")),),
    )  # fmt: skip
    assert brought(site, article).articles == 0
    assert (old.opened, Attachment.objects.count(), files(site, master=True)) == (1, 0, [])


def test_killed_in_the_middle_nothing_is_half(site: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_args: object, **_named: object) -> None:
        raise Killed

    town, old = Town(site), Old()
    with monkeypatch.context() as patch:
        patch.setattr("handbill.archive.bring.add_all", killed)
        with pytest.raises(Killed):
            brought(site, old.article())
    assert (Article.objects.count(), set(Attachment.objects.values_list("number", flat=True))) == (0, {0})
    assert keep.drop(Act.site().at + timedelta(days=1)) == 3
    assert (Attachment.objects.count(), files(site, master=True)) == (0, [])
    assert brought(site, old.article()).articles == 1
    town.go_and_verify()


def test_a_disc_that_is_full_stops_it_and_nothing_is_lost(
    site: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_files: object) -> None:
        raise OSError(28, "No space left on device")

    old = Old()
    with monkeypatch.context() as patch:
        patch.setattr("handbill.newswire.media.bring", full)
        with pytest.raises(OSError, match="No space"):
            brought(site, old.article())
    assert (Article.objects.count(), MediaFile.objects.count()) == (0, 0)
    assert brought(site, old.article()).articles == 1
    assert not list(Path(site.temporary).iterdir())
