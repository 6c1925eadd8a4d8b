"""A town whose public files go into a bucket too."""

from hashlib import md5

import obstore
from obstore.store import S3Store

from handbill.settings import Settings
from handbill.store import Store
from tests.bucket import shelf
from tests.cast import Town, files

RUNS = 20
"""Runs of the worker at the most."""


class Shop:
    """A site with a bucket, and what stands in that."""

    def __init__(self, site: Settings) -> None:
        self.site = site
        self.town = Town(site)
        self.store = Store(site, site.pages.url)

    def go(self) -> None:
        """Let the worker work until the bucket lacks nothing that it knows of; a run puts for some seconds, and a busy machine puts little in them."""
        self.town.go()
        self.town.worker.bucket.settle()
        self.town.go()
        for _run in range(RUNS):
            if not self.town.worker.bucket.outbox.batches() or self.town.worker.bucket.pause():
                break
            self.town.go()

    def objects(self) -> dict[str, bytes]:
        bucket, _sign, folder = self.site.pages.url.removeprefix("s3://").partition("/")
        return {name.removeprefix(f"{folder}/"): data for name, (data, _told) in shelf.kept(bucket).items()}

    def told(self, path: str) -> dict[str, str]:
        raw: S3Store = self.store.below
        return dict(obstore.get(raw, path).attributes)

    def check(self) -> None:
        """What is in the bucket is what is in the folder."""
        there = {path: (size, tag) for path, size, tag in self.store.list()}
        here = files(self.site.public)
        assert there.keys() == here.keys()
        assert there == {path: (len(data), md5(data).hexdigest()) for path, data in here.items()}
