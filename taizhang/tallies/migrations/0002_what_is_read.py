"""Figures of cases by phase and severity, and most of those by category, were read nowhere: they go.

Figures are sums over the rows of their things: whatever may be wanted again is counted anew by `taizhang rebuild`.
"""

from typing import Any

from django.db import migrations
from django.db.models import Q

READ = ("cases.filed/category:", "cases.struck/category:")


def drop_unread(apps: Any, schema_editor: Any) -> None:
    by_side = Q(measure__contains="/phase:") | Q(measure__contains="/severity:") | Q(measure__contains="/category:")
    unread = ~Q(measure__startswith=READ[0]) & ~Q(measure__startswith=READ[1])
    apps.get_model("tallies", "Tally").objects.filter(by_side & unread, measure__startswith="cases.").delete()


class Migration(migrations.Migration):
    dependencies = [("tallies", "0001_initial")]
    operations = [migrations.RunPython(drop_unread, migrations.RunPython.noop)]
