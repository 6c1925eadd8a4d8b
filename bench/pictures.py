"""A photo of 12 megapixels, and ten of them at once: how long all its files take beside their encoders alone, and in how much memory.

The photo is made here: gradients, blots of several sizes and a little noise, so that it is compressed like one. The encoders are those
of the files that are made, with the same options, one after the other in this process. Time is that of the processor, so that others'
work on the machine does not count; what a reader waits for is told too, and is less, as both cores encode.
"""

import os
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from unittest.mock import patch

from PIL import Image

from handbill.cleaning.media.clean import clean
from handbill.cleaning.media.cleaned import Allowed
from handbill.cleaning.media.fences import bubblewrap
from handbill.cleaning.media.pictures import made
from handbill.cleaning.media.pictures.decode import opened, upright
from handbill.cleaning.media.pictures.sizes import sizes

RATIO = 1.3
WAIT = 2.4
"""Seconds: 2.5 until it is seen on a page, less the page."""
MEMORY = 1_000
ROUNDS, AT_ONCE = 5, 10


def photo(file: Path) -> None:
    """Make 12 megapixels of about 3 MB."""
    size = 4032, 3024
    slope = Image.linear_gradient("L")
    picture = Image.merge(
        "RGB", [one.resize(size) for one in (slope, Image.radial_gradient("L"), slope.rotate(90))]
    )
    for grain, weight in ((3, 0.12), (8, 0.3), (40, 0.3), (200, 0.3)):
        small = size[0] // grain, size[1] // grain
        blots = Image.merge("RGB", [Image.effect_noise(small, 90) for _ in range(3)])
        picture = Image.blend(picture, blots.resize(size, Image.Resampling.BICUBIC), weight)
    noise = Image.merge("RGB", [Image.effect_noise(size, 40) for _ in range(3)])
    Image.blend(picture, noise, 0.1).save(file, "JPEG", quality=92)


def encoders(source: Path) -> float:
    """Give the seconds of processor time that the encoders of all its files take."""
    with opened(source, Allowed()) as picture:
        scaled = [upright(picture)]
    for size in sizes(scaled[0].size):
        scaled.append(made.resized(scaled[-1], size))
    began = time.process_time()
    for kind in made.TYPES:
        for one in scaled[1:]:
            made.encoded(one, kind.name, kind.quality, **kind.options)
    return time.process_time() - began


def cleaned(source: Path, folder: Path) -> tuple[float, float]:
    """Give the seconds by the clock and of processor time that cleaning takes, in this process and its child."""
    with tempfile.TemporaryDirectory(dir=folder) as into:
        before, began = spent(), time.perf_counter()
        clean(source, Path(into), Allowed(), slots=folder / "slots")
        return time.perf_counter() - began, spent() - before


def spent() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


@contextmanager
def watched() -> Iterator[list[int]]:
    """Look again and again at how much memory this process and all that it has started hold; the most is the last of the list."""
    over, seen = threading.Event(), [0]

    def look() -> None:
        while not over.wait(0.02):
            seen.append(max(seen[-1], sum(map(resident, family(os.getpid())))))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield seen
    finally:
        over.set()
        looking.join()


def family(parent: int) -> list[int]:
    found = [parent]
    for task in Path(f"/proc/{parent}/task").glob("*/children"):
        with suppress(OSError):
            found += [one for child in task.read_text().split() for one in family(int(child))]
    return found


def resident(process: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def main() -> bool:
    with tempfile.TemporaryDirectory() as top:
        folder = Path(top)
        source = folder / "photo.jpg"
        photo(source)
        with patch.object(
            bubblewrap, "program", return_value=None
        ):  # it would not tell what its children took
            rounds = [(*cleaned(source, folder), encoders(source)) for _ in range(ROUNDS)]
        with watched() as seen, ThreadPoolExecutor(AT_ONCE) as many:
            began = time.perf_counter()
            list(many.map(lambda _: cleaned(source, folder), range(AT_ONCE)))
            all_of_them = time.perf_counter() - began
        size = source.stat().st_size / 1e6
    waited, took, bare = (median(column) for column in zip(*rounds, strict=True))
    memory = seen[-1] / 1e6
    good = took / bare <= RATIO and waited <= WAIT and memory <= MEMORY
    print(
        f"a photo of 12 megapixels and {size:.1f} MB in nine files: {waited:.2f} s (at most {WAIT}), {took:.2f} s of processor time,"
        f" {took / bare:.2f} times its encoders' {bare:.2f} (at most {RATIO}); {AT_ONCE} at once: {all_of_them:.1f} s,"
        f" {memory:.0f} MB in all processes (at most {MEMORY}); load average {os.getloadavg()[0]:.1f}{'' if good else '  MISSED'}"
    )
    return good


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
