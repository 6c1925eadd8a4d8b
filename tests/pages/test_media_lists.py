"""Lists of pictures, sound and film, of the site and of a topic; what feeds and podcasts say of them."""

import io
import json
import wave

import feedparser
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from handbill.actions.classify import classify
from handbill.actions.hide import hide
from handbill.actions.set_page import set_page
from handbill.settings import Settings
from tests.cast import Town
from tests.intake.door import Door
from tests.intake.test_media import TEXT, picture


@pytest.fixture
def town(site: Settings) -> Town:
    town = Town(site)
    set_page(town.operator(), "topic/tides", "Tides", "")
    set_page(town.operator(), "topic/rain", "Rain", "")
    return town


def sound() -> SimpleUploadedFile:
    made = io.BytesIO()
    with wave.open(made, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(bytes(16_000 * 2))
    return SimpleUploadedFile("nora.wav", made.getvalue(), "audio/wav")


def read(town: Town, name: str) -> str:
    return (town.site.public / name).read_text()


def test_each_stands_in_the_lists_of_what_it_has(town: Town) -> None:
    form = {
        **TEXT,
        "topics": ["tides"],
        "media": [picture(), sound()],
        "media_caption": ["", "The rain & the gutter"],
    }
    number = Door().post("/publish/", form).number
    Door().post("/publish/", {**TEXT, "title": "Without anything", "topics": ["tides"]})
    town.go_and_verify()
    for name in ("media/images", "media/audio", "topic/tides/images", "topic/tides/audio"):
        for page in (read(town, f"{name}/index.html"), read(town, f"{name}/1.html")):
            assert "Rain on the quay" in page
            assert "Without anything" not in page
    for name in ("media/video", "topic/rain/images", "topic/tides/video"):
        assert "Rain on the quay" not in read(town, f"{name}/index.html")
    for name in ("images", "audio", "video"):
        assert f'href="../media/{name}/index.html"' in read(town, "media/index.html")
    assert "<audio" in read(town, "media/audio/index.html")
    assert f"media/{number}/1-" in read(town, "media/images/index.html")
    assert 'href="../../topic/tides/images/index.html"' in read(town, "topic/tides/index.html")
    classify(town.operator(), number, "It is about rain.", topics=("rain",))
    town.go_and_verify()
    assert "Rain on the quay" in read(town, "topic/rain/audio/index.html")
    assert "Rain on the quay" not in read(town, "topic/tides/audio/index.html")
    assert "sorted elsewhere" in read(town, "topic/tides/audio/1.html")
    hide(town.operator(), number, 1, "It is a neighbour's gutter.")
    town.go_and_verify()
    for name in ("media/audio/feed.rss", "media/images/index.html", "topic/rain/audio/index.html"):
        assert "Rain on the quay" not in read(town, name)


def test_feeds_carry_them_and_sound_is_a_podcast(town: Town) -> None:
    form = {**TEXT, "media": [picture(), sound()], "media_caption": ["", "The rain & the gutter"]}
    Door().post("/publish/", form)
    town.go_and_verify()
    [episode] = feedparser.parse(read(town, "media/audio/feed.rss").encode()).entries
    [enclosure] = episode.enclosures
    assert (enclosure.type, episode.itunes_duration) == ("audio/mpeg", "2")
    name = enclosure.href.removeprefix(town.site.address)
    assert int(enclosure.length) == (town.site.public / name).stat().st_size
    assert episode.summary == "The rain & the gutter"
    [entry] = feedparser.parse(read(town, "feed.atom").encode()).entries
    assert [one.type for one in entry.enclosures] == ["image/jpeg", "audio/mpeg"]
    [item] = json.loads(read(town, "feed.json"))["items"]
    assert [one["mime_type"] for one in item["attachments"]] == ["image/jpeg", "audio/mpeg"]
    assert item["attachments"][1]["duration_in_seconds"] == 2
    assert item["image"] == item["attachments"][0]["url"]
    [entry] = feedparser.parse(read(town, "feed.rss").encode()).entries
    assert len(entry.enclosures) == 1
    assert read(town, "media/video/feed.rss").count("<item>") == 0
