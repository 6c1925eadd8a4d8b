"""Attachments in the record: what they may be, which stand, and what a page may load."""

from typing import Any

import pytest

from handbill.record.format.attached import attachments, demand_names, is_attachment, is_tag, standing
from handbill.record.format.entry import Entry
from handbill.record.format.history import History
from handbill.record.format.kinds import Kind
from handbill.record.format.loaded import Attached
from handbill.record.format.page import Expected, check_page

FILE = {
    "name": "1-480.jpg",
    "type": "image/jpeg",
    "sha256": "ab" * 32,
    "bytes": 7,
    "width": 480,
    "height": 360,
}
PICTURE: dict[str, Any] = {"kind": "image", "files": [FILE]}
SOUND: dict[str, Any] = {
    "kind": "audio",
    "seconds": 7,
    "files": [{"name": "2.mp3", "type": "audio/mpeg", "sha256": "cd" * 32, "bytes": 9}],
}
SAID = {"name": "9999-a1.vtt", "type": "text/vtt", "sha256": "0" * 64, "bytes": 1}


@pytest.mark.parametrize(
    "good",
    [
        PICTURE,
        SOUND,
        {"kind": "video"},
        {**PICTURE, "caption": "Two\nlines", "alt": "One line"},
        {**SOUND, "files": [*SOUND["files"], {**SAID, "language": "pt-BR"}]},
    ],
)
def test_what_is_an_attachment(good: dict[str, Any]) -> None:
    assert is_attachment(good)


def of_a_file(**changes: object) -> dict[str, Any]:
    return {"kind": "image", "files": [{**FILE, **changes}]}


@pytest.mark.parametrize(
    "bad",
    [
        None,
        [],
        {},
        {"files": [FILE]},
        {"kind": "picture", "files": [FILE]},
        {**PICTURE, "size": 7},
        {**PICTURE, "files": []},
        {**PICTURE, "files": {}},
        {**PICTURE, "files": [7]},
        {**PICTURE, "caption": ""},
        {**PICTURE, "alt": 7},
        {**PICTURE, "alt": "Two\nlines"},
        {**PICTURE, "seconds": 7},
        {**SOUND, "seconds": 0},
        {**SOUND, "seconds": True},
        of_a_file(more=1),
        of_a_file(name="0.jpg"),
        of_a_file(name="01.jpg"),
        of_a_file(name="10000.jpg"),
        of_a_file(name="1-480.JPG"),
        of_a_file(name="../1.jpg"),
        of_a_file(name="1-480.html", type="text/html"),
        of_a_file(name="1.svg", type="image/svg+xml"),
        of_a_file(type="image/webp"),
        of_a_file(sha256="AB" * 32),
        of_a_file(bytes=0),
        of_a_file(bytes=True),
        of_a_file(width=0),
        of_a_file(language="en"),
        {**PICTURE, "files": [FILE, SAID]},
        {**SOUND, "files": [SAID]},
        {**SOUND, "files": [SAID, *SOUND["files"]]},
        {**SOUND, "files": [*SOUND["files"], SAID, {**SAID, "name": "3.vtt"}]},
        {"kind": "image", "files": [{name: one for name, one in FILE.items() if name != "height"}]},
    ],
)
def test_what_is_none(bad: Any) -> None:
    assert not is_attachment(bad)


def test_tags_have_an_end() -> None:
    assert is_tag("de-Latn-DE-1996")
    assert not is_tag("de-" + "-".join(["aaaaa"] * 7))


def test_no_name_stands_twice() -> None:
    demand_names({"media_1": PICTURE, "media_2": SOUND})
    with pytest.raises(ValueError, match="one name"):
        demand_names({"media_1": PICTURE, "media_2": PICTURE})


def test_which_stand() -> None:
    said: dict[str, Any] = {
        "title": "T",
        "media_10": SOUND,
        "media_2": PICTURE,
        "media_0": PICTURE,
        "media_100": PICTURE,
    }
    assert [k for k, _one in attachments(said)] == [2, 10]
    film = {"kind": "video"}
    later: list[Any] = [{"media": 2, "attachment": SOUND}, {"media": 3, "attachment": film}, {"media": 2}]
    assert standing(said, later) == {2: SOUND, 3: film, 10: SOUND}


def history(*entries: tuple[Kind, dict[str, Any]]) -> History:
    """A log with an article, and these acts about it."""
    log = History()
    shared: dict[str, Any] = {"at": "2026-11-23T04:29Z", "number": 1}
    log.add(
        Entry(kind=Kind.PUBLISH, by="author", path="2026/11/1", receipt="0" * 64, content="0" * 64, **shared),
        {},
    )
    for kind, said in entries:
        by = "author" if kind in (Kind.REVISE, Kind.WITHDRAW) else "site"
        content = None if kind is Kind.WITHDRAW else "0" * 64
        log.add(Entry(kind=kind, by=by, content=content, **shared), said)
    return log


BLUR = (Kind.BLUR, {"media": 1, "attachment": PICTURE})
DESCRIBE = (Kind.DESCRIBE, {"media": 1, "attachment": PICTURE})
OTHER = (Kind.DESCRIBE, {"media": 2, "attachment": PICTURE})


@pytest.mark.parametrize(
    ("acts", "stand", "gone"),
    [
        ([BLUR], {1: 1}, set()),
        ([BLUR, DESCRIBE], {1: 2}, {1}),
        ([BLUR, OTHER], {1: 1, 2: 2}, set()),
        ([BLUR, (Kind.REVISE, {})], {}, {1}),
        ([BLUR, OTHER, (Kind.REDACT, {"field": "media_1"})], {2: 2}, {1}),
        ([BLUR, (Kind.REDACT, {"field": "byline"})], {1: 1}, set()),
        ([BLUR, OTHER, (Kind.REDACT, {})], {}, {1, 2}),
        ([BLUR, (Kind.WITHDRAW, {})], {}, {1}),
    ],
)
def test_what_is_destroyed_of_decisions(acts: list[Any], stand: dict[int, int], gone: set[int]) -> None:
    log = history(*acts)
    assert log.items[1].attached == stand
    assert {index for index, one in log.decisions.items() if "attachment" in one.destroyed} == gone


def test_a_blur_destroys_what_it_hides() -> None:
    assert history(BLUR, DESCRIBE).items[1].redactions == ((1, frozenset({"media_1"})),)
    for last in (BLUR, (Kind.REDACT, {"field": "media_1"})):
        assert history((Kind.REVISE, {}), last).items[1].bare == 1
    assert history((Kind.REVISE, {}), (Kind.REDACT, {"field": "byline"})).items[1].bare == 0


SHOWN = (
    '<figure data-media="1"><picture><source type="image/webp" srcset="1/media/1/1-480.webp 480w, 1/media/1/1-960.webp 960w">'
    '<img src="1/media/1/1-480.jpg" alt="Stones" width="4" height="3"></picture>'
    '<figcaption><span data-caption="1">The  quay</span></figcaption></figure>'
    '<figure data-media="3"><video controls poster="1/media/1/3.jpg"><source src="1/media/1/3.mp4" type="video/mp4"></video></figure>'
)
MEDIA = {
    1: Attached(
        "Stones",
        "The quay",
        frozenset(f"2026/11/1/media/1/{name}" for name in ("1-480.jpg", "1-480.webp", "1-960.webp")),
    ),
    3: Attached("", "", frozenset(f"2026/11/1/media/1/{name}" for name in ("3.jpg", "3.mp4"))),
}


def wrong(shown: str, *, outside: str = "") -> list[str]:
    page = f'<!doctype html><main><article class="h-entry" data-number="1" data-state="listed">{shown}</article>{outside}</main>'
    return check_page(page.encode(), [Expected(1, "listed", None, None, media=MEDIA)], None, "2026/11/1.html")


def test_a_page_that_shows_what_there_is() -> None:
    assert wrong(SHOWN) == []


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("Stones", "A crane", "alternative text"),
        ('alt="Stones"', 'alt=""', "alternative text"),
        ("The  quay", "The harbour", "captions"),
        (' data-caption="1"', "", "captions"),
        ('data-media="3"', 'data-media="2"', "attachments are not"),
        (' data-media="3"', "", "attachments are not"),
        ("1/media/1/3.jpg", "1/media/1/4.jpg", "no file of an attachment"),
        ("1-960.webp 960w", "../../../9/9.webp 960w", "no file of an attachment"),
        ("1/media/1/3.mp4", "https://elsewhere.example/3.mp4", "no file of an attachment"),
        ("1/media/1/3.mp4", "/2026/11/1/media/1/3.mp4", "no file of an attachment"),
        ('src="1/media/1/1-480.jpg"', 'src="data:image/png;base64,AA"', "a script in 'src'"),
        ("<video controls", "<video controls autoplay", "an attribute 'autoplay'"),
        ("<figcaption>", '<figcaption><img src="1/media/1/3.jpg" onerror="x">', "an attribute 'onerror'"),
    ],
)
def test_what_is_found_on_a_page(before: str, after: str, words: str) -> None:
    assert before in SHOWN
    found = wrong(SHOWN.replace(before, after))
    assert any(words in one for one in found), found


def test_nothing_is_loaded_outside_of_an_item() -> None:
    assert wrong(SHOWN, outside='<img src="1/media/1/3.jpg" alt="">') == [
        "something is loaded outside of an item"
    ]
