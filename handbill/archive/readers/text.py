"""Read the text of one page of a legacy newswire, as a browser gave it when it was saved as text.

First line the headline; then the body's paragraphs; then contact lines (`homepage: homepage: …`, the label once or
twice); then comments, each headed by a line of `readers.months`, an author line, and the comment.

What is in doubt is text, never a byline, a contact or a comment:

- The head of a comment stands after an empty line (or the contact lines). The first is one before the contact lines only if its
  title is in quotes or it has a time; else it may be a sentence that ends in a date.
- An author line stands directly below the head of a comment and before an empty line with text after it, has at most four
  words of 40 characters in all, begins and ends with words that are not in small letters (a single word may be), and
  holds neither an address nor the end of a sentence.
- Contact lines are those with the label twice, or a run of lines with a label at the end of the text, after an empty line.
- What stands between the contact lines and the first comment is kept at the end of the body, and reported.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from django.utils.translation import gettext as _

from handbill.archive.readers.contacts import split_contacts
from handbill.archive.readers.months import Header, header
from handbill.archive.readers.paragraphs import paragraphs
from handbill.archive.sources import Found, ImportedArticle, ImportedComment, NotUnderstood
from handbill.cleaning.text import one_line, tidy
from handbill.limits import FILE_NAME

LARGEST: Final = 8_000_000  # bytes of a page: a text of 60 kB and hundreds of comments
_MARKUP: Final = re.compile(r"\s*<(?:[!?]|[A-Za-z][\w:.-]{0,60}(?:\s[^<>]{0,2000})?>)")
_AUTHOR: Final = 40
_AUTHOR_WORDS: Final = 4
_CLOSES: Final = (".", "!", "?", ":", ";", ",", "…", '"')
_INITIAL: Final = re.compile(r"(?:\b\w|Jr|Sr|Dr)\.")


def decode(data: bytes) -> str:
    """Give the text of a file: UTF-8 (or UTF-16 with its mark), else Windows-1252, else Latin-1, which fits always.

    Raises:
        ValueError: it is not text.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    if b"\0" in data or sum(data.count(sign) for sign in _BINARY) * 100 > len(data):
        raise ValueError("not text")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


_BINARY: Final = [bytes([sign]) for sign in range(32) if sign not in b"\t\n\v\f\r\x1b"]


def read(name: str, data: bytes) -> Iterator[Found]:
    """Read one page. `name` is the file's base name: it stands as `from` beside what comes of it."""
    try:
        text = decode(data)
    except ValueError:
        yield NotUnderstood(name, _("this is not text"))
        return
    if _MARKUP.match(text):
        yield NotUnderstood(name, _("this is HTML or XML, not the text of a page"))
        return
    lines = [line.rstrip() for line in tidy(text).split("\n")]
    start = next((at for at, line in enumerate(lines) if line.strip()), None)
    if start is None:
        yield NotUnderstood(name, _("the file is empty"))
        return
    yield from _Page(name, lines, start).read()


class _Page:
    def __init__(self, name: str, lines: list[str], start: int) -> None:
        self.name = name
        self.lines = lines
        self.start = start
        self.legacy = one_line(name)[:FILE_NAME] or "text"
        self.notes: list[NotUnderstood] = []

    def read(self) -> Iterator[Found]:
        heads = self._heads()
        ends = [*(at for at, _head in heads), len(self.lines)]
        title = self.lines[self.start].strip()
        body, contacts, rest = split_contacts(self.lines[self.start + 1 : ends[0]])
        if any(line.strip() for line in rest):
            self._note(
                ends[0] - len(rest),
                _("this stands after the contact lines; it was kept at the end of the text"),
            )
        text = "\n\n".join(paragraphs([*body, "", *rest]))
        if not text:
            yield NotUnderstood(self.name, _("there is no text below the headline"))
            return
        article = ImportedArticle(
            place=self.name,
            raw={"title": title, "body": text, "format": "text", **contacts},
            date="",
            legacy={"from": self.legacy},
            keys=(("text", _digest(title, text)),),
        )
        sent: Counter[tuple[str, ...]] = Counter()
        for (at, head), end in zip(heads, ends[1:], strict=True):
            raw = self._comment(at, head, self.lines[at + 1 : end])
            if raw:
                key = (*article.keys[0], head.date, _digest(raw["title"], raw["body"]))
                sent[key] += 1  # the same comment sent twice was two comments there
                article.comments.append(
                    ImportedComment(
                        place=self._place(at),
                        raw=raw,
                        date=head.date,
                        legacy=article.legacy,
                        keys=((*key, str(sent[key])),),
                    )
                )
        yield article
        yield from self.notes

    def _heads(self) -> list[tuple[int, Header]]:
        """Find the lines that head comments."""
        _body, contacts, rest = split_contacts(self.lines[self.start + 1 :], doubled=True)
        first_contact = len(self.lines) - len(rest) if contacts else 0
        heads: list[tuple[int, Header]] = []
        for at in range(self.start + 1, len(self.lines)):
            if self.lines[at - 1].strip() and at != first_contact:
                continue
            try:
                head = header(self.lines[at])
            except ValueError:
                self._note(at, _("this looks like the head of a comment, but there is no such day"))
                continue
            if head and (heads or head.strong or at >= first_contact):
                heads.append((at, head))
        return heads

    def _comment(self, at: int, head: Header, lines: list[str]) -> dict[str, str]:
        byline = _author(lines)
        body, contacts, rest = split_contacts(lines[1:] if byline else lines, ("homepage", "email"))
        text = "\n\n".join(paragraphs([*body, "", *rest]))
        if not text:
            self._note(at, _("a comment without a text: %(title)s") % {"title": head.title})
            return {}
        contacts.pop("email", None)  # of who comments none is taken
        return {"title": head.title, "body": text, "format": "text", "byline": byline, **contacts}

    def _place(self, at: int) -> str:
        return _("%(file)s, line %(line)d") % {"file": self.name, "line": at + 1}

    def _note(self, at: int, what: str) -> None:
        self.notes.append(NotUnderstood(self._place(at), what))


def _author(lines: list[str]) -> str:
    """Give the author line at the top of a comment, or "" where there is none or it might be text."""
    line = lines[0].strip() if lines else ""
    if not line or any(one.strip() for one in lines[1:2]) or not any(one.strip() for one in lines[2:]):
        return ""
    words = line.split()
    if len(line) > _AUTHOR or len(words) > _AUTHOR_WORDS or "@" in line or "//" in line:
        return ""
    closed = line.endswith(_CLOSES) and not _INITIAL.search(words[-1])
    small = len(words) > 1 and (words[0][0].islower() or words[-1][0].islower())
    return "" if closed or small or not any(sign.isalpha() for sign in line) else line


def _digest(title: str, text: str) -> str:
    """Tell texts apart by their words alone: a page that was wrapped anew is the same page. It becomes a secret key."""
    return sha256("\0".join(" ".join(part.split()) for part in (title, text)).encode()).hexdigest()
