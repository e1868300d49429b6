"""Keys for which referrals are sealed, and the referrals: what is in them stands nowhere in the clear."""

from __future__ import annotations

from django.db import models

from taizhang.orgs.paths import PathField

STATE_LABELS = {"sent": "已送达，未启封", "opened": "已启封", "accepted": "已受理", "declined": "不予受理"}


class SealKey(models.Model):
    """The key of an org's discipline inspection; the latest one is sealed for. Both halves are base64."""

    id = models.UUIDField(primary_key=True)
    org = models.IntegerField(db_index=True)
    path = PathField()
    public = models.CharField(max_length=60)
    locked = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60, default="")

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"


class Referral(models.Model):
    """`box` and the files are sealed; `answer` is what the sender is told, never anything of the content."""

    id = models.UUIDField(primary_key=True)
    org = models.IntegerField(db_index=True)
    path = PathField()
    key = models.UUIDField()
    box = models.TextField()
    files = models.JSONField(default=list)
    sender = models.CharField(max_length=60, db_index=True)
    state = models.CharField(max_length=20, choices=list(STATE_LABELS.items()))
    answer = models.CharField(max_length=200, default="")
    sent_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"密封移送 {self.sent_at:%Y-%m-%d}"

    @property
    def state_label(self) -> str:
        return STATE_LABELS[self.state]
