"""Drafts being prepared, and campaigns as folded from `campaign.*` entries."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from taizhang.orgs.paths import PathField

from .drafting.item import Section


class Campaign(models.Model):
    """A plan that runs on the subtree under `root`. `plan` is the governing version; `units` maps its units to orgs.

    `leaders` are the persons whom the text names for the leading group: [{role, name, post, source}].
    `public`: residents may report to it. Rhythms have their duties made up to `made_until`; the clock goes on from
    there. `asks` names what only some plans ask for and this one does (asking.asked_by).
    """

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    field = models.CharField(max_length=60, default="")
    root = models.IntegerField()
    path = PathField(db_index=True)
    plan = models.JSONField()
    plan_version = models.IntegerField(default=1)
    asks = models.JSONField(default=list)
    units = models.JSONField(default=dict)
    leaders = models.JSONField(default=list)
    source_text = models.TextField(default="")
    started_at = models.DateTimeField()
    made_until = models.DateTimeField()
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_phases = models.JSONField(default=list)
    demo = models.BooleanField(default=False)
    public = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.title


class PlanDraft(models.Model):
    """A plan being prepared: not a fact until it starts, so an ordinary row.

    `reading` is what was read out of the source: {"plans": [...]}; `chosen` which of its plans this draft is made of
    (None: not chosen yet). `frame` is the plan's head and what comes from the pack as it stands (checklists …);
    everything a person corrects is a `DraftItem`. `revision` grows with each change. `amends` is the running campaign
    whose plan is being changed; `campaign` the one that was started from it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    title = models.CharField(max_length=200)
    org = models.IntegerField()
    path = PathField(db_index=True)
    source_name = models.CharField(max_length=200, default="")
    source_text = models.TextField(default="")
    reading = models.JSONField(default=dict)
    chosen = models.IntegerField(null=True)
    frame = models.JSONField(default=dict)
    pack = models.CharField(max_length=60, default="")
    revision = models.IntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    amends = models.UUIDField(null=True)
    campaign = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["path", "-changed_at"], name="draft_recent")]

    def __str__(self) -> str:
        return self.title


class DraftItem(models.Model):
    """One thing of a draft that a person confirms or corrects: a phase, a unit, a duty rule, a report …

    `data` is its part of the plan language; `asks` {field: question} what the text leaves open; `undated`
    {field: "--04-20"} the days whose year is not known. `start` and `end` are the place of `quote` in the source text.
    `revision` lets two people notice each other: a change names the revision that it was made on.
    """

    ORIGINS = {"text": "原文", "pack": "方案包", "person": "人工添加"}

    id = models.UUIDField(primary_key=True, default=uuid4)
    draft = models.ForeignKey(PlanDraft, on_delete=models.CASCADE, related_name="items")
    section = models.CharField(max_length=20, choices=[(section.value, section.label) for section in Section])
    position = models.IntegerField()
    data = models.JSONField(default=dict)
    asks = models.JSONField(default=dict)
    undated = models.JSONField(default=dict)
    origin = models.CharField(max_length=10, choices=list(ORIGINS.items()), default="text")
    quote = models.TextField(default="")
    start = models.IntegerField(null=True)
    end = models.IntegerField(null=True)
    revision = models.IntegerField(default=1)
    removed = models.BooleanField(default=False)
    changed_by = models.CharField(max_length=60, default="")

    class Meta:
        indexes = [models.Index(fields=["draft", "section", "position"], name="draft_items")]

    def __str__(self) -> str:
        return f"{self.section} {self.pk}"


class DraftChange(models.Model):
    """One step of the work on a draft, so that it can be undone: the items as they were before and after."""

    draft = models.ForeignKey(PlanDraft, on_delete=models.CASCADE, related_name="changes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField()
    label = models.CharField(max_length=200)
    steps = models.JSONField()
    undone = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["draft", "-id"], name="draft_changes")]

    def __str__(self) -> str:
        return self.label
