"""Compressed copies: they hold what the file beside them holds (docs/record.md section 9)."""

import zlib
from collections.abc import Callable


def check_copy(get: Callable[[str], bytes | None], name: str) -> None:
    """Check `X.gz` against `X`; ValueError where it is no copy."""
    data, copy = get(name.removesuffix(".gz")), get(name) or b""
    if data is None or not same_as_its_copy(data, copy):
        raise ValueError("does not decompress to the file beside it")


def same_as_its_copy(data: bytes, copy: bytes) -> bool:
    """Say whether a compressed copy holds exactly these bytes, whatever a bomb it may be."""
    unpack = zlib.decompressobj(wbits=31)
    try:
        whole = unpack.decompress(copy, len(data) + 1)
    except zlib.error:
        return False
    return whole == data and unpack.eof and not unpack.unused_data
