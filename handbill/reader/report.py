"""What a verification found, for people and for programs."""

import json
from dataclasses import asdict, dataclass, field

from handbill.record.format.files import Finding


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
    since: int = 0  # entries before which files were not read, but for a sample
    read: dict[str, int] = field(default_factory=dict)  # then: how many were
    kept: dict[str, int | str] = field(default_factory=dict)  # which entries were not read again

    @property
    def right(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong

    def to_json(self) -> str:
        """Give all of it as one JSON object."""
        return json.dumps({"right": self.right, **asdict(self)}, indent=2)
