"""Behind which fences the pictures, sounds and films of strangers are decoded: a child tries them all."""

from collections.abc import Iterator

from handbill.cleaning.media import ffmpeg
from handbill.cleaning.media.cleaned import Unclean
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
    yield _ffmpeg()
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


def _ffmpeg() -> Finding:
    try:
        return ok(f"sound and film are decoded by {ffmpeg.find()}")
    except Unclean:
        return look(
            "sound and film are refused, as there is no ffmpeg: apt install ffmpeg, or pip install imageio-ffmpeg"
        )
