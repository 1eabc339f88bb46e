import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('handoff', '0006_waiting'),
    ]

    operations = [
        migrations.CreateModel(
            name='Lapse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('member_id', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('handoff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lapses', to='handoff.handoff')),
            ],
        ),
    ]
