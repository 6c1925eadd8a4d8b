"""/api/witness/add-checkpoint: other sites' logs ask this one to witness them (C2SP tlog-witness)."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from handbill.limits import WITNESS_REQUEST
from handbill.record.witness import Refusal, cosign
from handbill.settings import site

_TEXT: Final = "text/plain; charset=utf-8"


@require_POST
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """Answer with the line that cosigns, or with the status that says why not."""
    if len(request.body) > WITNESS_REQUEST:
        return HttpResponse(f"at most {WITNESS_REQUEST} bytes\n", content_type=_TEXT, status=413)
    try:
        return HttpResponse(cosign(site(), request.body), content_type=_TEXT)
    except Refusal as refused:
        if refused.size is not None:
            return HttpResponse(f"{refused.size}\n", content_type="text/x.tlog.size", status=refused.status)
        return HttpResponse(f"{refused}\n", content_type=_TEXT, status=refused.status)
