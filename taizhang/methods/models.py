"""The ladder of one case, folded from `method.*` entries."""

from __future__ import annotations

from django.db import models

from taizhang.orgs.paths import PathField


class Ladder(models.Model):
    """Its id follows from the case's. `steps` are those taken: {step, name, at, until, documents, evidence, note, by}.

    `until` is the end of the running step's period; `next_step` is empty on the last one, and once it is settled.
    """

    id = models.UUIDField(primary_key=True)
    case = models.UUIDField(db_index=True)
    campaign = models.UUIDField(db_index=True)
    subject = models.UUIDField(null=True)
    org = models.IntegerField()
    path = PathField(db_index=True)
    line_org = models.IntegerField(null=True)
    handler = models.IntegerField(null=True)
    method = models.JSONField()
    step = models.CharField(max_length=32, default="")
    step_name = models.CharField(max_length=60, default="")
    next_step = models.CharField(max_length=32, default="")
    until = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    steps = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.method.get('name', '')}：{self.step_name}"
