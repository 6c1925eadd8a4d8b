"""Cuts out of what our processes say whatever tells who was reading what.

nginx ends the lines of its error log with `, client: …, server: …, request: "…", upstream: …, host: …, referrer: …`; its
words before that may name the file that was asked for. Addresses that stand anywhere else go as well, and of nginx's times the
seconds, with the numbers of process and connection: the log of a bad hour must not tell when each reader came.
"""

import re
from pathlib import Path

LONGEST = 2048  # bytes of a line that are kept, as in nginx itself

_CONTEXT = re.compile(
    r",? ?(?:while [a-z ]+,? )?\b(?:client|request|upstream|host|referrer|subrequest|login): .*$", re.DOTALL
)
_IPV4 = re.compile(
    r"(?:(?<![\w:])::(?:[fF]{4}:)?|(?<![\d.]))\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?(?![\d.]*\d)"
)
_GROUP = "[0-9a-fA-F]{1,4}"
_IPV6 = re.compile(
    rf"(?<![\w:.])\[?(?:(?:{_GROUP}:){{7}}{_GROUP}|(?:{_GROUP}(?::{_GROUP}){{0,6}})?::(?:{_GROUP}(?::{_GROUP}){{0,6}})?)"
    rf"(?:%\w+)?(?:\]:\d{{1,5}}|\])?(?![\w:])"
)
_IDLE = re.compile(r"\S+ \S+ \[(?:notice|info|debug)\] ")  # nginx before it has read how much it shall say
_STRANGERS = re.compile(
    r"\S+ \S+ \[error\] \S+ (?:\*\d+ )?(?:directory index of|client (?:intended|sent)|no live upstreams) "
)  # what anyone can make nginx say, as often as they like; the answer has said it to them
_EXACT = re.compile(r"^(\d{4}/\d\d/\d\d \d\d:\d\d):\d\d (\[[a-z]+\]) (?:\d+#\d+: )?(?:\*\d+ )?")
_UNPRINTED = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")


def cut(line: str, public: Path | None = None) -> str:
    """Give a line without clients, requests, addresses and names of files below `public`; empty if it says nothing."""
    if _IDLE.match(line) or _STRANGERS.match(line):
        return ""
    if public is not None:
        line = re.sub(re.escape(f'"{public}') + r'/[^"]*"?', f'"{public}/…"', line)
    line = _EXACT.sub(r"\1 \2 ", _IPV6.sub("[address]", _IPV4.sub("[address]", _CONTEXT.sub("", line))))
    return _UNPRINTED.sub("?", line).rstrip()
