"""Programs that kept an article's further files as comments without words: the files are the article's, and nobody said anything."""

from pathlib import Path

import pytest
from PIL import Image

from handbill.archive import importing
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
    article = ledger.said(1)
    assert article["body"] == "<p>It leaks by the mill.</p>\n<p>Nobody came.<br>We wrote twice.</p>"
    assert [ledger.said(row.number)["title"] for row in Comment.objects.order_by("number")] == [
        "And then",
        "Mended",
    ]
    assert [row.number for row in Attachment.objects.exclude(number=DRAFT)] == [1, 1]
