"""Secrets of authenticators are kept locked."""

from django.conf import settings
from django.db import migrations, models

from taizhang.core.secret_box import lock, unlock


def lock_all(apps, schema_editor):
    for row in apps.get_model("accounts", "SecondFactor").objects.all():
        row.secret = lock(row.secret, settings.SECRET_KEY, settings.SECRETS_CIPHER)
        row.save(update_fields=["secret"])


def unlock_all(apps, schema_editor):
    for row in apps.get_model("accounts", "SecondFactor").objects.all():
        row.secret = unlock(row.secret, settings.SECRET_KEY)
        row.save(update_fields=["secret"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_second_factor_and_sign_ins")]

    operations = [
        migrations.AlterField(model_name="secondfactor", name="secret", field=models.CharField(max_length=200)),
        migrations.RunPython(lock_all, unlock_all),
    ]
