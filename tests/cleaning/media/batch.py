"""Many files cleaned by one real child behind its fences, one after the other: a child for each would take a fifth of a second."""

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from handbill.cleaning.media import process
from handbill.cleaning.media.answer import believed
from handbill.cleaning.media.cleaned import Allowed, Cleaned, Unclean
from handbill.cleaning.media.job import Job, Limits
from handbill.cleaning.media.sniff import Family

CHILD = """import sys; sys.path[:] = sys.argv[1:]
import dataclasses, json, resource, time
from handbill.cleaning.media import child
from handbill.cleaning.media.fences.close import close
from handbill.cleaning.media.fences.limits import limit
from handbill.cleaning.media.job import load
job = load(sys.stdin.buffer.read())
limit(job.limits)
family = "heic" if job.family == "picture" else job.family  # with all decoders of pictures
work = child.work_of(dataclasses.replace(job, family=family))
close(job)
told = {}
for file in sorted(job.source.iterdir()):
    into = job.into / file.name
    into.mkdir()
    began = time.process_time()
    said = child.tried(work, dataclasses.replace(job, source=file, into=into))
    told[file.name] = [said, time.process_time() - began]
told["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
(job.into / "told").write_text(json.dumps(told))
print("{}")
"""


@dataclasses.dataclass
class Batch:
    """What came of each file: what is believed of it, or a code; the longest in seconds of processor time, and bytes in memory at most."""

    cleaned: Mapping[str, Cleaned]
    codes: Mapping[str, str]
    longest: float
    memory: int


def batch(
    files: Mapping[str, bytes],
    folder: Path,
    allowed: Allowed,
    seconds: float = 60,
    family: Family = "picture",
) -> Batch:
    """Clean them all, by the decoders of one family."""
    source, into = folder / "sources", folder / "into"
    source.mkdir()
    into.mkdir()
    for name, data in files.items():
        (source / name).write_bytes(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(process, "BEGIN", CHILD)
        limits = Limits(seconds=seconds, tools=family == "recording")
        process.run(Job(family, "clean", source, into, allowed, limits))
    told: dict[str, Any] = json.loads((into / "told").read_text())
    memory = told.pop("memory")
    assert set(told) == set(files)
    cleaned, codes = {}, {}
    for name, (said, _) in told.items():
        try:
            cleaned[name] = believed(said, into / name, 10**8)
        except Unclean as no:
            codes[name] = f"{no.code} {said.get('why', '')}".strip()
    return Batch(cleaned, codes, max((took for _, took in told.values()), default=0.0), memory)
