"""Feeds and sitemap are what their specifications ask for: RFC 4287, RSS 2.0, JSON Feed 1.1, sitemaps.org."""

import json
import re
from xml.etree import ElementTree as ET

import feedparser
import pytest

from tests.walks.site import Site

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


@pytest.fixture
def feeds(town: Site):
    found = sorted(town.public.rglob("feed.*"))
    assert len([it for it in found if it.suffix != ".gz"]) > 10
    return [it for it in found if it.suffix != ".gz"]


def test_a_reader_of_feeds_stumbles_over_none(town: Site, feeds):
    for feed in feeds:
        if feed.suffix == ".json":
            continue
        _status, text = town.get(str(feed.relative_to(town.public)))
        read = feedparser.parse(text.encode())
        assert not read.bozo, (feed, read.get("bozo_exception"))
        assert read.feed.title, feed
        for entry in read.entries:
            assert entry.title, feed
            assert entry.link.startswith(town.url), feed
            assert entry.get("published_parsed") or entry.get("updated_parsed"), feed
    assert len(feedparser.parse((town.public / "feed.atom").read_bytes()).entries) == 30


def test_atom_has_what_it_must_have(town: Site, feeds):
    """RFC 4287 sections 4.1.1 and 4.1.2."""
    for path in (it for it in feeds if it.suffix == ".atom"):
        feed = ET.fromstring(path.read_bytes())
        assert feed.tag == f"{ATOM}feed"
        for name in ("id", "title", "updated"):
            assert len(feed.findall(ATOM + name)) == 1, (path, name)
        own = [it.get("href") for it in feed.findall(f"{ATOM}link[@rel='self']")]
        assert own == [f"{town.url}{path.relative_to(town.public)}"]
        ids = [it.findtext(f"{ATOM}id") for it in feed.iter(f"{ATOM}entry")]
        assert len(ids) == len(set(ids))
        for entry in feed.iter(f"{ATOM}entry"):
            for name in ("id", "title", "updated"):
                assert len(entry.findall(ATOM + name)) == 1, (path, name)
            assert entry.findtext(f"{ATOM}id", "").startswith("tag:")
            assert DATE.fullmatch(entry.findtext(f"{ATOM}updated", ""))
            assert (
                entry.find(f"{ATOM}author/{ATOM}name") is not None
                or feed.find(f"{ATOM}author/{ATOM}name") is not None
            )
            assert entry.find(f"{ATOM}content") is not None
            assert entry.find(f"{ATOM}link[@rel='alternate']") is not None


def test_rss_has_what_it_must_have(town: Site):
    """RSS 2.0, "Required channel elements" and "Elements of <item>"."""
    rss = ET.fromstring((town.public / "feed.rss").read_bytes())
    assert (rss.tag, rss.get("version")) == ("rss", "2.0")
    channel = rss.find("channel")
    assert channel is not None
    assert all(channel.findtext(name) for name in ("title", "link", "description"))
    assert len(list(channel.iter("item"))) == 30
    for item in channel.iter("item"):
        assert all(item.findtext(name) for name in ("title", CONTENT, "link", "guid", "pubDate"))


def test_json_feed_has_what_it_must_have(town: Site):
    feed = json.loads((town.public / "feed.json").read_bytes())
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert feed["feed_url"] == f"{town.url}feed.json"
    assert feed["home_page_url"].startswith(town.url)
    assert len(feed["items"]) == 30
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert item["content_html"]
        assert DATE.fullmatch(item["date_published"])
        assert item["url"].startswith(town.url)


def test_the_sitemap_names_every_article_that_can_be_read_and_nothing_else(town: Site):
    index = ET.fromstring((town.public / "sitemap.xml").read_bytes())
    assert index.tag == f"{MAP}sitemapindex"
    named = set()
    for part in index.iter(f"{MAP}loc"):
        assert part.text is not None
        status, text = town.get(part.text.removeprefix(town.url))
        assert status == 200
        named |= {it.text or "" for it in ET.fromstring(text).iter(f"{MAP}loc")}
    there = {
        f"{town.url}{it.relative_to(town.public).with_suffix('.html')}"
        for it in town.public.glob("20*/*/*.json")
        if json.loads(it.read_bytes())["state"] in {"listed", "slow"}
    }
    assert there <= named
    for loc in named:
        assert (town.public / loc.removeprefix(town.url)).is_file(), loc
    assert not [loc for loc in named - there if re.search(r"/20\d\d/\d\d/\d+\.html$", loc)]
    robots = (town.public / "robots.txt").read_text()
    assert f"Sitemap: {town.url}sitemap.xml" in robots
