from django.db import migrations, models

# What was rejected before: the turn as its candidates say it. An offer to an owner took none and gained nobody anything.
REJECTED = """
    UPDATE handoff_handoff h SET turns_back = jsonb_build_array(jsonb_build_object(
        'member', h.member_id, 'team', h.team, 'taken', h.assigned_at, 'at', r.at, 'share', (
            SELECT jsonb_object_agg(c->>'member', (c->>'gain')::bigint) FROM jsonb_array_elements(h.candidates) c
            WHERE c->>'why' IN ('', 'turn'))))
    FROM handoff_rejection r
    WHERE r.handoff_id = h.id AND h.closed_as = 'rejected' AND h.share = '{}' AND h.assigned_at IS NOT NULL
        AND EXISTS (SELECT FROM jsonb_array_elements(h.candidates) c WHERE c->>'gain' NOT IN ('', '0'))
"""


class Migration(migrations.Migration):

    dependencies = [
        ('handoff', '0007_lapse'),
    ]

    operations = [
        migrations.AddField(
            model_name='handoff',
            name='turns_back',
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
        migrations.RunSQL(REJECTED, migrations.RunSQL.noop),
    ]
