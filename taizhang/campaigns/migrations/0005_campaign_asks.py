"""Campaigns that run already say what their plans ask for, as a rebuild would."""

from django.db import migrations, models


def note_what_is_asked(apps, schema_editor):
    from taizhang.campaigns.asking import asked_by
    from taizhang.core.plan import Plan

    for row in apps.get_model("campaigns", "Campaign").objects.all():
        row.asks = asked_by(Plan.from_dict(row.plan))
        row.save(update_fields=["asks"])


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0004_campaign_public")]

    operations = [
        migrations.AddField(model_name="campaign", name="asks", field=models.JSONField(default=list)),
        migrations.RunPython(note_what_is_asked, migrations.RunPython.noop),
    ]
