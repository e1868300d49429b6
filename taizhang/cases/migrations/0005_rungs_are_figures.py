"""How far up the ladder open cases stand is a figure from now on: counted once for what stands there already."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import Count

from taizhang.tallies.operations import Contribution, apply


def count(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("cases", "Case").objects.filter(state__in=["filed", "assigned"]).exclude(rung="")
    groups = rows.values_list("campaign", "path", "line", "rung").annotate(n=Count("pk")).order_by()
    apply([], [Contribution(campaign, path, line, {(f"cases.rung/{rung}", ""): n}) for campaign, path, line, rung, n in groups])


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_lists_of_millions"), ("tallies", "0001_initial")]
    operations = [migrations.RunPython(count, migrations.RunPython.noop)]
