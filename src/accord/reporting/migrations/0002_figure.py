from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Figure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("goal", models.CharField(max_length=64)),
                ("metric", models.CharField(max_length=32)),
                ("currency", models.CharField(default="", max_length=3)),
                ("value", models.BigIntegerField()),
                ("day", models.DateField()),
                ("source", models.CharField(default="", max_length=300)),
                ("reported_by", models.CharField(max_length=330)),
                ("reported_at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["goal", "-day", "-id"], name="figure_latest")]},
        ),
    ]
