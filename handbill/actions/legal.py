"""What a decision says of the legal demand that it follows (docs/record.md section 4)."""

from dataclasses import dataclass

from handbill.record.format.canonical import Json


@dataclass(frozen=True, slots=True)
class Legal:
    """A legal demand, as far as it may be said in public: what it wants and of whom it is, and the day on which it came."""

    demand: str
    demanded: str  # YYYY-MM-DD


def reasoned(reason: str, legal: Legal | None) -> dict[str, Json]:
    """Give the fields of a decision with this reason."""
    if legal is None:
        return {"reason": reason}
    return {"reason": reason, "demand": legal.demand, "demanded": legal.demanded}
