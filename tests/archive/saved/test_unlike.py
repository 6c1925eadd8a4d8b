"""Pages that no layout has an example of: who wrote what and when is found by what stands around the texts."""

from typing import Any

import pytest

from handbill.archive.readers.saved import around
from handbill.archive.readers.saved.layout import known
from handbill.archive.readers.saved.page import Saved, read
from handbill.cleaning.plain import plain

pytestmark = pytest.mark.once

LINE = """<html><head><title>A wire - The library stays</title></head><body><div id="content"><h1>The library stays</h1>
<p class="info"><b>Mill Street Readers</b> | 24.01.2007 13:45 | <a href="/topics/education/">Education</a></p>
<div class="abstract">It stays open.</div><div class="article-body"><p>On Monday the council voted nine to four.</p></div>
<p class="byline"><b>Mill Street Readers</b><br>e-mail: readers@mill.example<br>Homepage: http://mill.example/</p><h2>Comments</h2>
<div class="comment"><a name="c188001"></a><h4>Well done</h4><p>24.01.2007 15:02</p><p>Good news.</p><p><b>Pat</b></p><hr></div>
<div class="comment"><a name="c188002"></a><h4>Not quite</h4><p>25.01.2007 09:11</p><p>The children's room closes.</p><p>-- A reader</p></div>
</div></body></html>"""

TABLE = """<html><head><title>Market moves : Old Bay</title></head><body><table><tr><td>menu</td><td>
<div><strong class="heading">Market moves</strong><br><em>by Bo Lind &#8226; <b>Monday, May 10, 2004 at 4:32 PM</b></em></div>
<div class="article"><p>From Saturday the stalls stand on the quay.</p></div><h3>add your comments</h3>
<a name="1001"></a><p><b class="heading">Where?</b><br><em>by Cy &#8226; Tuesday, May 11, 2004 at 8:05 AM</em></p><p>North or south?</p>
</td></tr></table></body></html>"""

TODAY = """<html lang="es"><head><title>El puente reabre | La Voz</title>
<meta property="article:published_time" content="2015-09-08T07:45:00+02:00"><meta name="author" content="Lucía Vega"></head>
<body><header><nav><a href="/">Inicio</a></nav></header><main><article><h1>El puente reabre</h1><p class="date">8 de septiembre de 2015</p>
<p>El puente sobre el río vuelve a abrir este lunes, tras dos meses de obras en las que los vecinos tuvieron que rodear por la presa.</p>
</article></main><footer>2015</footer></body></html>"""

ICONS = """<html><head><title>Well closed</title></head><body><div class="main"><h1 class="article-title">Well closed</h1>
<div class="article-subtitle">category <a href="/c">riverland</a> | <a href="/t">environment</a> | <a href="/n">news report</a> <span>author</span>
Thursday September 08, 2016 07:45<span>author</span> by Dana Quirke - Well Group <span>author email</span> dana at well dot example</div>
<p class="article-intro">It is shut until autumn.</p><p class="article-fulltext">A pump failed on Tuesday.</p><h2>Comments (1 of 1)</h2>
<a name="comment1"></a><div class="comment"><p class="comment-title"><b>Boat is late</b></p>
<p class="comment-author">author by Cormac<span> publication date Fri Sep 09, 2016 11:02</span></p><p>Not before Monday.</p></div></div></body></html>"""

FONTS = """<HTML><HEAD><TITLE>Quarry news</TITLE></HEAD><BODY><CENTER><FONT SIZE=5><B>The quarry fills</B></FONT></CENTER><BR>
<FONT SIZE=2>Saturday 5 June 1999, by Ada Holm</FONT><P>Since the pumps were taken away the old quarry has filled by a metre a month from springs
that nobody had known of.<P>The owners say that nobody may swim there, and that a fence comes in summer.</BODY></HTML>"""

GERMAN = """<html><head><title>Bücherei bleibt</title></head><body><table><tr><td><h1>Bücherei bleibt</h1>
<p><b>Lesekreis Mühlstraße</b> 29.08.2009 07:12 <br>Themen: <a href="/themen/bildung">Bildung</a></p>
<p>Am Montag stimmte der Rat mit neun zu vier Stimmen dafür, nach einem Winter voller Briefe, die Bücherei offen zu halten, und zwar ganz.</p>
</td></tr></table></body></html>"""

QUARRY = "Since the pumps were taken away the old quarry has filled by a metre a month from springs that nobody had known of."
VOTE = "Am Montag stimmte der Rat mit neun zu vier Stimmen dafür, nach einem Winter voller Briefe, die Bücherei offen zu halten, und zwar ganz."

FOUND: dict[str, tuple[str, tuple[str, str, str], str, list[tuple[str, str, str, str]]]] = {
    "one line says all": (
        LINE,
        ("The library stays", "Mill Street Readers", "2007-01-24T13:45"),
        "On Monday the council voted nine to four.",
        [
            ("Well done", "Pat", "2007-01-24T15:02", "Good news."),
            ("Not quite", "A reader", "2007-01-25T09:11", "The children's room closes."),
        ],
    ),
    "comments flat in a cell": (
        TABLE,
        ("Market moves", "Bo Lind", "2004-05-10T16:32"),
        "From Saturday the stalls stand on the quay.",
        [("Where?", "Cy", "2004-05-11T08:05", "North or south?")],
    ),
    "the head of the page": (
        TODAY,
        ("El puente reabre", "Lucía Vega", "2015-09-08T07:45"),
        "El puente sobre el río vuelve a abrir este lunes, tras dos meses de obras en las que los vecinos tuvieron que rodear por la presa.",
        [],
    ),
    "a layout that is not named": (
        ICONS,
        ("Well closed", "Dana Quirke", "2016-09-08T07:45"),
        "A pump failed on Tuesday.",
        [("Boat is late", "Cormac", "2016-09-09T11:02", "Not before Monday.")],
    ),
    "no heading and no class": (
        FONTS,
        ("The quarry fills", "Ada Holm", "1999-06-05"),
        f"{QUARRY} The owners say that nobody may swim there, and that a fence comes in summer.",
        [],
    ),
    "a name before a date": (
        GERMAN,
        ("Bücherei bleibt", "Lesekreis Mühlstraße", "2009-08-29T07:12"),
        VOTE,
        [],
    ),
}


def words(raw: dict[str, Any]) -> str:
    return " ".join((plain(raw["body"]) if raw["format"] == "html" else raw["body"]).split())


def test_they_are_read() -> None:
    wrong = {}
    for name, (html, heads, body, comments) in FOUND.items():
        article = read(Saved(name, html), known()).article
        assert article is not None, name
        found = (
            (article.raw["title"], article.raw.get("byline", ""), article.date),
            words(article.raw),
            [
                (it.raw.get("title", ""), it.raw.get("byline", ""), it.date, words(it.raw))
                for it in article.comments
            ],
        )
        if found != (heads, body, comments):
            wrong[name] = found
    assert wrong == {}


@pytest.mark.parametrize(
    "html",
    [
        "<p>On 3 May 2004 the river rose.</p><p>It fell in June.</p>",
        "<p>Meet Thursday morning, August 21, 2003</p><p>At the park.</p>",
        "<p>By noon all was quiet.</p><p>Nobody came.</p>",
        "<p>We met.</p><p><b>All of us said yes.</b></p>",
        "<p>We met, and these came: Ada | Bo | Cy | Dana.</p><p>Well.</p>",
        '<p><img src="a.jpg"></p><p>We met.</p>',
        "<p>We met.</p>",
        "<p>By Ada Holm</p>",
        "",
    ],
)
def test_a_text_stays_whole(html: str) -> None:
    assert around.peeled(html, ("The river",), "day").html == html


def test_a_name_below_a_text_is_no_other_than_the_one_that_is_known() -> None:
    html = "<p>We met.</p><p><b>Ada Holm</b></p>"
    assert around.peeled(html, (), "", "Ada Holm").html == "<p>We met.</p>"
    assert around.peeled(html, (), "", "Bo Lind").html == html
