"""Feeds, sitemap and legacy stubs parse as what they say they are."""

import json
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import feedparser
import html5lib
import pytest

from handbill.look.contexts.pages import Feed, FeedEntry
from handbill.look.feeds import render_feed, render_legacy_stub, render_sitemap, render_sitemap_index
from tests.look.town import ARABIC, AT, SITE, WEIR

EVIL = "<b>& ]]> \ufffe\uffff \x0b title</b>"


def entry(number, title, html, language=""):
    url = f"https://wire.example/2026/11/{number}.html"
    return FeedEntry(
        id=f"tag:wire.example,2026:{number}",
        url=url,
        title=title,
        summary="A summary" if number % 2 else "",
        html=html,
        byline="M. & two others" if number % 2 else "",
        language=language,
        published=AT,
        updated=AT + timedelta(hours=2),
        categories=("Water", "Lower Town"),
    )


def feed(entries):
    return Feed(
        site=SITE,
        title=SITE.name,
        id="tag:wire.example,2026:feed",
        url="https://wire.example/feed",
        home="https://wire.example/index.html",
        updated=AT,
        entries=entries,
    )


FULL = feed(
    (entry(1, "Weir", str(WEIR)), entry(2, EVIL, f"<p>{EVIL}</p>"), entry(3, "تقرير", str(ARABIC), "ar"))
)


@pytest.mark.parametrize("kind", ["atom", "rss"])
@pytest.mark.parametrize("of", [FULL, feed(())], ids=["full", "empty"])
def test_xml_feeds_parse_without_a_flag(kind, of):
    text = render_feed(of, kind)
    ET.fromstring(text)
    found = feedparser.parse(text.encode())
    assert not found.bozo, found.get("bozo_exception")
    assert len(found.entries) == len(of.entries)
    assert found.feed.title == "Millbrook Wire"
    if of.entries:
        first = found.entries[0]
        assert first.link == "https://wire.example/2026/11/1.html"
        assert first.id == "tag:wire.example,2026:1"
        assert "the piano may not recover" in first.content[0].value
        assert first.author == "M. & two others"


def test_atom_has_what_rfc_4287_demands():
    tree = ET.fromstring(render_feed(FULL, "atom"))
    atom = "{http://www.w3.org/2005/Atom}"
    for holder in (tree, *tree.findall(f"{atom}entry")):
        for name in ("id", "title", "updated"):
            assert len(holder.findall(atom + name)) == 1
    assert tree.findtext(f"{atom}author/{atom}name") == "Millbrook Wire"
    assert [it.get("href") for it in tree.findall(f"{atom}link") if it.get("rel") == "self"] == [
        "https://wire.example/feed"
    ]
    assert tree.findtext(f"{atom}entry/{atom}published") == "2026-11-22T07:58:00+00:00"
    arabic = tree.findall(f"{atom}entry")[2]
    assert arabic.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"


def test_json_feed():
    data = json.loads(render_feed(FULL, "json"))
    assert data["version"] == "https://jsonfeed.org/version/1.1"
    assert [it["id"] for it in data["items"]] == [it.id for it in FULL.entries]
    assert data["items"][1]["title"] == EVIL
    assert data["items"][0]["authors"] == [{"name": "M. & two others"}]
    assert "summary" not in data["items"][1]


def test_sitemaps():
    at = datetime(2026, 11, 22, 7, 58, 12, tzinfo=UTC)
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    part = ET.fromstring(
        render_sitemap([("https://wire.example/a.html?x&y", at), ("https://wire.example/b.html", None)])
    )
    assert [it.text for it in part.iter(space + "loc")] == [
        "https://wire.example/a.html?x&y",
        "https://wire.example/b.html",
    ]
    assert [it.text for it in part.iter(space + "lastmod")] == ["2026-11-22T07:58:00+00:00"]
    whole = ET.fromstring(render_sitemap_index([("https://wire.example/sitemap/2026-11.xml", at)]))
    assert whole.tag == space + "sitemapindex"


def test_a_legacy_stub_leads_on():
    text = render_legacy_stub("../2026/11/4521.html", "https://wire.example/2026/11/4521.html", "en")
    html5lib.HTMLParser(strict=True).parse(text)
    assert '<link rel="canonical" href="https://wire.example/2026/11/4521.html">' in text
    assert 'content="0; url=../2026/11/4521.html"' in text
    assert '<a href="../2026/11/4521.html">' in text
