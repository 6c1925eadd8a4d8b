"""A second of sound in each format that is taken, with a canary in each block of metadata that the format has."""

import base64
import struct
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.cleaning.media.canaries import canary
from tests.cleaning.media.encoder import TONE, encoded

TAGS = (
    "title",
    "artist",
    "album",
    "comment",
    "copyright",
    "genre",
    "date",
    "encoded_by",
    "lyrics",
    "composer",
)
GIF = (
    b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xfe"
    + bytes([len(canary("cover"))])
    + canary("cover").encode()
)
GIF += b"\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;"


def tags(place: str) -> list[str]:
    """Give the arguments that plant one in each tag."""
    words = [*((tag, f"{place}.{tag}") for tag in TAGS)]
    return [part for tag, word in words for part in ("-metadata", f"{tag}={canary(word)}")]


def chapters(folder: Path) -> Path:
    """Give a file of two chapters with titles."""
    file = folder / "chapters.txt"
    file.write_text(
        ";FFMETADATA1\n"
        + "".join(
            f"[CHAPTER]\nTIMEBASE=1/1000\nSTART={n}00\nEND={n}99\ntitle={canary('chapter')}\n"
            for n in range(2)
        )
    )
    return file


def mp3(folder: Path) -> bytes:
    sound = encoded(folder, [*TONE, "-c:a", "libmp3lame", "-id3v2_version", "0", "-f", "mp3"])
    return id3(2) + id3(3) + id3(4) + sound + ape() + lyrics() + id3v1()


def id3(version: int) -> bytes:
    """Give a tag of ID3v2.2, 2.3 or 2.4 with a frame of each kind that holds words, a picture or a file."""
    word = canary(f"id3.{version}").encode()
    wide = b"\x01" + canary(f"wide.{version}").encode("utf-16")
    frames = [
        ("TIT2", "TT2", b"\0" + word),
        ("TPE1", "TP1", wide),
        ("TXXX", "TXX", b"\0what\0" + word),
        ("COMM", "COM", b"\0eng\0" + word),
        ("USLT", "ULT", b"\0eng\0" + word),
        ("WOAR", "WAR", b"http://example.org/" + word),
        ("APIC", "PIC", (b"\0image/gif\0" if version > 2 else b"\0GIF") + b"\x03" + word + b"\0" + GIF),
        ("GEOB", "GEO", b"\0text/plain\0file.txt\0" + word + b"\0" + word),
        ("PRIV", "CRM", b"owner\0" + word),
        ("UFID", "UFI", b"owner\0" + word),
    ]
    body = b""
    for long, short, holds in frames:
        if version == 2:
            body += short.encode() + len(holds).to_bytes(3, "big") + holds
        else:
            size = _safe(len(holds)) if version == 4 else struct.pack(">I", len(holds))
            body += long.encode() + size + b"\0\0" + holds
    return b"ID3" + bytes([version, 0, 0]) + _safe(len(body)) + body


def _safe(size: int) -> bytes:
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))


def id3v1() -> bytes:
    return b"TAG" + b"".join(canary("v1")[:30].encode().ljust(30, b"\0") for _ in range(3)) + bytes(35)


def ape() -> bytes:
    items = b"".join(
        struct.pack("<II", len(word), 0) + key + b"\0" + word
        for key, word in ((b"Title", canary("ape").encode()), (b"Cover Art (Front)", b"c.gif\0" + GIF))
    )
    ends = [
        b"APETAGEX" + struct.pack("<IIII", 2000, len(items) + 32, 2, flags) + bytes(8)
        for flags in (0xA0000000, 0x80000000)
    ]
    return ends[0] + items + ends[1]


def lyrics() -> bytes:
    body = b"LYRICSBEGININD0000200LYR" + f"{len(canary('lyrics')):05}".encode() + canary("lyrics").encode()
    return body + f"{len(body):06}".encode() + b"LYRICS200"


def vorbis(folder: Path) -> bytes:
    return _ogg(folder, "libvorbis")


def opus(folder: Path) -> bytes:
    return _ogg(folder, "libopus")


def _ogg(folder: Path, codec: str) -> bytes:
    picture = struct.pack(">II", 3, 9) + b"image/gif" + struct.pack(">I", 0) + bytes(16)
    picture += struct.pack(">I", len(GIF)) + GIF
    cover = f"METADATA_BLOCK_PICTURE={base64.b64encode(picture).decode()}"
    made = encoded(folder, [*TONE, *tags(codec), "-metadata", cover, "-c:a", codec, "-f", "ogg"])
    # a second stream beside the first, as Ogg Skeleton is one, and bytes between two pages
    word = canary("skeleton").encode()
    skeleton = (
        b"OggS" + struct.pack("<BBqIIIB", 0, 2, 0, 77, 0, 0, 1) + bytes([8 + len(word)]) + b"fishead\0" + word
    )
    first = made.index(b"OggS", 4)
    return made[:first] + skeleton + canary("between").encode() + made[first:] + canary("after").encode()


def flac(folder: Path) -> bytes:
    made = encoded(folder, [*TONE, *tags("flac"), "-c:a", "flac", "-f", "flac"])
    word = canary("block").encode()
    picture = struct.pack(">II", 3, 9) + b"image/gif" + struct.pack(">I", len(word)) + word + bytes(16)
    picture += struct.pack(">I", len(GIF)) + GIF
    cues = canary("cuesheet").encode().ljust(128, b"\0") + bytes(8 + 1 + 258) + b"\x02"
    cues += bytes(8) + b"\x01" + canary("c")[:12].encode() + bytes(14) + b"\x01" + bytes(8) + b"\x01\0\0\0"
    cues += struct.pack(">Q", 48_000) + b"\xaa" + canary("d")[:12].encode() + bytes(14 + 1)
    blocks = [(2, b"riff" + word), (1, word), (5, cues), (6, picture), (3, bytes(10) + word[:8])]
    more = b"".join(bytes([kind]) + len(holds).to_bytes(3, "big") + holds for kind, holds in blocks)
    return id3(3) + made[:42] + more + made[42:] + id3v1()


def wav(folder: Path) -> bytes:
    made = encoded(folder, [*TONE, *tags("wav"), "-c:a", "pcm_s16le", "-f", "wav"])
    word = canary("chunk").encode()
    chunks = [
        (b"bext", word.ljust(256, b"\0") + word.ljust(346, b"\0") + word),
        (b"iXML", b"<BWFXML><NOTE>" + word + b"</NOTE></BWFXML>"),
        (b"id3 ", id3(3)),
        (b"LIST", b"adtllabl" + struct.pack("<II", 4 + len(word), 1) + word),
        (b"_PMX", b"<x:xmpmeta>" + word + b"</x:xmpmeta>"),
        (b"JUNK", word),
    ]
    more = b"".join(
        kind + struct.pack("<I", len(holds)) + holds + bytes(len(holds) % 2) for kind, holds in chunks
    )
    all_of_it = made[8:12] + more + made[12:] + more
    return b"RIFF" + struct.pack("<I", len(all_of_it)) + all_of_it + canary("after").encode()


def m4a(folder: Path) -> bytes:
    marked = ["-map_metadata", "1", *tags("m4a"), "-metadata:s:a", f"handler_name={canary('handler')}"]
    made = encoded(
        folder,
        [*TONE, "-i", str(chapters(folder)), *marked, "-map", "0:a", "-c:a", "aac", "-f", "ipod"],
    )
    return made + boxes()


def boxes() -> bytes:
    """Give boxes that may stand anywhere in an MP4 file, and say what they like."""
    word = canary("box").encode()
    xmp = bytes.fromhex("be7acfcb97a942e89c71999491e3afac") + b"<x:xmpmeta>" + word
    held = [(b"free", word), (b"skip", word), (b"uuid", xmp), (b"wide", b""), (b"meta", bytes(4) + word)]
    return b"".join(struct.pack(">I", 8 + len(holds)) + kind + holds for kind, holds in held)


def adts(folder: Path) -> bytes:
    return id3(4) + encoded(folder, [*TONE, "-c:a", "aac", "-f", "adts"]) + id3v1()


KINDS: Mapping[str, Callable[[Path], bytes]] = {
    "mp3": mp3,
    "vorbis": vorbis,
    "opus": opus,
    "flac": flac,
    "wav": wav,
    "m4a": m4a,
    "adts": adts,
}
