from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agreement", "0002_published_for_good")]
    operations = [migrations.AddField("versionrow", "pilot_until", models.DateTimeField(null=True))]
