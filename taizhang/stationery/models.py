"""The template of an org for a kind of paper, folded from `template.*` entries."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from taizhang.orgs.paths import PathField


class Template(models.Model):
    """`file` is the SHA-256 of the Word file; "" where the org went back to the built-in layout."""

    id = models.UUIDField(primary_key=True)
    org = models.IntegerField()
    path = PathField()
    kind = models.CharField(max_length=20)
    file = models.CharField(max_length=64, default="")
    name = models.CharField(max_length=200, default="")
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=60, default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["org", "kind"])]

    def __str__(self) -> str:
        return self.name
