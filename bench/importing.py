"""An export of WordPress of 1,000 MB (or the number given): how fast it comes in, and how much memory that takes whatever its size.

python -m bench.importing [MEGABYTES]. Memory is that of all processes together (proportional shares), looked at ten times a second,
beside that of a tenth of the file in the same run.
"""

import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from bench.site import HANDBILL, folder

MEMORY, GROWTH = 300.0, 1.25
WORDS = [
    "the",
    "water",
    "rose",
    "at",
    "noon",
    "and",
    "stood",
    "on",
    "the",
    "quay",
    "by",
    "seven",
    "when",
    "the",
    "gauge",
    "at",
    "the",
    "mill",
    "was",
    "gone",
    "again",
]
COMMENTS = 5


def write(file: Path, megabytes: int) -> int:
    """Write an export; give how many articles it has."""
    count = size = 0
    with file.open("w", encoding="utf-8") as out:
        size += out.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
            'xmlns:wp="http://wordpress.org/export/1.2/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Weir</title>'
            "<link>http://weir.example</link><wp:base_blog_url>http://weir.example</wp:base_blog_url>\n"
        )
        while size < megabytes * 1_000_000:
            count += 1
            size += out.write(item(count))
        out.write("</channel></rss>\n")
    return count


def item(number: int) -> str:
    """An article with its comments; each thousandth has a thousand of them, each third is nearly as long as may be."""
    text = "\n\n".join(
        " ".join(WORDS[(number * 7 + part * 3 + at) % len(WORDS)] for at in range(60))
        for part in range(140 if number % 3 == 0 else 6)
    )
    comments = "".join(
        f"<wp:comment><wp:comment_id>{number * 1000 + at}</wp:comment_id><wp:comment_author><![CDATA[Jo {at}]]></wp:comment_author>"
        "<wp:comment_date>2008-03-04 05:06:07</wp:comment_date>"
        f"<wp:comment_content><![CDATA[{text[at % 300 : at % 300 + 250]}]]></wp:comment_content>"
        f"<wp:comment_approved>1</wp:comment_approved><wp:comment_parent>{number * 1000 + at - 1 if at % 3 == 0 else 0}</wp:comment_parent></wp:comment>"
        for at in range(1, 1 + (990 if number % 1000 == 0 else COMMENTS))
    )
    return (
        f"<item><title>Weir {number}</title><link>http://weir.example/{number}/</link><dc:creator>ana</dc:creator>"
        f'<guid isPermaLink="false">http://weir.example/?p={number}</guid><content:encoded><![CDATA[<strong>{number}</strong> {text}]]></content:encoded>'
        f"<wp:post_id>{number}</wp:post_id><wp:post_date>2008-03-{number % 28 + 1:02} 04:05:06</wp:post_date><wp:status>publish</wp:status>"
        f'<wp:post_type>post</wp:post_type><category domain="category" nicename="t{number % 20}">T {number % 20}</category>{comments}</item>\n'
    )


def brought(site: Path, file: Path) -> tuple[float, float]:
    """Import it; give the seconds, and the most MB that all its processes held together."""
    began, most = time.monotonic(), 0.0
    with tempfile.TemporaryFile("w+") as told:
        with subprocess.Popen([*HANDBILL, "import", site, file], stdout=told) as command:
            while command.poll() is None:
                most = max(most, held(command.pid))
                time.sleep(0.1)
        told.seek(0)
        said = told.read(1000)
    if command.returncode:
        raise RuntimeError(said)
    print(f"  {said.splitlines()[0]}", flush=True)
    return time.monotonic() - began, most


def held(pid: int) -> float:
    """MB of a process and its children."""
    kilobytes = 0
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        kilobytes = sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            kilobytes += int(held(int(child)) * 1000)
    return kilobytes / 1000


def main(megabytes: int) -> bool:
    good, small = True, 0.0
    for size in (max(1, megabytes // 10), megabytes):
        with folder() as site:
            file = site.parent / "weir.xml"
            count = write(file, size)
            seconds, most = brought(site, file)
            again = 0.0 if small else brought(site, file)[0]
        small = small or most
        held_now = most <= MEMORY and most <= small * GROWTH
        good &= held_now
        rate = f"{count / seconds:.0f} articles/s with {COMMENTS} comments each, {size / seconds:.1f} MB/s"
        twice = f"; a second time {size / again:.1f} MB/s" if again else ""
        print(
            f"{size} MB, {count} articles: {rate}{twice}; memory {most:.0f} MB (at most {MEMORY:.0f}, and {GROWTH} times that of a tenth){'' if held_now else '  MISSED'}",
            flush=True,
        )
    return good


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000) else 1)
