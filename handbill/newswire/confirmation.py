from django.db import models

from handbill.newswire.decision import Decision


class Confirmation(models.Model):
    """Who proposed what a `redact` confirmed. Private, as every proposal is; it says who does not answer the appeal."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, primary_key=True, related_name="+")
    proposed_by = models.CharField(max_length=30)  # editor:3

    class Meta:
        db_table = "newswire_confirmation"
