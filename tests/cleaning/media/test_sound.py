from pathlib import Path

import pytest

from handbill.cleaning.media import mpeg, ogg, recording, sound
from handbill.cleaning.media.cleaned import Allowed, Unclean
from tests.cleaning.media import sounds
from tests.cleaning.media.canaries import canary, sung
from tests.cleaning.media.conftest import Given
from tests.cleaning.media.encoder import TONE, encoded

pytestmark = pytest.mark.once


@pytest.mark.parametrize("kind", sounds.KINDS)
def test_nothing_that_a_sound_says_of_itself_is_published(recorded: Given, kind: str, tmp_path: Path) -> None:
    source = recorded(kind)
    assert len(sung(source.read_bytes())) >= 4
    cleaned = recording.clean(source, tmp_path, Allowed())
    assert [(made.path.name, made.type) for made in cleaned.files] == [
        ("sound.mp3", "audio/mpeg"),
        ("sound.opus", "audio/ogg"),
    ]
    assert (cleaned.kind, cleaned.seconds, cleaned.waits) in (("audio", 1, False), ("audio", 2, False))
    assert kind == "adts" or sum(cleaned.removed.values()) >= 5
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sound.mp3", "sound.opus"]
    assert [sung(made.path.read_bytes()) for made in cleaned.files] == [[], []]
    assert not any(word in made.path.read_bytes() for made in cleaned.files for word in (b"Lav", b"ffmpeg"))


def test_the_same_sound_twice_is_the_same_bytes_twice(recorded: Given, tmp_path: Path) -> None:
    hashes = set()
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        hashes.add(tuple(made.sha256 for made in recording.clean(recorded("m4a"), folder, Allowed()).files))
    assert len(hashes) == 1


@pytest.mark.parametrize("kind", ["vorbis", "flac", "m4a", "mp3", "wav"])
def test_a_long_sound_waits_for_the_worker_and_says_nothing_meanwhile(
    recorded: Given, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sound, "AT_ONCE", 0)
    waits = recording.clean(recorded(kind), tmp_path, Allowed())
    [made] = waits.files
    assert (waits.kind, waits.waits, made.type) == ("audio", True, "video/x-matroska")
    assert sung(made.path.read_bytes()) == []
    monkeypatch.undo()
    (tmp_path / "end").mkdir()
    ready = recording.prepare(made.path, tmp_path / "end", Allowed())
    assert [one.type for one in ready.files] == ["audio/mpeg", "audio/ogg"]
    assert [sung(one.path.read_bytes()) for one in ready.files] == [[], []]
    assert not ready.waits


def test_what_is_too_long_or_no_sound_is_refused(recorded: Given, tmp_path: Path) -> None:
    def code(data: bytes, **allowed: int) -> str:
        file = tmp_path / "file"
        file.write_bytes(data)
        (tmp_path / "into").mkdir(exist_ok=True)
        with pytest.raises(Unclean) as refused:
            recording.clean(file, tmp_path / "into", Allowed(**allowed))
        return refused.value.code

    silent = encoded(tmp_path, [*TONE, "-t", "3", "-c:a", "pcm_s16le", "-f", "wav"])
    assert code(silent, seconds=0) == "seconds"
    assert code(b"") == "kind"
    assert code(b"#EXTM3U\n/etc/passwd\n") == "kind"
    assert code(b"ID3\x04\0\0\0\0\0\x0a" + bytes(10)) == "broken"
    assert code(b"fLaC") == "broken"
    assert code(b"OggS" + bytes(3000)) == "broken"
    assert code(silent[:44]) == "broken"


def test_a_byte_beside_the_sound_is_seen_when_it_is_looked_at_again(recorded: Given, tmp_path: Path) -> None:
    mp3, opus = (made.path for made in recording.clean(recorded("wav"), tmp_path, Allowed()).files)
    good = mp3.read_bytes()
    for bad in (
        sounds.id3(3) + good,
        good + sounds.id3v1(),
        good + sounds.ape(),
        good[:-1],
        b"",
        good[:104] + b"\0" + good[104:],
    ):
        mp3.write_bytes(bad)
        with pytest.raises(Unclean, match="failed"):
            mpeg.examine(mp3)
    good = opus.read_bytes()
    first, second = good.index(b"OggS", 4), good.index(b"OggS", 100)
    word = canary("tag").encode()
    tags = b"OpusTags" + bytes(4) + b"\x01\0\0\0" + len(word).to_bytes(4, "little") + word
    said = good[:first] + good[first : first + 26] + bytes([1, len(tags)]) + tags + good[second:]
    for bad in (
        said,
        good + word,
        good + good,
        good[:-1],
        good[:second],
        good.replace(b"OggS\0\x04", b"OggS\0\0"),
        b"",
    ):
        opus.write_bytes(bad)
        with pytest.raises(Unclean, match="failed"):
            ogg.examine(opus)
