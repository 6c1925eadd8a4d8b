"""What was committed."""

import json
from typing import Any

from handbill.newswire.version import Version
from handbill.record.format.commitment import values


def told() -> dict[str, Any]:
    """The fields of the newest version of anything."""
    return {**values(json.loads(Version.objects.order_by("-id")[0].fields))}
