"""Order a new key for the record from the shell; the worker lets it take over with the next signature."""

from handbill.actions.act import Act
from handbill.actions.rotate_key import rotate_key
from handbill.record.rotation import prepare
from handbill.record.seal import Log
from handbill.settings import Settings


def rotate(site: Settings) -> str:
    """Make the next key and say so on the record; give its verifier key.

    Raises:
        Refused: 409, another one is about to take over; 503, the database is older than the public record.
    """
    old = Log.of(site).signer.vkey
    new = prepare(site)  # before the entry, which must not name a key that nobody has
    rotate_key(Act.site(shell=True), old, new)  # noqa: S604 - no shell is called
    return new
