from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from handbill.newswire.editor import Editor


class Accounts(BaseUserManager["Account"]):
    """Accounts are made from invitations alone."""


class Account(AbstractBaseUser):
    """How an editor signs in. The name typed here is never public; the desk name is."""

    last_login = None  # nobody needs to know when
    name = models.CharField(max_length=60, unique=True)
    editor = models.OneToOneField(Editor, on_delete=models.PROTECT, related_name="account")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "name"
    objects: ClassVar[Accounts] = Accounts()

    class Meta:
        db_table = "desk_account"


class Invitation(models.Model):
    """A one-time address for a new editor; only the hash of its code is kept."""

    editor = models.ForeignKey(Editor, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=64, unique=True)  # SHA-256, hex
    expires_at = models.DateTimeField()
    used = models.BooleanField(default=False)
    totp_key = models.CharField(max_length=80, default="")  # hex, waits until the first code proves it

    class Meta:
        db_table = "desk_invitation"


class Session(models.Model):
    """One browser in which an editor is signed in. Neither its address nor its name; times to the minute."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64, unique=True)  # keyed hash of the cookie, hex
    began = models.DateTimeField()
    used = models.DateTimeField()

    class Meta:
        db_table = "desk_session"


class KnownBrowser(models.Model):
    """A browser in which an editor has signed in before. It opens nothing."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64, unique=True)  # keyed hash of its cookie, hex
    day = models.DateField()  # of the last sign-in there, in UTC: its age is not the browser's to say

    class Meta:
        db_table = "desk_known_browser"


class RecoveryCode(models.Model):
    """One sign-in without the authenticator. Only the hash of the code is kept; when it was used, the row is deleted."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=64)  # SHA-256, hex

    class Meta:
        db_table = "desk_recovery_code"


class Passkey(models.Model):
    """What signs an editor in without password and code, by the name that they gave it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    credential_id = models.CharField(max_length=64, unique=True)  # SHA-256, hex: ids are up to 1023 bytes
    credential = models.BinaryField()  # attested credential data: id and public key
    count = models.BigIntegerField(default=0)  # of its signatures, where it counts them

    class Meta:
        db_table = "desk_passkey"


class SpentChallenge(models.Model):
    """A challenge for a passkey that was answered, until it would be too old anyway."""

    challenge = models.CharField(max_length=112, primary_key=True)  # hex
    until = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "desk_spent_challenge"


class Attempt(models.Model):
    """How often one name was tried in vain, and until when it is not tried again. No address, and no name either."""

    name = models.CharField(max_length=64, primary_key=True)  # keyed hash, hex
    failures = models.IntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "desk_attempt"


class ReadyText(models.Model):
    """A reason that is needed often, kept in words. It is private until a decision makes it public."""

    guideline = models.IntegerField(default=0)  # 0: fits any
    language = models.CharField(max_length=35)
    text = models.TextField()

    class Meta:
        db_table = "desk_ready_text"


class Presence(models.Model):
    """Which item an editor has before them now, so that two do not read the same. Gone after some minutes; nothing is kept of it."""

    editor = models.OneToOneField(Editor, on_delete=models.CASCADE, primary_key=True, related_name="+")
    number = models.BigIntegerField(db_index=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "desk_presence"


class Note(models.Model):
    """What one shift tells the next: private, the last few are kept."""

    editor = models.ForeignKey(Editor, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()

    class Meta:
        db_table = "desk_note"


class Day(models.Model):
    """How many were at the desk on a day, and how much they decided: numbers alone."""

    day = models.DateField(primary_key=True)  # in the site's time zone
    editors = models.IntegerField(default=0)
    decisions = models.IntegerField(default=0)

    class Meta:
        db_table = "desk_day"


class Attendance(models.Model):
    """Whom `Day` has counted today, so that nobody is counted twice. Deleted when the day turns."""

    editor = models.OneToOneField(Editor, on_delete=models.CASCADE, primary_key=True, related_name="+")
    day = models.DateField()

    class Meta:
        db_table = "desk_attendance"
