from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]

    operations = [
        migrations.AddField(model_name="notice", name="hold", field=models.UUIDField(null=True)),
        migrations.AddField(model_name="notice", name="held_until", field=models.DateTimeField(null=True)),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["hold"], name="notice_hold", condition=models.Q(("hold__isnull", False))),
        ),
    ]
