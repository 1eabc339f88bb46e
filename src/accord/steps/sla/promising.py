"""How promises were kept, counted by service, week or member."""

from datetime import datetime

from django.db import connection

from accord.steps.sla.contracts import By, Promised

_GROUPS = {"service": "NULL::date, NULL::bigint", "week": "week, NULL::bigint", "member": "NULL::date, member"}
_SEEN = """
    SELECT service, owed_by, COALESCE(broken_by, member_id) AS member, is_excused, broken_at,
        done >= times AS is_stopped, raw_seconds, working_seconds,
        date_trunc('week', COALESCE(broken_at, ended_at) AT TIME ZONE %(zone)s)::date AS week
    FROM sla_clock
    WHERE (ended_as = 'kept' AND ended_at >= %(since)s AND ended_at < %(until)s)
       OR (broken_at >= %(since)s AND broken_at < %(until)s)
"""
_COUNT = """
    SELECT service, owed_by, {group}, count(*) FILTER (WHERE broken_at IS NULL),
        count(*) FILTER (WHERE broken_at IS NOT NULL AND NOT is_excused),
        count(*) FILTER (WHERE broken_at IS NOT NULL AND is_excused), 0,
        percentile_disc(0.5) WITHIN GROUP (ORDER BY raw_seconds) FILTER (WHERE is_stopped),
        percentile_disc(0.5) WITHIN GROUP (ORDER BY working_seconds) FILTER (WHERE is_stopped)
    FROM ({seen}) AS seen GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""
_OPEN = """
    SELECT service, owed_by, NULL::date, {member}, 0, 0, 0, count(*), NULL::bigint, NULL::bigint FROM sla_clock
    WHERE ended_at IS NULL AND broken_at IS NULL GROUP BY 1, 2, 3, 4
"""


def promises(*, since: datetime, until: datetime, zone: str, by: By) -> list[Promised]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(group=_GROUPS[by], seen=_SEEN), {"since": since, "until": until, "zone": zone})
        found = [Promised(*row) for row in cursor.fetchall()]
        if by == "week":
            return found
        cursor.execute(_OPEN.format(member="member_id" if by == "member" else "NULL::bigint"))
        still = [Promised(*row) for row in cursor.fetchall()]
    return _joined(found, still)


def _joined(found: list[Promised], still: list[Promised]) -> list[Promised]:
    """What is open beside what is decided."""
    whole = {(one.service, one.owed_by, one.member_id): one for one in found}
    for one in still:
        key = (one.service, one.owed_by, one.member_id)
        whole[key] = whole[key].with_open(one.open) if key in whole else one
    return [whole[key] for key in sorted(whole, key=lambda key: (key[0], key[1], key[2] or 0))]
