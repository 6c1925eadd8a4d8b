"""`handbill run` with children that live by another clock: other_clock.py DIR PORT, and in OTHER_CLOCK what they get, as JSON."""

import dataclasses
import json
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from handbill import settings
from handbill.front import supervisor
from handbill.front.children import Command
from handbill.settings import Settings


def commands(site: Settings, door: socket.socket, binary: Path, written: Path) -> Sequence[Command]:
    clock = json.loads(os.environ["OTHER_CLOCK"])
    each = supervisor.real(site, door, binary, written)
    return [dataclasses.replace(one, environ={**one.environ, **clock}) for one in each]


if __name__ == "__main__":
    sys.exit(supervisor.run(settings.load(Path(sys.argv[1])), "127.0.0.1", int(sys.argv[2]), commands))
