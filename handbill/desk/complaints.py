"""Deal with complaints: they are private, so nothing of it is on the record (`ENTRY = None`)."""

from handbill.actions.act import this_minute
from handbill.newswire.complaint import Complaint

ENTRY = None


def settle(number: int) -> int:
    """Mark the open complaints about an item as dealt with; give how many there were."""
    return Complaint.objects.filter(number=number, done_at=None).update(done_at=this_minute())
