"""The state of a draw, folded from `draw.*` entries; and the secret that it is bound to until it is drawn."""

from __future__ import annotations

from django.db import models

from taizhang.orgs.paths import PathField


class Draw(models.Model):
    """One draw over the subjects of a place.

    `pool` are the inspectors: [{post, name, title}]; `listed` the file with the ids of the subjects drawn from,
    `size` how many these are; `picks` what was drawn: [{subject, name, posts, inspection, failed, visited_at}].
    `duty` is the duty to spot-check that the draw serves, if any.
    """

    STATES = {"announced": "已公示待抽取", "drawn": "检查中", "done": "已完成", "cancelled": "已取消"}
    PURPOSES = {"spot-check": "随机抽查", "look-back": "回头看", "unannounced": "暗访督查"}

    id = models.UUIDField(primary_key=True)
    campaign = models.UUIDField(db_index=True)
    org = models.IntegerField()
    path = PathField(db_index=True)
    title = models.CharField(max_length=120)
    purpose = models.CharField(max_length=20, choices=list(PURPOSES.items()))
    duty = models.UUIDField(null=True)
    state = models.CharField(max_length=10, default="announced", choices=list(STATES.items()))
    wanted = models.IntegerField()
    team = models.IntegerField()
    pool = models.JSONField(default=list)
    listed = models.JSONField()
    size = models.IntegerField()
    digest = models.CharField(max_length=64)
    commitment = models.CharField(max_length=64)
    announcement = models.UUIDField()
    announced_at = models.DateTimeField()
    announced_by = models.CharField(max_length=60)
    seed = models.CharField(max_length=64, default="")
    block = models.IntegerField(null=True)
    beacon = models.CharField(max_length=64, default="")
    drawn_at = models.DateTimeField(null=True)
    picks = models.JSONField(default=list)
    visited = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    reason = models.CharField(max_length=2000, default="")

    def __str__(self) -> str:
        return self.title

    @property
    def state_label(self) -> str:
        return self.STATES[self.state]

    @property
    def purpose_label(self) -> str:
        return self.PURPOSES[self.purpose]


class Sealed(models.Model):
    """The seed of a draw that has been announced, until it is drawn. Not an entry: it must not be seen before."""

    draw = models.UUIDField(primary_key=True)
    seed = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.draw)
