from django.db import models


class Editor(models.Model):
    """An editor as everyone knows them: a number and a desk name, never an account."""

    number = models.IntegerField(primary_key=True)
    name = models.CharField(max_length=60, unique=True)
    invited_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "newswire_editor"
