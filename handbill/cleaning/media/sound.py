"""Sound: decoded, and encoded anew as MP3, which everything plays, and as Opus, which is half the size.

What is kept is the samples of the first track, as mono or stereo. A recording that takes long to encode is only taken out of its
container at first, and waits for the worker.
"""

from pathlib import Path
from typing import Final

from handbill.cleaning.media import ebml, ffmpeg, mpeg, ogg, waiting
from handbill.cleaning.media.cleaned import Allowed, Cleaned, Unclean
from handbill.cleaning.media.made import made
from handbill.cleaning.media.probe import Probe, whole

AT_ONCE: Final = 180
"""Seconds of sound that are encoded while the author waits: about two seconds of work."""
_PATIENCE: Final = 12.0  # seconds for these


def clean(source: Path, into: Path, found: Probe, allowed: Allowed) -> Cleaned:
    """Encode what is short; take what is long out of its container, for the time being."""
    if found.seconds <= AT_ONCE:
        return encode(source, into, found, allowed, patience=_PATIENCE)
    out = waiting.take_out(source, into, found)
    return Cleaned(
        "audio",
        (made(out, ebml.TYPE),),
        seconds=whole(found.seconds),
        removed=found.removed,
        waits=True,
    )


def encode(source: Path, into: Path, found: Probe, allowed: Allowed, *, patience: float) -> Cleaned:
    """Decode the first track of sound and encode it as MP3 and Opus.

    Raises:
        Unclean: `broken`: nothing could be decoded; `seconds`: it is longer than its packets said; or as `ffmpeg.run`.
    """
    mp3, opus = into / "sound.mp3", into / "sound.opus"
    mono = found.sound[0].mono
    common = ("-map", "0:a:0", *ffmpeg.BARE, "-vn", "-ac", "1" if mono else "2")
    ffmpeg.run(
        [
            *ffmpeg.reading(source, found.demuxer, seconds=allowed.seconds + 1),
            *(*common, "-ar", str(mpeg.RATE), "-c:a", "libmp3lame", "-b:a", "64k" if mono else "112k"),
            *("-write_xing", "0", "-id3v2_version", "0", "-write_id3v1", "0", "-f", "mp3", str(mp3)),
            *(*common, "-ar", "48000", "-c:a", "libopus", "-b:a", "40k" if mono else "64k"),
            *("-f", "opus", str(opus)),
        ],
        seconds=patience,
    )
    ffmpeg.decoded([mp3, opus])
    ogg.silence(opus)
    seconds = whole(max(mpeg.examine(mp3), ogg.examine(opus)))
    if seconds > allowed.seconds:
        raise Unclean("seconds")
    return Cleaned(
        "audio", (made(mp3, mpeg.TYPE), made(opus, ogg.TYPE)), seconds=seconds, removed=found.removed
    )
