"""A licence as it stands, folded from `licence.*` entries."""

from __future__ import annotations

from django.db import models

from taizhang.orgs.paths import PathField
from taizhang.subjects.masking import mask_name, mask_number

STANDINGS = {
    "held": "有效",
    "expiring": "即将到期",
    "expired": "已过期",
    "missing": "没有",
    "ended": "已失效",
}
HOLDING = ("held", "expiring")
"""Standings in which the paper may be shown."""


class Licence(models.Model):
    """`licence` is the kind of the plan; the holder is the subject, a `person` there, or who fills the `post`.

    `lapses` and `ends` are what a field of the subject becomes when the paper does.
    At `next_at` the clock writes `next_step`: the reminder, then the lapse.
    """

    id = models.UUIDField(primary_key=True)
    campaign = models.UUIDField()
    licence = models.CharField(max_length=64)
    licence_name = models.CharField(max_length=200)
    subject = models.UUIDField(null=True, db_index=True)
    post = models.IntegerField(null=True, db_index=True)
    org = models.IntegerField()
    path = PathField()
    line = models.CharField(max_length=64, default="")
    line_org = models.IntegerField(null=True)
    person = models.CharField(max_length=60, default="")
    holder_name = models.CharField(max_length=200, default="")
    number = models.CharField(max_length=100, default="")
    scope = models.CharField(max_length=500, default="")
    issued_on = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    files = models.JSONField(default=list)
    standing = models.CharField(max_length=10, choices=list(STANDINGS.items()))
    category = models.CharField(max_length=64, default="")
    minder = models.IntegerField()
    minder_path = PathField()
    minder_role = models.CharField(max_length=20)
    expires_at = models.DateTimeField(null=True)
    next_step = models.CharField(max_length=10, default="")
    next_at = models.DateTimeField(null=True, db_index=True)
    set_at = models.DateTimeField()
    reason = models.CharField(max_length=2000, default="")
    lapses = models.JSONField(default=dict)
    ends = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["campaign", "licence", "standing", "path"], name="licence_place")]

    def __str__(self) -> str:
        return self.licence_name

    @property
    def standing_label(self) -> str:
        return STANDINGS[self.standing]

    @property
    def holding(self) -> bool:
        return self.standing in HOLDING

    @property
    def shown_person(self) -> str:
        """The person's name in part."""
        return mask_name(self.person)

    @property
    def shown_number(self) -> str:
        """A person's number in part; a business's stands on its wall."""
        return mask_number(self.number) if self.person and self.number else self.number

    @property
    def until_words(self) -> str:
        if self.standing == "missing":
            return ""
        return f"有效期至 {self.valid_until}" if self.valid_until else "长期有效"
