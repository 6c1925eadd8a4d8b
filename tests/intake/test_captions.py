"""What is said in a sound or film: captions as a file or a text, through every door; on the page, in podcasts, and in a copy."""

import io
import re
import wave
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from handbill.actions.redact import redact
from handbill.limits import TEXT_FILE
from handbill.newswire.attachment import Attachment, MediaFile
from handbill.settings import Settings
from tests.cast import Town
from tests.intake.door import Door, rows
from tests.intake.test_media import TEXT, files, picture, town
from tests.intake.test_receipt import Author

__all__ = ["town"]

pytestmark = pytest.mark.once

VTT = "WEBVTT\n\nNOTE by NORA\n\n00:00.100 --> 00:00.400\n<v Ana>The water &amp; the quay\n\n00:00.400 --> 00:00.900\ncame at six.\n"
SRT = "1\r\n00:00:00,000 --> 00:00:01,000\r\nIt came at seven.\r\n"


def sound() -> SimpleUploadedFile:
    """A second of silence, nearly."""
    made = io.BytesIO()
    with wave.open(made, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(bytes(range(200)) * 80)
    return SimpleUploadedFile("a.wav", made.getvalue(), "audio/wav")


def file(text: str | bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("NORA.vtt", text.encode() if isinstance(text, str) else text, "text/vtt")


def kept(answer: Any) -> dict[str, Any]:
    return {name: answer.field(name) for name in ("kept", "kept_file")}


def captions(site: Settings) -> list[Path]:
    return [path for path in files(site) if path.suffix == ".vtt"]


def page(site: Settings, number: int) -> str:
    return next(site.public.glob(f"2*/*/{number}.html")).read_text()


def test_captions_from_the_form_to_the_page_and_away_again(door: Door, town: Town) -> None:
    site = town.site
    first = door.post("/publish/", {**TEXT, "media": [sound()], "action": "preview"})
    assert "What is said in it, to be read" in first.words
    wrong = []
    before = MediaFile.objects.count()
    for case, text, words in (
        ("no times", "00:01 --> what\n", "The captions cannot be read"),
        ("nothing", "WEBVTT\n", "There are no words"),
        ("too long", VTT + "x" * TEXT_FILE, "too long"),
    ):
        for name, sent in (("kept_captions", text), ("kept_captions_file", file(text))):
            answer = door.post("/publish/", {**TEXT, **kept(first), name: sent})
            if (answer.status, words in answer.words, MediaFile.objects.count()) != (422, True, before):
                wrong.append((case, answer.status, answer.words[:200]))
    assert wrong == []
    second = door.post(
        "/publish/", {**TEXT, **kept(first), "kept_captions_file": file(VTT), "action": "preview"}
    )
    assert "&lt;v Ana&gt;The water" in second.text, "it stands in the form, to be mended"
    done = door.post("/publish/", {**TEXT, **kept(second), "kept_captions": second.field("kept_captions")})
    assert done.status == 201, done.words
    town.go_and_verify()
    [there] = captions(site)
    assert there.read_text().splitlines()[3] == "Ana: The water &amp; the quay"
    shown = page(site, done.number)
    assert '<p dir="auto">Ana: The water &amp; the quay came at six.</p>' in shown
    assert "Read what is said in it" in shown
    assert 'href="#transcript-1"' in shown
    assert (
        f'<podcast:transcript url="{site.address}{there.relative_to(site.public)}"'
        in (site.public / "media/audio/feed.rss").read_text()
    )
    author = Author(door, done.receipt)
    mine = author.does("show")
    assert "Ana: The water &amp;amp; the quay" in mine.text
    as_it_is = {"kept_file": mine.field("kept_file"), "kept_captions": mine.field("kept_captions")}
    assert "Nothing was changed" in author.does("revise", **as_it_is).words
    assert author.does("revise", body="It rained on.").status == 200
    town.go_and_verify()
    assert captions(site) == [there], "a program that says nothing of them leaves them"
    assert author.does("revise", **{**as_it_is, "kept_captions": SRT}).status == 200
    town.go_and_verify()
    [other] = captions(site)
    changed = next(site.public.glob("2*/*/*/versions.html")).read_text()
    assert "<h3>Files</h3>" in changed
    assert "with captions" in changed
    assert (other != there, "It came at seven." in page(site, done.number)) == (True, True)
    assert author.does("revise", **{**as_it_is, "kept_captions": ""}).status == 200
    town.go_and_verify()
    assert captions(site) == []
    assert "What is said in" not in page(site, done.number)
    needed = set(MediaFile.objects.values_list("sha256", flat=True))
    assert {path.name for path in files(site, master=True)} == needed
    assert len(needed) == len(files(site))


def test_rows_are_those_of_browsers(door: Door, town: Town) -> None:
    """A file for the first of two sounds, a text for the second: of the empty file field an empty text is sent."""
    first = door.post("/publish/", {**TEXT, "media": [sound(), sound()], "action": "preview"})
    ids = re.findall(r'name="kept_file" value="(\d+)"', first.text)
    part = '--b\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
    sent = [
        *((name, "", text) for name, text in (*TEXT.items(), ("kept", first.field("kept")))),
        *(("kept_file", "", name) for name in ids),
        ("kept_captions_file", '; filename="NORA.vtt"', VTT),
        *(("kept_captions", "", ""), ("kept_captions_file", '; filename=""', "")),
        ("kept_captions", "", "It rained.\r\n\r\nAll night."),
    ]
    body = "".join(part % one for one in sent) + "--b--\r\n"
    answer = door.send("POST", "/publish/", body.encode(), "multipart/form-data; boundary=b")
    assert answer.status == 201, answer.words
    town.go_and_verify()
    assert [b"Ana: The water" in path.read_bytes() for path in captions(town.site)] == [True, False]


def test_a_program_says_what_is_said_and_a_picture_says_nothing(door: Door, town: Town) -> None:
    site = town.site
    spoken = {**TEXT, "media": [sound()], "media_captions": ["It rained.\n\nThen it did not."]}
    got = door.client.post("/api/v1/articles", spoken)
    assert got.status_code == 201, got.content
    town.go_and_verify()
    assert re.findall(r'<p dir="auto">([^<]*)</p>', page(site, got.json()["number"])) == [
        *("It rained.", "Then it did not."),
    ]
    before = rows()
    for path in ("/api/v1/articles", "/publish/"):
        silent = door.client.post(path, {**TEXT, "media": [picture()], "media_captions": [VTT]})
        assert (silent.status_code, b"Captions are for sound and film" in silent.content) == (422, True)
    changed = {name for name, count in rows().items() if count != before[name]}
    assert changed <= {"newswire_attachment", "newswire_mediafile"}, "the picture waits in its form"
    assert not Attachment.objects.exclude(captions="").exists()
    redact(town.operator(), got.json()["number"], 1, "It is somebody else's voice.", field="media_1")
    town.go_and_verify()
    assert (files(site), captions(site)) == ([], [])
    assert not [path for path in files(site, master=True) if path.read_bytes().startswith(b"WEBVTT")]
