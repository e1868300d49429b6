"""A complaint about what is asked, folded from `complaint.*` entries."""

from __future__ import annotations

from django.db import models

from taizhang.orgs.paths import PathField

from .reasons import REASONS


class Complaint(models.Model):
    """Somebody says that a rule asks for what was asked before, or for nothing that anybody needs.

    `org` and `path` are where the complaint comes from; `dropped` is the office's answer, None until there is one.
    """

    id = models.UUIDField(primary_key=True)
    campaign = models.UUIDField()
    rule = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    org = models.IntegerField()
    path = PathField()
    subject = models.UUIDField(null=True)
    reason = models.CharField(max_length=10, choices=list(REASONS.items()))
    words = models.TextField(default="")
    raised_at = models.DateTimeField()
    dropped = models.BooleanField(null=True)
    answer = models.TextField(default="")
    answered_by = models.CharField(max_length=60, default="")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["campaign", "path", "-raised_at"], name="complaint_place")]

    def __str__(self) -> str:
        return self.title

    @property
    def reason_label(self) -> str:
        return REASONS[self.reason]

    @property
    def answer_label(self) -> str:
        return {None: "等待答复", True: "同意减掉", False: "保留"}[self.dropped]
