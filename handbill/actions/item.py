"""Items as the verbs take them: found, locked, and asked whether the act may follow."""

from typing import TypeAlias

from django.utils.translation import gettext as _

from handbill.actions.act import Refused
from handbill.limits import ARTICLE_BYTES, COMMENT_BYTES
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.newswire.decision import Decision
from handbill.newswire.standing import Standing, state_of
from handbill.newswire.version import Amendment, Version
from handbill.record.format.entry import Kind
from handbill.record.format.state import ENDED, after

Item: TypeAlias = Article | Comment


def take(number: int) -> Item:
    """Find an item and lock its row until the transaction ends.

    Raises:
        Refused: 404, there is no such item.
    """
    for noun in (Article, Comment):
        found: list[Item] = list(noun.objects.select_for_update().filter(number=number))
        if found:
            return found[0]
    raise Refused(_("There is no article or comment with the number %(number)d.") % {"number": number}, 404)


def take_article(number: int) -> Article:
    """Find an article, as `take` does; a comment is none."""
    item = take(number)
    if not isinstance(item, Article):
        raise Refused(_("Number %(number)d is a comment, not an article.") % {"number": number}, 404)
    return item


def take_comment(number: int) -> Comment:
    """Find a comment, as `take` does; an article is none."""
    item = take(number)
    if not isinstance(item, Comment):
        raise Refused(_("Number %(number)d is an article, not a comment.") % {"number": number}, 404)
    return item


def demand(number: int, kind: Kind, *, whole: bool = True) -> str:
    """Check that an act may follow on the item's state, by the table of docs/record.md section 4; give the new state.

    Raises:
        Refused: 410 where the item is gone for ever, else 409.
    """
    state = state_of(number)
    try:
        return after(state, kind, whole=whole)
    except ValueError:
        raise Refused(_WORDS[state](), 410 if state in ENDED else 409) from None


_WORDS = {
    "listed": lambda: _("It is on the newswire; there is nothing to undo."),
    "slow": lambda: _("It is on the newswire, waiting for the front page."),
    "held": lambda: _("It is held until an editor admits it."),
    "hidden": lambda: _("It is hidden already."),
    "withdrawn": lambda: _("Its author has withdrawn it."),
    "redacted": lambda: _("It was redacted; its text is gone."),
}


def said_of(number: int) -> tuple[list[str], list[str]]:
    """Give the stored fields of an item's versions and of its amendments, oldest first, as canonical JSON."""
    versions, amendments = (
        list(noun.objects.filter(number=number).order_by("id").values_list("fields", flat=True))
        for noun in (Version, Amendment)
    )
    return versions, amendments


def demand_room(item: Item) -> None:
    """Check, after an act, that what stands in the item is not more than a reader of its page's data takes.

    Raises:
        Refused: 409, its versions and amendments are too large together.
    """
    versions, amendments = said_of(item.number)
    limit = ARTICLE_BYTES if isinstance(item, Article) else COMMENT_BYTES
    if sum(len(fields.encode()) for fields in versions + amendments) <= limit:
        return
    if isinstance(item, Article):
        raise Refused(
            _(
                "This article has been revised so often that no more fits. Withdraw it and publish anew, or add a comment."
            )
        )
    raise Refused(
        _("This comment has been revised so often that no more fits. Withdraw it, or add another comment.")
    )


def stand(number: int, state: str, decision: Decision | None, item: Item, *, guard: bool = False) -> None:
    """End the present standing of an item and, unless the new state is listed, begin another."""
    Standing.objects.filter(number=number, over=False).update(over=True, ended=decision)
    if state != "listed":
        at = decision.at if decision else item.at
        Standing.objects.create(number=number, state=state, begun=decision, at=at, guard=guard)
