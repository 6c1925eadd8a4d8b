"""A plain loop beside the rebuild: the same pages of the same town, rendered by Jinja2, compressed by zlib and written, and nothing else.

python -m bench.scale.plain DIR OF SHARE: one of OF shares of all pages. Their contexts are in memory before the clock runs, so what is
measured has no database, no index of the search, no look at what stands there already. Prints the articles and the seconds that it took.
"""

import gc
import json
import os
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any
from unittest.mock import patch

from handbill.boot import boot

SITE = boot(Path(sys.argv[1]))  # before this, nothing that touches the database can be imported

from handbill.look import environment  # noqa: E402
from handbill.pages.everything import article_keys, other_keys  # noqa: E402
from handbill.pages.moment import frozen  # noqa: E402
from handbill.pages.render import render  # noqa: E402
from handbill.record.seal import Log  # noqa: E402


def ready(of: int, share: int) -> Iterator[tuple[int, str, Any]]:
    """Give the pages of a share: how many articles begin with it, its path, and the context or the words that it is made of."""
    now, log = datetime.now(UTC), Log.of(SITE)
    using = [
        module
        for name, module in sys.modules.items()
        if name.startswith("handbill.pages.") and getattr(module, "render", None) is environment.render
    ]
    for module in using:
        patch.object(module, "render", lambda page: page).start()
    with frozen(SITE) as moment:
        for keys, articles in chain(article_keys(moment, share, of), other_keys(moment, share, of)):
            count = articles
            for path, made in render(moment, log, keys, now):
                if made is not None and not isinstance(made, tuple):
                    yield count, path, json.loads(made) if path.endswith(".json") else made
                    count = 0
    patch.stopall()


def loop(pages: list[tuple[int, str, Any]], top: Path) -> float:
    """Render, compress and write; give the seconds."""
    began = time.monotonic()
    for at, (_count, path, made) in enumerate(pages):
        text = (
            made
            if isinstance(made, str | bytes)
            else json.dumps(made)
            if path.endswith(".json")
            else environment.render(made)
        )
        data = text if isinstance(text, bytes) else text.encode()
        packer = zlib.compressobj(6, zlib.DEFLATED, 31)
        for content, ending in ((packer.compress(data) + packer.flush(), ".gz"), (data, "")):
            with (top / "new").open("wb") as out:
                out.write(content)
            os.replace(top / "new", f"{top}/{at}{ending}")  # noqa: PTH105 - the least
    return time.monotonic() - began


def main(of: int, share: int) -> None:
    """Get ready, then loop."""
    pages = list(ready(of, share))
    gc.freeze()
    with tempfile.TemporaryDirectory(dir=SITE.folder.parent) as top:
        seconds = loop(pages, Path(top))
    print(json.dumps([sum(count for count, _path, _made in pages), seconds]))


if __name__ == "__main__":
    main(int(sys.argv[2]), int(sys.argv[3]))
