"""What answers where imported items stood before: a page that leads on to where they are now."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from handbill.look.feeds import render_legacy_stub
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.old_address import OldAddress
from handbill.newswire.standing import states_of
from handbill.newswire.those import those
from handbill.pages.articles import File
from handbill.pages.moment import USING, Moment
from handbill.pages.paths import page_of_comment, root_of
from handbill.pages.views import comment_href

PREFIX = "moved/"
"""Of the keys; one is of all old addresses of an item."""


def moved(moment: Moment, numbers: Iterable[int]) -> Iterator[File]:
    """Render what answers at the old addresses of these items, and take it away where it should answer no more."""
    wanted = list(numbers)
    if not wanted:
        return
    files = set(
        OldAddress.objects.using(USING).filter(number__in=those(wanted, USING)).values_list("file", flat=True)
    )
    rows = OldAddress.objects.using(USING).filter(file__in=sorted(files), over=False).order_by("-number")
    owners = list(rows.values_list("file", "number"))
    states = states_of([number for _file, number in owners], USING)
    # what is held is not public, nor where it stood before; the last one in this order is the first that came
    first = {file: number for file, number in owners if states.get(number) != "held"}
    targets = _targets(set(first.values()))
    for file in sorted(files):
        yield file, _stub(moment, file, targets[first[file]]) if file in first else None


def _targets(numbers: set[int]) -> dict[int, str]:
    """Give where items stand, from the root."""
    articles = Article.objects.using(USING).filter(number__in=those(numbers, USING))
    found = {number: f"{path}.html" for number, path in articles.values_list("number", "path")}
    left = numbers - found.keys()
    for one in Comment.objects.using(USING).filter(number__in=those(left, USING)).select_related("article"):
        found[one.number] = comment_href(one.article.path, page_of_comment(one.position), one)
    return found


def _stub(moment: Moment, file: str, target: str) -> str:
    """Give the page. What is shown for a program of old may be asked for from any depth, so its link begins at the root."""
    site = moment.site
    root = urlsplit(site.address).path if file.startswith("old/") else root_of(file)
    return render_legacy_stub(f"{root}{target}", f"{site.address}{target}", site.language)
