"""Each layout of texts reads its example; what is in doubt stays text, and nothing is invented."""

import time
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from handbill.archive import importing
from handbill.archive.readers import text as reader
from handbill.archive.readers.texts.layout import known, read
from handbill.archive.sources import ImportedArticle, NoArticle, NotUnderstood, Page
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.sitepage import SitePage
from tests.archive import ledger

LAYOUTS = Path(str(resources.files("handbill.archive.layouts"))) / "text"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("expected.toml").read_text("utf-8")
)


def example(name: str) -> str:
    return (LAYOUTS / f"{name}.txt").read_text("utf-8")


def page(text: str, *folders: str) -> tuple[ImportedArticle | None, list[NotUnderstood]]:
    found = list(reader.read("page.txt", text.encode(), folders))
    articles = [one for one in found if isinstance(one, ImportedArticle)]
    notes = [one for one in found if isinstance(one, NotUnderstood)]
    assert len(articles) + len(notes) + sum(isinstance(one, Page) for one in found) == len(found)
    return (articles[0] if articles else None), notes


def comments(article: ImportedArticle | None) -> list[list[str]]:
    assert article is not None
    return [
        [
            one.raw["title"],
            one.raw["byline"],
            one.date,
            one.raw["body"],
            *filter(None, [one.raw.get("homepage")]),
        ]
        for one in article.comments
    ]


@pytest.mark.once
@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_each_layout_reads_its_example(name):
    article, notes = page(example(name))
    assert article is not None
    said = {key: value for key, value in article.raw.items() if key != "format"}
    said |= {"date": article.date} if article.date else {}
    said |= {"legacy": article.legacy} if "address" in article.legacy else {}
    assert {**said, "comments": comments(article)} == EXPECTED[name]
    assert notes == []


@pytest.mark.once
def test_each_layout_has_an_example():
    assert {one.name for one in known()} == EXPECTED.keys() == {one.stem for one in LAYOUTS.glob("*.txt")}


@pytest.mark.once
@pytest.mark.parametrize(
    ("toml", "word"),
    [
        ("[article]\nhead = ['by (?P<who>.+)']", "who"),
        ("[article]\nhead = ['(']", "missing"),
        ("[article]\nhead = []\nfoot = []", "foot"),
        ("[page]\nsings = []\n[article]\nhead = []", "sings"),
        ("[article]\nhead = []\ntitle = 'beside'", "beside"),
        ("[articles]\nhead = []\n[article]\nhead = []", "articles"),
    ],
)
def test_a_layout_with_a_slip_says_which(toml, word):
    with pytest.raises(ValueError, match=word):
        read("own", toml)


PORTLAND = (
    "millbrook independent media center\nimages audio video\nnewswire article commentary millbrook metro\n"
)


@pytest.mark.once
@pytest.mark.parametrize(
    ("top", "title", "topics"),
    [
        (f"{PORTLAND}\nlabor | police / legal\n\nRain\n\nIt rained.\n", "Rain", ["labor", "police-legal"]),
        (
            f"{PORTLAND}\nlabor a21 bush protests\n\nRain\n\nIt rained.\n",
            "Rain",
            ["labor", "a21-bush-protests"],
        ),
        (f"{PORTLAND}\n\nRain\n\nIt rained.\n", "Rain", []),
        (f"{PORTLAND}\nthe river\n\nRain\n\nIt rained.\n", "Rain", ["the-river"]),
        (f"{PORTLAND}\nRain\nIt rained.\n", "Rain", []),
        ("animal rights | labor\n\nRain\n\nIt rained.\n", "Rain", ["animal-rights", "labor"]),
        ("millbrook independent media center\nimages audio video\n\nRain\n\nIt rained.\n", "Rain", []),
        (
            "This site is an archived version of Indymedia prior to 5th November 2012.\n\nRain\n\nIt rained.\n",
            "Rain",
            [],
        ),
        ("Skip navigation\n\nIt rained.\n", "Skip navigation", []),  # in doubt
        ("Rain | labor\n\nIt rained.\n\nAnd on.\n", "Rain | labor", []),
    ],
)
def test_the_title_is_that_of_the_article(top, title, topics):
    article, _notes = page(top)
    assert article is not None
    assert (article.raw["title"], article.raw.get("topics", [])) == (title, topics)
    assert article.raw["body"].startswith("It rained.")


MIR = "Rain\n\nAna | 29.08.2009 07:12 | London\n\nWet.\n\nIt rained.\n\n"


@pytest.mark.once
@pytest.mark.parametrize(
    ("below", "body", "expected"),
    [
        # without a heading of the comments: the author stands once more below the text
        (
            "Ana\n\nYes\n\n29.08.2009 08:00\n\nIt did.\n\nTom\n",
            "It rained.",
            [["Yes", "Tom", "2009-08-29T08:00", "It did."]],
        ),
        # a date in a text heads nothing
        ("Later\n\n29.08.2009 08:00\n\nIt did.\n", "It rained.\n\nLater\n\n29.08.2009 08:00\n\nIt did.", []),
        (
            "Comments\n\nYes\n\n31.02.2009 08:00\n\nIt did.\n",
            "It rained.\n\nYes\n\n31.02.2009 08:00\n\nIt did.",
            [],
        ),
        # lines without space between them
        (
            "Comments\nHide the following 2 comments\nYes\n29.08.2009 08:00\nIt did.\nTom\nNo\n29.08.2009 09:00\nIt did not.\nUla\n",
            "It rained.",
            [["Yes", "Tom", "2009-08-29T08:00", "It did."], ["No", "Ula", "2009-08-29T09:00", "It did not."]],
        ),
        # one line is the text, not a name; a title alone is the text; a sentence is no name
        (
            "Comments\n\nYes\n\n29.08.2009 08:00\n\nTom\n\nNo\n\n29.08.2009 09:00\n\n",
            "It rained.",
            [["Yes", "", "2009-08-29T08:00", "Tom"], ["", "", "2009-08-29T09:00", "No"]],
        ),
        (
            "Comments\n\nYes\n\n29.08.2009 08:00\n\nIt did.\n\nIt does!\n",
            "It rained.",
            [["Yes", "", "2009-08-29T08:00", "It did.\n\nIt does!"]],
        ),
        # the name of the page's author needs no proof
        (
            "Ana.\n\nComments\n\nYes\n\n29.08.2009 08:00\n\nIt did.\n\nAna.\n",
            "It rained.",
            [["Yes", "Ana", "2009-08-29T08:00", "It did."]],
        ),
        # their titles alone are no comments
        ("Ana\n\nComments\n\nDisplay the following 2 comments\n\n1. Yes\u2014Tom\n", "It rained.", []),
        # what was given without a value, and what cannot be, in its place
        ("Ana\n- e-mail:\n- Homepage:\n", "It rained.", []),
        ("Ana\n  e-mail:\n  ana[@t]weir(d0t)example\n", "It rained.\n\ne-mail: ana[@t]weir(d0t)example", []),
    ],
)
def test_what_stands_below_a_text(below, body, expected):
    article, _notes = page(MIR + below)
    assert article is not None
    assert (article.raw["body"], comments(article)) == (body, expected)


@pytest.mark.once
@pytest.mark.parametrize(
    ("line", "byline", "date"),
    [
        ("Ana | 08-Sep-2016 07:45 | Rivers", "Ana", "2016-09-08T07:45"),
        ("Ana | 29.08.2009 07:12", "Ana", "2009-08-29T07:12"),
        ("von Ana Reyes - 24.Jan.2007 13:45", "Ana Reyes", "2007-01-24T13:45"),
        ("Ana Reyes 24.März.2007 13:45 Themen: Atom", "Ana Reyes", "2007-03-24T13:45"),
        ("by Ana on 11 March 2004 at 7:12", "Ana", "2004-03-11T07:12"),
        ("por Ana el 11 de marzo de 2004 - 07:12", "Ana", "2004-03-11T07:12"),
        ("par Ana, le 11 août 2004 à 7h12", "Ana", "2004-08-11T07:12"),
        ("por Ana - 11 de março de 2004 07:12", "Ana", "2004-03-11T07:12"),
        ("18.Jun.2016 14:05", "", "2016-06-18T14:05"),
        ("author: Ana", "Ana", ""),
    ],
)
def test_a_line_below_the_title_that_says_who_and_when(line, byline, date):
    article, _notes = page(f"Rain\n\n{line}\n\nIt rained.\n")
    assert article is not None
    assert (article.raw["title"], article.raw["body"]) == ("Rain", "It rained.")
    assert (article.raw.get("byline", ""), article.date) == (byline, date)


@pytest.mark.once
@pytest.mark.parametrize(
    "line",
    [
        "On 18.Jun.2016 we met",
        "by the river, 2004",
        "By noon it rained at 12:30",
        "11 March 2004",
        "In 1999 or 2000, at 10:30 or so",
    ],
)
def test_a_line_below_the_title_that_may_be_a_text(line):
    article, _notes = page(f"Rain\n\n{line}\n\nIt rained.\n")
    assert article is not None
    assert (article.raw["body"], article.date) == (f"{line}\n\nIt rained.", "")


@pytest.mark.once
def test_a_page_that_was_cut_off_above_its_text_keeps_its_comments():
    article, _notes = page(
        "It rained.\nAll day.\nComments\nHide the following comment\nYes\n29.08.2009 08:00\nIt did.\nTom\n"
    )
    assert article is not None
    assert (article.raw["title"], article.raw["body"], article.date) == ("It rained.", "All day.", "")
    assert comments(article) == [["Yes", "Tom", "2009-08-29T08:00", "It did."]]


@pytest.mark.once
def test_names_without_dates_are_names_or_text():
    head = (
        "From the Open-Publishing Newswire\n\nRain\n\nby Ana\nWet.\nIt rained.\n\nComments (Hide Comments)\n"
    )
    article, _notes = page(
        f"{head}by Tom\nYes.\nby any means necessary\nby Ula R. (ula [at] weir.example)\nNo.\n"
    )
    assert comments(article) == [["", "Tom", "", "Yes.\n\nby any means necessary"], ["", "Ula R.", "", "No."]]


@pytest.mark.once
def test_a_hidden_page_comes_hidden_and_what_stands_above_it_is_said():
    notice = (
        "This posting has been hidden because it breaches the Indymedia UK (IMC UK) Editorial Guidelines."
    )
    article, notes = page(f"Skip navigation\n\nHidden Article\n\n{notice}\n\nSpecial Offers\n\n{MIR}")
    assert article is not None
    assert article.state == "hidden"
    assert article.hidden is not None
    assert article.hidden.reason == notice
    assert [(one.place, one.what) for one in notes] == [
        ("page.txt, line 7", "1 line above the article was left out: Special Offers")
    ]


@pytest.mark.once
def test_a_text_that_quotes_a_page_is_not_that_page():
    quoted = "Rain again\n\nLast year we wrote about it, and nobody listened, neither the town nor the county; so here it is once more, in full, with its date:\n\n"
    article, _notes = page(quoted + MIR)
    assert article is not None
    assert (article.raw["title"], article.date) == ("Rain again", "")
    assert "Ana | 29.08.2009 07:12 | London" in article.raw["body"]


@pytest.mark.once
def test_whatever_stands_above_where_a_line_says_what_site_it_is():
    boxes = "".join(f"Box {number}\n" for number in range(9))
    text = "Rain\nby Ana Sunday, Jul. 17, 2005 at 1:43 PM\n\nIt rained.\n"
    article, notes = page(f"Millbrook Indymedia : Activist News\n{boxes}{text}")
    assert article is not None
    assert (article.raw["title"], article.date) == ("Rain", "2005-07-17T13:43")
    assert [(one.place, one.what) for one in notes] == [
        ("page.txt, line 2", f"9 lines above the article were left out: {' / '.join(boxes.splitlines())}")
    ]
    article, _notes = page(f"Boxes\n{boxes}{text}")
    assert article is not None
    assert (article.raw["title"], article.date) == ("Boxes", "")


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "kind", "word"),
    [
        (
            f"{PORTLAND.split('newswire', maxsplit=1)[0]}\nfeatures archive\n\n27.05.2010 15:18\nRain\nIt rained.\n",
            NoArticle,
            "list",
        ),
        ("News :: Rain\n\nWet\n\nIt rained.\n\nNews :: Snow\n\nWhite\n\nIt snowed.\n", NoArticle, "list"),
        ("Ana | 29.08.2009 07:12 | London\n\nIt rained.\n", NotUnderstood, "no title above line 1"),
        (PORTLAND, NotUnderstood, "no title below line 3"),
        (f"{PORTLAND}\nRain\n", NotUnderstood, "no text"),
    ],
)
def test_a_page_without_an_article_says_so(text, kind, word):
    article, notes = page(text)
    assert article is None
    assert [type(one) for one in notes] == [kind]
    assert word in notes[0].what


@pytest.mark.once
@pytest.mark.parametrize(
    ("first", "folders", "address"),
    [
        (
            "http://www.wire.example/en/2004/03/1234.shtml\n\n",
            (),
            "http://www.wire.example/en/2004/03/1234.shtml",
        ),
        ("Source: http://wire.example/1234.html\n\n", (), "http://wire.example/1234.html"),
        ("", ("old", "wire.example", "en", "1234.shtml.txt"), "http://wire.example/en/1234.shtml"),
        ("", ("http%3A%2F%2Fwire.example%2Fen%2F1234.html.txt",), "http://wire.example/en/1234.html"),
        ("", ("wire.example", "page.txt"), ""),
        ("", ("1234.html.txt",), ""),
    ],
)
def test_the_old_address_is_known_where_something_says_it(first, folders, address):
    article, _notes = page(f"{first}Rain\n\nIt rained.\n", *folders)
    assert article is not None
    assert article.raw["title"] == "Rain"
    assert article.legacy.get("address", "") == address
    assert article.legacy["from"] == (
        "www.wire.example" if "www." in address else "wire.example" if address else "page.txt"
    )


@pytest.mark.once
def test_a_paragraph_in_the_place_of_a_title_is_not_lost():
    article, notes = page(f"{'It rained. ' * 40}\n\nAnd on.\n")
    assert article is not None
    assert [one.place for one in notes] == ["page.txt, line 1"]
    assert "too long for a title" in notes[0].what
    assert len(article.raw["title"]) <= 200
    assert article.raw["title"].endswith("…")
    assert article.raw["body"] == f"{('It rained. ' * 40).strip()}\n\nAnd on."


@pytest.mark.once
@pytest.mark.parametrize(
    "line",
    [
        "category a | b | c author Monday May 1, 2000 10:00author by " + " - author address" * 50,
        "Published: " + "by " * 200,
        "by " + "x (" * 200,
        "a " * 400,
        "Ana | 29.08.2009 07:12" + " | x" * 100,
        "Comments",
        "Skip to content " * 60,
    ],
)
def test_no_line_takes_long(line):
    start = time.process_time()
    page(f"Rain\n{line}\n" * 600)
    assert time.process_time() - start < 5  # where an exponent would take hours


def test_a_folder_of_texts_comes_in_at_once_and_once(site, tmp_path):
    folder = tmp_path / "wire.example"
    folder.mkdir()
    for name in EXPECTED:
        (folder / f"{name}.txt").write_text(example(name), "utf-8")
    (folder / "address.txt").write_bytes(b"http://wire.example/a/b\n")
    (folder / "empty.txt").write_bytes(b"\n")
    report = importing.run(site, [folder])
    count = sum(len(one["comments"]) for one in EXPECTED.values())
    assert (report.articles, report.comments) == (len(EXPECTED), count)
    assert [(one.place, one.what) for one in report.not_understood] == [
        ("address.txt", "there is no text below the address"),
        ("empty.txt", "the file is empty"),
    ]
    assert SitePage.objects.filter(name="topic/soziale-kampfe", title="Soziale Kämpfe").exists()
    assert Article.objects.get(title="Reconstruyen la presa").path.startswith("2005/07/")
    bylines = [ledger.said(one.number).get("byline") for one in Comment.objects.all()]
    assert bylines.count("Ana Reyes, Millbrook") == 1
    again = importing.run(site, sorted(folder.iterdir()))
    assert (again.articles, again.comments, again.known) == (0, 0, len(EXPECTED) + count)
    ledger.replay()
