from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sla", "0001_initial")]

    operations = [
        migrations.AddField(model_name="clock", name="reckoned_at", field=models.DateTimeField(null=True)),
    ]
