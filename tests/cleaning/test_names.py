import json
import re
from typing import Any

import pytest

from handbill.cleaning.names import file_name_ok, slug_ok, source_path_ok
from handbill.formerly import RESERVED, legacy_file, legacy_files, legacy_path
from tests.corpora import corpus


@pytest.mark.parametrize("name", ["rent", "weir-street", "g8", "2026", "a" * 60])
def test_names_of_topics_and_places(name: str) -> None:
    assert slug_ok(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Rent",
        "-a",
        "a-",
        "a--b",
        "a_b",
        "a.b",
        "a/b",
        "..",
        "\u00f1",
        "a\n",
        "a b",
        "a" * 61,
        "con",
        "lpt1",
        "\uff41",
    ],
)
def test_no_names_of_topics_and_places(name: str) -> None:
    assert not slug_ok(name)


def test_hostile_paths_are_no_names() -> None:
    lines = (corpus("hostile") / "paths.jsonl").read_text(encoding="utf-8").strip().split("\n")
    paths = [json.loads(line)["input"] for line in lines]
    assert len(paths) > 400
    assert [
        path
        for path in paths
        if slug_ok(path) or file_name_ok(path) or source_path_ok(path) or legacy_path(path) is not None
    ] == []


@pytest.mark.parametrize(
    "name", ["page.txt", "12345.html", "site_dump-2006.warc.gz", "export.jsonl", "A,1.HTM"]
)
def test_file_names(name: str) -> None:
    assert file_name_ok(name)
    assert source_path_ok(f"en/2006/{name}")


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".txt",
        ".htaccess",
        "..",
        "a..txt",
        "a.php",
        "a.php.txt/",
        "a\\b.txt",
        "C:a.txt",
        "a.txt:x",
        "a.txt\0",
        "nul.txt",
        "a.txt ",
        "a.txt\n",
        "\u00e9.txt",
    ],
)
def test_no_file_names(name: str) -> None:
    assert not file_name_ok(name)
    assert not source_path_ok(f"en/{name}")
    assert not source_path_ok(f"../{name}")


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/en/2006/05/340983.html", "en/2006/05/340983.html"),
        ("news/story.shtml", "news/story.shtml"),
        ("/display/1234", "display/1234/index.html"),
        ("/display/1234/", "display/1234/index.html"),
        ("/mod/info/x,1.htm", "mod/info/x,1.htm"),
    ],
)
def test_old_addresses_that_are_answered(path: str, file: str) -> None:
    assert legacy_path(path) == file


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "",
        "//a.html",
        "/a//b.html",
        "/a/../b.html",
        "/./a.html",
        "/a.php",
        "/a.html/",
        "/a.html?x=1",
        "/a%2ehtml",
        "/.well-known/x.html",
        "/2026/11/1.html",
        "/index.html",
        "/404.html",
        "/a.b/c.php",
        "/a\\b.html",
        "/con/a.html",
        "/\u00e9.html",
        "/" + "a" * 300,
        *(f"/{name}/x.html" for name in sorted(RESERVED)),
        *(f"/{name.title()}.html" for name in sorted(RESERVED)),
    ],
)
def test_addresses_that_stay_unanswered(path: str) -> None:
    assert legacy_path(path) is None


OLD = {
    "http://wire.example/en/2005/07/315000.html": "en/2005/07/315000.html",
    "https://wire.example/node/55#comment-3": "node/55/index.html",
    "http://wire.example/?p=123": "old/q/23/~/p=123.html",
    "/?q=node/12": "old/q/12/~/q=node/12.html",
    "http://wire.example/index.php?story=5": "old/q/=5/index.php/~/story=5.html",
    "http://wire.example/spip.php?page=article&id_article=12": "old/q/12/spip.php/~/page=article&id_article=12.html",
    "http://wire.example/newsitems/2003/01/01/123.php": "old/p/23/newsitems/2003/01/01/123.php.html",
    "http://wire.example/newswire/display/20137/index.php": "old/p/ex/newswire/display/20137/index.php.html",
    "http://wire.example/newswire/2026/11/x.php": None,
    "http://wire.example/index.php/story/7": "old/p/7/index.php/story/7.html",
    "http://wire.example/2007/01/166712.shtml": "old/p/12/2007/01/166712.shtml.html",
    "http://wire.example/2010/05/the-weir.html": "old/p/ir/2010/05/the-weir.html.html",
    **dict.fromkeys(
        ["/2007/01/166712.html", "/2010/05/versions.html", "/2010/05/12/versions.html", "/2010/index.html"]
    ),
    "/2010/05/12/the-weir/": "old/p/ir/2010/05/12/the-weir.html",
    "/agua/%c3%b1and%c3%ba": "old/p/%ba/agua/%c3%b1and%c3%ba.html",
    "/agua/\u00f1and\u00fa": "old/p/%BA/agua/%C3%B1and%C3%BA.html",
    **dict.fromkeys(
        [
            *("", "/", "/?", "?", "#", "http://", "http://[", "mailto:a@b.example", "javascript:alert(1)"),
            *("/2010/05/12/", "/2010/05/12.html", "/2010/05/12/comments/2", "/2026/11/45.html?a=1"),
            *("/publish/x.php", "/comment/12?a=1", "/index.html?a=1", "/record/x.cgi", "/old/p/x.php"),
            *(
                "/x.php?a=../b",
                "/x.php?a=%2e%2e%2fb",
                "/x.php?a=b.html/c1",
                "/a//b.php",
                "/./b.php",
                "/a/~/b.php",
            ),
            *(
                "/x.php?a=\\..",
                "/photo.jpg",
                "/robots.txt?a=1",
                "/feed.atom?a=1",
                "/con.php",
                "/" + "a" * 201 + ".php",
            ),
            *("/x.php?" + "a=1&" * 100, "/x.php?a=%00", "/../x.php", "/.hidden.php"),
        ]
    ),
}


def test_where_old_addresses_are_answered() -> None:
    assert {address: legacy_file(address) for address in OLD} == OLD


SHORT = [
    ("http://www.weir.example/2007/03/12/the-river/", "weir.example", "12", "/?p=12"),
    ("http://www.weir.example/2007/03/12/the-river/", "weir.example", "12", "/?p=12"),
    ("https://Weir.example/blog/about/", "weir.example/blog", "2", "/blog/?p=2"),
    ("http://weir.example/about/", "weir.example", "2", "/?p=2"),
    ("http://weir.example/?p=12", "weir.example", "12", ""),
    ("http://weir.example/the-river/?x=/", "weir.example", "12", None),
    ("http://weir.example/the-river/#/", "weir.example", "12", ""),
    ("http://weir.example/node/12", "weir.example", "12", ""),
    ("http://weir.example/the-river/", "other.example", "12", ""),
    ("http://weir.example.other/the-river/", "weir.example", "12", ""),
    ("http://weir.example/the-river/", "weir.example", "12&q=1", ""),
    ("http://weir.example/the-river/", "weir.example", 12, ""),
    ("ftp://weir.example/the-river/", "weir.example", "12", None),
    ("http://weir.example/../the-river/", "weir.example/..", "12", None),
    (7, "weir.example", "12", None),
]


@pytest.mark.parametrize(("address", "source", "number", "short"), SHORT)
def test_a_permalink_with_a_number_answers_at_the_short_address_too(
    address: Any, source: str, number: Any, short: str | None
) -> None:
    said = {"address": address, "from": source, "number": number}
    wanted = [] if short is None else [legacy_file(address), legacy_file(short) if short else None]
    assert legacy_files(said) == [file for file in wanted if file]
    assert legacy_files([said]) == []


def test_hostile_addresses_stay_below_their_folder() -> None:
    lines = (corpus("hostile") / "paths.jsonl").read_text(encoding="utf-8").strip().split("\n")
    paths = [json.loads(line)["input"] for line in lines]
    asked = [form.format(path) for path in paths for form in ("{}", "/x.php?a={}", "/{}/x.php", "/?{}")]
    plain = re.compile(
        r"old/[pq]/(?:%[0-9A-Fa-f]{2}|[A-Za-z0-9_=-]{1,2})/(?:[^./\\][^/\\]*/)*[^./\\][^/\\]*\.html"
    )
    files = [file for address in asked if (file := legacy_file(address))]
    assert [file for file in files if not plain.fullmatch(file) or ".." in file or "/~/~" in file] == []
    assert files


@pytest.mark.parametrize(
    "path",
    [
        "/post.html/comment-page-2",
        "/a/index.html/b",
        "/x.html.gz/y.html",
        "/X.HTM/y",
        f"/{'a' * 260}.html",
        f"/{'a' * 201}",
    ],
)
def test_no_file_is_a_folder_on_the_way_to_another_and_none_has_a_name_that_no_disc_takes(path: str) -> None:
    assert legacy_path(path) is None
    file = legacy_file(path) or ""
    assert all(len(part) <= 210 for part in file.split("/"))
    assert not any(part.endswith(".html") for part in file.split("/")[:-1])
