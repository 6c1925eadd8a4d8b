"""What a second parser, which shares no code with the first, reads in a fragment."""

from collections.abc import Iterator
from html import unescape
from typing import Any

import html5lib

from handbill.cleaning.allowed import ATTRIBUTES, ELEMENTS, EVERYWHERE, OF_ELEMENT, SCHEMES
from handbill.cleaning.tree import Nodes, parse


def by_html5lib(fragment: str) -> list[Any]:
    """Give the events of a fragment inside a div: (name, attributes) for a start, the name with a slash for an end, text."""
    events: list[Any] = []

    def walk(element: Any) -> None:
        _text(events, element.text)
        for child in element:
            assert isinstance(child.tag, str), "a comment"
            events.append((child.tag, dict(child.attrib)))
            walk(child)
            events.append(f"/{child.tag}")
            _text(events, child.tail)

    walk(html5lib.parseFragment(fragment, container="div", namespaceHTMLElements=False))
    return events


def by_us(fragment: str) -> list[Any]:
    """Give the same events by the small parser that trusts what it reads."""
    events: list[Any] = []

    def walk(nodes: Nodes) -> None:
        for node in nodes:
            if isinstance(node, str):
                _text(events, unescape(node))
                continue
            events.append((node.name, {key: unescape(value) for key, value in node.attributes.items()}))
            walk(node.inside)
            events.append(f"/{node.name}")

    walk(parse(fragment))
    return events


def assert_allowed(fragment: str) -> None:
    """Hold that a fragment has allow-listed elements, attributes and schemes only."""
    for name, attributes in starts(fragment):
        assert name in ELEMENTS
        assert ("rel" in attributes) == (name == "a")
        for key, value in attributes.items():
            if (name, key) == ("a", "rel"):
                assert value == "nofollow ugc noopener"
                continue
            assert key in ATTRIBUTES
            assert key in EVERYWHERE | OF_ELEMENT.get(name, frozenset())
            if key == "href":
                scheme, colon, _ = value.partition(":")
                assert colon
                assert scheme in SCHEMES


def starts(fragment: str) -> Iterator[tuple[str, dict[str, str]]]:
    return (event for event in by_html5lib(fragment) if isinstance(event, tuple))


def text_of(fragment: str) -> str:
    return "".join(
        event[1:] for event in by_html5lib(fragment) if isinstance(event, str) and event.startswith("=")
    )


def _text(events: list[Any], text: str | None) -> None:
    if text and events and isinstance(events[-1], str) and events[-1].startswith("="):
        events[-1] += text
    elif text:
        events.append(f"={text}")
