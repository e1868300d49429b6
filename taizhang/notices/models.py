"""Notices, how far the journal has been told, and what goes outwards.

Ordinary tables: a notice says nothing that the journal does not.
"""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.db import models

from taizhang.core.ladder import RUNG_LABELS, Rung

from .matters import MATTERS


class Notice(models.Model):
    """One thing that one person is told, once: `key` names what happened.

    `thing` and `about` are where it leads ("" : to the list of its matter). `rung` is the rung that was climbed, if one
    was; `count` more than one where many of a kind came at once.
    """

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    post = models.IntegerField()
    org = models.IntegerField()
    key = models.CharField(max_length=64)
    matter = models.CharField(max_length=20, choices=[(matter.id, matter.label) for matter in MATTERS.values()])
    title = models.CharField(max_length=200)
    place = models.CharField(max_length=120, default="")
    due_at = models.DateTimeField(null=True)
    rung = models.CharField(max_length=20, default="")
    thing = models.CharField(max_length=20, default="")
    about = models.UUIDField(null=True)
    count = models.IntegerField(default=1)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    routed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notice_once")]
        indexes = [
            models.Index(fields=["user", "-at", "-id"], name="notice_latest"),
            models.Index(fields=["user"], condition=models.Q(read_at=None), name="notice_unread"),
            models.Index(fields=["at"], condition=models.Q(routed=False), name="notice_to_route"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        """The rung that was climbed, or the matter."""
        return RUNG_LABELS[Rung(self.rung)] if self.rung in set(Rung) else MATTERS[self.matter].label


class Mark(models.Model):
    """How far something has been told: up to which block of the journal, or up to which moment."""

    name = models.CharField(max_length=20, primary_key=True)
    block = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Channel(models.Model):
    """A way outwards for everybody at and below an org. `secret` is locked (core.secret_box); `settings` is not secret.

    `discreet`: only how many, and the link. `breaks_from`: the rung from which quiet hours do not hold.
    """

    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    org = models.IntegerField()
    path = models.CharField(max_length=200)
    settings = models.JSONField(default=dict)
    secret = models.TextField(default="")
    discreet = models.BooleanField(default=True)
    breaks_from = models.CharField(max_length=20, default="", blank=True)
    active = models.BooleanField(default=True)
    failures = models.IntegerField(default=0)
    paused_until = models.DateTimeField(null=True)
    said = models.CharField(max_length=300, default="")

    def __str__(self) -> str:
        return self.name


class Address(models.Model):
    """Where a person is reached over a channel; used only once they have shown the code that was sent there."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="addresses")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_addresses")
    address = models.CharField(max_length=200)
    code = models.CharField(max_length=64, default="")
    code_at = models.DateTimeField(null=True)
    tries = models.IntegerField(default=0)
    verified_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "user"], name="notice_address_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.channel_id}"


class Wish(models.Model):
    """When a person wants to be disturbed, and by what. Without one the defaults hold."""

    DIGESTS = {"now": "随时", "daily": "每天一次", "workday": "工作日每天一次"}

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True)
    quiet_from = models.TimeField(default=time(22))
    quiet_until = models.TimeField(default=time(7))
    digest = models.CharField(max_length=10, default="now", choices=list(DIGESTS.items()))
    digest_at = models.TimeField(default=time(8, 30))
    rests = models.BooleanField(default=False)
    silent = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.user_id)


class Sending(models.Model):
    """One message on its way to one person, or to a group (`user` 0). `to` is masked."""

    STATES = {"waiting": "待发送", "sent": "已发送", "failed": "没有发出"}

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="sendings")
    user = models.IntegerField(default=0)
    to = models.CharField(max_length=60, default="")
    state = models.CharField(max_length=10, default="waiting", choices=list(STATES.items()))
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    tries = models.IntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["next_at"], condition=models.Q(state="waiting"), name="sending_waiting")]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.state}"


class Attempt(models.Model):
    """One try: when, how it went, what the other side answered; never a secret."""

    sending = models.ForeignKey(Sending, on_delete=models.CASCADE, related_name="attempts")
    channel = models.IntegerField()
    at = models.DateTimeField()
    went = models.BooleanField()
    said = models.CharField(max_length=300, default="")

    class Meta:
        indexes = [models.Index(fields=["channel", "at"], name="attempt_pace")]

    def __str__(self) -> str:
        return self.said


class Line(models.Model):
    """A notice that waits to go over a channel to a person, or once to a group (`user` 0)."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE)
    user = models.IntegerField(default=0)
    key = models.CharField(max_length=64)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE)
    send_at = models.DateTimeField()
    sending = models.ForeignKey(Sending, on_delete=models.CASCADE, null=True, related_name="lines")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "user", "key"], name="notice_line_once")]
        indexes = [models.Index(fields=["send_at"], condition=models.Q(sending=None), name="notice_line_waiting")]

    def __str__(self) -> str:
        return self.key
