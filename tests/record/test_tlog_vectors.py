"""Vectors that nobody here wrote: proofs, notes, checkpoints, whole logs."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from handbill.record.format import tiles, tree
from handbill.record.format.checkpoint import open_checkpoint, parse_body
from handbill.record.format.note import Verifier, open_note
from handbill.record.format.proof import Proof
from tests.corpora import corpus


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (corpus("tlog") / "proofs" / name).read_text().splitlines()]


def loaded(name: str) -> Any:
    return json.loads((corpus("tlog") / name).read_text())


def hashes(vector: dict[str, Any]) -> list[bytes]:
    return [b64decode(one) for one in vector["proof"] or []]


def differing(vectors: list[dict[str, Any]], check: Any) -> list[str]:
    return [one["file"] for one in vectors if check(one) == one["wantErr"]]


def test_inclusion_and_consistency_proofs():
    inclusion, consistency = lines("inclusion.jsonl"), lines("consistency.jsonl")
    assert (len(inclusion), len(consistency)) == (98, 98)
    wrong = differing(
        inclusion,
        lambda v: tree.check_inclusion(
            b64decode(v["leafHash"]), v["leafIdx"], v["treeSize"], hashes(v), b64decode(v["root"])
        ),
    ) + differing(
        consistency,
        lambda v: tree.check_consistency(
            v["size1"], v["size2"], hashes(v), b64decode(v["root1"]), b64decode(v["root2"])
        ),
    )
    assert wrong == []


def test_subtree_proofs():
    inclusion, consistency = lines("subtreeinclusion.jsonl"), lines("subtreeconsistency.jsonl")
    assert (len(inclusion), len(consistency)) == (204, 118)
    wrong = differing(
        inclusion,
        lambda v: tree.check_subtree_inclusion(
            b64decode(v["leafHash"]), v["leafIdx"], (v["start"], v["end"]), hashes(v), b64decode(v["root"])
        ),
    ) + differing(
        consistency,
        lambda v: tree.check_subtree_consistency(
            (v["start"], v["end"]), v["size"], hashes(v), b64decode(v["root1"]), b64decode(v["root2"])
        ),
    )
    assert wrong == []


@pytest.mark.parametrize("place", range(34))
def test_notes(place: int):
    vector = loaded("notes.json")["vectors"][place]
    data = vector["note"].encode() if "note" in vector else b64decode(vector["note_b64"])
    keys = [Verifier.parse(vkey) for vkey in vector["vkeys"]]
    if vector["expect"] == "ok":
        assert list(open_note(data, keys).verified) == vector["verified"]
    else:
        with pytest.raises(ValueError, match=vector["expect"].removeprefix("error: ")):
            open_note(data, keys)


def test_there_are_34_notes():
    assert len(loaded("notes.json")["vectors"]) == 34


def test_verifier_keys():
    table = loaded("notes.json")
    for vkey in table["good_vkeys"]:
        assert Verifier.parse(vkey).vkey == vkey
    bad = list(table["bad_vkeys"])
    for vkey in table["good_vkeys"]:
        size = len(vkey)
        bad += [vkey[i:j] for i in range(size) for j in range(i, size + 1) if (i, j) != (0, size)]
        bad += [vkey[:i] + chr(ord(vkey[i]) + 1) + vkey[i + 1 :] for i in range(size)]
    for vkey in bad:
        with pytest.raises(ValueError):
            Verifier.parse(vkey)


def test_checkpoint_bodies():
    for vector in loaded("checkpoints.json")["vectors"]:
        if vector["expect"] == "ok":
            assert parse_body(vector["body"]).body() == vector["body"], vector["name"]
        else:
            with pytest.raises(ValueError):
                parse_body(vector["body"])


def test_offline_proofs_that_are_malformed():
    for vector in loaded("tlog_proof_bad.json"):
        with pytest.raises(ValueError):
            Proof.decode(vector["proof"].encode())


def test_examples_of_the_specifications():
    examples = [
        one["text"]
        for one in loaded("c2sp_examples.json")
        if one["spec"] in ("signed-note", "tlog-checkpoint")
    ]
    whole = [text for text in examples if "\n\n\u2014 " in text and text.endswith("\n")]
    assert whole
    for text in whole:
        with pytest.raises(ValueError, match="no verifiable signatures"):
            open_note(text.encode(), [])


def read(folder: Path) -> tiles.Reader:
    return lambda path: (folder / path).read_bytes()


def test_a_log_that_grew_from_0_to_15_entries():
    folder = corpus("tlog") / "tessera-log"
    verifier = Verifier.parse((folder / "vkey.txt").read_text().strip())
    before: list[bytes] = []
    for size in range(16):
        checkpoint = open_checkpoint((folder / f"checkpoint.{size}").read_bytes(), verifier)
        entries = tiles.decode_bundle(read(folder)(tiles.entries_path(0, size)), size) if size else []
        leaves = [tree.leaf_hash(entry) for entry in entries]
        assert checkpoint.size == size
        assert checkpoint.root == tree.root(leaves) == tiles.edge_root(tiles.read_edge(size, read(folder)))
        assert entries[: len(before)] == before
        root, files = tiles.grow(len(before), entries[len(before) :], read(folder))
        assert root == checkpoint.root
        assert all(read(folder)(path) == data for path, data in files)
        assert len(files) == (2 if size else 0)
        before = entries


def test_a_tree_of_two_tiles():
    (folder,) = (corpus("tlog") / "skylight" / "witness" / "mirror").glob("0*")
    checkpoint = parse_body((folder / "checkpoint").read_text().partition("\n\n")[0] + "\n")
    assert checkpoint.size == 300
    edge = tiles.read_edge(300, read(folder))
    first = tiles.decode_tile(read(folder)("tile/0/000"), 256)
    assert edge[1] == [tree.root(first)]
    assert tiles.edge_root(edge) == tree.root([*first, *edge[0]]) == checkpoint.root


def test_tiles_of_a_real_certificate_log():
    folder = corpus("tlog") / "sunlight-navigli2025h2"
    found = sorted(
        path.relative_to(folder).as_posix() for path in (folder / "tile" / "0").rglob("*") if path.is_file()
    )
    assert found == ["tile/0/000", "tile/0/001", "tile/0/002", "tile/0/003", "tile/0/003.p/10"]
    for path in found:
        tile = tiles.parse_tile_path(path)
        assert tiles.tile_path(*tile) == path
        assert len(tiles.decode_tile(read(folder)(path), tile.width)) == tile.width
    assert read(folder)("tile/0/003").startswith(read(folder)("tile/0/003.p/10"))
