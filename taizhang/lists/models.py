"""Ordinary tables: nobody's work is in them, only how people look at it. What they did to the rows are entries."""

from __future__ import annotations

from django.db import models


class SavedView(models.Model):
    """A list as somebody left it: `words` is the address behind the "?", filters and order; `columns` in their order.

    It holds no data: whoever opens it sees what the own post covers. `shared_with` is the org whose people find it in
    their list of views (None: nobody but its owner); with the link anybody may open it.
    """

    id = models.UUIDField(primary_key=True)
    list_name = models.CharField(max_length=25)
    name = models.CharField(max_length=40)
    owner = models.IntegerField()
    shared_with = models.IntegerField(null=True)
    words = models.CharField(max_length=1000, default="")
    columns = models.JSONField(default=list)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["list_name", "owner"], name="view_of_owner"),
            models.Index(fields=["list_name", "shared_with"], name="view_of_org"),
        ]

    def __str__(self) -> str:
        return self.name


class OwnList(models.Model):
    """What a person keeps of one list: its columns, and the view with which it opens."""

    id = models.BigAutoField(primary_key=True)
    user = models.IntegerField()
    list_name = models.CharField(max_length=25)
    columns = models.JSONField(default=list)
    opens_with = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "list_name"], name="own_list_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.list_name}"


class Batch(models.Model):
    """What somebody did to many rows at once, for its report and for taking it back: the acts themselves are entries.

    `items` are [{about, title, entries, before}] of what was done, `failures` [[title, why]] of what was not; `before`
    is what the opposite needs. `failures_back` says the same of the taking back. Kept for a day: it holds names.
    """

    id = models.UUIDField(primary_key=True)
    act = models.CharField(max_length=25)
    said = models.CharField(max_length=200)
    owner = models.IntegerField()
    made_at = models.DateTimeField()
    items = models.JSONField(default=list)
    failures = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True)
    failures_back = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["owner", "-made_at"], name="batch_of_owner")]

    def __str__(self) -> str:
        return self.said
