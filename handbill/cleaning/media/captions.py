"""Captions of a film: read strictly, and only their times and words written anew (WebVTT, W3C).

Styles, regions, notes, names and places of cues stay behind, and all markup; who speaks (`<v Anna>`) is said in words. SubRip's
way of writing times is understood as well, because that is what many have.
"""

import html
import re
from typing import Final

from handbill import limits
from handbill.cleaning.media.cleaned import Unclean
from handbill.cleaning.media.plain import bare

TYPE: Final = "text/vtt"

_TIME: Final = r"(?:([0-9]{1,3}):)?([0-5][0-9]):([0-5][0-9])[.,]([0-9]{3})"
_TIMES: Final = re.compile(rf"\s*{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?")
_BLOCKS: Final = re.compile(r"\n{2,}")
# Nothing is read twice: `++` and `*+` give nothing back, and what begins anew ends what was begun
_SAYS: Final = re.compile(r"<v(?:\.[^\s<>]*+)?[ \t]++([^<>]*+)>")
_MARKUP: Final = re.compile("<[^<>]*+>?")
_ASIDE: Final = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t]|$)")


def clean_captions(text: str) -> str:
    """Give the captions as WebVTT.

    Raises:
        Unclean: `bytes`: they are too long; `broken`: a block is not a cue; `empty`: there is no cue with words.
    """
    if len(text.encode("utf-8", "replace")) > limits.TEXT_FILE:
        raise Unclean("bytes")
    text, _ = bare(text)
    cues = [cue for block in _BLOCKS.split(_without_head(text)) if (cue := _cue(block))]
    if not cues:
        raise Unclean("empty")
    return "WEBVTT\n\n" + "\n\n".join(cues) + "\n"


def _without_head(text: str) -> str:
    if not re.match(r"WEBVTT(?:[ \t\n]|$)", text):
        return text
    head, _, rest = text.partition("\n\n")
    return rest if "-->" not in head else ""


def _cue(block: str) -> str:
    """Give a block anew; empty where it has no words for readers."""
    lines = block.strip("\n").split("\n")
    if _ASIDE.match(lines[0]) or not block.strip():
        return ""
    if "-->" not in lines[0]:
        lines = lines[1:]  # its name, or SubRip's number
    times = _TIMES.fullmatch(lines[0]) if lines else None
    if times is None or any("-->" in line for line in lines[1:]):
        raise Unclean("broken")
    start, end = _milliseconds(*times.groups()[:4]), _milliseconds(*times.groups()[4:])
    if end <= start:
        raise Unclean("broken")
    words = [word for line in lines[1:] if (word := _words(line))]
    return "\n".join([f"{_written(start)} --> {_written(end)}", *words]) if words else ""


def _words(line: str) -> str:
    said = html.unescape(_MARKUP.sub("", _SAYS.sub(r"\1: ", line)))
    return html.escape(" ".join(bare(said)[0].split()), quote=False)


def _milliseconds(hours: str | None, minutes: str, seconds: str, thousandths: str) -> int:
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(thousandths)


def _written(at: int) -> str:
    seconds, thousandths = divmod(at, 1000)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}.{thousandths:03}"
