"""A resident's report, folded from `tip.*` entries, and what holds back floods of them."""

from __future__ import annotations

from django.db import models

from taizhang.orgs.paths import PathField


class Tip(models.Model):
    """`receipt` is what the resident follows it by: nobody is asked for a name. `case` is what it was made into last.

    `satisfied` is the resident's own word on the outcome, None while it was not given. `objections` are what they hold
    against the way it is handled: [{at, text, answer, name, answered_at}]; `objecting` while the last has no answer.
    """

    STATES = {"received": "待受理", "filed": "已立案办理", "answered": "已答复", "complained": "群众不满意"}

    id = models.UUIDField(primary_key=True)
    receipt = models.CharField(max_length=20, unique=True)
    campaign = models.UUIDField()
    org = models.IntegerField()
    path = PathField()
    text = models.TextField()
    address = models.CharField(max_length=200, default="")
    lat = models.FloatField(null=True)
    lng = models.FloatField(null=True)
    accuracy = models.FloatField(null=True)
    photos = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=list(STATES.items()))
    case = models.UUIDField(null=True)
    answer = models.TextField(default="")
    settled_by = models.CharField(max_length=60, default="")
    settled_at = models.DateTimeField(null=True)
    satisfied = models.BooleanField(null=True)
    remark = models.TextField(default="")
    objections = models.JSONField(default=list)
    objecting = models.BooleanField(default=False)
    received_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["campaign", "path", "state", "-received_at"], name="tip_place")]

    def __str__(self) -> str:
        return self.receipt


class Knock(models.Model):
    """Somebody at the public door, forgotten after a day. `sender` is a keyed hash: the address itself is not kept."""

    sender = models.CharField(max_length=64)
    what = models.CharField(max_length=12)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["what", "sender", "at"], name="tip_knock")]

    def __str__(self) -> str:
        return self.what
