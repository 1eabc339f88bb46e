from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journey", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SealedLake",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, unique=True)),
                ("generation", models.BigIntegerField(default=0)),
                ("address", models.TextField()),
                ("founded_at", models.DateTimeField()),
            ],
        ),
    ]
