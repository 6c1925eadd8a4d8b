"""Which fences hold on this machine: a child tries them all."""

import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from handbill.cleaning.media import process
from handbill.cleaning.media.cleaned import Allowed, Unclean
from handbill.cleaning.media.fences import bubblewrap, landlock, seccomp
from handbill.cleaning.media.job import Job, Limits

FENCES: Final[Mapping[str, tuple[str, ...]]] = {
    "limits": ("memory", "size", "handles"),
    "files": ("reading", "writing"),
    "network": ("network",),
    "processes": ("processes", "others"),
}
"""What holds where a child was kept from all of these (`fences/probe.py`)."""

_PATIENCE: Final = 10.0


@cache
def fences() -> Mapping[str, bool]:
    """Tell which ones hold. None does where no child can be run at all."""
    with tempfile.TemporaryDirectory(prefix="handbill-") as folder:
        source, into = Path(folder) / "source", Path(folder) / "into"
        source.touch()
        into.mkdir()
        try:
            held = process.run(Job("picture", "probe", source, into, Allowed(), Limits(seconds=_PATIENCE)))
        except Unclean:
            held = {}
    return {fence: all(held.get(name) is True for name in names) for fence, names in FENCES.items()}


def means() -> list[str]:
    """Name what this machine has to make them of."""
    has = {
        "seccomp": seccomp.known(),
        "Landlock": landlock.version() > 0,
        "bubblewrap": bubblewrap.program() is not None,
    }
    return [name for name, there in has.items() if there]
