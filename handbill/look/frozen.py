"""Dataclasses that nobody changes, as mypy sees to: where Python saw to it too, each took three times as long to make."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    import dataclasses

    def dataclass(*, frozen: bool, slots: bool = False, **how: Any) -> Any:
        """Make a dataclass that has the hash of a frozen one."""
        return dataclasses.dataclass(slots=slots, unsafe_hash=frozen, **how)


__all__ = ["dataclass"]
