"""XML: an import alone parses any, through one door and without entities. What comes expands nothing, fetches nothing, and is refused in words elsewhere."""

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from handbill.archive import importing
from handbill.newswire.version import Version
from handbill.settings import Settings
from tests.corpora import corpus
from tests.intake.door import Door, rows
from tests.test_fetch import HOUSE, imported, outside
from tests.test_house import assert_none


@pytest.fixture
def door(site: Settings) -> Door:
    return Door()


PARSERS = {
    *(
        "xml",
        "lxml",
        "html5lib",
        "defusedxml",
        "xmlrpc",
        "plistlib",
        "feedparser",
        "bs4",
        "pyexpat",
        "xmltodict",
    ),
    "django.core.serializers",
}
"""What reads XML, and the parts of Django that do."""


def corpora() -> Iterator[tuple[str, bytes]]:
    hostile = corpus("hostile")
    for number, line in enumerate((hostile / "xxe.jsonl").read_text("utf-8").splitlines(), 1):
        yield f"xxe {number}.xml", json.loads(line)["input"].encode("utf-8", "surrogatepass")
    for file in sorted([*hostile.glob("xxe/*"), *hostile.glob("svg/*")]):
        yield file.name, file.read_bytes()


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Where this process would have connected to on the network."""
    made: list[Any] = []
    connect = socket.socket.connect

    def noted(link: socket.socket, where: Any) -> None:
        if link.family in (socket.AF_INET, socket.AF_INET6):
            made.append(where)
            raise ConnectionRefusedError
        connect(link, where)

    monkeypatch.setattr(socket.socket, "connect", noted)
    return made


BROUGHT = ("root:x:0", "[fonts]", "[boot loader]")


def expanded(text: str) -> bool:
    """Does it hold what an entity would have brought, or anything that a browser would go and fetch?"""
    return any(sign in text for sign in (*BROUGHT, "<svg", "<image", "<!ENTITY", "<iframe"))


@pytest.mark.once
def test_one_door_in_the_house_reads_xml() -> None:
    """It gives its parser the start tag of a root and one item, never a document type: nothing can be declared there."""
    found = {str(file.relative_to(HOUSE)): outside(imported(file), PARSERS) for file in HOUSE.rglob("*.py")}
    pages = {name for name in found if name.startswith("archive/readers/saved/")}
    assert {name: parsers for name, parsers in found.items() if parsers and name not in pages} == {
        "archive/readers/xml.py": {"lxml"}
    }
    # saved pages are read by libxml2's parser of HTML, which knows neither entities of a DTD nor the network
    assert {parser for name in pages for parser in found[name]} == {"lxml"}


@pytest.mark.once
def test_xml_is_taken_nowhere(door: Door, site: Settings, connections: list[Any]) -> None:
    """As what is sent, as a file, as the text of an article in each format, in a field."""
    before, wrong, said = rows(), [], {}
    for name, data in corpora():
        text = data.decode("utf-8", "replace")
        for path, kind in (("/publish/", "text/xml"), ("/api/v1/articles", "application/xml")):
            said[f"{path} {kind}"] = door.send("POST", path, data, kind)
        said["a file"] = door.post(
            "/publish/",
            {"title": "t", "body": "b", "media": SimpleUploadedFile(name, data), "action": "preview"},
        )
        for format_ in ("markdown", "html"):
            form = {"title": "t", "body": f"Look: {text}", "format": format_, "action": "preview"}
            said[f"as {format_}"] = door.post("/publish/", form)
        for where, answer in said.items():
            wanted = {415} if "xml" in where else {200, 422}
            is_preview = where.startswith("as ") and answer.status == 200
            if answer.status not in wanted or (is_preview and not shown(answer.text)):
                wrong.append(f"{name}, {where}: {answer.status}")
            if where == "as html" and expanded(shown(answer.text)):
                wrong.append(f"{name}, {where}: {answer.status}")
    assert_none(wrong)
    assert len(list(corpora())) >= 50
    now = rows()
    texts = [path.read_text("utf-8") for path in (site.data / "media").glob("[0-9a-f]*")]
    assert (
        len(texts) == now.pop("newswire_attachment") == now.pop("newswire_mediafile")
    )  # text, as it was sent
    assert not any(sign in text for sign in BROUGHT for text in texts)
    assert now.items() <= before.items()
    assert connections == []


def shown(page: str) -> str:
    """The preview of a page: what stands in its fields is the writer's own text, given back."""
    above = page.partition("<h1")[2].partition('<form id="form"')[0]
    return above if "Look:" in above else ""


FORMATS = ("auto", "jsonl", "wxr", "feed")


@pytest.mark.once
def test_xml_that_is_no_source_of_an_import(site: Settings, tmp_path: Path, connections: list[Any]) -> None:
    folder = tmp_path / "source"
    folder.mkdir()
    for number, (name, data) in enumerate(corpora()):
        (folder / f"{number}-{name.replace(' ', '-')}").write_bytes(data)
    before = rows()
    for format_ in FORMATS:
        report = importing.run(site, [folder], format_)
        assert report.not_understood
    assert rows() == before
    assert connections == []


@pytest.mark.once
def test_an_import_of_xml_expands_nothing(site: Settings, tmp_path: Path, connections: list[Any]) -> None:
    """Each vector before an article that refers to all that it declares, in its title and within its text, and in its text as it is."""
    folder = tmp_path / "source"
    folder.mkdir()
    vectors = list(corpora())
    for number, (_name, data) in enumerate(vectors):
        text = data.decode("utf-8", "replace")
        names = dict.fromkeys(re.findall(r"<!ENTITY\s+(\w+)", text))
        kind = re.search(r"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", text, re.DOTALL)
        uses = "".join(f"&{name};" for name in names)
        (folder / f"{number}.xml").write_text(
            f'<?xml version="1.0"?>\n{kind[0] if kind else ""}<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" '
            'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>t</title><link>http://old.example/</link>'
            f"<item><title>Weir {number} {uses}</title><content:encoded>{text.replace(']]>', '')} It broke. {uses}</content:encoded>"
            f"<guid>{number}</guid><wp:post_id>{number + 1}</wp:post_id></item></channel></rss>",
            "utf-8",
        )
    for format_ in FORMATS[2:]:  # what one brings, the other knows
        report = importing.run(site, [folder], format_)
    told = list(Version.objects.order_by("number").values_list("fields", flat=True))
    assert len(told) >= len(vectors), list(report.lines())
    assert [text for text in told if expanded(text) or "dosdos" in text or len(text) > 10_000] == []
    assert connections == []
