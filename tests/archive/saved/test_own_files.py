"""Programs that kept an article's further files as comments without words: the files are the article's, and nobody said anything."""

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from handbill.archive import importing
from handbill.archive.readers.saved.layout import known
from handbill.archive.readers.saved.page import Saved, read
from handbill.cleaning.html import clean
from handbill.newswire.attachment import DRAFT, Attachment
from handbill.newswire.comment import Comment
from tests.archive import ledger

HEAD = '<html><head><title>The weir leaks : Wire</title></head><body><table><tr><td><a href="/">wire</a></td></tr></table><table><tr><td class="content">'
HEADING = '<p class="heading"><a name="{id}"><strong class="heading">{title}</strong></a><br />\nby {who}\n<em>{when}</em><br />\n<a href="mailto:"></a>   </p>'
NEWER = (
    '<h1><a name="{id}"><strong class="heading">{title}</strong></a></h1>\nby {who} \n<em>{when}</em>\n<br />'
)
REST = '\n<blockquote class="summary">{summary}</blockquote>\n<p class="media">{media}</p>\n<p class="article">{text}</p>\n<p class="link"><a href=""></a></p>\n<p class="addcomment"><a href="/comment.php?top_id=231">add your comments</a></p><br />\n'
NEWER_REST = REST.replace('<p class="article">{text}</p>', '<div class="article">{text}</div>')
SHOWN = (
    '\n<img src="/uploads/{0}" width="600" height="450" alt="x..." border="0" /><br />{0}, image/png, 600x450'
)
THEN, LATER = "Wednesday, May. 12, 2010 at 1:43 PM", "Thursday, May. 13, 2010 at 9:05 AM"


@pytest.mark.parametrize("form", [HEADING + REST, NEWER + NEWER_REST], ids=["older", "newer"])
def test_they_come_with_the_article(site, tmp_path: Path, form: str) -> None:
    wire = tmp_path / "wire.example"
    (wire / "uploads").mkdir(parents=True)
    (wire / "news/2010/05").mkdir(parents=True)
    for name, colour in (("one.png", "teal"), ("two.png", "maroon")):
        Image.new("RGB", (60, 45), colour).save(wire / "uploads" / name)
    parts = (
        {
            "id": "231",
            "title": "The weir leaks",
            "who": "Ana Reyes",
            "when": THEN,
            "summary": "Since March.",
            "text": "<p>It leaks by the mill.</p><p>Nobody came.<br />We wrote twice.</p>",
            "media": SHOWN.format("one.png"),
        },
        {
            "id": "232",
            "title": "another picture",
            "who": "Ana Reyes",
            "when": THEN,
            "summary": "",
            "text": "",
            "media": SHOWN.format("two.png"),
        },
        {
            "id": "233",
            "title": "And then",
            "who": "Ana Reyes",
            "when": THEN,
            "summary": "",
            "text": "It stopped.",
            "media": "",
        },
        {
            "id": "234",
            "title": "Mended",
            "who": "Tomas",
            "when": LATER,
            "summary": "",
            "text": "On Monday.<br /><br />I saw the van.",
            "media": "",
        },
    )
    page = HEAD + "".join(form.format(**part) for part in parts) + "</td></tr></table></body></html>"
    (wire / "news/2010/05/231.php").write_text(page)
    report = importing.run(site, [wire])
    assert (report.articles, report.comments, report.not_understood) == (1, 2, [])
    captions = [json.loads(row.value).get("caption") for row in Attachment.objects.exclude(number=DRAFT)]
    assert captions == [None, "another picture"]
    article = ledger.said(1)
    assert article["body"] == "<p>It leaks by the mill.</p>\n<p>Nobody came.<br>We wrote twice.</p>"
    assert [ledger.said(row.number)["title"] for row in Comment.objects.order_by("number")] == [
        "And then",
        "Mended",
    ]
    assert [row.number for row in Attachment.objects.exclude(number=DRAFT)] == [1, 1]


def said(title: str, who: str, text: str) -> str:
    return (
        f'<div class="comment"><h3 class="title">{title}</h3><div class="submitted">Submitted by {who} on Mon, 05/12/2008 - 13:20.</div>'
        f'<div class="content">{text}</div></div>'
    )


@pytest.mark.once
@pytest.mark.parametrize("who", ["Ana Reyes", "Jo"])
def test_words_of_the_same_minute_are_never_taken_for_a_file(who: str) -> None:
    """A correction without a title, a title alone, and a picture beside words stay what they are, whoever says them."""
    comments = (
        said("", who, "<p>The footbridge does not stay open.</p>"),
        said("Use the ford", who, ""),
        said("Look", who, '<p>This is it.</p><img src="/weir.png">'),
    )
    text = (
        '<html><head><title>Quay walk | Wire</title></head><body><h1 class="title">Quay walk</h1><div class="node" id="node-4">'
        '<div class="submitted">Submitted by Ana Reyes on Mon, 05/12/2008 - 13:20.</div><div class="content"><p>Along the quays.</p></div></div>'
        f'<div id="comments">{"".join(comments)}</div></body></html>'
    )
    opened = Saved("4.html", text, "http://wire.example/node/4", find=lambda _name: lambda: io.BytesIO(b""))
    article = read(opened, known()).article
    assert article is not None
    assert [clean(one.raw["body"]) for one in article.comments] == [
        "<p>The footbridge does not stay open.</p>",
        "<p>Use the ford</p>",
        "<p>This is it.</p>",
    ]
    assert [len(one.files) for one in (article, *article.comments)] == [0, 0, 0, 1]
