"""What each member of a team got in turn beside what their parts of all turns came to, from the hand-offs kept."""

from datetime import datetime

from django.db import connection

from accord.steps.handoff.contracts import Portion
from accord.steps.handoff.rules import LEAD


def portions(since: datetime | None) -> list[Portion]:
    """By team and member, from all hand-offs that were given to anybody since; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_PORTIONS, {"since": since, "lead": LEAD})
        return [
            Portion(team, member, offered, accepted, back, beside, kept, int(gained) / LEAD, alike)
            for team, member, offered, accepted, back, beside, kept, gained, alike in cursor.fetchall()
        ]


_PORTIONS = """
    WITH given AS (
            SELECT id, team, member_id, share, accepted_at, closed_as, share <> '{}' AS in_turn
            FROM handoff_handoff
            WHERE member_id IS NOT NULL AND routed_by IS NOT NULL
                AND (%(since)s::timestamptz IS NULL OR assigned_at >= %(since)s::timestamptz)),
        parts AS (
            SELECT g.team, e.key::bigint AS member_id, g.id,
                e.value::bigint + CASE WHEN g.member_id = e.key::bigint THEN %(lead)s ELSE 0 END AS gain
            FROM given g, LATERAL jsonb_each_text(g.share) e WHERE g.in_turn),
        gained AS (
            SELECT team, member_id, sum(gain) AS gained, md5(string_agg(id || ':' || gain, ',' ORDER BY id)) AS alike
            FROM parts GROUP BY 1, 2),
        got AS (
            SELECT team, member_id, count(*) AS offered,
                count(*) FILTER (WHERE accepted_at IS NOT NULL) AS accepted,
                count(*) FILTER (WHERE closed_as = 'rejected') AS back,
                count(*) FILTER (WHERE NOT in_turn AND closed_as <> 'rejected') AS beside,
                count(*) FILTER (WHERE in_turn) AS kept
            FROM given GROUP BY 1, 2)
    SELECT team, member_id, coalesce(offered, 0), coalesce(accepted, 0), coalesce(back, 0), coalesce(beside, 0),
        coalesce(kept, 0), coalesce(gained, 0), coalesce(alike, '')
    FROM got FULL JOIN gained USING (team, member_id)
    ORDER BY 1, 2"""
