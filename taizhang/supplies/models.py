"""Who buys from whom, folded from `supply.*` entries."""

from __future__ import annotations

from django.db import models

from taizhang.orgs.paths import PathField


class Supply(models.Model):
    """`subject` is the buyer, at `org` and `path`; `supplier` is empty where the register knows no such workshop."""

    id = models.UUIDField(primary_key=True)
    campaign = models.UUIDField(db_index=True)
    subject = models.UUIDField(db_index=True)
    buyer_name = models.CharField(max_length=200)
    org = models.IntegerField()
    path = PathField(db_index=True)
    supplier = models.UUIDField(null=True, db_index=True)
    supplier_name = models.CharField(max_length=120)
    supplier_path = PathField(db_index=True)
    goods = models.CharField(max_length=200, default="")
    licensed = models.BooleanField()
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.buyer_name}从{self.supplier_name}进货"

    @property
    def verdict(self) -> str:
        if self.supplier is None:
            return "不在名册"
        return "有证" if self.licensed else "无有效许可证"
