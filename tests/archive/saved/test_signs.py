"""Dates in the forms of their time, and characters whatever a page says that they are."""

import pytest

from handbill.archive.readers.saved.days import date_in
from handbill.archive.readers.saved.decode import decode
from handbill.archive.readers.saved.names import byline, slug

pytestmark = pytest.mark.once

DATES = {
    "24.Jan.2007 13:45": "2007-01-24T13:45",
    "29.08.2009 07:12": "2009-08-29T07:12",
    "08-Sep-2016 07:45": "2016-09-08T07:45",
    "9:12am Thu Apr 4 '02 (Modified on 10:34am Thu Apr 4 '02)": "2002-04-04T09:12",
    "12 May \u201999": "1999-05-12",
    "4 May's 20 songs": "",
    "Antifascist | 23.02.2006 19:05 | Anti-racism": "2006-02-23T19:05",
    "Wednesday, Jan. 01, 2003 at 5:27 PM": "2003-01-01T17:27",
    "Friday, Jan. 03, 2003 at 12:10 AM": "2003-01-03T00:10",
    "Saturday Jul 19th, 2003 6:05 PM": "2003-07-19T18:05",
    "Tuesday January 27, 2009 14:47": "2009-01-27T14:47",
    "12:30am Sat. 3 May 2003": "2003-05-03T00:30",
    "5. März 2005 um 9:05 Uhr": "2005-03-05T09:05",
    "jueves, 06 de marzo de 2003 a las 14:43": "2003-03-06T14:43",
    "09 abr 2005": "2005-04-09",
    "le 12 août 2004 à 14h30": "2004-08-12T14:30",
    "1º de maio de 2006": "2006-05-01",
    "domenica, 3 luglio 2005": "2005-07-03",
    "2016-09-08T07:45:00-07:00": "2016-09-08T07:45",
    "11 Mar 2004\nModified: 10:51:55 PM": "2004-03-11",
    "15 June 2005, 10 people": "2005-06-15",
    "24.01.07 13:45": "2007-01-24T13:45",
    "25/12/2003": "2003-12-25",
    "3/4/2003": "",  # two days, and nobody knows which
    "Thu, 3/4/2003": "2003-04-03",
    "martes 4/3/2003 a las 7:45": "2003-03-04T07:45",
    "by Don 3/4/2003": "",
    "by Marc, 3/4/2003": "",
    "by Sam, 3/4/2003": "",
    "Mon, 3/4/2003": "",  # neither of the two is one
    "3/3/2003": "2003-03-03",
    "31.02.2003": "",
    "May 2003": "",
    "1.1.9999": "",
    "no date": "",
}


def test_dates() -> None:
    assert {text: date_in(text) for text in DATES} == DATES
    assert (date_in("3/4/2003 5:10 pm", "month"), date_in("3/4/2003", "day")) == (
        "2003-03-04T17:10",
        "2003-04-03",
    )


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        ("Änne “so”".encode("cp1252"), "iso-8859-1", "Änne “so”"),
        ("Änne “so”".encode(), "iso-8859-1", "Änne “so”"),
        ("Änne “so”".encode().decode("cp1252", "handbill.page").encode(), "utf-8", "Änne “so”"),
        ("Ã is a letter, and so is é".encode(), "", "Ã is a letter, and so is é"),
        ("Привет".encode("cp1251"), "windows-1251", "Привет"),
        (b'<meta charset="koi8-r">' + "Привет".encode("koi8-r"), "", '<meta charset="koi8-r">Привет'),
        (
            "Änne und Käthe ".encode() * 3 + "Jürgen".encode("cp1252"),
            "utf-8",
            "Änne und Käthe " * 3 + "Jürgen",
        ),
        ("Änne".encode("utf-16"), "", "Änne"),
        ("é".encode("latin-1"), "zip", "é"),
        (b"a\x00b\x81\r\nc\r", "", "ab\x81\nc\n"),
    ],
)
def test_characters(data: bytes, declared: str, text: str) -> None:
    assert decode(data, declared) == text


def test_names() -> None:
    said = {
        "by Ana Reyes": "Ana Reyes",
        "Posted by Ana | ": "Ana",
        "von Änne -": "Änne",
        "author: River Folk": "River Folk",
        "Maria (maria [at] wire.example)": "Maria",
        "maria@wire.example": "",
        "Aoife (not verified)": "Aoife",
        "Byron": "Byron",
        "( )": "",
    }
    assert {text: byline(text) for text in said} == said
    titles = {
        "Freiräume & Stadt": "freiraume-stadt",
        "Économie": "economie",
        "con": "",
        "水": "",
        "a" * 80: "a" * 60,
    }
    assert {title: slug(title) for title in titles} == titles
