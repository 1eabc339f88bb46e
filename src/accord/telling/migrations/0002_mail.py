from django.db import migrations
from django.utils import timezone


def connect(apps, schema_editor):
    """There is one channel of mail; whether mail leaves is said in the server's settings."""
    apps.get_model("telling", "Channel").objects.get_or_create(
        kind="mail", defaults={"name": "Mail", "made_at": timezone.now()}
    )


class Migration(migrations.Migration):
    dependencies = [("telling", "0001_initial")]
    operations = [migrations.RunPython(connect, migrations.RunPython.noop)]
