"""Films are prepared beside the worker: seen as being prepared, then there; or given up in words. And what is decided of files."""

import json
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile

from handbill import films
from handbill.actions.admit import admit
from handbill.actions.attach import present
from handbill.actions.blur import blur
from handbill.actions.describe import describe
from handbill.actions.hide import hide
from handbill.actions.hold import hold
from handbill.actions.keep import source_of
from handbill.actions.withdraw import withdraw
from handbill.cleaning.media.clean import burn
from handbill.cleaning.media.cleaned import Allowed, Unclean
from handbill.cleaning.media.job import Area
from handbill.cli import main
from handbill.look.contexts.media import Media, Source
from handbill.look.environment import environment
from handbill.newswire import media
from handbill.newswire.attachment import Attachment, MediaFile
from handbill.settings import Settings
from tests.archive.again import made_again
from tests.cast import Town
from tests.cleaning.media.encoder import SIGHT, TONE, encoded
from tests.intake.door import Answer, Door, rows
from tests.intake.test_media import TEXT, files, picture, told

SAID = "1\n00:00:00,100 --> 00:00:00,900\nAnna: <b>It</b> moves.\n"


@pytest.fixture
def town(site: Settings) -> Town:
    return Town(site)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    how = ("-c:v", "libx264", "-c:a", "aac", "-shortest", "-metadata", "title=NORA", "-f", "mp4")
    return encoded(tmp_path_factory.mktemp("film"), [*SIGHT, *TONE, *how])


def sent(film: bytes) -> Answer:
    upload = SimpleUploadedFile("nora.mp4", film, "video/mp4")
    told = {"media_caption": ["", "The quay moves"], "media_captions": ["", SAID]}
    answer = Door().post("/publish/", {**TEXT, "media": [picture(), upload], **told})
    assert answer.status == 201, answer.words
    return answer


def page(town: Town, number: int) -> str:
    return next((town.site.public / "2026").glob(f"*/{number}.html")).read_text()


def kinds(town: Town) -> list[str]:
    return sorted({file.suffix for file in files(town.site)})


def test_it_is_being_prepared_and_then_it_is_there(town: Town, film: bytes) -> None:
    number = sent(film).number
    town.go_and_verify()
    assert "The film is being prepared" in page(town, number)
    assert told(number, town.site)["media_2"] == {"kind": "video", "seconds": 1, "caption": "The quay moves"}
    source = Attachment.objects.get(waits=True).source
    assert media.path_of(source).exists()
    assert films.prepare_one(town.site)
    assert not films.prepare_one(town.site)
    town.go_and_verify()
    assert "<video" in page(town, number)
    assert "The quay moves" in page(town, number)
    assert '<p dir="auto">Anna: It moves.</p>' in page(town, number)
    assert '<track kind="captions" src="' in page(town, number)
    assert {".mp4", ".vtt"} <= set(kinds(town))
    assert not media.path_of(source).exists()
    assert {one.sha256 for one in MediaFile.objects.all()} == {
        file.name for file in files(town.site, master=True)
    }
    assert b"NORA" not in b"".join(file.read_bytes() for file in files(town.site))


@pytest.mark.once
def test_the_worker_that_runs_once_prepares_them(town: Town, film: bytes) -> None:
    number = sent(film).number
    done = CliRunner().invoke(main, ["work", str(town.site.folder), "--once"])
    assert (done.exit_code, films.prepare_one(town.site)) == (0, False), done.output
    assert "<video" in page(town, number)


@pytest.mark.once
def test_a_phone_takes_the_small_film() -> None:
    """Of two sizes the large one is for wide screens alone."""
    files = tuple(Source(f"{width}.mp4", "video/mp4", width, width, width) for width in (1280, 480))
    player = str(environment("en").get_template("media.html").module.player(Media(1, "video", files), ""))  # type: ignore[attr-defined]
    assert '<source src="1280.mp4" type="video/mp4" media="(min-width: 46rem)">' in player
    assert '<source src="480.mp4" type="video/mp4">' in player


@pytest.mark.once
def test_what_is_held_or_gone_meanwhile(town: Town, film: bytes) -> None:
    number, other = sent(film).number, sent(film).number
    hold(town.operator(), number, 1, "Is it so?")
    withdraw(town.author(), other)
    assert films.prepare_all(town.site) == 1
    town.go_and_verify()
    assert files(town.site) == []
    admit(town.operator(), number, "It is.")
    town.go_and_verify()
    assert "<video" in page(town, number)


@pytest.mark.once
def test_what_cannot_be_prepared_is_said_and_what_came_with_it_stays(town: Town, film: bytes) -> None:
    number = sent(film).number
    town.go()
    media.path_of(Attachment.objects.get(waits=True).source).write_bytes(film[:900])
    assert films.prepare_one(town.site)
    town.go_and_verify()
    assert "media_2" not in {name for name, value in told(number, town.site).items() if value}
    assert 'data-media="1"' in page(town, number)
    assert 'data-media="2"' not in page(town, number)
    assert not Attachment.objects.filter(waits=True).exists()


def blurred(town: Town, number: int, into: Path) -> None:
    into.mkdir()
    master = max(files(town.site), key=lambda file: (file.suffix == ".jpg", file.stat().st_size))
    made = burn(master, into, [Area(0, 0, 5000, 10_000, "black")], Allowed())
    source = source_of(present(number)[1]["files"])["sha256"]
    blur(town.operator(), number, 1, None, "A number plate.", made, source)


@pytest.mark.once
def test_a_blur_destroys_what_it_hides(town: Town, tmp_path: Path) -> None:
    number = Door().post("/publish/", {**TEXT, "media": [picture("white")], "media_alt": ["A wall"]}).number
    town.go_and_verify()
    before = {file.read_bytes() for file in files(town.site)}
    blurred(town, number, tmp_path / "burnt")
    town.go_and_verify()
    after = {file.read_bytes() for file in files(town.site)}
    assert len(after) == len(before) == 3
    assert not before & after
    assert {file.read_bytes() for file in files(town.site, master=True)} == after
    assert 'alt="A wall"' in page(town, number)
    decisions = [
        json.loads(file.read_text()) for file in (town.site.public / "record/decision").glob("*.json")
    ]
    [said] = [one["fields"] for one in decisions if one["kind"] == "blur"]
    assert said["attachment"]["value"]["alt"] == "A wall"


def test_a_description_stands_until_its_author_writes(town: Town, server: str, tmp_path: Path) -> None:
    answer = Door().post("/publish/", {**TEXT, "media": [picture("white")]})
    number = answer.number
    town.go_and_verify()
    describe(town.operator(), number, 1, "A white wall.")
    town.go_and_verify()
    assert 'alt="A white wall."' in page(town, number)
    assert "Described by a reader." in page(town, number)
    blurred(town, number, tmp_path / "burnt")
    town.go_and_verify()
    assert 'alt="A white wall."' in page(town, number)
    new = {"receipt": answer.receipt, "action": "revise", "body": "It rained until four."}
    assert Door().post("/receipt/", new).status == 200
    town.go_and_verify()
    assert 'alt="A white wall."' in page(town, number)
    key = (town.site.secrets / "record").read_bytes()
    public = {str(one.relative_to(town.site.public)): one.read_bytes() for one in files(town.site)}
    site, done = made_again(town, server, tmp_path, key)
    assert done.lost.media == ()
    assert {str(one.relative_to(site.public)): one.read_bytes() for one in files(site)} == public
    assert rows()["newswire_mediafile"] == 3


def test_held_and_then_hidden_what_was_decided_of_it_is_public_again(town: Town) -> None:
    number = Door().post("/publish/", {**TEXT, "media": [picture("white")]}).number
    describe(town.operator(), number, 1, "A white wall.")
    town.go_and_verify()
    hold(town.operator(), number, 1, "Is it so?")
    town.go_and_verify()
    hide(town.operator(), number, 1, "It is not.")
    town.go_and_verify()


def test_a_film_that_fails_for_no_fault_of_its_own_is_tried_again(
    town: Town, film: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = iter(["tool", "busy", "memory", "memory", "tool"])

    def fails(*_args: object, **_options: object) -> None:
        raise Unclean(next(codes))

    number = sent(film).number
    town.go()
    with monkeypatch.context() as patched:
        patched.setattr(films, "encode", fails)
        patched.setattr(films, "POLL", 0)
        patched.setattr(films, "TRIES", 9)
        tried: Counter[int] = Counter()
        for _ in range(5):
            assert films.prepare_one(town.site, tried)
    assert Attachment.objects.filter(number=number, waits=True, over=False).exists()
    assert films.prepare_one(town.site)
    town.go_and_verify()
    assert "<video" in page(town, number)
