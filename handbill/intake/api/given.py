"""The answer to a publication: number, address and receipt."""

from django.http import HttpResponse

from handbill.intake.api.problem import reply
from handbill.intake.given import state_and_reason
from handbill.intake.items import href
from handbill.intake.uploads import Told
from handbill.newswire.article import Article
from handbill.newswire.comment import Comment
from handbill.settings import site


def given(item: Article | Comment, code: str, removed: Told = ()) -> HttpResponse:
    """Answer 201, or 202 where the item is held; with what was removed of each file. A retry gets the same answer as the first try."""
    state, reason = state_and_reason(item.number)
    told: dict[str, object] = {"number": item.number, "url": url(item), "receipt": code}
    if removed:
        told["removed"] = [words for _which, words in removed]
    if state != "listed":
        told |= {"state": state, "reason": reason}
    answer = reply(told, 202 if state == "held" else 201)
    answer["Location"] = url(item)
    return answer


def url(item: Article | Comment) -> str:
    """Give the absolute address of an item."""
    return site().address + href(item)
