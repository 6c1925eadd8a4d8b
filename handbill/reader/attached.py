"""Files of attachments as the data of a copy tell them: which there must be, and what they must be."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

from handbill import below
from handbill.fetch import Fetcher, FetchError
from handbill.reader.budget import Budget
from handbill.reader.changed import Changed
from handbill.reader.copied import MirrorError
from handbill.record.format.attached import address, attachments, is_attachment, standing
from handbill.record.format.canonical import Json, parse
from handbill.record.format.commitment import values
from handbill.record.format.decided import said_by
from handbill.record.format.files import light_of, pages, stem_of
from handbill.record.format.history import SHOWN, History
from handbill.record.format.items import Item

Get: TypeAlias = Callable[[str], bytes | None]
Said: TypeAlias = Callable[[int], dict[str, Json]]


class Told(NamedTuple):
    """A file: its name from the root, and what its bytes hash to and how many they are."""

    name: str
    sha256: str
    bytes: int


def told(history: History, article: Item, get: Get, said: Said) -> Iterator[Told]:
    """Give the files that stand beside an article: its own and those of its comments.

    What is wrong with the data is passed over: who verifies will name it. `said` gives what a decision says.
    """
    for page in range(1, pages(article) + 1):
        with suppress(ValueError, KeyError, TypeError, AttributeError):
            data = get(f"{stem_of(article, page)}.json") or b""
            if b'"media_' not in data:
                continue
            value: Any = parse(data)
            for one in [*([value] if page == 1 else []), *value["comments"]]:
                yield from _of(history, article.path or "", one, said)


def _of(history: History, path: str, value: dict[str, Any], said: Said) -> Iterator[Told]:
    item = history.items[value["number"]]
    if item.state not in SHOWN:
        return
    given = values(value["fields"])
    if not (item.attached or any(attachments(given))):
        return
    for one in standing(given, [said(index) for index in item.attached.values()]).values():
        for file in one.get("files", ()) if is_attachment(one) else ():
            yield Told(address(path, item.number, file["name"]), file["sha256"], file["bytes"])


THREADS: Final = 4


class Attached:
    """Brings the files of attachments into a copy, beside the data that tell them."""

    def __init__(self, folder: Path, fetcher: Fetcher, budget: Budget) -> None:
        self.folder, self.fetcher, self.budget = folder, fetcher, budget
        self.fetched = 0
        self.lights: list[str] = []  # the pages that articles with such files have beside their own

    def fetch(self, history: History, tick: Callable[[int, int], None]) -> list[str]:
        """Fetch what is not here yet; give the names of all that there must be.

        Raises:
            MirrorError: the site does not give one.
        """
        said = partial(self._said, history)
        articles = (one for one in history.items.values() if one.path)
        wanted = [one for article in articles for one in told(history, article, self._here, said)]
        with ThreadPoolExecutor(THREADS) as pool:
            for done, _ in enumerate(pool.map(self._renew, wanted), 1):
                tick(done, len(wanted))
        self.lights = sorted({light_of(one.name) for one in wanted} - {""})
        return [*(one.name for one in wanted), *self.lights]

    def stale(self, change: Changed) -> Iterator[str]:
        """Name the pages beside those of articles that are to be fetched anew."""
        for light in self.lights:
            touched = light.removesuffix("/light.html").encode() in change.stems
            if change.everything or touched or not (self.folder / light).exists():
                yield light

    def _here(self, path: str) -> bytes | None:
        return below.read(self.folder, path)

    def _said(self, history: History, index: int) -> dict[str, Json]:
        with suppress(ValueError):  # verify will name it
            return said_by(self._here(f"record/decision/{index}.json"), history.decisions[index].content)
        return {}

    def _renew(self, one: Told) -> None:
        """Fetch a file, unless it is here; what is another one than it should be is left out, and verify will name it."""
        with suppress(ValueError):
            if below.digest(self.folder, one.name) == (one.sha256, one.bytes):
                return
        self.budget.take(one.bytes)
        file = self.folder / one.name
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_name(f".{file.name}.part")
        try:
            with part.open("wb") as into:
                found = self.fetcher.digest(one.name, one.bytes, into)
        except FetchError as error:
            raise MirrorError(f"{self.fetcher.base}{one.name}: {error.word}") from None
        if found == (one.sha256, one.bytes):
            self.fetched += 1
            part.replace(file)
        else:
            part.unlink()
