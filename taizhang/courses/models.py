"""One sitting of an exam, folded from its single `sitting.taken` entry."""

from __future__ import annotations

from django.db import models

from taizhang.orgs.paths import PathField


class Sitting(models.Model):
    """`right` of `asked` answers were right. `valid_until` is the last day of the certificate, where it has one."""

    id = models.UUIDField(primary_key=True)
    campaign = models.UUIDField()
    course = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    post = models.IntegerField()
    org = models.IntegerField()
    path = PathField()
    person = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    right = models.IntegerField()
    asked = models.IntegerField()
    passed = models.BooleanField()
    valid_until = models.DateField(null=True)
    taken_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["campaign", "course", "path", "-taken_at"], name="sitting_place")]

    def __str__(self) -> str:
        return f"{self.title} {self.name}"
