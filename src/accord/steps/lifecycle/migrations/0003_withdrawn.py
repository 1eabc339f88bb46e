"""Leads of people whom only an undone import named are in no report either."""

from django.db import migrations

VIEW = """
create or replace view lifecycle_entry as
select t.id as transition_id, t.lead_id, l.person_id, l.account_id, l.motion, l.owner_member_id, l.source, l.campaign,
       l.industry, l.opened_at, t.from_stage, t.to_stage as stage, t.effective_at as entered_at, t.reason
from lifecycle_transition t
join lifecycle_lead l on l.id = t.lead_id
where t.undoes_id is null
  and l.closed_as not in ('merged', 'withdrawn')
  and not exists (select 1 from lifecycle_transition u where u.undoes_id = t.id and u.undoes_id is not null)
"""


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0002_entries")]
    operations = [migrations.RunSQL(VIEW, migrations.RunSQL.noop)]
