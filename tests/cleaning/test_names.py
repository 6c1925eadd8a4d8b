import json

import pytest

from handbill.cleaning.names import RESERVED, file_name_ok, legacy_path, slug_ok, source_path_ok
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
