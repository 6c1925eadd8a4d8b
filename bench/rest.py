"""Memory of `handbill run` at rest: all its processes, shared pages shared out (proportional set size)."""

import http.client
import sys
import time

from bench.load import post
from bench.site import folder, running

LIMIT = 250


def main() -> bool:
    with folder() as site, running(site) as run:
        time.sleep(2)
        start = run.memory() / 2**20
        link = http.client.HTTPConnection("127.0.0.1", run.port)
        for _ in range(50):
            post(link, "/publish/", {"title": "The weir leaks", "genre": "reporting", "body": "Rain. " * 300})
            post(link, "/comment/1/", {"title": "Rain", "body": "It was not the rain. " * 20})
            for path in ("/", "/publish/", "/receipt/", "/desk/"):
                link.request("GET", path)
                link.getresponse().read()
        time.sleep(3)
        after = run.memory() / 2**20
    good = max(start, after) < LIMIT
    words = f"at rest: {start:.0f} MB after the start, {after:.0f} MB after 300 requests (under {LIMIT} MB)"
    print(f"{words}{'' if good else '  MISSED'}")
    return good


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
