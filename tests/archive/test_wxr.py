"""Exports of WordPress: what was public comes as it was read, what was not stays behind, whoever wrote the file."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from handbill.archive import importing
from handbill.archive.importing import Report
from handbill.archive.readers import wxr
from handbill.archive.readers.autop import autop
from handbill.archive.readers.shortcodes import without
from handbill.archive.sources import ImportedArticle, NotUnderstood
from handbill.archive.told import Told
from handbill.archive.walk import Source
from handbill.cleaning.html import clean
from handbill.formerly import legacy_file
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.old_address import OldAddress
from handbill.newswire.provenance import Provenance
from handbill.newswire.sitepage import SitePage
from handbill.settings import Settings
from tests.archive import ledger
from tests.cast import Town
from tests.intake.test_media import everything

SAMPLE = Path(__file__).with_name("samples") / "weirstreet.wordpress.2011-05-02.xml"


@pytest.fixture
def media(tmp_path: Path) -> Path:
    """What lay on the old server."""
    folder = tmp_path / "server" / "wp-content" / "uploads" / "2007" / "03"
    folder.mkdir(parents=True)
    Image.new("RGB", (64, 48), "teal").save(folder / "quay.jpg")
    Image.new("RGB", (32, 24), "teal").save(folder / "quay-300x225.jpg")
    Image.new("RGB", (64, 48), "maroon").save(folder / "weir.png")
    (folder / "minutes.txt").write_text("Minutes\n\nThe weir.\n")
    return tmp_path / "server"


def run(site: Settings, *files: Path, media: Path | None = None, form: str = "auto") -> Report:
    return importing.run(site, list(files), form, told=Told(media))


def found(text: str) -> list[object]:
    """What the reader makes of a file."""
    data = text.encode()
    return list(wxr.read(Source(Path("a.xml"), len(data), follow=True), io.BytesIO(data), Told()))


def articles(text: str) -> list[ImportedArticle]:
    return [one for one in found(text) if isinstance(one, ImportedArticle)]


def test_a_site_comes_as_it_was_read(site: Settings, media: Path) -> None:
    town = Town(site)
    sizes: list[int] = []
    report = importing.run(site, [SAMPLE], "wxr", sizes.append, Told(media))
    assert sum(sizes) == SAMPLE.stat().st_size
    assert (report.articles, report.comments, report.known) == (3, 3, 0)
    assert [one.what for one in report.not_understood] == [
        "left out of the text: [contact-form-7]",
        "1 picture of the text is not in the folder of media: gone.jpg",
        "it had no title; its first words stand there",
        "1 comment that was spam or deleted was left out",
        "1 comment that waited for approval was left out",
        "1 article behind a password was left out",
        "not public there, and left out: draft 1",
        "no articles, and left out: nav_menu_item 1",
    ]
    assert report.not_understood[0].place == f"{SAMPLE.name}, line 48"
    town.go_and_verify()
    said = ledger.said(1)
    pictures = {name: said.pop(name) for name in ("media_1", "media_2", "media_3")}
    assert [(one["kind"], one.get("caption"), one.get("alt")) for one in pictures.values()] == [
        ("image", "The weir", "A weir in brown water"),
        ("image", "The quay at noon", "Water on the quay"),
        ("text", "minutes of the meeting", None),
    ]
    assert said == {
        "title": "The river’s over the quay & rising",  # noqa: RUF001 - as WordPress has it
        "body": "<p>The water came at six.<br>\nBy seven it stood on the quay [sic] — see"
        ' <a href="http://www.weirstreet.example/gauge/" rel="nofollow ugc noopener">the gauge</a>.</p>\n'
        '<blockquote><p>"Like 1968", says Mrs Vane.</p></blockquote>\n'
        "<p>It ends with ]]&gt; and a smile 😀.</p>\n<p>The minutes of the meeting.</p>",
        "format": "html",
        "byline": "Tomás Okafor",
        "summary": "Harbour Street is closed.",
        "language": "en-GB",
        "topics": ["flood", "river-quay", "t-954d9316ec"],
        "date": "2007-03-13T00:45",
        "legacy": {
            "from": "weirstreet.example",
            "number": "12",
            "address": "http://www.weirstreet.example/2007/03/12/the-river/",
        },
    }
    one, answer, pingback = (ledger.said(row.number) for row in Comment.objects.order_by("number"))
    assert (one["body"], one["byline"], one["homepage"], one["date"]) == (
        "I never said that.\n\nIt was 1967.",
        "Mrs Vane",
        "http://vane.example/flats",
        "2007-03-13T09:00",
    )
    assert (answer["reply_to"], answer["author"], "homepage" in answer) == (2, True, False)
    assert pingback["byline"] == "Mill Street Notes » Flood"
    about = ledger.said(5)
    assert about["byline"] == "Ana Reyes & friends"
    assert '<a href="http://www.weirstreet.example/wp-content/uploads/2006/01/gone.jpg"' in about["body"]
    assert '<a href="https://video.example/watch?v=1"' in about["body"]
    hebrew = ledger.said(6)
    assert hebrew["date"] == "2009-10-05T08:00"
    assert hebrew["body"].startswith('<p dir="rtl">' + hebrew["title"])
    topic = SitePage.objects.get(name="topic/river-quay")
    assert (topic.title, topic.text) == ("River & quay", "The weir, the quay and what floats by.")
    assert SitePage.objects.get(name="topic/t-954d9316ec").title == "גשם"
    assert OldAddress.objects.filter(number=1, file__contains="the-river").exists()
    assert OldAddress.objects.filter(number=1, file=legacy_file("/?p=12")).exists()
    dropped = (
        b"secret.example",
        b"203.0.113",
        b"secret draft",
        b"secret for members",
        b"pills",
        b"Waits to be",
    )
    assert [sign for sign in dropped if sign in everything(site)] == []
    ledger.replay()

    again = run(site, SAMPLE)
    assert (again.articles, again.comments, again.known) == (0, 0, 6)
    moved = SAMPLE.read_text().replace("www.weirstreet.example<", "weir.example<")
    other = media.parent / "later.xml"
    other.write_text(re.sub(r"(?s)<wp:comment>.*</wp:comment>", comment(200), moved, count=1))
    later = run(site, other, form="wxr")
    assert (later.articles, later.comments, later.known) == (0, 1, 3)
    assert Provenance.objects.count() == 3 + 3 + 3 + 1


def comment(number: int, state: str = "1", parent: int = 0) -> str:
    return (
        f"<wp:comment><wp:comment_id>{number}</wp:comment_id><wp:comment_author><![CDATA[Jo]]></wp:comment_author>"
        "<wp:comment_date>2011-01-02 03:04:05</wp:comment_date>"
        f"<wp:comment_content><![CDATA[Number {number}.]]></wp:comment_content>"
        f"<wp:comment_approved>{state}</wp:comment_approved><wp:comment_parent>{parent}</wp:comment_parent></wp:comment>"
    )


def item(number: int = 1, title: str = "Rain", body: str = "It rained.", more: str = "") -> str:
    return (
        f"<item><title>{title}</title><link>http://old.example/?p={number}</link>"
        f'<guid isPermaLink="false">http://old.example/?p={number}</guid>'
        f"<content:encoded><![CDATA[{body}]]></content:encoded><wp:post_id>{number}</wp:post_id>"
        "<wp:post_date>2004-05-06 07:08:09</wp:post_date><wp:status>publish</wp:status>"
        f"<wp:post_type>post</wp:post_type>{more}</item>\n"
    )


def export(*items: str, version: str = "1.0", end: str = "</channel></rss>") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!-- This is a WordPress eXtended RSS file -->\n<rss version="2.0"\n'
        f'\txmlns:content="http://purl.org/rss/1.0/modules/content/"\n\txmlns:wp="http://wordpress.org/export/{version}/"\n>'
        "<channel><title>Old</title><link>http://old.example</link>" + "".join(items) + end
    )


PARTS: dict[str, Callable[[], str]] = {
    "1.1": lambda: export(item(), version="1.1"),
    "no namespace is declared": lambda: re.sub(r'xmlns:wp="[^"]*"', "", export(item())),
    "control characters": lambda: export(item(body="It \x01rained\x0b.")),
    "a reference that XML does not know": lambda: export(item(title="Ra&shy;in&nbsp;")),
    "a sign that is no tag": lambda: export(item(more="<description>5 < 6 & 7 > 3</description>")),
    "a plugin's tag that is never closed": lambda: export(item(more="<foo:bar><x>")),
    "a section that is never closed": lambda: export(item(more="<y><![CDATA[ z</y>"), item(2, "Sun")),
    "escaped twice": lambda: export(item(title="&amp;amp;#82;ain")),
    "tags in a title": lambda: export(item(title="&lt;b&gt;Ra&lt;/b&gt;in")),
}


@pytest.mark.once
@pytest.mark.parametrize("name", PARTS)
def test_what_is_odd_is_read_all_the_same(name: str) -> None:
    first = articles(PARTS[name]())[0]
    assert first.raw["title"] == "Rain"
    assert clean(first.raw["body"] if first.raw["format"] == "html" else "It rained.") in (
        "<p>It rained.</p>",
        "It rained.",
    )
    assert (first.date, first.legacy["number"]) == ("2004-05-06T07:08", "1")


@pytest.mark.once
@pytest.mark.parametrize(
    ("charset", "said"),
    [("latin-1", "ISO-8859-1"), ("cp1252", "UTF-8"), ("utf-8", "ISO-8859-1"), ("utf-16", "UTF-8")],
)
def test_charsets_that_are_true_and_that_are_not(charset: str, said: str) -> None:
    text = export(item(title="Café", body="Déjà vu, señor.")).replace('"UTF-8"', f'"{said}"')
    data = text.encode(charset)
    read = wxr.read(Source(Path("a.xml"), len(data), follow=True), io.BytesIO(data), Told())
    first = next(one for one in read if isinstance(one, ImportedArticle))
    assert (first.raw["title"], "Déjà vu, señor." in first.raw["body"]) == ("Café", True)


@pytest.mark.once
def test_what_is_cut_off_is_said_and_the_half_item_does_not_come() -> None:
    whole = export(item(1), item(2))
    for at in range(whole.index("<item>"), len(whole), 97):
        got = found(whole[:at])
        titles = [one for one in got if isinstance(one, ImportedArticle)]
        assert len(titles) == whole[:at].count("</item>")
        assert any(
            "cut off" in one.what or "middle" in one.what for one in got if isinstance(one, NotUnderstood)
        )


@pytest.mark.once
def test_one_that_is_too_large_costs_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handbill.archive.readers.cut.LONGEST", 200_000)
    got = found(export(item(1), item(2, body="word " * 300_000), item(3)))
    assert [one.legacy["number"] for one in got if isinstance(one, ImportedArticle)] == ["1", "3"]
    assert [one.what for one in got if isinstance(one, NotUnderstood)] == ["this item is too large"]


@pytest.mark.once
def test_only_what_was_public_comes() -> None:
    states = ("private", "draft", "pending", "future", "trash", "auto-draft", "inherit")
    hidden = [item().replace(">publish<", f">{state}<") for state in states]
    assert articles(export(*hidden)) == []
    one = articles(
        export(
            item(
                more="".join(
                    comment(n, state)
                    for n, state in enumerate(["1", "0", "spam", "trash", "post-trashed", ""], 1)
                )
            )
        )
    )[0]
    assert [each.id for each in one.comments] == ["1"]


@pytest.mark.once
def test_texts_without_a_title_or_words_are_not_lost() -> None:
    long = articles(export(item(title="word " * 100)))[0]
    assert len(long.raw["title"]) <= 200
    assert long.raw["title"].endswith("word…")
    alone = articles(export(item(title="Only this", body='<img src="a.jpg">')))[0]
    assert (alone.raw["body"], alone.raw["format"]) == ("Only this", "text")


@pytest.mark.once
def test_topics_that_do_not_fit_are_said() -> None:
    terms = "".join(f'<category domain="post_tag" nicename="t{n}">T {n}</category>' for n in range(13))
    got = found(
        export(
            item(
                more=terms
                + "<category>Twice</category>"
                + '<category domain="category" nicename="twice-2">Twice</category>'
            )
        )
    )
    one = next(each for each in got if isinstance(each, ImportedArticle))
    assert one.raw["topics"][0] == "twice-2"
    assert len(one.raw["topics"]) == 10
    assert "4 of its topics were left out" in [each.what for each in got if isinstance(each, NotUnderstood)]


@pytest.mark.once
def test_what_comments_showed_becomes_links() -> None:
    """A picture or a player may be all that a comment has; files of comments do not come along."""
    shown = (
        '<a href="http://pictures.example/7/"><img src="http://pictures.example/7.jpg" alt="The weir" /></a>',
        '<object><param name="movie" value="http://video.example/v/1"></param><embed src="http://video.example/v/1" /></object>',
        '<img src="http://pictures.example/8.jpg" />',
    )
    said = [comment(at).replace(f"Number {at}.", one) for at, one in enumerate(shown, 1)]
    told = list(found(export(item(more="".join(said)))))
    (one,) = (each for each in told if isinstance(each, ImportedArticle))
    assert [
        re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)', clean(each.raw["body"])) for each in one.comments
    ] == [
        [("http://pictures.example/7/", "The weir")],
        [("http://video.example/v/1", "http://video.example/v/1")],
    ]
    assert [each.what for each in told if isinstance(each, NotUnderstood)] == [
        "1 comment without a text was left out"
    ]


def link(address: str) -> str:
    return f'<p><a href="{address}">{address}</a></p>'


@pytest.mark.once
def test_short_codes() -> None:
    for text, meant in (
        ("[sic] and [1]", "[sic] and [1]"),
        ("[[gallery]]", "[gallery]"),
        ("a[foo x=1]b[/foo]c", "abc"),
        (
            '[caption caption="Old"]<img src="a.jpg">[/caption]',
            '<figure><img src="a.jpg"><figcaption>Old</figcaption></figure>',
        ),
        ("[embed]http://v.example/1[/embed]", '<p><a href="http://v.example/1">http://v.example/1</a></p>'),
        ("[youtube InCeV-GtHa_]", link("https://www.youtube.com/watch?v=InCeV-GtHa_")),
        ("[vimeo 1234567 w=40]", link("https://vimeo.com/1234567")),
        ("[dailymotion id=x9abc]", link("https://www.dailymotion.com/video/x9abc")),
        ("[youtube]InCeVCGtHak[/youtube]", link("https://www.youtube.com/watch?v=InCeVCGtHak")),
        ("[youtube width=400]", ""),
        ("[vimeo]Watch our march here[/vimeo]", ""),
        ("[vimeo width 640 12345678]", ""),
        ("[youtube]channel of ours[/youtube]", ""),
        ("[code]a<b[/code]", "<pre><code>a&lt;b</code></pre>"),
    ):
        assert without(text).html.strip() == meant, text
    assert without('[gallery ids="4,5"] [form id=3]').gallery == ["4", "5"]
    assert without("[vimeo]Watch our march here[/vimeo]").left_out == {"vimeo"}
    assert without('[gallery ids="4,5"] [form id=3]').left_out == {"form"}


@pytest.mark.once
def test_paragraphs() -> None:
    for text, shown in (
        ("a\nb\n\nc", "<p>a<br>\nb</p>\n<p>c</p>"),
        ("a\r\n\r\nb", "<p>a</p>\n<p>b</p>"),
        ("<ul>\n<li>a</li>\n<li>b</li>\n</ul>\nc", "<ul><li>a</li>\n<li>b</li></ul>\n<p>c</p>"),
        ("<pre>a\n\nb</pre>", "<pre>a\n\nb</pre>"),
        ("<h2>A</h2>\nb<br />\n<br />c", "<h2>A</h2>\n<p>b</p>\n<p>c</p>"),
        ("<p>a</p>\n\n<p>b</p>", "<p>a</p>\n<p>b</p>"),
    ):
        assert clean(autop(text)) == shown, text


def test_several_files_of_one_export(site: Settings, media: Path, tmp_path: Path) -> None:
    """An attachment may stand in another file than its article."""
    picture = (
        item(9)
        .replace(">post<", ">attachment<")
        .replace(">publish<", ">inherit<")
        .replace(
            "</item>",
            "<wp:post_parent>1</wp:post_parent><wp:attachment_url>http://old.example/wp-content/uploads/2007/03/quay.jpg"
            "</wp:attachment_url></item>",
        )
    )
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "1.xml").write_text(export(item(1)))
    (tmp_path / "in" / "2.xml").write_text(export(item(2), picture))
    assert run(site, tmp_path / "in", media=media).articles == 2
    assert [one.media for one in Article.objects.order_by("number")] == [{"image": 1}, {}]


def test_what_is_no_such_export_is_refused_in_words(site: Settings, tmp_path: Path) -> None:
    for name, data in (
        ("a.xml", b"<html><body>Rain</body></html>"),
        ("b.xml", b""),
        ("c.xml", b"\0\1\2" * 1000),
        ("d.xml", b"<rss>"),
    ):
        (tmp_path / name).write_bytes(data)
        report = run(site, tmp_path / name, form="wxr")
        assert [one.place for one in report.not_understood] == [name]
        assert Article.objects.count() == 0


def test_a_link_in_the_folder_of_media_leads_nowhere(site: Settings, media: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("Nobody shall read this.\n")
    (media / "wp-content" / "uploads" / "link.txt").symlink_to(tmp_path / "secret.txt")
    links = "".join(
        f'<a href="http://old.example/wp-content/uploads/{path}">see</a> '
        for path in (
            "link.txt",
            "../../../secret.txt",
            "%2e%2e/%2e%2e/%2e%2e/secret.txt",
            "..%2f..%2f..%2fsecret.txt",
        )
    )
    (tmp_path / "a.xml").write_text(export(item(body=f"See {links}")))
    run(site, tmp_path / "a.xml", media=media)
    assert Article.objects.get().media == {}
    assert b"Nobody shall" not in everything(site)


@pytest.mark.once
def test_an_export_of_the_first_versions() -> None:
    """WordPress 2.x: names of authors stand in the items, categories come twice, pages of comments have no user."""
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!--\n\tThis is a WordPress eXtended RSS file generated by WordPress as an export of your blog.\n-->\n'
        '<!-- generator="wordpress/2.3.1" created="2008-01-02 10:00"-->\n<rss version="2.0"\n\txmlns:content="http://purl.org/rss/1.0/modules/content/"\n'
        '\txmlns:wfw="http://wellformedweb.org/CommentAPI/"\n\txmlns:dc="http://purl.org/dc/elements/1.1/"\n\txmlns:wp="http://wordpress.org/export/1.0/"\n>\n\n'
        "<channel>\n\t<title>Presa</title>\n\t<link>http://presa.example</link>\n\t<language>es</language>\n"
        "\t\t<wp:category><wp:category_nicename>uncategorized</wp:category_nicename><wp:category_parent></wp:category_parent>"
        "<wp:posts_private>0</wp:posts_private><wp:cat_name><![CDATA[Uncategorized]]></wp:cat_name></wp:category>\n"
        "<item>\n<title>La presa &#8220;nueva&#8221; se abri\u00f3</title>\n<link>http://presa.example/2007/12/31/la-presa/</link>\n"
        "<pubDate>Mon, 31 Dec 2007 23:30:00 +0000</pubDate>\n<dc:creator>Luz Mar\u00eda</dc:creator>\n\n"
        '\t\t<category><![CDATA[R\u00edo]]></category>\n\n\t\t<category domain="category" nicename="rio"><![CDATA[R\u00edo]]></category>\n\n'
        '<guid isPermaLink="false">http://presa.example/2007/12/31/la-presa/</guid>\n<description></description>\n'
        "<content:encoded><![CDATA[Se abri\u00f3 a las ocho.\r\n\r\n[youtube=http://video.example/watch?v=1]\r\n\r\n[wpvideo x]Fin.]]></content:encoded>\n"
        "<wp:post_id>3</wp:post_id>\n<wp:post_date>2008-01-01 00:30:00</wp:post_date>\n<wp:post_date_gmt>2007-12-31 23:30:00</wp:post_date_gmt>\n"
        "<wp:comment_status>open</wp:comment_status>\n<wp:ping_status>open</wp:ping_status>\n<wp:post_name>la-presa</wp:post_name>\n"
        "<wp:status>publish</wp:status>\n<wp:post_parent>0</wp:post_parent>\n<wp:post_type>post</wp:post_type>\n"
        "<wp:comment>\n<wp:comment_id>1</wp:comment_id>\n<wp:comment_author>Jo &amp; co</wp:comment_author>\n<wp:comment_author_email>x@y.example</wp:comment_author_email>\n"
        "<wp:comment_author_url></wp:comment_author_url>\n<wp:comment_author_IP>203.0.113.4</wp:comment_author_IP>\n<wp:comment_date>2008-01-01 10:00:00</wp:comment_date>\n"
        "<wp:comment_date_gmt>2008-01-01 09:00:00</wp:comment_date_gmt>\n<wp:comment_content>\u00a1Bien! &lt;em&gt;Por fin&lt;/em&gt;</wp:comment_content>\n"
        "<wp:comment_approved>1</wp:comment_approved>\n<wp:comment_type></wp:comment_type>\n<wp:comment_parent>0</wp:comment_parent>\n</wp:comment>\n\t</item>\n</channel>\n</rss>\n"
    )  # fmt: skip
    one = articles(text)[0]
    assert (one.raw["title"], one.raw["byline"], one.date) == (
        "La presa \u201cnueva\u201d se abri\u00f3",
        "Luz Mar\u00eda",
        "2008-01-01T00:30",
    )
    assert (one.raw["topics"], one.raw["language"]) == (["rio"], "es")
    assert clean(one.raw["body"]) == (
        '<p>Se abri\u00f3 a las ocho.</p>\n<p><a href="http://video.example/watch?v=1" rel="nofollow ugc noopener">'
        "http://video.example/watch?v=1</a></p>\n<p>Fin.</p>"
    )
    assert [(each.raw["byline"], clean(each.raw["body"])) for each in one.comments] == [
        ("Jo & co", "<p>\u00a1Bien! <em>Por fin</em></p>")
    ]
