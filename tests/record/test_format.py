"""Canonical JSON, commitments and the tree: what can never change later."""

from hashlib import sha256
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from handbill.record.format import tiles, tree
from handbill.record.format.canonical import DEPTH, Json, canonical, parse
from handbill.record.format.checkpoint import open_checkpoint, sign_checkpoint
from handbill.record.format.commitment import Sealed, commitment, destroyed, field_hash, seal_fields, values
from handbill.record.format.note import Signer, Verifier
from handbill.record.format.proof import Proof

TEXT = st.text(st.characters(include_characters="\t\n", exclude_categories=["Cs", "Cc"]))
NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789_", min_size=1, max_size=8)
VALUES: st.SearchStrategy[Json] = st.recursive(
    TEXT | st.integers(0, 2**53 - 1) | st.just(value=True),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_canonical_is_rfc_8785_and_parses_back(value: Json):
    data = canonical(value)
    assert data == rfc8785.dumps(value)
    assert parse(data) == value


@pytest.mark.parametrize(
    "value",
    [
        None,
        False,
        1.0,
        -1,
        2**53,
        "\0",
        "\r",
        "\x7f",
        "\x85",
        "\ud800",
        {"é": 1},
        {"A": 1},
        {"": 1},
        {1: 1},
        (1,),
        b"",
        [[None]],
    ],
)
def test_what_the_record_never_holds(value):
    with pytest.raises(ValueError):
        canonical(value)


@pytest.mark.parametrize(
    "data",
    [
        *(
            b"",
            b" 1",
            b"1 ",
            b"01",
            b"-0",
            b"1.0",
            b"1e2",
            b"NaN",
            b"null",
            b"false",
            b"\xef\xbb\xbf1",
            b"\xff",
        ),
        *(b'{"b":1,"a":1}', b'{"a":1,"a":1}', b'{"a" :1}', b'"\\u0061"', b'"\\ud800"', b'"\\/"', b"[1,]"),
        *(b'"\\u0000"', b'"\x7f\n"', b"9007199254740992", b"9" * 5000, b"[" * 100_000, b'{"a":' * 5000),
        b"[" * (DEPTH + 1) + b"]" * (DEPTH + 1),
    ],
)
def test_bytes_that_are_not_their_own_canonical_form(data: bytes):
    with pytest.raises(ValueError):
        parse(data)


def test_depth_that_is_allowed():
    data = b"[" * DEPTH + b"]" * DEPTH
    assert canonical(parse(data)) == data


def test_the_digits_of_the_example():
    salt = "00" * 32
    by_hand = sha256(bytes(32) + b'"Rain"').hexdigest()
    fields: dict[str, dict[str, Json]] = {"title": {"salt": salt, "value": "Rain"}}
    assert field_hash(fields["title"]) == by_hand
    assert by_hand == "4a9feaca5f5c4f906fa579d595ce4c3cd01c813ee376c0fcb5e2dad96f269963"
    assert commitment(fields) == sha256(b'{"title":"%s"}' % by_hand.encode()).hexdigest()
    assert commitment(fields) == "a77e3113df40bbd89a4cc1b12679c0e0a85ba2e09779d7f6a60dcb73b225f33b"


@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=4))
def test_destroying_leaves_the_commitment(said: dict[str, Json]):
    fields = seal_fields(said)
    one = min(said)
    assert values(fields) == said
    assert commitment(destroyed(fields)) == commitment(destroyed(fields, one)) == commitment(fields)
    assert one not in values(destroyed(fields, one))
    assert len(values(destroyed(fields, one))) == len(said) - 1
    assert values(destroyed(fields)) == {}
    assert commitment(seal_fields(said)) != commitment(fields)


@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=4))
def test_sealed_values_are_published_as_they_are_committed_to(said: dict[str, Json]):
    sealed = Sealed.of(said)
    fields: Any = parse(sealed.fields.encode())
    assert values(fields) == said
    assert sealed.content == commitment(fields)
    more = sealed.and_(Sealed.of({"zz_more": 1}))
    published: Any = parse(more.fields.encode())
    assert more.content == commitment(published)
    assert Sealed().content is None


@pytest.mark.parametrize(
    "field",
    [
        {},
        {"value": "x"},
        {"salt": "0" * 63, "value": "x"},
        {"salt": "A" * 64, "value": "x"},
        {"salt": "0" * 64, "value": "x", "hash": "0" * 64},
        {"hash": 1},
        {"hash": "g" * 64},
    ],
)
def test_a_field_of_another_shape(field):
    with pytest.raises(ValueError):
        commitment({"body": field})


def test_proofs_of_every_leaf_and_every_beginning():
    leaves = [tree.leaf_hash(b"%d" % n) for n in range(70)]
    for size in range(71):
        root = tree.root(leaves[:size])
        for index in range(size):
            proof = tree.inclusion_proof(index, leaves[:size])
            assert tree.check_inclusion(leaves[index], index, size, proof, root)
            assert not tree.check_inclusion(leaves[index - 1], index, size, proof, root) or size == 1
        for old in range(size + 1):
            proof = tree.consistency_proof(old, leaves[:size])
            assert tree.check_consistency(old, size, proof, tree.root(leaves[:old]), root)
            assert not tree.check_consistency(old, size, proof, tree.leaf_hash(b"other"), root)


def test_a_log_grows_tile_by_tile():
    entries = [b"entry %d" % n * (n % 3) for n in range(70_001)]
    leaves = [tree.leaf_hash(entry) for entry in entries]
    store: dict[str, bytes] = {}
    size = 0
    for step in (0, 1, 254, 1, 0, 1, 300, 64_979, 1, 3000, 1464):
        root, files = tiles.grow(size, entries[size : size + step], store.__getitem__)
        assert not store.keys() & dict(files).keys()
        store.update(files)
        size += step
        assert root == tree.root(leaves[:size])
        for tile in tiles.expected(size):
            assert tile.path in store
    assert size == len(entries)
    assert {tiles.parse_tile_path(path) for path in store} >= set(tiles.expected(size))
    read = [tiles.decode_bundle(store[t.path], t.width) for t in tiles.expected(size) if t.level < 0]
    assert [entry for bundle in read for entry in bundle] == entries


@pytest.mark.parametrize(
    ("path", "tile"),
    [
        ("tile/0/000", (0, 0, 256)),
        ("tile/0/000.p/3", (0, 0, 3)),
        ("tile/entries/x001/x234/067.p/255", (-1, 1_234_067, 255)),
        ("tile/63/999", (63, 999, 256)),
    ],
)
def test_paths_of_tiles(path: str, tile: tuple[int, int, int]):
    assert tiles.parse_tile_path(path) == tile
    assert tiles.Tile(*tile).path == path


@pytest.mark.parametrize(
    "path",
    [
        *("tile/0/0", "tile/0/1000", "tile/00/000", "tile/0/x000/000", "tile/0/000.p/0", "tile/0/000.p/256"),
        *(
            "tile/0/000.p/03",
            "tile/64/000",
            "tile/-1/000",
            "tile/data/000",
            "/tile/0/000",
            "tile/0/000\n",
            "",
        ),
        *("tile/0/\u0660\u0660\u0660", "tile/0/../000", "tile/0/000.gz"),
    ],
)
def test_paths_that_are_not_of_tiles(path: str):
    with pytest.raises(ValueError):
        tiles.parse_tile_path(path)


def test_bundles_are_strict():
    assert tiles.decode_bundle(tiles.encode_bundle([b"", b"a"]), 2) == [b"", b"a"]
    for data, width in ((b"\0", 1), (b"\0\2a", 1), (b"\0\1a", 2), (b"\0\1a\0\1b", 1)):
        with pytest.raises(ValueError):
            tiles.decode_bundle(data, width)
    with pytest.raises(ValueError):
        tiles.encode_bundle([b"a" * 65_536])
    with pytest.raises(ValueError):
        tiles.decode_tile(b"a" * 33, 1)


def test_a_checkpoint_opens_under_its_key_alone():
    signer = Signer("news.example/log", bytes(32))
    data = sign_checkpoint(signer, 7, tree.leaf_hash(b""))
    verifier = Verifier.parse(signer.vkey)
    assert open_checkpoint(data, verifier).size == 7
    for at in range(len(data)):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        with pytest.raises(ValueError):
            open_checkpoint(changed, verifier)
    for body in ("other\n7\n", "news.example/log\n7\nAAAA\n", "news.example/log\n0\n"):
        digest = "" if body.endswith("AAAA\n") else "A" * 43 + "=\n"
        with pytest.raises(ValueError):
            open_checkpoint(signer.sign(body + digest), verifier)
    with pytest.raises(ValueError):
        open_checkpoint(data, Verifier.parse(Signer("news.example/log", bytes(31) + b"\1").vkey))


def test_an_offline_proof():
    signer = Signer("news.example/log", bytes(32))
    leaves = [tree.leaf_hash(b"%d" % n) for n in range(9)]
    checkpoint = sign_checkpoint(signer, 9, tree.root(leaves))
    for extra in (None, b"", b"x"):
        data = Proof(3, tuple(tree.inclusion_proof(3, leaves)), checkpoint, extra).encode()
        proof = Proof.decode(data)
        assert proof.extra == extra
        assert proof.encode() == data
        assert proof.check(leaves[3], signer.verifier).size == 9
        with pytest.raises(ValueError):
            proof.check(leaves[4], signer.verifier)
