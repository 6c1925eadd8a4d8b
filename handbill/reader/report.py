"""What a verification found, for people and for programs."""

import json
from dataclasses import asdict, dataclass, field

from handbill.record.format.files import DERIVED, Finding


@dataclass
class Report:
    """The findings. `wrong` alone decides; `unsealed` and `remarks` are said beside it."""

    source: str
    wrong: list[Finding] = field(default_factory=list)
    unsealed: list[Finding] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)
    origin: str = ""
    size: int = 0
    root: str = ""
    note: str = ""  # the checkpoint
    key_from_site: bool = False
    replaced: int = 0
    keys: list[str] = field(default_factory=list)  # all of the log, the oldest first
    unwitnessed: int = 0  # of the newest entries, where a policy asks for witnesses
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def right(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong

    def to_json(self) -> str:
        """Give all of it as one JSON object."""
        return json.dumps({"right": self.right, **asdict(self)}, indent=2)

    def lines(self) -> list[str]:
        """Give it as lines to read, what is wrong first."""
        lines = [f"wrong: {file}: {words}" for file, words in self.wrong]
        lines += [f"not yet sealed: {file}: {words}" for file, words in self.unsealed]
        lines += [f"remark: {file}: {words}" for file, words in self.remarks]
        if self.origin:
            lines.append(f"log {self.origin}: {self.size} entries, root {self.root}")
            lines.append(", ".join(f"{count} {what}" for what, count in self.counts.items()))
        if self.key_from_site:
            lines.append("key taken from the site: only with --key is it sure whose log this is")
        if self.replaced:
            which = "the first key" if self.key_from_site else "the key that was given"
            lines.append(f"{which} was replaced {self.replaced} times since: each handed over to the next")
        lines.append(DERIVED)
        newer = len({file for file, _ in self.unsealed})
        but = [f"{newer} files say more than the log proves"] if newer else []
        if self.unwitnessed:
            but.append(f"the newest {self.unwitnessed} of {self.size} entries were witnessed by nobody")
        last = f"nothing is wrong, but {', and '.join(but)}" if but else "all is well"
        lines.append(f"{len(self.wrong)} wrong" if self.wrong else last)
        return [line for line in lines if line]
