"""Every bad thing, sent through the real door: made safe and taken, or refused with words and nothing stored."""

import tracemalloc
from typing import Any

import pytest

from handbill import limits
from handbill.newswire.article import Article
from tests.intake.door import Answer, Door, refused, rows
from tests.intake.each import each
from tests.intake.stored import told

FORM = "application/x-www-form-urlencoded"
PART = "multipart/form-data; boundary=b"


@each(
    ("sent", "stored"),
    [
        ("a\x00b", "ab"),
        ("a\u202eb", "ab"),
        ("\u2067a", "a"),
        ("\u2067a\u2069", "\u2067a\u2069"),
        ("a\x1b[31mb", "a[31mb"),
        ("\ufeffab\ufffe", "ab"),
        ("e\u0301", "\u00e9"),
        ("a\U0001fffeb", "ab"),
        ("a" + "\u0301" * 5000, "\u00e1" + "\u0301" * 29),
    ],
)
def test_what_can_be_made_safe_is_taken_clean(door: Door, sent: str, stored: str) -> None:
    answer = door.post("/publish/", {"title": f"T{sent}", "body": f"B{sent}", "byline": f"N{sent}"})
    assert answer.status == 201
    assert (told()["title"], told()["body"], told()["byline"]) == (f"T{stored}", f"B{stored}", f"N{stored}")


@pytest.mark.once
@each(
    "bad",
    [b"\xff", b"caf\xe9", b"\xed\xa0\x80", b"\xed\xb0\x80\xed\xa0\x80", b"\xc0\xaf", b"\xf5\x80\x80\x80"],
)
def test_what_is_not_utf8_is_refused_and_given_back_as_far_as_it_can_be_read(door: Door, bad: bytes) -> None:
    before = rows()
    quoted = b"".join(b"%%%02X" % byte for byte in bad)
    for kind, body in (
        (FORM, b"title=T&body=Kept+" + quoted),
        (FORM, b"title=T&body=Kept+" + bad),
        (FORM, b"title=Kept+" + quoted + b"&body=Kept+B"),
        (PART, b'--b\r\nContent-Disposition: form-data; name="body"\r\n\r\nKept ' + bad + b"\r\n--b--\r\n"),
        (FORM, b"title=T&body=Kept&topics=" + quoted),
        (FORM, b"title=T&body=Kept&token=" + quoted),
    ):
        answer = door.send("POST", "/publish/", body, kind)
        refused(answer, before, 422)
        assert "Kept" in answer.field("body") or "Kept" in answer.field("title")


@pytest.mark.once
@each("tag", ["div", "b", "blockquote", "section", "ul><li", "table><tr><td", "font", "p", "svg", "a href=x"])
@each("form", ["html", "markdown", "text"])
def test_100_kb_of_nested_tags_end_in_words(door: Door, tag: str, form: str) -> None:
    before = rows()
    text = f"<{tag}>" * (100_000 // (len(tag) + 2))
    refused(door.post("/publish/", {"title": "T", "body": text, "format": form}), before, 422)
    fits = text[: limits.BODY - 100] + "end"
    assert door.post("/publish/", {"title": "T", "body": fits, "format": form}).status in {201, 422}


@pytest.mark.once
@each(
    "text", ["[" * 59_000, "> " * 29_000, "*a " * 19_000, "|a" * 20_000 + "\n" + "|-" * 9_000, "`" * 59_000]
)
def test_markdown_that_costs_ends_in_time(door: Door, text: str) -> None:
    assert door.post("/publish/", {"title": "T", "body": text, "format": "markdown"}).status in {201, 422}


@pytest.mark.once
def test_a_title_of_a_megabyte(door: Door) -> None:
    before = rows()
    for size in (900_000, 999_000):
        refused(door.post("/publish/", {"title": "x" * size, "body": "Kept"}), before, 422)
    for size in (1_000_000, 3_000_000):
        refused(door.post("/publish/", {"title": "x" * size, "body": "Kept"}), before, 413)
        refused(door.send("POST", "/publish/", b"body=K&title=" + b"x" * size, FORM), before, 413)


@pytest.mark.once
def test_an_oversized_file_is_not_kept_in_memory(door: Door) -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="media"; filename="a.mp4"\r\n\r\n'
    before = rows()
    body = head + b"x" * 20_000_000 + b"\r\n--b--\r\n"
    tracemalloc.start()
    answer = door.send("POST", "/publish/", body, PART)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    refused(answer, before, 422)
    assert peak < 5_000_000


@pytest.mark.once
@each("fields", [1001, 5000, 100_000])
def test_too_many_fields(door: Door, fields: int) -> None:
    before = rows()
    refused(door.send("POST", "/publish/", b"&".join([b"x="] * fields), FORM), before, 400)
    part = b'--b\r\nContent-Disposition: form-data; name="topics"\r\n\r\nwater\r\n'
    many = min(fields, 5000) + 5
    refused(door.send("POST", "/publish/", part * many + b"--b--\r\n", PART), before, 400)
    file = b'--b\r\nContent-Disposition: form-data; name="media"; filename="a"\r\n\r\nx\r\n'
    refused(door.send("POST", "/publish/", file * 60 + b"--b--\r\n", PART), before, 400)


@pytest.mark.once
@each(
    "kind",
    [
        "",
        "text/plain",
        "application/json",
        "text/xml",
        "image/png",
        "multipart/mixed; boundary=b",
        "x",
        "\xff\xfe/\x01",
    ]
    + [
        f"{FORM}; charset={charset}"
        for charset in ("latin-1", "utf-16", "utf-7", "rot13", "hex", "nonsense", "idna")
    ]
    + [f"{PART}; charset={charset}" for charset in ("utf-16", "punycode", "zip", "unicode_escape")],
)
def test_what_is_no_form_is_415(door: Door, kind: str) -> None:
    before = rows()
    refused(door.send("POST", "/publish/", b"title=T&body=B", kind), before, 415)


@each("charset", ["utf-8", "UTF-8", "utf8", "US-ASCII", '"utf-8"'])
def test_utf8_by_any_name_is_taken(door: Door, charset: str) -> None:
    assert door.send("POST", "/publish/", b"title=T&body=B", f"{FORM}; charset={charset}").status == 201


WHOLE = b'--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nT\r\n--b\r\nContent-Disposition: form-data; name="body"\r\n\r\nB\r\n--b--\r\n'


@pytest.mark.once
@each(
    ("kind", "body"),
    [
        ("multipart/form-data", WHOLE),
        ("multipart/form-data; boundary=", WHOLE),
        ("multipart/form-data; boundary=" + "x" * 300, WHOLE),
        ("multipart/form-data; boundary=\xff", WHOLE),
        ("multipart/form-data; boundary=other", WHOLE),
        (PART, b""),
        (PART, b"--b--\r\n"),
        (PART, b"\x00" * 100_000),
        (PART, WHOLE[:40]),
        (PART, b"--b\r\nContent-Disposition: form-data\r\n\r\nT\r\n--b--\r\n"),
        (PART, b'--b\r\nContent-Disposition: form-data; name="title"; name="body"\r\n\r\nT\r\n--b--\r\n'),
        (PART, b"--b\r\nContent-Disposition: form-data; name*=utf-8''%FF\r\n\r\nT\r\n--b--\r\n"),
        (
            PART,
            b"--b\r\nContent-Disposition: form-data; name=\"a\"; filename*=idna''%FF\r\n\r\nT\r\n--b--\r\n",
        ),
        (
            PART,
            b'--b\r\nContent-Disposition: form-data; name="a"; filename="x"\r\nContent-Length: x\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--b--',
        ),
        (PART, b"--b\r\n" + b"X: y\r\n" * 1000 + b"\r\nT\r\n--b--\r\n"),
        (PART, b'--b\r\nContent-Type: \xff\r\nContent-Disposition: \xff; name="\xff\r\n\r\nT\r\n--b--\r\n'),
        (FORM, b""),
        (FORM, b"&&&==&=&;%"),
        (FORM, b"%=%&%zz=%"),
        (FORM, b"\x00=\x00&title=%00&body=%00"),
        (FORM, b"title"),
    ],
)
def test_what_is_malformed_is_refused(door: Door, kind: str, body: bytes) -> None:
    before = rows()
    refused(door.send("POST", "/publish/", body, kind), before, 400, 415, 422)


@pytest.mark.once
@each("length", ["-1", "x", "", "9" * 30, "1e3", "5"])
def test_a_length_that_is_not_true(door: Door, length: str) -> None:
    before = rows()
    for kind in (FORM, PART):
        refused(door.send("POST", "/publish/", WHOLE, kind, CONTENT_LENGTH=length), before, 400, 413, 422)


@pytest.mark.once
@each(
    "method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "X" * 500, "\xff"]
)
@each("path", ["/publish/", "/comment/1/", "/complain/1/", "/receipt/"])
def test_other_methods_are_405(door: Door, article: Answer, method: str, path: str) -> None:
    before = rows()
    answer = door.send(method, path, b"title=T&body=B", FORM)
    if method == "get":  # methods are case-sensitive (RFC 9110 section 9.1), but Django's are not
        assert answer.status in {200, 405}
        return
    refused(answer, before, 405)
    assert answer.headers["Allow"] == "GET, HEAD, POST"


@pytest.mark.once
@each("path", ["/publish/", "/comment/1/", "/complain/1/", "/receipt/", "/nowhere", "/comment/99/"])
def test_head_is_get_without_a_body(door: Door, article: Answer, path: str) -> None:
    get, head = door.send("GET", path), door.send("HEAD", path)
    assert (head.status, head.text) == (get.status, "")
    assert head.headers["Content-Length"] == str(len(get.text.encode()))
    assert head.headers["Content-Security-Policy"] == get.headers["Content-Security-Policy"]


UNKNOWN = [
    "/",
    "",
    "/publish",
    "/publish/x",
    "/comment/",
    "/comment/0/",
    "/comment/01/",
    "/comment/-1/",
    "/comment/1",
    "/comment/1.0/",
    "/comment/\xd9\xa1/",  # an Arabic digit, as WSGI has it
    f"/comment/{'9' * 16}/",
    f"/comment/{'9' * 5000}/",
    "/complain/x/",
    "/receipt/abc/",
    "/search/7/",
    "/api/v1/nothing",
    "/.well-known/webfinger",
    "/ap/inbox",
    "//publish/",
    "/publish/\n",
    "/\x00",
    "/\r\nSet-Cookie: a=b",
    "/%",
    "/" + "a/" * 4000,
]


@pytest.mark.once
@each("path", UNKNOWN)
def test_unknown_addresses_are_404(door: Door, article: Answer, path: str) -> None:
    before = rows()
    for method in ("GET", "POST"):
        refused(door.send(method, path, b"body=B", FORM), before, 404)


@each("query", ["%FF=%FF", "\xff\xfe", "a" * 8000, "&" * 5000, "reply_to=%00", "reply_to=1&reply_to=2", "%"])
def test_queries_change_nothing(door: Door, article: Answer, query: str) -> None:
    for path in ("/publish/", "/comment/1/", "/complain/1/", "/receipt/"):
        assert door.send("GET", f"{path}?{query}").status in {200, 400}


@pytest.mark.once
def test_hosts_and_headers_are_not_believed(door: Door) -> None:
    several: tuple[dict[str, Any], ...] = (
        {"HTTP_HOST": "evil.example"},
        {"HTTP_HOST": "\xff\x00 /"},
        {"HTTP_HOST": ""},
        {"HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_COOKIE": "desk=\xff; a;;=", "HTTP_ACCEPT_LANGUAGE": "\xff" * 500},
        {
            "HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE",
            "HTTP_CONTENT_ENCODING": "gzip",
            "HTTP_EXPECT": "100-continue",
        },
        {"SCRIPT_NAME": "/evil"},
    )
    for extra in several:
        answer = door.send("GET", "/publish/", **extra)
        assert answer.status == 200
        assert "evil" not in answer.text
        assert "Set-Cookie" not in answer.headers


def test_the_number_after_a_refusal_is_the_next(door: Door) -> None:
    door.post("/publish/", {"title": "T", "body": "B"})
    door.post("/publish/", {"title": "", "body": "B"})
    door.post("/comment/9/", {"body": "B"})
    assert door.post("/publish/", {"title": "T2", "body": "B"}).number == 2
    assert Article.objects.count() == 2
