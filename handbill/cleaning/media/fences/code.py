"""Where the code lies that a child runs. Beside it there may be anything, a site and its secrets too."""

import os
import sys
from pathlib import Path
from typing import Final

VARIABLE: Final = "HANDBILL_FFMPEG"
"""The environment's name for an ffmpeg that goes before all others."""

ROOT: Final = str(Path(__file__).parents[4])

SYSTEM: Final = ("/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/sys/devices/system/cpu")
"""What programs of the system stand on."""


def tools() -> list[str]:
    """Name what other programs need: what all of the system stand on, and where ffmpeg is looked for."""
    return [*SYSTEM, *os.get_exec_path(), *filter(None, [os.environ.get(VARIABLE)])]


def path() -> list[str]:
    """Name the folders in which this process finds its modules, for another one."""
    return [place for place in sys.path if os.path.isabs(place) and os.path.exists(place)]  # noqa: PTH110, PTH117 - strings


def code() -> list[str]:
    """Name what must be seen of them."""
    apart = not os.path.isdir(f"{ROOT}/PIL")  # noqa: PTH112 - strings; it is no folder of packages
    return [f"{ROOT}/handbill" if apart and place == ROOT else place for place in path()]
