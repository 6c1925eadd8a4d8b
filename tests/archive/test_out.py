"""Exports for other programs: an export of WordPress, and a web archive that others read."""

import gzip
import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from warcio.archiveiterator import ArchiveIterator

from handbill.archive import importing
from handbill.archive.export import as_wxr
from handbill.archive.wacz import pack
from handbill.archive.wacz.index import surt
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.settings import Settings
from tests.archive.backups import nothing
from tests.archive.test_export import other
from tests.cast import DOUBT, FLOOD, RENT, RUDE, VANE, Town, files
from tests.intake.door import Door
from tests.intake.test_media import TEXT, picture

__all__ = ["other"]

pytestmark = pytest.mark.once

WP = "{http://wordpress.org/export/1.2/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


@pytest.fixture
def town(site: Settings) -> Town:
    town = Town(site)
    flood = town.publish(FLOOD)
    first = town.comment(flood, {**DOUBT, "body": "]]> & <b>bold</b> \ufffe", "homepage": "weir.example"})
    town.comment(flood, {**DOUBT, "reply_to": first})
    town.hide(town.comment(flood, RUDE))
    town.hide(town.publish(VANE))
    town.publish(RENT)
    told = {"media_caption": ["On the quay"], "media_alt": ["Rain & water"]}
    shown = Door().post("/publish/", {**TEXT, "media": [picture()], **told})
    again = {"body": "Here too.", "media": [picture("navy")], "media_caption": ["At the weir"]}
    assert Door().post(f"/comment/{shown.number}/", again).status == 201
    town.go()
    return town


def texts(item: Any, *names: str) -> list[str]:
    return [item.findtext(name) for name in names]


def test_wordpress_finds_what_it_knows(town: Town, other, tmp_path: Path) -> None:
    file = tmp_path / "wire.xml"
    done: list[int] = []
    assert as_wxr(town.site, file, done.append) == {"articles": 4, "comments": 4, "files": 2}
    assert (len(done), file.stat().st_mode & 0o777) == (8, 0o600)
    channel = etree.parse(str(file)).getroot()[0]
    assert texts(channel, "title", "language", f"{WP}wxr_version") == ["Millbrook Wire", "en", "1.2"]
    items = {item.findtext("title"): item for item in channel.iter("item")}
    flood = items[FLOOD["title"]]
    assert texts(flood, f"{WP}post_type", f"{WP}status", f"{WP}post_id", f"{WP}post_date") == [
        *("post", "publish", "1"),
        "2024-03-04 09:30:00",
    ]
    assert flood.findtext("{http://purl.org/dc/elements/1.1/}creator") == "Ana Reyes"
    assert [(one.get("domain"), one.get("nicename"), one.text) for one in flood.iter("category")] == [
        ("category", "water", "Water"),
        ("post_tag", "harbour", "Harbour"),
        ("post_tag", "reporting", "Reporting"),
    ]
    assert "on the quay.</p>" in flood.findtext(CONTENT)
    assert "ana@millbrook.example" in flood.findtext(CONTENT)
    comments = list(flood.iter(f"{WP}comment"))
    assert [
        texts(one, f"{WP}comment_id", f"{WP}comment_parent", f"{WP}comment_approved") for one in comments
    ] == [
        ["2", "0", "1"],
        ["3", "2", "1"],
        ["4", "0", "0"],
    ]
    assert "]]&gt; &amp; &lt;b&gt;bold" in comments[0].findtext(f"{WP}comment_content")
    assert comments[0].findtext(f"{WP}comment_author_url") == "http://weir.example"
    assert items[VANE["title"]].findtext(f"{WP}status") == "draft"
    picture = items["On the quay"]
    assert texts(picture, f"{WP}post_type", f"{WP}post_parent") == [
        "attachment",
        items[TEXT["title"]].findtext(f"{WP}post_id"),
    ]
    assert items["At the weir"].findtext(f"{WP}post_parent") == picture.findtext(f"{WP}post_parent")
    address = picture.findtext(f"{WP}attachment_url")
    assert (town.site.public / address.removeprefix(town.site.address)).is_file()
    assert "Rain & water" in [one.text for one in picture.iter(f"{WP}meta_value")]
    assert "Rain &amp; water" in items[TEXT["title"]].findtext(CONTENT)
    new = other()  # and our own reader of such files finds the same
    report = importing.run(new, [file])
    assert (report.articles, report.comments) == (3, 3)
    found = Article.objects.get(title=FLOOD["title"])
    assert (found.byline, found.sorts_at.isoformat()) == ("Ana Reyes", "2024-03-04T09:30:00+00:00")
    assert Comment.objects.filter(article=found).count() == 2


def test_a_web_archive_holds_every_public_file(town: Town, tmp_path: Path) -> None:
    site, file = town.site, tmp_path / "wire.wacz"
    there = files(site.public)
    public = {
        name: data
        for name, data in there.items()
        if not (name.endswith(".gz") and name[:-3] in there) and not name.startswith(".")
    }
    done: list[int] = []
    assert pack.export(site, file, done.append) == {"files": len(public), "pages": 4}
    assert sum(done) == pack.total(site) == len(public)
    assert file.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(file) as made:
        told = json.loads(made.read("datapackage.json"))
        assert (told["wacz_version"], told["mainPageUrl"]) == ("1.1.1", site.address)
        assert {one["path"] for one in told["resources"]} | {
            "datapackage.json",
            "datapackage-digest.json",
        } == set(made.namelist())
        for one in told["resources"]:
            data = made.read(one["path"])
            assert (f"sha256:{hashlib.sha256(data).hexdigest()}", len(data)) == (one["hash"], one["bytes"])
        digest = json.loads(made.read("datapackage-digest.json"))
        assert digest["hash"] == f"sha256:{hashlib.sha256(made.read('datapackage.json')).hexdigest()}"
        assert made.getinfo("archive/data-1.warc.gz").compress_type == zipfile.ZIP_STORED
        archive, blocks = made.read("archive/data-1.warc.gz"), made.read("indexes/index.cdx.gz")
        assert not any(
            one.extra or file.read_bytes()[one.header_offset + 28 :][:2] != b"\0\0" for one in made.infolist()
        )
        index = made.read("indexes/index.idx").decode().splitlines()
        pages = [json.loads(line) for line in made.read("pages/pages.jsonl").splitlines()]
    assert [page.get("title") for page in pages] == [
        "All Pages",
        "Millbrook Wire",
        FLOOD["title"],
        RENT["title"],
        TEXT["title"],
    ]
    answered = {}
    for record in ArchiveIterator(io.BytesIO(archive), check_digests="raise"):
        if record.rec_type == "response":
            answered[record.rec_headers["WARC-Target-URI"]] = record.content_stream().read()
    assert answered.pop(site.address) == public["index.html"]
    assert answered == {site.address + name: data for name, data in public.items()}
    lines = []
    for block in index[1:]:
        place = json.loads(block[block.index("{") :])
        lines += gzip.decompress(blocks[place["offset"] :][: place["length"]]).decode().splitlines()
    assert lines == sorted(lines, key=str.encode)
    assert len(lines) == len(answered) + 1
    for line in (lines[0], lines[len(lines) // 2], lines[-1]):
        at = json.loads(line[line.index("{") :])
        start = int(at["offset"])
        member = io.BytesIO(archive[start : start + int(at["length"])])
        record = next(iter(ArchiveIterator(member)))
        assert record.rec_headers["WARC-Target-URI"] == at["url"]
        assert record.rec_headers["WARC-Payload-Digest"] == at["digest"]
        assert line.startswith(surt(at["url"]))


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("https://www.Wire.example/2026/08/A.html", "example,wire)/2026/08/a.html"),
        ("https://wire.example/", "example,wire)/"),
        ("http://wire.example:8080/a/", "example,wire:8080)/a"),
        ("https://wire.example:443/a", "example,wire)/a"),
        ("http://127.0.0.1:8000/", "1,0,0,127:8000)/"),
    ],
)
def test_addresses_are_sorted_as_players_do(address: str, key: str) -> None:
    assert surt(address) == key


def test_what_cannot_be_written_leaves_what_was_there(town: Town, tmp_path: Path) -> None:
    for write in (as_wxr, pack.export):
        with pytest.raises(FileNotFoundError):
            write(town.site, tmp_path / "nowhere" / "file", nothing)
    assert not (tmp_path / "nowhere").exists()
