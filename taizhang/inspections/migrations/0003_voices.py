from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inspections", "0002_notes_and_amendments"),
    ]

    operations = [
        migrations.AddField(
            model_name="inspection",
            name="voices",
            field=models.JSONField(default=list),
        ),
    ]
