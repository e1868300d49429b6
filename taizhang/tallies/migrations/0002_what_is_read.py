"""Figures of cases by severity, and but four of those by category and phase, were read nowhere: they go.

Figures are sums over the rows of their things: whatever may be wanted again is counted anew by `taizhang rebuild`.
"""

from typing import Any

from django.db import migrations
from django.db.models import Q

READ = ("cases.filed/", "cases.struck/", "cases.open/", "cases.overdue/")


def drop_unread(apps: Any, schema_editor: Any) -> None:
    by_severity = Q(measure__contains="/severity:")
    by_side = Q(measure__contains="/category:") | Q(measure__contains="/phase:")
    for read in READ:
        by_side &= ~Q(measure__startswith=read)
    apps.get_model("tallies", "Tally").objects.filter(by_severity | by_side, measure__startswith="cases.").delete()


class Migration(migrations.Migration):
    dependencies = [("tallies", "0001_initial")]
    operations = [migrations.RunPython(drop_unread, migrations.RunPython.noop)]
