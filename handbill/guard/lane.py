"""A form that was opened here has a lane of its own at the street door, so that a flood from the same address does not keep it out.

The address that a form is sent to names the form and is signed: nginx checks that by itself (secure_link), gives each form a bucket
of its own, and asks nothing of the bucket that all who come from one address share. What names the form is a keyed hash of its
nonce: it tells neither the nonce nor the receipt, and two forms of one writer have nothing in common.
"""

from base64 import urlsafe_b64encode
from hashlib import md5
from pathlib import Path
from typing import Final

from handbill.guard.secret import keyed, keyed_in
from handbill.limits import LANE

SIGNED: Final = "$arg_until $arg_form"
"""What is signed, in nginx's words; a space and the secret follow."""
_DIGITS: Final = 16
_SECRET: Final = ("lane", "")


def lane(nonce: str, opened: int) -> str:
    """Give the query of the address that a form is sent to; `opened` in seconds since 1970."""
    form, until = keyed("lane of", nonce)[:_DIGITS], opened + LANE
    mark = md5(
        f"{until} {form} {keyed(*_SECRET)}".encode(), usedforsecurity=False
    )  # as ngx_http_secure_link_module has it
    return f"form={form}&until={until}&mark={urlsafe_b64encode(mark.digest()).decode().rstrip('=')}"


def secret(secrets: Path) -> str:
    """Give what the street door checks it with: good for nothing else."""
    return keyed_in(secrets, *_SECRET)
