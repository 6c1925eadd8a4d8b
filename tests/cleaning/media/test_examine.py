"""What is made is looked at again: a picture that has anything but pixels is refused, and so is every lie of a child."""

import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from struct import pack
from typing import Any

import pytest

from handbill.cleaning.media import process
from handbill.cleaning.media.answer import believed
from handbill.cleaning.media.cleaned import Allowed, Unclean
from handbill.cleaning.media.examine import examine
from handbill.cleaning.media.job import Job, Limits
from handbill.cleaning.media.shapes.shape import Shapeless
from tests.cleaning.media.planted import box, seen, segment

pytestmark = pytest.mark.once


def written(kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture = seen()
    if options.pop("alpha", False):
        picture = picture.convert("RGBA")
        picture.putalpha(seen().getchannel("R"))
    picture.save(out, kind, **options)
    return out.getvalue()


JPEG = written("JPEG", progressive=True, optimize=True)
WEBP = written("WEBP", alpha=True)
MOVING = written("WEBP", save_all=True, append_images=[seen().rotate(90)])
AVIF = written("AVIF", alpha=True)


def riff(body: bytes) -> bytes:
    return b"RIFF" + pack("<I", len(body)) + body


def test_pictures_of_pixels_alone_pass() -> None:
    for kind, datas in {
        "image/jpeg": [JPEG, written("JPEG"), written("JPEG", quality=95, subsampling=0)],
        "image/webp": [
            WEBP,
            MOVING,
            written("WEBP"),
            written("WEBP", lossless=True),
            written("WEBP", lossless=True, alpha=True),
        ],
        "image/avif": [AVIF, written("AVIF"), written("AVIF", quality=100, subsampling="4:4:4")],
    }.items():
        for data in datas:
            examine(data, kind, 96, 64)


CROOKED: dict[str, list[bytes]] = {
    "image/jpeg": [
        *(JPEG[:2] + segment(kind, b"said") + JPEG[2:] for kind in (0xE0, 0xE1, 0xE2, 0xED, 0xEE, 0xEF, 0xFE, 0xDC)),
        *(JPEG[:20] + segment(kind, b"said") + JPEG[20:] for kind in (0xE0, 0xE1, 0xFE)),
        JPEG[:-2] + segment(0xFE, b"said") + JPEG[-2:],
        JPEG[:18] + b"\x01\x01" + JPEG[20:],
        JPEG[:20] + segment(0xDB, bytes(3_000)) + JPEG[20:],
        *(JPEG + b"\0", JPEG + JPEG, JPEG[:-2], JPEG[:100], b"", b"\xff\xd8\xff\xd9", b"GIF89a"),
        written("JPEG", icc_profile=b"profile"),
        written("JPEG", comment=b"said"),
    ],
    "image/webp": [
        *(riff(WEBP[8:] + chunk + pack("<I", 4) + b"said") for chunk in (b"EXIF", b"XMP ", b"ICCP", b"odd ")),
        WEBP[:20] + bytes([WEBP[20] | 0x08]) + WEBP[21:],
        WEBP[:24] + bytes([WEBP[24] + 1]) + WEBP[25:],
        *(WEBP + b"\0", WEBP[:-1], WEBP[:16], b"", riff(b"WEBP"), riff(b"WEBPVP8 " + pack("<I", 3) + b"abcd")),
        written("WEBP", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0"),
        written("WEBP", icc_profile=b"profile"),
        riff(MOVING[8:] + b"EXIF" + pack("<I", 4) + b"said"),
        riff(MOVING[8:30] + MOVING[8 + 22 + 14 :]),
    ],
    "image/avif": [
        *(AVIF + more for more in (b"\0", box(b"free", b"said"), box(b"uuid", bytes(20)), AVIF)),
        *(AVIF[:-1], AVIF[:50], b""),
        AVIF.replace(b"Color", b"Said!"),
        AVIF.replace(b"auxiliary:alpha", b"auxiliary:depth"),
        AVIF.replace(b"nclx", b"prof"),
        AVIF.replace(b"avifmif1miaf", b"avifmif1said"),
        AVIF.replace(b"mdat\x12\0", b"mdat\x2a\0"),  # a unit of metadata where a delimiter was
        written("AVIF", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0"),
        written("AVIF", xmp=b"<said/>"),
        written("AVIF", icc_profile=b"profile" * 30),
        written("AVIF", save_all=True, append_images=[seen()]),
    ],
}  # fmt: skip


def test_pictures_with_anything_else_are_refused() -> None:
    passed = []
    for kind, datas in CROOKED.items():
        for at, data in enumerate(datas):
            assert data not in (JPEG, WEBP, AVIF), (kind, at)
            try:
                examine(data, kind, 96, 64)
                passed.append((kind, at))
            except Shapeless:
                pass
    assert not passed


def test_every_byte_that_is_cut_off_or_added_is_missed() -> None:
    for kind, data in (
        ("image/jpeg", JPEG),
        ("image/webp", WEBP),
        ("image/webp", MOVING),
        ("image/avif", AVIF),
    ):
        for end in range(0, len(data), 7):
            with pytest.raises(Shapeless):
                examine(data[:end], kind, 96, 64)
        with pytest.raises(Shapeless, match="pixels"):
            examine(data, kind, 64, 96)


@pytest.fixture
def told(tmp_path: Path) -> dict[str, Any]:
    """What an honest child says, with its file."""
    (tmp_path / "96.jpeg").write_bytes(JPEG)
    file = {"name": "96.jpeg", "type": "image/jpeg", "width": 96, "height": 64}
    return {"kind": "image", "files": [file], "seconds": 0, "removed": {"camera": 2}, "alike": "0" * 16, "waits": False, "moves": False}  # fmt: skip


def test_an_honest_answer_is_believed_and_looked_at(told: dict[str, Any], tmp_path: Path) -> None:
    cleaned = believed({**told, "removed": {"camera": 2, "<b>": 1}, "more": 1}, tmp_path, 10**6)
    assert (cleaned.removed, cleaned.files[0].bytes, len(cleaned.files[0].sha256)) == (
        {"camera": 2},
        len(JPEG),
        64,
    )


def test_every_lie_is_found(told: dict[str, Any], tmp_path: Path) -> None:
    file = told["files"][0]
    (tmp_path.parent / "outside.jpeg").write_bytes(JPEG)

    def of_file(**lie: object) -> dict[str, Any]:
        return {**told, "files": [{**file, **lie}]}

    lies = [
        *({**told, name: value} for name, value in {"kind": "page", "files": [], "seconds": -1, "alike": "x"}.items()),
        *({**told, name: value} for name, value in {"kind": ["image"], "files": {}, "seconds": True, "removed": []}.items()),
        *({**told, name: value} for name, value in {"files": [file] * 2, "seconds": 10**9, "waits": True}.items()),
        *({**told, "removed": {"camera": count}} for count in (-1, 1.5, "1", None, 10**12)),
        *(of_file(name=name) for name in ("../outside.jpeg", "/etc/passwd", "", ".", "a/b.jpeg", "x.jpeg", 5, "9" * 99 + ".jpeg")),
        *(of_file(type=kind) for kind in ("text/html", "image/svg+xml", "audio/mpeg", "image/webp", None, ["image/jpeg"])),
        *(of_file(width=width) for width in (64, -96, 96.0, "96", True, 10**9)),
        *({name: value for name, value in told.items() if name != left} for left in told),
        {"unclean": "<script>"},
        {"unclean": None},
        {},
    ]  # fmt: skip
    for lie in lies:
        with pytest.raises(Unclean, match=r"^failed$"):
            believed(lie, tmp_path, 10**6)
    with pytest.raises(Unclean, match=r"^failed$"):
        believed(told, tmp_path, 100)
    with pytest.raises(Unclean, match=r"^pixels$"):
        believed({"unclean": "pixels"}, tmp_path, 10**6)


def test_files_that_are_not_its_own_are_found(told: dict[str, Any], tmp_path: Path) -> None:
    into = tmp_path / "into"
    outside = tmp_path / "96.jpeg"

    def hard(file: Path) -> None:
        file.hardlink_to(outside)

    def page(file: Path) -> None:
        file.write_bytes(b"<html><script>alert(1)</script>")

    def more(file: Path) -> None:
        file.write_bytes(JPEG)
        file.with_name("more").touch()

    def folder_too(file: Path) -> None:
        file.write_bytes(JPEG)
        file.with_name("folder").mkdir()

    def link(file: Path) -> None:
        file.symlink_to(outside)

    changes: list[Callable[[Path], None]] = [
        link,
        hard,
        os.mkfifo,
        Path.mkdir,
        Path.touch,
        page,
        more,
        folder_too,
    ]
    for at, change in enumerate(changes):
        folder = into / str(at)
        folder.mkdir(parents=True)
        change(folder / "96.jpeg")
        with pytest.raises(Unclean, match=r"^failed$"):
            believed(told, folder, 10**6)


@pytest.mark.parametrize(
    "said",
    [
        "print('x' * 100_000)",
        "print('[1]')",
        "print('{')",
        "pass",
        "print('[' * 60_000)",
        "import os; os.abort()",
    ],
)
def test_a_child_that_says_nothing_of_sense_is_not_believed(
    said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "source").touch()
    (tmp_path / "into").mkdir()
    monkeypatch.setattr(process, "BEGIN", said)
    with pytest.raises(Unclean, match=r"^failed$"):
        process.run(Job("picture", "clean", tmp_path / "source", tmp_path / "into", Allowed(), Limits(10)))


def test_what_is_told_is_json_of_little_size(told: dict[str, Any]) -> None:
    assert len(json.dumps({**told, "files": told["files"] * 24})) < process.ANSWER / 10
