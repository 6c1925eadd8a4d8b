"""The reader of legacy pages: what it makes of a text, and that it invents nothing."""

import pytest

from handbill.archive.readers.months import header, month
from handbill.archive.readers.text import read
from handbill.archive.sources import ImportedArticle, NotUnderstood, moment


def page(text):
    found = list(read("page.txt", text.encode() if isinstance(text, str) else text))
    articles = [one for one in found if isinstance(one, ImportedArticle)]
    notes = [one for one in found if isinstance(one, NotUnderstood)]
    assert len(articles) + len(notes) == len(found)
    return articles[0] if articles else None, notes


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("Jun", 6),
        ("JUNE", 6),
        ("März", 3),
        ("Mrz", 3),
        ("Maerz", 3),
        ("Dez", 12),
        ("ene", 1),
        ("setiembre", 9),
        ("Sept", 9),
        ("août", 8),
        ("févr", 2),
        ("juil", 7),
        ("fevereiro", 2),
        ("out", 10),
        ("jui", None),
        ("ma", None),
        ("Raqqa", None),
    ],
)
def test_months_in_five_languages(name, number):
    assert month(name) == number


@pytest.mark.parametrize(
    ("line", "title", "date"),
    [
        ('"Defend Raqqa?" 18.Jun.2016', "Defend Raqqa?", "2016-06-18"),
        ("Defend Raqqa? 18.Jun.2016", "Defend Raqqa?", "2016-06-18"),
        ('He said "no" 1.Mai.2001 7:05', 'He said "no"', "2001-05-01T07:05"),
        ("Zur Sache  03.März.2004 23:59  ", "Zur Sache", "2004-03-03T23:59"),
        ('"" 18.Jun.2016', '""', "2016-06-18"),
        ("Wet 08-Sep-2016 07:45", "Wet", "2016-09-08T07:45"),
        ("Wet 29.08.2009 07:12", "Wet", "2009-08-29T07:12"),
    ],
)
def test_the_head_of_a_comment(line, title, date):
    found = header(line)
    assert found is not None
    assert (found.title, found.date) == (title, date)


@pytest.mark.parametrize(
    "line",
    [
        "18.Jun.2016",
        "On 18.Jun.2016 we met",
        "Rain 18.06.2016",
        "Rain 18 Jun 2016",
        "Rain 18.Jun-2016 14:05",
        "Rain 06/18/2016 14:05",
        "Rain 18.Foo.2016",
        "x" * 1_000_000,
    ],
)
def test_lines_that_head_no_comment(line):
    assert header(line) is None


@pytest.mark.parametrize(
    "date", ["2016-06-31", "2016-6-18", "2016-06-18T24:00", "2016-06-18T7:05", "9000-01-01", "x"]
)
def test_no_such_day(date):
    with pytest.raises(ValueError):
        moment(date)


def test_a_day_that_never_was_is_reported_and_stays_in_the_text():
    article, notes = page("Rain\n\nIt rained.\n\nWet 31.Feb.2016\n\nVery.\n")
    assert article.comments == []
    assert "Wet 31.Feb.2016" in article.raw["body"]
    assert [note.place for note in notes] == ["page.txt, line 5"]


HEAD = "Rain\n\nIt rained.\n\nhomepage: homepage: http://weir.example/\n\n"


@pytest.mark.parametrize(
    ("top", "byline"),
    [
        ("Maria Weir\n\n", "Maria Weir"),
        ("anon\n\n", "anon"),
        ("J. Weir Jr.\n\n", "J. Weir Jr."),
        ("María de la Presa\n\n", "María de la Presa"),
        ("\n\n", ""),
        ("\nMaria Weir\n\n", "Maria Weir"),  # between two empty lines nothing but a name has its place
        ("\nDen Mark, Vancouver\n\n", "Den Mark, Vancouver"),
        ("\nblue collar\n\n", "blue collar"),
        ("\ni work for money.\n\n", ""),  # but a sentence is none, nor are many words
        ("\nor at least put it on the front page\n\n", ""),
        ("\nmaria@weir.example\n\n", ""),
        ("\n\nMaria Weir\n\n", ""),  # two empty lines stand where nobody gave a name
        ("\nMaria Weir\n", ""),
        ("I agree\n\n", ""),
        ("Nonsense!\n\n", ""),
        ("Maria Weir\n", ""),
        ("maria@weir.example\n\n", ""),
        ("One Two Three Four Five\n\n", ""),
        ("2016\n\n", ""),
    ],
)
def test_an_author_line_or_text(top, byline):
    article, _notes = page(f"{HEAD}Wet 18.Jun.2016\n{top}The first word of the comment is here.\n")
    comment = article.comments[0]
    assert comment.raw["byline"] == byline
    words = [*top.split(), *["The", "first", "word", "of", "the", "comment", "is", "here."]]
    assert f"{comment.raw['byline']} {comment.raw['body']}".split() == words


@pytest.mark.parametrize(
    ("end", "count"),
    [
        ("Rock on !\nWet 18.Jun.2016 15:38\n\n\nYes.\n", 1),
        ("Rock on !\nWet 18.Jun.2016 15:38\nYes.\n", 0),
        ("Rock on !\nWet 18.Jun.2016\n\n\nYes.\n", 0),
        ("Rock on !\nWet 18.Jun.2016 15:38", 1),
    ],
)
def test_a_head_directly_below_a_text_has_a_time_and_an_empty_line_below_it(end, count):
    article, notes = page(f"Rain\n\nIt rained.\n{end}")
    assert len(article.comments) + len(notes) == count
    assert article.raw["body"].startswith("It rained.\n\nRock on !")
    assert ("Wet" in article.raw["body"]) == (count == 0)


def test_the_link_that_invites_to_comment_is_no_text():
    article, notes = page(
        "Rain\n\nIt rained.\n\nhomepage:: http://weir.example/\n\nadd a comment on this article\n"
    )
    assert (article.raw["body"], article.raw["homepage"], notes) == ("It rained.", "http://weir.example/", [])


def test_a_name_without_a_text_below_it_is_the_text():
    article, _notes = page(f"{HEAD}Wet 18.Jun.2016\nMaria Weir\n")
    assert (article.comments[0].raw["byline"], article.comments[0].raw["body"]) == ("", "Maria Weir")


def test_several_comments_with_and_without_names():
    article, notes = page(
        f'{HEAD}Wet 18.Jun.2016 10:00\nMaria Weir\n\nYes.\n\nStill.\n\n"Dry" 19.Juni.2016\n\n\nNo.\n\nempty 20.Jun.2016\n'
    )
    assert [(one.raw["title"], one.raw["byline"], one.raw["body"], one.date) for one in article.comments] == [
        ("Wet", "Maria Weir", "Yes.\n\nStill.", "2016-06-18T10:00"),
        ("Dry", "", "No.", "2016-06-19"),
    ]
    assert [note.place for note in notes] == ["page.txt, line 19"]


def test_a_sentence_that_ends_in_a_date_is_text_before_the_contact_lines():
    article, _notes = page(
        "Rain\n\nIt rained on 18.Jun.2016\n\nAnd on.\n\nphone: phone: 12345\n\nWet 19.Jun.2016\n\nYes.\n"
    )
    assert article.raw["body"] == "It rained on 18.Jun.2016\n\nAnd on."
    assert [one.raw["title"] for one in article.comments] == ["Wet"]
    assert article.raw["phone"] == "12345"


def test_contact_lines_single_and_in_other_languages():
    article, notes = page(
        "Regen\n\nEs regnete.\n\nHomepage: weir.example\nTelefon: Telefon: 030 12345\nE-Mail: post@weir.example\n"
    )
    assert notes == []
    assert article.raw["body"] == "Es regnete."
    assert (article.raw["homepage"], article.raw["phone"], article.raw["email"]) == (
        "weir.example",
        "030 12345",
        "post@weir.example",
    )


def test_contacts_that_cannot_be_are_text_and_nothing_is_lost():
    article, notes = page(
        "Rain\n\nPhone: me when it rains\nSo it was.\n\n"
        "homepage: homepage: javascript:alert(1)\nphone: phone: 1\nphone: phone: 2\naddress: address:\n\nDisplay comments\n"
    )
    assert article.raw["body"] == (
        "Phone: me when it rains\n\nSo it was.\n\nhomepage: homepage: javascript:alert(1)\n\nphone: phone: 2\n\nDisplay comments"
    )
    assert article.raw["phone"] == "1"
    assert "homepage" not in article.raw
    assert len(notes) == 1


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"\n \n\t\n", "empty"),
        (b"Only a headline\n", "no text"),
        (b"x" * 1_000_000, "no text"),
        (b"GIF89a\x00\x01", "not text"),
        (b"\x01\x02\x03\x04 text", "not text"),
        (b"<!DOCTYPE html><title>Rain</title>", "HTML"),
        (b"\xff\xfeR\x00a", "not text"),
    ],
)
def test_what_is_no_page_says_so(data, word):
    article, notes = page(data)
    assert article is None
    assert word in notes[0].what


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
def test_charsets(encoding):
    article, _notes = page("Über Köln\r\n\r\nGrün war's.\r\n".encode(encoding))
    assert (article.raw["title"], article.raw["body"]) == ("Über Köln", "Grün war's.")
