"""Small pictures of files that not everyone may see: of those that wait in a form, for who has the form, and of one's own items."""

import json
from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from handbill.actions import attach, keep
from handbill.intake import keyhole
from handbill.intake.answer import now
from handbill.newswire import media
from handbill.newswire.attachment import Attachment


@require_safe
def file(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """/publish/kept/KEY/NAME: give the picture of a file in the form whose secret the key is of.

    Raises:
        Http404: there is none of this name, or the form is long gone.
    """
    del request
    return _picture(keep.seen_with(key), name)


@require_safe
def own(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """/receipt/kept/KEY/NAME: give the picture of a file that hangs on the item that the key opens.

    Raises:
        Http404: there is none of this name, the key is none, or it is over.
    """
    del request
    number = keyhole.opens(key, now())
    return _picture(attach.of_item(number) if number else (), name)


def _picture(rows: Iterable[Attachment], name: str) -> HttpResponse:
    for row in rows:
        shown = keep.preview_of(json.loads(row.value).get("files", ()))
        if shown and shown["name"] == name:
            try:
                return HttpResponse(media.path_of(shown["sha256"]).read_bytes(), content_type=shown["type"])
            except FileNotFoundError:
                break
    raise Http404
