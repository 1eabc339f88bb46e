"""Names of sources are unique without regard to case. Of those that differ in case alone, the later get a number."""

from django.db import migrations, models
from django.db.models.functions import Lower

TELL_APART = """
update collect_source s set name = left(s.name, 80) || ' ' || s.id
where exists (select from collect_source o where lower(o.name) = lower(s.name) and o.id < s.id)
"""


class Migration(migrations.Migration):
    dependencies = [("collect", "0002_withdrawn")]
    operations = [
        migrations.RunSQL(TELL_APART, migrations.RunSQL.noop),
        migrations.AddConstraint("source", models.UniqueConstraint(Lower("name"), name="source_name_once")),
    ]
