"""The state of a transfer, folded from `transfer.*` entries."""

from __future__ import annotations

from django.db import models

from taizhang.orgs.paths import PathField


class Transfer(models.Model):
    """One parcel in one operator's hands for a time. `area` in hundredths of a mu, `price` in fen for a mu and year."""

    STATES = {"running": "履行中", "expired": "已到期", "ended": "提前终止", "voided": "已作废"}

    id = models.UUIDField(primary_key=True)
    campaign = models.UUIDField(db_index=True)
    org = models.IntegerField()
    path = PathField(db_index=True)
    subject = models.UUIDField(db_index=True)
    subject_name = models.CharField(max_length=200)
    operator = models.UUIDField(db_index=True)
    operator_name = models.CharField(max_length=200)
    operator_type = models.CharField(max_length=60, default="")
    area = models.IntegerField()
    price = models.BigIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    use = models.CharField(max_length=200, default="")
    contract = models.CharField(max_length=60, default="")
    files = models.JSONField(default=list)
    ends = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=list(STATES.items()), default="running")
    remind_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)
    reason = models.TextField(default="")
    signed_by = models.CharField(max_length=60, default="")
    signed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["state", "ends_on"], name="transfer_end")]

    def __str__(self) -> str:
        return f"{self.subject_name} {self.operator_name}"

    @property
    def mu(self) -> float:
        return self.area / 100

    @property
    def runs(self) -> bool:
        return self.state == "running"

    @property
    def state_label(self) -> str:
        return self.STATES[self.state]
