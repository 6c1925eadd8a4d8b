from django.db import models

EDITOR, STEWARD = "editor", "steward"
"""The roles: a steward does all that an editor does, and looks after editors, guidelines and pages."""


class Editor(models.Model):
    """An editor as everyone knows them: a number, a desk name and a role, never an account."""

    number = models.IntegerField(primary_key=True)
    name = models.CharField(max_length=60, unique=True)
    role = models.CharField(max_length=10, default=EDITOR)  # for as long as they are at the desk
    invited_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "newswire_editor"
