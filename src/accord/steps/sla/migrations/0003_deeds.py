from django.db import migrations, models

KNOWN = """
WITH told AS (
    SELECT subject_id, id, at, recorded_at, kind, body,
           CASE kind WHEN 'ClockCounted' THEN body ->> 'done' ELSE kind || id END AS place
    FROM ledger_fact
    WHERE subject_kind = 'clock' AND kind IN ('ClockCounted', 'ClockStopped', 'ClockCorrected')
), latest AS (
    SELECT DISTINCT ON (t.subject_id, t.place) t.* FROM told t JOIN sla_clock c ON c.id = t.subject_id
    WHERE CASE t.kind WHEN 'ClockCounted' THEN (t.body ->> 'done')::int < c.times + (c.ended_at IS NULL)::int
                      AND (t.body ->> 'done')::int <= c.done
               WHEN 'ClockStopped' THEN t.body ? 'own' AND c.ended_at IS NOT NULL
               ELSE c.ended_at IS NOT NULL END
    ORDER BY t.subject_id, t.place, t.id DESC
), deeds AS (
    SELECT subject_id, jsonb_agg(jsonb_build_array(
        to_char(coalesce((body ->> 'own')::timestamptz, at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
        body ->> 'event',
        to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')) ORDER BY id) AS said
    FROM latest GROUP BY subject_id
)
UPDATE sla_clock c SET deeds = d.said FROM deeds d WHERE d.subject_id = c.id
"""


class Migration(migrations.Migration):
    dependencies = [("sla", "0002_reckoned"), ("ledger", "0001_initial")]

    operations = [
        migrations.AddField(model_name="clock", name="deeds", field=models.JSONField(default=list)),
        migrations.AddField(model_name="clock", name="undecided", field=models.JSONField(default=dict)),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
    ]
