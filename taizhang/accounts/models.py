"""The person who signs in."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """`name` is the person's own name; `username` is what they type to sign in (often the phone number).

    `urgings_seen_at`: when they last looked at what the ladder reminded them of. `language`, `type_size`: how they like
    to read, empty as everybody. `first_steps_away`: whether they put the card of first steps away.
    """

    name = models.CharField("姓名", max_length=60)
    must_change_password = models.BooleanField(default=False)
    password_since = models.DateTimeField(null=True)
    urgings_seen_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=8, default="", blank=True)
    type_size = models.CharField(max_length=8, default="", blank=True)

    first_steps_away = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name or self.username


class SignInFailure(models.Model):
    """Wrong passwords for a name, whether anybody has it or not."""

    username = models.CharField(max_length=150, primary_key=True)
    failures = models.IntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)
    locked_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.username} {self.failures}"


class SecondFactor(models.Model):
    """The secret that a person's authenticator shares with us, locked (core.secret_box) with the installation's key.

    `last_step` keeps a code from counting twice.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="second_factor")
    secret = models.CharField(max_length=200)
    since = models.DateTimeField()
    last_step = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.user)


class RecoveryCode(models.Model):
    """For a lost authenticator: each of ten codes signs in once. Only the digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.user)


class Passkey(models.Model):
    """The public half of a key pair that a person's device keeps. `counter` is how often the device says it has signed.

    `copied_at`: when the counter went back, after which the key opens nothing.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    credential = models.CharField(max_length=1400, unique=True)
    public = models.BinaryField()
    name = models.CharField(max_length=40)
    counter = models.BigIntegerField(default=0)
    since = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    copied_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class SignIn(models.Model):
    """One sign-in: when, with what, from where, and until when it lasted. `session` is the key of its session."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    session = models.CharField(max_length=40, db_index=True)
    device = models.CharField(max_length=80, default="")
    address = models.CharField(max_length=45, default="")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-at"], name="sign_in_latest")]

    def __str__(self) -> str:
        return f"{self.user} {self.device}"


class OutsideIdentity(models.Model):
    """Who somebody is at another system, and the account that it opens; without one, `number` finds it for binding."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="outside_identities")
    provider = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    label = models.CharField(max_length=40)
    name = models.CharField(max_length=60, default="")
    number = models.CharField(max_length=8, unique=True)
    seen_at = models.DateTimeField()
    bound_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "subject"], name="outside_identity_once"),
            models.UniqueConstraint(fields=["provider", "user"], name="outside_identity_one_account"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.name}"


class SourceCount(models.Model):
    """How often one source knocked at one door within one window; both stand in the key, as a digest."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.IntegerField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.count}"


class PastPassword(models.Model):
    """What a person's password was, salted and hashed as the one in use."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="past_passwords")
    encoded = models.CharField(max_length=128)

    def __str__(self) -> str:
        return str(self.user)
