"""What is decided is seen everywhere and cannot be bent: hidden, back, destroyed, tampered with, lost and made again."""

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from handbill.reader.verify import verify
from tests.cast import files
from tests.walks.site import Site, free_port, handbill, plain, soon

TITLE, BODY, FIRST = "A kestrel above the mill", "It circled over quillfeather lane.", "A hawk at quillmarsh."
WORDS = "I saw quillbuzzard too."
WHY = "It names a neighbour."
LISTS = (
    *("index.html", "newswire/index.html", "topic/birds/index.html", "genre/reporting/index.html"),
    *("feed.atom", "feed.rss", "feed.json", "topic/birds/feed.atom"),
)


@pytest.fixture
def aviary(place: Path) -> Iterator[Site]:
    """A site of its own, as this walk also ends it."""
    port, folder = free_port(), place / "aviary"
    handbill("new", folder, "--name", "Aviary", "--address", f"http://127.0.0.1:{port}/")
    handbill("act", folder, "set-page", "topic/birds", "--title", "Birds")
    site = run(folder, port)
    yield site
    if site.process.poll() is None:
        site.end()
    for made in (folder, place / "mirror", place / "tampered"):
        shutil.rmtree(made, ignore_errors=True)


def run(folder: Path, port: int) -> Site:
    return Site.run(folder, port, HANDBILL_FRONT_LIMITS="off", HANDBILL_GUARD_CHALLENGE="off")


def send(site: Site, door: str, **fields: str) -> str:
    """Send a form; give the answer."""
    status, text = site.get(door, body=urlencode(fields).encode())
    assert status in {200, 201}, plain(text)
    return text


def act(site: Site, *words: str) -> None:
    handbill("act", site.folder, *words)


def seen(site: Site, path: str) -> dict[str, str]:
    """Give everything that readers see of the article."""
    found = {name: site.get(name)[1] for name in (*LISTS, path, path.replace(".html", ".json"))}
    parts: list[str] = re.findall(r"/(sitemap/[^<]+)<", site.get("sitemap.xml")[1])
    sitemap = "".join(site.get(part)[1] for part in parts)
    return found | {"sitemap": sitemap, "search": search(site, "kestrel")}


def search(site: Site, words: str, **more: str) -> str:
    status, text = site.get(f"search/?{urlencode({'q': words, **more})}")
    assert status == 200
    return plain(text)


def size(site: Site) -> int:
    return int(site.get("record/checkpoint")[1].split("\n")[1])


def holding(folder: Path) -> list[str]:
    """Name the files that hold a word that was destroyed."""
    return [
        str(file.relative_to(folder))
        for file in folder.rglob("*")
        if file.is_file() and b"quill" in file.read_bytes()
    ]


def test_a_decision_is_seen_everywhere_and_nothing_bends_the_record(aviary: Site, place: Path) -> None:
    site, mirror = aviary, place / "mirror"
    said = send(
        site, "publish/", title=TITLE, body=FIRST, topics="birds", genre="reporting", action="publish"
    )
    path = re.findall(r'id="item" href="\.\./([^"]+)"', said)[0]
    number = int(re.findall(r'data-number="(\d+)"', said)[0])
    receipt = re.findall(r'<code id="receipt">([^<]+)<', said)[0]
    send(site, "receipt/", receipt=receipt, action="revise", body=BODY)
    answer = send(site, f"comment/{number}/", body=WORDS, action="publish")
    comment = int(re.findall(r'data-number="(\d+)"', answer)[0])
    site.shows(path, WORDS)
    site.shows(path, BODY)
    soon(lambda: TITLE in site.get("topic/birds/feed.atom")[1] and TITLE in search(site, "kestrel"))
    soon(lambda: path in seen(site, path)["sitemap"])
    handbill("mirror", site.url, mirror)
    before, since = seen(site, path), site.get("record/checkpoint")[1]
    length = size(site)

    hidden(site, path, number, comment, mirror)
    act(site, "unhide", f"article/{number}", "--reason", "The neighbour agrees.")
    soon(lambda: size(site) == length + 3)
    act(site, "unhide", f"comment/{comment}", "--reason", "The neighbour agrees.")
    soon(lambda: size(site) == length + 4)
    soon(lambda: as_before(before, seen(site, path)))
    handbill("mirror", site.url, mirror)
    assert BODY in (mirror / path).read_text()

    destroyed(site, path, number, comment, mirror)
    untouchable(site)
    checkpoint = place / "since"
    checkpoint.write_text(since)
    site.end()
    tampered(site.folder, path, place / "tampered")
    lost(site, mirror, checkpoint)


def hidden(site: Site, path: str, number: int, comment: int, mirror: Path) -> None:
    """Hide the comment, then the article: the reason is where readers are, and lists know it no more."""
    first = size(site)
    act(site, "hide", f"comment/{comment}", "--guideline", "3", "--reason", WHY)
    stub = site.shows(path, f"Comment {comment} was hidden")
    assert WHY in plain(stub)
    assert WORDS not in stub
    act(site, "hide", f"article/{number}", "--guideline", "3", "--reason", WHY)
    notice = site.shows(path, f"Article {number} was hidden")
    assert WHY in plain(notice)
    assert "guidelines.html#guideline-3" in notice
    assert TITLE not in notice
    soon(lambda: not any(TITLE in site.get(name)[1] for name in LISTS))
    data = json.loads(site.get(path.replace(".html", ".json"))[1])
    assert (data["state"], data["decisions"][-1]) == ("hidden", first + 1)
    now = seen(site, path)
    assert path not in now["sitemap"]
    assert TITLE not in now["search"]
    there = soon(lambda: search(site, "kestrel", hidden="1"))
    assert TITLE in plain(there)
    assert BODY in plain(site.shows(f"hidden/{number}.html", BODY))
    for index in (first, first + 1):
        assert WHY in plain(site.shows(f"record/decision/{index}.html", WHY))
        assert site.get(f"record/decision/{index}.proof")[0] == 200
    assert WHY in site.shows("record/feed.atom", WHY)
    soon(lambda: f"Article {number}" in plain(site.get("hidden/index.html")[1]))
    handbill("mirror", site.url, mirror)
    assert f"Article {number} was hidden" in plain((mirror / path).read_text())
    assert TITLE not in (mirror / "feed.atom").read_text()


def as_before(before: dict[str, str], now: dict[str, str]) -> bool:
    """Say whether readers see what they saw; the data name the decisions, and the front page counts them."""
    for name, text in before.items():
        then, there = text, now[name]
        if name.endswith(".json") and not name.startswith("feed"):
            then, there = (re.sub(r'"decisions":\s*\[[^]]*\]', "", one) for one in (then, there))
        if then != there and name != "index.html":
            return False
    return TITLE in now["index.html"]


def destroyed(site: Site, path: str, number: int, comment: int, mirror: Path) -> None:
    """Redact both: not one byte of the words is left, and the record still holds."""
    assert holding(site.folder)
    for subject in (f"comment/{comment}", f"article/{number}"):
        act(site, "redact", subject, "--guideline", "3", "--reason", WHY)
    assert WHY in plain(site.shows(path, f"Article {number} was redacted"))
    soon(lambda: holding(site.folder) == [])
    site.is_well()
    handbill("mirror", site.url, mirror)
    assert holding(mirror) == []


def untouchable(site: Site) -> None:
    """A decision cannot be taken out of the database by somebody who may write to it."""
    with sqlite3.connect(site.folder / "data/handbill.sqlite3") as there:
        tables = [
            name
            for (name,) in there.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if name.startswith("record_entr") or name == "newswire_decision"
        ]
        assert len(tables) == 2, tables
        for table in tables:
            with pytest.raises(sqlite3.IntegrityError):
                there.execute(f"DELETE FROM {table}")
    there.close()


def tampered(folder: Path, path: str, copy: Path) -> None:
    """Whoever bends a copy of the files is named what they bent."""
    public = copy / "public"
    tile = next(file for file in (folder / "public/record/tile/0").rglob("*") if file.is_file())

    def found(bend: Path, data: bytes | None) -> str:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(folder / "public", public)
        if data is None:
            (public / bend).unlink()
        else:
            (public / bend).write_bytes(data)
        return "\n".join(f"{place}: {words}" for place, words in verify(str(public)).wrong)

    name = tile.relative_to(folder / "public")
    flipped = bytearray(tile.read_bytes())
    flipped[5] ^= 1
    assert "tile" in found(name, bytes(flipped))
    assert path.removesuffix(".html") in found(Path(path), None)
    shutil.rmtree(copy)
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("*.sock"))
    with sqlite3.connect(copy / "data/handbill.sqlite3") as there:  # the operator can, and is found out
        there.execute("DROP TRIGGER newswire_decision_no_update")
        there.execute("UPDATE newswire_decision SET kind = 'unhide' WHERE kind = 'hide'")
    there.close()
    handbill("rebuild", copy)
    assert re.search(r"record/decision/\d+", "\n".join(place for place, _words in verify(str(public)).wrong))


def lost(site: Site, mirror: Path, since: Path) -> None:
    """The machine is gone. A mirror and the key make the same site again, and whoever remembers it finds it unbroken."""
    was, key = files(site.public), (site.folder / "secrets/record").read_bytes()
    shutil.rmtree(site.folder)
    kept = mirror.parent / "key"
    kept.write_bytes(key)
    handbill("recover", mirror, site.folder, "--key", kept)
    handbill("verify", site.public, "--since", since)
    now = files(site.public)
    named = re.compile(r"index\.html(\.gz)?|record/tile/.*\.p/\d+").fullmatch
    assert [
        name for name in sorted(was.keys() | now) if was.get(name) != now.get(name) and not named(name)
    ] == []
    again = run(site.folder, site.port)
    try:
        again.is_well()
        assert "was redacted" in plain(
            again.get(next(iter(mirror.glob("20*/*/*.html"))).relative_to(mirror).as_posix())[1]
        )
    finally:
        again.end()
