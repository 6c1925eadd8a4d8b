"""Forms sent over a few connections that stay open, in a process of its own."""

import http.client
import json
import random
import re
import sys
import threading
import time
from urllib.parse import urlencode

WORDS = [
    "weir",
    "water",
    "cellar",
    "rent",
    "school",
    "ferry",
    "harbour",
    "bridge",
    "market",
    "quarry",
    "council",
    "letter",
    "minutes",
    "hill",
    "river",
    "mill",
    "bread",
]
_NUMBER = re.compile(rb'data-number="(\d+)"')


def text(words: int, chance: random.Random) -> str:
    """Give paragraphs of about `words` words."""
    out = [chance.choice(WORDS) for _ in range(words)]
    return "\n\n".join(" ".join(out[at : at + 60]) for at in range(0, words, 60))


def send(
    port: int, paths: list[str], fields: dict[str, str], words: int, seconds: float, connections: int
) -> dict[str, object]:
    """Send forms for some seconds; give the statuses, the times of the answers and the numbers that were given."""
    end = time.monotonic() + seconds
    statuses: dict[int, int] = {}
    took: list[float] = []
    numbers: list[int] = []
    lock = threading.Lock()

    def one(seed: int) -> None:
        chance = random.Random(seed)
        link = http.client.HTTPConnection("127.0.0.1", port)
        head = {"Content-Type": "application/x-www-form-urlencoded"}
        while time.monotonic() < end:
            body = urlencode({**fields, "body": text(words, chance)})
            began = time.monotonic()
            link.request("POST", chance.choice(paths), body, head)
            answer = link.getresponse()
            page = answer.read()
            with lock:
                took.append(time.monotonic() - began)
                statuses[answer.status] = statuses.get(answer.status, 0) + 1
                if found := _NUMBER.search(page):
                    numbers.append(int(found[1]))

    threads = [threading.Thread(target=one, args=(seed,)) for seed in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took.sort()
    return {
        "statuses": statuses,
        "count": len(took),
        "median": took[len(took) // 2],
        "p99": took[len(took) * 99 // 100],
        "numbers": numbers,
    }


def post(link: http.client.HTTPConnection, path: str, fields: dict[str, str]) -> int:
    """Send one form; give the number of what was published."""
    link.request("POST", path, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})
    answer = link.getresponse()
    page = answer.read()
    found = _NUMBER.search(page)
    if answer.status != 201 or found is None:
        raise RuntimeError(f"POST {path}: {answer.status}")
    return int(found[1])


if __name__ == "__main__":
    print(json.dumps(send(**json.loads(sys.stdin.read()))))
