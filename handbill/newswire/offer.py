from django.db import models


class Offer(models.Model):
    """What a reader says is to be seen in a picture or film of somebody else, for who cannot see it: private, until an editor accepts it.

    It goes with the item when that is destroyed.
    """

    number = models.BigIntegerField()  # of the item
    k = models.IntegerField()  # of the attachment, when it was offered
    attachment = models.BigIntegerField()  # its row: K changes when the author puts files into another order
    text = models.TextField()
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        db_table = "newswire_offer"
        indexes = [models.Index(fields=["number"], condition=models.Q(done_at=None), name="offer_open")]
