"""/desk/descriptions/: what readers say is to be seen in pictures of others. An editor adds it to the page, or leaves it out."""

import json
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from handbill.actions.accept import accept, leave_out
from handbill.actions.act import Act
from handbill.cleaning.text import one_line
from handbill.desk.entrance import editor_only
from handbill.desk.frame import answer, frame, see
from handbill.desk.place import number
from handbill.desk.rows import Noun, href, local, nouns
from handbill.desk.visit import Visit
from handbill.limits import ALT, QUEUE_ITEMS
from handbill.look import dates
from handbill.look.contexts.desk import Described, DescriptionsPage
from handbill.newswire.article import Article
from handbill.newswire.attachment import Attachment
from handbill.newswire.offer import Offer
from handbill.settings import site

ENTRY = None
_WORDS: Final = {
    "accept": lambda: _("The description stands with its picture."),
    "leave": lambda: _("The description is left out."),
}


@editor_only
def descriptions(request: HttpRequest, visit: Visit) -> HttpResponse:
    """List the oldest; add one to its page, or leave it out.

    Raises:
        Refused: as `actions.accept` says.
    """
    if request.method != "POST":
        done = request.GET.get("done", "")
        return _page(request, visit, message=_WORDS[done]() if done in _WORDS else "")
    it = number(request.POST.get("it", ""))
    if request.POST.get("action") == "leave":
        leave_out(_act(visit), it)
        return see(request, "desk/descriptions/?done=leave")
    text = one_line(request.POST.get("text", ""))
    if not 0 < len(text) <= ALT:
        words = _("A description has 1 to %(limit)d characters. Nothing was changed.") % {"limit": ALT}
        return _page(request, visit, message=words, status=422)
    accept(_act(visit), it, text)
    return see(request, "desk/descriptions/?done=accept")


def _act(visit: Visit) -> Act:
    return Act.editor(visit.editor.number)


def _page(request: HttpRequest, visit: Visit, *, message: str, status: int = 200) -> HttpResponse:
    offers = list(Offer.objects.filter(done_at=None).order_by("id")[:QUEUE_ITEMS])
    items = nouns([one.number for one in offers])
    page = DescriptionsPage(
        **frame(request, visit, _("Descriptions by readers"), message),
        offers=tuple(_described(one, items[one.number]) for one in offers if one.number in items),
        limit=ALT,
    )
    return answer(page, visit, status)


def _described(one: Offer, item: Noun) -> Described:
    article = item if isinstance(item, Article) else item.article
    row = Attachment.objects.filter(id=one.attachment, over=False).first()
    files = json.loads(row.value).get("files", []) if row else []
    small: dict[str, Any] = min(
        (it for it in files if it["type"] == "image/jpeg"), key=lambda it: it["width"], default={}
    )
    return Described(
        id=one.id,
        text=one.text,
        at=dates.short(site().language, local(one.at)),
        href=href(item),
        title=article.title,
        picture=f"desk/media/{one.number}/{small['name']}" if small else "",
        width=small.get("width", 0),
        height=small.get("height", 0),
    )
