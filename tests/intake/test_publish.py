import json

import pytest

from handbill.guard.ticket import Ticket
from handbill.guard.verdict import Verdict
from handbill.newswire.article import Article
from handbill.newswire.standing import state_of
from handbill.newswire.version import Version
from handbill.record.format.commitment import values
from tests.intake.door import Door, rows
from tests.intake.each import each

WHOLE = {
    "title": "  Flood   at the weir ",
    "summary": "The water rose.",
    "body": "It rose at noon.\r\n\r\nIt fell at four.",
    "format": "text",
    "language": "EN_gb",
    "byline": "A neighbour",
    "genre": "reporting",
    "topics": ["water", "housing", "water"],
    "places": ["harbour"],
    "homepage": "weirstreet.example",
    "phone": "555 0100",
    "address": "1 Weir Street",
    "email": "post@weirstreet.example",
    "source": "seen",
    "held": "",
    "nobody": "knows this field",
}


def told(number: int) -> dict[str, object]:
    version = Version.objects.filter(number=number).order_by("-id")[0]
    return {**values(json.loads(version.fields))}


def test_all_fields_are_committed_clean(door: Door) -> None:
    answer = door.post("/publish/", WHOLE)
    assert answer.status == 201
    assert told(answer.number) == {
        "title": "Flood at the weir",
        "summary": "The water rose.",
        "body": "It rose at noon.\n\nIt fell at four.",
        "format": "text",
        "language": "en-GB",
        "byline": "A neighbour",
        "genre": "reporting",
        "topics": ["housing", "water"],
        "places": ["harbour"],
        "homepage": "weirstreet.example",
        "phone": "555 0100",
        "address": "1 Weir Street",
        "email": "post@weirstreet.example",
        "source": "seen",
    }


def test_what_is_empty_is_absent(door: Door) -> None:
    answer = door.post(
        "/publish/", {"title": "T", "body": "B", "summary": " ", "byline": "\u200b", "topics": [""]}
    )
    assert told(answer.number) == {"title": "T", "body": "B", "format": "text"}


def test_the_answer_has_receipt_number_and_a_relative_address(door: Door) -> None:
    answer = door.post("/publish/", {"title": "T", "body": "B"})
    article = Article.objects.get()
    assert (answer.status, answer.number, answer.item) == (201, 1, f"../{article.path}.html")
    assert [len(group) for group in answer.receipt.split(" ")] == [4] * 8
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_the_code_itself_is_stored_nowhere(door: Door) -> None:
    code = door.post("/publish/", {"title": "T", "body": "B"}).receipt.replace(" ", "")
    assert code not in "".join(Version.objects.values_list("fields", flat=True))
    assert Article.objects.get().receipt != code


@pytest.mark.once
def test_urlencoded_forms_are_taken_too(door: Door) -> None:
    kind = "application/x-www-form-urlencoded"
    answer = door.send(
        "POST", "/publish/", b"title=T+1&body=caf%C3%A9+%26+tea&topics=water&topics=housing", kind
    )
    assert answer.status == 201
    assert told(1) == {"title": "T 1", "body": "café & tea", "format": "text", "topics": ["housing", "water"]}


@pytest.mark.once
def test_markdown_is_kept_as_written_beside_its_html(door: Door) -> None:
    answer = door.post("/publish/", {"title": "T", "body": "# Now\n\n*at* once", "format": "markdown"})
    assert told(answer.number)["body"] == "# Now\n\n*at* once"
    assert told(answer.number)["html"] == "<h2>Now</h2>\n<p><em>at</em> once</p>"


@pytest.mark.once
def test_html_is_cleaned_before_it_is_committed(door: Door) -> None:
    answer = door.post(
        "/publish/", {"title": "T", "body": "<p onclick=x>a<script>b</script><b>c", "format": "html"}
    )
    assert told(answer.number)["body"] == "<p>a<b>c</b></p>"
    assert "html" not in told(answer.number)


def test_a_preview_shows_and_stores_nothing(door: Door) -> None:
    before = rows()
    answer = door.post("/publish/", {**WHOLE, "action": "preview"})
    assert answer.status == 200
    assert "<p>It rose at noon.</p>" in answer.text
    assert 'href="http://weirstreet.example"' in answer.text
    assert "post@weirstreet.example" not in answer.text.split("<form", 1)[0]
    assert answer.field("title") == WHOLE["title"]
    assert rows() == before


@pytest.mark.once
def test_the_form_offers_what_there_is(door: Door) -> None:
    page = door.get("/publish/")
    assert page.status == 200
    for offered in ('value="water"', 'value="housing"', 'value="harbour"', 'value="reporting"', 'value="es"'):
        assert offered in page.text


@pytest.mark.once
@each(
    ("wrong", "field", "words"),
    [
        ({"title": ""}, "title", "An article needs a title."),
        ({"title": "\u2800 \u200b"}, "title", "An article needs a title."),
        ({"body": " \n "}, "body", "There is no text yet."),
        ({"body": "<script>x</script>", "format": "html"}, "body", "Nothing that can be read"),
        ({"format": "rtf"}, "format", "The format is text, markdown or html."),
        ({"language": "english please"}, "language", "This is no language tag"),
        ({"genre": "gossip"}, "genre", "There is no genre “gossip”."),
        ({"topics": ["water", "fire"]}, "topics", "There is no topic “fire”."),
        ({"places": ["../../etc"]}, "places", "There is no place “../../etc”."),
        ({"title": ["one", "two"]}, "title", "was sent more than once"),
        ({"format": ["text", "html"]}, "format", "was sent more than once"),
        ({"action": "vanish"}, "", "The action is preview or publish."),
        ({"action": ["preview", "publish"]}, "", "was sent more than once"),
        ({"website_url": "http://buy.example"}, "", "A hidden field"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_stored(
    door: Door, wrong: dict[str, object], field: str, words: str
) -> None:
    before = rows()
    answer = door.post("/publish/", {"title": "Kept title", "body": "Kept body", **wrong})
    assert answer.status == 422
    assert words in answer.words
    if field:
        assert f'id="{field}-error"' in answer.text or f'class="boxes wrong" id="{field}"' in answer.text
    if "body" not in wrong:
        assert answer.field("body") == "Kept body"
    assert rows() == before


@pytest.mark.once
def test_missing_fields_are_named_together(door: Door) -> None:
    answer = door.post("/publish/", {})
    assert answer.status == 422
    assert 'id="title-error"' in answer.text
    assert 'id="body-error"' in answer.text


@pytest.mark.once
def test_what_is_no_file_of_a_kind_is_refused_and_the_text_kept(door: Door) -> None:
    part = (
        b'--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nT\r\n'
        b'--b\r\nContent-Disposition: form-data; name="body"\r\n\r\nKept\r\n'
        b'--b\r\nContent-Disposition: form-data; name="media"; filename="%s"\r\nContent-Type: image/png\r\n\r\n%s\r\n--b--\r\n'
    )
    before = rows()
    nothing = b"\x89PNG\x00\x00"
    for name, data in (
        (b"a.png", nothing),
        (b"..", nothing * 150_000),
        (b"a/../..", b"\x00"),
        (b"a.png", b""),
    ):
        answer = door.send("POST", "/publish/", part % (name, data), "multipart/form-data; boundary=b")
        assert answer.status == 422
        assert "File 1: It " in answer.words
        assert answer.field("body") == "Kept"
    assert rows() == before
    assert door.send("POST", "/publish/", part % (b"", b""), "multipart/form-data; boundary=b").status == 201


def test_a_held_article_is_answered_202(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ticket, "spend", lambda *_given: Verdict("hold", "The same text was sent before."))
    answer = door.post("/publish/", {"title": "T", "body": "B"})
    assert answer.status == 202
    assert answer.receipt
    assert "The same text was sent before." in answer.words
    assert state_of(answer.number) == "held"
