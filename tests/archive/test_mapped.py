"""Tables with a mapping: which column holds what is told, and the rest is as with every import."""

import json
from pathlib import Path

import pytest

from handbill.archive import importing
from handbill.archive.importing import Report
from handbill.archive.readers.mapping import read
from handbill.archive.sources import SourceError
from handbill.archive.told import Told
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.standing import state_of
from handbill.settings import Settings
from tests.archive import ledger
from tests.cast import Town

MAP = """
format = "csv"
from = "oldtown wire"
charset = "windows-1252"
delimiter = ";"
dates = ["%d.%m.%Y %H:%M", "%d.%m.%Y"]
base = "http://oldtown.example/"

[article]
when = { column = "kind", is = "story" }
number = "id"
title = "headline"
body = "text"
date = "created"
byline = "author"
topics = { column = "tags", split = "," }
url = "path"
media = { column = "files", split = " " }
hidden = { column = "state", is = ["off", "hidden"] }
reason = "why"

[comment]
when = { column = "kind", is = "reply" }
article = "parent"
number = "id"
reply_to = "answers"
body = "text"
date = "created"
byline = "author"

[always]
language = "en"
"""
HEAD = "id;kind;parent;answers;headline;text;created;author;tags;path;files;state;why\n"
ROWS = HEAD + (
    '7;story;;;Café shut;"It shut; at ""noon"".\n\nNobody knows.";03.02.2004 05:06;Ana;Housing, River walk;story.php?id=7;a.txt;on;\n'
    "8;story;;;Bridge;It was shut too.;04.02.2004;;;;;off;It named a neighbour.\n"
    "20;reply;7;;;So it was.;05.02.2004 10:00;Jo;;;;on;\n"
    "21;reply;7;20;;Not to me.;05.02.2004 11:00;Tomas;;;;on;\n"
    "22;reply;99;;;Where am I?;05.02.2004 12:00;Jo;;;;on;\n"
    "9;draft;;;Not yet;Secret.;;;;;;on;\n"
    "10;story;;;Rain;It rained.;yesterday;;;;;on;\n"
)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    (tmp_path / "oldtown.toml").write_text(MAP)
    (tmp_path / "stories.csv").write_bytes(ROWS.encode("cp1252"))
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "a.txt").write_text("A list of names.\n")
    return tmp_path


def run(site: Settings, old: Path, name: str = "stories.csv", form: str = "auto") -> Report:
    told = Told(old / "files", map=old / "oldtown.toml")
    return importing.run(site, [old / name], form, told=told)


def test_a_table_comes_with_its_comments(site: Settings, old: Path) -> None:
    town = Town(site)
    report = run(site, old)
    assert (report.articles, report.comments, report.known) == (3, 2, 0)
    assert sorted((one.place.partition(", ")[2], one.what) for one in report.not_understood) == [
        ("", "1 row was left out, as the mapping says"),
        ("line 10", "yesterday is no date; it is left unknown"),
        ("line 8", "1 comment was left behind, as the article cannot be answered: it is not here"),
    ]
    town.go_and_verify()
    said = ledger.said(1)
    assert (said.pop("media_1")["kind"], said) == (
        "text",
        {
            "title": "Café shut",
            "body": 'It shut; at "noon".\n\nNobody knows.',
            "format": "text",
            "byline": "Ana",
            "language": "en",
            "topics": ["housing", "river-walk"],
            "date": "2004-02-03T05:06",
            "legacy": {
                "from": "oldtown wire",
                "number": "7",
                "address": "http://oldtown.example/story.php?id=7",
            },
        },
    )
    assert (state_of(2), ledger.said(2)["date"]) == ("hidden", "2004-02-04")
    first, second = Comment.objects.order_by("number")
    assert (first.article_id, ledger.said(second.number)["reply_to"]) == (1, first.number)
    ledger.replay()

    more = ROWS + "23;reply;7;20;;Late.;06.02.2004 10:00;Jo;;;;on;\n"
    (old / "stories.csv").write_bytes(more.encode("cp1252"))
    again = run(site, old)
    assert (again.articles, again.comments, again.known) == (0, 1, 5)
    assert ledger.said(Comment.objects.order_by("-number")[0].number)["reply_to"] == first.number


def test_lines_of_json(site: Settings, old: Path) -> None:
    (old / "oldtown.toml").write_text(
        'format = "jsonl"\ndates = "unix"\n[article]\nnumber = "_id"\ntitle = "data.title"\nbody = "data.html"\ndate = "at"\n'
        'topics = "tags"\nbyline = "by.name"\n[always]\nformat = "html"\n'
    )
    rows = [
        {"_id": 5, "data": {"title": "Rent", "html": '<p>It <b>rose</b>. <a href="/x">x</a></p>'}, "at": 1_075_000_000, "tags": ["A", "B"], "by": {"name": "Ana"}},
        {"_id": 6, "data": {"title": "", "html": "<p>Only a text with some words.</p>"}},
        [1],
    ]  # fmt: skip
    (old / "a.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n{broken\n")
    report = run(site, old, "a.jsonl", "jsonl")
    assert (report.articles, len(report.not_understood)) == (2, 3)
    said = ledger.said(1)
    assert (said["body"], said["date"], said["topics"], said["byline"]) == (
        "<p>It <b>rose</b>. x</p>",
        "2004-01-25T03:06",
        ["a", "b"],
        "Ana",
    )
    assert said["legacy"] == {"from": "oldtown", "number": "5"}
    assert Article.objects.get(number=2).title == "Only a text with some words."


def test_what_is_no_table_is_refused_in_words(site: Settings, old: Path) -> None:
    for data, what in (
        (b"a;b\n1;2\n", "no column"),
        (b"", ""),
        (HEAD.encode() + b'1;story;;;"never closed\n' + b"x" * 3_000_000, "cannot be read"),
        (HEAD.encode() + b"\0\xff\xfe;story\n", ""),
    ):
        (old / "stories.csv").write_bytes(data)
        report = run(site, old)
        assert Article.objects.count() == 0
        assert any(what in one.what for one in report.not_understood) or not what
    (old / "stories.csv").write_text(HEAD)
    assert "--map" in importing.run(site, [old / "stories.csv"]).not_understood[0].what


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[article", "oldtown.toml"),
        ('[article]\ntitel = "a"', "article.titel: there is no such name"),
        ('[article]\nbyline = "a"', "name at least"),
        ('[article]\ntitle = "a"\n[comment]\nbody = "b"', "comment.article"),
        ('[article]\ntitle = "a"\n[comment]\nbody = "b"\narticle = "c"\nemail = "d"', "comment.email"),
        ("[article]\ntitle = 5", "article.title"),
        ('delimiter = "ab"\n[article]\ntitle = "a"', "delimiter"),
        ('format = "xls"\n[article]\ntitle = "a"', "format"),
        ("article = 5", "article: this is no table"),
        ('[article]\ntitle = "a"\n[always]\ntitle = "b"', "always.title"),
    ],
)  # fmt: skip
def test_a_mapping_that_cannot_be_is_said_with_its_name(tmp_path: Path, text: str, what: str) -> None:
    file = tmp_path / "oldtown.toml"
    file.write_text(text)
    with pytest.raises(SourceError, match=what):
        read(file)
