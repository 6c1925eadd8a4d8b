"""With which program, and behind which fences, the pictures, sounds and films of strangers are decoded: a child tries them all."""

import os
from collections.abc import Iterator

from handbill.cleaning.media import ffmpeg
from handbill.cleaning.media.cleaned import Unclean
from handbill.cleaning.media.fences.code import VARIABLE
from handbill.cleaning.media.holding import fences, means
from handbill.doctor.finding import Finding, look, ok, wrong

MISSING = {
    "files": "could read and change the site's files: this kernel has no Landlock (Linux 5.13), and bubblewrap is not installed or not allowed",
    "network": "could reach the network: this kernel or machine has no seccomp that we know, and bubblewrap is not installed or not allowed",
    "processes": "could begin and end other processes: this kernel or machine has no seccomp that we know",
}
"""What a decoder that somebody breaks could do, by the fence that does not hold."""


def check() -> Iterator[Finding]:
    """Look at each."""
    yield from _program()
    held = fences()
    if not held["limits"]:
        yield wrong("pictures, sound and film cannot be cleaned: no child behind limits can be run")
        return
    for fence, words in MISSING.items():
        if not held[fence]:
            yield look(f"a broken decoder of pictures, sound or film {words}")
    if all(held.values()):
        made = ", ".join(means())
        yield ok(
            f"pictures, sound and film are decoded within limits, without other files, network and processes ({made})"
        )


def _program() -> Iterator[Finding]:
    """Look for the one that decodes and encodes sound and film."""
    try:
        program = ffmpeg.find()
    except Unclean:
        named = os.environ.get(VARIABLE, "")
        found = (
            f"{named} ({VARIABLE}) cannot be run" if named else "there is no ffmpeg here that is new enough"
        )
        yield look(f"sound and film are refused: {found}; the package imageio-ffmpeg brings one")
        return
    missing = sorted(ffmpeg.NEEDED - ffmpeg.encoders(program))
    if missing:
        yield look(f"some sound or film is refused: {program} was built without {', '.join(missing)}")
    else:
        yield ok(f"sound and film are made anew by {program}, {'.'.join(map(str, ffmpeg.version(program)))}")
