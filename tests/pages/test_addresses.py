"""Every address of the public files: there from the first run, and after a walk of all verbs."""

import gzip
import json
import os
import re
import stat
from urllib.parse import urljoin, urlsplit

import pytest

from handbill.newswire.sitepage import GENRES
from tests.cast import Town, Walk, files

LISTS = [
    "newswire",
    "features",
    "topic/water",
    "topic/housing",
    "place/harbour",
    *(f"genre/{one}" for one in GENRES),
]
ALWAYS = {
    *("index.html", "newswire/index.html", "features/index.html", "hidden/index.html", "record/index.html"),
    *(
        "topic/index.html",
        "place/index.html",
        "genre/index.html",
        "guidelines.html",
        "about.html",
        "404.html",
    ),
    *(
        "feed.atom",
        "feed.rss",
        "feed.json",
        "record/feed.atom",
        "record/mirrors.html",
        "record/lists.html",
        "record/transparency.html",
        "record/transparency.json",
        "record/hidden/index.html",
        "sitemap.xml",
        "robots.txt",
        "look/style.css",
    ),
    *(f"{name}/index.html" for name in LISTS),
    *(f"{name}/feed.atom" for name in LISTS if name != "newswire"),
}
DYNAMIC = re.compile(r"(publish|comment/\d+|complain/\d+|receipt|search|desk|api)(/|$)")


def test_everything_is_there_from_the_first_run(site):
    Town(site).go()
    found = files(site.public)
    assert found.keys() >= ALWAYS
    for name in ALWAYS:
        assert gzip.decompress(found[f"{name}.gz"]) == found[name]
    decisions = {name for name in found if re.fullmatch(r"record/decision/\d+\.html", name)}
    size = int(found["record/checkpoint"].split(b"\n")[1])
    assert decisions == {f"record/decision/{index}.html" for index in range(size)}
    assert found.keys() >= {name.replace(".html", ".json") for name in decisions}


def a_long_walk(site):
    town = Town(site)
    walk = Walk(town, 4)
    for _ in range(150):
        walk.step()
    town.go()
    return site.folder


WALKED = pytest.mark.grown(how=a_long_walk)


@WALKED
@pytest.mark.once
def test_after_a_walk(site):
    found = files(site.public)
    assert found.keys() >= ALWAYS
    known = re.compile(
        r"(index|about|guidelines|404)\.html|robots\.txt|sitemap(/\d{4}-\d\d)?\.xml|feed\.(atom|rss|json)|look/.+"
        r"|\d{4}/\d\d/\d+(\.html|\.json|/(versions|light)\.html|/comments/\d+\.(html|json))"
        r"|(newswire|features|(topic|place|genre)/[a-z-]+)/(index|\d+)\.html|newswire/\d{4}/\d\d/\d\d\.html"
        r"|(media|topic/[a-z-]+)/((images|audio|video)/((index|\d+)\.html|feed\.atom)|(audio|video)/feed\.rss)"
        r"|(record|features|(topic|place|genre)/[a-z-]+)/feed\.atom|(topic|place|genre|media)/index\.html"
        r"|hidden/(index|\d+)\.html|record/((index|lists|mirrors|transparency)\.html|transparency\.json|decision/\d+\.(html|json|proof))"
        r"|record/(editor/\d+|guideline/\d+|month/\d{4}-\d\d|site|hidden)/(index|\d+)\.html"
    )
    for name, data in found.items():
        if name.startswith("record/tile/") or name in {"record/checkpoint", "record/vkey"}:
            continue
        if name.endswith(".gz"):
            assert gzip.decompress(data) == found[name.removesuffix(".gz")]
        else:
            assert f"{name}.gz" in found
            assert known.fullmatch(name), name
        file = (site.public / name).stat()
        assert stat.S_IMODE(file.st_mode) == 0o644
        assert file.st_mtime % 60 < 30  # to the minute, but for what changed again within it
    for name, data in found.items():
        if name.endswith(".json") and name != "feed.json":
            json.loads(data)


@WALKED
@pytest.mark.once
def test_every_link_of_a_page_is_relative_and_names_a_file(site):
    found = files(site.public)
    for name in [one for one in found if one.endswith(".html") and one != "404.html"]:
        page = re.sub(r'<div class="e-content.*?</div>', "", found[name].decode(), flags=re.DOTALL)
        page = re.sub(r'<link rel="canonical"[^>]*>|<pre>.*?</pre>', "", page, flags=re.DOTALL)
        for href in re.findall(r'<(?:a|link|img|script|form)\b[^>]*?\s(?:href|src|action)="([^"]*)"', page):
            parts = urlsplit(href)
            if parts.scheme in {"http", "https", "mailto"} and not href.startswith(site.address):
                continue
            assert not parts.scheme, (name, href)
            assert not href.startswith("/"), (name, href)
            path = urlsplit(urljoin(f"http://x/{name}", href)).path.lstrip("/")
            assert path in found or DYNAMIC.match(path), (name, href)


@WALKED
@pytest.mark.once
def test_no_page_names_the_folder_that_it_was_made_in(site, told):
    here = os.fsencode(told)
    assert [name for name, data in files(site.public).items() if here in data] == []
