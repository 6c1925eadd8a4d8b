"""The marks that a stranger's verifier reads: docs/record.md, section 10."""

import json
from dataclasses import replace

import html5lib
import pytest
from html5lib.constants import namespaces
from markupsafe import Markup

from handbill.look.environment import render
from tests.look.reading import read
from tests.look.samples import samples
from tests.look.town import AT, article, comment, notice

HTML = f"{{{namespaces['html']}}}"
SAMPLES = samples()
PROVEN = [path for path in SAMPLES if path.startswith(("2026/11/", "hidden/4"))]


def parse(page):
    return html5lib.HTMLParser(strict=True).parse(render(page))


def has(element, name):
    return name in (element.get("class") or "").split()


def own(element, name):
    """Descendants of a class, without those of nested entries."""
    for child in element:
        if has(child, "h-entry"):
            continue
        if has(child, name):
            yield child
        yield from own(child, name)


def entries(tree):
    return [it for it in tree.iter() if has(it, "h-entry")]


@pytest.mark.parametrize("path", PROVEN)
def test_words_stand_only_in_items_that_are_shown(path):
    tree = parse(SAMPLES[path])
    inside = 0
    for entry in entries(tree):
        shown = entry.get("data-state") in {"listed", "slow"} or path.startswith("hidden/")
        titles, bodies = list(own(entry, "p-name")), list(own(entry, "e-content"))
        assert entry.get("data-number").isdigit()
        assert entry.get("data-entry").isdigit()
        assert len(bodies) == (1 if shown else 0)
        assert len(titles) <= (1 if shown else 0)
        inside += len(titles) + len(bodies)
    marked = [it for it in tree.iter() if has(it, "p-name") or has(it, "e-content")]
    assert len(marked) == inside


@pytest.mark.parametrize("path", [path for path in PROVEN if "versions" not in path])
def test_entries_are_the_items_in_their_order(path):
    page = SAMPLES[path]
    items = [page.article] if hasattr(page, "article") else []
    items += [it.item for it in getattr(page, "comments", ())]
    found = [(it.get("data-number"), it.get("data-state")) for it in entries(parse(page))]
    assert found == [(str(it.number), it.state) for it in items]


def test_the_title_is_the_first_name_and_the_body_is_untouched():
    body = Markup("<p>a  b</p>\n\n<pre>  c\n\n d </pre>\n<ul><li>x</li></ul> ")
    title = "A  <b>title</b> & \u202bmore"
    text = render(replace(read(), article=article(html=body, title=title)))
    assert f">{body}</div>" in text
    tree = html5lib.HTMLParser(strict=True).parse(text)
    assert next(it for it in tree.iter() if has(it, "p-name")).text == title


def test_an_untitled_comment_has_no_name():
    entry = entries(parse(read(comments=1)))[1]
    assert not list(own(entry, "p-name"))
    assert entry.get("id") == "comment-4522"


@pytest.mark.parametrize("state", ["hidden", "held", "withdrawn", "redacted"])
def test_a_notice_says_why_when_and_by_whom(state):
    text = render(read(state, comments=0))
    assert "data-state=" in text
    assert "the bakery" not in text
    assert "22 November 2026" in text
    assert "application/ld+json" not in text
    if state != "withdrawn":
        assert "has nothing to do with the matter" in text
        assert "record/decision/4513.html" in text
    assert ('"../../hidden/4521.html"' in text) == (state == "hidden")


def test_json_ld_cannot_end_its_element():
    title = "</script><script>alert(1)</script><!-- &amp; \u2028"
    text = render(replace(read(), article=article(title=title), title=title))
    start = text.index('<script type="application/ld+json">') + len('<script type="application/ld+json">')
    block = text[start : text.index("</script>", start)]
    assert "<" not in block
    data = json.loads(block)
    assert data["headline"] == title
    assert data["datePublished"].startswith("2026-11-22T07:58")
    assert text.count("<script") == 1


def test_another_language_is_marked_on_its_words_alone():
    tree = parse(SAMPLES["2026/11/arabic.html"])
    entry = entries(tree)[0]
    assert entry.get("lang") is None
    for name in ("p-name", "e-content"):
        (it,) = own(entry, name)
        assert (it.get("lang"), it.get("dir")) == ("ar", "rtl")


def test_an_author_is_marked_and_an_answer_linked():
    marked = replace(comment(2), author=True, reply_to=4523, reply_href="2026/11/4521.html#comment-4523")
    text = render(replace(read(), comments=(marked,), total=1))
    assert "the author</strong>" in text
    assert 'href="../../2026/11/4521.html#comment-4523"' in text
    assert 'href="../../comment/4521/?reply_to=4524"' in text


def test_closed_comments_offer_no_form():
    text = render(read(comments=2, commenting=False))
    assert "Comments are closed." in text
    assert "/comment/" not in text


def test_an_unknown_date_says_so():
    text = render(SAMPLES["2026/11/imported.html"])
    assert "date not known" in text
    assert "dt-published" not in text[: text.index('id="comments"')]
    assert "Imported from Old Valley Newswire" in text


def test_hostile_names_stay_words():
    evil = '"><img src=x onerror=alert(1)>\u202e'
    item = article(
        title=evil, byline=evil, summary=evil, source=evil, language='x" onclick="y', direction="rtl"
    )
    said = comment(1, title=evil, byline=evil)
    tree = parse(replace(read(), article=item, title=evil, comments=(said,)))
    assert not list(tree.iter(HTML + "img"))
    assert not [it for it in tree.iter() for name in it.attrib if name.startswith("on")]


def test_a_comment_that_was_hidden_can_be_read_anyway():
    stub = comment(3, "hidden")
    stub = replace(
        stub, item=replace(stub.item, notice=replace(notice("hidden"), hidden="hidden/4525.html", at=AT))
    )
    text = render(replace(read(), comments=(stub,), total=1))
    assert 'href="../../hidden/4525.html"' in text
    assert "Comment 4525 was hidden" in text
