"""/publish/kept/SECRET/NAME: the picture of a file that waits in a form, for who has the form."""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from handbill.actions import keep
from handbill.intake import kept
from handbill.newswire import media


@require_safe
def file(request: HttpRequest, secret: str, name: str) -> HttpResponse:
    """Give a small picture of a file in the form with this secret.

    Raises:
        Http404: there is none of this name, or the form is long gone.
    """
    del request
    for row in keep.of_form(secret):
        shown = kept.preview_of(json.loads(row.value).get("files", ()))
        if shown and shown["name"] == name:
            try:
                return HttpResponse(media.path_of(shown["sha256"]).read_bytes(), content_type=shown["type"])
            except FileNotFoundError:
                break
    raise Http404
