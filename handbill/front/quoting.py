"""Any name of a folder, written into an nginx configuration so that it means itself."""

import re
from os import PathLike

from handbill.settings import SettingsError


def literal(value: str | PathLike[str]) -> str:
    """Quote for a directive that knows no variables.

    Raises:
        SettingsError: control characters cannot be written down.
    """
    text = str(value)
    if re.search(r"[\x00-\x1f\x7f]", text) or not _encodable(text):
        raise SettingsError(f"the folder {text!r} has a name that the front cannot serve; rename it")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def template(value: str | PathLike[str], path: str = "") -> str:
    """Quote for a directive that replaces variables; a NUL in `value` becomes `path`, itself a variable.

    nginx has no escape for a dollar, so the configuration defines the variable `dollar`.
    """
    return path.join(literal(part)[1:-1].replace("$", "${dollar}") for part in str(value).split("\0")).join(
        '""'
    )


def _encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
