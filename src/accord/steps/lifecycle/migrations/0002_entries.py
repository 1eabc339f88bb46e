"""What reports read: every entry of a lead into a stage that was not taken back. Leads that were closed because two
people proved to be one are left out; the other lead is their journey."""

from django.db import migrations

VIEW = """
create view lifecycle_entry as
select t.id as transition_id, t.lead_id, l.person_id, l.account_id, l.motion, l.owner_member_id, l.source, l.campaign,
       l.industry, l.opened_at, t.from_stage, t.to_stage as stage, t.effective_at as entered_at, t.reason
from lifecycle_transition t
join lifecycle_lead l on l.id = t.lead_id
where t.undoes_id is null
  and l.closed_as <> 'merged'
  and not exists (select 1 from lifecycle_transition u where u.undoes_id = t.id and u.undoes_id is not null)
"""


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0001_initial")]
    operations = [migrations.RunSQL(VIEW, "drop view lifecycle_entry")]
