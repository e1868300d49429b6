"""The state of a subject, folded from `subject.*` entries."""

from __future__ import annotations

from django.db import models

from taizhang.orgs.paths import PathField


class Subject(models.Model):
    """What is inspected: a restaurant, a workshop, a parcel.

    `org` is the number of its grid, or of the area above where no grid is known yet (`in_grid` is then False: a gap).
    `fields` holds what its kind asks for beyond the columns. `name_key` and `address_key` are the forms under which
    duplicates meet (subjects.sameness). `apart_from` lists the ids of those that a person found to be different.
    """

    STATES = {"active": "在册", "closed": "已注销", "merged": "已合并"}

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=64, default="")
    org = models.IntegerField()
    path = PathField()
    in_grid = models.BooleanField(default=False)
    fields = models.JSONField(default=dict)
    lat = models.FloatField(null=True)
    lng = models.FloatField(null=True)
    address = models.CharField(max_length=300, default="")
    contact = models.CharField(max_length=80, default="")
    phone = models.CharField(max_length=80, default="")
    state = models.CharField(max_length=10, default="active", choices=list(STATES.items()))
    merged_into = models.UUIDField(null=True, db_index=True)
    name_key = models.CharField(max_length=200, db_index=True)
    address_key = models.CharField(max_length=300, db_index=True)
    apart_from = models.JSONField(default=list)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["path", "id"], name="subject_place"),
            models.Index(fields=["kind", "path", "id"], name="subject_kind_place"),
            models.Index(fields=["code"], name="subject_code"),
            models.Index(fields=["lat", "lng"], name="subject_spot", condition=models.Q(lat__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state_label(self) -> str:
        return self.STATES[self.state]


class SubjectLink(models.Model):
    """The link with which a subject acts for itself, without an account. Only the digest of its key is kept."""

    subject = models.UUIDField(primary_key=True)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.subject)
