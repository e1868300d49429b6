"""The state of a meeting, folded from `dispatch.*` entries."""

from __future__ import annotations

from django.db import models

from taizhang.orgs.paths import PathField


class Dispatch(models.Model):
    """One meeting: its id follows from campaign, place and day, so that there is one a day.

    `decisions`: [{what, org, org_name, due_at, duty, case, case_title, name}]; `agenda` (agenda.Agenda) is empty until
    the meeting is closed.
    """

    id = models.UUIDField(primary_key=True)
    campaign = models.UUIDField(db_index=True)
    org = models.IntegerField()
    path = PathField(db_index=True)
    day = models.DateField()
    decisions = models.JSONField(default=list)
    chair = models.CharField(max_length=60, default="")
    attendees = models.CharField(max_length=1000, default="")
    note = models.TextField(default="")
    agenda = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=60, default="")
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
