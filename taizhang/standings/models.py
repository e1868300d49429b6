"""The state of a ranking, folded from `ranking.*` entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db import models

from taizhang.core.plan.paper import Rating
from taizhang.orgs.paths import PathField


class Ranking(models.Model):
    """One period of one rating of a campaign.

    `lines`, as frozen, and `corrected`, after the appeals that were upheld (empty where there were none):
    [{place, name, path, figures, score, rank, flags, records}], best first; `records` is the file that names what was
    counted. `appeals`: [{id, place, place_name, name, text, at, state, answer, decided_by, decided_at, corrections}].
    `proposed`: what the flags give ground to propose (events.Proposed).
    """

    id = models.UUIDField(primary_key=True)
    campaign = models.UUIDField(db_index=True)
    org = models.IntegerField()
    path = PathField()
    rating = models.CharField(max_length=40)
    formula = models.JSONField(default=dict)
    period = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    counted_from = models.DateTimeField()
    counted_to = models.DateTimeField()
    lines = models.JSONField(default=list)
    corrected = models.JSONField(default=list)
    appeals = models.JSONField(default=list)
    proposed = models.JSONField(default=list)
    version = models.IntegerField(default=1)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["campaign", "rating", "counted_to"], name="ranking_period")]

    def __str__(self) -> str:
        return self.title

    @property
    def rule(self) -> Rating:
        """The rating as it stood when the ranking was frozen."""
        return Rating.model_validate(self.formula)

    @property
    def table(self) -> Sequence[Mapping[str, Any]]:
        """What counts now."""
        found: Sequence[Mapping[str, Any]] = self.corrected or self.lines
        return found

    def line_of(self, place: int) -> Mapping[str, Any] | None:
        return next((line for line in self.table if line["place"] == place), None)
