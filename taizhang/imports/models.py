"""Imports under way and what they found. Ordinary tables: what an import writes are entries of the register's own."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Import(models.Model):
    """One file on its way in. `what` is the register ("subjects") or the organisation ("orgs").

    `org` and `post` are those of the person who brings it: nobody else sees it. `tables` says for each table which
    sheet, in which row its head stands, the heads and what each column means. `counts` is what the check found.
    """

    SUBJECTS, ORGS = "subjects", "orgs"
    STATES = {
        "mapping": "待对应列",
        "checking": "正在检查",
        "checked": "待确认",
        "writing": "正在写入",
        "done": "已导入",
        "failed": "没有导入",
        "dropped": "已放弃",
    }
    RUNNING = ("checking", "writing")

    id = models.UUIDField(primary_key=True)
    what = models.CharField(max_length=20)
    org = models.IntegerField()
    post = models.IntegerField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=64, default="")
    tables = models.JSONField(default=list)
    state = models.CharField(max_length=10, default="mapping", choices=list(STATES.items()))
    counts = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    message = models.TextField(default="")
    total = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    beat_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["what", "org", "-created_at"], name="import_own"),
            models.Index(fields=["state", "beat_at"], name="import_state"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} {self.state_label}"

    @property
    def state_label(self) -> str:
        return self.STATES[self.state]

    @property
    def running(self) -> bool:
        return self.state in self.RUNNING


class ImportFault(models.Model):
    """One thing wrong with one row, or (not `grave`) worth a look. `row` is the row of the sheet, as Excel counts."""

    id = models.BigAutoField(primary_key=True)
    source = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="faults")
    table = models.CharField(max_length=20)
    row = models.IntegerField()
    column = models.CharField(max_length=100)
    value = models.CharField(max_length=200)
    message = models.CharField(max_length=300)
    remedy = models.CharField(max_length=300)
    grave = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["source", "grave", "id"], name="fault_of_import")]

    def __str__(self) -> str:
        return f"第{self.row}行 {self.column}：{self.message}"


class RememberedColumn(models.Model):
    """What a column of this name meant when this org last imported such a table; "" is: leave it out."""

    id = models.BigAutoField(primary_key=True)
    org = models.IntegerField()
    table = models.CharField(max_length=20)
    kind = models.CharField(max_length=64)
    head = models.CharField(max_length=100)
    target = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "table", "kind", "head"], name="column_remembered_once")]

    def __str__(self) -> str:
        return f"{self.head} → {self.target}"
