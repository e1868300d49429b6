"""The state of a fund, folded from `fund.*` entries. Amounts are fen."""

from __future__ import annotations

from django.db import models

from taizhang.orgs.paths import PathField


class Fund(models.Model):
    """Money for one task at one org.

    `movements`: [{entry, verb, amount, on, payee, what, files, photos, name, at, void}], oldest first; `void` is the
    reason why a movement no longer counts, "" while it does.
    """

    id = models.UUIDField(primary_key=True)
    campaign = models.UUIDField(db_index=True)
    org = models.IntegerField()
    path = PathField(db_index=True)
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=200, default="")
    planned = models.BigIntegerField()
    released = models.BigIntegerField(default=0)
    spent = models.BigIntegerField(default=0)
    movements = models.JSONField(default=list)
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title

    @property
    def left(self) -> int:
        """What was released and is not spent yet."""
        return self.released - self.spent

    @property
    def percent(self) -> int:
        """How much of the plan is spent, rounded down."""
        return self.spent * 100 // self.planned if self.planned else 0
