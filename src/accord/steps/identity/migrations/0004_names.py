import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

from accord.kernel.names import fold, spell_out

PART = 5000


def _words(column):
    words = django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)
    return models.Func(column, models.Value(' '), function='string_to_array', output_field=words)


def fill(apps, schema_editor):
    """Who has a name already is found by it however it is written. The fold is the one of the code that searches:
    what it said at another time would not be found."""
    for table in ('identity_account', 'identity_person'):
        last = 0
        with schema_editor.connection.cursor() as cursor:
            while True:
                cursor.execute(
                    f"SELECT id, name FROM {table} WHERE id > %s AND name <> '' ORDER BY id LIMIT %s",  # noqa: S608
                    [last, PART],
                )
                named = cursor.fetchall()
                if not named:
                    break
                last = named[-1][0]
                cursor.execute(
                    f"UPDATE {table} t SET folded = n.folded, spelt = n.spelt"  # noqa: S608  (ours)
                    " FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS n(id, folded, spelt) WHERE t.id = n.id",
                    [[i for i, _ in named], [fold(name) for _, name in named], [spell_out(name) for _, name in named]],
                )


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0003_phones'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='account', name='account_name'),
        migrations.RemoveIndex(model_name='person', name='person_name'),
        migrations.RemoveIndex(model_name='person', name='person_words'),
        migrations.AddField(
            model_name='account',
            name='folded',
            field=models.TextField(db_default='', default=''),
        ),
        migrations.AddField(
            model_name='account',
            name='spelt',
            field=models.TextField(db_default='', default=''),
        ),
        migrations.AddField(
            model_name='person',
            name='folded',
            field=models.TextField(db_default='', default=''),
        ),
        migrations.AddField(
            model_name='person',
            name='spelt',
            field=models.TextField(db_default='', default=''),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='account',
            index=models.Index(django.contrib.postgres.indexes.OpClass('folded', 'text_pattern_ops'), name='account_name'),
        ),
        migrations.AddIndex(
            model_name='account',
            index=models.Index(django.contrib.postgres.indexes.OpClass('spelt', 'text_pattern_ops'), condition=models.Q(('spelt', ''), _negated=True), name='account_spelt'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(django.contrib.postgres.indexes.OpClass('folded', 'text_pattern_ops'), condition=models.Q(('folded', ''), _negated=True), name='person_name'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(django.contrib.postgres.indexes.OpClass('spelt', 'text_pattern_ops'), condition=models.Q(('spelt', ''), _negated=True), name='person_spelt'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=django.contrib.postgres.indexes.GinIndex(models.Func(_words('folded'), _words('spelt'), function='array_cat'), condition=models.Q(('folded', ''), _negated=True), name='person_words'),
        ),
    ]
