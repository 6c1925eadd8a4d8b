"""An article of WordPress with its comments, as an import takes it."""

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from django.utils.translation import gettext as _

from handbill.archive.readers.autop import autop
from handbill.archive.readers.contents import Contents
from handbill.archive.readers.inline import taken_out
from handbill.archive.readers.markup import is_html, lines, plain, shortened
from handbill.archive.readers.taken import Topics, done, left_out, sql_date, text
from handbill.archive.readers.wordpress import Head, Item, number
from handbill.archive.sources import Found, ImportedArticle, ImportedComment, NotUnderstood, Page
from handbill.cleaning.links import homepage
from handbill.limits import FILE_NAME, HOMEPAGE, SUMMARY
from handbill.record.format.canonical import Json

_TERMS: Final = ("category", "post_tag", "tag")
_NOT_A_TOPIC: Final = "uncategorized"
_APPROVED: Final = ("1", "approve", "approved")
_WAITS: Final = ("0", "hold", "")
_PAGES: Final = ("http://", "https://")


class Posts:
    """The articles of one export. `left` counts the comments that stay behind, by why."""

    def __init__(self, name: str, head: Head, contents: Contents) -> None:
        self.head, self.contents = head, contents
        self.site = head.site or name
        self.topics = Topics()
        self.left: Counter[str] = Counter()

    def article(self, item: Item, place: str) -> Iterator[Found]:
        """Give an article that was public, its topics before it and what was not taken behind it."""
        link = next((one for one in (item.get("link"), item.get("guid")) if one.startswith(_PAGES)), "")
        content = self.contents.of(item, link or self.head.base)
        excerpt = lines(item.get("excerpt:encoded"))
        found = text(plain(item.get("title")), content.html, (excerpt, *content.words))
        chosen, new, more = self.topics.of(self._terms(item))
        for slug, name in new:
            yield Page(place, f"topic/{slug}", name, lines(self.head.described.get(slug, "")))
        byline, author = self.head.authors.get(item.get("dc:creator"), (plain(item.get("dc:creator")), ""))
        raw = {
            "title": found.title,
            "body": found.body,
            "format": found.format,
            "byline": byline,
            "summary": shortened(excerpt, SUMMARY) if excerpt != found.body else "",
            "language": self.head.language,
            "topics": chosen,
        }
        yield ImportedArticle(
            place=place,
            raw=raw,
            date=sql_date(item.get("wp:post_date")) or sql_date(item.get("wp:post_date_gmt")),
            legacy=self._legacy(item.number, link),
            keys=self._keys(item, found.title, found.body),
            comments=list(self._comments(item, place, author)),
            files=content.files,
        )
        for what in (*content.notes, *done(found)):
            yield NotUnderstood(place, what)
        if more:
            yield NotUnderstood(place, left_out(more))

    def _terms(self, item: Item) -> list[tuple[str, str]]:
        """Give title and slug of its categories, then of its tags. WXR 1.0 has each twice, once without a slug."""
        with_slug = {name for kind, slug, name in item.terms if slug and kind in _TERMS}
        found = [
            (self.head.terms.get((kind, slug)) or name, slug)
            for wanted in _TERMS
            for kind, slug, name in item.terms
            if kind == wanted and slug != _NOT_A_TOPIC and (slug or name not in with_slug)
        ]
        return [(name, slug) for name, slug in found if name.lower() != _NOT_A_TOPIC]

    def _legacy(self, number: str, address: str) -> dict[str, Json]:
        legacy: dict[str, Json] = {"from": self.site[:FILE_NAME]}
        if number:
            legacy["number"] = number
        if address and len(address) <= HOMEPAGE:
            legacy["address"] = address
        return legacy

    def _keys(self, item: Item, title: str, body: str) -> tuple[tuple[str, ...], ...]:
        """It is the same article under its number at that site; and wherever the site has moved, under its identifier and title."""
        keys: list[tuple[str, ...]] = []
        if item.number:
            keys.append(("wxr", self.site, "post", item.number))
        if item.get("guid"):
            keys.append(("guid", item.get("guid"), title))
        return tuple(keys) or (("wxr", self.site, title, sha256(body.encode()).hexdigest()),)

    def _comments(self, item: Item, place: str, author: str) -> Iterator[ImportedComment]:
        kept = []
        for said in item.comments:
            state = said.get("wp:comment_approved", "").strip().lower()
            if state not in _APPROVED:
                self.left["waits" if state in _WAITS else "spam"] += 1
                continue
            said["wp:comment_content"] = taken_out(
                said.get("wp:comment_content", ""), self.head.base, _nowhere
            ).html
            if lines(said["wp:comment_content"]):
                kept.append(said)
            else:
                self.left["empty"] += 1
        kept.sort(key=lambda one: one.get("wp:comment_date_gmt") or one.get("wp:comment_date") or "")
        for said in kept:
            yield self._comment(said, place, author)

    def _comment(self, said: dict[str, str], place: str, author: str) -> ImportedComment:
        told = {name: value.strip() for name, value in said.items()}
        body, its = told["wp:comment_content"], number(told.get("wp:comment_id", ""))
        date = sql_date(told.get("wp:comment_date", "")) or sql_date(told.get("wp:comment_date_gmt", ""))
        page = told.get("wp:comment_author_url", "")
        user = number(told.get("wp:comment_user_id", ""))
        digest = sha256("\0".join((date, told.get("wp:comment_author", ""), body)).encode()).hexdigest()
        raw = {
            "body": autop(body) if is_html(body) else body,
            "format": "html" if is_html(body) else "text",
            "byline": plain(told.get("wp:comment_author", "")),
            "homepage": page if page.startswith(_PAGES) and homepage(page) else "",
        }
        return ImportedComment(
            place=_("%(place)s, comment %(number)s") % {"place": place, "number": its or "?"},
            raw=raw,
            date=date,
            legacy=self._legacy(its, ""),  # where it stood is where its article stood
            keys=(("wxr", self.site, "comment", its or digest),),
            id=its,
            answers=number(told.get("wp:comment_parent", "")),
            author=bool(user) and user == author,
        )


def _nowhere(_address: str) -> bool:
    """Files of comments do not come along: what one showed becomes a link."""
    return False
