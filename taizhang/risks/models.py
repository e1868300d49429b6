"""A hazard as it was last assessed, folded from `risk.*` entries."""

from __future__ import annotations

from django.db import models

from taizhang.core.risk import Colour
from taizhang.orgs.paths import PathField


class Risk(models.Model):
    """`score` is likelihood × consequence, `assessments` how often it was assessed; from `ended_at` it is no hazard."""

    id = models.UUIDField(primary_key=True)
    campaign = models.UUIDField()
    subject = models.UUIDField(db_index=True)
    org = models.IntegerField()
    path = PathField()
    line = models.CharField(max_length=64, default="")
    line_org = models.IntegerField(null=True)
    name = models.CharField(max_length=120)
    likelihood = models.IntegerField()
    consequence = models.IntegerField()
    score = models.IntegerField()
    colour = models.CharField(max_length=10, choices=[(one.value, one.label) for one in Colour])
    measures = models.TextField()
    person = models.CharField(max_length=60)
    assessments = models.IntegerField(default=1)
    assessed_at = models.DateTimeField()
    assessed_by = models.CharField(max_length=60, default="")
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=2000, default="")

    class Meta:
        indexes = [models.Index(fields=["campaign", "path", "-score"], name="risk_place")]

    def __str__(self) -> str:
        return self.name

    @property
    def colour_label(self) -> str:
        return Colour(self.colour).label
