"""Each layout reads its example; none reads another's; and what is broken, hostile or no article costs a line of the report."""

import datetime as dt
import io
import json
import random
import re
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import html
from PIL import Image

from handbill.archive import importing
from handbill.archive.readers.saved import html as html_reader
from handbill.archive.readers.saved.decode import decode
from handbill.archive.readers.saved.layout import Layout, known, load
from handbill.archive.readers.saved.page import Reading, Saved, read
from handbill.archive.sources import ImportedArticle, SourceError
from handbill.archive.told import Told
from handbill.archive.walk import Source
from handbill.cleaning.allowed import ELEMENTS
from handbill.cleaning.html import clean
from handbill.newswire.article import Article
from handbill.newswire.attachment import DRAFT, Attachment
from handbill.newswire.comment import Comment
from tests.corpora import corpus
from tests.crashes.sampled import seeds


@pytest.fixture
def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(made, "JPEG")
    return made.getvalue()


LAYOUTS = Path(str(resources.files("handbill.archive.layouts")))
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("expected.toml").read_text("utf-8")
)
BODY = {"mir-de": "Im Oktober beginnen", "spip": "Les travaux commencent"}


def page(name: str, text: str = "", layouts: tuple[Layout, ...] = ()) -> Reading:
    return read(Saved(f"{name}.html", text or example(name)), layouts or known())


def example(name: str) -> str:
    return decode((LAYOUTS / f"{name}.html").read_bytes())


def said(reading: Reading) -> dict[str, Any]:
    article = reading.article
    if article is None:
        return {}
    raw = {name: value for name, value in article.raw.items() if name not in {"body", "format"}}
    legacy = {name: value for name, value in article.legacy.items() if name != "from"}
    if "address" in raw:
        raw["contact"] = raw.pop("address")
    found = {
        **raw,
        **legacy,
        "date": article.date,
        "hidden": article.hidden.reason if article.hidden else "",
        "missing": len(reading.missing),
        "comments": [
            [one.raw.get("title", ""), one.raw.get("byline", ""), one.date, one.id, one.answers]
            for one in article.comments
        ],
    }
    return {name: value for name, value in found.items() if value}


@pytest.mark.once
def test_each_layout_reads_its_example_and_has_one() -> None:
    assert {one.name for one in known()} == EXPECTED.keys() == {one.stem for one in LAYOUTS.glob("*.html")}
    for name, expected in EXPECTED.items():
        reading = page(name)
        assert reading.layout == name
        wanted = {**expected, "comments": [[*one[:3], *one[4:]] for one in expected["comments"]]}
        assert said(reading) == wanted, name
        assert reading.article is not None
        assert BODY.get(name, "Work begins in October") in reading.article.raw["body"]
        for comment, one in zip(reading.article.comments, expected["comments"], strict=True):
            assert re.sub(r"\s*<[^>]*>\s*", "", comment.raw["body"]).startswith(one[3]), name


@pytest.mark.once
def test_the_net_below_reads_most_of_every_example() -> None:
    net = tuple(one for one in known() if one.name == "net")
    for name, expected in EXPECTED.items():
        reading = page(name, layouts=net)
        assert reading.article is not None, name
        assert reading.article.raw["title"].startswith(expected["title"]), name
        assert len(reading.article.comments) == len(expected["comments"]) or name.startswith("sf-active"), (
            name
        )
        assert BODY.get(name, "Work begins in October") in reading.article.raw["body"], name


VARIANTS = {
    "a hidden page of Mir": (
        """<title>Wire - Cheap things</title><body><div id="content"><div class="hidden"><h1>Hidden Article</h1><p>This posting has been hidden because it breaches the Indymedia UK (IMC UK) Editorial Guidelines.</p></div>
        <div class="article"><h1 class="heading">Cheap things</h1><div class="author">Seller | 23.02.2006 19:05 | Trade</div><div class="content"><p>There are many of them.</p></div></div></div>""",
        ("Cheap things", "Seller", "2006-02-23T19:05", "<p>There are many of them.</p>", []),
    ),
    "Mir without classes for its text": (
        """<title>Wire - March through the town</title><div class="article"><h2 class="heading">March through the town</h2><p class="byline">Tom | 08.09.2016 07:45 | <a href="/en/topics/housing">Housing</a></p>
        <p>They marched.</p><p>It rained.</p><p class="contact">e-mail: tom@wire.example</p></div><div class="comment"><h3>Yes</h3><p class="meta">Jo | 08.09.2016 09:10</p><p>I was there.</p></div>""",
        (
            "March through the town",
            "Tom",
            "2016-09-08T07:45",
            "<p>They marched.</p><p>It rained.</p>",
            [("Yes", "Jo", "2016-09-08T09:10", "<p>I was there.</p>")],
        ),
    ),
    "a page whose text begins with its own head": (
        """<title>Am Fluss</title><table><tr><td><h1>Am Fluss</h1><p>von Karla - 24.Jan.2007 13:45</p><p>Es war laut.</p><h2>Ergänzungen</h2><div class="kommentar"><h3>Zahlen</h3><p class="autor">Peter 24.01.2007 - 15:00</p><p>Viele.</p></div></table>""",
        (
            "Am Fluss",
            "Karla",
            "2007-01-24T13:45",
            "<p>Es war laut.</p>",
            [("Zahlen", "Peter", "2007-01-24T15:00", "<p>Viele.</p>")],
        ),
    ),
    "contact lines below a text": (
        """<title>portland - The river</title><div id="main"><h2>The river</h2><p>author: River Folk</p><p class="date">18.Jun.2016 10:00</p><p>It rose.</p><p>homepage: homepage: http://river.example/</p><p>phone: phone: 555-0100</p>
        <div class="comment"><h3>"Which one?" 18.Jun.2016 14:05</h3><p class="author">Somebody</p><p>There are two.</p></div></div>""",
        (
            "The river",
            "River Folk",
            "2016-06-18T10:00",
            "<p>It rose.</p>",
            [("Which one?", "Somebody", "2016-06-18T14:05", "<p>There are two.</p>")],
        ),
    ),
    "guests of Drupal 7": (
        """<title>Quay walk | Wire</title><meta name="Generator" content="Drupal 7"><h1 id="page-title">Quay walk</h1><div class="node"><div class="submitted">Submitted by <span class="username">Sean</span> on Thu, 09/08/2016 - 07:45</div><div class="content"><div class="field-name-body"><p>Along the quays.</p></div></div></div>
        <div class="comment"><div class="submitted"><span class="username">Aoife (not verified)</span> <span>Thu, 09/08/2016 - 09:00</span></div><h3><a href="/comment/5#comment-5">Lovely</a></h3><div class="content"><p>It was.</p></div></div>""",
        (
            "Quay walk",
            "Sean",
            "2016-09-08T07:45",
            "<p>Along the quays.</p>",
            [("Lovely", "Aoife", "2016-09-08T09:00", "<p>It was.</p>")],
        ),
    ),
    "a theme of Drupal 6 whose first heading is the site's name": (
        """<title>Quay walk | The Old Wire of Weir</title><div id="branding"><h1><a href="/">The Old Wire of Weir</a></h1></div><table id="content"><tr><td><h2 id="title">Quay walk</h2><div class="content"><div id="node-4" class="node  article"><div class="submitted">Submitted by Sean on Thu, 08/09/2016 - 07:45.</div><div class="content"><p>Along the quays.</p></div></div>
        <div id="comments"><h2>Comments</h2><a id="comment-5"></a><div class="comment comment-node-author clear-block"><div class="warning">This comment has been hidden</div><div class="id"><a href="#comment-5">5</a></div><h3 class="title"><a href="/node/4#comment-5">Lovely</a></h3><h4 class="author">By Aoife</h4><div class="content"><p>It was.</p></div><div class="submitted">08/10/2016 - 09:00</div></div></div></div></table>""",
        (
            "Quay walk",
            "Sean",
            "2016-09-08T07:45",
            "<p>Along the quays.</p>",
            [("Lovely", "Aoife", "2016-08-10T09:00", "<p>It was.</p>")],
        ),
    ),
    "what is said for machines alone": (
        """<title>Quay walk | Blog</title><script type="application/ld+json">{"@graph": [{"@type": "BlogPosting", "headline": "Quay walk", "datePublished": "2016-09-08T07:45:00+01:00", "author": [{"name": "Sean"}],
        "articleBody": "Along the quays.", "comment": {"@type": "Comment", "text": "It was.", "author": {"name": "Aoife"}, "dateCreated": "2016-09-08T09:00"}}]}</script><body><div><h1>Blog</h1></div>""",
        (
            "Quay walk",
            "Sean",
            "2016-09-08T07:45",
            "<p>Along the quays.</p>",
            [("", "Aoife", "2016-09-08T09:00", "It was.")],
        ),
    ),
    "a name with a hidden e-mail address": (
        """<title>Tenants meet : Indybay</title><div class="article"><h1 class="heading">Tenants meet</h1><div class="author">by Maria <em>(maria [at] wire.example)</em></div><div class="date">Thursday Sep 8th, 2016 7:45 AM</div><div class="body"><p>They met.</p></div></div>""",
        ("Tenants meet", "Maria", "2016-09-08T07:45", "<p>They met.</p>", []),
    ),
}


@pytest.mark.once
def test_other_pages_of_the_same_programs() -> None:
    wrong = []
    for name, (text, expected) in VARIANTS.items():
        article = page(name, f"<html><head>{text}</html>").article
        assert article is not None, name
        comments = [
            (one.raw.get("title", ""), one.raw.get("byline", ""), one.date, one.raw["body"])
            for one in article.comments
        ]
        bare = re.sub(r"</?(?:div|table|tbody|tr|td|body)\b[^>]*>|\s*\n\s*", "", article.raw["body"]).strip()
        assert [one.state == "hidden" for one in article.comments] == ["been hidden" in text] * len(comments)
        found = (article.raw["title"], article.raw.get("byline"), article.date, bare, comments)
        if found != expected:
            wrong.append((name, found))
    assert wrong == []


TEASER = '<div class="node"><h2 class="title"><a href="/node/{0}">Story {0}</a></h2><span class="submitted">Submitted by Ana on Mon, 05/12/2008</span><div class="content"><p>Some words of story {0}, with a comma, and more of them.</p></div></div>'
LISTS = {
    "a front page of Drupal": "".join(TEASER.format(number) for number in range(10, 20)),
    "headings that lead elsewhere": "".join(
        TEASER.format(number).replace("class=", "title=") for number in range(8)
    ),
    "links": "<ul>" + "<li><a href='/x'>A title, and another, and a third</a></li>" * 60 + "</ul>",
    "nothing": "<p>Not here any more.</p>",
    "a form": "<form><input name='a'><textarea></textarea></form>",
}


@pytest.mark.once
def test_lists_are_no_articles() -> None:
    read_as = {
        name: page(name, f"<html><head><title>Wire</title></head><body>{text}</body></html>")
        for name, text in LISTS.items()
    }
    assert {name: one.article.raw["title"] for name, one in read_as.items() if one.article} == {}


@pytest.mark.once
def test_a_page_that_a_browser_saved_has_its_pictures_in_a_folder_beside_it(tmp_path, picture) -> None:
    text = example("mir-uk").replace("/images/2009/08/436511-thumb.jpg", "./The weir_files/weir.jpg")
    (tmp_path / "The weir_files").mkdir()
    (tmp_path / "The weir_files" / "weir.jpg").write_bytes(picture)
    file = tmp_path / "The weir.html"
    file.write_text(text)
    with file.open("rb") as stream:
        found = list(html_reader.read(Source(file, file.stat().st_size, follow=True), stream, Told()))
    (article,) = (one for one in found if isinstance(one, ImportedArticle))
    with article.files[0].open() as opened:
        assert opened.read() == picture


@pytest.mark.once
def test_vectors_in_every_place_come_out_clean() -> None:
    told = (corpus("xss") / "vectors.jsonl").read_text("utf-8").strip().split("\n")
    vectors = [json.loads(line)["input"] for line in told]
    text = example("mir-uk")
    wrong = []
    for at in range(0, len(vectors), 40):
        some = "".join(f"<p>{one}</p>" for one in vectors[at : at + 40])
        reading = page(
            "x", text.replace("<p>Work begins", f"{some}<p>Work begins").replace("On page nine.", some)
        )
        items = [reading.article, *reading.article.comments] if reading.article else []
        for item in items:
            if item.raw["format"] == "text":  # of a comment only its title was left
                continue
            shown = html.fragment_fromstring(clean(item.raw["body"]), create_parent="div")
            for one in shown.iter():
                schemes = [urlsplit(value).scheme for name, value in one.items() if name == "href"]
                if (
                    one.tag not in {*ELEMENTS, "div"}
                    or any(name.startswith("on") or name in {"src", "style"} for name in dict(one.items()))
                    or set(schemes) - {"", "http", "https", "mailto"}
                ):
                    wrong.append((at, html.tostring(one)[:200]))
    assert wrong == []


def mutated(text: bytes, dice: random.Random) -> bytes:
    """Cut it, turn some bits, exchange pieces, or say a piece again and again."""
    data = bytearray(text)
    for _ in range(dice.randint(1, 6)):
        at, other = dice.randrange(len(data) or 1), dice.randrange(len(data) or 1)
        match dice.randrange(6):
            case 0:
                del data[at:]
            case 1 if data:
                data[at] = dice.randrange(256)
            case 2:
                data[at:at], data[other:other] = data[other : other + 60], data[at : at + 60]
            case 3:
                del data[at : at + dice.randrange(200)]
            case 4:
                data[at:at] = b"<div><table><font>" * dice.choice([1, 30, 300])
            case _:
                data[at:at] = dice.choice(
                    [b"\0\xff\xfe", b"<!--", b"]]>", b"&#x110000;", b"<a href='http://['>", b"\x80" * 9]
                )
    return bytes(data)


@pytest.mark.once
@seeds(20)
def test_mutated_pages_never_break_it(seed):
    dice = random.Random(seed)
    names = sorted(EXPECTED)
    for turn in range(25 * len(names)):
        read(
            Saved(
                "mutant.html",
                decode(mutated((LAYOUTS / f"{names[turn % len(names)]}.html").read_bytes(), dice)),
            ),
            known(),
        )


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not toml", "Expected"),
        ("[page]\n", "recognised"),
        ('[page]\nsome = ["div:"]\n', "no layout"),
        ('[page]\ntext = "("\n', "no layout"),
        ('[page]\ntext = "x"\n[article]\nheadline = "h1"\n', "headline"),
        ('[page]\ntext = "x"\n[article]\ntitle = { chose = "h1" }\n', "chose"),
        ('[page]\ntext = "x"\n[article]\ntitle = 7\n', "no layout"),
    ],
)
def test_a_layout_that_is_none_is_refused_with_words(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "own.toml"
    file.write_text(text)
    with pytest.raises(SourceError, match=words):
        load(file)


def test_a_page_in_a_copy_of_its_site_comes_in_with_its_picture_and_old_addresses(site, tmp_path, picture):
    folder = tmp_path / "copy" / "www.wire.example" / "en" / "2009" / "08"
    folder.mkdir(parents=True)
    (folder / "436512.html").write_text(example("mir-uk").replace('<link rel="canonical"', "<link "))
    (folder / "index.html").write_text(
        "<html><title>Newswire</title><body><ul><li><a href='436512.html'>x</a></ul></body></html>"
    )
    images = tmp_path / "copy" / "www.wire.example" / "images" / "2009" / "08"
    images.mkdir(parents=True)
    (images / "436511.jpg").write_bytes(picture)
    (tmp_path / "secret.jpg").write_bytes(picture)
    report = importing.run(site, [tmp_path / "copy"])
    assert (report.articles, report.comments) == (1, 3)
    assert [one.place for one in report.not_understood] == ["index.html"]
    article = Article.objects.get()
    assert (article.title, article.byline, article.topics, article.places) == (
        "The weir is to be rebuilt",
        "Ana Reyes",
        ["ecology"],
        ["millbrook"],
    )
    assert article.media == {"image": 1}
    again = importing.run(site, [tmp_path / "copy"], "html")
    assert (again.articles, again.comments, again.known) == (0, 0, 4)
    assert Article.objects.count() == 1


def test_a_picture_in_a_comment_comes_with_it(site, tmp_path, picture):
    folder = tmp_path / "www.wire.example" / "en" / "2009" / "08"
    folder.mkdir(parents=True)
    shown = "<img src='a.jpg' alt='The ladder'><img src='gone.jpg'><img src='smiley.gif'>Is there a ladder"
    (folder / "436512.html").write_text(example("mir-uk").replace("Is there a ladder", shown))
    (folder / "a.jpg").write_bytes(picture)
    report = importing.run(site, [tmp_path])
    assert (report.articles, report.comments) == (1, 3)
    (one,) = Attachment.objects.exclude(number=DRAFT)
    comment = Comment.objects.get(number=one.number)
    assert json.loads(one.value)["alt"] == "The ladder"
    assert comment.article == Article.objects.get()
    assert Article.objects.get().media == {}


def test_a_folder_of_pages_is_read_as_one_and_its_lists_are_counted(site, tmp_path):
    folder = tmp_path / "www.wire.example" / "en"
    folder.mkdir(parents=True)
    for number in range(12):
        text = example("oscailt").replace("90847", str(90847 + number)).replace("The weir", f"Weir {number}")
        (folder / f"{number:02}.html").write_text(text)
        (folder / f"{number:02}-list.html").write_text(
            "<html><title>Newswire</title><body><a href='x'>x</a></body></html>"
        )
    sizes: list[int] = []
    report = importing.run(site, [folder], tick=sizes.append)
    assert (report.articles, report.comments) == (12, 24)
    assert [(one.place, one.what) for one in report.not_understood] == [
        ("en", "12 pages are lists, forms or the like, and no articles")
    ]
    assert sum(sizes) == importing.total(site, [folder])
    assert importing.run(site, [folder]).known == 36


def test_an_operators_own_layout_comes_first_and_a_bad_one_changes_nothing(site, tmp_path):
    (tmp_path / "page.html").write_text(
        "<html><body><div id='tale'><b>The weir</b><i>Ana, 3/4/2003</i><p>It was rebuilt in the end.</p></div></body></html>"
    )
    own = tmp_path / "own.toml"
    own.write_text(
        '[page]\nsome = "#tale"\norder = "day"\n[article]\nroot = "#tale"\ntitle = "b"\nbody = "p"\n'
        "heads = { select = \"i\", find = '(?P<byline>.+), (?P<date>.+)' }\n"
    )
    report = importing.run(site, [tmp_path / "page.html"], told=Told(layout=own))
    assert (report.articles, report.not_understood) == (1, [])
    assert Article.objects.values_list("title", "byline", "sorts_at__date").get() == (
        "The weir",
        "Ana",
        dt.date(2003, 4, 3),
    )
    own.write_text("[page]\n")
    with pytest.raises(SourceError, match="recognised"):
        importing.run(site, [tmp_path / "page.html"], told=Told(layout=own))
