"""Which witnesses must have cosigned a checkpoint before a reader trusts it (C2SP tlog-policy)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from handbill.record.format.cosign import CosignVerifier
from handbill.record.format.note import Verifier

NONE: Final = "none"
_NOT_ALLOWED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]").search
_COUNT = re.compile(r"[1-9][0-9]{0,3}").fullmatch
_MOST_LINES: Final = 1000


class PolicyError(ValueError):
    """A policy that is none: says the line and what is wrong."""


@dataclass(slots=True)
class Policy:
    """Known logs, known witnesses, groups of them, and the one of these names that must have witnessed."""

    logs: list[Verifier] = field(default_factory=list)
    witnesses: dict[str, CosignVerifier] = field(default_factory=dict)
    groups: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)  # how many, of whom
    quorum: str = ""
    addresses: dict[str, str] = field(default_factory=dict)  # of witnesses, where one is given

    @classmethod
    def parse(cls, data: bytes) -> "Policy":
        """Read a policy file.

        Raises:
            PolicyError: it is malformed, names what it does not define, or has not exactly one quorum.
        """
        text = data.decode("utf-8", "surrogateescape")
        if _NOT_ALLOWED(text):
            raise PolicyError("a policy is text: it holds a control character")
        policy, members = cls(), set[str]()
        for number, line in _lines(text):
            try:
                policy._take(line.replace("\t", " ").split(" "), members)
            except ValueError as error:
                raise PolicyError(f"line {number}: {error}") from None
        if not policy.quorum:
            raise PolicyError("a policy has a quorum line")
        return policy

    def _take(self, typed: list[str], members: set[str]) -> None:
        words = [word for word in typed if word]
        match words:
            case ["log", vkey] | ["log", vkey, _]:
                log = Verifier.parse(vkey)
                if any(one.public == log.public for one in self.logs):
                    raise ValueError("this log stands there twice")
                self.logs.append(log)
            case ["witness", name, vkey, *address] if len(address) <= 1:
                self._new(name)
                witness = CosignVerifier.parse(vkey)
                if any(one.public == witness.public for one in self.witnesses.values()):
                    raise ValueError("this witness stands there twice")
                self.witnesses[name] = witness
                if address:
                    self.addresses[name] = address[0]
            case ["group", name, count, *names] if names:
                self._new(name)
                self._group(name, count, tuple(names), members)
            case ["quorum", name]:
                if self.quorum or (name != NONE and name not in {*self.witnesses, *self.groups}):
                    raise ValueError("one quorum, of a witness or group that stands before it, or none")
                self.quorum = name
            case _:
                raise ValueError("a line is log, witness, group or quorum, and what belongs to it")

    def _group(self, name: str, count: str, names: tuple[str, ...], members: set[str]) -> None:
        for one in names:
            if one not in {*self.witnesses, *self.groups}:
                raise ValueError(f"{one} is not defined before it")
            if one in members:
                raise ValueError(f"{one} is in a group already")
            members.add(one)
        enough = {"any": 1, "all": len(names)}.get(count) or (int(count) if _COUNT(count) else 0)
        if not 1 <= enough <= len(names):
            raise ValueError("how many is any, all or a number up to that of the members")
        self.groups[name] = (enough, names)

    def _new(self, name: str) -> None:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise ValueError(f"{name} cannot be defined here")

    def cosigned(self, checkpoint: bytes) -> dict[str, int]:
        """Give the witnesses that cosigned a checkpoint, by their names here, and when (seconds since 1970).

        Raises:
            ValueError: a malformed note, or a cosignature of a known witness that does not hold.
        """
        found = {name: witness.signed(checkpoint) for name, witness in self.witnesses.items()}
        return {name: time for name, time in found.items() if time is not None}

    def holds(self, cosigned: set[str]) -> bool:
        """Say whether these witnesses are enough."""
        return self.quorum == NONE or self._witnessed(self.quorum, cosigned)

    def _witnessed(self, name: str, cosigned: set[str]) -> bool:
        if name in self.witnesses:
            return name in cosigned
        enough, names = self.groups[name]
        return sum(self._witnessed(one, cosigned) for one in names) >= enough


def _lines(text: str) -> Iterator[tuple[int, str]]:
    lines = text.split("\n")
    if len(lines) > _MOST_LINES:
        raise PolicyError(f"a policy has at most {_MOST_LINES} lines")
    for number, line in enumerate(lines, 1):
        said = line.strip(" \t")
        if said and not said.startswith("#"):
            yield number, said
