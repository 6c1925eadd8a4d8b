"""Proofs made from tiles, without the leaves: a few tiles a proof, however large the log is."""

from handbill.record.format.tiles import WIDTH, Reader, decode_tile, tile_path
from handbill.record.format.tree import root


def consistency(old: int, size: int, read: Reader) -> tuple[bytes, ...]:
    """Prove that the log of `size` begins with that of `old` (RFC 6962 section 2.1.2).

    Raises:
        ValueError: `old` is larger than `size`, or a tile is not what it should be.
    """
    if not 0 <= old <= size:
        raise ValueError("the old log is not smaller")
    if old in (0, size):
        return ()
    proof: list[bytes] = []
    start, end, whole = 0, size, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(above(middle, end, size, read))
            end = middle
        else:
            proof.append(above(start, middle, size, read))
            start, whole = middle, False
    if not whole:
        proof.append(above(start, end, size, read))
    return tuple(proof[::-1])


def inclusion(index: int, size: int, read: Reader) -> tuple[bytes, ...]:
    """Give the audit path of a leaf, lowest first (RFC 6962 section 2.1.1).

    Raises:
        ValueError: there is no such leaf, or a tile is not what it should be.
    """
    if not 0 <= index < size:
        raise ValueError("no such leaf")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(above(middle, end, size, read))
            end = middle
        else:
            path.append(above(start, middle, size, read))
            start = middle
    return tuple(path[::-1])


def above(start: int, end: int, size: int, read: Reader) -> bytes:
    """Give the hash above the leaves from `start` to `end`, as RFC 6962 cuts a tree of `size`."""
    hashes: list[bytes] = []
    while start < end:
        width = min(start & -start or 1 << 63, 1 << (end - start).bit_length() - 1)
        hashes.append(_whole(start, width, size, read))
        start += width
    right = hashes.pop()
    while hashes:
        right = root([hashes.pop(), right])
    return right


def _whole(start: int, width: int, size: int, read: Reader) -> bytes:
    """Give the hash above a whole subtree; `width` is a power of two that divides `start`."""
    level = (width.bit_length() - 1) // 8
    first, count = start >> 8 * level, width >> 8 * level
    n = first // WIDTH
    there = min(WIDTH, (size >> 8 * level) - n * WIDTH)
    part = decode_tile(read(tile_path(level, n, there)), there)[first % WIDTH : first % WIDTH + count]
    if len(part) != count:
        raise ValueError("the log is not as large as that")
    return root(part)


def _split(size: int) -> int:
    """Give the largest power of two smaller than the size."""
    return 1 << (size - 1).bit_length() - 1
