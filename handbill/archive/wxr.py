"""All that is listed or hidden, as an export of WordPress (WXR 1.2), which its importer takes, and many others do.

What that format has no word for stands in the text: contact lines, a comment's title. A hidden item comes as a draft, a hidden
comment as one that waits.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any, Final

from handbill.archive.whole import whole
from handbill.cleaning.links import homepage
from handbill.newswire.counter import Counter
from handbill.newswire.sitepage import SitePage
from handbill.pages.shown import shown_body
from handbill.record.format.attached import address
from handbill.settings import Settings

Lines = Iterable[dict[str, Any]]

_HEAD: Final = """<?xml version="1.0" encoding="UTF-8"?>
<!-- generator="Handbill" -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
"""
_TAIL: Final = "</channel>\n</rss>\n"
_AXES: Final = {
    "topics": ("category", "topic"),
    "places": ("post_tag", "place"),
    "genre": ("post_tag", "genre"),
}
_CONTACT: Final = ("homepage", "phone", "address", "email", "source")
_UNFIT: Final = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def export(site: Settings, lines: Lines, out: Path) -> dict[str, int]:
    """Write the file, whole or not at all, mode 0600; `lines` are those of an export. Gives how many articles and comments it has.

    Raises:
        OSError: it cannot be written; what was there before is untouched.
    """
    writer = _Writer(site)
    with whole(out) as file:
        file.write(_HEAD.encode())
        for text in writer.texts(lines):
            file.write(text.encode())
        file.write(_TAIL.encode())
    return writer.counts


class _Writer:
    """One export. Attachments get numbers above all others, in the order in which they come."""

    def __init__(self, site: Settings) -> None:
        self.site = site
        self.counts = {"articles": 0, "comments": 0, "files": 0}
        self.next = (Counter.objects.values_list("last", flat=True).first() or 0) + 1
        self.titles = dict(SitePage.objects.values_list("name", "title"))
        self.article: dict[str, Any] | None = None
        self.after: list[str] = []  # items of attachments, which follow the article that they belong to

    def texts(self, lines: Lines) -> Iterator[str]:
        """Give the file in pieces: what it says of the site, then article by article."""
        yield "".join(self._site())
        for line in lines:
            if line["kind"] == "comment" and "values" in line and self.article:
                yield "".join(self._comment(line))
                self.counts["comments"] += 1
            elif line["kind"] != "comment":
                yield self._ended()
                if line["kind"] == "article" and "values" in line:
                    self.article = line
                    yield "".join(self._article(line))
                    self.counts["articles"] += 1
        yield self._ended()

    def _site(self) -> Iterator[str]:
        base = self.site.address.rstrip("/")
        for name, value in (
            *(("title", self.site.name), ("link", base), ("description", self.site.tagline)),
            *(("language", self.site.language), ("wp:wxr_version", "1.2")),
            *(("wp:base_site_url", base), ("wp:base_blog_url", base)),
        ):
            yield f"<{name}>{escape(_fit(value))}</{name}>\n"
        for name, title in sorted(self.titles.items()):
            axis, _slash, slug = name.partition("/")
            if axis == "topic" and slug:
                yield f"<wp:category><wp:category_nicename>{_data(slug)}</wp:category_nicename><wp:cat_name>{_data(title)}</wp:cat_name></wp:category>\n"
            elif axis in {"place", "genre"} and slug:
                yield f"<wp:tag><wp:tag_slug>{_data(slug)}</wp:tag_slug><wp:tag_name>{_data(title)}</wp:tag_name></wp:tag>\n"

    def _article(self, line: dict[str, Any]) -> Iterator[str]:
        said, number = line["values"], line["number"]
        link = f"{self.site.address}{_path(line)}.html"
        status = "publish" if line["state"] == "listed" else "draft"
        yield from self._item(said.get("title", ""), link, line, str(number), "post", status)
        yield f"<dc:creator>{_data(said.get('byline', ''))}</dc:creator>\n"
        yield f"<content:encoded>{_data(self._body(line))}</content:encoded>\n"
        yield f"<excerpt:encoded>{_data(said.get('summary', ''))}</excerpt:encoded>\n"
        for field, (domain, axis) in _AXES.items():
            given = said.get(field) or ()
            for slug in (given,) if isinstance(given, str) else given:
                title = self.titles.get(f"{axis}/{slug}", slug)
                yield f'<category domain="{domain}" nicename="{escape(slug)}">{_data(title)}</category>\n'
        if said.get("byline"):
            yield _meta("byline", said["byline"])

    def _item(
        self, title: str, link: str, line: dict[str, Any], number: str, kind: str, status: str
    ) -> Iterator[str]:
        """What all items share."""
        at = _moment(line.get("date", ""))
        yield f"<item>\n<title>{_data(title)}</title>\n<link>{escape(link)}</link>\n"
        yield f"<pubDate>{format_datetime(at)}</pubDate>\n" if at else ""
        yield f'<guid isPermaLink="false">{escape(self.site.identity)}{number}</guid>\n<description></description>\n'
        date = f"{at:%Y-%m-%d %H:%M}:00" if at else "0000-00-00 00:00:00"
        slug = number if kind == "post" else f"file-{number}"
        for name, value in (
            *(("post_id", number), ("post_date", date), ("post_date_gmt", date), ("post_modified", date)),
            *(("post_modified_gmt", date), ("comment_status", "closed"), ("ping_status", "closed")),
            *(
                ("post_name", slug),
                ("status", status),
                ("post_parent", "0" if kind == "post" else str((self.article or line)["number"])),
            ),
            *(("menu_order", "0"), ("post_type", kind), ("post_password", ""), ("is_sticky", "0")),
        ):
            yield f"<wp:{name}>{_data(value) if value else ''}</wp:{name}>\n"

    def _body(self, line: dict[str, Any]) -> str:
        """Give the text with its files, amendments and contact lines, and note the files."""
        said = line["values"]
        parts = [*self._files(line), str(shown_body(said))]
        parts += [f"<hr>\n{shown_body(one)}" for one in line.get("amendments", ())]
        return "\n".join([*parts, *_contacts(said)])

    def _files(self, line: dict[str, Any]) -> Iterator[str]:
        if line["state"] != "listed":
            return
        for one in line.get("attachments", ()):
            files = one.get("files", ())
            if files:
                found = files[0]
                href = self.site.address + address(_path(self.article or line), line["number"], found["name"])
                yield _shown(one, href)
                self.after.append("".join(self._file(one, href, line)))
                self.counts["files"] += 1

    def _file(self, one: dict[str, Any], href: str, line: dict[str, Any]) -> Iterator[str]:
        number, self.next = self.next, self.next + 1
        caption = one.get("caption", "")
        yield from self._item(
            caption or f"{one['kind']} {number}", href, line, str(number), "attachment", "inherit"
        )
        yield f"<content:encoded></content:encoded>\n<excerpt:encoded>{_data(caption)}</excerpt:encoded>\n"
        yield f"<wp:attachment_url>{_data(href)}</wp:attachment_url>\n"
        if one.get("alt"):
            yield _meta("_wp_attachment_image_alt", one["alt"])
        yield "</item>\n"

    def _comment(self, line: dict[str, Any]) -> Iterator[str]:
        said, at = line["values"], _moment(line.get("date", ""))
        date = f"{at:%Y-%m-%d %H:%M}:00" if at else "0000-00-00 00:00:00"
        title = f"<p><strong>{escape(said['title'])}</strong></p>\n" if said.get("title") else ""
        own = {name: value for name, value in said.items() if name != "homepage"}
        body = self._body({**line, "values": own})
        yield "<wp:comment>\n"
        for name, value in (
            *(("comment_id", str(line["number"])), ("comment_author", said.get("byline", ""))),
            *(("comment_author_email", ""), ("comment_author_url", homepage(said.get("homepage", "")) or "")),
            *(("comment_author_IP", ""), ("comment_date", date), ("comment_date_gmt", date)),
            *(("comment_content", title + body), ("comment_approved", str(int(line["state"] == "listed")))),
            *(
                ("comment_type", ""),
                ("comment_parent", str(said.get("reply_to", 0))),
                ("comment_user_id", "0"),
            ),
        ):
            yield f"<wp:{name}>{_data(value) if value else ''}</wp:{name}>\n"
        yield "</wp:comment>\n"

    def _ended(self) -> str:
        """Close the article that is open; its files follow."""
        text = f"</item>\n{''.join(self.after)}" if self.article else ""
        self.article, self.after = None, []
        return text


def _path(line: dict[str, Any]) -> str:
    """Give the path of an article, which stands in its first entry."""
    return str(line["entries"][0]["entry"]["path"])


def _shown(one: dict[str, Any], href: str) -> str:
    where, alt, caption = escape(href), escape(one.get("alt", "")), escape(one.get("caption", ""))
    made = {
        "image": f'<img src="{where}" alt="{alt}">',
        "audio": f'<audio controls src="{where}"></audio>',
        "video": f'<video controls src="{where}"></video>',
    }.get(one["kind"], f'<a href="{where}">{caption or alt or where}</a>')
    return f"<figure>{made}{f'<figcaption>{caption}</figcaption>' if caption else ''}</figure>"


def _contacts(said: dict[str, Any]) -> Iterator[str]:
    for name in _CONTACT:
        if value := said.get(name):
            yield f"<p>{name}: {escape(value)}</p>"


def _meta(name: str, value: str) -> str:
    return f"<wp:postmeta><wp:meta_key>{_data(name)}</wp:meta_key><wp:meta_value>{_data(value)}</wp:meta_value></wp:postmeta>\n"


def _data(text: str) -> str:
    """Give a text as CDATA, which has no end in it."""
    return f"<![CDATA[{_fit(text).replace(']]>', ']]]]><![CDATA[>')}]]>"


def _fit(text: str) -> str:
    """Leave out what no XML can hold (XML 1.0, section 2.2)."""
    return _UNFIT.sub("", text)


def _moment(date: str) -> datetime | None:
    try:
        return datetime.fromisoformat(date).replace(tzinfo=UTC) if date else None
    except ValueError:
        return None
