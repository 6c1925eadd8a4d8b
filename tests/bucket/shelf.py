"""What the server of a bucket keeps, at the server: without a request for each of some hundred objects."""

from typing import Any, Final

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends

Kept = dict[str, tuple[bytes, dict[str, str]]]
"""By its key what each object holds and what is told of it."""

_S3: Final[Any] = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]


def kept(bucket: str) -> Kept:
    """Give all that stands in a bucket."""
    return {name: (key.value, dict(key.metadata)) for name, key in _S3.buckets[bucket].keys.items()}


def keep(bucket: str, objects: Kept) -> None:
    """Let a bucket have what another one has."""
    for name, (data, told) in objects.items():
        _S3.put_object(bucket, name, data).set_metadata(told)
