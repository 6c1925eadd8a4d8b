"""The limit on what another site sends to be witnessed: filled with signatures that nobody here knows."""

import dataclasses
from base64 import b64encode

from handbill import settings
from handbill.settings import Settings, Witness
from tests.federation.test_witness import LOG, send, submission
from tests.intake.door import rows
from tests.limits.doors import THOUSAND, these, value


def of_witnessing(site: Settings) -> list[str]:
    settings.use(dataclasses.replace(site, witness=Witness(logs=(LOG.vkey,))))
    most = value("witness_request")
    wrong = []
    for size, status in ((most + 1, 413), (most * THOUSAND, 413), (most, 200)):
        before = rows()
        answered = send(_filled(submission(0, 4), size))[0]
        wrong += these(f"witness_request of {size}", answered, status)
        wrong += these("witness_request", rows() == before, status != 200)
    return wrong


def _filled(sent: bytes, size: int) -> bytes:
    """The same with more signatures, so many bytes in all."""
    head = "\N{EM DASH} other.example/log ".encode()
    lines = [sent]
    left = size - len(sent)
    while left:
        took = min(left, 1000) if left > 1200 or left <= 1000 else 600
        room = took - len(head) - 1
        name = b"x" * (room % 4)
        lines.append(head[:-1] + name + b" " + b64encode(bytes(room // 4 * 3)) + b"\n")
        left -= took
    return b"".join(lines)
