from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.AddField("case", "supervision", models.JSONField(default=list)),
        migrations.AddField("case", "to_supervise", models.BooleanField(default=False)),
        migrations.AddField("case", "evidence", models.BooleanField(default=True)),
        migrations.AddField("case", "terms", models.JSONField(default=dict)),
        migrations.AddField("case", "doers", models.JSONField(default=dict)),
        migrations.AddField("case", "step_due_at", models.DateTimeField(null=True)),
        migrations.AddField("case", "reopenings", models.IntegerField(default=0)),
        migrations.AddField("case", "rung_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "case",
            models.Index(fields=["path", "-rung_at"], name="case_urged", condition=models.Q(rung_at__isnull=False)),
        ),
        migrations.CreateModel(
            name="JointOrg",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("org", models.IntegerField()),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="joint_orgs",
                        to="cases.case",
                    ),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=["org", "case"], name="joint_org_once")]},
        ),
    ]
