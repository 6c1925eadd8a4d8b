"""Every page of the doors is HTML without an error, with ids that are there once and labels that name a field."""

from collections import Counter

import html5lib
import pytest

from handbill.actions.act import Act
from handbill.actions.hide import hide
from tests.intake.door import Answer, Door


def check(page: str) -> None:
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    ids = Counter(node.get("id") for node in root.iter() if isinstance(node.tag, str) and node.get("id"))
    assert [name for name, count in ids.items() if count > 1] == []
    for node in root.iter():
        for attribute in ("for", "aria-labelledby", "aria-describedby", "form"):
            for name in (node.get(attribute) or "").split():
                assert name in ids, (attribute, name)
        href = node.get("href") or ""
        if href.startswith("#"):
            assert href[1:] in ids, href


WRONG = {
    "title": "x" * 300,
    "body": "",
    "format": "x",
    "language": "x y",
    "genre": "x",
    "topics": ["x"],
    "places": ["y"],
    "summary": "x" * 3000,
    **dict.fromkeys(("byline", "homepage", "phone", "address", "email", "source"), "x" * 2000),
}


@pytest.fixture
def pages(door: Door, article: Answer) -> list[Answer]:
    body = {"body": "*B*", "format": "markdown"}
    own = {"receipt": article.receipt}
    comment = door.post("/comment/1/", body)
    pages = [
        article,
        comment,
        *(door.get(path) for path in ("/publish/", "/comment/1/", "/receipt/", "/complain/2/")),
    ]
    pages.append(door.get("/comment/1/?reply_to=2"))
    pages += [door.post(path, WRONG) for path in ("/publish/", "/comment/1/", "/complain/1/", "/receipt/")]
    pages.append(door.post("/publish/", {"title": "T", **body, "email": "a@b.example", "action": "preview"}))
    pages.append(door.post("/comment/1/", {**body, "homepage": "b.example", "action": "preview"}))
    pages.append(door.post("/comment/1/", {**body, "receipt": "x", "reply_to": "x"}))
    pages.append(door.post("/receipt/", {"receipt": "x"}))
    pages += [door.post("/receipt/", {**own, **more}) for more in ({}, {"action": "amend", **body})]
    pages.append(door.post("/receipt/", {**own, "action": "revise", **WRONG}))
    pages += [door.post("/receipt/", {**own, "action": action}) for action in ("amend", "x")]
    pages.append(door.post("/receipt/", {"receipt": comment.receipt}))
    hide(Act.site(), 1, 1, "why")
    pages += [
        door.post("/receipt/", own),
        door.post("/comment/1/", body),
        door.post("/receipt/", {**own, "action": "appeal"}),
    ]
    pages += [door.get("/nowhere"), door.post("/complain/1/", {"text": "bah"}), door.send("PUT", "/publish/")]
    pages.append(door.post("/receipt/", {**own, "action": "withdraw"}))
    return pages


def test_every_page_is_html_without_an_error(pages: list[Answer]) -> None:
    assert {page.status for page in pages} == {200, 201, 404, 405, 409, 422}
    for page in pages:
        check(page.text)


def test_addresses_on_door_pages_are_relative(pages: list[Answer]) -> None:
    for page in pages:
        if page.status not in {404, 405, 409}:
            assert 'href="/' not in page.text
            assert 'action="/' not in page.text
