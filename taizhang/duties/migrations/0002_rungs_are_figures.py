"""How far up the ladder unsettled duties stand is a figure from now on: counted once for what stands there already."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import Count

from taizhang.tallies.operations import Contribution, apply


def count(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("duties", "Duty").objects.filter(state__in=["open", "lapsed"]).exclude(rung="")
    groups = rows.values_list("campaign", "path", "line", "rung").annotate(n=Count("pk")).order_by()
    apply([], [Contribution(campaign, path, line, {(f"duties.rung/{rung}", ""): n}) for campaign, path, line, rung, n in groups])


class Migration(migrations.Migration):
    dependencies = [("duties", "0001_initial"), ("tallies", "0001_initial")]
    operations = [migrations.RunPython(count, migrations.RunPython.noop)]
