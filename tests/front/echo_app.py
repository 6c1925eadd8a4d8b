"""A WSGI app that tells what it was asked, for granian."""

import json
import os
from collections.abc import Callable, Iterable
from typing import Any

from handbill.front.last_look import guarded


def echo(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    own = {
        name: value for name, value in environ.items() if isinstance(value, str) and name not in os.environ
    }
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({"environ": own, "body": len(body)}).encode()]


application = guarded(echo, limit=100_000)
