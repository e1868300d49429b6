from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_file_use")]

    operations = [
        migrations.AddField("block", "leaves", models.BinaryField(default=b""), preserve_default=False),
        migrations.AddField("asideentry", "actor", models.CharField(default="", max_length=60)),
        migrations.RemoveIndex("asideentry", "aside_org"),
        migrations.AddIndex("asideentry", models.Index(fields=["settled_at", "org"], name="aside_org")),
        migrations.AddIndex("asideentry", models.Index(fields=["actor"], name="aside_actor")),
    ]
