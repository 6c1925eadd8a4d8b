"""Write every sample as a file: `python -m tests.look.gallery OUTDIR`, then look at OUTDIR in a browser."""

import shutil
import sys
from pathlib import Path

from handbill.look.environment import STATIC, render
from tests.look.samples import samples


def write(folder: Path) -> None:
    shutil.copytree(STATIC, folder / "look", dirs_exist_ok=True)
    for path, page in samples().items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(render(page), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
