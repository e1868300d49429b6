"""A line of a register, folded from `book.*` entries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from taizhang.orgs.paths import PathField


class BookLine(models.Model):
    """`subject` keeps the book, or else the place `org` does. `steps` say what has to follow, by when, and when it did.

    `amounts` are the summed fields in thousandths. After `clear_until` protected values are erased from the journal.
    """

    id = models.UUIDField(primary_key=True)
    campaign = models.UUIDField()
    book = models.CharField(max_length=64)
    subject = models.UUIDField(null=True, db_index=True)
    org = models.IntegerField()
    path = PathField()
    handler = models.IntegerField(null=True)
    line = models.CharField(max_length=64, default="")
    line_org = models.IntegerField(null=True)
    day = models.DateField()
    nothing = models.BooleanField(default=False)
    values = models.JSONField(default=dict)
    amounts = models.JSONField(default=dict)
    steps = models.JSONField(default=list)
    open = models.BooleanField(default=False)
    next_due = models.DateTimeField(null=True)
    duty = models.UUIDField(null=True)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=60, default="")
    corrections = models.IntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=2000, default="")
    clear_until = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["campaign", "book", "path", "-written_at"], name="book_line_place"),
            models.Index(fields=["campaign", "book", "subject", "-written_at"], name="book_line_subject"),
            models.Index(fields=["clear_until"], name="book_line_clear", condition=models.Q(erased_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.book} {self.day}"

    def late(self, at: datetime) -> bool:
        """Whether something that had to follow is still missing after its time."""
        return self.open and self.next_due is not None and self.next_due < at

    def step(self, name: str) -> dict[str, Any] | None:
        return next((step for step in self.steps if step["step"] == name), None)
