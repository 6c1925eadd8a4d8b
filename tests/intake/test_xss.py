"""The attack vectors: all of them through the fields, a seeded part of them through the doors and a browser's parser."""

import json
import random
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest

from handbill.actions import fields
from handbill.cleaning.allowed import ATTRIBUTES, ELEMENTS, SCHEMES
from handbill.limits import BODY, BYLINE
from handbill.pages.shown import contacts, shown_body
from tests.corpora import corpus
from tests.intake.door import Door, rows

pytestmark = pytest.mark.once  # what is cleaned is cleaned before any engine sees it

SAMPLE = 150
CONTACTS = ("homepage", "phone", "address", "email")
OURS = frozenset(
    [
        "html",
        "head",
        "meta",
        "title",
        "link",
        "body",
        "a",
        "header",
        "p",
        "nav",
        "ul",
        "li",
        "ol",
        "main",
        "h1",
        "h2",
        "h3",
        "form",
        "input",
        "div",
        "label",
        "textarea",
        "details",
        "summary",
        "select",
        "option",
        "fieldset",
        "legend",
        "button",
        "footer",
        "section",
        "dl",
        "dt",
        "dd",
        "bdi",
        "strong",
        "span",
        "script",
        "article",
        "time",
        "blockquote",
    ]
)
OUR_ATTRIBUTES = frozenset(
    [
        "data-limit",
        *(
            f"data-{name}"
            for name in ("most", "megabytes", "sum", "many", "large", "sending", "reading", "busy", "broken")
        ),
        "lang",
        "dir",
        "charset",
        "name",
        "content",
        "rel",
        "href",
        "class",
        "id",
        "aria-label",
        "aria-labelledby",
        "aria-describedby",
        "aria-hidden",
        "aria-current",
        "aria-invalid",
        "method",
        "action",
        "accept-charset",
        "enctype",
        "type",
        "value",
        "for",
        "maxlength",
        "required",
        "autocomplete",
        "inputmode",
        "rows",
        "selected",
        "tabindex",
        "open",
        "role",
        "src",
        "defer",
        "checked",
        "form",
        "readonly",
        "color-scheme",
        "media",
        "sizes",
        "icon",
        "data-number",
        "data-state",
        "datetime",
    ]
)


def vectors() -> list[str]:
    text = (corpus("xss") / "vectors.jsonl").read_text("utf-8")
    return [json.loads(line)["input"] for line in text.split("\n") if line]


class Fragment(HTMLParser):
    """Everything in a fragment is on the list, or this raises."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ELEMENTS, tag
        for name, value in attrs:
            assert name in ATTRIBUTES | {"rel"}, (tag, name)
            if name == "href":
                assert (value or "").partition(":")[0] in SCHEMES, value

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)


def check(fragment: str) -> None:
    parser = Fragment()
    parser.feed(fragment)
    parser.close()


def taken_as(vector: str, form: str) -> tuple[dict[str, Any], dict[str, str]]:
    try:
        return fields.comment({"body": vector, "format": form}), {}
    except fields.Invalid as invalid:
        return {}, invalid.errors


@pytest.mark.parametrize("form", fields.FORMATS)
def test_every_vector_as_a_body(site: object, form: str) -> None:
    taken = 0
    for vector in vectors():
        values, errors = taken_as(vector, form)
        assert set(errors) <= {"body"}
        check(shown_body(values))
        taken += not errors
    assert taken > len(vectors()) / 2


def test_every_vector_as_title_byline_and_contact(site: object) -> None:
    for vector in vectors():
        line = vector[:BYLINE]
        raw = dict.fromkeys(("title", "byline", "summary", "source", "homepage", "email"), line)
        raw |= {"phone": line[:100], "address": line, "body": "B", "language": line, "genre": line}
        with pytest.raises(fields.Invalid) as caught:
            fields.article(raw)
        assert set(caught.value.errors) <= {"language", "genre", "title"}
        raw |= {"title": f"T {line[:190]}", "language": "", "genre": ""}
        for _kind, fragment in ((one.kind, str(one.html)) for one in contacts(fields.article(raw))):
            parser = Fragment()
            parser.feed(fragment)


def sampled() -> list[str]:
    return random.Random(20261123).sample(vectors(), SAMPLE)


def elements(page: str) -> Iterator[Element]:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    yield from (node for node in parser.parse(page).iter() if isinstance(node.tag, str))


def check_page(page: str) -> None:
    for node in elements(page):
        assert node.tag in OURS | ELEMENTS, node.tag
        if node.tag == "script":
            assert node.get("src", "").endswith(("look/comfort.js", "look/files.js"))
            assert not node.text
        for name, value in node.attrib.items():
            assert name in OUR_ATTRIBUTES | ATTRIBUTES, (node.tag, name)
            if name in {"href", "src", "action"}:
                assert ":" not in value.split("/", 1)[0] or value.partition(":")[0] in SCHEMES, value


def whole(vector: str, form: str) -> dict[str, Any]:
    line = vector[:100]
    return {
        **dict.fromkeys(("title", "summary", "byline", "source", *CONTACTS), line),
        "title": f"T {line}",
        "body": f"{vector[: BODY // 4]} end",
        "format": form,
    }


def test_previews_hold_nothing_but_what_is_allowed(door: Door) -> None:
    before = rows()
    for place, vector in enumerate(sampled()):
        answer = door.post("/publish/", {**whole(vector, fields.FORMATS[place % 3]), "action": "preview"})
        assert answer.status in {200, 422}
        check_page(answer.text)
    assert rows() == before


def test_what_is_published_comes_back_harmless(door: Door) -> None:
    """Every sampled vector as an article, as a comment below it, in errors, in refusals and behind the receipt."""
    door.post("/publish/", {"title": "T", "body": "B"})
    for place, vector in enumerate(sampled()[:60]):
        form = fields.FORMATS[place % 3]
        answer = door.post("/publish/", whole(vector, form))
        assert answer.status in {201, 422}
        if answer.status == 201:
            check_page(door.post("/receipt/", {"receipt": answer.receipt}).text)
        said = {
            name: text
            for name, text in whole(vector, form).items()
            if name in {"title", "body", "format", "byline"}
        }
        comment = door.post("/comment/1/", said)
        if comment.status == 201:
            check_page(door.get(f"/comment/1/?reply_to={comment.number}").text)
        for path, sent in (
            ("/publish/", {**whole(vector, form), "genre": vector, "topics": [vector], "language": vector}),
            ("/comment/1/", {"body": vector, "receipt": vector, "reply_to": vector}),
            ("/comment/99/", {"body": vector}),
            ("/complain/1/", {"text": vector, "guideline": vector}),
            ("/receipt/", {"receipt": vector, "body": vector}),
        ):
            answer = door.post(path, sent)
            assert 400 <= answer.status < 500
            check_page(answer.text)
