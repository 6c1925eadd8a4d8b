"""411 names that open what should be closed elsewhere: as addresses, as words, as names of files, through the real door."""

import json
import random
from typing import Final

import pytest

from handbill.newswire.article import Article
from handbill.settings import Settings
from tests.corpora import corpus
from tests.crashes.sampled import WHOLE
from tests.intake.door import Answer, Door, rows
from tests.intake.stored import told

NAMES: Final = [
    json.loads(line)["input"] for line in (corpus("hostile") / "paths.jsonl").read_text("utf-8").splitlines()
]
HEAD: Final = 950
"""Bytes that a name may have: the head of a part of a form has 1,024."""
SEED, SAMPLE = 20261126, 24
"""Files under such names that `make test` has looked at, each by a process; `make drill` takes all."""


def send_file(door: Door, title: str, name: str, data: bytes) -> Answer:
    """Send an article with a file, whose name stands in the form as it is."""
    fields = {"title": title, "body": f"B {title}"}
    parts = [f'; name="{field}"\r\n\r\n{value}'.encode() for field, value in fields.items()]
    parts.append(f'; name="media"; filename="{name}"\r\n\r\n'.encode() + data)
    form = b"".join(b"--b\r\nContent-Disposition: form-data" + part + b"\r\n" for part in parts)
    return door.send("POST", "/publish/", form + b"--b--\r\n", "multipart/form-data; boundary=b")


def fits(name: str) -> bool:
    """Whether there is room for it in the head of a part; what is longer has no file system either."""
    return len(name.encode()) < HEAD


@pytest.mark.once
def test_they_open_nothing(door: Door, article: Answer) -> None:
    before = rows()
    for name in NAMES:
        path = name.encode().decode("latin-1")  # as WSGI has it (PEP 3333)
        for address in (f"/{path}", f"/comment/{path}/", f"/complain/1/{path}", f"/{path}/publish/"):
            answer = door.send("GET", address.replace("?", "\x3f"), PATH_INFO=address)
            assert answer.status == 404, address
        answer = door.post("/publish/", {"title": "T", "body": "B", "topics": [path], "places": [path]})
        assert answer.status == 422 or not path.strip(), path
        refusal = 422 if fits(name) else 400  # what is empty is refused whatever it is called
        assert send_file(door, "T", name, b"").status == refusal, name
    assert rows() == before


@WHOLE
@pytest.mark.once
def test_a_file_is_stored_alike_whatever_its_name(door: Door, site: Settings, whole: bool) -> None:
    """What is published of it, and where what is kept lies, is the same to the byte as under a plain name; or it is refused."""

    def sent(title: str, name: str) -> tuple[int, object, list[str]]:
        status = send_file(door, title, name, b"Water stood at the bridge.").status
        kept = sorted(str(file.relative_to(site.folder)) for file in site.folder.rglob("*"))
        return status, told().get("media_1"), kept

    plain = sent("Under a plain name", "notes.txt")
    assert plain[0] == 201
    assert isinstance(plain[1], dict)
    chosen = NAMES if whole else random.Random(SEED).sample(NAMES, SAMPLE)
    got = {name: sent(f"Under name {number}", name) for number, name in enumerate(chosen)}
    assert [(name, it) for name, it in got.items() if it != ((201 if fits(name) else 400), *plain[1:])] == []
    assert Article.objects.count() == 1 + sum(map(fits, chosen))
