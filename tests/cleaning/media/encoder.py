"""What the inputs of tests are made with: the same program, on sounds and pictures of its own."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from handbill.cleaning.media import ffmpeg

TONE = ("-f", "lavfi", "-i", "sine=f=500:d=1:r=48000")
SIGHT = ("-f", "lavfi", "-i", "testsrc=s=64x48:d=1:r=10")


def encoded(folder: Path, arguments: Sequence[str]) -> bytes:
    """Give what it writes; the arguments end with the format."""
    out = folder / "encoded"
    subprocess.run(
        [ffmpeg.find(), "-nostdin", "-v", "error", "-y", *arguments, out],
        check=True,
        capture_output=True,
        timeout=60,
    )
    return out.read_bytes()
