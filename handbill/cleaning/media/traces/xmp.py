"""What XMP tells: the names of its properties, each counted once. It is not parsed as XML: nobody needs to know what it says."""

import re
from collections import Counter
from typing import Final

from handbill.cleaning.media.traces.codes import of_name

_NAME: Final = re.compile(rb"[<\s]([A-Za-z][\w-]{0,60}:[A-Za-z][\w-]{0,60})(?=[\s=>/])")
_FRAME: Final = (b"x:", b"rdf:", b"xmlns:", b"xml:")


def xmp(packet: bytes) -> Counter[str]:
    """Count its properties."""
    names = {name for name in _NAME.findall(packet) if not name.startswith(_FRAME)}
    found = Counter(of_name(name.decode("ascii")) for name in names)
    return found or Counter([of_name("metadata")])
