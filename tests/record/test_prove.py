from hypothesis import given, settings
from hypothesis import strategies as st

from handbill.record.format import prove, tiles, tree

LEAVES = [tree.leaf_hash(str(number).encode()) for number in range(70_000)]


def log(size: int) -> tiles.Reader:
    """The tiles of a log of this size."""
    files: dict[str, bytes] = {}
    _edge, written = tiles.new_tiles(0, LEAVES[:size], [])
    files.update(written)
    return files.__getitem__


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_proofs_from_tiles_are_those_from_all_leaves(data: st.DataObject) -> None:
    size = data.draw(st.one_of(st.integers(1, 1100), st.sampled_from([65_535, 65_536, 65_537, 70_000])))
    read = log(size)
    old, index = data.draw(st.integers(0, size)), data.draw(st.integers(0, size - 1))
    leaves = LEAVES[:size]
    root, before = tree.root(leaves), tree.root(leaves[:old])
    proof = prove.consistency(old, size, read)
    assert list(proof) == tree.consistency_proof(old, leaves)
    assert tree.check_consistency(old, size, proof, before, root)
    path = prove.inclusion(index, size, read)
    assert list(path) == tree.inclusion_proof(index, leaves)
    assert tree.check_inclusion(leaves[index], index, size, path, root)


def test_a_proof_reads_few_tiles() -> None:
    asked: list[str] = []
    read = log(70_000)

    def counting(path: str) -> bytes:
        asked.append(path)
        return read(path)

    prove.consistency(12_345, 70_000, counting)
    assert len(set(asked)) <= 6
