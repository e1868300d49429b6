"""One figure: campaign × place × line × measure × day."""

from __future__ import annotations

from django.db import models


class Tally(models.Model):
    """The sum of the contributions of all things at `org` and below.

    `campaign` is None-free: figures of the register, which no campaign owns, carry the nil UUID. `line` is the lead
    unit's id or "" for all lines together. `day` is "" for stocks and an ISO date (local) for flows.
    """

    id = models.BigAutoField(primary_key=True)
    campaign = models.UUIDField()
    org = models.IntegerField()
    line = models.CharField(max_length=64, default="")
    measure = models.CharField(max_length=120)
    day = models.CharField(max_length=10, default="")
    value = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "org", "line", "measure", "day"], name="tally_one_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.measure}@{self.org}={self.value}"
