"""How a command tells what others wrote: file names, names of logs, decisions. A line stays one line, and obeys nobody.

What a terminal would act on or hide, control, format and bidirectional characters, is written out as JSON does it, so that
a line of JSON still means the same.
"""

import json
from typing import Final
from unicodedata import category

import click

_WRITTEN_OUT: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


class Failed(click.ClickException):
    """The command ends with status 1 and these lines."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(map(visible, lines)))


def say(*lines: str, err: bool = False, end: str = "\n") -> None:
    """Print lines, on standard error if wanted; with `end` empty the next thing that is said goes on in the last one."""
    click.echo("\n".join(map(visible, lines)) + end, err=err, nl=False)


def visible(line: str) -> str:
    """Write out what is no letter, mark, number, sign or space."""
    if line.isprintable():
        return line
    return "".join(json.dumps(sign)[1:-1] if category(sign) in _WRITTEN_OUT else sign for sign in line)
