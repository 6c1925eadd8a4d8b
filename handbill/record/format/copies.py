"""Compressed copies: they hold what the file beside them holds (docs/record.md section 9)."""

import zlib
from collections.abc import Callable


def wrong_copy(get: Callable[[str], bytes | None], name: str) -> list[tuple[str, str]]:
    """Check `X.gz` against `X`, if it is there; name it, with words, where it is no copy."""
    try:
        copy = get(name)
        if copy is None:
            return []
        data = get(name.removesuffix(".gz"))
    except ValueError as error:
        return [(name, str(error))]
    good = data is not None and same_as_its_copy(data, copy)
    return [] if good else [(name, "does not decompress to the file beside it")]


def same_as_its_copy(data: bytes, copy: bytes) -> bool:
    """Say whether a compressed copy holds exactly these bytes, whatever a bomb it may be."""
    unpack = zlib.decompressobj(wbits=31)
    try:
        whole = unpack.decompress(copy, len(data) + 1)
    except zlib.error:
        return False
    return whole == data and unpack.eof and not unpack.unused_data
