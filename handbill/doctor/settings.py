"""The settings as they hold: value, default, where the value comes from, and what it means."""

import dataclasses
import os
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from handbill.doctor.finding import Finding, look, ok, wrong
from handbill.front import rates
from handbill.settings import Settings, SettingsError

_PASSWORD = re.compile(r"(?<=:)[^:@/]+(?=@)")


def lines(site: Settings) -> Iterator[str]:
    """Give one line a setting, tables after single values."""
    tables = []
    for field in dataclasses.fields(site):
        if dataclasses.is_dataclass(getattr(site, field.name)):
            tables.append(field.name)
        elif field.name != "folder":
            yield _line(site, field, "")
    for name in tables:
        for field in dataclasses.fields(getattr(site, name)):
            yield _line(getattr(site, name), field, f"{name}.")


def _line(group: Any, field: "dataclasses.Field[Any]", prefix: str) -> str:
    value, name = getattr(group, field.name), prefix + field.name
    variable = "HANDBILL_" + name.replace(".", "_").upper()
    came = f", from {variable}" if variable in os.environ else ""
    default = "the default" if value == field.default else f"default {_shown(field.default)}"
    return f"{name} = {_shown(value)} ({default}{came}): {field.metadata['help']}"


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_shown, value))}]"
    return f'"{_PASSWORD.sub("…", value)}"' if isinstance(value, str) else str(value)


def check(site: Settings) -> Iterator[Finding]:
    """Look at what settings can be, and should not."""
    off = [
        name
        for name, value in (("guard.challenge", site.guard.challenge), ("front.limits", site.front.limits))
        if value == "off"
    ]
    for name in off:
        yield look(f'{name} is "off": that is for measurements, not for a site that strangers reach')
    parts = urlsplit(site.address)
    host = parts.hostname or ""
    if host in {"localhost", "::1"} or host.startswith("127."):
        yield look(f"address is {site.address}: feeds and invitations name it, and nobody else reaches it")
    elif parts.scheme == "http" and not host.endswith(".onion"):
        yield look(f"address is {site.address}: without https everybody on the way can read and change pages")
    else:
        yield ok(f"readers find the site at {site.address}")
    try:
        proxies = rates.trusted(site.front.trusted_proxy)
    except SettingsError as error:
        yield wrong(str(error))
    else:
        if proxies:
            yield ok(f"what {', '.join(proxies)} says of a client is believed")
