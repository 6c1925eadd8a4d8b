"""A site's log: where it is published, who signs it, and how it is said that something is wrong with it."""

from dataclasses import dataclass
from pathlib import Path

from handbill.record import durable
from handbill.record.format.note import Signer
from handbill.settings import Settings


class Trouble(Exception):
    """The tiles are not what was signed: signing stops, pages go on. The words name the file."""


class Behind(Trouble):
    """More was published than this database knows of, or something else: it is an old copy, or one of two that are in use."""


class Overtaken(Exception):
    """Another worker signed in the meantime. Nothing is wrong with the record, and this one signed nothing."""


@dataclass(frozen=True, slots=True)
class Log:
    """Where a site's log is published, and who signs it."""

    folder: Path  # public/record
    signer: Signer
    secrets: Path

    @classmethod
    def of(cls, site: Settings) -> "Log":
        """Open the log of a site with its key."""
        signer = Signer(site.origin, (site.secrets / "record").read_bytes())
        return cls(site.public / "record", signer, site.secrets)

    @property
    def public(self) -> Path:
        """The public folder."""
        return self.folder.parent

    def read(self, path: str) -> bytes:
        """Read a tile; Trouble where that cannot be."""
        try:
            return (self.folder / path).read_bytes()
        except OSError:
            raise Trouble(f"record/{path} cannot be read") from None

    def settle(self, new: list[Path]) -> None:
        """Put these files on the disc, before anything is signed that calls for them; Trouble where it does not take them."""
        try:
            durable.settle_new(self.folder, new)
        except OSError as error:
            raise Trouble(f"the disc did not take what was to be signed: {error.strerror}") from None

    def published(self, path: str) -> bytes | None:
        """Read a public file; None where there is none."""
        try:
            return (self.public / path).read_bytes()
        except OSError:
            return None
