"""Feeds as they are found: one of each kind, as the programs of the time wrote them, and what is to be made of them."""

from typing import Any, Final

DC: Final = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
)

RSS_091: Final = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><title>Weir Street</title><link>http://weir.example/</link><description>News</description>
<language>en-us</language>
<item><title>The caf\xe9 is shut</title><link>http://weir.example/1.html</link><description>It shut at noon.
Nobody knows why.</description></item>
</channel></rss>"""

RSS_090: Final = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">
<channel><title>Weir Street</title><link>http://weir.example/</link><description>News</description></channel>
<item><title>Rain</title><link>http://weir.example/2.html</link></item>
</rdf:RDF>"""

RSS_10: Final = f"""<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" {DC}>
<channel rdf:about="http://weir.example/newswire.rss"><title>Weir Street newswire</title><link>http://weir.example/</link>
<description>x</description><dc:language>de-DE</dc:language>
<items><rdf:Seq><rdf:li rdf:resource="http://weir.example/news/2003/11/7.shtml"/></rdf:Seq></items></channel>
<item rdf:about="http://weir.example/news/2003/11/7.shtml"><title>Br\u00fccke &amp;amp; Wehr</title>
<link>http://weir.example/news/2003/11/7.shtml</link><description>Kurz gesagt: zu.</description>
<dc:creator>Wehrgruppe (post@weir.example)</dc:creator><dc:date>2003-11-23T18:05:59+01:00</dc:date><dc:subject>Verkehr</dc:subject>
<content:encoded>&lt;p&gt;Die &lt;b&gt;Br\u00fccke&lt;/b&gt; ist zu.&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;</content:encoded></item>
</rdf:RDF>"""

RSS_20: Final = f"""

<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {DC}
 xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">
<channel><title>Weir Street</title><atom:link href="http://weir.example/feed/" rel="self" type="application/rss+xml" />
<link>http://weir.example</link><description>x</description><language>en-GB</language>
<item><title>The river&#8217;s up &#038; rising &#x1F600;</title><link>http://weir.example/2010/05/river/</link>
<comments>http://weir.example/2010/05/river/#comments</comments><pubDate>Tue, 04 May 2010 23:30:00 +0200</pubDate>
<dc:creator><![CDATA[Ana Reyes]]></dc:creator><category><![CDATA[River]]></category><category>Mill Street</category>
<guid isPermaLink="false">http://weir.example/?p=77</guid>
<description><![CDATA[It came at six. By seven it stood on the quay and by [&#8230;]]]></description>
<content:encoded><![CDATA[<p>It came at six. By seven it stood on the quay and by eight <a href="/gauge">the gauge</a> was gone.</p>
<p><img src="/pictures/quay.jpg" alt="The quay" /></p>]]></content:encoded>
<enclosure url="http://weir.example/sound/river.mp3" length="12345" type="audio/mpeg" />
<media:content url="http://weir.example/pictures/quay.jpg" medium="image"><media:title type="html">quay</media:title></media:content>
</item>
<item><title>No address, no date</title><author>editor@weir.example</author><description>A & B is 5 < 6&nbsp;here</description></item>
</channel></rss>"""

ATOM_10: Final = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="es" xml:base="http://presa.example/noticias/">
<title type="text">La presa</title><link href="/"/><link rel="self" href="http://presa.example/feed.atom"/><id>tag:presa.example,2005:feed</id>
<updated>2011-01-01T00:00:00Z</updated><author><name>Colectivo</name><email>post@presa.example</email></author>
<entry><title type="html">El r&amp;iacute;o &amp;lt;sube&amp;gt;</title><id>tag:presa.example,2011:9</id><link href="2011/rio.html"/>
<link rel="enclosure" href="rio.ogg" type="audio/ogg"/><published>2011-02-03T04:05:06-03:00</published><updated>2012-01-01T00:00:00Z</updated>
<category term="rio" label="El r\u00edo"/><summary>Breve.</summary>
<content type="xhtml" xml:base="2011/"><div xmlns="http://www.w3.org/1999/xhtml"><p>Sube <em>mucho</em>: <a href="foto.html">foto</a><br/>y m\u00e1s.</p></div></content></entry>
<entry><title>A &lt;b&gt; in text</title><id>tag:presa.example,2011:10</id><author><name>Luz</name></author><updated>2011-02-04T00:00:00Z</updated>
<content>Plain &amp; simple
in two lines.</content></entry>
</feed>"""

ATOM_03: Final = """<?xml version="1.0" encoding="utf-8"?>
<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Weir</title><link rel="alternate" type="text/html" href="http://weir.example/"/>
<entry><title mode="escaped" type="text/html">Rain &amp;amp; wind</title><link rel="alternate" type="text/html" href="http://weir.example/rain"/>
<id>http://weir.example/rain</id><issued>2004-07-08T09:10:11Z</issued><modified>2004-07-09T09:10:11Z</modified>
<author><name>Tomas</name></author><content type="text/html" mode="escaped">&lt;p&gt;It rains.&lt;/p&gt;</content></entry>
<entry><title mode="base64">V2VpciAmYW1wOyB3YXRlcg==</title><link rel="alternate" type="text/html" href="http://weir.example/water"/>
<id>http://weir.example/water</id><issued>2004-07-08T09:10:11Z</issued>
<content type="text/html" mode="base64">PHA+SXQgcmFpbnMuPC9wPg==</content></entry></feed>"""

BLOGGER: Final = """<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom' xmlns:thr='http://purl.org/syndication/thread/1.0'>
<id>tag:blogger.com,1999:blog-1</id><title type='text'>Weir</title><link rel='alternate' type='text/html' href='http://weir.blog.example/'/>
<entry><id>tag:blogger.com,1999:blog-1.post-2</id><published>2009-01-02T03:04:00.001+00:00</published><title type='text'>Weir open</title>
<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#post'/>
<category scheme='http://www.blogger.com/atom/ns#' term='Weir'/><content type='html'>It is &lt;b&gt;open&lt;/b&gt;.</content>
<link rel='alternate' type='text/html' href='http://weir.blog.example/2009/01/open.html'/><author><name>Ana</name><email>noreply@blogger.com</email></author></entry>
<entry><id>tag:blogger.com,1999:blog-1.post-3</id><published>2009-01-03T03:04:00.001+00:00</published><title type='text'>Good! So it was</title>
<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#comment'/>
<content type='html'>Good!&lt;br /&gt;So it was.</content><author><name>Jo</name><uri>http://jo.example</uri><email>noreply@blogger.com</email></author>
<thr:in-reply-to ref='tag:blogger.com,1999:blog-1.post-2' href='http://weir.blog.example/2009/01/open.html'/></entry></feed>"""

JSON_FEED: Final = """{"version": "https:\\/\\/jsonfeed.org\\/version\\/1.1", "title": "Weir", "home_page_url": "https://weir.example/", "language": "en",
 "authors": [{"name": "Ana"}], "items": [{"id": "https://weir.example/5", "url": "https://weir.example/5", "title": "Rent & repairs",
 "content_html": "<p>Letters <i>came</i>. <a href='/r'>More</a></p>", "summary": "On Monday.", "date_published": "2020-02-28T23:15:00-05:00",
 "tags": ["housing"], "attachments": [{"url": "https://weir.example/5.mp3", "mime_type": "audio/mpeg"}]},
 {"id": 6, "content_text": "A note without a title, in plain <text>."}, 7]}"""

BROKEN: Final = """<rss version="2.0"><channel><title>Weir<link>http://weir.example</link>
<item><title>Rain & wind</title><description><![CDATA[It <b>rains]]></description><pubDate>1 d\u00e9cembre 2008 10:20</pubDate><link>http://weir.example/a</link></title></item>
<item><title>Sun<title><description>It shines.</item></description><guid>2</guid>
<item><title>Snow</title><guid>3</guid><description>It snows.</description>"""

WANTED: Final[dict[str, tuple[str, list[dict[str, Any]]]]] = {
    "RSS 0.91": (RSS_091, [{"title": "The caf\u00e9 is shut", "body": "It shut at noon.\nNobody knows why.", "language": "en-US", "address": "http://weir.example/1.html"}]),
    "RSS 0.90": (RSS_090, [{"title": "Rain", "body": "Rain", "address": "http://weir.example/2.html"}]),
    "RSS 1.0": (RSS_10, [{"title": "Br\u00fccke & Wehr", "byline": "Wehrgruppe", "date": "2003-11-23T18:05", "summary": "Kurz gesagt: zu.", "topics": ["verkehr"],
                          "body": "<p>Die <b>Br\u00fccke</b> ist zu.</p>", "language": "de-DE"}]),
    "RSS 2.0": (RSS_20, [
        {"title": "The river\u2019s up & rising \U0001f600", "byline": "Ana Reyes", "date": "2010-05-04T23:30", "summary": "", "topics": ["mill-street", "river"],
         "address": "http://weir.example/2010/05/river/",
         "body": '<p>It came at six. By seven it stood on the quay and by eight <a href="http://weir.example/gauge" rel="nofollow ugc noopener">the gauge</a> was gone.</p>\n'
                 '<p><a href="http://weir.example/pictures/quay.jpg" rel="nofollow ugc noopener">The quay</a></p>\n'
                 '<p><a href="http://weir.example/sound/river.mp3" rel="nofollow ugc noopener">http://weir.example/sound/river.mp3</a></p>'},
        {"title": "No address, no date", "byline": "", "date": "", "body": "A & B is 5 < 6\u00a0here"}]),
    "Atom 1.0": (ATOM_10, [
        {"title": "El r\u00edo <sube>", "byline": "Colectivo", "date": "2011-02-03T04:05", "summary": "Breve.", "language": "es", "topics": ["el-rio"],
         "address": "http://presa.example/noticias/2011/rio.html",
         "body": '<p>Sube <em>mucho</em>: <a href="http://presa.example/noticias/2011/foto.html" rel="nofollow ugc noopener">foto</a><br>y m\u00e1s.</p>\n'
                 '<p><a href="http://presa.example/noticias/rio.ogg" rel="nofollow ugc noopener">http://presa.example/noticias/rio.ogg</a></p>'},
        {"title": "A <b> in text", "byline": "Luz", "body": "Plain & simple\nin two lines."}]),
    "Atom 0.3": (ATOM_03, [{"title": "Rain & wind", "byline": "Tomas", "date": "2004-07-08T09:10", "body": "<p>It rains.</p>", "address": "http://weir.example/rain"},
        {"title": "Weir & water", "date": "2004-07-08T09:10", "body": "<p>It rains.</p>"}]),
    "Blogger": (BLOGGER, [{"title": "Weir open", "byline": "Ana", "date": "2009-01-02T03:04", "topics": ["weir"], "body": "<p>It is <b>open</b>.</p>"}]),
    "JSON Feed": (JSON_FEED, [
        {"title": "Rent & repairs", "byline": "Ana", "date": "2020-02-28T23:15", "summary": "On Monday.", "topics": ["housing"], "address": "https://weir.example/5"},
        {"title": "A note without a title, in plain <text>.", "body": "A note without a title, in plain <text>."}]),
    "broken": (BROKEN, [{"title": "Rain & wind", "date": "2008-12-01T10:20", "body": "<p>It <b>rains</b></p>"}, {"title": "Sun"}]),
}  # fmt: skip
"""By kind: a feed, and of each item what has to be so; `body` as it is shown."""
