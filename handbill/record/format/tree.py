"""The Merkle tree of RFC 6962 section 2.1: hashes, proofs, and their checks.

The checks take any hash sizes and never raise: they say whether the proof holds.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

HASH: Final = 32
"""Bytes of a hash."""

PIECE: Final = 1024
"""Hashes that are taken as one piece, a power of two: what is above many needs no list of them all."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash an entry as a leaf."""
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two children."""
    return sha256(b"\1" + left + right).digest()


def root(hashes: Sequence[bytes]) -> bytes:
    """Give the root above hashes of one level; the last of them may stand for fewer leaves.

    Pairing from the left with an odd last one carried up is the split at the largest power of two.
    """
    if not hashes:
        return sha256(b"").digest()
    if len(hashes) > PIECE:
        return root([root(hashes[start : start + PIECE]) for start in range(0, len(hashes), PIECE)])
    level = list(hashes)
    while len(level) > 1:
        odd = [level[-1]] if len(level) % 2 else []
        level = [sha256(b"\1" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)] + odd
    return level[0]


def inclusion_proof(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Give the audit path of a leaf, lowest first (RFC 6962 section 2.1.1)."""
    if not 0 <= index < len(leaves):
        raise ValueError("no such leaf")
    path, start, size = [], 0, len(leaves)
    while size > 1:
        half = _split(size)
        if index - start < half:
            path.append(root(leaves[start + half : start + size]))
            size = half
        else:
            path.append(root(leaves[start : start + half]))
            start, size = start + half, size - half
    return path[::-1]


def consistency_proof(old: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Prove that the tree of the first `old` leaves is a beginning of this one (section 2.1.2)."""
    if not 0 <= old <= len(leaves):
        raise ValueError("the old tree is not smaller")
    proof: list[bytes] = []
    if old in (0, len(leaves)):
        return proof
    start, size, whole = 0, len(leaves), True
    while old - start != size:
        half = _split(size)
        if old - start <= half:
            proof.append(root(leaves[start + half : start + size]))
            size = half
        else:
            proof.append(root(leaves[start : start + half]))
            start, size, whole = start + half, size - half, False
    if not whole:
        proof.append(root(leaves[start : start + size]))
    return proof[::-1]


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes) -> bool:
    """Say whether the leaf stands at the index of the tree with this root."""
    if not 0 <= index < size or len(leaf) != HASH:
        return False
    node, last = leaf, size - 1
    for step in proof:
        if last == 0:
            return False
        if index % 2 or index == last:
            node = node_hash(step, node)
            while index and not index % 2:
                index, last = index >> 1, last >> 1
        else:
            node = node_hash(node, step)
        index, last = index >> 1, last >> 1
    return last == 0 and node == expected


def check_consistency(old: int, size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Say whether the tree of `size` with `new_root` begins with the tree of `old` with `old_root`."""
    if old == 0:
        fits = len(new_root) == HASH if size else new_root == old_root
        return not proof and old_root == root([]) and fits
    return check_subtree_consistency((0, old), size, proof, old_root, new_root)


def check_subtree_inclusion(
    leaf: bytes, index: int, span: tuple[int, int], proof: Sequence[bytes], expected: bytes
) -> bool:
    """Say whether the leaf stands at the index of the subtree of the leaves from span[0] to span[1]."""
    start, end = span
    return is_subtree(start, end) and check_inclusion(leaf, index - start, end - start, proof, expected)


def check_subtree_consistency(
    span: tuple[int, int], size: int, proof: Sequence[bytes], subtree: bytes, expected: bytes
) -> bool:
    """Say whether the tree of `size` holds this subtree (draft-ietf-plants-merkle-tree-certs 4.4.3)."""
    start, end = span
    if start == end:
        return 0 <= start <= size and not proof and subtree == root([])
    if not is_subtree(start, end) or end > size:
        return False
    first, last, top = start, end - 1, size - 1
    while first != last and (last == top or last % 2):
        first, last, top = first >> 1, last >> 1, top >> 1
    steps = [subtree, *proof] if first == last else list(proof)
    old = new = steps[0] if steps else b""
    for step in steps[1:]:
        if top == 0:
            return False
        if last % 2 or last == top:
            if first < last:
                old = node_hash(step, old)
            new = node_hash(step, new)
            while last and not last % 2:
                first, last, top = first >> 1, last >> 1, top >> 1
        else:
            new = node_hash(new, step)
        first, last, top = first >> 1, last >> 1, top >> 1
    return top == 0 and old == subtree and new == expected


def is_subtree(start: int, end: int) -> bool:
    """Say whether these leaves are a subtree: the start a multiple of the power of two that holds them."""
    return 0 <= start < end and start % (1 << (end - start - 1).bit_length()) == 0


def _split(size: int) -> int:
    """Give the largest power of two smaller than the size."""
    return 1 << (size - 1).bit_length() - 1
