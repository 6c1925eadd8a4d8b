"""From sending an article to its page over HTTP, unloaded; and the same with a hundred times as many articles."""

import contextlib
import http.client
import statistics
import subprocess
import sys
import time
from pathlib import Path

from bench.load import post
from bench.site import HANDBILL, folder, running

TIMES, FEW, MANY, DAYS = 200, 1_000, 100_000, 7300
MEDIAN, P99, GROWTH = 0.100, 0.300, 1.2


def one(link: http.client.HTTPConnection, number: int) -> float:
    """Give the seconds from sending an article until its page is served."""
    fields = {
        "title": f"The weir leaks, {number}",
        "genre": "reporting",
        "body": "The rain came early. " * 200,
    }
    began = time.monotonic()
    made = post(link, "/publish/", fields)
    while True:
        link.request("GET", f"/{time.strftime('%Y/%m', time.gmtime())}/{made}.html")
        answer = link.getresponse()
        answer.read()
        if answer.status == 200:
            return time.monotonic() - began
        time.sleep(0.002)


def filled(site: Path, count: int) -> None:
    subprocess.run([sys.executable, "-m", "bench.fill", str(site), str(count), str(DAYS)], check=True)
    subprocess.run([*HANDBILL, "rebuild", str(site)], check=True, capture_output=True)


def main(few: int, many: int) -> bool:
    with contextlib.ExitStack() as both:
        runs, links = [], []
        for count in (few, many):
            site = both.enter_context(folder())
            filled(site, count)
            runs.append(both.enter_context(running(site)))
            links.append(http.client.HTTPConnection("127.0.0.1", runs[-1].port))
        took: list[list[float]] = [[], []]
        for number in range(-10, TIMES):
            for side in (0, 1):
                seconds = one(links[side], number)
                if number >= 0:
                    took[side].append(seconds)
                time.sleep(0.4)  # unloaded: the lists of the last one are made
    good = True
    for count, times in zip((few, many), took, strict=True):
        times.sort()
        median, p99 = statistics.median(times), times[len(times) * 99 // 100]
        held = median <= MEDIAN and p99 <= P99
        good &= held
        print(
            f"publish to visible, {count} articles: median {median * 1000:.0f} ms (at most {MEDIAN * 1000:.0f}),"
            f" p99 {p99 * 1000:.0f} ms (at most {P99 * 1000:.0f}){'' if held else '  MISSED'}"
        )
    growth = statistics.median(took[1]) / statistics.median(took[0])
    good &= growth <= GROWTH
    print(
        f"publish to visible: {growth:.2f} times with {many} articles (at most {GROWTH}){'' if growth <= GROWTH else '  MISSED'}"
    )
    return good


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    sys.exit(0 if main(*(given or [FEW, MANY])) else 1)
