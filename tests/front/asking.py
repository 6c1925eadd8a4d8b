"""Requests over a bare socket, because no client library may straighten out what is bent on purpose."""

import json
import socket
from typing import Any


def ask(port: int, request: bytes | str, host: str = "127.0.0.1") -> bytes:
    """Send the bytes, give all that comes back until the other side closes."""
    with socket.create_connection((host, port), timeout=5) as connection:
        connection.sendall(request.encode() if isinstance(request, str) else request)
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
        return b"".join(parts)


def get(port: int, path: str, *headers: str, method: str = "GET", body: str = "") -> str:
    """A plain request; the whole answer as text."""
    lines = [f"{method} {path} HTTP/1.1", "Host: wire.example", "Connection: close", *headers]
    if body:
        lines.append(f"Content-Length: {len(body.encode())}")
    return ask(port, "\r\n".join(lines) + "\r\n\r\n" + body).decode("utf-8", "replace")


def status(answer: str | bytes) -> int:
    """The status of an answer."""
    text = answer.decode("latin-1") if isinstance(answer, bytes) else answer
    return int(text.split(" ", 2)[1])


def told(answer: str) -> dict[str, Any]:
    """What the stand-in app says that reached it."""
    found: dict[str, Any] = json.loads(answer.partition("\r\n\r\n")[2])
    return found
