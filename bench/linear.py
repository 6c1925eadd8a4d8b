"""Work on text grows as the text does: twice the text takes at most 2.2 times the processor time.

Of each function the fastest growth among some seventy kinds of text that somebody might send to make it slow, from a sixteenth of its
largest size to all of it, as the growth of one doubling of these four. The largest is 1 MB, and for what becomes HTML the 60 kB that an article may
have. Kinds that are refused cost nothing and do not count, and times under 20 ms are noise. The differences of two versions
are not among these: their cost is bounded as a whole (`pages.versions.STEPS`); nor is what the doctor reads, a megabyte at a time.
"""

import gc
import io
import sys
import time
from collections.abc import Callable
from pathlib import Path

from handbill.archive.readers import feed
from handbill.archive.readers.autop import autop
from handbill.archive.readers.inline import taken_out
from handbill.archive.readers.markup import absolute, lines
from handbill.archive.readers.markup import plain as plain_of_html
from handbill.archive.readers.paragraphs import paragraphs
from handbill.archive.readers.shortcodes import without
from handbill.archive.sources import SourceError
from handbill.archive.told import Told
from handbill.archive.walk import BEGINNING, Source
from handbill.cleaning.html import TooDeepError, TooLargeError, clean
from handbill.cleaning.language import language
from handbill.cleaning.links import email, homepage
from handbill.cleaning.markdown import to_html
from handbill.cleaning.media.captions import clean_captions
from handbill.cleaning.plain import plain
from handbill.cleaning.soup import soup
from handbill.cleaning.text import many_lines, one_line
from handbill.cleaning.words import folded, terms, words
from handbill.formerly import legacy_path
from handbill.front.quiet import cut
from handbill.limits import BODY, HTML, TEXT_FILE

LIMIT = 2.2
LEAST, DOUBLINGS = 0.02, 4
WHOLE = 1_000_000
PARTS = (
    *(
        "The water rose at noon. ",
        "It rose.\n",
        "It rose.\n\n",
        "a",
        "ñandú é\u0301 ",
        "\u0301",
        "a\u0301\u0301\u0301 ",
        "水位上升",
    ),
    *(
        " ",
        "\t",
        "\n",
        "\r\n",
        "<",
        "<a ",
        "<b>x</b>",
        "<p>",
        "<b>",
        "<div><i>",
        "</p>",
        '<a href="http://a.example/">',
        '<a title="',
    ),
    *(
        "<!-- wp:a -->",
        "<?a?>",
        "<br />",
        "[caption]",
        "[a b=“",
        "[/a]",
        '<img alt=a src="a',
        "<figure><img>",
        "</item>",
        "<item><title>",
        " \n",
    ),
    *(
        "<!--",
        "<!-- -->",
        "<script>",
        "<script></script>",
        "<style><!--",
        "<![CDATA[",
        "<?",
        "&amp;&lt;&#x41;",
        "&",
        "& ",
        "&#",
        "&a ",
    ),
    *(
        "<table><tr><td>x",
        "<ul><li>x",
        "[",
        "](",
        "[x](",
        "![",
        "*",
        "**a ",
        "*a_ ",
        "_",
        "`",
        "`a ",
        "```\n",
        "~",
        "> ",
        "> a\n",
        "- ",
    ),
    *(
        "- a\n",
        "1. ",
        "#",
        "|",
        "| a ",
        "|-|\n",
        "a\n=\n",
        "[a]: b\n",
        "[a]",
        "\\",
        "http://a.example/ ",
        "http://a.",
        "a@",
        "a.",
        "a-",
    ),
    *("a/", "../", "\u2067", "\u2067a\u2069 ", "\u200b", "\x00\x01", "1.1.1.", "a:", "<p>*[`&a "),
)


FUNCTIONS: dict[str, tuple[Callable[[str], object], int]] = {
    "html.clean": (clean, BODY),
    "markdown.to_html": (to_html, BODY),
    "soup": (soup, WHOLE),
    "plain": (lambda text: plain(clean(text)), BODY),
    "many_lines": (many_lines, WHOLE),
    "one_line": (one_line, WHOLE),
    "language": (language, WHOLE),
    "email": (email, WHOLE),
    "homepage": (homepage, WHOLE),
    "legacy_path": (legacy_path, WHOLE),
    "captions": (lambda text: clean_captions(f"00:01.000 --> 00:04.000\n{text}"), TEXT_FILE // 2),
    "words": (lambda text: list(words(text)), WHOLE),
    "terms": (terms, WHOLE),
    "folded": (folded, WHOLE),
    "paragraphs": (lambda text: paragraphs(text.split("\n")), WHOLE),
    "the log's cut": (cut, WHOLE),
    "autop": (autop, HTML),
    "short codes": (without, HTML),
    "files in a text": (lambda text: taken_out(text, "http://a.example/", lambda _one: False), HTML),
    "links made whole": (lambda text: absolute(text, "http://a.example/"), WHOLE),
    "plain of HTML": (plain_of_html, WHOLE),
    "lines of HTML": (lines, WHOLE),
    "items of a feed": (
        lambda text: list(feed.read(Source(Path("a"), 0, follow=True), io.BytesIO(_fed(text)), Told())),
        WHOLE,
    ),
    "what it is": (lambda text: feed.knows(text.encode()), BEGINNING),
}


def _fed(text: str) -> bytes:
    return f"<rss><channel><item><title>{text}</title><description>{text}</description><author>{text}</author></item></channel></rss>".encode()


def took(function: Callable[[str], object], text: str) -> float:
    """Seconds of processor time, the best of three; 0 where the text is refused."""
    best = float("inf")
    for _ in range(3):
        begun = time.process_time()
        try:
            function(text)
        except (TooDeepError, TooLargeError, SourceError):
            return 0.0
        best = min(best, time.process_time() - begun)
    return best


def main() -> bool:
    good = True
    gc.disable()
    for name, (function, size) in FUNCTIONS.items():
        worst = (0.0, "", 0.0)
        for part in PARTS:
            text = part * (size // len(part.encode()))
            whole = took(function, text)
            if whole > LEAST:
                small = took(function, text[: len(text) >> DOUBLINGS])
                worst = max(worst, ((whole / small) ** (1 / DOUBLINGS), part, whole))
        ratio, part, seconds = worst
        good &= ratio <= LIMIT
        told = f"{name}, {size:,} bytes: {ratio:.2f} times for twice the text, {1000 * seconds:.0f} ms for the worst, {part[:12]!r}"
        print(f"{told}{'' if ratio <= LIMIT else f'  MISSED (at most {LIMIT})'}", flush=True)
        gc.collect()
    return good


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
