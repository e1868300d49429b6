"""Accounts of points and the stock of goods, folded from `points.*` and `goods.*` entries."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from taizhang.orgs.paths import PathField


class Account(models.Model):
    """What a subject has saved in a campaign: the sum of its entries, never below nothing.

    `movements`: [{entry, at, what, points, name, cancelled}] in the order in which they count.
    """

    id = models.UUIDField(primary_key=True)
    campaign = models.UUIDField(db_index=True)
    subject = models.UUIDField(db_index=True)
    org = models.IntegerField()
    path = PathField(db_index=True)
    balance = models.IntegerField(default=0)
    movements = models.JSONField(default=list)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.balance}分"


class Goods(models.Model):
    """What can be had at a place for points, and how many of it are left."""

    id = models.UUIDField(primary_key=True)
    campaign = models.UUIDField()
    org = models.IntegerField()
    path = PathField()
    name = models.CharField(max_length=60)
    price = models.IntegerField()
    stock = models.IntegerField(default=0)
    moved_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["campaign", "path"], name="goods_place")]

    def __str__(self) -> str:
        return self.name
