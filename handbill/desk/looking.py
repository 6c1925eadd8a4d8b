"""/desk/media/NUMBER/NAME: a file of an item that is hidden or held, for editors alone."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handbill.actions.act import Refused
from handbill.actions.attach import present
from handbill.desk.entrance import editor_only
from handbill.desk.rows import nouns
from handbill.desk.visit import Visit
from handbill.newswire import media


@require_safe
@editor_only
def file(request: HttpRequest, visit: Visit, number: str, name: str) -> HttpResponse:
    """Give a file of an attachment that stands.

    Raises:
        Refused: 404, there is none of this name.
    """
    del request, visit
    known = present(int(number)) if nouns([int(number)]) else {}
    found = [one for it in known.values() for one in it.get("files", ()) if one["name"] == name]
    try:
        return HttpResponse(media.path_of(found[0]["sha256"]).read_bytes(), content_type=found[0]["type"])
    except (IndexError, FileNotFoundError):
        raise Refused(_("There is no such file."), 404) from None
