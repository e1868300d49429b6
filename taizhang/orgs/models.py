"""States of the organisation, folded from `org.*` and `post.*` entries."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from taizhang.core.roles import Role

from .paths import PathField


class Org(models.Model):
    """A node of the tree: an area (county … grid) or a body (bureau, station, enterprise, school).

    `number` is the short name by which paths, figures and entries refer to it; `code` is the 12-digit statistical
    division code where there is one, otherwise the local code from the import. `urban` is its class as urban or rural.
    """

    AREA = "area"
    LEVELS = {
        "province": "省",
        "city": "市",
        "county": "区县",
        "township": "街道（乡镇）",
        "village": "社区（村）",
        "grid": "网格",
    }
    KINDS = {AREA: "区域", "bureau": "部门", "station": "站所", "enterprise": "企业", "school": "学校"}

    uid = models.UUIDField(primary_key=True)
    number = models.IntegerField(unique=True)
    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=20, choices=list(KINDS.items()))
    level = models.CharField(max_length=20, choices=list(LEVELS.items()))
    name = models.CharField(max_length=120)
    parent = models.IntegerField(null=True)
    path = PathField(db_index=True)
    lat = models.FloatField(null=True)
    lng = models.FloatField(null=True)
    urban = models.CharField(max_length=3, default="")
    closed = models.BooleanField(default=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["parent", "code"], name="org_children")]

    def __str__(self) -> str:
        return self.name

    @property
    def depth(self) -> int:
        return str(self.path).count("/")


class Post(models.Model):
    """A role at an org, filled by a person for a time. `subject` is set for the owner of a subject."""

    uid = models.UUIDField(primary_key=True)
    number = models.IntegerField(unique=True)
    org = models.IntegerField(db_index=True)
    path = PathField(db_index=True)
    role = models.CharField(max_length=20, choices=[(role.value, role.label) for role in Role])
    title = models.CharField(max_length=80, default="")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="posts", db_constraint=False
    )
    person = models.CharField(max_length=60, default="")
    phone = models.CharField(max_length=40, default="")
    subject = models.UUIDField(null=True, db_index=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["org", "role"], name="post_org_role")]

    def __str__(self) -> str:
        return self.title or Role(self.role).label
