"""What is said in a sound or film, as words to be read: out of its captions, and into them where there are no times."""

import html
import re
from collections.abc import Iterator
from typing import Final

from handbill.cleaning.media.captions import clean_captions

PAUSE: Final = 3.0
"""Seconds without words after which a paragraph begins."""
LONG: Final = 500
"""Characters after which one begins with the next sentence."""
_TIME: Final = r"([0-9]+):([0-9]{2}):([0-9]{2}\.[0-9]{3})"
_CUE: Final = re.compile(rf"{_TIME} --> {_TIME}\n((?:.+\n?)+)")
_SPEAKS: Final = re.compile(r"- |[^\s:][^:]{0,40}: ").match
_ENDS: Final = (".", "!", "?", "…", "。", "؟", "।")
_BREAK: Final = re.compile(r"\n\s*\n")


def timed(text: str, seconds: int) -> str:
    """Give captions as WebVTT; a text without any times is said as long as the sound lasts, a cue a paragraph.

    Raises:
        Unclean: as `clean_captions` has it.
    """
    if "-->" in text or text.lstrip("\ufeff \n").startswith("WEBVTT"):
        return clean_captions(text)
    hours, rest = divmod(max(1, seconds), 3600)
    end = f"{hours:02}:{rest // 60:02}:{rest % 60:02}.000"
    said = (html.escape(" ".join(one.split()), quote=False) for one in _BREAK.split(text.strip()))
    return clean_captions("\n\n".join(f"00:00:00.000 --> {end}\n{one}" for one in said if one))


def paragraphs(captions: str) -> tuple[str, ...]:
    """Give the words of captions that `clean_captions` wrote: a paragraph until another speaks, nobody does, or it is long."""
    found: list[str] = []
    last = 0.0
    for start, end, words in _cues(captions):
        goes_on = found and start > 0 and start - last < PAUSE and not _SPEAKS(words)
        if goes_on and not (len(found[-1]) > LONG and found[-1].endswith(_ENDS)):
            found[-1] += f" {words}"
        else:
            found.append(words)
        last = end
    return tuple(found)


def _cues(captions: str) -> Iterator[tuple[float, float, str]]:
    for cue in _CUE.finditer(captions):
        start, end = (
            3600 * int(hours) + 60 * int(minutes) + float(seconds)
            for hours, minutes, seconds in (cue.groups()[:3], cue.groups()[3:6])
        )
        yield start, end, html.unescape(" ".join(cue[7].split()))
