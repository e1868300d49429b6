"""The border of an area, folded from `boundary.*` entries."""

from __future__ import annotations

from django.db import models

from taizhang.orgs.paths import PathField


class Boundary(models.Model):
    """`polygons` as in GeoJSON: of each its outer ring and its holes, corners as [longitude, latitude] in WGS 84.

    Made coarser than in the file: it is for looking at. Empty where it was taken back.
    """

    id = models.UUIDField(primary_key=True)
    org = models.IntegerField(unique=True)
    path = PathField(db_index=True)
    polygons = models.JSONField(default=list)
    source = models.CharField(max_length=200, default="")
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=60, default="")

    def __str__(self) -> str:
        return f"{self.org} {self.source}"
