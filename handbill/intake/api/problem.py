"""What goes wrong, as programs read it (RFC 9457)."""

import json
from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpResponse

PREFIX: Final = "/api/"


def problem(
    status: int, title: str, detail: str, errors: Mapping[str, str] | None = None, **more: Any
) -> HttpResponse:
    """Give a problem: `detail` in words, `errors` by the names of fields where there are any."""
    told = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    if errors:
        told["errors"] = dict(errors)
    return reply(told, status, "application/problem+json")


def reply(told: Mapping[str, Any], status: int = 200, kind: str = "application/json") -> HttpResponse:
    """Give an answer as JSON."""
    return HttpResponse(json.dumps(told, ensure_ascii=False), content_type=kind, status=status)
