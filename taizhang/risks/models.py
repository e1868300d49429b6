"""A hazard as it was last assessed, folded from `risk.*` entries."""

from __future__ import annotations

from django.db import models

from taizhang.core.risk import METHODS, Colour
from taizhang.orgs.paths import PathField


class Risk(models.Model):
    """Points by `method` (`exposure` only by LEC) and their product, the `score`.

    `assessments` is how often it was assessed; from `ended_at` it is no hazard.
    """

    id = models.UUIDField(primary_key=True)
    campaign = models.UUIDField()
    subject = models.UUIDField(db_index=True)
    org = models.IntegerField()
    path = PathField()
    line = models.CharField(max_length=64, default="")
    line_org = models.IntegerField(null=True)
    name = models.CharField(max_length=120)
    method = models.CharField(max_length=10, default="matrix")
    likelihood = models.FloatField()
    exposure = models.FloatField(null=True)
    consequence = models.FloatField()
    score = models.FloatField()
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
    def points(self) -> dict[str, float]:
        """{factor: points} in the order of the method."""
        return {name: getattr(self, name) for name in METHODS[self.method].factors}

    @property
    def sum_words(self) -> str:
        """ "4×5＝20"."""
        return f"{'×'.join(f'{one:g}' for one in self.points.values())}＝{self.score:g}"

    @property
    def factor_words(self) -> str:
        """ "可能性×后果"."""
        return METHODS[self.method].words

    @property
    def colour_label(self) -> str:
        return Colour(self.colour).label
