"""The text of a page that no layout knows: as the browser gave it when it was saved as text, first line the headline.

Then the body's paragraphs; contact lines (`homepage: homepage: …`, the label once or twice); comments, each headed by a line
of `readers.months`, an author line, and the comment.

What is in doubt is text, never a byline, a contact or a comment:

- The head of a comment stands after an empty line (or the contact lines); one with a time may stand directly below a
  text, if an empty line is below it. The first is one before the contact lines only if its title is in quotes or it has a
  time; else it may be a sentence that ends in a date.
- An author line stands before an empty line with text after it, either with one empty line between the head and it (where
  two stand if there is none) or directly below the head (texts.author).
- Contact lines are those with the label twice, or a run of lines with a label at the end of the text, after an empty line.
- What stands between the contact lines and the first comment is kept at the end of the body, and reported.
"""

from typing import Final

from django.utils.translation import gettext as _

from handbill.archive.readers.contacts import split_contacts
from handbill.archive.readers.months import Header, header
from handbill.archive.readers.texts import author
from handbill.archive.readers.texts.parts import Part, Parts, part

_INVITES: Final = frozenset(
    {"add a comment on this article", "añade un comentario a este artículo", "einen kommentar hinzufügen"}
)
"""A link of the page, not a word of its author."""


def split(lines: list[str], start: int, told: dict[str, str]) -> Parts:
    """Part a page whose text begins at a line, and whose article is told already what stands above."""
    lines = ["" if line.strip().casefold() in _INVITES else line for line in lines]
    notes: list[tuple[int, str]] = []
    heads = _heads(lines, start, notes)
    ends = [*(at for at, _head in heads), len(lines)]
    article = part(start, told, lines[start : ends[0]])
    if article.rest:
        words = _("this stands after the contact lines; it was kept at the end of the text")
        notes.insert(0, (ends[0] - len(article.rest), words))
    comments = [
        _comment(at, head, lines[at + 1 : end]) for (at, head), end in zip(heads, ends[1:], strict=True)
    ]
    return Parts(article, comments, notes)


def _heads(lines: list[str], start: int, notes: list[tuple[int, str]]) -> list[tuple[int, Header]]:
    """Find the lines that head comments."""
    _body, contacts, rest = split_contacts(lines[start:], doubled=True)
    first_contact = len(lines) - len(rest) if contacts else 0
    heads: list[tuple[int, Header]] = []
    for at in range(start, len(lines)):
        alone = at == 0 or not lines[at - 1].strip() or at == first_contact
        if not alone and any(line.strip() for line in lines[at + 1 : at + 2]):
            continue
        try:
            head = header(lines[at])
        except ValueError:
            notes.append((at, _("this looks like the head of a comment, but there is no such day")))
            continue
        if head and (head.timed or alone) and (heads or head.strong or at >= first_contact):
            heads.append((at, head))
    return heads


def _comment(at: int, head: Header, lines: list[str]) -> Part:
    name, lines = _author(lines)
    return part(at, {"title": head.title, "date": head.date, "byline": name}, lines, ("homepage", "email"))


def _author(lines: list[str]) -> tuple[str, list[str]]:
    """Give the author line at the top of a comment, or "" where there is none or it might be text; and what is below it."""
    said = [bool(line.strip()) for line in lines[:4]]
    for at, name in ((0, author.maybe), (1, author.in_its_place)):
        above, below = said[:at], said[at + 1 : at + 2]
        if len(lines) > at and said[at] and not any((*above, *below)):
            found = name(lines[at]) if any(line.strip() for line in lines[at + 2 :]) else ""
            return found, lines[at + 1 :] if found else lines
    return "", lines
