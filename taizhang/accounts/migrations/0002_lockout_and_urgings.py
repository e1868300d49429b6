from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField("user", "urgings_seen_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="SignInFailure",
            fields=[
                ("username", models.CharField(max_length=150, primary_key=True, serialize=False)),
                ("failures", models.IntegerField(default=0)),
                ("last_at", models.DateTimeField(db_index=True)),
                ("locked_until", models.DateTimeField(null=True)),
            ],
        ),
    ]
