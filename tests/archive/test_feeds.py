"""Feeds of every kind, as they are found: titles, dates, bylines, texts and addresses."""

import io
import json
from pathlib import Path

import feedparser
import pytest
from PIL import Image

from handbill.archive import importing
from handbill.archive.readers import feed
from handbill.archive.readers.taken import feed_date
from handbill.archive.readers.which import reader
from handbill.archive.sources import ImportedArticle, NotUnderstood
from handbill.archive.told import Told
from handbill.archive.walk import Source
from handbill.cleaning.html import clean
from handbill.newswire.article import Article
from handbill.settings import Settings
from tests.archive import ledger
from tests.archive.feeds import ATOM_10, BLOGGER, BROKEN, DC, JSON_FEED, RSS_20, WANTED
from tests.archive.test_wxr import comment, export, item
from tests.cast import Town


def found(text: str, charset: str = "utf-8") -> list[object]:
    data = text.encode("latin-1" if "ISO-8859-1" in text else charset)
    stream, source = io.BytesIO(data), Source(Path("a.xml"), len(data), follow=True)
    return list(reader(source, stream, "auto", Told())(source, stream, Told()))


def said(one: ImportedArticle) -> dict[str, object]:
    body = clean(one.raw["body"]) if one.raw["format"] == "html" else one.raw["body"]
    return {
        **one.raw,
        "topics": sorted(one.raw["topics"]),
        "body": body,
        "date": one.date,
        "address": one.legacy.get("address"),
    }


@pytest.mark.once
def test_each_kind() -> None:
    wrong = []
    for kind, (text, wanted) in WANTED.items():
        got = [said(one) for one in found(text) if isinstance(one, ImportedArticle) and one.raw]
        if len(got) != len(wanted):
            wrong.append(f"{kind}: {len(got)} items")
        for told, want in zip(got, wanted, strict=False):
            wrong += [
                f"{kind}: {name} is {told[name]!r}" for name, value in want.items() if told[name] != value
            ]
    assert wrong == []


@pytest.mark.once
def test_another_reader_sees_the_same() -> None:
    """feedparser, on what is well formed: titles and addresses."""
    for kind, (text, _wanted) in WANTED.items():
        if kind in {"JSON Feed", "broken", "Blogger"}:
            continue
        data = text.strip().encode("latin-1" if "ISO-8859-1" in text else "utf-8")
        other = feedparser.parse(io.BytesIO(data), sanitize_html=False)
        ours = [one for one in found(text) if isinstance(one, ImportedArticle)]
        assert [one.raw["byline"] for one in ours if one.raw["byline"]] or kind.startswith("RSS 0")
        assert [one.legacy.get("address") for one in ours] == [
            one.get("link", "") if "tag:" not in one.get("link", "tag:") else None for one in other.entries
        ], kind


@pytest.mark.once
def test_dates() -> None:
    for text, date in (
        ("Mon, 12 Mar 2007 14:05:00 +0100", "2007-03-12T14:05"),
        ("12 Mar 07 14:05 EST", "2007-03-12T14:05"),
        ("Mon, 12 Mar 2007", "2007-03-12"),
        ("2007-03-12T14:05:06.789Z", "2007-03-12T14:05"),
        ("2007-03-12", "2007-03-12"),
        ("20070312T14:05:06", "2007-03-12T14:05"),
        ("12. M\u00e4rz 2007, 14:05", "2007-03-12T14:05"),
        ("30 Feb 2007 10:00", ""),
        ("yesterday", ""),
        ("", ""),
    ):
        assert feed_date(text) == date, text


@pytest.mark.once
def test_what_is_broken_is_said() -> None:
    assert [one.what for one in found(BROKEN) if isinstance(one, NotUnderstood)] == [
        "the file ends in the middle of this item; it was not taken"
    ]
    assert [one.what for one in found(JSON_FEED) if isinstance(one, NotUnderstood)][-1:] == [
        "this item has neither a title nor a text"
    ]


def run(site: Settings, folder: Path, *texts: str, media: Path | None = None) -> importing.Report:
    folder.mkdir(exist_ok=True)
    for number, text in enumerate(texts):
        (folder / f"{number}.{'json' if text.startswith('{') else 'xml'}").write_text(text)
    return importing.run(site, [folder], told=Told(media))


def test_a_feed_comes_once_and_what_is_new_later(site: Settings, tmp_path: Path) -> None:
    town = Town(site)
    (tmp_path / "pictures").mkdir()
    Image.new("RGB", (64, 48), "teal").save(tmp_path / "pictures" / "quay.jpg")
    report = run(site, tmp_path / "in", RSS_20, ATOM_10, JSON_FEED, BLOGGER, media=tmp_path)
    assert (report.articles, report.comments, report.known) == (7, 1, 0)
    town.go_and_verify()
    river = Article.objects.get(title__startswith="The river")
    assert (river.media, ledger.said(river.number)["media_1"]["alt"]) == ({"image": 1}, "The quay")
    answer = ledger.said(Article.objects.get(title="Weir open").number + 1)
    assert (answer["body"], answer["byline"]) == ("<p>Good!<br>So it was.</p>", "Jo")
    ledger.replay()
    assert "post@presa.example" not in json.dumps([ledger.said(n) for n in range(1, 9)])

    more = RSS_20.replace(
        "<item>", "<item><title>New</title><guid>n</guid><description>New.</description></item><item>", 1
    )
    again = run(site, tmp_path / "in", more, ATOM_10, JSON_FEED, BLOGGER)
    assert (again.articles, again.comments, again.known) == (1, 0, 8)


def test_an_answer_without_its_article_is_left_behind(site: Settings, tmp_path: Path) -> None:
    alone = BLOGGER[: BLOGGER.index("<entry>")] + BLOGGER[BLOGGER.rindex("<entry>") :]
    report = run(site, tmp_path / "in", alone)
    assert (report.articles, report.comments) == (0, 0)
    assert "as the article cannot be answered: it is not here" in report.not_understood[0].what


def test_a_feed_of_comments_finds_its_articles_and_knows_them_again(site: Settings, tmp_path: Path) -> None:
    """Whether the article came from a feed or from an export; a comment that the export brought is the same one."""
    texts = "".join(
        f"<item><title>By: Jo</title><link>http://old.example/rain/#comment-{number}</link><dc:creator>Jo</dc:creator>"
        f'<guid isPermaLink="false">http://old.example/?p={post}#comment-{number}</guid><pubDate>Sun, 02 Jan 2011 03:04:05 +0000</pubDate>'
        f"<description>Short.</description><content:encoded><![CDATA[<p>Number {number}.</p>]]></content:encoded></item>"
        for post, number in ((1, 5), (1, 6), (7, 8))
    )
    comments = f'<rss version="2.0" {DC}><channel><link>http://old.example</link>{texts}</channel></rss>'
    assert run(site, tmp_path / "in", export(item(1, more=comment(5))), comments).comments == 2
    report = run(site, tmp_path / "in", export(item(1, more=comment(5))), comments)
    assert (report.articles, report.comments, report.known) == (0, 0, 4)
    assert ledger.said(3)["body"] == "<p>Number 6.</p>"


def test_one_identifier_of_several_items_loses_none(site: Settings, tmp_path: Path) -> None:
    items = "".join(
        f"<item><title>{name}</title><guid>http://weir.example/</guid><description>{name}.</description></item>"
        for name in ("Rain", "Sun", "Snow")
    )
    text = f'<rss version="2.0"><channel><link>http://weir.example/</link>{items}</channel></rss>'
    assert run(site, tmp_path / "in", text).articles == 3
    assert run(site, tmp_path / "in", text).known == 3


@pytest.mark.once
def test_what_is_no_feed(tmp_path: Path) -> None:
    for data in (b"<html><body><feed></body></html>", b"", b"<svg><rss/></svg>", b'{"version": "1"}', b"{"):
        assert not feed.knows(data)
