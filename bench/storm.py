"""Far more than the machine can take: 50 articles and 200 comments a second, and 500 readers. `python -m bench.storm --seconds 600`.

What is refused is refused at once, in words and with the text; readers notice nothing; nothing that was acknowledged is lost.
The crowd runs on the same two cores, and is told apart: its own processor time stands beside the figures.
"""

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench.load import post
from bench.site import Running, folder, running

READERS, PUBLISHES, COMMENTS = 500, 50.0, 200.0
RIGHT, P99, REFUSED, NORMAL, MEMORY = 0.9999, 0.050, 1.0, 30.0, 600


def main(seconds: float) -> bool:
    with folder() as site, running(site) as run:
        link = http.client.HTTPConnection("127.0.0.1", run.port)
        article = {"title": "The weir leaks", "genre": "reporting", "body": "The rain came early. " * 60}
        articles = [post(link, "/publish/", article) for _ in range(50)]
        time.sleep(3)
        paths = [str(file.relative_to(site / "public")) for file in (site / "public").glob("2*/*/*.html")]
        paths += [
            "",
            "newswire/index.html",
            "feed.atom",
            "record/checkpoint",
            "guidelines.html",
            "look/style.css",
        ]
        order = {"seconds": seconds, "readers": READERS, "publishes": PUBLISHES, "comments": COMMENTS}
        given = json.dumps({"port": run.port, "paths": paths, "articles": articles, "order": order})
        load, most, before = os.getloadavg()[0], 0, run.shares()
        with tempfile.TemporaryFile("w+") as said:
            said.write(given)
            said.seek(0)
            crowd = subprocess.Popen(
                [sys.executable, "-m", "bench.crowd"], stdin=said, stdout=subprocess.PIPE, text=True
            )
            with ThreadPoolExecutor(1) as ear:
                heard = ear.submit(crowd.communicate)
                while not heard.done():
                    most = max(most, run.memory())
                    time.sleep(1)
        after = run.shares()
        normal = until_normal(run)
        told = json.loads(heard.result()[0])
        lost = missing(site, told["numbers"])
        most = max(most, run.memory())
    used = {name: (after[name] - before.get(name, 0)) / seconds for name in after}
    used["crowd"] = told["used"] / seconds
    return report(told, seconds, normal, lost, most / 2**20, used, load)


def until_normal(run: Running) -> float:
    """Give the seconds until an article is taken and its page served within a second."""
    began, link = time.monotonic(), http.client.HTTPConnection("127.0.0.1", run.port)
    while time.monotonic() < began + 2 * NORMAL:
        sent = time.monotonic()
        try:
            number = post(
                link, "/publish/", {"title": "After it", "genre": "reporting", "body": "It is quiet."}
            )
        except (RuntimeError, OSError):
            time.sleep(0.2)
            continue
        while time.monotonic() < sent + 1:
            link.request("GET", f"/{time.strftime('%Y/%m', time.gmtime())}/{number}.html")
            answer = link.getresponse()
            answer.read()
            if answer.status == 200:
                return time.monotonic() - began
            time.sleep(0.01)
    return float("inf")


def missing(site: Path, numbers: list[int]) -> list[int]:
    """Give the numbers that were acknowledged and are nowhere in the public data, or more than once."""
    time.sleep(2)
    found: dict[int, int] = {}

    def count(item: Any) -> None:
        found[item["number"]] = found.get(item["number"], 0) + 1
        for comment in item.get("comments", ()):
            count(comment)

    for file in (site / "public").glob("2*/**/*.json"):
        data = json.loads(file.read_bytes())
        if "number" in data and file.stem.isdigit() and file.parent.name != "comments":
            count(data)
        elif file.parent.name == "comments":
            for comment in data["comments"] if isinstance(data, dict) else data:
                count(comment)
    return [number for number in numbers if found.get(number) != 1]


def quantile(times: list[float], part: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * part))] if times else 0.0


def report(
    told: dict[str, Any],
    seconds: float,
    normal: float,
    lost: list[int],
    memory: float,
    used: dict[str, float],
    load: float,
) -> bool:
    reads, refused = len(told["reads"]), told["refused"]
    right = 1 - len(told["misread"]) / max(1, reads + len(told["misread"]))
    others = {status: count for status, count in told["answers"].items() if status not in {"201", "503"}}
    lines = (
        (
            f"readers: {reads / seconds:.0f} pages/s, {right:.4%} right (at least {RIGHT:.2%}) {told['misread'][:3] or ''}",
            right >= RIGHT,
        ),
        (
            f"readers: p99 {quantile(told['reads'], 0.99) * 1000:.0f} ms (at most {P99 * 1000:.0f}), median {quantile(told['reads'], 0.5) * 1000:.1f} ms",
            quantile(told["reads"], 0.99) <= P99,
        ),
        (
            f"writers: {len(told['numbers']) / seconds:.0f}/s taken, {len(refused) / seconds:.0f}/s refused, others {others or 'none'}",
            not others,
        ),
        (
            f"taken: median {quantile(told['accepted'], 0.5):.2f} s, p99 {quantile(told['accepted'], 0.99):.2f} s",
            True,
        ),
        (
            f"refused: the last of them in {quantile(refused, 1):.2f} s, p99 {quantile(refused, 0.99):.2f} s (at most {REFUSED:g}); without Retry-After {told['without_again']}, without the text {told['without_text']}",
            quantile(refused, 0.99) <= REFUSED and not told["without_again"],
        ),
        (f"acknowledged {len(told['numbers'])}, lost or twice {len(lost)}", not lost),
        (f"normal again after {normal:.1f} s (at most {NORMAL:g})", normal <= NORMAL),
        (f"memory of all processes {memory:.0f} MB at the most (under {MEMORY})", memory < MEMORY),
    )
    for words, good in lines:
        print(f"{words}{'' if good else '  MISSED'}")
    shares = ", ".join(f"{name} {share:.2f}" for name, share in used.items())
    print(
        f"cores used: {shares}; the crowd was late by {told['lag']:.2f} s at the most; load average before {load:.1f}, after {os.getloadavg()[0]:.1f}"
    )
    return all(good for _words, good in lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=600.0)
    sys.exit(0 if main(parser.parse_args().seconds) else 1)
